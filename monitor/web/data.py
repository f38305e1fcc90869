"""The newest history and news for the pages, without a query for each of them.

The database is asked at most once a second, in a thread. Meanwhile, and while a newer history is loaded, readers get the last
one; after a pause they wait for the newest.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from monitor.history.filed import Filed
from monitor.history.list_history import ListHistory
from monitor.model import ListCurrency
from monitor.web.history_cache import HistoryCache, News

FRESH_SECONDS = 1.0
STALE_SECONDS = 10.0

Value = TypeVar("Value")


class Refreshed(Generic[Value]):
    """One value that is looked up again when it is asked for and no longer fresh."""

    def __init__(self, look: Callable[[], Value], seconds: float) -> None:
        self._look = look
        self._seconds = seconds
        self._value: Value | None = None
        self._looked = -float("inf")
        self._looking: asyncio.Task[None] | None = None

    async def get(self) -> Value:
        """The value; at most :data:`STALE_SECONDS` old. Raises what looking raises."""
        age = time.monotonic() - self._looked
        if self._value is not None and age < self._seconds:
            return self._value
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._update())
        if self._value is None or self._seconds == 0 or age > STALE_SECONDS:
            await asyncio.shield(self._looking)
        else:
            self._looking.add_done_callback(lambda task: task.exception())  # raised where it is awaited
        assert self._value is not None  # noqa: S101 - looking gives one or raises
        return self._value

    async def _update(self) -> None:
        self._value = await asyncio.to_thread(self._look)
        self._looked = time.monotonic()


class PageData:
    """What is known at this moment."""

    def __init__(self, cache: HistoryCache, seconds: float = FRESH_SECONDS) -> None:
        self.cache = cache
        self._history: Refreshed[ListHistory] = Refreshed(cache.history, seconds)
        self._news: Refreshed[News] = Refreshed(cache.news, 2 * seconds)
        self._filed: Refreshed[tuple[Filed, ...]] = Refreshed(cache.filed, 2 * seconds)
        self._currency: Refreshed[ListCurrency] = Refreshed(cache.currency, seconds)

    async def history(self) -> ListHistory:
        """The newest history of the list."""
        return await self._history.get()

    async def currency(self) -> ListCurrency:
        """How current the list is."""
        return await self._currency.get()

    async def filed(self) -> tuple[Filed, ...]:
        """What is filed, and not on the list yet."""
        return await self._filed.get()

    async def news(self) -> News:
        """The newest news."""
        return await self._news.get()
