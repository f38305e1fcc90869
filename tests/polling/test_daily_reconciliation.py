"""The daily look at the eCFR: at its hour, once a day, told once, and nothing taken over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from monitor.clock import EASTERN, SetClock
from monitor.demo.faults import FAULTS, FaultReply
from monitor.demo.register import RecordedRegister
from monitor.history.baseline import COPIES, bundled
from monitor.history.reconcile import Reason
from monitor.http import Client
from monitor.model import OperatorAlert, Snapshot
from monitor.polling.daily_reconciliation import SOURCE, DailyReconciliation
from monitor.reading.files import read_snapshot
from monitor.rendering.reconcile import Reconciliation
from monitor.sources.ecfr import Ecfr
from monitor.sources.results import Failure
from monitor.store import Store, open_store

DAY = date(2023, 12, 5)


@dataclass
class Place:
    store: Store
    clock: SetClock
    daily: DailyReconciliation
    register: RecordedRegister

    def at(self, text: str) -> DailyReconciliation:
        moment = datetime.fromisoformat(text).replace(tzinfo=EASTERN)
        self.clock.set(moment)
        self.register.set(moment)
        return self.daily

    def start_from(self, leave_out: int = 0, *, replace_list: bool = False) -> None:
        """The copy of the day as our list, without its first entries, or with some of another destination."""
        found = read_snapshot(bundled(COPIES[DAY]), "copy")
        entries = found.entries[leave_out:]
        self.store.ledger.take_baseline(
            Snapshot("copy", DAY, entries), as_of=DAY, sha256="0" * 64, now=self.clock.now(), replace=replace_list,
        )  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    store = open_store(f"sqlite:///{tmp_path / 'elmon.db'}")
    clock = SetClock(datetime(2023, 12, 6, 8, tzinfo=EASTERN))
    with RecordedRegister() as register, Client(timeout_seconds=5, requests_per_second=1000) as client:
        ecfr = Ecfr(client, register.ecfr_url)
        daily = DailyReconciliation(store, ecfr, clock, lambda alert: (("mail", "op@example.org"),), time(10))
        yield Place(store, clock, daily, register)
    store.close()


def test_it_waits_for_its_hour_on_business_days_and_finds_nothing(place: Place) -> None:
    assert place.daily.turn() is None  # without a list there is nothing to hold against it
    place.start_from()
    assert place.at("2023-12-06T09:59").turn() is None
    report = place.at("2023-12-06T10:00").turn()
    assert isinstance(report, Reconciliation)
    assert [d for d in report.differences if not d.settled] == []
    assert place.at("2023-12-06T23:00").turn() is None
    assert place.at("2023-12-07T10:01").turn() is not None
    assert place.at("2023-12-09T12:00").turn() is not None  # Friday's, missed while nothing ran
    assert place.at("2023-12-10T12:00").turn() is None  # a Sunday
    assert place.store.outbox.rows() == []


def test_a_copy_older_than_the_list_is_compared_with_nothing(place: Place) -> None:
    """The eCFR lags a day or two behind a list that was started today."""
    entries = read_snapshot(bundled(COPIES[DAY]), "copy").entries
    later = DAY + timedelta(days=1)
    place.store.ledger.take_baseline(
        Snapshot("copy", later, entries), as_of=later, sha256="0" * 64, now=place.clock.now()
    )
    assert place.at("2023-12-06T10:00").turn() is None
    assert place.store.outbox.rows() == []
    state = place.store.sources.state(SOURCE)
    assert state is not None
    assert (state.failures, state.reported) == (0, frozenset())


def test_differences_are_told_once_and_nothing_is_taken_over(place: Place) -> None:
    place.start_from(leave_out=12)
    before = place.store.ledger.entries(DAY)
    place.at("2023-12-06T10:00").turn()
    place.at("2023-12-07T10:00").turn()
    (row,) = place.store.outbox.rows()
    assert row.change_set.startswith("operator/ecfr/")
    (item,) = place.store.outbox.lease(place.clock.now(), "test", 60, 1)
    assert isinstance(item.alert, OperatorAlert)
    assert item.alert.headline.startswith("12 differences between the local list and the eCFR of 2023-12-05")
    assert len(item.alert.said) == 10
    assert place.store.ledger.entries(DAY) == before


def told(place: Place) -> list[str]:
    rows = sorted(place.store.outbox.rows(), key=lambda row: row.id)
    return [row.change_set for row in rows if row.change_set.startswith("operator/ecfr/")]


def test_a_difference_is_alerted_about_once_however_its_explanation_counts_the_days(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a rule of ours is not followed, the reason says for how many days already."""
    place.start_from(leave_out=2)
    days = iter(range(1, 100))
    monkeypatch.setattr(
        "monitor.history.reconcile._Explanation.reason",
        lambda self, change: (Reason.UNKNOWN, f"A rule changed it, {next(days)} days before this copy."),
    )
    for day in (6, 7, 8, 11):
        assert isinstance(place.at(f"2023-12-{day:02}T10:00").turn(), Reconciliation)
    assert len(told(place)) == 1


def test_a_difference_that_was_gone_and_returns_is_told_again(place: Place) -> None:
    place.start_from(leave_out=3)
    place.at("2023-12-06T10:00").turn()
    place.start_from(replace_list=True)
    place.at("2023-12-07T10:00").turn()
    assert len(told(place)) == 1
    place.start_from(leave_out=3, replace_list=True)
    place.at("2023-12-08T10:00").turn()
    assert len(told(place)) == 2


def test_of_several_differences_only_the_new_ones_are_told(place: Place) -> None:
    place.start_from(leave_out=3)
    place.at("2023-12-06T10:00").turn()
    place.start_from(leave_out=5, replace_list=True)
    place.at("2023-12-07T10:00").turn()
    leased = [place.store.outbox.lease(place.clock.now(), "test", 60, 1)[0] for _ in range(1)]
    place.store.outbox.mark_sent(leased[0].id, "test", place.clock.now())
    (second,) = place.store.outbox.lease(place.clock.now(), "test", 60, 1)
    assert isinstance(second.alert, OperatorAlert)
    assert second.alert.headline.startswith("2 differences between")
    assert "3 differences reported before." in second.alert.said


def test_a_check_that_does_not_succeed_for_days_is_told(place: Place) -> None:
    place.start_from()
    place.at("2023-12-06T10:00").turn()
    place.daily.ecfr.base_url += "/nowhere"
    for hour in range(24 * 5):
        moment = datetime(2023, 12, 7, 10, tzinfo=EASTERN) + timedelta(hours=hour)
        place.at(moment.replace(tzinfo=None).isoformat()).turn()
    assert [key.split("/")[2] for key in told(place)] == ["overdue"]
    place.daily.ecfr.base_url = place.daily.ecfr.base_url.removesuffix("/nowhere")
    place.at("2023-12-13T12:00").turn()
    assert [key.split("/")[2] for key in told(place)] == ["overdue", "good"]


def test_a_list_taken_while_the_clock_was_ahead_keeps_no_alarm_from_coming(place: Place) -> None:
    place.at("2025-01-20T10:00")
    place.start_from()
    place.daily.ecfr.base_url += "/nowhere"
    place.at("2023-12-06T10:00").turn()
    assert [key.split("/")[2] for key in told(place)] == ["overdue"]


def test_a_pause_that_the_ecfr_asks_for_is_kept(place: Place) -> None:
    place.start_from()
    long = replace(FAULTS["503_until"](FaultReply(200, b"")), headers=(("Retry-After", "10800"),))
    place.register.answer_with("/titles.json", long)
    found = place.at("2023-12-06T10:00").turn()
    assert isinstance(found, Failure)
    assert found.retry_after == 10_800
    assert place.daily.due() == place.clock.now() + timedelta(hours=3)


def test_what_goes_wrong_is_noted_and_tried_again_in_an_hour(place: Place) -> None:
    place.start_from()
    place.daily.ecfr.base_url += "/nowhere"
    assert isinstance(place.at("2023-12-06T10:00").turn(), Failure)
    state = place.store.sources.state(SOURCE)
    assert state is not None
    assert state.failures == 1
    assert place.at("2023-12-06T10:59").turn() is None
    place.daily.ecfr.base_url = place.daily.ecfr.base_url.removesuffix("/nowhere")
    assert place.at("2023-12-06T11:00").turn() is not None
    assert place.daily.due() > place.clock.now() + timedelta(hours=20)  # type: ignore[operator]
