"""Every loop survives any one of what it goes over: a document, a filing or a party that makes a step fail is set aside with
an alert, once, and the others go their way. The bugs are planted: those that are known are mended."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.alerting.filing_alerts import alert_on_missing_publication
from monitor.alerting.filing_changes import alerts_about_text
from monitor.alerting.watchlist import Screener
from monitor.history.recording import apply
from monitor.history.replay import replay
from monitor.model import Document, RuleAlert, Verdict, WatchedParty
from monitor.polling import intake, public_inspection
from monitor.polling.schedule import LAST_400_DAYS
from monitor.reading.rules.document import read_document
from monitor.reading_process import ReadingProcess
from monitor.screening.index import Index
from monitor.store import Store
from tests.monitoring import Monitor

FIRST = date(2019, 10, 9)
POISONED = "2019-22210"
EVERYTHING = date(2024, 12, 31)


def failing(step: Callable[..., Any], *numbers: str) -> Callable[..., Any]:
    """``step``, with a bug that some documents meet; none where no ``numbers`` are given: all meet it."""

    def planted(document: Any, *args: Any, **options: Any) -> Any:
        number = document.number if isinstance(document, Document) else ""
        if not numbers or number in numbers:
            raise IndexError("list index out of range")
        return step(document, *args, **options)

    return planted


def test_a_document_that_makes_a_step_fail_is_set_aside_and_the_others_are_taken(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:

    def planted(document: Document, rule: Any, *rest: Any) -> Any:
        if document.number == POISONED and rule.verdict is not Verdict.UNREADABLE:
            raise IndexError("list index out of range")
        return apply(document, rule, *rest)

    monkeypatch.setattr(intake, "apply", planted)
    report = monitor.day(EVERYTHING)
    assert (report.failed, report.error, report.unread) == ((), None, (POISONED,))
    alerts = {alert.document_number: alert for alert in report.recorded}
    assert alerts.pop(POISONED).verdict is Verdict.UNREADABLE
    assert len(alerts) >= 5
    assert Verdict.UNREADABLE not in {alert.verdict for alert in alerts.values()}
    told = monitor.alerted()
    again = monitor.poller.take_range(FIRST, EVERYTHING)
    assert (again.recorded, again.unread) == ((), (POISONED,))
    assert monitor.alerted() == told, "nobody is alerted twice"
    monkeypatch.undo()
    (mended,) = monitor.poller.take_range(FIRST, EVERYTHING).recorded
    assert (mended.document_number, mended.verdict) == (POISONED, Verdict.VERIFIED)


def test_the_alert_about_it_says_what_to_do(monitor: Monitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "list_before", failing(intake.list_before))
    report = monitor.day(FIRST)
    assert report.failed == (POISONED,), "recording fails as well: it is named, and asked for again"
    monkeypatch.undo()
    monkeypatch.setattr(intake, "read_best", failing(intake.read_best))
    (alert,) = monitor.poller.poll().recorded
    assert "could not be read" in alert.attention
    assert re.search(
        r"made the monitor fail \(IndexError: list index out of range\)\. Please report it", alert.problems[0]
    )


def test_a_reader_that_freezes_holds_up_one_document_only(monitor: Monitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "DOCUMENTS", ReadingProcess(seconds=1.5))
    monkeypatch.setattr(intake, "read_document", freeze_at_first)
    monkeypatch.setattr(intake, "read_damaged", freeze_at_first)
    (alert,) = monitor.day(FIRST).recorded
    assert (alert.document_number, alert.verdict) == (POISONED, Verdict.UNREADABLE)
    assert "took more than 1.5 seconds" in alert.problems[0]


def freeze_at_first(data: bytes, *_: object) -> object:
    return re.match(rb"(a|a)*$", b"a" * 60 + b"b" + data)


def test_a_filing_that_makes_a_step_fail_is_set_aside_and_the_others_are_taken(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = monitor.register.public_inspection.filing(POISONED)
    monitor.register.public_inspection.file(
        {**first.record, "document_number": "2019-1"}, first.text.replace(POISONED.encode(), b"2019-1")
    )

    def planted(change: Any, *rest: Any) -> Any:
        if change.filing.number == POISONED:
            raise IndexError("list index out of range")
        return alerts_about_text(change, *rest)

    monkeypatch.setattr(public_inspection, "alerts_about_text", planted)
    report = monitor.look("2019-10-07T16:20:00")
    assert report.failed == ()
    alerts = {a.document_number: a for a in report.recorded}
    assert set(alerts) == {POISONED, "2019-1"}
    assert "made the monitor fail (IndexError" in alerts[POISONED].problems[0]
    assert alerts["2019-1"].verdict is not Verdict.UNREADABLE
    assert monitor.look("2019-10-07T16:40:00").alerts == (), "nobody is alerted twice"
    monkeypatch.undo()
    (mended,) = monitor.look("2019-10-07T17:20:00").recorded
    assert (mended.document_number, mended.verdict) == (POISONED, alerts["2019-1"].verdict)


def test_a_filing_that_cannot_be_missed_does_not_hide_the_others(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = monitor.register.public_inspection.filing(POISONED)
    monitor.register.public_inspection.file(
        {**first.record, "document_number": "2019-1"}, first.text.replace(POISONED.encode(), b"2019-1")
    )
    assert len(monitor.look("2019-10-07T16:20:00").recorded) == 2
    monitor.register.texts.pop(POISONED)
    monitor.register.documents = [d for d in monitor.register.documents if d["document_number"] != POISONED]

    def planted(filing: Any, *rest: Any) -> Any:
        if filing.number == POISONED:
            raise IndexError("list index out of range")
        return alert_on_missing_publication(filing, *rest)

    monkeypatch.setattr(public_inspection, "alert_on_missing_publication", planted)
    monitor.at(date(2019, 10, 11))
    monitor.store.sources.good(LAST_400_DAYS, monitor.clock.now())  # so that days without rules are believed
    monitor.day(date(2019, 10, 11))
    report = monitor.look("2019-10-11T09:00:00")
    assert [a.thread_key for a in report.alerts] == ["2019-1"]


def watched(store: Store, monitor: Monitor, *names: str) -> None:
    parties = [WatchedParty(str(n), name, "", "") for n, name in enumerate(names)]
    store.watchlist.take(parties, "test", monitor.clock.now())


def test_a_party_that_cannot_be_screened_hides_no_other(monitor: Monitor, monkeypatch: pytest.MonkeyPatch) -> None:
    watched(monitor.store, monitor, "Poison Hikvision Ltd.", "Hangzhou Hikvision Digital Technology Co., Ltd.")
    matches = Index.matches

    def planted(self: Index, party: WatchedParty, *rest: Any) -> Any:
        if party.name == "Poison Hikvision Ltd.":
            raise IndexError("list index out of range")
        return matches(self, party, *rest)

    monkeypatch.setattr(Index, "matches", planted)
    alert = with_screen(monitor)
    assert {match.watch.name for match in alert.matches} == {"Hangzhou Hikvision Digital Technology Co., Ltd."}
    assert any(
        "Not all of your parties were screened" in said and "Poison Hikvision Ltd." in said for said in alert.said
    )
    assert "Not all of your parties were screened" in alert.attention


def test_screening_that_fails_costs_nobody_the_alert(monitor: Monitor, monkeypatch: pytest.MonkeyPatch) -> None:
    watched(monitor.store, monitor, "Hangzhou Hikvision Digital Technology Co., Ltd.")
    monkeypatch.setattr(Screener, "weights", failing(Screener.weights))
    alert = with_screen(monitor)
    assert (alert.verdict, len(alert.changes), alert.matches) == (Verdict.VERIFIED, 28, ())
    assert "Not all of your parties were screened" in alert.attention
    assert alert.pressing


def with_screen(monitor: Monitor) -> RuleAlert:
    screen = Screener(monitor.store, 0.8, monitor.clock)
    monitor.poller.audience = replace(monitor.poller.audience, screen=screen)
    (alert,) = monitor.day(FIRST).recorded
    return alert


def test_a_document_that_cannot_be_read_again_does_not_stop_the_replay(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor.day(EVERYTHING)
    read = read_document

    def planted(data: bytes, what: str, *rest: Any) -> Any:
        if POISONED in what:
            raise IndexError("list index out of range")
        return read(data, what, *rest)

    monkeypatch.setattr("monitor.history.replay.read_document", planted)
    found = replay(monitor.store, monitor.clock)
    assert [problem for problem in found.problems if problem.startswith(POISONED)]
    assert found.readings == {}
