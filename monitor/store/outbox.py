"""The outbox: alerts waiting to be sent, each message exactly once in it.

Delivery leases a message, sends it, and marks it. A crash in between repeats the send under the same message id; a
message that was marked is never sent again, and one that was not is never forgotten. To one recipient of a channel
messages go in the order in which they were made: one that is waiting, or being sent, blocks those behind it. One that is
held (for its hour, or aside because the message itself is at fault) blocks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.errors import Damaged
from monitor.model import Alert
from monitor.store.change_sets import DEAD, HELD, LEASED, PENDING, SENT, STATES, alert_of, enqueue
from monitor.store.engine import Database
from monitor.store.stored import DAMAGED, RESTORE
from monitor.store.tables import ChangeSet, OutboxRow

LONGEST_PAUSE = timedelta(days=3)
"""More than a message is ever put off by: a daily digest and the quiet hours behind it, or a server's Retry-After."""
LONGEST_RETRY = timedelta(hours=6)
"""More than a message that failed is ever put off by: an hour at most, whatever a server asks for."""
LONGEST_DELIVERY_LEASE = timedelta(hours=1)
"""More than a message is ever leased for while it is sent."""

Pairs = tuple[tuple[str, str], ...]
"""(channel, recipient)."""
Addressed = tuple[Alert, Pairs]
"""An alert and who gets it; its ``change_set`` is its key."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A leased message; ``attempts`` counts the tries before this one. One ``aside`` failed while others were sent."""

    id: int
    alert: Alert
    channel: str
    recipient: str
    attempts: int
    created_at: datetime
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was sent: its id, and what the channel kept of it."""

    message_id: str
    receipt: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is not delivered."""

    waiting: int
    dead: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One message, for people to look at; ``due_at`` is when it is tried, next if it waits."""

    id: int
    state: str
    change_set: str
    channel: str
    recipient: str
    attempts: int
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    message_id: str
    last_error: str


class Outbox:
    """Lease, send, mark."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, alert: Alert, recipients: Iterable[tuple[str, str]], now: datetime) -> None:
        """Put an alert and its messages into the outbox; nothing if it has that change set already."""
        with self._database.writing() as session:
            enqueue(session, alert.change_set, alert, recipients, now)

    def channels_due(self, now: datetime) -> list[str]:
        """The channels that have messages due, also those that no settings know."""
        due = _due(now, self._database.moment(now))
        with self._database.reading() as session:
            names = session.exec(select(OutboxRow.channel).where(due).distinct().order_by(OutboxRow.channel))
            return list(names)

    def lease(
        self, now: datetime, holder: str, seconds: float, limit: int, *, channel: str | None = None
    ) -> list[Delivery]:
        """Up to ``limit`` messages that are due, oldest first, for ``holder`` alone until the lease runs out.

        SQLite admits one writer at a time; on PostgreSQL, SKIP LOCKED shares the work between instances.
        """
        earlier = aliased(OutboxRow)
        blocked = (
            select(earlier.id)
            .where(col(earlier.channel) == OutboxRow.channel, col(earlier.recipient) == OutboxRow.recipient)
            .where(col(earlier.id) < OutboxRow.id, col(earlier.state).in_((PENDING, LEASED)))
            .exists()
        )
        due = _due(now, self._database.moment(now))
        query = select(OutboxRow).where(due, ~blocked).order_by(col(OutboxRow.id)).limit(limit)
        if channel is not None:
            query = query.where(OutboxRow.channel == channel)
        return self._leased(query, now, holder, seconds)

    def free(self, has_ended: Callable[[str], bool]) -> int:
        """Give back what those had leased who are dead, so that nobody waits for their leases to run out; how many.

        A message whose holder has died counts one more try: it may have been the cause.
        """
        with self._database.reading() as session:
            holders = session.exec(select(OutboxRow.leased_by).where(OutboxRow.state == LEASED).distinct()).all()
        dead = [holder for holder in holders if has_ended(holder)]
        if not dead:
            return 0
        theirs = and_(col(OutboxRow.state) == LEASED, col(OutboxRow.leased_by).in_(dead))
        free = {"state": PENDING, "leased_by": "", "leased_until": None, "attempts": OutboxRow.attempts + 1}
        with self._database.writing(shared=True) as session:
            return int(session.connection().execute(update(OutboxRow).where(theirs).values(**free)).rowcount)

    def restore_states(self) -> None:
        """Messages whose state is none, and which so nobody would send or count: due again, unless they were sent; noted."""
        with self._database.reading() as session:
            query = select(OutboxRow.id, OutboxRow.change_set, OutboxRow.state)
            damaged = session.exec(query.where(col(OutboxRow.state).not_in(STATES))).all()
        for number, change_set, state in damaged:
            again = case((col(OutboxRow.sent_at).is_(None), PENDING), else_=SENT)
            with self._database.writing(shared=True) as session:
                session.connection().execute(
                    update(OutboxRow)
                    .where(col(OutboxRow.id) == number, col(OutboxRow.state).not_in(STATES))
                    .values(state=again, leased_by="", leased_until=None)
                )
            said = f"{DAMAGED}: the state of message {number} ({change_set}) is {state[:40]!a}."
            self._database.damage.note(Damaged(f"{said} Unless it was sent it is sent now. {RESTORE}"))

    def lease_behind(self, item: Delivery, now: datetime, holder: str, seconds: float) -> Delivery | None:
        """The waiting message next behind ``item`` to the same recipient, due or not; None where there is none."""
        query = (
            select(OutboxRow)
            .where(OutboxRow.channel == item.channel, OutboxRow.recipient == item.recipient)
            .where(col(OutboxRow.id) > item.id, OutboxRow.state == PENDING)
            .order_by(col(OutboxRow.id))
            .limit(1)
        )
        return next(iter(self._leased(query, now, holder, seconds)), None)

    def lease_gathered(
        self, item: Delivery, now: datetime, holder: str, seconds: float, wanted: Callable[[Alert, datetime], bool]
    ) -> list[Delivery]:
        """All waiting messages to ``item``'s recipient that are ``wanted`` by their alert and when it was made."""
        query = (
            select(OutboxRow)
            .where(OutboxRow.channel == item.channel, OutboxRow.recipient == item.recipient)
            .where(col(OutboxRow.state).in_((PENDING, HELD)))
            .order_by(col(OutboxRow.id))
        )
        return self._leased(query, now, holder, seconds, wanted)

    def _leased(
        self,
        query: SelectOfScalar[OutboxRow],
        now: datetime,
        holder: str,
        seconds: float,
        wanted: Callable[[Alert, datetime], bool] | None = None,
    ) -> list[Delivery]:
        until = self._database.moment(now) + timedelta(seconds=seconds)
        with self._database.writing(shared=True) as session:
            rows = session.exec(query.with_for_update(skip_locked=True)).all()
            found = [(row, self._delivery(session, row, now)) for row in rows]
            taken = [(r, d) for r, d in found if wanted is None or wanted(d.alert, d.created_at)]
            for row, _ in taken:
                row.state, row.leased_by, row.leased_until = LEASED, holder, until
                session.add(row)
            return [delivery for _, delivery in taken]

    @staticmethod
    def _delivery(session: Session, row: OutboxRow, now: datetime) -> Delivery:
        text = session.exec(select(ChangeSet.alert).where(ChangeSet.key == row.change_set)).one()
        aside = row.state == HELD and row.attempts > 0
        made = min(row.created_at, now)  # the clock may have been put back since
        alert = alert_of(text, row.change_set)
        return Delivery(row.id or 0, alert, row.channel, row.recipient, row.attempts, made, aside)

    def first_sent(self, thread: str, channel: str, recipient: str) -> Sent | None:
        """The first message of a conversation that a recipient has got; None where there was none, or none with an id."""
        query = (
            select(OutboxRow.message_id, OutboxRow.receipt)
            .join(ChangeSet, col(ChangeSet.key) == col(OutboxRow.change_set))
            .where(ChangeSet.thread == thread, OutboxRow.channel == channel, OutboxRow.recipient == recipient)
            .where(OutboxRow.state == SENT, OutboxRow.message_id != "")
            .order_by(col(OutboxRow.sent_at), col(OutboxRow.id))
            .limit(1)
        )
        with self._database.reading() as session:
            row = session.exec(query).first()
        return Sent(*row) if row else None

    def mark_sent(self, number: int, holder: str, now: datetime, receipt: str = "", message_id: str = "") -> bool:
        """The message has been taken; False if the lease had passed to somebody else."""
        return self._end(
            number, holder, state=SENT, sent_at=now, receipt=receipt[:1000], message_id=message_id, last_error=""
        )

    def retry_later(self, number: int, holder: str, at: datetime, error: str, *, aside: bool = False) -> bool:
        """The message was not taken this time; it is due again ``at``."""
        return self._end(number, holder, state=HELD if aside else PENDING, due_at=at, last_error=error[:1000])

    def hold(self, number: int, holder: str, at: datetime) -> bool:
        """It is too early for the message; it is due ``at``, and no try is counted."""
        return self._end(number, holder, tries=0, state=HELD, due_at=at)

    def set_aside(self, number: int) -> None:
        """A message that fails while others go: it is tried again at its time, and blocks nobody meanwhile."""
        with self._database.writing(shared=True) as session:
            session.connection().execute(
                update(OutboxRow).where(col(OutboxRow.id) == number, col(OutboxRow.state) == PENDING).values(state=HELD)
            )

    def hasten(self, channel: str, recipient: str, now: datetime) -> None:
        """The way to a recipient is open again: what was put off because of it is due at once."""
        waits = and_(col(OutboxRow.state) == PENDING, col(OutboxRow.due_at) > now)
        mine = and_(col(OutboxRow.channel) == channel, col(OutboxRow.recipient) == recipient)
        with self._database.writing(shared=True) as session:
            session.connection().execute(update(OutboxRow).where(waits, mine).values(due_at=now))

    def hasten_all(self, now: datetime) -> None:
        """The clock was put back: what was put off to a moment of the clock as it was is due at once."""
        waits = and_(col(OutboxRow.state) == PENDING, col(OutboxRow.due_at) > now)
        with self._database.writing(shared=True) as session:
            session.connection().execute(update(OutboxRow).where(waits).values(due_at=now))

    def mark_failed(
        self,
        number: int,
        holder: str,
        error: str,
        report: tuple[Alert, Iterable[tuple[str, str]]] | None = None,
        now: datetime | None = None,
    ) -> bool:
        """The message failed for good; it waits for a person, with the reason. ``report`` alerts others to it (``now``)."""
        with self._database.writing() as session:
            done = self._ended(session, number, holder, state=DEAD, last_error=error[:1000])
            if done and report is not None and now is not None:
                alert, recipients = report
                enqueue(session, alert.change_set, alert, recipients, now)
            return done

    def _end(self, number: int, holder: str, tries: int = 1, **values: object) -> bool:
        with self._database.writing(shared=True) as session:
            return self._ended(session, number, holder, tries, **values)

    @staticmethod
    def _ended(session: Session, number: int, holder: str, tries: int = 1, **values: object) -> bool:
        mine = and_(col(OutboxRow.id) == number, col(OutboxRow.leased_by) == holder, col(OutboxRow.state) == LEASED)
        done = session.connection().execute(
            update(OutboxRow)
            .where(mine)
            .values(leased_by="", leased_until=None, attempts=OutboxRow.attempts + tries, **values)
        )
        return done.rowcount == 1

    def retry(self, numbers: list[int] | None, now: datetime) -> int:
        """Make failed messages due again (all of them for None); how many."""
        which = and_(col(OutboxRow.state) == DEAD, *([col(OutboxRow.id).in_(numbers)] if numbers is not None else []))
        with self._database.writing(shared=True) as session:
            done = session.connection().execute(
                update(OutboxRow).where(which).values(state=PENDING, due_at=now, attempts=0)
            )
            return int(done.rowcount)

    def rows(self, limit: int = 200, *, state: str = "", channel: str = "", document: str = "") -> list[OutboxEntry]:
        """The newest messages first; of a state, a channel, or about what begins with a document's number."""
        query = select(OutboxRow).order_by(col(OutboxRow.id).desc()).limit(limit)
        if state:
            query = query.where(OutboxRow.state == state)
        if channel:
            query = query.where(OutboxRow.channel == channel)
        if document:
            query = query.where(col(OutboxRow.change_set).startswith(document, autoescape=True))
        with self._database.reading() as session:
            rows = session.exec(query).all()
        return [
            OutboxEntry(
                r.id or 0, r.state, r.change_set, r.channel, r.recipient, r.attempts, r.created_at, r.due_at, r.sent_at,
                r.message_id, r.last_error,
            )
            for r in rows
        ]  # fmt: skip

    def backlog(self, now: datetime) -> Backlog:
        """How much waits, since when, and how much failed. What is held for its hour is not late."""
        waiting = or_(
            col(OutboxRow.state).in_((PENDING, LEASED)),
            and_(col(OutboxRow.state) == HELD, or_(col(OutboxRow.due_at) <= now, col(OutboxRow.attempts) > 0)),
        )
        with self._database.reading() as session:
            count, oldest = session.exec(select(func.count(), func.min(OutboxRow.created_at)).where(waiting)).one()
            dead = session.exec(select(func.count()).select_from(OutboxRow).where(OutboxRow.state == DEAD)).one()
        return Backlog(count, dead, oldest)


def _due(now: datetime, moment: datetime) -> ColumnElement[bool]:
    """Messages that are due ``now``, also those of somebody whose lease has run out by the database's ``moment``.

    One that was never tried is due whatever the clock was when it was made; and one that waits longer than any message
    ever has to was put off while a clock ran ahead.
    """
    due, until = col(OutboxRow.due_at), col(OutboxRow.leased_until)
    return or_(
        and_(col(OutboxRow.state) == PENDING, col(OutboxRow.attempts) == 0),
        and_(col(OutboxRow.state).in_((PENDING, HELD)), or_(due <= now, due > now + LONGEST_PAUSE)),
        and_(col(OutboxRow.state) == PENDING, due > now + LONGEST_RETRY),
        and_(
            col(OutboxRow.state) == LEASED,
            or_(until.is_(None), until <= moment, until > moment + LONGEST_DELIVERY_LEASE),
        ),
    )
