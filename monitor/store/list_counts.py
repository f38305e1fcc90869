"""Rows missing from the list's record: what was counted when a list was recorded is held against what is there.

A row that is gone, or whose days are others of the right form, is no error to a query: an entry leaves the list without a
sound. Rows are never deleted by this program, so the entries of the baseline stay as many as were taken; and those in
force on the day of the newest state as many as were counted then, unless they were written anew since without one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, col
from sqlmodel import select as model_select

from monitor.errors import Damaged
from monitor.model import ListName
from monitor.store.documents import newest_baselines
from monitor.store.engine import Database
from monitor.store.stored import DAMAGED, RESTORE
from monitor.store.tables import EntryVersion, ListVersion
from monitor.store.versions import baseline_rows, count_effective

COUNTED_EVERY = 3600.0
"""Seconds after which the entries that a rule is applied to are counted again."""


def refuse_missing(session: Session) -> None:
    """Raise Damaged where the list has other entries than were counted when it was recorded."""
    for state, found in _counted(session):
        counted: Any = state.entry_count
        if isinstance(counted, int) and found != counted:  # a count that is none is found as a damaged column
            raise Damaged(
                f"{DAMAGED}: the list of {state.as_of} ({str(state.source)[:60]!a}) was recorded with {counted} "
                f"entries, and {found} are there. {RESTORE}"
            )


def missing_of(database: Database) -> Damaged | None:
    """The same as a value; None where the list has the entries that were counted."""
    database.counted_until = 0.0
    try:
        with database.reading() as session:
            refuse_missing(session)
    except Damaged as found:
        return found
    database.counted_until = time.monotonic() + COUNTED_EVERY
    return None


def missing_lately(database: Database) -> Damaged | None:
    """The same, counted once an hour in a process: what a rule is applied to is asked for again and again."""
    return None if time.monotonic() < database.counted_until else missing_of(database)


def _counted(session: Session) -> Iterator[tuple[ListVersion, int]]:
    baselines = newest_baselines(session)
    if not baselines:
        return
    for base in baselines.values():
        yield base, session.connection().execute(select(func.count()).where(*baseline_rows(base))).scalar_one()
    newest = session.exec(model_select(ListVersion).order_by(col(ListVersion.id).desc()).limit(1)).one()
    if not _written_since(session, newest):
        of = ListName(newest.list) if newest.kind != "rule" else None
        yield newest, count_effective(session, newest.as_of, of)


def _written_since(session: Session, state: ListVersion) -> bool:
    """Whether rows of the list were written after a state of it was recorded: a history made anew leaves no state behind."""
    later: Any = or_(col(EntryVersion.known_from) > state.known_at, col(EntryVersion.known_to) > state.known_at)
    return bool(session.connection().execute(select(select(col(EntryVersion.id)).where(later).exists())).scalar_one())
