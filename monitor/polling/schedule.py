"""When to ask next: a schedule that knows Washington. Pure: every moment comes in as a parameter, every moment is UTC.

Documents are filed for public inspection by the minute from 08:45 to 19:59 Eastern on business days (the regular filing
at 08:45, special ones at 08:45, 11:15, 14:00, 16:15 and 18:00, each late at times), seldom in the evening and on other
days, and the list is not given from midnight to 08:45. The day's issue is published around 06:00 on business days. In
these windows a document is asked for at most a minute after it can be seen; elsewhere seldom. In all at most 1,500
requests are sent a day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from monitor.clock import EASTERN
from monitor.polling.business_days import is_business_day
from monitor.store import sources

PUBLIC_INSPECTION, PUBLISHED = "public inspection", sources.PUBLISHED
DENIAL_ORDERS = "denial orders"
ECFR, LAST_400_DAYS = DAILY_CHECKS = "ecfr", "federal register, last 400 days"
"""The names of the sources in the database."""
OUT_AT = time(6)
"""Eastern: when the day's issue is out, more or less."""
REQUESTS_A_DAY = 1_500
"""The most that is sent to the Register from one Eastern midnight to the next, whatever it answers."""
RESERVE = 12
"""Requests without which no further poll of a day is begun: three tries of each of a few pages."""
JITTER = 0.1
"""The part of an interval that jitter may take off. It never adds, so that the minute is kept."""
LONGEST_BACK_OFF = timedelta(minutes=15)
CLOCK_DIFFERENCE = timedelta(minutes=5)
"""By how much the clocks of two instances may differ: what is noted of a later moment was noted by a wrong clock."""
_MIDNIGHT = time(0)
_DAY = timedelta(days=1)

Jitter = Callable[[], float]
"""Draws numbers from 0 to 1."""


def is_future(moment: datetime | None, now: datetime) -> bool:
    """Whether a moment was noted by a wrong clock, this machine's now or another's then: it says nothing."""
    return moment is not None and moment > now + CLOCK_DIFFERENCE


@dataclass(frozen=True, slots=True)
class Plan:
    """How often one source is asked. Times of day are Eastern; ``dense`` and ``sparse`` are intervals.

    ``window`` is the dense part of a business day, its end not included; ``listed_from`` is when the source begins to give
    its list, every day (midnight: always). ``patience`` is how much later than planned a good answer may come before
    someone must be alerted.
    """

    window: tuple[time, time]
    dense: timedelta
    sparse: timedelta
    listed_from: time = _MIDNIGHT
    patience: timedelta = timedelta(minutes=30)


def public_inspection_plan(poll_seconds: int = 60) -> Plan:
    """Public inspection, asked every ``poll_seconds`` while documents are filed."""
    dense = timedelta(seconds=poll_seconds)
    return Plan((time(8, 45), time(20)), dense, max(dense, timedelta(minutes=15)), listed_from=time(8, 45))


def published_plan(poll_seconds: int = 300) -> Plan:
    """The published documents, asked every minute around 06:00 and every ``poll_seconds`` else."""
    sparse = timedelta(seconds=poll_seconds)
    return Plan((time(5, 55), time(7)), min(sparse, timedelta(minutes=1)), sparse)


def denial_orders_plan(poll_seconds: int = 300) -> Plan:
    """The notices among them, asked like the rules while the day's issue comes out, and else at most every half hour: what
    comes late can wait, and the day's requests are for the lists."""
    plan = published_plan(poll_seconds)
    return replace(plan, sparse=max(plan.sparse, timedelta(minutes=30)))


def next_poll(
    now: datetime,
    last_good: datetime | None,
    plan: Plan,
    *,
    failures: int = 0,
    retry_after: float | None = None,
    left: int = REQUESTS_A_DAY,
    jitter: float = 0.0,
) -> datetime:
    """When to ask next; not before ``now``, and ``now`` itself where it is high time (after a sleep, at the first start).

    ``last_good`` is when the last good poll BEGAN (None: never; a black-out is as good as a good one), ``failures`` how
    many have failed since: each doubles the interval, up to 15 minutes. ``retry_after`` are the seconds a source asked
    for, which are kept whatever the plan says. ``left`` are the requests left for the Eastern day, of all sources
    together: where they grow few they are spread over what is left of it, and the last ones are not begun. ``jitter``,
    from 0 to 1, is how much of what it may take off is taken off.
    """
    now = now.astimezone(UTC)
    if last_good is not None:
        last_good = min(last_good.astimezone(UTC), now)  # a clock that was put back must not silence us
    if left < RESERVE:
        return _let_in(_midnight_after(now), plan, jitter)
    if failures:
        due = _after(now, plan, jitter, doublings=failures)
    elif last_good is None:
        due = now
    else:
        due = max(now, _after(last_good, plan, jitter))
    if left < REQUESTS_A_DAY // 2 and last_good is not None:
        begun = now if failures else last_good
        due = max(due, begun + (_midnight_after(now) - now) / left)
    if retry_after:
        due = max(due, now + timedelta(seconds=retry_after))
    return _let_in(due, plan, jitter)


def expected_by(last_good: datetime, plan: Plan) -> datetime:
    """Until when a good answer must have come after ``last_good``; later, the source is overdue and someone is alerted.

    Where it is asked seldom, one answer that does not come must not make it blind: it has one interval more.
    """
    interval = plan.dense if is_dense(last_good, plan) else plan.sparse
    return next_poll(last_good, last_good, plan) + max(plan.patience, interval)


def is_dense(moment: datetime, plan: Plan) -> bool:
    """Whether ``moment`` lies in the plan's window."""
    eastern = moment.astimezone(EASTERN)
    start, end = plan.window
    return start <= eastern.time() < end and is_business_day(eastern.date())


def next_time_of_day(now: datetime, at: time) -> datetime:
    """The next business day's ``at`` (Eastern) after ``now``, for what is done once a day."""
    day = now.astimezone(EASTERN).date()
    while not (is_business_day(day) and _moment(day, at) > now):
        day += _DAY
    return _moment(day, at)


def _after(start: datetime, plan: Plan, jitter: float, doublings: int = 0) -> datetime:
    """The plan's interval after ``start``, but not beyond the beginning of the next window."""
    interval = plan.dense if is_dense(start, plan) else plan.sparse
    if doublings:
        interval = max(interval, min(interval * 2 ** min(doublings, 10), LONGEST_BACK_OFF))
    due = start + interval * (1 - JITTER * jitter)
    window = _moment(start.astimezone(EASTERN).date(), plan.window[0])
    return window if start < window < due and is_dense(window, plan) else due


def _let_in(due: datetime, plan: Plan, jitter: float) -> datetime:
    """``due``, or the moment from which on the source gives its list."""
    eastern = due.astimezone(EASTERN)
    if eastern.time() >= plan.listed_from:
        return due
    spread = plan.dense * JITTER * jitter  # not everybody at the same second
    return _moment(eastern.date(), plan.listed_from) + spread


def _midnight_after(moment: datetime) -> datetime:
    return _moment(moment.astimezone(EASTERN).date() + _DAY, _MIDNIGHT)


def _moment(day: date, at: time) -> datetime:
    """A time of day in Washington as UTC, on the days too that have 23 or 25 hours."""
    return datetime.combine(day, at, EASTERN).astimezone(UTC)
