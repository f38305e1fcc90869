"""The desk: what lies on it, what becomes of it, and what is none of it. The faults are in test_faults.py."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import EASTERN
from monitor.demo.faults import FaultReply
from monitor.demo.register import RecordedRegister
from monitor.http import Client
from monitor.model import Document, Stage, Verdict
from monitor.reading.rules.document import read_document
from monitor.sources.public_inspection import FIELDS, Filing, PublicInspection, Turn, read_filing, turns
from monitor.sources.results import BlackedOut, Broken, Empty, Fresh, Implausible, Mark, Partial, Unchanged
from monitor.sources.texts import Fetched

DATA = Path(__file__).parent.parent / "data" / "public-inspection"
FILED = datetime(2019, 10, 7, 16, 15, tzinfo=EASTERN)


def captured(name: str) -> Any:
    return json.loads((DATA / name).read_text("utf-8"))


@pytest.fixture
def desk(client: Client, register: RecordedRegister) -> PublicInspection:
    register.set(FILED)
    return PublicInspection(client, register.base_url)


def fresh(outcome: object) -> Fresh[Filing]:
    assert isinstance(outcome, Fresh), outcome
    return outcome


def only(outcome: object) -> Filing:
    (filing,) = fresh(outcome).documents
    return filing


def test_a_rule_is_seen_the_moment_it_is_filed(desk: PublicInspection, register: RecordedRegister) -> None:
    register.set(FILED - timedelta(seconds=1))
    assert isinstance(desk.poll(), Empty)
    register.set(FILED)
    answer = fresh(desk.poll())
    filing = only(answer)
    assert (filing.number, filing.title) == ("2019-22210", "Addition of Certain Entities to the Entity List")
    assert (filing.filed_at, filing.filing_type) == (datetime(2019, 10, 7, 20, 15, tzinfo=UTC), "special")
    assert (filing.publication_date, filing.type, filing.may_amend) == (date(2019, 10, 9), "Rule", True)
    assert filing.filed_at is not None
    assert filing.filed_at.tzinfo is UTC
    assert isinstance(desk.poll(answer.mark), Unchanged)
    register.set(FILED + timedelta(minutes=9))  # people have looked at it meanwhile
    assert isinstance(desk.poll(answer.mark), Unchanged)


def test_its_text_names_the_parties_before_they_are_printed(desk: PublicInspection) -> None:
    filing = only(desk.poll())
    fetched = desk.text(filing)
    assert isinstance(fetched, Fetched)
    assert (fetched.form, fetched.media_type) == ("text", "text/plain")
    rule = read_document(fetched.data, filing.number, filing.document)
    assert (rule.stage, rule.verdict, len(rule.named)) == (Stage.PUBLIC_INSPECTION, Verdict.VERIFIED, 28)


def test_the_dark_is_told(desk: PublicInspection, register: RecordedRegister) -> None:
    register.answer_with("public-inspection", FaultReply(200, (DATA / "blackout.json").read_bytes()))
    dark = desk.poll()
    assert isinstance(dark, BlackedOut)
    assert dark.message.endswith("will return on Thursday, October 1 at 8:45AM Eastern time.")


def test_nothing_there_is_not_the_dark(desk: PublicInspection, register: RecordedRegister) -> None:
    register.set(datetime(2019, 10, 9, 12, tzinfo=EASTERN))
    empty = desk.poll(Mark("0" * 64, 'W/"0"'))
    assert isinstance(empty, Empty)
    assert empty.answered_at == register.now


def test_records_as_captured() -> None:
    filing = read_filing(captured("document.json"), "x")
    assert filing.title == captured("document.json")["title"].strip() != captured("document.json")["title"]
    assert filing.filed_at == datetime(2026, 9, 22, 12, 45, tzinfo=UTC)
    assert filing.pdf_updated_at == datetime(2026, 9, 22, 12, 45, 28, tzinfo=UTC)
    assert (filing.publication_date, filing.pages, filing.withdrawn) == (date(2026, 9, 24), 19, False)
    assert filing.document == Document(
        "2026-19537", filing.title, "Rule", publication_date=date(2026, 9, 24), agencies=filing.agencies,
        html_url=filing.html_url, raw_text_url=filing.raw_text_url, pdf_url=filing.pdf_url,
    )  # fmt: skip
    withdrawn = read_filing(captured("withdrawn.json"), "x")
    assert (withdrawn.withdrawn, withdrawn.filed_at, withdrawn.publication_date) == (True, None, None)
    assert "requesting withdrawal" in withdrawn.editorial_note


def test_only_fields_that_there_are_are_asked_for() -> None:
    assert set(FIELDS) <= set(captured("document.json"))


@pytest.mark.parametrize(
    ("type_", "may"), [("Rule", True), ("Correction", True), ("", True), ("Proposed Rule", False), ("Notice", False)]
)
def test_which_filings_may_amend(type_: str, may: bool) -> None:
    assert Filing("2024-1", type=type_).may_amend is may


def test_false_friends_lie_there_and_are_known_as_such(desk: PublicInspection, register: RecordedRegister) -> None:
    register.set(datetime(2023, 12, 13, 12, tzinfo=EASTERN))
    proposed = only(desk.poll())
    register.set(datetime(2023, 12, 19, 12, tzinfo=EASTERN))
    order = only(desk.poll())
    assert [(f.type, f.may_amend) for f in (proposed, order)] == [("Proposed Rule", False), ("Notice", False)]


# -- what becomes of a filing -----------------------------------------------------------------------------------------


def test_withdrawn_and_filed_again(desk: PublicInspection, register: RecordedRegister) -> None:
    register.public_inspection.withdraw("2019-22210", FILED + timedelta(hours=1))
    again = FILED + timedelta(hours=20)
    register.public_inspection.amend(
        "2019-22210", again, filed_at=again.isoformat(), pdf_updated_at=again.isoformat(), publication_date="2019-10-10",
        editorial_note=None,
    )  # fmt: skip
    first = only(desk.poll())
    register.set(FILED + timedelta(hours=1))
    taken_back = only(desk.poll())
    register.set(again)
    back = only(desk.poll())
    assert turns(None, first) == (Turn.FILED,)
    assert (taken_back.withdrawn, turns(first, taken_back), turns(taken_back, taken_back)) == (
        True,
        (Turn.WITHDRAWN,),
        (),
    )
    assert turns(None, taken_back) == (Turn.WITHDRAWN,)
    assert turns(taken_back, back) == (Turn.REFILED, Turn.REPLACED)
    assert turns(first, back) == (Turn.REFILED, Turn.POSTPONED, Turn.REPLACED)


SEEN = Filing("2024-1", "A", "Rule", "special", datetime(2024, 7, 1, 20, 15, tzinfo=UTC), date(2024, 7, 3), pages=9)


@pytest.mark.parametrize(
    ("changes", "become"),
    [
        ({}, ()), ({"title": "B"}, ()),
        ({"publication_date": date(2024, 7, 5)}, (Turn.POSTPONED,)), ({"publication_date": date(2024, 7, 2)}, (Turn.ADVANCED,)),
        ({"publication_date": None}, ()), ({"pages": 11}, (Turn.REPLACED,)), ({"editorial_note": "A note."}, (Turn.NOTED,)),
        ({"filed_at": None, "publication_date": None, "editorial_note": "Withdrawn."}, (Turn.WITHDRAWN,)),
        ({"filed_at": None, "publication_date": None}, ()),  # without a note nobody has said that it is withdrawn
        ({"publication_date": date(2024, 7, 5), "editorial_note": "Postponed."}, (Turn.POSTPONED, Turn.NOTED)),
        ({"filed_at": datetime(2024, 7, 2, 12, 45, tzinfo=UTC)}, (Turn.REFILED,)),
    ],
)  # fmt: skip
def test_what_has_become_of_a_filing(changes: dict[str, Any], become: tuple[Turn, ...]) -> None:
    assert turns(SEEN, replace(SEEN, **changes)) == become


def test_a_withdrawal_is_news_and_stays_one(desk: PublicInspection, register: RecordedRegister) -> None:
    first = fresh(desk.poll())
    register.public_inspection.withdraw("2019-22210", FILED + timedelta(hours=1))
    register.set(FILED + timedelta(hours=1))
    second = fresh(desk.poll(first.mark))
    assert isinstance(desk.poll(second.mark), Unchanged)


# -- answers that are none --------------------------------------------------------------------------------------------


SEC = [{"name": "SEC", "slug": "securities-and-exchange-commission"}]


def record(**changes: Any) -> dict[str, Any]:
    return {**captured("document.json"), **changes}


@pytest.mark.parametrize(
    ("answer", "result", "said"),
    [
        ({"count": 2, "results": [record()]}, Partial, "counts 2 documents and gave 1"),
        ({"count": 2, "results": [record(), record()]}, Partial, "counts 2 documents and gave 1"),
        ({"count": 0, "results": [record()]}, Partial, "counts 0 documents and gave 1"),
        ({"count": 1}, Partial, "gives none"), ({"count": 1, "results": None}, Partial, "missing"),
        ({"count": 1, "results": {}}, Broken, "not a list"), ({"count": 1, "results": [7]}, Broken, "no object"),
        ({"results": []}, Broken, "without a count"), ([], Broken, "JSON list"), ({"meta": {}}, Broken, "without a count"),
        ({"count": 1, "results": [record(agencies=SEC)]}, Implausible, "not asked for"),
        ({"count": 3, "results": [record(), *(record(document_number=n, agencies=SEC) for n in ("2024-1", "2024-2"))]},
         Implausible, "2 of 3"),
        ({"count": 10_000, "results": [record()]}, Implausible, "ignored the question"),
    ],
)  # fmt: skip
def test_what_is_no_answer(
    desk: PublicInspection, register: RecordedRegister, answer: object, result: type, said: str
) -> None:
    register.answer_with("public-inspection", FaultReply(200, json.dumps(answer).encode()))
    failed = desk.poll()
    assert isinstance(failed, (Partial, Broken, Implausible))
    assert (type(failed), said in failed.message) == (result, True), failed


@pytest.mark.parametrize(
    ("odd", "field"),
    [
        ({"filed_at": "yesterday"}, "filed_at"),
        ({"filed_at": 7}, "filed_at"),
        ({"filed_at": "0001-01-01T00:00:00+14:00"}, "filed_at"),
        ({"filed_at": "9999-12-31T12:00:00Z"}, "filed_at"),
        ({"publication_date": "soon"}, "publication_date"),
        ({"num_pages": "19"}, "num_pages"),
        ({"num_pages": 10**30}, "num_pages"),
        ({"docket_numbers": "7"}, "docket_numbers"),
        ({"document_number": "../x"}, "document_number"),
    ],
)
def test_a_field_that_is_something_else_is_named(
    desk: PublicInspection, register: RecordedRegister, odd: dict[str, Any], field: str
) -> None:
    """Alone in its answer it is set aside; two of the kind are an answer whose shape has changed."""
    register.answer_with(
        "public-inspection", FaultReply(200, json.dumps({"count": 1, "results": [record(**odd)]}).encode())
    )
    found = desk.poll()
    assert isinstance(found, Fresh)
    assert (found.documents, [field in one.why for one in found.set_aside]) == ((), [True])
    register.mend()
    two = {"count": 2, "results": [record(**{"document_number": n, **odd, "title": n}) for n in ("2024-1", "2024-2")]}
    register.answer_with("public-inspection", FaultReply(200, json.dumps(two).encode()))
    failed = desk.poll()
    assert isinstance(failed, Broken)
    assert field in failed.message


def test_nulls_are_empty() -> None:
    assert read_filing({**dict.fromkeys(FIELDS), "document_number": "2024-1"}, "x") == Filing("2024-1")


def test_a_text_comes_from_known_hosts_only(desk: PublicInspection) -> None:
    for filing, said in (
        (read_filing(captured("document.json"), "x"), "no known host"), (Filing("2024-1"), "not there yet"),
    ):  # fmt: skip
        failed = desk.text(filing)
        assert isinstance(failed, Broken)
        assert said in failed.message


def test_every_question_is_new_to_a_cache(desk: PublicInspection, register: RecordedRegister) -> None:
    desk.poll()
    desk.poll()
    assert len(set(register.requests)) == len(register.requests) == 2
