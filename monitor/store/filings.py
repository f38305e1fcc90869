"""The public-inspection desk as it was seen last: every filing with what was read in it and what was told of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from monitor.model import Alert, Rule, Stage
from monitor.shapes import as_json, rule_from
from monitor.store.engine import Database
from monitor.store.outbox import enqueue
from monitor.store.tables import DocumentRow, FilingRow, OutboxRow

Addressed = tuple[Alert, tuple[tuple[str, str], ...]]
"""An alert and the (channel, recipient) pairs that get it; its ``change_set`` is its key."""


@dataclass(frozen=True, slots=True)
class RecordedFiling:
    """One filing: its record (a JSON object, the desk's own business), and what its text said (None: not read yet)."""

    number: str
    record: dict[str, Any]
    rule: Rule | None = None
    sha256: str = ""
    attention: str = ""
    seen_at: datetime | None = None


class Filings:
    """One row a filing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, numbers: Iterable[str] | None = None) -> dict[str, RecordedFiling]:
        """The filings by number; of ``numbers`` those there are, or all."""
        query = select(FilingRow)
        if numbers is not None:
            query = query.where(col(FilingRow.number).in_(list(numbers)))
        with self._database.reading() as session:
            rows = session.exec(query).all()
        return {row.number: _kept(row) for row in rows}

    def get(self, number: str) -> RecordedFiling | None:
        """One filing; None where none of that number was seen."""
        return self.all([number]).get(number)

    def keep(self, kept: RecordedFiling, told: Sequence[Addressed], *, now: datetime) -> None:
        """Commit a filing as it is seen now, together with the alerts about it; one that was told is not told again."""
        with self._database.writing() as session:
            row = session.get(FilingRow, kept.number) or FilingRow(number=kept.number, seen_at=now, changed_at=now)
            row.record = json.dumps(kept.record, ensure_ascii=False)
            row.rule = json.dumps(as_json(kept.rule), ensure_ascii=False) if kept.rule else ""
            row.sha256, row.attention, row.changed_at = kept.sha256, kept.attention, now
            session.add(row)
            for alert, recipients in told:
                enqueue(session, alert.change_set, alert, recipients, now)

    def open(self) -> list[RecordedFiling]:
        """The filings that are not in print yet and were read, or told unread."""
        query = select(FilingRow).where(or_(col(FilingRow.rule) != "", col(FilingRow.attention) != ""))
        with self._database.reading() as session:
            rows = session.exec(query.order_by(col(FilingRow.number))).all()
            return [_kept(row) for row in rows if not _is_printed(session, row.number)]

    def told_of(self, number: str) -> frozenset[tuple[str, str]]:
        """The (channel, recipient) pairs that were told of a document while it lay on the desk."""
        prefix = f"{number}/{Stage.PUBLIC_INSPECTION.value}"
        with self._database.reading() as session:
            rows = session.exec(
                select(OutboxRow.channel, OutboxRow.recipient).where(
                    col(OutboxRow.change_set).startswith(prefix, autoescape=True)
                )
            ).all()
        return frozenset((channel, recipient) for channel, recipient in rows)

    def reviews(self) -> list[str]:
        """Filings that a person must check and that are not in print yet, newest first, with the reason."""
        with self._database.reading() as session:
            rows = session.exec(
                select(FilingRow).where(FilingRow.attention != "").order_by(col(FilingRow.seen_at).desc())
            ).all()
            return [f"{row.number} (filed): {row.attention}" for row in rows if not _is_printed(session, row.number)]


def _is_printed(session: Session, number: str) -> bool:
    return session.get(DocumentRow, (number, Stage.PUBLISHED.value)) is not None


def _kept(row: FilingRow) -> RecordedFiling:
    rule = rule_from(json.loads(row.rule)) if row.rule else None
    return RecordedFiling(row.number, json.loads(row.record), rule, row.sha256, row.attention, row.seen_at)
