"""The desk on the recorded Register: first sight, what becomes of a filing, the printed rule; each told once to whom it
concerns."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from monitor.alerting.filing_alerts import HOW_PROVEN
from monitor.clock import EASTERN, SetClock
from monitor.model import ChangeKind, FilingAlert, RuleAlert, Snapshot, Stage, Subject, Verdict
from monitor.polling.allowance import Allowance
from monitor.polling.inspection_report import PublicInspectionReport
from monitor.polling.public_inspection import SOURCE, PublicInspectionPoller
from monitor.shapes import alert_from, as_json
from monitor.sources.public_inspection import PublicInspection
from monitor.store import open_store
from monitor.store.tables import ChangeSet
from tests.demo.filed import filed_text
from tests.demo.made import put_elsewhere
from tests.monitoring import Monitor

NUMBER = "2019-22210"
FILED = "2019-10-07T16:15:30"
PRINTED = "2019-10-09T06:05"
FIRST_SIGHT, CONFIRMED, WHOLE = f"{NUMBER}/public-inspection", f"{NUMBER}/confirmed", f"{NUMBER}/published"
EVERYBODY = ["one@example.org", "two@example.org", "webhook"]


@pytest.fixture(autouse=True)
def quiet_printing(monitor: Monitor) -> None:
    """The day before: nothing there, and the printed documents are known to be asked for."""
    monitor.print("2019-10-07T06:05")


def rule_alert(report: PublicInspectionReport) -> RuleAlert:
    """The one alert of a look, which is about a rule."""
    (alert,) = report.alerts
    assert isinstance(alert, RuleAlert)
    return alert


def text_of(monitor: Monitor, old: str, new: str) -> None:
    """Another text of the filing."""
    filing = monitor.register.public_inspection.filing(NUMBER)
    assert old.encode() in filing.text
    filing.text = filing.text.replace(old.encode(), new.encode())


def amend(monitor: Monitor, when: str, **changes: Any) -> None:
    monitor.register.public_inspection.amend(NUMBER, datetime.fromisoformat(when).replace(tzinfo=EASTERN), **changes)


# -- first sight -------------------------------------------------------------------------------------------------------


def test_a_filed_rule_is_told_at_first_sight(monitor: Monitor) -> None:
    assert monitor.look("2019-10-07T16:14").alerts == ()
    alert = rule_alert(monitor.look(FILED))
    assert (alert.stage, alert.verdict, alert.attention) == (Stage.PUBLIC_INSPECTION, Verdict.VERIFIED, "")
    assert alert.filed_at == datetime(2019, 10, 7, 16, 15, tzinfo=EASTERN)
    assert (alert.publication_date, alert.effective_on) == (date(2019, 10, 9), date(2019, 10, 9))
    assert alert.effective_as == "the day of publication"
    assert {(c.kind, c.country) for c in alert.changes} == {(ChangeKind.ADDED, "CHINA, PEOPLE'S REPUBLIC OF")}
    assert {"Megvii Technology", "IFLYTEK", "Dahua Technology"} <= {c.name for c in alert.changes}
    assert len(alert.changes) == 28
    unknown = " ".join(alert.unknown)
    assert all(said in unknown for said in ("addresses", "page"))
    assert "effective date" not in unknown
    assert alert_from(as_json(alert)) == alert
    assert monitor.alerted() == {FIRST_SIGHT: EVERYBODY}
    assert alert.said == (HOW_PROVEN,)
    monitor.deliver()
    assert HOW_PROVEN in " ".join(monitor.mail.received[-1].part("plain").split())
    assert "tested on reconstructed filings only" in str(monitor.slack.received[-1])


def test_what_is_filed_changes_no_list(monitor: Monitor) -> None:
    monitor.look(FILED)
    assert monitor.store.ledger.entries(date(2019, 10, 9)) == []
    assert monitor.store.documents.recorded() == []
    monitor.print(PRINTED)
    assert len(monitor.store.ledger.entries(date(2019, 10, 9))) == 28


def test_the_filed_text_is_archived(monitor: Monitor) -> None:
    monitor.look(FILED)
    kept = monitor.store.filings.get(NUMBER)
    assert kept is not None
    assert monitor.store.archive.get(kept.sha256) == monitor.register.public_inspection.filing(NUMBER).text


def test_looking_again_asks_once_and_writes_nothing(monitor: Monitor) -> None:
    monitor.look(FILED)
    monitor.print("2019-10-07T16:15:40")
    asked = len(monitor.register.requests)
    path = str(monitor.store.database.url.database)
    other = sqlite3.connect(path)
    before = other.execute("PRAGMA data_version").fetchone()
    for seconds in range(60, 240, 60):
        monitor.set((datetime.fromisoformat(FILED) + timedelta(seconds=seconds)).isoformat())
        desk, printed = monitor.looker.poll(), monitor.poller.poll()
        assert (desk.good, desk.unchanged, printed.good) == (True, True, True)
    assert other.execute("PRAGMA data_version").fetchone() == before
    other.close()
    assert len(monitor.register.requests) == asked + 6
    assert monitor.alerted() == {FIRST_SIGHT: EVERYBODY}


def test_a_restart_tells_nothing_twice(monitor: Monitor) -> None:
    monitor.look(FILED)
    texts = [r for r in monitor.register.requests if "/raw_text/" in r]
    monitor.restart()
    assert monitor.look("2019-10-07T17:00").alerts == ()
    assert [r for r in monitor.register.requests if "/raw_text/" in r] == texts
    assert monitor.alerted() == {FIRST_SIGHT: EVERYBODY}


def test_what_was_filed_while_the_machine_was_off_is_told_when_it_is_back(monitor: Monitor) -> None:
    assert [a.thread_key for a in monitor.look("2019-10-08T19:00").alerts] == [NUMBER]


def test_a_crash_between_reading_and_keeping_repeats_the_work(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt("killed")

    with monkeypatch.context() as patch:
        patch.setattr(monitor.store.filings, "keep", refuse)
        with pytest.raises(KeyboardInterrupt):
            monitor.look(FILED)
    assert (monitor.alerted(), monitor.looker.mark.sha256) == ({}, "")
    monitor.restart()
    assert len(monitor.look("2019-10-07T16:17").alerts) == 1


@pytest.mark.parametrize("number", ["2023-99001", "2023-99002"])
def test_false_friends_are_seen_and_not_told(monitor: Monitor, number: str) -> None:
    filed = datetime.fromisoformat(monitor.register.public_inspection.filing(number).record["filed_at"])
    report = monitor.look((filed + timedelta(minutes=1)).astimezone(EASTERN).replace(tzinfo=None).isoformat())
    assert (report.seen >= 1, report.alerts) == (True, ())
    assert monitor.alerted() == {}


def test_a_rule_that_is_not_of_the_list_is_read_once_and_not_told(monitor: Monitor) -> None:
    record = {**monitor.register.public_inspection.filing(NUMBER).record, "document_number": "2022-11885"}
    monitor.register.public_inspection.filings.clear()
    monitor.register.public_inspection.file(record, filed_text(record).encode())
    for when in (FILED, "2019-10-07T16:17"):
        assert monitor.look(when).alerts == ()
    assert sum("/raw_text/" in r for r in monitor.register.requests) == 1


def test_the_dark_says_nothing(monitor: Monitor) -> None:
    monitor.look(FILED)
    report = monitor.look("2019-10-08T03:00")
    assert (report.blacked_out, report.good, report.alerts) == (True, False, ())
    assert monitor.look("2019-10-08T08:45").alerts == ()
    assert monitor.store.sources.state(SOURCE) is not None


# -- texts that do not come --------------------------------------------------------------------------------------------


def test_a_text_that_is_late_is_asked_for_by_the_minute(monitor: Monitor) -> None:
    monitor.register.fault("404", times=1, path="raw_text")
    report = monitor.look(FILED)
    assert (report.failed, report.good, report.alerts) == ((NUMBER,), True, ())
    assert len(monitor.look("2019-10-07T16:16:30").alerts) == 1


def test_a_text_that_does_not_come_is_told_unread_and_read_when_it_does(monitor: Monitor) -> None:
    monitor.register.fault("404", times=99, path="raw_text")
    for minute in range(16, 23):
        monitor.look(f"2019-10-07T16:{minute}")
    assert monitor.alerted() == {f"{FIRST_SIGHT}/unread": EVERYBODY}
    assert monitor.store.filings.reviews()[0].startswith(NUMBER)
    monitor.restart()
    monitor.register.mend()
    alert = rule_alert(monitor.look("2019-10-07T16:30"))
    assert (alert.verdict, len(alert.changes)) == (Verdict.VERIFIED, 28)
    assert monitor.store.filings.reviews() == []
    assert list(monitor.alerted()) == [f"{FIRST_SIGHT}/unread", FIRST_SIGHT]


def test_a_text_that_cannot_be_read_is_loud_and_read_again(monitor: Monitor) -> None:
    filing = monitor.register.public_inspection.filing(NUMBER)
    whole, filing.text = filing.text, filing.text[:2000]
    alert = rule_alert(monitor.look(FILED))
    assert (alert.verdict, alert.changes) == (Verdict.UNREADABLE, ())
    assert "cut short" in alert.problems[0]
    assert monitor.look("2019-10-07T16:17").alerts == ()
    filing.text = whole
    assert monitor.look("2019-10-07T16:18").read == 0  # not by the minute
    mended = rule_alert(monitor.look("2019-10-07T16:28"))
    assert (mended.verdict, mended.said) == (Verdict.VERIFIED, ("Its text can be read now.", HOW_PROVEN))
    assert monitor.store.filings.reviews() == []


def test_a_text_that_was_cut_on_its_way_is_fetched_again_at_once(monitor: Monitor) -> None:
    monitor.register.fault("truncated_unsaid", path="raw_text")
    alert = rule_alert(monitor.look(FILED))
    assert (alert.verdict, len(alert.changes)) == (Verdict.VERIFIED, 28)


def test_a_web_page_is_no_text(monitor: Monitor) -> None:
    monitor.register.fault("html", times=2, path="raw_text")
    for when in (FILED, "2019-10-07T16:16:30"):
        report = monitor.look(when)
        assert (report.failed, report.alerts) == ((NUMBER,), ())
    assert len(monitor.look("2019-10-07T16:17:30").alerts) == 1


@pytest.mark.parametrize("kind", ["429", "403", "request_access"])
def test_being_blocked_at_the_text_is_a_failed_poll(monitor: Monitor, kind: str) -> None:
    monitor.register.fault(kind, path="raw_text")
    report = monitor.look(FILED)
    assert report.error is not None
    assert (report.good, report.error.retry_after) == (False, 120 if kind == "429" else None)
    assert len(monitor.look("2019-10-07T16:18").alerts) == 1


def test_the_allowance_of_the_day_is_kept(monitor: Monitor) -> None:
    monitor.looker.allowance = Allowance(lambda: 0)
    monitor.looker.allowance.resume(monitor.set(FILED), 1_495)
    report = monitor.look(FILED)
    assert (report.failed, report.alerts) == ((NUMBER,), ())
    assert not any("/raw_text/" in r for r in monitor.register.requests)
    assert len(monitor.look("2019-10-08T08:46").alerts) == 1


# -- in print ----------------------------------------------------------------------------------------------------------


def confirmed(monitor: Monitor) -> RuleAlert:
    with monitor.store.database.reading() as session:
        stored = session.exec(select(ChangeSet.alert).where(ChangeSet.key == CONFIRMED)).one()
    alert = alert_from(json.loads(stored))
    assert isinstance(alert, RuleAlert)
    return alert


def test_the_printed_rule_that_agrees_is_a_short_confirmation(monitor: Monitor) -> None:
    monitor.look(FILED)
    monitor.print(PRINTED)
    assert monitor.alerted() == {FIRST_SIGHT: EVERYBODY, CONFIRMED: EVERYBODY}
    alert = confirmed(monitor)
    assert (alert.about, alert.attention, alert.citation) == (Subject.CONFIRMATION, "", "84 FR 54002")
    assert alert.said == ("The printed rule names the same parties as the filing (28).",)
    monitor.deliver()
    last = monitor.mail.received[-1]
    assert str(last.message["Subject"]).startswith("Printed as filed: 28 added to the Entity List")
    assert len(last.part("plain")) < 1_200
    assert "Hikvision" not in last.part("html")


def test_the_printed_rule_that_differs_is_told_with_the_differences(monitor: Monitor) -> None:
    text_of(monitor, "twenty-eight entities", "twenty-nine entities")
    text_of(monitor, "• IFLYTEK;", "• IFLYTEK;\n\n• Zeta Forgotten Company;")
    text_of(monitor, "“IFLYTEK;”", "“IFLYTEK;” “Zeta Forgotten Company;”")
    monitor.look(FILED)
    monitor.print(PRINTED)
    alert = confirmed(monitor)
    assert "differs from what was filed" in alert.attention
    assert alert.said == ("No longer: adds “Zeta Forgotten Company” (CHINA, PEOPLE'S REPUBLIC OF).",)
    assert len(alert.changes) == 28
    monitor.deliver()
    last = monitor.mail.received[-1]
    assert str(last.message["Subject"]).startswith("Printed, check this rule: ")
    assert "No longer: adds “Zeta Forgotten Company”" in last.part("plain")


STAGES = [
    (("public-inspection", "published"), [FIRST_SIGHT, CONFIRMED]),
    (("public-inspection",), [FIRST_SIGHT]),
    (("published",), [WHOLE]),
]


@pytest.mark.parametrize(("stages", "keys"), STAGES, ids=["both", "first-sight", "printed"])
def test_each_channel_chooses_its_stages(monitor: Monitor, stages: tuple[str, ...], keys: list[str]) -> None:
    wanted = tuple(Stage(s) for s in stages)
    monitor.routes[:] = [r.model_copy(update={"stages": wanted}) for r in monitor.routes]
    monitor.look(FILED)
    monitor.print(PRINTED)
    assert list(monitor.alerted()) == keys


def test_who_has_not_heard_of_the_filing_gets_the_whole_alert_at_printing(monitor: Monitor) -> None:
    late = monitor.routes.pop()
    monitor.look(FILED)
    monitor.routes.append(late)
    monitor.print(PRINTED)
    mails = ["one@example.org", "two@example.org"]
    assert monitor.alerted() == {FIRST_SIGHT: mails, WHOLE: ["webhook"], CONFIRMED: mails}


def test_what_was_told_and_is_not_so_is_taken_back_wherever_it_was_told(monitor: Monitor) -> None:
    early = (Stage.PUBLIC_INSPECTION,)
    monitor.routes[:] = [r.model_copy(update={"stages": early}) for r in monitor.routes]
    text_of(monitor, "• Dahua Technology;\n\n", "")
    text_of(monitor, "“Dahua Technology;” ", "")
    monitor.look(FILED)
    monitor.print(PRINTED)
    assert monitor.alerted()[CONFIRMED] == EVERYBODY


def test_a_printed_text_that_cannot_be_read_is_told_to_all_and_confirmed_when_it_can(monitor: Monitor) -> None:
    monitor.look(FILED)
    monitor.register.fault("ill_formed_xml", path="full_text")
    monitor.print(PRINTED)
    assert monitor.alerted() == {FIRST_SIGHT: EVERYBODY, WHOLE: EVERYBODY}
    monitor.print("2019-10-09T06:06")
    assert monitor.alerted() == {FIRST_SIGHT: EVERYBODY, WHOLE: EVERYBODY, CONFIRMED: EVERYBODY}


def test_a_rule_seen_in_print_first_is_not_told_again_from_public_inspection(monitor: Monitor) -> None:
    monitor.print(PRINTED)
    record = {**monitor.register.public_inspection.filing(NUMBER).record, "publication_date": "2019-10-10"}
    monitor.register.public_inspection.file(record, monitor.register.public_inspection.filing(NUMBER).text)
    assert monitor.look("2019-10-09T09:00").alerts == ()
    assert list(monitor.alerted()) == [WHOLE]


# -- what becomes of a filing ------------------------------------------------------------------------------------------


def only(monitor: Monitor, when: str) -> FilingAlert:
    (alert,) = monitor.look(when).alerts
    assert isinstance(alert, FilingAlert)
    return alert


def test_a_withdrawal_is_alerted_about_once_to_those_who_heard_of_the_filing(monitor: Monitor) -> None:
    monitor.routes.append(monitor.routes.pop().model_copy(update={"stages": (Stage.PUBLISHED,)}))
    monitor.look(FILED)
    monitor.register.public_inspection.withdraw(NUMBER, datetime(2019, 10, 8, 10, tzinfo=EASTERN))
    alert = only(monitor, "2019-10-08T10:01")
    assert alert.headline.startswith("Withdrawn: Addition of Certain Entities")
    assert "to be printed on October 9, 2019" in alert.said[0]
    assert "agency letter" in alert.said[0]
    assert monitor.alerted()[alert.change_set] == ["one@example.org", "two@example.org"]
    assert monitor.look("2019-10-08T10:02").alerts == ()
    monitor.restart()
    assert monitor.look("2019-10-08T10:03").alerts == ()
    monitor.deliver()
    assert "Withdrawn: " in str(monitor.mail.received[-1].message["Subject"])


def test_a_withdrawn_rule_may_be_filed_anew(monitor: Monitor) -> None:
    monitor.look(FILED)
    monitor.register.public_inspection.withdraw(NUMBER, datetime(2019, 10, 7, 17, tzinfo=EASTERN))
    only(monitor, "2019-10-07T17:01")
    amend(monitor, "2019-10-08T09:00", filed_at="2019-10-08T09:00:00.000-04:00", publication_date="2019-10-10",
          editorial_note=None)  # fmt: skip
    alert = only(monitor, "2019-10-08T09:01")
    assert alert.headline.startswith("Filed anew: ")
    assert alert.said == ("It was filed anew on October 8, 2019, 9:00 a.m. Eastern.",)


def test_a_postponement_is_told(monitor: Monitor) -> None:
    monitor.look(FILED)
    amend(monitor, "2019-10-08T10:00", publication_date="2019-10-11")
    alert = only(monitor, "2019-10-08T10:01")
    assert alert.said == ("Its publication is put off from October 9, 2019 to October 11, 2019.",)
    amend(monitor, "2019-10-08T11:00", publication_date="2019-10-10", editorial_note="Moved for space.")
    alert = only(monitor, "2019-10-08T11:01")
    assert alert.said == (
        "Its publication is brought forward from October 11, 2019 to October 10, 2019.",
        "The editors note: Moved for space.",
    )


def test_what_happens_a_second_time_is_told_a_second_time(monitor: Monitor) -> None:
    monitor.look(FILED)
    for hour, day in ((9, "11"), (10, "10"), (11, "11"), (12, "10")):
        amend(monitor, f"2019-10-08T{hour:02}:00", publication_date=f"2019-10-{day}")
        only(monitor, f"2019-10-08T{hour:02}:01")
    assert len([key for key in monitor.alerted() if "/turn/" in key]) == 4


def test_a_text_that_was_replaced_is_read_again(monitor: Monitor) -> None:
    monitor.look(FILED)
    text_of(monitor, "• Dahua Technology;\n\n", "")
    text_of(monitor, "“Dahua Technology;” ", "")
    text_of(monitor, "twenty-eight", "twenty-seven")
    amend(monitor, "2019-10-08T10:00", pdf_updated_at="2019-10-08T10:00:00.000-04:00")
    alert = rule_alert(monitor.look("2019-10-08T10:01"))
    assert (alert.about, len(alert.changes)) == (Subject.RULE, 27)
    assert alert.said[1] == "No longer: adds “Dahua Technology” (CHINA, PEOPLE'S REPUBLIC OF)."
    assert monitor.alerted()[alert.change_set] == EVERYBODY
    monitor.print(PRINTED)
    assert confirmed(monitor).said == ("New: adds “Dahua Technology” (CHINA, PEOPLE'S REPUBLIC OF).",)


def test_a_pdf_put_there_anew_with_the_same_text_is_no_news(monitor: Monitor) -> None:
    monitor.look(FILED)
    amend(monitor, "2019-10-08T10:00", pdf_updated_at="2019-10-08T10:00:00.000-04:00", num_pages=18)
    assert monitor.look("2019-10-08T10:01").alerts == ()


def test_a_text_that_no_longer_amends_the_list_is_told(monitor: Monitor) -> None:
    monitor.look(FILED)
    other = monitor.register.public_inspection.filing("2023-99001").text.replace(b"2023-99001", NUMBER.encode())
    monitor.register.public_inspection.filing(NUMBER).text = other
    amend(monitor, "2019-10-08T10:00", pdf_updated_at="2019-10-08T10:00:00.000-04:00")
    assert "does not amend the Entity List" in only(monitor, "2019-10-08T10:01").said[-1]


def test_what_becomes_of_others_documents_is_nobodys_business(monitor: Monitor) -> None:
    filed = datetime.fromisoformat(monitor.register.public_inspection.filing("2023-99001").record["filed_at"])
    later = filed + timedelta(hours=1)
    moments = [m.astimezone(EASTERN).replace(tzinfo=None).isoformat() for m in (filed, later)]
    monitor.look(moments[0])
    monitor.register.public_inspection.withdraw("2023-99001", later)
    assert monitor.look(moments[1]).alerts == ()


def test_a_filing_that_is_not_printed_is_alerted_about_once(monitor: Monitor) -> None:
    monitor.look(FILED)
    monitor.register.documents[:] = [d for d in monitor.register.documents if d["document_number"] != NUMBER]
    monitor.print(PRINTED)
    assert monitor.look("2019-10-09T09:00").alerts == ()  # it may come late that day
    assert monitor.look("2019-10-10T08:46").alerts == ()  # nobody has asked for that day's issue yet
    monitor.year_is_checked()
    monitor.print("2019-10-10T09:00")
    alert = only(monitor, "2019-10-10T09:01")
    assert alert.headline.startswith("Not printed: ")
    monitor.restart()
    assert monitor.look("2019-10-10T09:02").alerts == ()


def missed(monitor: Monitor) -> None:
    """A filing that was alerted about and was not published on its day."""
    monitor.look(FILED)
    monitor.register.documents[:] = [d for d in monitor.register.documents if d["document_number"] != NUMBER]
    monitor.set("2019-10-10T08:59")
    monitor.year_is_checked()
    monitor.print("2019-10-10T09:00")
    assert only(monitor, "2019-10-10T09:01").headline.startswith("Not printed: ")


def test_a_filing_that_left_the_list_and_returned_is_no_news(monitor: Monitor) -> None:
    missed(monitor)
    monitor.register.set(datetime.fromisoformat("2019-10-08T10:00").replace(tzinfo=EASTERN))  # a list of the day before
    assert monitor.looker.poll().seen == 1
    assert [key for key in monitor.alerted() if "/turn/" in key] == []
    assert monitor.store.filings.open() == []
    monitor.look("2019-10-11T09:00")
    assert len(monitor.alerted()) == 2


def test_a_filing_of_another_day_is_awaited_again(monitor: Monitor) -> None:
    missed(monitor)
    monitor.register.public_inspection.file(
        {**monitor.register.public_inspection.filing(NUMBER).record, "publication_date": "2019-10-14"}
    )
    said = [a for a in monitor.look("2019-10-10T10:00").alerts if isinstance(a, FilingAlert)]
    assert [a.headline.partition(":")[0] for a in said] == ["Postponed"]
    assert [kept.number for kept in monitor.store.filings.open()] == [NUMBER]


@pytest.mark.parametrize("how", ["withdrawn", "irrelevant"])
def test_what_is_awaited_no_more_is_not_on_public_inspection_now(monitor: Monitor, how: str) -> None:
    if how == "irrelevant":
        other = monitor.register.public_inspection.filing("2023-99001").text.replace(b"2023-99001", NUMBER.encode())
        monitor.register.public_inspection.filing(NUMBER).text = other
    monitor.look(FILED)
    if how == "withdrawn":
        assert [kept.number for kept in monitor.store.filings.open()] == [NUMBER]
        monitor.register.public_inspection.withdraw(NUMBER, monitor.clock.now())
        monitor.look("2019-10-08T10:00")
    kept = monitor.store.filings.get(NUMBER)
    assert kept is not None
    assert (kept.closed, monitor.store.filings.open(), monitor.store.filings.reviews()) == (how, [], [])


def test_a_clock_that_runs_ahead_makes_no_filing_miss_its_day(monitor: Monitor) -> None:
    monitor.look(FILED)
    put_elsewhere(monitor.register, "2019-00001", date(2019, 10, 7))
    monitor.clock.set(monitor.clock.now() + timedelta(days=400))
    assert monitor.poller.poll().good
    for _ in range(2):
        monitor.clock.set(monitor.clock.now() + timedelta(minutes=1))
        assert monitor.looker.poll().alerts == ()  # by the Register's clock it is not published yet


def test_a_list_that_has_the_rule_already_tells_nothing(monitor: Monitor, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    store.ledger.take_baseline(
        Snapshot("a list", None, ()), as_of=date(2019, 10, 9), sha256="0" * 64, now=monitor.clock.now()
    )
    clock = SetClock(monitor.set(FILED))
    desk = PublicInspection(monitor.client, monitor.register.base_url)
    report = PublicInspectionPoller(store, desk, clock, monitor.looker.audience).poll()
    assert (report.seen, report.alerts, report.read) == (1, (), 0)
    store.close()


def test_who_was_never_reached_about_the_filing_gets_the_names_with_the_published_rule(monitor: Monitor) -> None:
    monitor.look(FILED)
    rows = monitor.store.outbox.rows()
    reached = [row for row in rows if row.channel == "slack"]
    monitor.channels = {name: channel for name, channel in monitor.channels.items() if name == "slack"}
    monitor.print(PRINTED)  # the mail's messages have failed by now: no settings know the channel
    told = monitor.alerted()
    assert told[CONFIRMED] == sorted(row.recipient for row in reached)
    assert told[WHOLE] == sorted(row.recipient for row in rows if row not in reached)
