"""Counts over the whole database, for those who watch the monitor: taken when they are asked for, kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, text
from sqlmodel import col, select

from monitor.store.change_sets import HELD, LEASED, PENDING
from monitor.store.engine import Database
from monitor.store.tables import DocumentRow, LeaseRow, OutboxRow

LONGEST_LEADER_LEASE = timedelta(minutes=10)
"""More than the instance that polls ever takes its lease for; it renews it while it runs."""


@dataclass(frozen=True, slots=True)
class Counts:
    """``messages`` by (channel, state), ``documents`` by (stage, verdict); ``late_since`` is when the oldest message that
    should have gone fell due: one held for its digest is not late before its hour."""

    messages: dict[tuple[str, str], int]
    documents: dict[tuple[str, str], int]
    late_since: datetime | None
    bytes: int


def read_counts(database: Database, now: datetime) -> Counts:
    """The figures at ``now``, all of one moment."""
    tries = col(OutboxRow.attempts) > 0
    waiting = or_(
        col(OutboxRow.state).in_((PENDING, LEASED)),
        and_(col(OutboxRow.state) == HELD, or_(col(OutboxRow.due_at) <= now, tries)),
    )
    since = case((tries, col(OutboxRow.created_at)), else_=col(OutboxRow.due_at))
    by_channel = select(OutboxRow.channel, OutboxRow.state, func.count()).group_by(OutboxRow.channel, OutboxRow.state)
    by_verdict = select(DocumentRow.stage, DocumentRow.verdict, func.count())
    by_verdict = by_verdict.group_by(DocumentRow.stage, DocumentRow.verdict)
    size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    if not database.is_sqlite:
        size = "SELECT pg_database_size(current_database())"
    with database.reading() as session:
        return Counts(
            {(channel, state): n for channel, state, n in session.exec(by_channel)},
            {(stage, verdict): n for stage, verdict, n in session.exec(by_verdict)},
            session.exec(select(func.min(since)).where(waiting)).one(),
            int(session.connection().execute(text(size)).scalar_one()),
        )


def holder_of(database: Database, lease: str, now: datetime) -> str:
    """Who holds a lease now; "" for nobody, also where it runs longer than any is given: a clock was wrong then."""
    now = database.moment(now)
    with database.reading() as session:
        row = session.get(LeaseRow, lease)
        return row.holder if row is not None and now < row.until <= now + LONGEST_LEADER_LEASE else ""
