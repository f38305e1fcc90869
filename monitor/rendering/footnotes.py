"""The footnotes of the list's entries in plain words: data in footnotes.toml, each with its citation."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.model import Entry


@dataclass(frozen=True, slots=True)
class Footnote:
    """One footnote, in how many of the alert's entries it stands, and what it means."""

    number: int
    entries: int
    words: str


def footnotes_of(entries: Iterable[Entry]) -> tuple[Footnote, ...]:
    """The footnotes of ``entries`` by number."""
    counts = Counter(number for entry in entries for number in entry.footnotes)
    return tuple(Footnote(number, counts[number], footnote_in_words(number)) for number in sorted(counts))


def footnote_in_words(number: int) -> str:
    """What a footnote means for the entry that has it; for one that is not known, where to read it."""
    return _table().get(number, "read it under the table of the official list")


@cache
def _table() -> dict[int, str]:
    data = tomllib.loads((files("monitor.rendering") / "footnotes.toml").read_text("utf-8"))
    return {footnote["number"]: footnote["words"] for footnote in data["footnote"]}
