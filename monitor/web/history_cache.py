"""The newest edition of the list, kept in memory and made anew only when the ledger has moved."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from monitor.clock import Clock, eastern_day
from monitor.history.list_history import IndexedEntry, ListHistory, VersionInEffect, in_list_order, indexed
from monitor.history.timeline import Timeline, timeline_of
from monitor.model import Alert, Change, DocumentAlert
from monitor.operations.status import Status, read_status
from monitor.polling.schedule import Plan
from monitor.store import Store
from monitor.store.documents import Recorded
from monitor.store.filings import RecordedFiling
from monitor.store.page_queries import DocumentSummary, Message, PageQueries, State

__all__ = ["DocumentSummary", "HistoryCache", "Message", "News", "RecordedFiling"]


@dataclass(frozen=True, slots=True)
class News:
    """What changes without the ledger: how the monitor is doing, and what lies on the public-inspection desk."""

    status: Status
    filings: tuple[RecordedFiling, ...]


class HistoryCache:
    """Editions and news of one database; safe to be asked from several threads."""

    def __init__(self, store: Store, clock: Clock, plans: Mapping[str, Plan]) -> None:
        self.store = store
        self.clock = clock
        self._plans = plans
        self._room = PageQueries(store.database)
        self._cards: dict[str, IndexedEntry] = {}
        self._changes: dict[int, Change] = {}
        self._state: State | None = None
        self._edition: ListHistory | None = None
        self._told: tuple[str, Timeline] | None = None
        self._lock = threading.Lock()

    @property
    def today(self) -> date:
        """The calendar day in Washington."""
        return eastern_day(self.clock.now())

    def edition(self) -> ListHistory:
        """The newest edition. Raises StoreError where the database refuses."""
        with self._lock:
            state = self._room.state()
            if self._edition is None or state != self._state:
                self._edition, self._state = self._made(state), state
            return self._edition

    def _made(self, state: State) -> ListHistory:
        placed = self._room.versions()
        fresh = self._room.entries((p.content_hash for p in placed), self._cards)
        cards = self._cards | {key: indexed(entry) for key, entry in fresh.items()}
        # What was recorded between the two queries comes with the next edition.
        known = [p for p in placed if p.content_hash in cards]
        self._cards = {p.content_hash: cards[p.content_hash] for p in known}
        self._changes = self._room.changes(self._changes)
        return ListHistory(
            key=hashlib.sha256(repr(state).encode()).hexdigest()[:16],
            shelf=in_list_order(
                VersionInEffect(cards[p.content_hash], p.in_force_from, p.in_force_to, p.source) for p in known
            ),
            changes=tuple(self._changes.values()),
            papers={paper.document.number: paper for paper in self._room.papers()},
            baseline=self.store.ledger.baseline(),
        )

    def chronicle(self, edition: ListHistory) -> Timeline:
        """What happened to the list, as an edition has it; made once for each."""
        told = self._told
        if told is None or told[0] != edition.key:
            told = self._told = (edition.key, timeline_of(edition))
        return told[1]

    def news(self) -> News:
        """The newest news."""
        return News(read_status(self.store, self.clock, self._plans), tuple(self.store.filings.open()))

    def rule(self, number: str) -> Recorded | None:
        """A document with what was read in it; None where there is none of that number."""
        found = self.store.documents.recorded(number)
        return found[0] if found else None

    def filing(self, number: str) -> RecordedFiling | None:
        """A filed document that is not recorded as printed; None where there is none."""
        return self.store.filings.get(number)

    def messages(self, number: str) -> list[Message]:
        """What was sent about a document."""
        return self._room.messages(number)

    def original(self, sha256: str) -> bytes:
        """A document's archived bytes. Raises StoreError where there are none."""
        return self.store.archive.get(sha256)

    def alerts(self, limit: int) -> list[tuple[Alert, datetime]]:
        """The newest alerts about documents, without anybody's parties, each with when it was made."""
        return [
            (replace(alert, matches=()), moment)
            for alert, moment in self._room.alerts(limit)
            if isinstance(alert, DocumentAlert)
        ]
