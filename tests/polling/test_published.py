"""Polling rounds on the recorded Register: what is new is told once, and trouble is never taken for "nothing new"."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from monitor.alerting.rule_alerts import compose_alert
from monitor.clock import EASTERN
from monitor.errors import StoreError
from monitor.model import Alert, Amendment, ChangeKind, Document, Entry, Operation, Rule, Snapshot, Stage, Verdict
from monitor.polling.failures import AllowanceSpent, NotRecorded, exit_status_of
from monitor.polling.intake import read_published, take_rule
from monitor.polling.published import DOUBTED, SOURCE
from monitor.polling.schedule import LAST_400_DAYS
from monitor.reading_process import ReadingProcess
from monitor.sources.federal_register import Fetched
from monitor.sources.results import AccessBlocked, Broken, Failure, Fresh, Partial
from monitor.store.ledger import Outcome
from tests.demo.made import put_elsewhere
from tests.monitoring import Monitor
from tests.reading.renditions import body_html, govinfo

FIRST = date(2019, 10, 9)


def test_a_quiet_day(monitor: Monitor) -> None:
    report = monitor.day(date(2019, 10, 8))
    assert (report.seen, report.recorded, report.error) == (0, (), None)
    (state,) = monitor.store.sources.states()
    assert (state.source, state.last_good_at, state.cursor) == (SOURCE, None, None)
    assert state.last_error == DOUBTED


@pytest.mark.parametrize(("days", "believed"), [(0, True), (1, True), (3, False)])
def test_nothing_published_is_believed_for_as_long_as_400_days_were_answered_lately(
    monitor: Monitor, days: int, believed: bool
) -> None:
    day = date(2019, 10, 8)
    monitor.at(day)
    monitor.store.sources.good(LAST_400_DAYS, monitor.clock.now() - timedelta(days=days))
    assert monitor.day(day).empty
    state = monitor.store.sources.state(SOURCE)
    assert state is not None
    assert (state.last_good_at == monitor.clock.now(), state.last_error == "") == (believed, believed)
    assert (state.failures, state.cursor) == (0, None)


class Impatient(ReadingProcess):
    """As long as it lives no reading ends in time; it counts them."""

    def __init__(self) -> None:
        super().__init__(seconds=0.001)
        self.readings = 0

    def read(self, *args: Any, **options: Any) -> Any:
        self.readings += 1
        return super().read(*args, **options)


def test_a_text_whose_reading_had_to_be_ended_is_read_once(monitor: Monitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by a second reader of the same process, and not by the next process, as cron starts them."""
    readings = []
    for text in (b"", b"", b"<!-- another -->"):
        monitor.register.texts["2019-22210"] += text
        process = Impatient()
        monkeypatch.setattr("monitor.polling.intake.DOCUMENTS", process)
        monitor.restart()
        report = monitor.day(FIRST)
        assert report.unread == ("2019-22210",)
        readings.append(process.readings)
        process.close()
    assert readings == [1, 0, 1]
    assert len(monitor.store.outbox.rows()) == 3  # one message each
    monkeypatch.undo()


def test_a_new_rule_is_recorded_with_its_changes_and_alerts(monitor: Monitor) -> None:
    (alert,) = monitor.day(FIRST).recorded
    assert (alert.citation, alert.verdict, len(alert.changes)) == ("84 FR 54002", Verdict.VERIFIED, 28)
    assert {c.kind for c in alert.changes} == {ChangeKind.ADDED}
    assert alert.attention == ""
    names = {e.name for e in monitor.store.ledger.entries(FIRST)}
    assert {"Megvii Technology", "IFLYTEK", "Hangzhou Hikvision Digital Technology Co., Ltd."} <= names
    assert monitor.store.ledger.entries(FIRST - timedelta(days=1)) == []
    assert len(monitor.store.outbox.rows()) == 3


def test_the_raw_text_is_in_the_archive_before_it_is_read(monitor: Monitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object) -> None:
        raise RuntimeError("the reader has a bug")

    monkeypatch.setattr("monitor.polling.intake.read_published", unreadable)
    monkeypatch.setattr("monitor.polling.published.quarantine", unreadable)
    assert monitor.day(FIRST).failed == ("2019-22210",)
    from sqlmodel import select

    from monitor.store.tables import RawDocument

    with monitor.store.database.reading() as session:
        (row,) = session.exec(select(RawDocument)).all()
    assert monitor.store.archive.get(row.sha256) == monitor.register.texts["2019-22210"]


def test_polling_again_tells_nothing_new(monitor: Monitor) -> None:
    monitor.day(FIRST)
    fetched = len(monitor.register.requests)
    report = monitor.poller.poll()
    assert (report.unchanged, report.recorded, report.irrelevant) == (True, (), 0)
    assert len(monitor.register.requests) == fetched + 1  # the question alone; no text is fetched again
    assert len(monitor.store.outbox.rows()) == 3


def test_days_missed_are_caught_up_in_order(monitor: Monitor) -> None:
    report = monitor.day(date(2024, 7, 3))
    assert [a.document_number for a in report.recorded] == [
        "2019-22210", "2022-14069", "2023-03929", "2023-25557", "2023-26935", "2024-14635",
    ]  # fmt: skip
    assert report.irrelevant == 4
    assert not monitor.store.documents.has_document("2023-16361", Stage.PUBLISHED)


def test_a_rule_that_exists_as_raw_text_only_is_taken_whole(monitor: Monitor) -> None:
    """Its raw text has the table: nothing is waited for, and every entry added or revised has its text."""
    report = monitor.day(date(2022, 6, 30))
    assert (report.failed, report.error) == ((), None)
    rule = monitor.store.documents.rule("2022-14069")
    assert rule is not None
    assert (rule.stage, rule.verdict, rule.renditions) == (Stage.PUBLISHED, Verdict.VERIFIED, ("text",))
    assert (rule.entry_texts.found, rule.entry_texts.expected) == (54, 54)
    asked = [path for path in monitor.register.requests if "2022-14069." in path and "full_text" in path]
    assert [path.split("/")[3] for path in asked] == ["xml", "html", "text"]
    (entry,) = [e for e in monitor.store.ledger.entries(date(2022, 6, 30)) if e.name == "Laurel Technologies Co. Ltd."]
    assert entry.aliases == ("Laurel Industrial Co.",)
    assert monitor.poller.poll().recorded == ()


def test_documents_that_are_not_ours_are_looked_at_once(monitor: Monitor) -> None:
    monitor.day(date(2020, 2, 18))
    rule = monitor.store.documents.rule("2020-03144")
    assert rule is not None
    assert rule.verdict is Verdict.IRRELEVANT
    assert monitor.poller.poll().irrelevant == 0


def test_a_rule_whose_record_names_another_part_is_judged_by_its_text(monitor: Monitor) -> None:
    monitor.register.documents[0]["cfr_references"] = [{"title": 15, "part": "740"}]
    put_elsewhere(monitor.register, "2019-00740", FIRST)
    report = monitor.day(FIRST)
    assert [alert.document_number for alert in report.recorded] == [monitor.register.documents[0]["document_number"]]
    assert (report.irrelevant, report.unread, report.failed) == (1, (), ())
    asked = monitor.client.sent
    monitor.poller.take_range(FIRST, FIRST)
    assert monitor.client.sent == asked + 1, "the list, and no text again"


def test_late_and_back_dated_documents_are_found(monitor: Monitor) -> None:
    late = next(d for d in monitor.register.documents if d["document_number"] == "2023-25557")
    monitor.register.documents.remove(late)
    monitor.day(date(2023, 11, 18))
    monitor.day(date(2023, 11, 20))
    monitor.register.documents.append(late)
    monitor.at(date(2023, 11, 21))
    assert [a.document_number for a in monitor.poller.poll().recorded] == ["2023-25557"]
    monitor.day(date(2023, 12, 7))  # from now on, a week before the last document is looked at again
    window = monitor.poller.window()
    assert (window.since, window.until) == (date(2023, 11, 30), date(2023, 12, 7))


FAULTS = [
    ("request_access", AccessBlocked),
    ("html", Broken),
    ("truncated", Broken),
    ("503", Broken),
    ("no_results", Partial),
]


def test_a_clock_that_ran_ahead_leaves_no_days_out(monitor: Monitor) -> None:
    monitor.set("2020-11-01T09:00")
    assert monitor.poller.poll().good
    monitor.restart()
    monitor.set("2019-10-12T09:00")
    assert monitor.poller.window().since == date(2019, 10, 9), "the day after the list that everything starts from"


@pytest.mark.parametrize(("kind", "error"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_failed_poll_changes_nothing_and_the_next_one_finds_it(
    monitor: Monitor, kind: str, error: type[Failure]
) -> None:
    monitor.at(date(2019, 10, 8))
    good = monitor.clock.now()
    monitor.store.sources.good(LAST_400_DAYS, good)
    monitor.day(date(2019, 10, 8))
    monitor.register.fault(kind, times=2)
    report = monitor.day(FIRST)
    assert isinstance(report.error, error)
    state = monitor.store.sources.state(SOURCE)
    assert state is not None
    assert (state.last_good_at, state.failures, state.cursor) == (good, 1, None)  # the empty answer moved nothing
    assert state.last_error == report.error.message
    assert monitor.store.documents.last_document_date() is None
    monitor.register.mend()
    assert len(monitor.poller.poll().recorded) == 1
    state = monitor.store.sources.state(SOURCE)
    assert state is not None
    assert state.last_error == ""


def test_a_text_that_does_not_come_is_asked_for_again(monitor: Monitor) -> None:
    monitor.register.fault("404", times=3, path="full_text")
    report = monitor.day(FIRST)
    assert (report.failed, report.recorded) == (("2019-22210",), ())
    assert isinstance(report.error, Broken)
    assert not monitor.store.documents.has_document("2019-22210", Stage.PUBLISHED)
    assert len(monitor.poller.poll().recorded) == 1


def test_one_documents_trouble_does_not_hold_up_the_others(monitor: Monitor) -> None:
    monitor.register.fault("404", times=3, path="2019-22210")
    report = monitor.day(date(2022, 6, 30))
    assert report.failed == ("2019-22210",)
    assert [a.document_number for a in report.recorded] == ["2022-14069"]
    assert monitor.poller.window().since == date(2019, 10, 9)  # not moved on
    assert [a.document_number for a in monitor.poller.poll().recorded] == ["2019-22210"]


def test_ill_formed_xml_is_quarantined_with_an_alert_and_mended_later(monitor: Monitor) -> None:
    monitor.register.fault("ill_formed_xml", path="full_text")
    (alert,) = monitor.day(FIRST).recorded
    assert (alert.verdict, len(alert.changes)) == (Verdict.UNREADABLE, 28)  # named from what stands around the damage
    assert {(c.before, c.after) for c in alert.changes} == {(None, None)}
    assert monitor.store.ledger.changes() == []
    assert "could not be read" in alert.attention
    assert "not well-formed" in alert.problems[0]
    assert monitor.store.ledger.entries(FIRST) == []
    (mended,) = monitor.poller.poll().recorded
    assert (mended.verdict, len(mended.changes)) == (Verdict.VERIFIED, 28)
    assert len(monitor.store.ledger.entries(FIRST)) == 28
    assert len(monitor.store.outbox.rows()) == 6


@pytest.mark.parametrize("form", [govinfo, body_html])
def test_a_document_without_xml_is_read_from_its_other_forms(monitor: Monitor, form: Callable[[str], str]) -> None:
    document = document_of(monitor, "2019-22210")
    fetched = Fetched(form("2019-22210").encode(), "https://example.org/text", "text/html", "html")
    rule = read_published(document, fetched)
    assert (rule.verdict, len(rule.amendments)) == (Verdict.VERIFIED, 28)
    assert all(a.entry is not None for a in rule.amendments)


def test_a_printed_rule_without_its_table_is_held_back_until_its_xml_comes(monitor: Monitor) -> None:
    page = govinfo("2019-22210")
    text = html.unescape(page[page.index("[Federal") : page.index("</pre>")])
    xml, monitor.register.texts["2019-22210"] = monitor.register.texts["2019-22210"], untabled(text).encode()
    (alert,) = monitor.day(FIRST).recorded
    assert (alert.verdict, len(alert.changes)) == (Verdict.UNREADABLE, 28)
    assert {(c.before, c.after) for c in alert.changes} == {(None, None)}
    assert monitor.store.ledger.changes() == []
    assert "without entry text; its XML is waited for" in alert.problems[0]
    assert monitor.poller.poll().recorded == ()  # the same text again
    monitor.register.texts["2019-22210"] = xml
    (mended,) = monitor.poller.poll().recorded
    assert (mended.verdict, len(mended.changes)) == (Verdict.VERIFIED, 28)


def untabled(text: str) -> str:
    """A govinfo text whose table has lost its gutters."""
    head, rule, table = text.partition("-" * 112)
    return head + rule + re.sub(r"(?<=\S) {2,}(?=\S)", " ", table)


def document_of(monitor: Monitor, number: str) -> Document:
    monitor.register.publish_through(FIRST)
    found = monitor.poller.register.documents(FIRST, FIRST)
    assert isinstance(found, Fresh)
    return next(d for d in found.documents if d.number == number)


def test_a_rule_that_contradicts_itself_is_loud(monitor: Monitor) -> None:
    text = monitor.register.texts["2019-22210"]
    monitor.register.texts["2019-22210"] = text.replace(b"adding twenty-eight entities", b"adding thirty entities")
    (alert,) = monitor.day(FIRST).recorded
    assert alert.verdict is Verdict.CONFLICTING
    assert "stated 30, found 28" in alert.attention
    assert monitor.store.documents.reviews()[0].startswith("2019-22210: ")


def test_an_amendment_that_does_not_fit_the_list_is_told(monitor: Monitor) -> None:
    (alert,) = monitor.day(date(2023, 11, 17)).recorded[-1:]
    assert alert.document_number == "2023-25557"
    assert "Institute of Forensic Science of China" in alert.attention
    rule = monitor.store.documents.rule("2023-25557")
    assert rule is not None
    assert [a.operation for a in rule.amendments] == [Operation.REMOVE]


def test_a_rule_in_force_before_the_baseline_amends_the_baseline(monitor: Monitor) -> None:
    entry = Entry("CHINA, PEOPLE'S REPUBLIC OF", "Ministry of Public Security's Institute of Forensic Science of China")
    monitor.store.ledger.take_baseline(
        Snapshot("a list", None, (entry,)),
        as_of=date(2023, 11, 16),
        sha256="0" * 64,
        now=monitor.clock.now(),
        replace=True,
    )  # the rule was in force on the 16th, and printed on the 17th
    (alert,) = monitor.day(date(2023, 11, 17)).recorded
    assert [c.kind for c in alert.changes] == [ChangeKind.REMOVED]
    assert monitor.store.ledger.entries(date(2023, 11, 17)) == []


def test_a_document_the_database_refuses_does_not_hold_up_the_others(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = monitor.store.ledger.record

    def refusing(outcome: Outcome, *, now: datetime) -> bool:
        if outcome.document.number == "2019-22210":
            raise StoreError("The database refuses.")
        return record(outcome, now=now)

    monkeypatch.setattr(monitor.store.ledger, "record", refusing)
    report = monitor.day(date(2022, 6, 30))
    assert (report.failed, [a.document_number for a in report.recorded]) == (("2019-22210",), ["2022-14069"])
    assert report.error == NotRecorded("The database refuses.")


def test_a_rule_printed_before_the_baseline_but_in_force_after_it_is_taken(monitor: Monitor) -> None:
    record = next(d for d in monitor.register.documents if d["document_number"] == "2019-22210")
    record.update(publication_date="2019-10-01", effective_on="2019-10-15")
    text = monitor.register.texts["2019-22210"]
    monitor.register.texts["2019-22210"] = text.replace(b"effective October 9, 2019", b"effective October 15, 2019")
    assert [a.document_number for a in monitor.day(date(2019, 10, 8)).recorded] == ["2019-22210"]
    assert monitor.store.ledger.entries(date(2019, 10, 14)) == []
    assert len(monitor.store.ledger.entries(date(2019, 10, 15))) == 28


def test_a_rule_that_the_baseline_has_is_not_told_again(monitor: Monitor) -> None:
    record = next(d for d in monitor.register.documents if d["document_number"] == "2019-22210")
    record.update(publication_date="2019-10-01", effective_on="2019-10-01")
    assert monitor.day(date(2019, 10, 8)).recorded == ()


def test_a_rule_that_another_instance_recorded_meanwhile_is_not_forgotten(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a rule does is worked out before it is recorded; where another comes in between, it is worked out again."""
    at = datetime(2022, 6, 30, 12, tzinfo=EASTERN)
    other = Document("2022-00001", publication_date=date(2022, 6, 29), effective_on=date(2022, 6, 29))
    removal = Amendment(Operation.REMOVE, "CHINA, PEOPLE'S REPUBLIC OF", "IFLYTEK", None, "2. Remove it.")
    come = Rule("2022-00001", effective_on=date(2022, 6, 29), amendments=(removal,), verdict=Verdict.VERIFIED)

    def meanwhile(*given: object) -> Alert:
        monkeypatch.undo()
        take_rule(monitor.store, other, come, "1" * 64, at)
        return compose_alert(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("monitor.polling.intake.compose_alert", meanwhile)
    report = monitor.day(FIRST)
    assert (report.failed, report.recorded) == (("2019-22210",), ())
    assert report.error is not None
    assert "changed by another process meanwhile" in report.error.message
    assert [a.document_number for a in monitor.poller.poll().recorded] == ["2019-22210"]
    assert [c.kind for c in monitor.store.ledger.changes(document_number="2022-00001")] == [ChangeKind.REMOVED]
    assert "IFLYTEK" in {e.name for e in monitor.store.ledger.entries(date(2022, 6, 28))}
    assert "IFLYTEK" not in {e.name for e in monitor.store.ledger.entries(date(2022, 6, 29))}


def test_a_text_that_stays_unreadable_is_no_news(monitor: Monitor) -> None:
    monitor.register.texts["2019-22210"] = b"<RULE"
    first, second = monitor.day(FIRST), monitor.poller.poll()
    assert (len(first.recorded), first.unread, first.alerted) == (1, ("2019-22210",), True)
    assert (second.recorded, second.irrelevant, second.unread, second.alerted) == ((), 0, ("2019-22210",), False)
    assert len(monitor.store.outbox.rows()) == 3
    for report in (first, second):
        assert "Could not be read, and may amend it: 2019-22210." in report.summary


def test_a_text_that_stays_unreadable_in_other_bytes_is_no_news(monitor: Monitor) -> None:
    """The Register's pages come with marks of their own at every request."""
    for n in range(3):
        monitor.register.texts["2019-22210"] = b"<RULE><P>x</RULE><!-- %d -->" % n
        report = monitor.day(FIRST)
        assert report.unread == ("2019-22210",)
    assert len(monitor.store.outbox.rows()) == 3  # one message each


@pytest.mark.parametrize(
    ("failure", "status"), [(Broken("x"), 3), (AllowanceSpent("x"), 3), (NotRecorded("The database refuses."), 5)]
)
def test_a_failure_has_the_exit_status_of_its_cause(failure: Failure, status: int) -> None:
    assert exit_status_of(failure) == status


def test_a_rule_whose_text_does_not_come_is_alerted_about_unread_once(monitor: Monitor) -> None:
    text = monitor.register.texts.pop("2019-22210")
    early = monitor.print("2019-10-09T06:05:00")
    assert (early.failed, early.recorded) == (("2019-22210",), ())
    late = monitor.print("2019-10-09T06:35:00")
    (alert,) = late.recorded
    assert (late.failed, late.unread, alert.verdict) == ((), ("2019-22210",), Verdict.UNREADABLE)
    assert "did not come within 30 minutes" in alert.problems[0]
    again = monitor.print("2019-10-09T06:40:00")
    assert (again.recorded, again.unread) == ((), ("2019-22210",))
    monitor.register.texts["2019-22210"] = text
    (read,) = monitor.print("2019-10-09T06:45:00").recorded
    assert (read.verdict, len(read.changes)) == (Verdict.VERIFIED, 28)


def test_a_rule_whose_xml_is_odd_is_read_from_its_other_forms(monitor: Monitor) -> None:
    monitor.register.texts["2019-22210"] = b"<html><body>We are moving.</body></html>"
    monitor.register.renditions["html/2019-22210"] = body_html("2019-22210").encode()
    (alert,) = monitor.print("2019-10-09T06:05:00").recorded
    assert (alert.verdict, len(alert.changes)) == (Verdict.VERIFIED, 28)
