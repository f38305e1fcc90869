"""The outbox: alerts waiting to be sent, each message exactly once in it.

Delivery leases a message, sends it, and marks it. A crash in between repeats the send under the same message id; a
message that was marked is never sent again, and one that was not is never forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, update
from sqlmodel import Session, col, select

from monitor.model import Alert
from monitor.shapes import alert_from, as_json
from monitor.store.engine import Database
from monitor.store.tables import ChangeSet, OutboxRow

PENDING, LEASED, SENT, DEAD = "pending", "leased", "sent", "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A leased message; ``attempts`` counts the tries before this one."""

    id: int
    alert: Alert
    channel: str
    recipient: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is not delivered."""

    waiting: int
    dead: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One message, for people to look at."""

    id: int
    state: str
    change_set: str
    channel: str
    recipient: str
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    last_error: str


def enqueue(
    session: Session, change_set: str, alert: Alert, recipients: Iterable[tuple[str, str]], now: datetime
) -> None:
    """Put an alert and its messages into the transaction of ``session``; nothing if that change set was told before."""
    if session.get(ChangeSet, change_set) is not None:
        return
    shape = {**as_json(alert), "change_set": change_set}
    session.add(ChangeSet(key=change_set, alert=json.dumps(shape, ensure_ascii=False), created_at=now))
    session.flush()
    for channel, recipient in dict.fromkeys(recipients):
        session.add(
            OutboxRow(
                change_set=change_set, channel=channel, recipient=recipient, state=PENDING,
                due_at=now, leased_until=None, created_at=now, sent_at=None,
            )
        )  # fmt: skip


class Outbox:
    """Lease, send, mark."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lease(self, now: datetime, holder: str, seconds: float, limit: int) -> list[Delivery]:
        """Up to ``limit`` messages that are due, oldest first, for ``holder`` alone until the lease runs out.

        SQLite admits one writer at a time; on PostgreSQL, SKIP LOCKED shares the work between instances.
        """
        due = or_(
            and_(col(OutboxRow.state) == PENDING, col(OutboxRow.due_at) <= now),
            and_(col(OutboxRow.state) == LEASED, col(OutboxRow.leased_until) <= now),
        )
        with self._database.writing(shared=True) as session:
            query = select(OutboxRow).where(due).order_by(col(OutboxRow.due_at), col(OutboxRow.id)).limit(limit)
            rows = session.exec(query.with_for_update(skip_locked=True)).all()
            for row in rows:
                row.state, row.leased_by, row.leased_until = LEASED, holder, now + timedelta(seconds=seconds)
                session.add(row)
            return [self._delivery(session, row) for row in rows]

    @staticmethod
    def _delivery(session: Session, row: OutboxRow) -> Delivery:
        alert = session.exec(select(ChangeSet.alert).where(ChangeSet.key == row.change_set)).one()
        return Delivery(row.id or 0, alert_from(json.loads(alert)), row.channel, row.recipient, row.attempts)

    def mark_sent(self, number: int, holder: str, now: datetime, receipt: str = "") -> bool:
        """The message has been taken; False if the lease had passed to somebody else."""
        return self._end(number, holder, state=SENT, sent_at=now, receipt=receipt[:1000], last_error="")

    def retry_later(self, number: int, holder: str, at: datetime, error: str) -> bool:
        """The message was not taken this time; it is due again ``at``."""
        return self._end(number, holder, state=PENDING, due_at=at, last_error=error[:1000])

    def bury(self, number: int, holder: str, error: str) -> bool:
        """The message will not be taken; it waits for a person, with the reason."""
        return self._end(number, holder, state=DEAD, last_error=error[:1000])

    def _end(self, number: int, holder: str, **values: object) -> bool:
        mine = and_(col(OutboxRow.id) == number, col(OutboxRow.leased_by) == holder, col(OutboxRow.state) == LEASED)
        with self._database.writing(shared=True) as session:
            done = session.connection().execute(
                update(OutboxRow)
                .where(mine)
                .values(leased_by="", leased_until=None, attempts=OutboxRow.attempts + 1, **values)
            )
            return done.rowcount == 1

    def revive(self, numbers: list[int] | None, now: datetime) -> int:
        """Make dead messages due again (all of them for None); how many."""
        which = and_(col(OutboxRow.state) == DEAD, *([col(OutboxRow.id).in_(numbers)] if numbers is not None else []))
        with self._database.writing(shared=True) as session:
            done = session.connection().execute(
                update(OutboxRow).where(which).values(state=PENDING, due_at=now, attempts=0)
            )
            return int(done.rowcount)

    def rows(self, limit: int = 200) -> list[OutboxEntry]:
        """The newest messages first."""
        with self._database.reading() as session:
            rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.id).desc()).limit(limit)).all()
        return [
            OutboxEntry(
                r.id or 0,
                r.state,
                r.change_set,
                r.channel,
                r.recipient,
                r.attempts,
                r.created_at,
                r.sent_at,
                r.last_error,
            )
            for r in rows
        ]

    def backlog(self, now: datetime) -> Backlog:
        """How much waits, since when, and how much was given up."""
        waiting = col(OutboxRow.state).in_((PENDING, LEASED))
        with self._database.reading() as session:
            count, oldest = session.exec(select(func.count(), func.min(OutboxRow.created_at)).where(waiting)).one()
            dead = session.exec(select(func.count()).select_from(OutboxRow).where(OutboxRow.state == DEAD)).one()
        return Backlog(count, dead, oldest)
