"""What changed between two states: dates, ``now``, a document number, or files; in any mix that makes sense."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.clock import Clock, eastern_day
from monitor.comparing.lists import compare_lists
from monitor.comparing.rules import apply_rule
from monitor.errors import UsageError
from monitor.model import Change, Diff, Entry
from monitor.reading.files import read_snapshot
from monitor.reading.local_file import read_file
from monitor.text.document_numbers import is_document_number

if TYPE_CHECKING:
    from monitor.store import Store
    from monitor.store.documents import Recorded

OpenStore = Callable[[], "Store"]


@dataclass(frozen=True, slots=True)
class ListState:
    """The list as one state has it, with the name the user gave it."""

    name: str
    entries: Sequence[Entry]
    day: date | None = None


def diff_states(from_name: str, to_name: str, open_store: OpenStore, clock: Clock) -> Diff:
    """The Diff between two states as the user names them; only dates and numbers open the database.

    A document number alone (``to_name`` is "") means what that rule changed; beside another state, the list of the day
    from which that rule was in force.
    """
    if is_number(from_name) and not to_name:
        return _of_document(from_name, open_store(), eastern_day(clock.now()))
    before = list_state(from_name, open_store, clock)
    after = list_state(to_name or "now", open_store, clock)
    changes = compare_lists(before.entries, after.entries)
    if before.day and after.day:
        changes = _with_documents(changes, open_store(), min(before.day, after.day), max(before.day, after.day))
    return Diff(before.name, after.name, changes)


def _with_documents(changes: Sequence[Change], store: Store, since: date, until: date) -> tuple[Change, ...]:
    """The changes with the document that made each, as far as one in that time made just that change."""
    made = {(c.kind, c.country, c.name): c for c in store.ledger.changes(since=since + timedelta(days=1), until=until)}
    told = []
    for change in changes:
        by = made.get((change.kind, change.country, change.name))
        if by is not None:
            change = replace(  # noqa: PLW2901 - the same change, told better
                change, document_number=by.document_number, citation=by.citation, effective_on=by.effective_on
            )
        told.append(change)
    return tuple(told)


def list_state(name: str, open_store: OpenStore, clock: Clock) -> ListState:
    """The list of a date, of ``now``, after a document, or of a file."""
    path = Path(name)
    if path.exists():
        return ListState(path.name, read_snapshot(read_file(path), str(path)).entries)
    if is_number(name):
        one = _recorded(name, open_store())
        in_force = one.in_force_on
        return ListState(f"after {name}", entries_on(open_store(), in_force), in_force)
    day = eastern_day(clock.now()) if name == "now" else as_day(name)
    if day is None:
        raise UsageError(
            f"{name!r} is no date (2024-12-05), no document number (2024-28267), not 'now', and no such file exists."
        )
    return ListState(name, entries_on(open_store(), day), day)


def is_number(name: str) -> bool:
    """Whether ``name`` is a document number, and not a file of that name."""
    return is_document_number(name) and not Path(name).exists()


def as_day(text: str) -> date | None:
    """The day an ISO date names; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def entries_on(store: Store, day: date, known_on: datetime | None = None) -> list[Entry]:
    """The list as it was in force on ``day``, as known now or at a moment.

    Raises UsageError for a day before the database knows any list.
    """
    baseline = store.ledger.baseline()
    if baseline is None:
        raise UsageError("The database has no list yet; run elmon poll, or elmon baseline FILE --as-of DATE.")
    if day < baseline.as_of:
        raise UsageError(
            f"The database knows the list from {baseline.as_of} on ({baseline.source}); {day} is before that. "
            "Compare with a file instead."
        )
    return store.ledger.entries(day, known_on)


def _recorded(number: str, store: Store) -> Recorded:
    found = store.documents.recorded(number)
    if not found:
        raise UsageError(
            f"The database has no document {number}. elmon status tells what it has seen; elmon backfill --since DATE "
            "fetches past rules."
        )
    return found[0]


def _of_document(number: str, store: Store, today: date) -> Diff:
    """What a rule changed; of one that is filed and not printed yet, what it would change today."""
    filed = None if store.documents.recorded(number) else store.filings.get(number)
    if filed is not None and filed.rule is not None:
        changes = apply_rule(filed.rule, store.ledger.entries(today)).changes
        return Diff(f"before {number}", f"{number} as filed, not printed yet", changes)
    _recorded(number, store)
    return Diff(f"before {number}", f"after {number}", tuple(store.ledger.changes(document_number=number)))


def document_attention(name: str, open_store: OpenStore) -> str:
    """Why a person must look at the document ``name``; "" for nothing, and for what is no document."""
    return open_store().documents.attention(name) if is_number(name) else ""
