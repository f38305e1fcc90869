"""How the sources have answered, and who polls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, delete, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from monitor.clock import eastern_day
from monitor.errors import Damaged
from monitor.model import Alert
from monitor.store.change_sets import enqueue
from monitor.store.documents import newest_baseline_query
from monitor.store.engine import ONE_LEASER, Database
from monitor.store.outbox import Pairs
from monitor.store.reconciliations import newest_whole_copy
from monitor.store.rows import intact_rows
from monitor.store.tables import LeaseRow, SourceRow

NOTED_EVERY = timedelta(minutes=5)
"""How old the note of the last good poll may grow while there is nothing else to write: polling what is known costs none."""


PUBLISHED = "federal register"
"""The source of published documents; its cursor is the last day that it was asked for."""
CLOCK = "clock"
"""The machine's clock, kept like a source: none that is polled has its name."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """The last good and the last tried poll of a source; ``last_error`` is "" after a good one.

    ``not_before`` is until when the source has asked for patience, ``requests`` how many it was sent on the Eastern day
    ``asked_on``. ``alarmed_at`` is when somebody was told that it cannot be seen (None: it can), ``reminded_at`` when
    last. ``reported`` are the differences of its last answer that somebody was told of, by what they are known again.
    """

    source: str
    last_tried_at: datetime
    last_good_at: datetime | None
    last_error: str
    failures: int
    cursor: date | None
    not_before: datetime | None = None
    asked_on: date | None = None
    requests: int = 0
    alarmed_at: datetime | None = None
    reminded_at: datetime | None = None
    reported: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LastChecks:
    """The day of the newest copy that the whole list is known from, at its start or as accepted later (None: there is no
    list), and when each source was last checked with success since it started."""

    copy_day: date | None
    by_source: Mapping[str, datetime]


class Sources:
    """One row a source."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def good(self, source: str, at: datetime, cursor: date | None = None, requests: int = 0) -> None:
        """The source answered as it promises; ``cursor`` is the last day it was asked for, ``requests`` those of the day.

        Written only where that is news: after trouble, on another day, or when the last note is :data:`NOTED_EVERY` old.
        """
        if self._is_noted(source, at, cursor):
            return
        with self._database.writing() as session:
            row = self._row(session, source, at)
            row.last_tried_at = row.last_good_at = at
            row.last_error, row.failures, row.not_before = "", 0, None
            row.cursor = cursor or row.cursor
            row.asked_on, row.requests = eastern_day(at), requests
            session.add(row)

    def failed(
        self,
        source: str,
        at: datetime,
        error: str,
        not_before: datetime | None = None,
        requests: int = 0,
        failures: int = 1,
    ) -> None:
        """The source could not be reached, or answered nonsense, so many times; it may have asked for patience."""
        with self._database.writing() as session:
            row = self._row(session, source, at)
            row.last_tried_at, row.last_error, row.failures = at, error[:1000], row.failures + failures
            row.not_before, row.asked_on, row.requests = not_before, eastern_day(at), requests
            session.add(row)

    def alarm(self, source: str, alert: Alert, recipients: Pairs, now: datetime, *, over: bool = False) -> None:
        """Commit that somebody is told of a source: that it cannot be seen, still not, or (``over``) can be again."""
        with self._database.writing() as session:
            row = self._row(session, source, now)
            row.alarmed_at = None if over else row.alarmed_at or now
            row.reminded_at = None if over else now
            session.add(row)
            enqueue(session, alert.change_set, alert, recipients, now)

    def report(
        self, source: str, reported: frozenset[str], alert: Alert | None, recipients: Pairs, now: datetime
    ) -> None:
        """Commit which differences its last answer has, with the ``alert`` about those that are new (None: none are)."""
        with self._database.writing() as session:
            row = self._row(session, source, now)
            row.reported = "\n".join(sorted(reported))
            session.add(row)
            if alert is not None:
                enqueue(session, alert.change_set, alert, recipients, now)

    def forget(self, source: str) -> None:
        """Nobody asks the source any more: what is noted of it is gone, and asking it again starts from the beginning."""
        if self.state(source) is not None:
            with self._database.writing() as session:
                session.connection().execute(delete(SourceRow).where(col(SourceRow.name) == source))

    def states(self) -> list[SourceState]:
        """All sources by name. One that is damaged is noted, and counts as never asked."""
        with self._database.reading() as session:
            rows = intact_rows(session, self._database.damage, select(SourceRow).order_by(col(SourceRow.name)))
        return [
            SourceState(
                r.name, r.last_tried_at, r.last_good_at, r.last_error, r.failures, r.cursor, r.not_before, r.asked_on,
                r.requests, r.alarmed_at, r.reminded_at, frozenset(r.reported.split()),
            )
            for r in rows
        ]  # fmt: skip

    def last_checks(self) -> LastChecks:
        """What the list is known from, in one query; nothing where that is damaged, which is noted."""
        start = newest_baseline_query().subquery()
        query = sql_select(
            start.c.as_of,
            start.c.known_at,
            newest_whole_copy(),
            col(SourceRow.name),
            col(SourceRow.last_good_at),
        ).select_from(start.outerjoin(SourceRow, true()))
        try:
            with self._database.reading() as session:
                rows = session.connection().execute(query).all()
        except Damaged:
            return LastChecks(None, {})
        checks = {name: good for _, known_at, _, name, good in rows if good is not None and good >= known_at}
        copies = [day for as_of, _, accepted, *_ in rows[:1] for day in (as_of, accepted) if day is not None]
        return LastChecks(max(copies, default=None), checks)

    def state(self, source: str) -> SourceState | None:
        """One source; None where it was never asked."""
        return next((s for s in self.states() if s.source == source), None)

    def _is_noted(self, source: str, at: datetime, cursor: date | None) -> bool:
        state = self.state(source)
        if state is None or state.last_good_at is None or state.last_error or state.failures:
            return False
        # A clock that was put back must not stop the notes.
        return cursor in (None, state.cursor) and abs(at - state.last_good_at) < NOTED_EVERY

    @staticmethod
    def _row(session: Session, source: str, at: datetime) -> SourceRow:
        try:
            found = session.get(SourceRow, source)
        except Damaged:  # what it answers from now on counts
            session.connection().execute(delete(SourceRow).where(col(SourceRow.name) == source))
            found = None
        return found or SourceRow(name=source, last_tried_at=at, last_good_at=None)


POLL_LEASE = "poll"
"""The lease of the instance that polls."""


class Leases:
    """Rows that decide which instance does what only one should do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def acquire(
        self, name: str, holder: str, seconds: float, now: datetime, *, has_ended: Callable[[str], bool] | None = None
    ) -> bool:
        """Take or renew a lease; False while another holds it. One that is ours for half its time yet costs no write.

        A lease of somebody who ``has_ended`` is free, and so is one that runs longer than any was ever given: it was taken
        while a clock was wrong. ``now`` is the machine's clock, which counts only where the database has none of its own.
        """
        length, now = timedelta(seconds=seconds), self._database.moment(now)

        def is_taken(row: LeaseRow | None) -> bool:
            taken = row is not None and row.holder != holder and now < row.until <= now + 2 * length
            return taken and row is not None and not (has_ended and has_ended(row.holder))

        with self._database.reading() as session:
            row = _lease(session, name)
            if is_taken(row):
                return False
            if row is not None and row.holder == holder and length / 2 < row.until - now <= length:
                return True
        with self._database.writing(queue=ONE_LEASER) as session:  # a long record must not make the heart stand still
            row = _lease(session, name)
            if is_taken(row):
                return False
            if row is None:
                session.connection().execute(delete(LeaseRow).where(col(LeaseRow.name) == name))
            row = row or LeaseRow(name=name, holder=holder, until=now)
            row.holder, row.until = holder, now + length
            session.add(row)
        return True

    def release(self, name: str, holder: str) -> None:
        """Give a lease up, if it is held."""
        with self._database.writing(queue=ONE_LEASER) as session:
            session.connection().execute(
                delete(LeaseRow).where(and_(col(LeaseRow.name) == name, col(LeaseRow.holder) == holder))
            )


def _lease(session: Session, name: str) -> LeaseRow | None:
    """A lease; None where there is none, or nobody can say until when it runs: it must not stop all for ever."""
    try:
        return session.get(LeaseRow, name)
    except Damaged:
        return None
