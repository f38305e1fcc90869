"""What no round of polling sees is found once a day: late, back-dated and renumbered documents, and changed ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from monitor.clock import EASTERN
from monitor.demo.faults import as_json
from monitor.model import RuleAlert, Snapshot, Verdict
from monitor.polling import intake
from monitor.polling.completeness import SOURCE, CompletenessCheck, CompletenessReport
from monitor.polling.published import SOURCE as PUBLISHED
from monitor.sources.results import Failure, Implausible, Partial
from tests.demo.made import made_other
from tests.monitoring import Monitor

NUMBER = "2019-22210"
LATE = "2019-20001"


def check_of(monitor: Monitor) -> CompletenessCheck:
    return CompletenessCheck(monitor.poller)


def checked(monitor: Monitor, when: str) -> CompletenessReport:
    monitor.set(when)
    found = check_of(monitor).turn()
    assert isinstance(found, CompletenessReport), found
    return found


def put(monitor: Monitor, number: str, day: str, **more: Any) -> dict[str, Any]:
    """A rule of the same text under another number and day, in the Register's list from then on."""
    record = {**monitor.register.documents[0], "document_number": number, "publication_date": day, **more}
    monitor.register.texts[number] = monitor.register.texts[NUMBER].replace(NUMBER.encode(), number.encode())
    monitor.register.documents.append(record)
    return record


def start_from(monitor: Monitor, as_of: date) -> None:
    monitor.store.ledger.take_baseline(
        Snapshot("a list", None, ()), as_of=as_of, sha256="0" * 64, now=monitor.clock.now(), replace=True
    )


def rules_told(monitor: Monitor) -> list[str]:
    return [key for key in monitor.alerted() if not key.startswith("operator/")]


# -- the cursor --------------------------------------------------------------------------------------------------------


def test_an_empty_answer_moves_the_cursor_nowhere(monitor: Monitor) -> None:
    start_from(monitor, date(2019, 9, 1))
    put(monitor, LATE, "2019-09-05", effective_on="2019-09-05")
    monitor.register.answer_with("/documents.json", as_json({"description": "Documents", "count": 0}))
    assert monitor.print("2019-10-20T12:00:00").good
    state = monitor.store.sources.state(PUBLISHED)
    assert state is not None
    assert (state.last_good_at, state.cursor) == (None, None)
    assert isinstance(check_of(monitor).turn(), Implausible)
    state = monitor.store.sources.state(PUBLISHED)
    assert state is not None
    assert state.last_good_at is None
    monitor.register.mend()
    assert [a.document_number for a in monitor.print("2019-10-20T12:05:00").recorded] == [LATE, NUMBER]


def test_a_quiet_week_is_believed_once_the_last_400_days_were_answered(monitor: Monitor) -> None:
    start_from(monitor, date(2019, 12, 20))
    report = monitor.print("2020-01-10T12:00:00")
    assert (report.good, report.empty) == (True, True)
    assert monitor.store.sources.states()[0].last_good_at is None
    checked(monitor, "2020-01-10T12:00:10")
    state = monitor.store.sources.state(PUBLISHED)
    assert state is not None
    assert (state.last_good_at, state.last_error) == (monitor.clock.now(), "")


def test_an_empty_answer_about_a_year_and_more_is_none(monitor: Monitor) -> None:
    start_from(monitor, date(2018, 6, 1))
    monitor.register.answer_with("/documents.json", as_json({"description": "Documents", "count": 0}))
    report = monitor.print("2019-10-20T12:00:00")
    assert isinstance(report.error, Implausible)
    assert "one or two a week" in report.error.message
    assert isinstance(monitor.poller.take_range(date(2018, 6, 1), date(2019, 10, 20)).error, Implausible)


def test_rules_that_the_first_answer_did_not_hold_are_taken_the_same_minute(monitor: Monitor) -> None:
    start_from(monitor, date(2019, 6, 1))
    older = put(monitor, LATE, "2019-07-05", effective_on="2019-07-05")
    monitor.register.documents.remove(older)  # the index lags
    assert [a.document_number for a in monitor.print("2019-10-20T12:00:00").recorded] == [NUMBER]
    monitor.register.documents.append(older)
    assert monitor.print("2019-10-20T12:01:00").recorded == ()  # the window has passed it
    report = checked(monitor, "2019-10-20T12:01:10")
    assert [a.document_number for a in report.taken.recorded] == [LATE]
    assert rules_told(monitor) == [f"{NUMBER}/published", f"{LATE}/published"]


# -- once a day --------------------------------------------------------------------------------------------------------


def test_it_asks_once_a_day_and_in_one_request(monitor: Monitor) -> None:
    monitor.print("2019-10-09T06:05:00")
    monitor.register.requests.clear()
    checked(monitor, "2019-10-09T06:06:00")
    assert [r.split("?")[0] for r in monitor.register.requests] == [
        "/api/v1/documents.json", "/documents/full_text/xml/2019/10/09/2019-22210.xml",
    ]  # fmt: skip
    monitor.set("2019-10-10T07:19:00")
    assert check_of(monitor).turn() is None
    assert checked(monitor, "2019-10-10T07:20:00").taken.recorded == ()
    assert list(monitor.alerted()) == [f"{NUMBER}/published"]


def test_a_rule_that_appears_a_year_late_is_taken_and_told_once(monitor: Monitor) -> None:
    start_from(monitor, date(2019, 9, 1))
    monitor.print("2019-10-09T06:05:00")
    checked(monitor, "2019-10-09T07:20:00")
    put(monitor, LATE, "2019-09-20", effective_on="2019-09-20")
    assert monitor.print("2020-09-10T06:05:00").recorded == ()
    assert [a.document_number for a in checked(monitor, "2020-09-10T07:20:00").taken.recorded] == [LATE]
    assert checked(monitor, "2020-09-11T07:20:00").taken.recorded == ()
    assert rules_told(monitor).count(f"{LATE}/published") == 1


def test_a_document_under_another_number_is_taken_and_the_old_one_named(monitor: Monitor) -> None:
    monitor.print("2019-10-09T06:05:00")
    put(monitor, LATE, "2019-10-09")
    del monitor.register.documents[0]
    report = checked(monitor, "2019-10-20T12:00:00")
    assert (report.gone, [a.document_number for a in report.taken.recorded]) == ((NUMBER,), [LATE])
    assert f"operator/{PUBLISHED}/gone/{NUMBER}" in monitor.alerted()
    monitor.deliver()
    mail = next(m for m in monitor.mail.received if "no longer lists" in str(m.message["Subject"]))
    assert LATE in mail.part("plain")


def test_a_list_that_is_cut_short_is_no_answer(monitor: Monitor) -> None:
    for n in range(4):
        put(monitor, f"2019-3000{n}", "2019-10-09")
    monitor.print("2019-10-09T06:05:00")
    del monitor.register.documents[1:]
    monitor.set("2019-10-09T07:20:00")
    found = check_of(monitor).turn()
    assert isinstance(found, Partial)
    assert "4 of 5" in found.message


def test_a_check_that_does_not_succeed_is_tried_hourly_and_told_after_days(monitor: Monitor) -> None:
    checked(monitor, "2019-10-09T06:06:00")
    monitor.register.fault("503", times=10_000, path="/documents.json")
    moment = datetime(2019, 10, 10, 7, 20, tzinfo=EASTERN)
    for hour in range(24 * 5):
        monitor.clock.set(moment + timedelta(hours=hour))
        assert isinstance(check_of(monitor).turn(), Failure), hour
    assert [key.split("/")[2] for key in monitor.alerted() if SOURCE in key] == ["overdue"]
    monitor.register.mend()
    checked(monitor, "2019-10-16T07:20:00")
    assert [key.split("/")[2] for key in monitor.alerted() if SOURCE in key] == ["overdue", "good"]


def test_a_clock_that_was_ahead_does_not_put_it_off(monitor: Monitor) -> None:
    checked(monitor, "2021-10-09T06:06:00")
    monitor.set("2019-10-09T08:00:00")
    due = check_of(monitor).due()
    assert due is not None
    assert due - monitor.clock.now() < timedelta(days=1)


# -- changed after publication -----------------------------------------------------------------------------------------


def changed_alert(monitor: Monitor) -> RuleAlert:
    leased = monitor.store.outbox.lease(monitor.clock.now(), "test", 60, 100)
    (alert, *_) = [item.alert for item in leased if "/changed/" in item.alert.change_set]
    assert isinstance(alert, RuleAlert)
    return alert


def test_another_text_that_says_the_same_is_archived_and_nobody_is_told(monitor: Monitor) -> None:
    monitor.print("2019-10-09T06:05:00")
    (before,) = monitor.store.documents.recorded(NUMBER)
    text = monitor.register.texts[NUMBER]
    monitor.register.texts[NUMBER] = text.replace(b"This rule is effective", b"This final rule is effective")
    assert monitor.register.texts[NUMBER] != text
    assert checked(monitor, "2019-10-10T07:20:00").changed == ()
    (after,) = monitor.store.documents.recorded(NUMBER)
    assert after.sha256 != before.sha256
    assert monitor.store.archive.get(after.sha256) == monitor.register.texts[NUMBER]
    assert monitor.store.archive.get(before.sha256) == text
    assert list(monitor.alerted()) == [f"{NUMBER}/published"]


def test_another_name_in_the_text_is_told_to_everybody_once(monitor: Monitor) -> None:
    monitor.print("2019-10-09T06:05:00")
    monitor.deliver()
    monitor.register.texts[NUMBER] = monitor.register.texts[NUMBER].replace(b"IFLYTEK", b"IFLYTEC")
    assert checked(monitor, "2019-10-10T07:20:00").changed == (NUMBER,)
    assert checked(monitor, "2019-10-11T07:20:00").changed == ()
    alert = changed_alert(monitor)
    assert "changed after it was published" in alert.attention
    assert any("IFLYTEC" in said for said in alert.said)
    assert "IFLYTEK" in {e.name for e in monitor.store.ledger.entries(date(2019, 10, 10))}  # a person accepts it


def test_another_license_requirement_is_told(monitor: Monitor) -> None:
    monitor.print("2019-10-09T06:05:00")
    monitor.deliver()
    text = monitor.register.texts[NUMBER]
    monitor.register.texts[NUMBER] = text.replace(b"For all items subject to the EAR", b"For no items at all", 1)
    assert checked(monitor, "2019-10-10T07:20:00").changed == (NUMBER,)
    assert any("has another text" in said for said in changed_alert(monitor).said)


def test_another_effective_date_in_the_record_is_told(monitor: Monitor) -> None:
    monitor.print("2019-10-09T06:05:00")
    monitor.deliver()
    monitor.register.documents[0]["effective_on"] = "2019-11-12"
    report = checked(monitor, "2020-03-02T07:20:00")  # at once, whatever the text's turn
    assert report.changed == (NUMBER,)
    assert any("November 12, 2019" in said for said in changed_alert(monitor).said)


def test_another_title_in_the_record_is_kept_and_not_told(monitor: Monitor) -> None:
    monitor.print("2019-10-09T06:05:00")
    monitor.register.documents[0]["title"] = "Corrected"
    assert checked(monitor, "2019-10-10T07:20:00").changed == ()
    (after,) = monitor.store.documents.recorded(NUMBER)
    assert after.document.title == "Corrected"
    assert list(monitor.alerted()) == [f"{NUMBER}/published"]


def test_older_texts_have_their_turn_within_a_month(monitor: Monitor) -> None:
    monitor.print("2019-10-09T06:05:00")
    checked(monitor, "2019-11-01T06:00:00")
    monitor.deliver()
    monitor.register.texts[NUMBER] = monitor.register.texts[NUMBER].replace(b"IFLYTEK", b"IFLYTEC")
    days = [datetime(2019, 11, 2, 8, tzinfo=EASTERN) + timedelta(days=n) for n in range(30)]
    changed = [checked(monitor, f"{day:%Y-%m-%dT%H:%M:%S}").changed for day in days]
    assert sorted(changed)[-2:] == [(), (NUMBER,)]


def test_one_document_that_cannot_be_compared_does_not_hold_up_the_others(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monitor, LATE, "2019-10-09")
    monitor.print("2019-10-09T06:05:00")
    monitor.register.documents[0]["effective_on"] = monitor.register.documents[-1]["effective_on"] = "2019-11-12"
    text = monitor.poller.register.text

    def failing(document: Any) -> Any:
        if document.number == LATE:
            raise RuntimeError("the reader has a bug")
        return text(document)

    monkeypatch.setattr(monitor.poller.register, "text", failing)
    assert checked(monitor, "2019-10-10T07:20:00").changed == (NUMBER,)


def test_a_rule_that_became_readable_as_another_verdict_is_told(monitor: Monitor) -> None:
    monitor.print("2019-10-09T06:05:00")
    monitor.deliver()
    text = monitor.register.texts[NUMBER]
    monitor.register.texts[NUMBER] = text.replace(b"adding twenty-eight entities", b"adding thirty entities")
    assert checked(monitor, "2019-10-10T07:20:00").changed == (NUMBER,)
    assert any(Verdict.CONFLICTING.value in said for said in changed_alert(monitor).said)


# -- irrelevant at first -----------------------------------------------------------------------------------------------


def irrelevant_at_first(monitor: Monitor) -> tuple[bytes, dict[str, Any]]:
    """The rule was recorded as one that does not concern the list; what it is in truth."""
    at = datetime(2019, 10, 8, 8, 45, tzinfo=EASTERN)
    other = made_other(NUMBER, at, date(2019, 10, 9), "Rule")
    text, record = monitor.register.texts[NUMBER], dict(monitor.register.documents[0])
    monitor.register.texts[NUMBER] = other.xml
    monitor.register.documents[0].update(title="Revisions to the Export Administration Regulations", abstract="")
    report = monitor.print("2019-10-09T06:05:00")
    assert (report.irrelevant, report.recorded) == (1, ())
    return text, record


def test_a_document_that_becomes_a_rule_of_the_list_is_taken_as_one(monitor: Monitor) -> None:
    text, record = irrelevant_at_first(monitor)
    monitor.register.texts[NUMBER] = text
    monitor.register.documents[0].update(record)
    assert checked(monitor, "2019-10-10T07:20:00").changed == (NUMBER,)
    assert checked(monitor, "2019-10-11T07:20:00").changed == ()
    (after,) = monitor.store.documents.recorded(NUMBER)
    assert after.rule.verdict is Verdict.VERIFIED
    assert "IFLYTEK" in {e.name for e in monitor.store.ledger.entries(date(2019, 10, 10))}
    ((key, to),) = monitor.alerted().items()
    assert (key.startswith(f"{NUMBER}/published/"), to) == (True, ["one@example.org", "two@example.org", "webhook"])


def test_a_document_whose_record_alone_makes_it_one_of_the_list_is_taken(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    irrelevant_at_first(monitor)
    text = monitor.register.texts[NUMBER]
    monitor.register.documents[0].update(title="Corrections of the Entity List; Correction")
    seen: list[str] = []
    read = intake.take_document

    def taking(*args: Any) -> Any:
        seen.append(args[1].title)
        return read(*args)

    monkeypatch.setattr("monitor.polling.changed_documents.take_document", taking)
    monkeypatch.setattr(
        "monitor.polling.changed_documents.read_best", reading_as(Verdict.CONFLICTING, intake.read_best)
    )
    monkeypatch.setattr(intake, "read_best", reading_as(Verdict.CONFLICTING, intake.read_best))
    assert checked(monitor, "2019-10-10T07:20:00").changed == (NUMBER,)
    assert seen == ["Corrections of the Entity List; Correction"]
    assert monitor.register.texts[NUMBER] == text
    assert [review.partition(":")[0] for review in monitor.store.documents.reviews()] == [NUMBER]


def reading_as(verdict: Verdict, read: Callable[..., Any]) -> Callable[..., Any]:
    """``read``, by which a document whose title names the list has that verdict."""

    def planted(before: Any, *rest: Any) -> Any:
        taken = read(before, *rest)
        named = "Entity List" in before.document.title
        return replace(taken, rule=replace(taken.rule, verdict=verdict)) if named else taken

    return planted


def test_an_irrelevant_text_that_cannot_be_read_any_more_is_taken_when_it_can(monitor: Monitor) -> None:
    text, record = irrelevant_at_first(monitor)
    monitor.register.documents[0].update(record)
    monitor.register.texts[NUMBER] = text[: len(text) // 2]
    assert checked(monitor, "2019-10-10T07:20:00").changed == (NUMBER,)
    assert monitor.store.documents.reviews()
    monitor.register.texts[NUMBER] = text
    assert [a.document_number for a in monitor.print("2019-10-10T08:00:00").recorded] == [NUMBER]
    assert not monitor.store.documents.reviews()


def test_an_irrelevant_document_that_stays_one_is_told_to_nobody(monitor: Monitor) -> None:
    irrelevant_at_first(monitor)
    monitor.register.texts[NUMBER] = monitor.register.texts[NUMBER].replace(b"a section", b"one section")
    monitor.register.documents[0].update(title="Revisions")
    for day in (10, 11, 12):
        assert checked(monitor, f"2019-10-{day}T07:20:00").changed == ()
    assert monitor.alerted() == {}
    (after,) = monitor.store.documents.recorded(NUMBER)
    assert after.document.title == "Revisions"


def test_what_a_person_must_look_at_is_to_be_checked(monitor: Monitor) -> None:
    monitor.print("2019-10-09T06:05:00")
    assert not monitor.store.documents.reviews()
    monitor.register.documents[0]["effective_on"] = "2019-11-12"
    checked(monitor, "2019-10-10T07:20:00")
    (review,) = monitor.store.documents.reviews()
    assert "was changed after it was published" in review
    monitor.store.reviews.close(NUMBER, "Ann", "Another day", monitor.clock.now())
    assert not monitor.store.documents.reviews()
    monitor.register.documents[0]["effective_on"] = "2019-11-13"
    checked(monitor, "2019-10-11T07:20:00")
    assert monitor.store.documents.reviews() == [review], "what was closed was another change"


@pytest.mark.parametrize("damage", ["DELETE FROM raw_document", "UPDATE raw_document SET content = x'00ff'"])
def test_a_text_that_is_archived_no_more_is_compared_all_the_same(monitor: Monitor, damage: str) -> None:
    text, record = irrelevant_at_first(monitor)
    with monitor.store.database.connection() as connection:
        connection.exec_driver_sql(damage)
    assert checked(monitor, "2019-10-10T07:20:00").changed == ()
    monitor.register.texts[NUMBER] = text
    monitor.register.documents[0].update(record)
    assert checked(monitor, "2019-10-11T07:20:00").changed == (NUMBER,)


def test_a_record_is_not_noted_before_the_text_was_read_with_it(monitor: Monitor) -> None:
    text, record = irrelevant_at_first(monitor)
    monitor.register.documents[0].update(record)
    monitor.register.fault("503", times=100, path="/full_text/")
    assert checked(monitor, "2019-10-10T07:20:00").changed == ()
    monitor.register.mend()
    monitor.register.texts[NUMBER] = text
    (kept,) = monitor.store.documents.recorded(NUMBER)
    assert kept.document.title != record["title"]
    assert checked(monitor, "2019-11-20T07:20:00").changed == (NUMBER,), "at once, whatever the text's turn"
