"""The newest history of the list, kept in memory and loaded again only when the ledger has changed."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from monitor.clock import Clock, eastern_day
from monitor.history.filed import Filed, filed_of
from monitor.history.list_history import EVERY_LIST, ListHistory, load_history
from monitor.model import Alert, DocumentAlert, ListCurrency
from monitor.operations.currency import read_currency
from monitor.operations.status import Status, read_status
from monitor.polling.schedule import Plan
from monitor.store import Store
from monitor.store.documents import Recorded
from monitor.store.filings import RecordedFiling
from monitor.store.page_queries import Message, PageQueries, State
from monitor.store.recorded_history import DocumentSummary

__all__ = ["DocumentSummary", "HistoryCache", "Message", "News", "RecordedFiling"]


@dataclass(frozen=True, slots=True)
class News:
    """What changes without the ledger: the monitor's status, and the documents on public inspection."""

    status: Status
    filings: tuple[RecordedFiling, ...]


class HistoryCache:
    """History and news of one database; safe to be asked from several threads."""

    def __init__(self, store: Store, clock: Clock, plans: Mapping[str, Plan]) -> None:
        self.store = store
        self.clock = clock
        self._plans = plans
        self._queries = PageQueries(store.database)
        self._state: State | None = None
        self._history: ListHistory | None = None
        self._lock = threading.Lock()

    @property
    def today(self) -> date:
        """The calendar day in Washington."""
        return eastern_day(self.clock.now())

    def history(self) -> ListHistory:
        """The newest history of the list. Raises StoreError where the database refuses."""
        with self._lock:
            state = self._queries.state()
            if self._history is None or state != self._state:
                key = hashlib.sha256(repr(state).encode()).hexdigest()[:16]
                loaded = load_history(self.store, lists=EVERY_LIST, earlier=self._history, key=key)
                loaded.prepare()
                self._history, self._state = loaded, state
            return self._history

    def currency(self) -> ListCurrency:
        """How current the list is."""
        return replace(read_currency(self.store, self.clock.now(), self._plans), lists=EVERY_LIST)

    def filed(self) -> tuple[Filed, ...]:
        """What was read in the filings on public inspection, which the list does not have."""
        return filed_of(self.store.filings.open())

    def news(self) -> News:
        """The newest news."""
        return News(read_status(self.store, self.clock, self._plans), tuple(self.store.filings.open()))

    def rule(self, number: str) -> Recorded | None:
        """A document with what was read in it; None where there is none of that number."""
        found = self.store.documents.recorded(number)
        return found[0] if found else None

    def filing(self, number: str) -> RecordedFiling | None:
        """A filed document that is not recorded as published; None where there is none."""
        return self.store.filings.get(number)

    def messages(self, number: str) -> list[Message]:
        """What was sent about a document."""
        return self._queries.messages(number)

    def original(self, sha256: str) -> bytes:
        """A document's archived bytes. Raises StoreError where there are none."""
        return self.store.archive.get(sha256)

    def alerts(self, limit: int) -> list[tuple[Alert, datetime]]:
        """The newest alerts about documents, without anybody's parties, each with when it was made."""
        return [
            (replace(alert, matches=()), moment)
            for alert, moment in self._queries.alerts(limit)
            if isinstance(alert, DocumentAlert)
        ]
