"""List against list: every difference as a Change of one kind."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.comparing.entries import field_changes
from monitor.comparing.identity import pair_entries, print_order
from monitor.model import Change, ChangeKind, Entry
from monitor.text.names import fold


def compare_lists(before: Sequence[Entry], after: Sequence[Entry]) -> tuple[Change, ...]:
    """All changes from ``before`` to ``after``, editorial ones included, by destination and name."""
    pairing = pair_entries(before, after)
    changes = [c for i, j in pairing.pairs if (c := compare_entries(before[i], after[j])) is not None]
    changes += [removed(before[i]) for i in pairing.gone]
    changes += [added(after[j]) for j in pairing.come]
    return tuple(sorted(changes, key=_place))


def _place(change: Change) -> tuple[str, str, str, tuple[str, ...]]:
    entry = change.after or change.before
    return (change.country, fold(change.name), change.kind.value, print_order(entry) if entry else ())


def compare_entries(before: Entry, after: Entry) -> Change | None:
    """The Change between two texts of one party; None if they are alike to the letter."""
    if before == after:
        return None
    fields = field_changes(before, after)
    if not fields:
        kind = ChangeKind.EDITORIAL
    elif before.country != after.country:
        kind = ChangeKind.MOVED
    elif fold(before.name) != fold(after.name):
        kind = ChangeKind.RENAMED
    else:
        kind = ChangeKind.REVISED
    return Change(kind, after.country, after.name, before, after, fields)


def added(entry: Entry) -> Change:
    """The Change that an entry is new."""
    return Change(ChangeKind.ADDED, entry.country, entry.name, after=entry)


def removed(entry: Entry) -> Change:
    """The Change that an entry is gone."""
    return Change(ChangeKind.REMOVED, entry.country, entry.name, before=entry)
