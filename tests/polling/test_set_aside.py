"""A record that was set aside: the operator is alerted about it once, and it is taken when its record is corrected."""

from __future__ import annotations

from typing import Any

import pytest

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


def test_a_filing_is_taken_beside_an_odd_record(lagging: Monitor) -> None:
    report = lagging.look("2019-10-07T16:15:30")
    assert ([a.document_number for a in report.recorded], report.good) == ([NUMBER], True)
    assert [key.split("/")[1] for key in about_records(lagging)] == [PUBLIC_INSPECTION]
