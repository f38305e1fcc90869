"""List against list: every difference as a Change of one kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from monitor.comparing.entries import field_changes
from monitor.comparing.identity import pair_entries, print_order
from monitor.comparing.transfers import with_transfers
from monitor.model import Change, ChangeKind, Entry
from monitor.text.names import fold


def compare_lists(before: Sequence[Entry], after: Sequence[Entry]) -> tuple[Change, ...]:
    """All changes from ``before`` to ``after``, editorial ones included, by destination and name.

    Entries of several lists are compared list by list.
    """
    lists = sorted({e.supplement for e in (*before, *after)})
    if len(lists) < 2:
        return tuple(_in_list_order(_changes(before, after)))
    changes: list[Change] = []
    for one in lists:
        changes += _changes([e for e in before if e.supplement == one], [e for e in after if e.supplement == one])
    return with_transfers(_in_list_order(changes))


def _changes(before: Sequence[Entry], after: Sequence[Entry]) -> list[Change]:
    """The changes of one list."""
    pairing = pair_entries(before, after)
    changes = [c for i, j in pairing.pairs if (c := compare_entries(before[i], after[j])) is not None]
    changes += [removed(before[i]) for i in pairing.gone]
    changes += [added(after[j]) for j in pairing.come]
    return changes


def _in_list_order(changes: list[Change]) -> list[Change]:
    """By list, destination (the list heads them by alphabet), name, and kind; twins by everything printed of them."""
    places = [(c.list.supplement, c.country, fold(c.name), c.kind.value) for c in changes]
    crowded = {place for place, count in Counter(places).items() if count > 1}
    keyed = [
        (place, _printed(change) if place in crowded else ("",), n)
        for n, (place, change) in enumerate(zip(places, changes, strict=True))
    ]
    return [changes[n] for _, _, n in sorted(keyed)]


def _printed(change: Change) -> tuple[str, ...]:
    return tuple(part for e in (change.before, change.after) for part in (print_order(e) if e else ("",)))


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
