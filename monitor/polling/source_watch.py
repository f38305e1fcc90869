"""Every source asked when its plan says so, one after the other, and the operator alerted when one cannot be seen.

One allowance of requests a day for all sources together, whatever they answer; a pause that a source asks for, and the
back-off after failures, are kept; after a sleep or a downtime it is high time, and the round catches up. A source that has
not been good for longer than its own plan expects raises an operator alert: once, then a reminder a day, then all-clear.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from monitor.alerting.alerts import operator_alert
from monitor.alerting.recipients import Recipients
from monitor.clock import Clock, eastern_day
from monitor.model import RuleAlert
from monitor.polling import public_inspection, published
from monitor.polling.allowance import Allowance
from monitor.polling.clock_check import ClockCheck
from monitor.polling.damage import look_for_damage, report_damage
from monitor.polling.failures import patience_of
from monitor.polling.schedule import (
    DENIAL_ORDERS,
    Jitter,
    Plan,
    denial_orders_plan,
    expected_by,
    is_future,
    next_poll,
    public_inspection_plan,
    published_plan,
)
from monitor.rendering.words import eastern_words
from monitor.sources.results import Failure, SetAside
from monitor.store import Store
from monitor.store.sources import SourceState

OUT_OF_SERVICE = timedelta(minutes=30)
"""How long nothing was asked before a start that ends a downtime; after a shorter pause the sources are held to what they
last answered, so that a process that is started again and again does not keep an alarm from coming."""
REMIND_AFTER = timedelta(hours=24)
SLEPT = timedelta(minutes=5)
"""A pause between two turns that no schedule has: the machine slept, and the sources are not to blame."""


class SourceReport(Protocol):
    """What a round of any source comes to."""

    @property
    def good(self) -> bool:
        """Whether the source has said what there is."""
        ...

    @property
    def blacked_out(self) -> bool:
        """Whether it gives no list at this hour."""
        ...

    @property
    def error(self) -> Failure | None:
        """What went wrong: with the source, or with one of its documents."""
        ...

    @property
    def recorded(self) -> tuple[RuleAlert, ...]:
        """The alerts about rules."""
        ...

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """The records of its answer that were not taken."""
        ...

    @property
    def alerted(self) -> bool:
        """Whether there is anything to deliver."""
        ...

    @property
    def summary(self) -> str:
        """A sentence for people on what was looked at."""
        ...


@dataclass(slots=True)
class Source:
    """One source: its name in the database, its plan, how it is asked; and how it stands."""

    name: str
    plan: Plan
    ask: Callable[[], SourceReport]
    due: datetime | None = None
    last_good_at: datetime | None = None
    """When the last good round began."""
    last_answer_at: datetime | None = None
    """The same, where a black-out counts as an answer."""
    failures: int = 0
    unseen: int = 0
    """Rounds since the last good one, black-outs too."""
    error: str = ""
    """What was wrong in the last of them."""


OnAnswer = Callable[[Source, SourceReport], None]
"""Takes a source's answer."""


def plans(poll_seconds: int, inspection_seconds: int | None, *, denial_orders: bool = False) -> dict[str, Plan]:
    """The plans by source; without public inspection where that is not watched (None), and without ``denial_orders`` where
    no channel asks for them."""
    found = {published.SOURCE: published_plan(poll_seconds)}
    if denial_orders:
        found[DENIAL_ORDERS] = denial_orders_plan(poll_seconds)
    if inspection_seconds is None:
        return found
    return {public_inspection.SOURCE: public_inspection_plan(inspection_seconds), **found}


@dataclass(slots=True)
class SourceWatch:
    """The sources in their turns. Nothing here knows threads: who calls ``turn`` sees to it that nobody else does."""

    store: Store
    clock: Clock
    sources: Sequence[Source]
    allowance: Allowance
    recipients: Recipients
    jitter: Jitter | None = None
    since: datetime | None = None
    """From when on the sources are held to their plans: the start, or the end of a sleep."""
    turned_at: datetime | None = None
    alarmed: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    """When somebody was alerted about a source first, and last."""
    clock_check: ClockCheck | None = None

    def resume(self, *, at_once: bool = False) -> None:
        """Take up where the last process, or instance, has left off; ``at_once`` for one that runs when it is called."""
        now = self.clock.now()
        states = {s.source: s for s in self.store.sources.states() if s.source in {one.name for one in self.sources}}
        today = [s.requests for s in states.values() if s.asked_on == eastern_day(now)]
        self.allowance.resume(now, max(today, default=0))
        baseline = self.store.ledger.intact_baseline()
        self.since = _held_since(now, baseline.taken_at if baseline else now, states.values())
        self.alarmed = {
            s.source: (min(s.alarmed_at, now), min(s.reminded_at or s.alarmed_at, now))
            for s in states.values()
            if s.alarmed_at is not None
        }
        for source in self.sources:
            state = states.get(source.name)
            source.last_good_at = source.last_answer_at = _not_after(now, state.last_good_at if state else None)
            source.failures = source.unseen = 0
            source.due = next_poll(now, None, source.plan, left=self.allowance.left(now))
            if state is not None and state.last_tried_at <= now:
                # Neither a pause that was asked for nor the interval ends because somebody started us anew.
                again = state.last_tried_at + (
                    timedelta(0) if at_once else min(source.plan.dense, timedelta(minutes=1))
                )
                source.due = max(source.due, again, patience_of(state))

    def due(self) -> datetime:
        """When the next source is to be asked."""
        return min(source.due or self.clock.now() for source in self.sources)

    def turn(self, on_answer: OnAnswer) -> None:
        """Ask the sources that are due, and alert about those that cannot be seen; ``on_answer`` is called after each answer.

        Raises what asking one of them raised, after all have been asked.
        """
        look_for_damage(self.store, self.clock.now())
        if self.since is None:
            self.resume()
        now = self.clock.now()
        if self.turned_at is not None and abs(now - self.turned_at) > SLEPT:
            back = now < self.turned_at  # a clock that was put back must silence nobody
            self.since = now
            self._forget_the_future(now)
            for source in self.sources:
                again = next_poll(now, source.last_answer_at, source.plan, failures=source.failures if back else 0)
                source.due = again if back else max(source.due or now, again)  # who wakes in the dark asks after it
        due = sorted((s for s in self.sources if s.due is None or s.due <= now), key=lambda s: s.due or now)
        errors = [error for source in due if (error := self._asked(source, on_answer)) is not None]
        for source in self.sources:
            self._look_after(source)
        if self.clock_check:
            self.clock_check.turn()
        report_damage(self.store, self.recipients, self.clock.now())
        self.turned_at = self.clock.now()
        if errors:
            raise errors[0]

    def _forget_the_future(self, now: datetime) -> None:
        """What was noted by a clock that ran ahead must neither keep an alarm from coming nor its end."""
        for source in self.sources:
            source.last_good_at = _not_after(now, source.last_good_at)
            source.last_answer_at = _not_after(now, source.last_answer_at)
        self.alarmed = {name: (min(first, now), min(last, now)) for name, (first, last) in self.alarmed.items()}

    def _asked(self, source: Source, on_answer: OnAnswer) -> Exception | None:
        try:
            on_answer(source, self.ask(source))
        except Exception as error:  # noqa: BLE001 - a bug that its documents meet must not blind the others
            return error
        return None

    def ask(self, source: Source) -> SourceReport:
        """Ask one source now, and plan when to ask it next; what it raises counts as a failure and is passed on."""
        begun = self.clock.now()
        self.allowance.spent(begun)
        try:
            report = source.ask()
        except Exception as error:
            self._not_good(source, str(error) or type(error).__name__, None)
            raise
        retry_after = report.error.retry_after if report.error else None
        if report.good:
            source.last_good_at = source.last_answer_at = begun
            source.failures = source.unseen = 0
            self._plan(source, retry_after)
        elif report.blacked_out:
            source.last_answer_at, source.failures = begun, -1  # none
            self._not_good(source, report.summary, None)
        else:
            self._not_good(source, report.error.message if report.error else report.summary, retry_after)
        return report

    def _not_good(self, source: Source, error: str, retry_after: float | None) -> None:
        source.failures += 1
        source.unseen += 1
        source.error = error
        self._plan(source, retry_after)

    def _plan(self, source: Source, retry_after: float | None) -> None:
        now = self.clock.now()
        source.due = next_poll(
            now, source.last_answer_at, source.plan,
            failures=source.failures, retry_after=retry_after, left=self.allowance.left(now),
            jitter=self.jitter() if self.jitter else 0.0,
        )  # fmt: skip

    # -- alerts about the monitor itself ------------------------------------------------------------------------------

    def _look_after(self, source: Source) -> None:
        now = self.clock.now()
        alarmed = self.alarmed.get(source.name)
        if not source.unseen:
            if alarmed and source.last_good_at and source.last_good_at >= alarmed[0]:
                self._all_clear(source, alarmed[0], now)
                return
            if source.due is None or source.due <= now:  # a long turn has kept us from asking it: the next one does
                return
        if alarmed is None:
            since = max(filter(None, (self.since, source.last_good_at)))
            if now > expected_by(since, source.plan):
                self._alarm(source, "overdue", now)
        elif now - alarmed[1] >= REMIND_AFTER:
            self._alarm(source, "reminder", now)

    def _alarm(self, source: Source, kind: str, now: datetime) -> None:
        good = f"since {eastern_words(source.last_good_at)}" if source.last_good_at else "since it was first asked"
        still = "still " if kind == "reminder" else ""
        alert = operator_alert(
            f"operator/{source.name}/{kind}/{now:%Y-%m-%dT%H:%M}",
            f"The monitor {still}cannot see the {source.name}",
            (
                f"It has had no good answer {good}. What is published meanwhile is not lost: it is caught up with when the "
                "source answers again. Until then, look at the Register yourself.",
                *filter(None, (source.error,)),
                f"It is asked again at {eastern_words(source.due)}." if source.due else "It is asked again at once.",
            ),
        )
        self.store.sources.alarm(source.name, alert, self.recipients(alert), now)
        self.alarmed[source.name] = (self.alarmed.get(source.name, (now, now))[0], now)

    def _all_clear(self, source: Source, alarmed_at: datetime, now: datetime) -> None:
        alert = operator_alert(
            f"operator/{source.name}/good/{now:%Y-%m-%dT%H:%M}",
            f"The monitor sees the {source.name} again",
            (
                f"It could not since before {eastern_words(alarmed_at)}. What was published meanwhile has been looked at.",
            ),
        )
        self.store.sources.alarm(source.name, alert, self.recipients(alert), now, over=True)
        del self.alarmed[source.name]


def _held_since(now: datetime, first: datetime, states: Collection[SourceState]) -> datetime:
    """From when on a process that starts holds the sources to their plans: from now, or from their last good answers where
    another has only just stopped asking them, or has failed before it was left (by cron, say, at whatever interval);
    ``first`` stands for one that has never given any."""
    latest = max((s.last_tried_at for s in states if s.last_tried_at <= now), default=None)
    asked_to_wait = any(s.last_tried_at <= now < patience_of(s) for s in states)
    failing = any(s.failures for s in states)
    if latest is None or (now - latest > OUT_OF_SERVICE and not asked_to_wait and not failing):
        return now
    return min(now, *(s.last_good_at or first for s in states))


def _not_after(now: datetime, moment: datetime | None) -> datetime | None:
    return None if moment is None else min(moment, now)


def overdue(last_good_at: datetime | None, alarmed_at: datetime | None, plan: Plan | None, now: datetime) -> bool:
    """Whether a source counts as stale; one that is asked from cron has an hour. Without a plan nobody asks it."""
    if plan is None:
        return False
    if last_good_at is None or alarmed_at is not None or is_future(last_good_at, now):
        return True
    return now > max(expected_by(last_good_at, plan), last_good_at + timedelta(hours=1))
