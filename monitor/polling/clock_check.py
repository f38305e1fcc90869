"""The machine's clock, held against the time that the sources' answers say it is.

A clock that is set while the daemon runs is noticed by its step (``clock_steps.py``); one that was wrong from the start is
not: its battery is dead, or the machine was restored from an old image. Behind the Register's, it asks for no rule of today.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from monitor.alerting.alerts import operator_alert
from monitor.alerting.recipients import Recipients
from monitor.clock import Clock
from monitor.http import ServerTime
from monitor.rendering.words import eastern_words, span_of_time
from monitor.store import Store
from monitor.store.sources import CLOCK

WRONG = timedelta(minutes=5)
"""From how much on a clock counts as wrong. A Date header is right to the second, an answer takes a minute at most, and a
clock that nobody keeps right drifts a few seconds a day; below it no source is asked later than its plan allows."""
IN_A_ROW = 3
"""So many answers must agree that the clock is wrong: any one of them may be a server's, or a proxy's, mistake."""
RECENT = timedelta(hours=1)
"""For how long a server's agreement counts: after that the clock may have become wrong."""

log = structlog.get_logger()


@dataclass(slots=True)
class ClockCheck:
    """Looks at the answers since the last look (``heard``), and alerts the operator once when the clock is wrong and once when
    it is right again. A server that agrees with the clock outvotes those that do not."""

    store: Store
    clock: Clock
    recipients: Recipients
    heard: Callable[[], Sequence[ServerTime]]
    latest: dict[str, ServerTime] = field(default_factory=dict)
    """The last answer of each host; one that is dated like the one before it comes out of a cache and says nothing."""
    trouble: str = ""
    """What was wrong by the newest answers."""

    def turn(self) -> None:
        """Take in what was heard. Raises StoreError if the database refuses."""
        fresh = [answer for answer in self.heard() if self._is_new(answer)]
        if not fresh:
            return
        state = self.store.sources.state(CLOCK)
        alarmed = state is not None and state.alarmed_at is not None
        wrong = [answer for answer in fresh if abs(answer.ahead) > WRONG]
        if wrong and self._is_outvoted(wrong[-1]):
            return
        self.trouble = _difference(wrong[-1]) if wrong else ""
        if wrong and not alarmed:
            self.store.sources.failed(CLOCK, self.clock.now(), self.trouble, failures=len(wrong))
            if len(wrong) + (state.failures if state else 0) >= IN_A_ROW:
                self._alarm(wrong[-1])
        elif not wrong and state is not None and (state.failures or alarmed):
            self.store.sources.good(CLOCK, self.clock.now())
            if alarmed:
                self._all_clear(fresh[-1])

    def _is_new(self, answer: ServerTime) -> bool:
        before = self.latest.get(answer.host)
        self.latest[answer.host] = answer
        return before is None or before.time != answer.time

    def _is_outvoted(self, answer: ServerTime) -> bool:
        """Whether a server has agreed with the clock just before: then it is one of them that is wrong."""
        return any(
            abs(other.ahead) <= WRONG and abs(other.time + other.ahead - answer.time - answer.ahead) < RECENT
            for other in self.latest.values()
        )

    def _alarm(self, answer: ServerTime) -> None:
        said = (
            f"This machine shows {eastern_words(answer.time + answer.ahead)}, {answer.host} {eastern_words(answer.time)}; "
            f"{IN_A_ROW} answers in a row say so. Correct the clock (on Linux: timedatectl set-ntp true).",
            "Which days' documents are asked for, when the sources are asked, and the dates in alerts go by it: as long as it "
            "is behind, rules published today may not be reported.",
        )
        self._report("wrong", answer, self.trouble, said)

    def _all_clear(self, answer: ServerTime) -> None:
        self._report("right", answer, "The machine's clock is right again", (f"It agrees with {answer.host}.",))

    def _report(self, how: str, answer: ServerTime, headline: str, said: Sequence[str]) -> None:
        log.warning("the machine's clock", found=headline)
        alert = operator_alert(f"operator/clock/{how}/{answer.time:%Y-%m-%dT%H:%M:%S}", headline, said)
        self.store.sources.alarm(CLOCK, alert, self.recipients(alert), self.clock.now(), over=how == "right")


def _difference(answer: ServerTime) -> str:
    way = "ahead of" if answer.ahead > timedelta(0) else "behind"
    return f"The machine's clock is {span_of_time(abs(answer.ahead))} {way} {answer.host}"
