"""A record that was set aside: the operator is alerted about it once, and it is taken when its record is corrected."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.model import Verdict
from monitor.polling.public_inspection import SOURCE as PUBLIC_INSPECTION
from monitor.polling.published import SOURCE as PUBLISHED
from tests.monitoring import Monitor

NUMBER = "2019-22210"
BUREAU = "conditions[agencies][]"
COMMERCE = [{"name": "Commerce Department", "slug": "commerce-department"}]


def about_records(monitor: Monitor) -> list[str]:
    return [key for key in monitor.alerted() if "/set-aside/" in key]


@pytest.fixture
def lagging(monitor: Monitor) -> Monitor:
    """The Register's index finds records for the bureau that name only the department above it."""
    register = monitor.register
    register.texts["2019-1"] = register.texts[NUMBER].replace(NUMBER.encode(), b"2019-1")
    register.documents.append({**register.documents[0], "document_number": "2019-1", "agencies": COMMERCE})
    register.public_inspection.file(
        {**register.public_inspection.filing(NUMBER).record, "document_number": "2019-1", "agencies": COMMERCE}
    )
    answer = register._answer

    def found(path: str, query: Any) -> Any:
        return answer(path, {k: v for k, v in query.items() if k != BUREAU})

    register._answer = found  # type: ignore[method-assign]
    return monitor


def test_a_published_rule_is_taken_beside_an_odd_record(lagging: Monitor) -> None:
    report = lagging.print("2019-10-09T06:05:00")
    assert ([a.document_number for a in report.recorded], report.good) == ([NUMBER], True)
    (key,) = about_records(lagging)
    assert key.startswith(f"operator/{PUBLISHED}/")
    lagging.restart()
    lagging.print("2019-10-09T06:10:00")
    assert about_records(lagging) == [key]
    lagging.deliver()
    mail = next(m for m in lagging.mail.received if "set aside" in str(m.message["Subject"]))
    assert "2019-1" in str(mail.message["Subject"])
    assert "commerce-department" in mail.part("plain")
    lagging.register.documents[-1]["agencies"] = lagging.register.documents[0]["agencies"]  # the record is corrected
    lagging.print("2019-10-09T06:15:00")
    assert lagging.store.documents.rule("2019-1") is not None


AHEAD = "2019-10-20"


@pytest.mark.parametrize(
    "odd",
    [{"effective_on": "9999-12-31"}, {"title": 12345}, {"action": ["Final rule."]}, {"publication_date": AHEAD}],
    ids=["effective_on", "title", "action", "publication_date"],
)
@pytest.mark.parametrize("about", ["record", "text", "neither"])
def test_everybody_hears_of_an_odd_record_that_speaks_of_the_list(
    monitor: Monitor, odd: dict[str, Any], about: str
) -> None:
    register = monitor.register
    record = {**register.documents[0], "document_number": "2019-1", "abstract": "Controls.", **odd}
    right = register.documents[0]
    text = register.texts[NUMBER].replace(NUMBER.encode(), b"2019-1")
    if about == "record":
        record |= {"abstract": "It amends the Entity List.", "full_text_xml_url": None}
    else:
        record |= {"title": 12345 if "title" in odd else "A rule"}
        register.texts["2019-1"] = text if about == "text" else b"<RULE><P>A rule. [FR Doc. 2019-1 Filed]</P></RULE>"
    register.documents.append(record)
    register._visible = lambda: [right, register.documents[-1]]  # type: ignore[method-assign]
    answer = register._answer

    def found(path: str, query: Any) -> Any:
        return answer(path, {k: v for k, v in query.items() if k != "conditions[publication_date][lte]"})

    register._answer = found  # type: ignore[method-assign]
    report = monitor.print("2019-10-09T06:05:00")
    assert [one.number for one in report.set_aside] == ["2019-1"]
    told = about != "neither"
    assert [a.document_number for a in report.recorded] == [NUMBER, "2019-1"][: 1 + told]
    assert (len(about_records(monitor)), "2019-1/published" in monitor.alerted()) == (1, told)
    assert any(review.startswith("2019-1: ") for review in monitor.store.documents.reviews()) is told
    monitor.restart()
    monitor.print("2019-10-09T06:10:00")
    assert len([key for key in monitor.alerted() if key.startswith("2019-1/")]) == told, "it is told once"
    if told:
        register.texts["2019-1"] = text
        register.documents[-1] = {**right, "document_number": "2019-1"}  # the record is corrected
        monitor.print("2019-10-09T06:15:00")
        rule = monitor.store.documents.rule("2019-1")
        assert rule is not None
        assert rule.verdict is not Verdict.UNREADABLE


@pytest.mark.parametrize("citation", ["84 FR " + "9" * 5000, "84 FR 5400²", "84 FR ٥٤٠٠٢", "<b>84 FR 1</b>"])
def test_a_citation_that_is_none_is_not_shown(monitor: Monitor, citation: str) -> None:
    monitor.register.documents[0]["citation"] = citation
    report = monitor.print("2019-10-09T06:05:00")
    assert ([a.document_number for a in report.recorded], report.set_aside) == ([NUMBER], ())
    assert report.recorded[0].citation != citation


def test_a_filing_is_taken_beside_an_odd_record(lagging: Monitor) -> None:
    report = lagging.look("2019-10-07T16:15:30")
    assert ([a.document_number for a in report.recorded], report.good) == ([NUMBER], True)
    assert [key.split("/")[1] for key in about_records(lagging)] == [PUBLIC_INSPECTION]
