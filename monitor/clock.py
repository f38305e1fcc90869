"""Time as a parameter. Legal time is Eastern (America/New_York); what is stored is UTC; timers are monotonic."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from monitor.text.dates import EASTERN

__all__ = ["EASTERN", "Clock", "SetClock", "StepWatch", "SystemClock", "Timers", "eastern_day", "end_of_day", "steady"]


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


# -- the clock that nobody sets ----------------------------------------------------------------------------------------

STEP = timedelta(minutes=1)
"""By how much a clock must be set at once to count as set: what keeps it right takes smaller steps."""


def steady() -> float:
    """Seconds of a clock that nobody can set, and that goes on while the machine sleeps where the system has such a one."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


class StepWatch:
    """Notices when a clock was set: it went on by more, or less, than the seconds of a steady one."""

    def __init__(self, clock: Clock, seconds: Callable[[], float] = steady) -> None:
        self._clock, self._seconds = clock, seconds
        self._last = clock.now(), seconds()

    def step(self) -> timedelta | None:
        """By how much the clock was set since the last call, negative where it was put back; None where it was not."""
        now, seconds = self._clock.now(), self._seconds()
        was, then = self._last
        self._last = now, seconds
        step = now - was - timedelta(seconds=seconds - then)
        return step if abs(step) >= STEP else None


class Timers:
    """Calls what has been set when its time has come by the monotonic clock, in a thread of its own.

    Setting the wall clock neither delays nor repeats a call. The calls are made one after the other and must be short; one
    that raises does not end the thread: ``failed`` is told.
    """

    def __init__(self, failed: Callable[[Exception], object]) -> None:
        self._failed = failed
        self._changed = threading.Condition()
        self._calls: dict[str, Callable[[], object]] = {}
        self._periods: dict[str, float] = {}
        self._due: dict[str, float] = {}
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name="timers", daemon=True)

    def every(self, seconds: float, name: str, call: Callable[[], object]) -> None:
        """Call now, and then every so many seconds. A name that is taken is set again."""
        with self._changed:
            self._calls[name], self._periods[name] = call, seconds
        self.wake(name)

    def wake(self, name: str, after: float = 0.0) -> None:
        """Make the next call of ``name`` in so many seconds, whenever it was to come; then every period again."""
        with self._changed:
            self._due[name] = time.monotonic() + after
            self._changed.notify()

    def start(self) -> None:
        """Begin to call."""
        self._thread.start()

    def stop(self) -> None:
        """Call no more; a call at work is not waited for."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify()

    def join(self) -> None:
        """Wait until a call at work has returned, once stopped."""
        self._thread.join()

    def _run(self) -> None:
        while (call := self._next()) is not None:
            try:
                call()
            except Exception as error:  # noqa: BLE001 - one call must not end the others
                self._failed(error)

    def _next(self) -> Callable[[], object] | None:
        """The next call, when its time has come; None once stopped."""
        with self._changed:
            while not self._is_stopped:
                name = min(self._due, key=lambda name: self._due[name], default=None)
                wait = self._due[name] - time.monotonic() if name is not None else None
                if name is not None and wait is not None and wait <= 0:
                    self._due[name] = time.monotonic() + self._periods[name]
                    return self._calls[name]
                self._changed.wait(wait)
        return None
