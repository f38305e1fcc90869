"""Identifiers of entries for other systems: the same as long as party and destination are, however they are spelt."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from monitor.model import Entry, ListName
from monitor.text.names import fold

PREFIXES = {
    ListName.ENTITY: "us-bis-el",
    ListName.MILITARY_END_USER: "us-bis-meu",
    ListName.UNVERIFIED: "us-bis-uvl",
}


def identifier(country: str, name: str, of: ListName = ListName.ENTITY) -> str:
    """``us-bis-el-`` and 20 hex digits, made of the destination and the name without case, accents and punctuation."""
    return f"{PREFIXES[of]}-{hashlib.sha256(f'{fold(country)}|{fold(name)}'.encode()).hexdigest()[:20]}"


def identified(entries: Iterable[Entry]) -> Iterator[tuple[str, Entry]]:
    """The entries with their identifiers; the second of two of one name and destination ends in ``-2``."""
    seen: Counter[str] = Counter()
    for entry in sorted(entries, key=lambda e: (e.supplement, e.country, fold(e.name), e.text)):
        key = identifier(entry.country, entry.name, entry.list)
        seen[key] += 1
        yield (key if seen[key] == 1 else f"{key}-{seen[key]}"), entry
