"""What two days of a history differ in, before it is compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from monitor.model import Entry, Version


def differing(versions: Iterable[Version], first: date, second: date) -> tuple[list[Entry], list[Entry]]:
    """The entries of two days without the texts that are on both lists: a text pairs with itself before anything else
    is paired. The ``versions`` of one text share their entry."""
    before: list[Entry] = []
    after: list[Entry] = []
    for version in versions:
        was, will_be = version.is_effective(first), version.is_effective(second)
        if was != will_be:
            (before if was else after).append(version.entry)
    common = Counter(map(id, before)) & Counter(map(id, after))
    return _without(before, common.copy()), _without(after, common)


def _without(entries: Sequence[Entry], left_out: Counter[int]) -> list[Entry]:
    kept = []
    for entry in entries:
        if left_out[id(entry)]:
            left_out[id(entry)] -= 1
        else:
            kept.append(entry)
    return kept
