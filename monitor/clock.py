"""Time as a parameter. Legal time is Eastern (America/New_York); what is stored is UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol

from monitor.text.dates import EASTERN

__all__ = ["EASTERN", "Clock", "SetClock", "SystemClock", "eastern_day", "end_of_day"]


class Clock(Protocol):
    """Anything that tells the time: the machine's clock, or the demo's and the tests' own."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it is put; for the demo and the tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The moment it was last set to, in UTC."""
        return self._at

    def set(self, at: datetime) -> None:
        """Put the clock to ``at`` (aware)."""
        self._at = at.astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last moment of an Eastern day, in UTC."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, 999_999, tzinfo=EASTERN).astimezone(UTC)


def eastern_day(moment: datetime) -> date:
    """The calendar day in Washington at ``moment`` (aware)."""
    return moment.astimezone(EASTERN).date()
