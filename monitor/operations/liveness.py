"""What one process does, as its daemon tells it: whether its threads turn, and how the sources have answered it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

from monitor.polling.source_watch import SourceReport
from monitor.sources.results import AccessBlocked, Broken, Failure, Implausible, Partial

LONGEST_BEAT = 120.0
"""Seconds without a heartbeat after which the scheduler counts as stuck; a database that hangs costs up to 30."""
LONGEST_TURN = 7200.0
"""Seconds that one turn may take: catching up with years takes long, and is taken up again after a restart."""
RESULTS = ("good", "dark", "blocked", "unreachable", "nonsense", "failed")
"""How a source can answer: dark is one that tells nothing at this hour, failed whatever else went wrong."""


class Liveness:
    """Told by the daemon's threads, read by the health page's."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._beat = now()
        self._turn: float | None = None
        self._deliveries: dict[int, float] = {}
        self._polls: Counter[tuple[str, str]] = Counter()
        self._round: list[str] = []

    def beat(self) -> None:
        """The scheduler has run its heartbeat."""
        self._beat = self._now()

    def begin(self) -> None:
        """A turn begins."""
        with self._lock:
            self._turn, self._round = self._now(), []

    def end(self) -> None:
        """It has ended, however."""
        with self._lock:
            self._turn = None

    def begin_delivery(self) -> None:
        """This thread begins to deliver."""
        with self._lock:
            self._deliveries[threading.get_ident()] = self._now()

    def end_delivery(self) -> None:
        """It has ended, however."""
        with self._lock:
            self._deliveries.pop(threading.get_ident(), None)

    def on_answer(self, source: str, report: SourceReport) -> None:
        """A source has answered."""
        with self._lock:
            self._polls[source, result_of(report)] += 1
            self._round.append(result_of(report))

    def went_well(self) -> bool:
        """Whether a source was asked in this turn, and none of them failed."""
        with self._lock:
            return "good" in self._round and set(self._round) <= {"good", "dark"}

    def polls(self) -> dict[tuple[str, str], int]:
        """The polls of this process by source and result."""
        with self._lock:
            return dict(self._polls)

    def trouble(self) -> str:
        """Why this process must be started anew; "" while it lives."""
        quiet = self._now() - self._beat
        if quiet > LONGEST_BEAT:
            return f"the scheduler has not turned for {quiet:.0f} s; start this instance anew"
        return self.stuck_thread()

    def stuck_thread(self) -> str:
        """Which thread has been at work for too long; "" while none has."""
        with self._lock:
            begun = {"polling turn": self._turn, "delivery": min(self._deliveries.values(), default=None)}
        for what, since in begun.items():
            if since is not None and self._now() - since > LONGEST_TURN:
                return f"one {what} has been at work for {self._now() - since:.0f} s; start this instance anew"
        return ""


def result_of(report: SourceReport) -> str:
    """One of :data:`RESULTS`."""
    if report.good:
        return "good"
    if report.blacked_out:
        return "dark"
    return _result_of(report.error)


def _result_of(failure: Failure | None) -> str:
    match failure:
        case AccessBlocked():
            return "blocked"
        case Broken(answered=False):
            return "unreachable"
        case Broken() | Partial() | Implausible():
            return "nonsense"
    return "failed"
