"""What the pages read: whether anything has changed, the versions without those already known, documents without their text.

Everything here only reads. ``state`` is one query of a few numbers, so that it can be asked every second.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from monitor.model import Alert, Change, Document, Entry, Stage, Verdict
from monitor.shapes import alert_from, change_from, document_from, entry_from
from monitor.store.engine import Database
from monitor.store.tables import (
    ChangeRow,
    ChangeSet,
    DecisionRow,
    DocumentRow,
    EntryVersion,
    ListVersion,
    OutboxRow,
    WatchRow,
)

State = tuple[object, ...]
"""Equal as long as nothing was recorded."""


@dataclass(frozen=True, slots=True)
class PlacedVersion:
    """A version that is known now, its entry by the hash of its text."""

    content_hash: str
    in_force_from: date
    in_force_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A recorded document at its latest stage, without what was read in it."""

    document: Document
    stage: Stage
    verdict: Verdict
    in_force_on: date | None
    recorded_at: datetime
    attention: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message about a document, to one recipient."""

    change_set: str
    channel: str
    recipient: str
    state: str
    sent_at: datetime | None
    last_error: str


class PageQueries:
    """Queries for those who keep the list in memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def state(self) -> State:
        """What changes whenever a list, a document or another reading of one is recorded."""
        numbers = (
            select(func.max(EntryVersion.id)).scalar_subquery(),
            select(func.max(EntryVersion.known_to)).scalar_subquery(),
            select(func.max(ChangeRow.id)).scalar_subquery(),
            select(func.max(ChangeRow.known_to)).scalar_subquery(),
            select(func.max(ListVersion.id)).scalar_subquery(),
            select(func.max(DocumentRow.recorded_at)).scalar_subquery(),
            select(func.count()).select_from(DocumentRow).scalar_subquery(),
        )
        with self._database.reading() as session:
            return tuple(session.connection().execute(sql_select(*numbers)).one())

    def versions(self) -> list[PlacedVersion]:
        """Every version that is known now, the oldest first."""
        columns: tuple[Any, ...] = (
            EntryVersion.content_hash,
            EntryVersion.in_force_from,
            EntryVersion.in_force_to,
            EntryVersion.source,
        )
        query = sql_select(*columns).where(col(EntryVersion.known_to).is_(None))
        with self._database.reading() as session:
            order = (col(EntryVersion.in_force_from), col(EntryVersion.id))
            rows = session.connection().execute(query.order_by(*order)).all()
        return [PlacedVersion(*row) for row in rows]

    def entries(self, hashes: Iterable[str], known: Container[str]) -> dict[str, Entry]:
        """The entries with these hashes, but for those already ``known``."""
        wanted = {one for one in hashes if one not in known}
        query = select(EntryVersion.content_hash, EntryVersion.content).where(col(EntryVersion.known_to).is_(None))
        with self._database.reading() as session:
            if len(wanted) <= 500:
                query = query.where(col(EntryVersion.content_hash).in_(wanted))
            rows = session.exec(query).all() if wanted else []
        contents = {key: content for key, content in rows if key in wanted}
        return {key: entry_from(orjson.loads(content)) for key, content in contents.items()}

    def changes(self, known: Mapping[int, Change]) -> dict[int, Change]:
        """Every change that is known now by its number, in the order they were made; those in ``known`` are not read again."""
        query = select(ChangeRow.id).where(col(ChangeRow.known_to).is_(None)).order_by(col(ChangeRow.id))
        with self._database.reading() as session:
            numbers = [number for number in session.exec(query).all() if number is not None]
            fresh = [number for number in numbers if number not in known]
            contents = sql_select(col(ChangeRow.id), col(ChangeRow.content)).where(col(ChangeRow.known_to).is_(None))
            if len(fresh) <= 500:
                contents = contents.where(col(ChangeRow.id).in_(fresh))
            rows = session.connection().execute(contents).all() if fresh else []
        read = {number: change_from(orjson.loads(text)) for number, text in rows if number not in known}
        return {number: known.get(number) or read[number] for number in numbers}

    def papers(self) -> list[DocumentSummary]:
        """All documents, each at its latest stage, by publication."""
        columns: tuple[Any, ...] = (
            DocumentRow.number, DocumentRow.record, DocumentRow.stage, DocumentRow.verdict, DocumentRow.in_force_on,
            DocumentRow.recorded_at, DocumentRow.attention,
        )  # fmt: skip
        query = sql_select(*columns)
        order = (col(DocumentRow.publication_date), col(DocumentRow.number), col(DocumentRow.stage))
        latest: dict[str, DocumentSummary] = {}
        with self._database.reading() as session:
            for number, record, stage, verdict, day, at, attention in session.connection().execute(
                query.order_by(*order)
            ):
                if stage == Stage.PUBLISHED.value or number not in latest:
                    document = document_from(orjson.loads(record))
                    latest[number] = DocumentSummary(document, Stage(stage), Verdict(verdict), day, at, attention)
        return list(latest.values())

    def messages(self, number: str) -> list[Message]:
        """What was sent, or waits to be, about a document, the oldest first."""
        about = col(OutboxRow.change_set).startswith(f"{number}/", autoescape=True)
        with self._database.reading() as session:
            rows = session.exec(select(OutboxRow).where(about).order_by(col(OutboxRow.id))).all()
        return [Message(r.change_set, r.channel, r.recipient, r.state, r.sent_at, r.last_error) for r in rows]

    def alerts(self, limit: int) -> list[tuple[Alert, datetime]]:
        """The newest alerts, each with when it was made."""
        query = select(ChangeSet).order_by(col(ChangeSet.created_at).desc(), col(ChangeSet.key)).limit(limit)
        with self._database.reading() as session:
            rows = session.exec(query).all()
        return [(alert_from(orjson.loads(row.alert)), row.created_at) for row in rows]

    def party_state(self) -> State:
        """What changes whenever a party or a decision does."""
        numbers = (
            select(func.count()).select_from(WatchRow).scalar_subquery(),
            select(func.max(WatchRow.updated_at)).scalar_subquery(),
            select(func.max(DecisionRow.id)).scalar_subquery(),
        )
        with self._database.reading() as session:
            return tuple(session.connection().execute(sql_select(*numbers)).one())

    def party_moments(self) -> dict[str, datetime]:
        """When each party was added, or last changed, by its reference."""
        query = sql_select(col(WatchRow.reference), col(WatchRow.updated_at))
        with self._database.reading() as session:
            return {row[0]: row[1] for row in session.connection().execute(query)}
