"""Clocks and timers: a step of the wall clock is noticed, and moves no timer."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from monitor.clock import SetClock, StepWatch, Timers, steady

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "passed", "step"),
    [
        (30, 30, None), (86_400, 86_400, None), (30, 60, None), (30.5, 30, None),
        (-7_200, 30, -7_230), (3_630, 30, 3_600), (0, 61, -61), (400 * 86_400, 1, 400 * 86_400 - 1),
    ],
)  # fmt: skip
def test_a_clock_that_was_set_is_noticed(wall: float, passed: float, step: float | None) -> None:
    clock, seconds = SetClock(NOON), [1_000.0]
    watch = StepWatch(clock, lambda: seconds[0])
    clock.set(NOON + timedelta(seconds=wall))
    seconds[0] += passed
    assert watch.step() == (None if step is None else timedelta(seconds=step))
    assert watch.step() is None  # once


def test_the_steady_clock_goes_on() -> None:
    before = steady()
    time.sleep(0.01)
    assert 0.005 < steady() - before < 5


class _Times:
    """The moments at which a call was made."""

    def __init__(self) -> None:
        self.moments: list[float] = []
        self.called = threading.Event()

    def __call__(self) -> None:
        self.moments.append(time.monotonic())
        self.called.set()


def timers() -> Timers:
    made = Timers(lambda error: None)
    made.start()
    return made


def wait_for(times: _Times, count: int) -> None:
    end = time.monotonic() + 10
    while len(times.moments) < count:
        assert time.monotonic() < end
        time.sleep(0.005)


def test_calls_come_at_once_and_every_period() -> None:
    running, times = timers(), _Times()
    begun = time.monotonic()
    running.every(0.05, "a", times)
    wait_for(times, 3)
    assert times.moments[0] - begun < 5
    assert times.moments[2] - times.moments[0] >= 0.09
    running.stop()


def test_a_call_can_be_woken_and_put_off() -> None:
    running, times = timers(), _Times()
    running.every(3_600, "a", times)
    wait_for(times, 1)
    running.wake("a", 0.05)
    wait_for(times, 2)
    assert times.moments[1] - times.moments[0] >= 0.04
    running.wake("a")
    wait_for(times, 3)
    running.stop()


def test_a_call_that_fails_ends_no_other_and_a_stopped_timer_calls_nothing() -> None:
    errors: list[Exception] = []
    running, times = Timers(errors.append), _Times()

    def failing() -> None:
        raise RuntimeError("a bug")

    running.every(0.01, "a", failing)
    running.every(0.01, "b", times)
    running.start()
    wait_for(times, 3)
    assert len(errors) >= 2
    running.stop()
    time.sleep(0.1)
    made = len(times.moments)
    time.sleep(0.05)
    assert len(times.moments) == made
