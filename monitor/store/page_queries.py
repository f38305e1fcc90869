"""What the pages read beside the list's history: whether anything has changed, messages, alerts, the parties' state.

Everything here only reads. ``state`` is one query of a few numbers, so that it can be asked every second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from monitor.model import Alert
from monitor.shapes import alert_from
from monitor.store.engine import Database
from monitor.store.party_tables import DecisionRow, WatchRow
from monitor.store.reconciliations import PREFIX
from monitor.store.stored import stored
from monitor.store.tables import ChangeRow, ChangeSet, DocumentRow, EntryVersion, ListVersion, OutboxRow
from monitor.store.watch_revision import state_of_parties

State = tuple[object, ...]
"""Equal as long as nothing was recorded."""


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
    """Queries for those who keep the list's history in memory."""

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

    def messages(self, number: str) -> list[Message]:
        """What was sent, or waits to be, about a document, the oldest first."""
        about = col(OutboxRow.change_set).startswith(f"{number}/", autoescape=True)
        with self._database.reading() as session:
            rows = session.exec(select(OutboxRow).where(about).order_by(col(OutboxRow.id))).all()
        return [Message(r.change_set, r.channel, r.recipient, r.state, r.sent_at, r.last_error) for r in rows]

    def alerts(self, limit: int) -> list[tuple[Alert, datetime]]:
        """The newest alerts, each with when it was made."""
        ruled = ~col(ChangeSet.key).startswith(
            PREFIX, autoescape=True
        )  # earlier versions kept alerts on what was accepted
        query = (
            select(ChangeSet).where(ruled).order_by(col(ChangeSet.created_at).desc(), col(ChangeSet.key)).limit(limit)
        )
        with self._database.reading() as session:
            rows = session.exec(query).all()
        return [(stored(row.alert, alert_from, f"the alert {row.key}"), row.created_at) for row in rows]

    def party_state(self) -> State:
        """What changes whenever a party or a decision does; the newest decision comes last."""
        with self._database.reading() as session:
            decided = session.connection().execute(sql_select(func.max(DecisionRow.id))).scalar_one()
            return (*state_of_parties(session), decided)

    def party_moments(self) -> dict[str, datetime]:
        """When each party was added, or last changed, by its reference."""
        query = sql_select(col(WatchRow.reference), col(WatchRow.updated_at))
        with self._database.reading() as session:
            return {row[0]: row[1] for row in session.connection().execute(query)}
