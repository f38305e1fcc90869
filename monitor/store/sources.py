"""How the sources have answered, and who polls them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, delete
from sqlmodel import col, select

from monitor.store.engine import Database
from monitor.store.tables import LeaseRow, SourceRow


@dataclass(frozen=True, slots=True)
class SourceState:
    """The last good and the last tried poll of a source; ``last_error`` is "" after a good one."""

    source: str
    last_tried_at: datetime
    last_good_at: datetime | None
    last_error: str
    failures: int
    cursor: date | None


class Sources:
    """One row a source."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def good(self, source: str, at: datetime, cursor: date | None = None) -> None:
        """The source answered as it promises; ``cursor`` is the last day it was asked for."""
        with self._database.writing() as session:
            row = session.get(SourceRow, source) or SourceRow(name=source, last_tried_at=at, last_good_at=None)
            row.last_tried_at = row.last_good_at = at
            row.last_error, row.failures = "", 0
            row.cursor = cursor or row.cursor
            session.add(row)

    def failed(self, source: str, at: datetime, error: str) -> None:
        """The source could not be reached, or answered nonsense."""
        with self._database.writing() as session:
            row = session.get(SourceRow, source) or SourceRow(name=source, last_tried_at=at, last_good_at=None)
            row.last_tried_at, row.last_error, row.failures = at, error[:1000], row.failures + 1
            session.add(row)

    def states(self) -> list[SourceState]:
        """All sources by name."""
        with self._database.reading() as session:
            rows = session.exec(select(SourceRow).order_by(col(SourceRow.name))).all()
        return [SourceState(r.name, r.last_tried_at, r.last_good_at, r.last_error, r.failures, r.cursor) for r in rows]


class Leases:
    """Rows that decide which instance does what only one should do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def acquire(self, name: str, holder: str, seconds: float, now: datetime) -> bool:
        """Take or renew a lease; False while another holds it."""
        with self._database.writing() as session:
            row = session.get(LeaseRow, name)
            if row is not None and row.holder != holder and row.until > now:
                return False
            row = row or LeaseRow(name=name, holder=holder, until=now)
            row.holder, row.until = holder, now + timedelta(seconds=seconds)
            session.add(row)
        return True

    def release(self, name: str, holder: str) -> None:
        """Give a lease up, if it is held."""
        with self._database.writing() as session:
            session.connection().execute(
                delete(LeaseRow).where(and_(col(LeaseRow.name) == name, col(LeaseRow.holder) == holder))
            )
