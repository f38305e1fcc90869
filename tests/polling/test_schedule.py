"""The schedule: a minute where documents appear, silence in the dark, and never more than 1,500 requests a day."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest

from monitor.clock import EASTERN
from monitor.polling.business_days import is_business_day
from monitor.polling.schedule import (
    REQUESTS_A_DAY,
    RESERVE,
    Jitter,
    Plan,
    denial_orders_plan,
    expected_by,
    is_dense,
    next_poll,
    next_time_of_day,
    public_inspection_plan,
    published_plan,
)

DESK, PRINTED, ORDERS = public_inspection_plan(), published_plan(), denial_orders_plan()
MINUTE = timedelta(minutes=1)


def at(text: str, fold: int = 0) -> datetime:
    """A moment in Washington."""
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN, fold=fold)


# -- business days ----------------------------------------------------------------------------------------------------


def test_business_days_are_those_of_a_well_kept_library() -> None:
    known = holidays.country_holidays("US", years=range(1998, 2061))
    day = date(1998, 1, 1)
    while day < date(2060, 1, 1):
        assert is_business_day(day) is (day.weekday() < 5 and day not in known), (day, known.get(day))
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "business"),
    [
        ("2026-11-23", True), ("2026-11-22", False), ("2026-11-26", False),  # a Monday, a Sunday, Thanksgiving
        ("2021-12-31", False), ("2026-07-03", False), ("2023-01-02", False),  # a Saturday's on Friday, a Sunday's on Monday
        ("2021-06-18", False), ("2020-06-19", True),  # Juneteenth, since 2021
    ],
)  # fmt: skip
def test_business_days(day: str, business: bool) -> None:
    assert is_business_day(date.fromisoformat(day)) is business


# -- one step ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "last", "due"),
    [
        (DESK, "2026-11-23 16:15:00", "2026-11-23 16:16:00"),  # dense
        (DESK, "2026-11-23 19:59:30", "2026-11-23 20:00:30"),  # the last minute is asked for once more
        (DESK, "2026-11-23 20:00:30", "2026-11-23 20:15:30"),  # the evening
        (DESK, "2026-11-23 23:50:00", "2026-11-24 08:45:00"),  # the night
        (DESK, "2026-11-22 12:00:00", "2026-11-22 12:15:00"),  # a Sunday
        (DESK, "2026-11-26 12:00:00", "2026-11-26 12:15:00"),  # Thanksgiving
        (DESK, "2026-11-22 23:50:00", "2026-11-23 08:45:00"),
        (PRINTED, "2026-11-23 05:53:00", "2026-11-23 05:55:00"),  # not past the beginning of the window
        (PRINTED, "2026-11-23 05:55:00", "2026-11-23 05:56:00"),
        (PRINTED, "2026-11-23 07:00:00", "2026-11-23 07:05:00"),
        (PRINTED, "2026-11-22 05:53:00", "2026-11-22 05:58:00"),
        (ORDERS, "2026-11-23 05:40:00", "2026-11-23 05:55:00"),  # with the rules while the issue comes out
        (ORDERS, "2026-11-23 05:55:00", "2026-11-23 05:56:00"),
        (ORDERS, "2026-11-23 07:00:00", "2026-11-23 07:30:00"),  # and seldom else
    ],
)  # fmt: skip
def test_when_to_ask_next(plan: Plan, last: str, due: str) -> None:
    assert next_poll(at(last) + timedelta(seconds=2), at(last), plan) == at(due)
    assert next_poll(at(last), at(last), plan).tzinfo is UTC


def test_it_is_high_time_at_the_first_start_and_after_a_sleep() -> None:
    noon = at("2026-11-23 12:00:00")
    assert next_poll(noon, None, DESK) == noon
    assert next_poll(noon, noon - timedelta(days=3), DESK) == noon
    assert next_poll(at("2026-11-23 03:00:00"), None, DESK) == at("2026-11-23 08:45:00")  # but never in the dark


def test_a_clock_that_was_put_back_silences_nobody() -> None:
    noon = at("2026-11-23 12:00:00")
    assert next_poll(noon, noon + timedelta(days=9), DESK) == noon + MINUTE


def test_failures_double_the_interval_up_to_a_quarter_of_an_hour() -> None:
    noon = at("2026-11-23 12:00:00")
    waits = [next_poll(noon, noon - MINUTE, DESK, failures=n) - noon for n in (1, 2, 3, 4, 99)]
    assert [w // MINUTE for w in waits] == [2, 4, 8, 15, 15]
    assert next_poll(noon, None, DESK, failures=1) - noon == 2 * MINUTE
    evening = at("2026-11-23 21:00:00")
    assert next_poll(evening, None, DESK, failures=9) - evening == 15 * MINUTE


def test_what_a_source_asks_for_is_kept() -> None:
    noon = at("2026-11-23 12:00:00")
    assert next_poll(noon, noon, DESK, failures=1, retry_after=3600) == noon + timedelta(hours=1)
    assert next_poll(noon, noon, DESK, failures=1, retry_after=5) == noon + 2 * MINUTE
    assert next_poll(noon, noon, DESK, failures=1, retry_after=86_400 / 2) == at("2026-11-24 08:45:00")


def test_jitter_takes_off_and_never_adds() -> None:
    noon = at("2026-11-23 12:00:00")
    dues = [next_poll(noon, noon, DESK, jitter=j) for j in (0.0, 0.5, 1.0)]
    assert [(due - noon).total_seconds() for due in dues] == [60, 57, 54]
    night = at("2026-11-23 03:00:00")
    assert next_poll(night, None, DESK, jitter=1.0) == at("2026-11-23 08:45:06")


def test_few_requests_left_are_spread_and_the_last_kept() -> None:
    ten = at("2026-11-23 22:00:00")
    assert next_poll(at("2026-11-23 12:00:00"), at("2026-11-23 12:00:00"), DESK, left=100) == at("2026-11-23 12:07:12")
    assert next_poll(ten, ten, DESK, left=RESERVE - 1) == at("2026-11-24 08:45:00")
    assert next_poll(ten, ten, PRINTED, left=0) == at("2026-11-24 00:00:00")


def test_a_source_is_overdue_only_by_its_own_plan() -> None:
    assert expected_by(at("2026-11-23 12:00:00"), DESK) == at("2026-11-23 12:31:00")
    assert expected_by(at("2026-11-23 23:50:00"), DESK) == at("2026-11-24 09:15:00")  # the dark is nobody's fault


def test_once_a_day_is_on_business_days() -> None:
    ten = time(10)
    assert next_time_of_day(at("2026-11-25 09:59:00"), ten) == at("2026-11-25 10:00:00")
    assert next_time_of_day(at("2026-11-25 10:00:00"), ten) == at("2026-11-27 10:00:00")  # over Thanksgiving


# -- days of 23 and 25 hours ------------------------------------------------------------------------------------------


def test_the_hours_are_washingtons_on_both_sides_of_a_switch() -> None:
    friday, monday = at("2026-03-06 23:50:00"), at("2026-03-09 00:00:00")
    assert next_poll(friday, friday, DESK).hour == 13  # 08:45 is 13:45 UTC
    assert next_poll(monday, monday - MINUTE, DESK) == datetime(2026, 3, 9, 12, 45, tzinfo=UTC)
    overlap = at("2026-11-01 01:50:00")  # Sunday; the hour comes twice
    assert next_poll(overlap, overlap, PRINTED) - overlap.astimezone(UTC) == 5 * MINUTE
    second = at("2026-11-01 01:58:00", fold=1)
    assert next_poll(second, second, PRINTED) == datetime(2026, 11, 1, 7, 3, tzinfo=UTC)
    gap = at("2026-03-08 01:58:00")
    assert next_poll(gap, gap, PRINTED) == at("2026-03-08 03:03:00").astimezone(UTC)


# -- a year -----------------------------------------------------------------------------------------------------------


def polls(
    plans: tuple[Plan, ...],
    start: datetime,
    days: int,
    *,
    jitter: Jitter = lambda: 0.0,
    cost: int = 1,
    fails: Callable[[int], bool] = lambda n: False,
) -> Iterator[tuple[datetime, Plan, int]]:
    """Every poll (moment, plan, requests) of ``days`` from ``start``, all plans out of one allowance."""
    end, spent = start + timedelta(days=days), Counter[date]()
    due = {plan: next_poll(start, None, plan, jitter=jitter()) for plan in plans}
    failures = dict.fromkeys(plans, 0)
    good: dict[Plan, datetime | None] = dict.fromkeys(plans)
    number = 0
    while (now := min(due.values())) < end:
        plan = min(due, key=lambda p: due[p])
        number += 1
        day = now.astimezone(EASTERN).date()
        left = REQUESTS_A_DAY - spent[day]
        if left >= RESERVE:
            spent[day] += cost
            left -= cost
            yield now, plan, cost
            if fails(number):
                failures[plan] += 1
            else:
                failures[plan], good[plan] = 0, now
        due[plan] = next_poll(now, good[plan], plan, failures=failures[plan], left=left, jitter=jitter())


@pytest.fixture(scope="module")
def year() -> list[tuple[datetime, Plan, int]]:
    """2026 with both sources and jitter at random."""
    return list(polls((DESK, PRINTED), at("2026-01-01 00:00:00"), 365, jitter=random.Random(744).random))


def test_a_year_keeps_the_allowance(year: list[tuple[datetime, Plan, int]]) -> None:
    by_day = Counter(moment.astimezone(EASTERN).date() for moment, _, _ in year)
    assert len(by_day) == 365
    assert max(by_day.values()) < 1_200  # the rest is for texts, pages and tries
    assert max(n for day, n in by_day.items() if not is_business_day(day)) < 450


def test_a_year_without_a_blind_minute(year: list[tuple[datetime, Plan, int]]) -> None:
    """Whatever can be seen within a window is asked for within a minute."""
    for plan in (DESK, PRINTED):
        moments = [moment for moment, its, _ in year if its is plan]
        for before, after in itertools.pairwise(moments):
            if is_dense(before, plan):
                assert after - before <= MINUTE, before
        opened = {m.astimezone(EASTERN).date(): m for m in reversed(moments) if is_dense(m, plan)}
        days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
        assert set(opened) == {day for day in days if is_business_day(day)}
        for day, first in opened.items():
            assert first - datetime.combine(day, plan.window[0], EASTERN) <= timedelta(seconds=6)


def test_a_year_of_silence_in_the_dark(year: list[tuple[datetime, Plan, int]]) -> None:
    assert all(m.astimezone(EASTERN).time() >= time(8, 45) for m, its, _ in year if its is DESK)


@pytest.mark.parametrize(
    ("cost", "seconds", "fails"),
    [
        (3, 60, lambda n: False),  # every poll is tried three times
        (3, 60, lambda n: True),
        (3, 60, lambda n: n % 2 == 0),
        (RESERVE, 60, lambda n: n % 3 == 0),
        (1, 1, lambda n: False),  # settings of an impatient person
        (3, 1, lambda n: n % 7 == 0),
    ],
)
@pytest.mark.parametrize("start", ["2026-03-06 00:00:00", "2026-10-30 00:00:00"])  # a switch on the third day
def test_whatever_happens_the_allowance_is_kept(
    start: str, cost: int, seconds: int, fails: Callable[[int], bool]
) -> None:
    by_day = Counter[date]()
    plans = (public_inspection_plan(seconds), published_plan(seconds), denial_orders_plan(seconds))
    for moment, _, spent in polls(plans, at(start), 5, jitter=lambda: 1.0, cost=cost, fails=fails):
        by_day[moment.astimezone(EASTERN).date()] += spent
    assert max(by_day.values()) <= REQUESTS_A_DAY
    assert len(by_day) == 5
