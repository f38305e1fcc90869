"""A machine whose clock is wrong from the start: the sources' answers say what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.http.server_time import ServerTime, ahead_of, server_time
from monitor.operations.status import Status, read_status
from monitor.polling.clock_check import IN_A_ROW, WRONG
from monitor.polling.source_watch import plans
from tests.monitoring import Monitor

START = datetime(2019, 10, 9, 15, tzinfo=UTC)
RIGHT = timedelta(0)


def turns(monitor: Monitor, ahead: timedelta, many: int = 4, begin: timedelta = RIGHT) -> None:
    """So many turns, a quarter of an hour from each to the next, with a clock that is ``ahead``."""
    for n in range(many):
        there = START + begin + n * timedelta(minutes=15)
        monitor.register.set(there)
        monitor.clock.set(there + ahead)
        monitor.watch.turn(lambda source, report: None)


def about_the_clock(monitor: Monitor) -> list[str]:
    return [key.split("/")[2] for key in monitor.alerted() if key.startswith("operator/clock/")]


def status(monitor: Monitor) -> Status:
    return read_status(monitor.store, monitor.clock, plans(300, 60))


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(days=-2), "2 days behind"),
        (timedelta(days=-400), "400 days behind"),
        (timedelta(minutes=-6), "6 minutes behind"),
        (timedelta(minutes=6), "6 minutes ahead of"),
        (timedelta(days=400), "400 days ahead of"),
    ],
)
def test_a_wrong_clock_is_told_once_and_once_when_it_is_right_again(
    monitor: Monitor, ahead: timedelta, said: str
) -> None:
    turns(monitor, ahead)
    assert about_the_clock(monitor) == ["wrong"]
    found = status(monitor)
    assert (said in found.clock, found.needs_a_look) == (True, True)
    assert any(what == "clock" and said in state for what, state in found.lines())
    assert "clock" not in {source.source for source in found.sources}
    monitor.restart()
    turns(monitor, ahead, begin=timedelta(hours=2))
    assert about_the_clock(monitor) == ["wrong"]
    turns(monitor, RIGHT, begin=timedelta(hours=4))
    assert about_the_clock(monitor) == ["wrong", "right"]
    assert status(monitor).clock == ""
    monitor.deliver()
    subjects = [str(mail.message["Subject"]) for mail in monitor.mail.received]
    assert sum(said in subject for subject in subjects) == 2, "one mail to each of the two"


@pytest.mark.parametrize("ahead", [WRONG, -WRONG, timedelta(seconds=90)])
def test_a_few_minutes_are_nothing(monitor: Monitor, ahead: timedelta) -> None:
    turns(monitor, ahead, 6)
    assert about_the_clock(monitor) == []
    assert monitor.store.sources.state("clock") is None


def test_processes_that_ask_once_each_count_together(monitor: Monitor) -> None:
    """As cron starts them."""
    for n in range(IN_A_ROW):
        monitor.restart()
        assert monitor.watch.clock_check is not None
        monitor.watch.clock_check.latest.clear()
        turns(monitor, timedelta(days=-2), 1, n * timedelta(hours=1))
    assert about_the_clock(monitor) == ["wrong"]


def test_a_single_answer_with_a_wrong_date_is_nothing(monitor: Monitor) -> None:
    turns(monitor, RIGHT, 1)
    monitor.register.dated = lambda: START - timedelta(days=3)
    turns(monitor, RIGHT, 1, timedelta(hours=1))
    monitor.register.dated = lambda: monitor.register.now
    turns(monitor, RIGHT, 1, timedelta(hours=2))
    assert about_the_clock(monitor) == []


def test_an_answer_out_of_a_cache_says_nothing_of_the_clock(monitor: Monitor) -> None:
    monitor.register.dated = lambda: START - timedelta(days=3)
    turns(monitor, RIGHT, 8)
    assert about_the_clock(monitor) == []


def test_another_server_that_agrees_outvotes_the_one_that_does_not(monitor: Monitor) -> None:
    check = monitor.watch.clock_check
    assert check is not None
    wrong, said = timedelta(hours=-3), list[str]()
    for n in range(6):
        there = START + n * timedelta(minutes=1)
        monitor.clock.set(there)
        answers = [ServerTime("ecfr.example", there, RIGHT), ServerTime("register.example", there - wrong, wrong)]
        check.heard = lambda answers=answers: answers  # type: ignore[misc]
        check.turn()
        said.append(check.trouble)
    assert said == [""] * 6
    assert about_the_clock(monitor) == []


@pytest.mark.parametrize(
    ("headers", "ahead"),
    [
        ({"date": "Wed, 09 Oct 2019 15:00:00 GMT"}, RIGHT),
        ({"date": "Wed, 09 Oct 2019 14:00:00 GMT"}, timedelta(hours=1)),
        ({"date": "Wed, 09 Oct 2019 14:00:00 GMT", "age": "0"}, timedelta(hours=1)),
        ({"date": "Wed, 09 Oct 2019 15:10:02 GMT"}, timedelta(minutes=-10)),
    ],
)
def test_what_an_answer_says_the_time_is(headers: dict[str, str], ahead: timedelta) -> None:
    found = server_time(headers, "register.example", START, START + timedelta(seconds=2))
    assert found is not None
    assert found.ahead == ahead


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"date": ""},
        {"date": "yesterday"},
        {"date": "Wed, 09 Oct 2019 14:00:00 GMT", "age": "3600"},
        {"date": "Wed, 09 Oct 2019 15:00:00 GMT", "age": "6200"},
        {"date": "Wed, 09 Oct 2019 14:00:00 GMT", "age": "\u00b3"},
    ],
)
def test_an_answer_that_says_nothing(headers: dict[str, str]) -> None:
    assert server_time(headers, "register.example", START, START) is None


def test_what_is_not_known_of_the_time_between_counts_for_the_clock() -> None:
    begun, ended = START, START + timedelta(seconds=40)
    for between in range(41):
        assert ahead_of(START + timedelta(seconds=between), begun, ended) == RIGHT
    assert ahead_of(START + timedelta(seconds=41), begun, ended) == timedelta(seconds=-1)
