"""Parties that leave one list of part 744 for another: removed from the one, added to the other, at once.

BIS lists nobody on two of them at the same time (87 FR 77505). The names may differ in spelling: 87 FR 76924 moves nine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.comparing.evidence import Traits, evidence
from monitor.model import Change, ChangeKind, Entry


def with_transfers(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The same changes; those of a party that left one list for another say from and to which."""
    if len({change.list for change in changes}) < 2:
        return tuple(changes)
    found = list(changes)
    gone = {n: c.before for n, c in enumerate(changes) if c.kind is ChangeKind.REMOVED and c.before}
    come = {n: c.after for n, c in enumerate(changes) if c.kind is ChangeKind.ADDED and c.after}
    for left, taken in _pairs(gone, come):
        found[left] = replace(found[left], transferred_to=found[taken].list)
        found[taken] = replace(found[taken], transferred_from=found[left].list)
    return tuple(found)


def _pairs(gone: dict[int, Entry], come: dict[int, Entry]) -> list[tuple[int, int]]:
    """Removals and additions of one party on two lists, the surest first, each once."""
    olds, news = ({n: Traits.of(e) for n, e in some.items()} for some in (gone, come))
    scored = [
        (score, left, taken)
        for left, old in gone.items()
        for taken, new in come.items()
        if old.supplement != new.supplement and (score := _score(old, olds[left], new, news[taken])) > 0
    ]
    pairs: list[tuple[int, int]] = []
    for _, left, taken in sorted(scored, key=lambda one: (-one[0], one[1:])):
        if left in olds and taken in news:
            del olds[left], news[taken]
            pairs.append((left, taken))
    return pairs


def _score(before: Entry, old: Traits, after: Entry, new: Traits) -> float:
    """How surely two entries of two lists are one party: by the same name under the same destination, else by evidence."""
    if old.country == new.country and old.name == new.name:
        return 9.0
    return evidence(before, old, after, new) if old.country == new.country else 0.0
