"""The requests of an Eastern day: how many were sent, how many are left, and what is not asked for any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from monitor.clock import eastern_day
from monitor.polling.failures import AllowanceSpent
from monitor.polling.schedule import REQUESTS_A_DAY, RESERVE


class Allowance:
    """The requests of an Eastern day, counted by whoever sends them (``sent``: so far, ever growing)."""

    def __init__(self, sent: Callable[[], int], most: int = REQUESTS_A_DAY) -> None:
        self._sent, self._most = sent, most
        self._day = date.min
        self._start = 0

    def spent(self, now: datetime) -> int:
        """Requests since the midnight before ``now``."""
        if eastern_day(now) != self._day:
            self._day, self._start = eastern_day(now), self._sent()
        return self._sent() - self._start

    def left(self, now: datetime) -> int:
        """Requests that may still be sent that day."""
        return max(self._most - self.spent(now), 0)

    def resume(self, now: datetime, before: int) -> None:
        """Count ``before`` requests that an earlier process has sent that day."""
        self._start -= max(before - self.spent(now), 0)

    def for_texts(self, now: datetime) -> AllowanceSpent | None:
        """Why no text is fetched any more that day; None while there are requests left for texts."""
        if self.left(now) >= RESERVE:
            return None
        return AllowanceSpent(f"The {self._most:,} requests of the day are used up; its text is fetched tomorrow.")
