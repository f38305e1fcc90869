"""``elmon diff`` between states of an edition: the same answer, without the entries that stand alike on both days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from monitor.clock import eastern_day
from monitor.comparing.lists import compare_lists
from monitor.comparing.rules import apply_rule
from monitor.errors import NotKnown, UsageError
from monitor.history.diff import ListState, as_day
from monitor.history.list_history import ListHistory
from monitor.model import Change, Diff, Entry, Rule
from monitor.reading.files import read_snapshot
from monitor.text.document_numbers import is_document_number

FiledRule = Callable[[str], Rule | None]
"""What a filed document says that is not in print yet; None where there is none of that number."""


def diff_days(edition: ListHistory, from_name: str, to_name: str, today: date, filed: FiledRule) -> Diff:
    """The Diff between two dates, ``now`` or document numbers; a document number alone means what that rule changed.

    Raises UsageError for what is none of these, NotKnown for what is not known.
    """
    if is_document_number(from_name) and not to_name:
        return _of_rule(edition, from_name, today, filed)
    first, second = day_of(edition, from_name, today), day_of(edition, to_name or "now", today)
    changes = compare_lists(*_differing(*edition.between(first, second)))
    changes = _with_documents(edition, changes, min(first, second), max(first, second))
    return Diff(_named(from_name), _named(to_name or "now"), changes)


def changes_between(edition: ListHistory, from_name: str, to_name: str, today: date) -> int:
    """About how many changes :func:`diff_days` has to find. Raises UsageError and NotKnown as it does."""
    if is_document_number(from_name) and not to_name:
        if from_name not in edition.papers:
            raise NotKnown(f"The database has no document {from_name}.")
        return len(edition.changes_by_rule.get(from_name, ()))
    first, second = sorted((day_of(edition, from_name, today), day_of(edition, to_name or "now", today)))
    return sum(c.effective_on is not None and first < c.effective_on <= second for c in edition.changes)


def diff_lists(before: ListState, after: ListState) -> Diff:
    """The Diff between two lists of which one at least is a file's."""
    return Diff(before.name, after.name, compare_lists(before.entries, after.entries))


def state_of(edition: ListHistory, name: str, today: date) -> ListState:
    """The list of a date, of ``now``, or of the day from which a document is in force."""
    day = day_of(edition, name, today)
    return ListState(_named(name), _entries(edition, day), day)


def day_of(edition: ListHistory, name: str, today: date) -> date:
    """The day that a date, ``now`` or a document number means."""
    if is_document_number(name):
        paper = edition.papers.get(name)
        if paper is None:
            raise NotKnown(f"The database has no document {name}.")
        return paper.in_force_on or eastern_day(paper.recorded_at)
    found = today if name == "now" else as_day(name)
    if found is None:
        raise UsageError(
            f"\u201c{name[:60]}\u201d is no date (2024-12-05), no document number (2024-28267) and not \u201cnow\u201d."
        )
    return found


def _named(name: str) -> str:
    return f"after {name}" if is_document_number(name) else name


def state_of_file(data: bytes, name: str) -> ListState:
    """The list in a file. Raises CannotRead for what is no copy of the list."""
    return ListState(name, read_snapshot(data, name).entries)


def _entries(edition: ListHistory, day: date) -> list[Entry]:
    return [card.entry for card in edition.on(day).cards]


def _differing(before: Sequence[Entry], after: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Both lists without the texts that are in both, taken off and put back between: an edition has one object for one
    text, which pairs with itself before anything else is paired."""
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


def _with_documents(edition: ListHistory, changes: Sequence[Change], since: date, until: date) -> tuple[Change, ...]:
    """The changes with the document that made each, as far as one in that time made just that change."""
    first = since + timedelta(days=1)
    made = {
        (c.kind, c.country, c.name): c
        for c in edition.changes
        if c.effective_on is not None and first <= c.effective_on <= until
    }
    return tuple(
        replace(c, document_number=by.document_number, citation=by.citation, effective_on=by.effective_on)
        if (by := made.get((c.kind, c.country, c.name)))
        else c
        for c in changes
    )


def _of_rule(edition: ListHistory, number: str, today: date, filed: FiledRule) -> Diff:
    if number not in edition.papers:
        rule = filed(number)
        if rule is None:
            raise NotKnown(f"The database has no document {number}.")
        changes = apply_rule(rule, _entries(edition, today)).changes
        return Diff(f"before {number}", f"{number} as filed, not printed yet", changes)
    return Diff(f"before {number}", f"after {number}", tuple(edition.changes_by_rule.get(number, ())))
