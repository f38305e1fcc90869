"""Differences that a person accepted from a copy of the list: of which day it was, and up to which day rules were known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, ScalarSelect, func, select
from sqlmodel import Session, col

from monitor.store.tables import ReconciliationRow

PREFIX = "reconciled-"
"""How the numbers of accepted differences begin; no document of the Register has such a number."""


@dataclass(frozen=True, slots=True)
class ReconciliationInfo:
    """Whose copy of the list it was (``copy_of``), and who accepted differences from it, when and why.

    ``rules_until`` is the last day up to which the rules were recorded then: between it and ``copy_day`` changes are known
    from the copy alone. After a ``whole`` one no difference was left open: the list is known through the copy's day.
    """

    number: str
    copy_of: str
    copy_day: date
    rules_until: date
    who: str
    why: str
    accepted_at: datetime
    whole: bool = False

    @property
    def title(self) -> str:
        """What it is, in a line."""
        return f"Reconciled from {self.copy_of} copy of {self.copy_day}, accepted by {self.who}"

    def is_within(self, day: date) -> bool:
        """Whether rules of that day, or of days up to the copy, may be missing, so that the list is known from it alone."""
        return self.rules_until < day < self.copy_day


def add_reconciliation(session: Session, info: ReconciliationInfo) -> None:
    """Keep who accepted what."""
    session.add(
        ReconciliationRow(
            number=info.number, copy_of=info.copy_of, copy_day=info.copy_day, rules_until=info.rules_until,
            who=info.who, why=info.why, accepted_at=info.accepted_at, whole=info.whole,
        )
    )  # fmt: skip


def read_reconciliations(connection: Connection) -> dict[str, ReconciliationInfo]:
    """All of them by their numbers, the oldest first."""
    columns: tuple[Any, ...] = (
        ReconciliationRow.number, ReconciliationRow.copy_of, ReconciliationRow.copy_day, ReconciliationRow.rules_until,
        ReconciliationRow.who, ReconciliationRow.why, ReconciliationRow.accepted_at, ReconciliationRow.whole,
    )  # fmt: skip
    rows = connection.execute(select(*columns).order_by(col(ReconciliationRow.accepted_at))).all()
    return {row[0]: ReconciliationInfo(*row) for row in rows}


def newest_whole_copy() -> ScalarSelect[date]:
    """The newest day of a copy that was accepted whole, as a part of another query; NULL where none was."""
    return select(func.max(ReconciliationRow.copy_day)).where(col(ReconciliationRow.whole)).scalar_subquery()
