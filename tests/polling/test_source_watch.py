"""The watch: each source on its plan, pauses kept, sleeps caught up with, and blindness told once, reminded of, ended."""

from __future__ import annotations

import contextlib
import itertools
from datetime import datetime, timedelta

import pytest

from monitor.clock import EASTERN
from monitor.demo.faults import FaultReply, as_json
from monitor.model import OperatorAlert, Subject
from monitor.operations.status import read_status
from monitor.polling.allowance import Allowance
from monitor.polling.public_inspection import SOURCE as PUBLIC_INSPECTION
from monitor.polling.published import SOURCE as PUBLISHED
from monitor.polling.schedule import DAILY_CHECKS, LAST_400_DAYS, REQUESTS_A_DAY, RESERVE, expected_by
from monitor.polling.source_watch import Source, SourceReport, overdue, plans
from tests.monitoring import Monitor

PLANS = plans(300, 60)


def at(when: str) -> datetime:
    """A moment in Washington."""
    return datetime.fromisoformat(when).replace(tzinfo=EASTERN)


def run(monitor: Monitor, start: str, end: str, *, at_most: int = 10_000) -> list[tuple[str, datetime, SourceReport]]:
    """Let the watch run from ``start`` to ``end`` as the daemon does, and return every answer."""
    answers: list[tuple[str, datetime, SourceReport]] = []

    def hear(source: Source, report: SourceReport) -> None:
        answers.append((source.name, monitor.clock.now(), report))

    moment, last = at(start), at(end)
    while moment < last and len(answers) < at_most:
        monitor.clock.set(moment)
        monitor.register.set(moment)
        monitor.watch.turn(hear)
        moment = max(moment + timedelta(seconds=1), min(monitor.watch.due(), moment + timedelta(minutes=1)))
    return answers


def operator(monitor: Monitor) -> list[str]:
    """The keys of the messages about the monitor itself."""
    return [key for key in monitor.alerted() if key.startswith("operator/")]


def test_each_source_is_asked_on_its_own_plan(monitor: Monitor) -> None:
    answers = run(monitor, "2019-10-07T16:00:00", "2019-10-07T16:30:00")
    assert sum(name == PUBLIC_INSPECTION for name, _, _ in answers) == 30
    assert sum(name == PUBLISHED for name, _, _ in answers) == 6
    night = run(monitor, "2019-10-08T02:00:00", "2019-10-08T03:00:00")
    assert {name for name, _, _ in night} == {PUBLISHED}


def test_first_sight_comes_within_the_minute(monitor: Monitor) -> None:
    answers = run(monitor, "2019-10-07T16:00:20", "2019-10-07T16:20:00")
    (when,) = [moment for _, moment, report in answers if report.recorded]
    assert when - at("2019-10-07T16:15:00") <= timedelta(seconds=60)


def test_after_a_sleep_it_is_high_time_and_nobody_is_to_blame(monitor: Monitor) -> None:
    run(monitor, "2019-10-07T15:00:00", "2019-10-07T15:10:00")
    monitor.register.fault("503", times=4)  # the network is not up yet
    answers = run(monitor, "2019-10-08T19:00:00", "2019-10-08T19:20:00")
    assert answers[0][1] == at("2019-10-08T19:00:00")
    assert [a.document_number for _, _, r in answers for a in r.recorded] == ["2019-22210"]
    assert operator(monitor) == []


def test_a_pause_that_is_asked_for_is_kept_by_a_new_process_too(monitor: Monitor) -> None:
    monitor.register.fault("429", times=1, path="public-inspection")
    run(monitor, "2019-10-07T15:00:00", "2019-10-07T15:00:02")
    state = monitor.store.sources.state(PUBLIC_INSPECTION)
    assert state is not None
    assert state.not_before == at("2019-10-07T15:02:00")
    monitor.restart()
    answers = run(monitor, "2019-10-07T15:00:30", "2019-10-07T15:03:00")
    assert next(moment for name, moment, _ in answers if name == PUBLIC_INSPECTION) >= at("2019-10-07T15:02:00")


def test_failures_back_off_and_the_answer_ends_it(monitor: Monitor) -> None:
    run(monitor, "2019-10-07T14:55:00", "2019-10-07T14:59:30")
    monitor.register.fault("503", times=8, path="public-inspection")  # tried twice each time
    answers = [
        moment
        for name, moment, _ in run(monitor, "2019-10-07T15:00:00", "2019-10-07T15:40:00")
        if name == PUBLIC_INSPECTION
    ]
    minutes = [(b - a).total_seconds() / 60 for a, b in itertools.pairwise(answers)]
    assert [round(m) for m in minutes[:5]] == [2, 4, 8, 15, 1]


def test_a_source_that_cannot_be_seen_is_alerted_about_once_reminded_of_daily_and_ended(monitor: Monitor) -> None:
    monitor.set("2019-10-07T15:00:00")
    monitor.year_is_checked()
    run(monitor, "2019-10-07T15:00:00", "2019-10-07T15:05:00")
    monitor.register.fault("request_access", times=10_000, path="public-inspection")
    run(monitor, "2019-10-07T15:05:00", "2019-10-07T15:34:00")
    assert operator(monitor) == []
    run(monitor, "2019-10-07T15:34:00", "2019-10-07T18:00:00")
    (key,) = operator(monitor)
    assert key.startswith(f"operator/{PUBLIC_INSPECTION}/overdue/2019-10-07T19:")
    assert len(monitor.alerted()[key]) == 3
    status = read_status(monitor.store, monitor.clock, PLANS)
    assert [(s.source, s.stale) for s in status.sources] == [
        (PUBLISHED, False), (LAST_400_DAYS, False), (PUBLIC_INSPECTION, True),
    ]  # fmt: skip
    assert any("told 2019-10-07" in state for _, state in status.lines())
    monitor.restart()
    run(monitor, "2019-10-07T18:00:00", "2019-10-08T20:00:00")
    assert [k.split("/")[2] for k in operator(monitor)] == ["overdue", "reminder"]
    monitor.register.mend()
    run(monitor, "2019-10-08T20:00:00", "2019-10-08T21:00:00")
    assert [k.split("/")[2] for k in operator(monitor)] == ["overdue", "reminder", "good"]
    assert not any(s.stale for s in read_status(monitor.store, monitor.clock, PLANS).sources)
    monitor.deliver()
    mails = [m for m in monitor.mail.received if "cannot see" in str(m.message["Subject"])]
    assert "Request Access" in mails[0].part("plain")
    assert "Check" not in mails[0].part("plain")  # about no rule
    seen = [m for m in monitor.mail.received if "sees the public inspection again" in str(m.message["Subject"])]
    assert len(seen) == 2


PATIENCE = FaultReply(429, b"", headers=(("Retry-After", "86400"),))


def test_a_source_that_asks_for_a_day_of_patience_is_asked_after_an_hour_and_told_of(monitor: Monitor) -> None:
    run(monitor, "2019-10-07T12:00:00", "2019-10-07T12:05:00")
    monitor.register.answer_with("public-inspection", PATIENCE)
    answers = run(monitor, "2019-10-07T12:05:00", "2019-10-07T12:40:00")
    assert (
        len([name for name, _, _ in answers if name == PUBLIC_INSPECTION]) == 1
    )  # one failure is enough, after half an hour
    (key,) = operator(monitor)
    assert key.startswith(f"operator/{PUBLIC_INSPECTION}/overdue/2019-10-07T16:3")
    monitor.deliver()
    assert "asked again at October 7, 2019, 1:05" in " ".join(monitor.mail.received[0].part("plain").split())
    answers = run(monitor, "2019-10-07T12:40:00", "2019-10-07T15:00:00")
    assert [moment.hour for name, moment, _ in answers if name == PUBLIC_INSPECTION] == [17, 18]  # UTC


def test_a_day_without_requests_left_is_told_of(monitor: Monitor) -> None:
    now = monitor.set("2019-10-07T12:00:00")
    monitor.store.sources.good(PUBLISHED, now, requests=REQUESTS_A_DAY - RESERVE + 1)
    run(monitor, "2019-10-07T12:05:00", "2019-10-07T12:50:00")
    assert {k.split("/")[2] for k in operator(monitor)} == {"overdue"}


def test_a_process_that_is_started_again_and_again_keeps_no_alarm_from_coming(monitor: Monitor) -> None:
    run(monitor, "2019-10-07T15:00:00", "2019-10-07T15:05:00")
    monitor.register.fault("request_access", times=10_000, path="public-inspection")
    for minute in range(5, 55, 10):
        monitor.restart()
        run(monitor, f"2019-10-07T15:{minute:02}:00", f"2019-10-07T15:{minute + 9:02}:30")
    assert [k.split("/")[2] for k in operator(monitor)] == ["overdue"]


def test_a_source_that_never_answered_is_told_of_though_the_process_is_started_again_and_again(
    monitor: Monitor,
) -> None:
    monitor.set("2019-10-09T14:55:00")
    monitor.register.fault("request_access", times=10_000, path="public-inspection")
    for minute in range(0, 50, 10):
        monitor.restart()
        run(monitor, f"2019-10-09T15:{minute:02}:00", f"2019-10-09T15:{minute + 9:02}:30")
    assert [k.split("/")[1:3] for k in operator(monitor)] == [[PUBLIC_INSPECTION, "overdue"]]


def test_a_source_that_is_asked_once_an_hour_is_not_blind_for_one_answer(monitor: Monitor) -> None:
    hourly = plans(3600, 3600)[PUBLISHED]
    assert expected_by(at("2019-10-07T12:00:00"), hourly) == at("2019-10-07T14:00:00")


def test_a_black_out_in_full_daylight_is_told_too(monitor: Monitor) -> None:
    run(monitor, "2019-10-07T15:00:00", "2019-10-07T15:02:00")
    dark = {"count": 0, "description": "x", "meta": {"pil_unavailability_message": "The list is unavailable."}}
    monitor.register.answer_with("public-inspection", as_json(dark))
    run(monitor, "2019-10-07T15:02:00", "2019-10-07T16:00:00")
    assert [k.split("/")[1:3] for k in operator(monitor)] == [[PUBLIC_INSPECTION, "overdue"]]


def test_the_night_is_no_blindness(monitor: Monitor) -> None:
    run(monitor, "2019-10-07T23:00:00", "2019-10-08T09:00:00")
    assert operator(monitor) == []


def test_a_bug_in_one_source_does_not_blind_the_other_and_is_told(monitor: Monitor) -> None:
    def bug() -> SourceReport:
        raise RuntimeError("the reader has a bug")

    monitor.watch.sources[0].ask = bug
    seen = 0
    for minute in range(60):
        moment = at("2019-10-07T15:00:00") + timedelta(minutes=minute)
        monitor.clock.set(moment)
        answers: list[str] = []
        with contextlib.suppress(RuntimeError):
            monitor.watch.turn(lambda source, report, answers=answers: answers.append(source.name))  # type: ignore[misc]
        seen += PUBLISHED in answers
    assert seen == 12
    assert [k.split("/")[1:3] for k in operator(monitor)] == [[PUBLIC_INSPECTION, "overdue"]]


def test_operator_alerts_are_kept_as_what_they_are(monitor: Monitor) -> None:
    run(monitor, "2019-10-07T15:00:00", "2019-10-07T15:02:00")
    monitor.register.fault("503", times=10_000, path="public-inspection")
    run(monitor, "2019-10-07T15:02:00", "2019-10-07T16:00:00")
    (item,) = monitor.store.outbox.lease(monitor.clock.now(), "test", 60, 1)
    assert isinstance(item.alert, OperatorAlert)
    assert (item.alert.about, item.alert.matches) == (Subject.OPERATOR, ())


def test_a_clock_that_was_put_back_silences_nobody(monitor: Monitor) -> None:
    run(monitor, "2019-10-17T15:00:00", "2019-10-17T15:05:00")
    assert len(run(monitor, "2019-10-07T15:00:00", "2019-10-07T15:10:00")) >= 10


def test_a_clock_that_was_put_back_keeps_no_alarm_from_coming(monitor: Monitor) -> None:
    run(monitor, "2020-11-12T15:00:00", "2020-11-12T15:05:00")
    monitor.register.fault("request_access", times=10_000, path="public-inspection")
    run(monitor, "2019-10-07T15:00:00", "2019-10-07T15:50:00")
    (key,) = operator(monitor)
    assert key.startswith(f"operator/{PUBLIC_INSPECTION}/overdue/2019-10-07")
    monitor.restart()
    monitor.register.mend()
    run(monitor, "2019-10-07T15:50:00", "2019-10-07T15:52:00")
    assert [k.split("/")[2] for k in operator(monitor)] == ["overdue", "good"]


def test_an_alarm_of_a_clock_that_ran_ahead_is_reminded_of_and_ended(monitor: Monitor) -> None:
    run(monitor, "2020-11-12T15:00:00", "2020-11-12T15:05:00")
    monitor.register.fault("request_access", times=10_000, path="public-inspection")
    run(monitor, "2020-11-12T15:05:00", "2020-11-12T15:50:00")
    run(monitor, "2019-10-07T15:00:00", "2019-10-08T16:00:00")
    assert [k.split("/")[2] for k in operator(monitor)] == ["overdue", "reminder"]
    monitor.register.mend()
    run(monitor, "2019-10-08T16:00:00", "2019-10-08T16:20:00")
    assert [k.split("/")[2] for k in operator(monitor)] == ["overdue", "reminder", "good"]


# -- the allowance -----------------------------------------------------------------------------------------------------


def test_the_allowance_is_a_days_and_outlives_the_process() -> None:
    sent = 0
    allowance = Allowance(lambda: sent, most=100)
    noon = at("2019-10-07T12:00:00")
    assert allowance.left(noon) == 100
    sent = 30
    assert (allowance.spent(noon), allowance.left(noon)) == (30, 70)
    allowance.resume(noon, 50)
    assert allowance.spent(noon) == 50
    allowance.resume(noon, 20)
    assert allowance.spent(noon) == 50
    assert allowance.spent(noon + timedelta(days=1)) == 0


def test_what_an_earlier_process_has_sent_is_counted(monitor: Monitor) -> None:
    now = monitor.set("2019-10-07T12:00:00")
    monitor.store.sources.good(PUBLISHED, now, requests=REQUESTS_A_DAY - RESERVE + 1)
    monitor.restart()
    assert run(monitor, "2019-10-07T12:05:00", "2019-10-07T18:00:00") == []
    assert run(monitor, "2019-10-08T00:00:00", "2019-10-08T00:10:00") != []


@pytest.mark.parametrize(
    ("good", "alarmed", "asked", "stale"),
    [
        ("2019-10-07T12:00:00", None, True, False),
        ("2019-10-07T10:30:00", None, True, True),
        ("2019-10-07T12:00:00", "2019-10-07T12:01:00", True, True),
        (None, None, True, True),
        (None, None, False, False),  # switched off
        ("2019-10-07T12:24:00", None, True, False),  # another instance's clock
        ("2019-10-08T12:20:00", None, True, True),  # a clock was wrong
    ],
)
def test_when_a_source_counts_as_stale(good: str | None, alarmed: str | None, asked: bool, stale: bool) -> None:
    plan = PLANS[PUBLIC_INSPECTION] if asked else None
    now = at("2019-10-07T12:20:00")
    assert overdue(at(good) if good else None, at(alarmed) if alarmed else None, plan, now) is stale


def by_cron(monitor: Monitor, start: str, times: int, every: timedelta) -> None:
    """``elmon poll`` in a process of its own each time."""
    for n in range(times):
        monitor.clock.set(at(start) + n * every)
        monitor.register.set(at(start) + n * every)
        monitor.restart()
        monitor.watch.resume(at_once=True)
        monitor.watch.turn(lambda *_: None)


@pytest.mark.parametrize("minutes", [20, 29, 31, 60, 240])
def test_blindness_is_reported_at_whatever_interval_cron_polls(monitor: Monitor, minutes: int) -> None:
    by_cron(monitor, "2019-10-07T09:00:00", 2, timedelta(minutes=minutes))
    assert operator(monitor) == []
    monitor.register.fault("request_access", times=1000)
    by_cron(monitor, "2019-10-08T09:00:00", 8, timedelta(minutes=minutes))
    kinds = {key.split("/")[1] + "/" + key.split("/")[2] for key in operator(monitor)}
    assert {f"{PUBLISHED}/overdue", f"{PUBLIC_INSPECTION}/overdue"} <= kinds


def test_one_poll_that_fails_after_a_long_pause_is_no_blindness(monitor: Monitor) -> None:
    by_cron(monitor, "2019-10-07T09:00:00", 2, timedelta(minutes=5))
    monitor.register.fault("503", times=10)
    by_cron(monitor, "2019-10-08T09:00:00", 1, timedelta(minutes=5))
    assert operator(monitor) == []


def test_public_inspection_that_was_never_seen_is_not_well(monitor: Monitor) -> None:
    dark = as_json({"count": 0, "description": "x", "meta": {"pil_unavailability_message": "The list is unavailable."}})
    monitor.register.answer_with("public-inspection", dark)
    by_cron(monitor, "2019-10-16T10:00:00", 12, timedelta(minutes=20))
    status = read_status(monitor.store, monitor.clock, PLANS)
    (source,) = [s for s in status.sources if s.source == PUBLIC_INSPECTION]
    assert source.stale
    assert status.stale
    assert f"operator/{PUBLIC_INSPECTION}/overdue" in {"/".join(key.split("/")[:3]) for key in operator(monitor)}


@pytest.mark.parametrize("name", [*DAILY_CHECKS, PUBLISHED, PUBLIC_INSPECTION])
def test_a_time_in_the_future_is_distrusted_whatever_it_is_of(monitor: Monitor, name: str) -> None:
    now = monitor.clock.now()
    for one in (*DAILY_CHECKS, PUBLISHED, PUBLIC_INSPECTION):
        monitor.store.sources.good(one, now + timedelta(days=400) if one == name else now)
    status = read_status(monitor.store, monitor.clock, PLANS)
    assert [s.source for s in status.sources if s.stale] == [name]
    assert status.stale
    assert f"{name}: last good poll" in status.reason
    assert "in the future" in status.reason


def test_a_source_that_nobody_asks_any_more_is_never_stale(monitor: Monitor) -> None:
    monitor.store.sources.good(PUBLISHED, monitor.clock.now())
    monitor.store.sources.good("a source of an earlier version", monitor.clock.now() + timedelta(days=400))
    status = read_status(monitor.store, monitor.clock, {PUBLISHED: PLANS[PUBLISHED]})
    assert not status.stale
