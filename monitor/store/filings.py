"""Filings on public inspection as they were seen last: each with what was read in it, and who was alerted about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import Session, col, select

from monitor.model import Rule, Stage
from monitor.shapes import as_json, rule_from
from monitor.store.change_sets import SENT, enqueue
from monitor.store.engine import Database, insert_new
from monitor.store.outbox import Addressed
from monitor.store.reviews import facts_of, is_open
from monitor.store.rows import intact_rows
from monitor.store.stored import stored, stored_text
from monitor.store.tables import DocumentRow, FilingRow, OutboxRow

IRRELEVANT, WITHDRAWN, MISSED = CLOSED = ("irrelevant", "withdrawn", "missed")
"""Why a filing is no longer awaited: it does not amend the list, was withdrawn, or was not published on its day."""


@dataclass(frozen=True, slots=True)
class RecordedFiling:
    """One filing: its record (a JSON object of its source's own shape), and what its text said (None: not read yet).

    ``closed`` is why it is no longer awaited, one of :data:`CLOSED`; "" while it is. ``changed_at`` is when it was kept last.
    """

    number: str
    record: dict[str, Any]
    rule: Rule | None = None
    sha256: str = ""
    attention: str = ""
    seen_at: datetime | None = None
    closed: str = ""
    changed_at: datetime | None = field(default=None, compare=False)


class Filings:
    """One row a filing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, numbers: Iterable[str] | None = None) -> dict[str, RecordedFiling]:
        """The filings by number; of ``numbers`` those there are, or all. What is damaged is left out, and noted."""
        query = select(FilingRow)
        if numbers is not None:
            query = query.where(col(FilingRow.number).in_(list(numbers)))
        with self._database.reading() as session:
            rows = intact_rows(session, self._database.damage, query)
        return {kept.number: kept for kept in self._database.damage.intact(rows, recorded_filing)}

    def get(self, number: str) -> RecordedFiling | None:
        """One filing; None where none of that number was seen. Raises Damaged where it is not what was written."""
        with self._database.reading() as session:
            row = session.get(FilingRow, number)
        return recorded_filing(row) if row else None

    def keep(self, kept: RecordedFiling, alerts: Sequence[Addressed], *, now: datetime) -> None:
        """Commit a filing as it is seen now, together with the alerts about it; none is alerted twice under one key."""
        seen: dict[str, Any] = {
            "record": json.dumps(kept.record, ensure_ascii=False),
            "rule": json.dumps(as_json(kept.rule), ensure_ascii=False) if kept.rule else "",
            "sha256": kept.sha256,
            "attention": kept.attention,
            "closed": kept.closed,
            "changed_at": now,
        }
        seen["facts"] = facts_of(seen["rule"], None, kept.attention)
        with self._database.writing() as session:
            if not insert_new(session, FilingRow(number=kept.number, seen_at=now, **seen)):
                known = update(FilingRow).where(col(FilingRow.number) == kept.number)
                session.connection().execute(known.values(seen))
            for alert, recipients in alerts:
                enqueue(session, alert.change_set, alert, recipients, now)

    def open(self) -> list[RecordedFiling]:
        """The filings on public inspection, not published yet, that were read or alerted about unread. What is damaged is
        left out, and noted."""
        with self._database.reading() as session:
            query = select(FilingRow).where(
                _is_awaited(), or_(col(FilingRow.rule) != "", col(FilingRow.attention) != "")
            )
            rows = intact_rows(session, self._database.damage, query.order_by(col(FilingRow.number)))
        return self._database.damage.intact(rows, recorded_filing)

    def alerted(self, number: str) -> frozenset[tuple[str, str]]:
        """The (channel, recipient) pairs that were alerted about a document while it was on public inspection."""
        with self._database.reading() as session:
            return alerted_about(session, number)

    def reviews(self) -> list[str]:
        """Filings whose review is open and that are not published yet, newest first, with the reason."""
        with self._database.reading() as session:
            rows = session.exec(
                select(FilingRow.number, FilingRow.attention)
                .where(_is_awaited(), FilingRow.attention != "", is_open(FilingRow))
                .order_by(col(FilingRow.seen_at).desc())
            ).all()
        return [f"{number} (filed): {attention}" for number, attention in rows]


def alerted_about(session: Session, number: str, *, sent: bool = False) -> frozenset[tuple[str, str]]:
    """The (channel, recipient) pairs that were to be alerted about a document while it was on public inspection; with
    ``sent`` those whom a message about it was sent to."""
    prefix = f"{number}/{Stage.PUBLIC_INSPECTION.value}"
    query = select(OutboxRow.channel, OutboxRow.recipient).where(
        col(OutboxRow.change_set).startswith(prefix, autoescape=True)
    )
    if sent:
        query = query.where(OutboxRow.state == SENT)
    return frozenset((channel, recipient) for channel, recipient in session.exec(query).all())


def recorded_filing(row: FilingRow) -> RecordedFiling:
    """The domain's value for a filing's row."""
    what = f"the filing {stored_text(row.number, 'the number of a filing')}"
    rule = stored(row.rule, rule_from, what) if row.rule else None
    record = stored(row.record, dict, what)
    return RecordedFiling(row.number, record, rule, row.sha256, row.attention, row.seen_at, row.closed, row.changed_at)


def _is_awaited() -> ColumnElement[bool]:
    """Filings that are neither closed nor published."""
    published = select(DocumentRow.number).where(
        col(DocumentRow.number) == col(FilingRow.number), DocumentRow.stage == Stage.PUBLISHED.value
    )
    return and_(col(FilingRow.closed) == "", ~published.exists())
