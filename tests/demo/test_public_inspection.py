"""The recorded desk behaves as the real one does: hours, shapes, withdrawals, texts."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import EASTERN
from monitor.demo.public_inspection import EMPTY_FIELDS, text_path
from monitor.demo.register import RecordedRegister

FILED = datetime(2019, 10, 7, 16, 15, tzinfo=EASTERN)
SEARCH = "/public-inspection-documents.json?conditions[agencies][]=industry-and-security-bureau"
CURRENT = "/public-inspection-documents/current.json"


@pytest.fixture
def register() -> Iterator[RecordedRegister]:
    with RecordedRegister() as register:
        register.set(FILED)
        yield register


def get(url: str, **headers: str) -> tuple[int, Any]:
    asked = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            status, body = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, body = error.code, error.read()
    try:
        return status, json.loads(body)
    except ValueError:
        return status, body


def numbers(answer: Any) -> list[str]:
    return [r["document_number"] for r in answer.get("results", ())]


@pytest.mark.parametrize(
    ("day", "hour", "minute", "seen", "dark"),
    [
        (7, 16, 14, False, False), (7, 16, 15, True, False), (7, 23, 59, True, False), (8, 0, 0, False, True),
        (8, 8, 44, False, True), (8, 8, 45, True, False), (8, 23, 59, True, False), (9, 0, 0, False, True),
        (9, 8, 45, False, False),
    ],
)  # fmt: skip
def test_a_filing_is_seen_from_its_hour_to_its_printing_but_not_at_night(
    register: RecordedRegister, day: int, hour: int, minute: int, seen: bool, dark: bool
) -> None:
    register.set(datetime(2019, 10, day, hour, minute, tzinfo=EASTERN))
    for path in (SEARCH, CURRENT):
        _, answer = get(register.base_url + path)
        assert numbers(answer) == (["2019-22210"] if seen else [])
        assert ("meta" in answer) is dark
    status, one = get(register.base_url + "/public-inspection-documents/2019-22210.json")
    assert status == (200 if (day, hour, minute) >= (7, 16, 15) else 404)
    assert status == 404 or get(one["raw_text_url"])[0] == 200


def test_the_printed_one_comes_at_six(register: RecordedRegister) -> None:
    for minute, found in ((59, 404), (60, 200)):
        register.set(datetime(2019, 10, 9, 5, tzinfo=EASTERN) + timedelta(minutes=minute))
        assert get(register.base_url + "/documents/2019-22210.json")[0] == found


def test_it_follows_another_clock() -> None:
    with RecordedRegister(now=lambda: FILED) as register:
        assert numbers(get(register.base_url + SEARCH)[1]) == ["2019-22210"]


def test_times_are_written_as_each_answer_writes_them(register: RecordedRegister) -> None:
    assert get(register.base_url + SEARCH)[1]["results"][0]["filed_at"] == "2019-10-07T20:15:00.000Z"
    current = get(register.base_url + CURRENT)[1]
    assert current["results"][0]["filed_at"] == "2019-10-07T16:15:00.000-04:00"
    assert current["special_filings_updated_at"] == "2019-10-07T16:15:00.000-04:00"
    assert current["regular_filings_updated_at"] is None


def test_the_shapes_are_the_real_ones(shared_data: Path, register: RecordedRegister) -> None:
    api = shared_data / "fr/api"
    described = json.loads((api / "openapi.json").read_text("utf-8"))["components"]["schemas"]
    assert set(EMPTY_FIELDS) == set(described["PublicInspectionDocumentField"]["items"]["enum"])
    captured = json.loads((api / "public-inspection-current-2026-10-02.trimmed.json").read_text("utf-8"))
    ours = get(register.base_url + CURRENT)[1]
    assert set(ours) == set(captured)
    assert set(ours["results"][0]) == set(captured["results"][0])
    for name, value in captured["results"][1].items():
        mine = ours["results"][0][name]
        assert value is None or mine is None or type(value) is type(mine), name
    dark = json.loads((api / "public-inspection-blackout-2026-10-01.json").read_text("utf-8"))
    register.set(datetime(2026, 10, 1, 3, tzinfo=EASTERN))
    assert get(register.base_url + SEARCH)[1] == dark
    assert captured["results"][1]["raw_text_url"].endswith(text_path("2026-20338"))


def test_a_withdrawn_document_stays_without_its_dates(register: RecordedRegister) -> None:
    register.public_inspection.withdraw("2019-22210", FILED + timedelta(hours=1))
    assert get(register.base_url + SEARCH)[1]["results"][0]["editorial_note"] is None
    register.set(FILED + timedelta(hours=1))
    (record,) = get(register.base_url + SEARCH)[1]["results"]
    assert (record["filed_at"], record["publication_date"], record["page_views"]) == (None, None, None)  # as captured
    assert "withdrawal" in record["editorial_note"]
    register.set(datetime(2019, 10, 9, 9, tzinfo=EASTERN))
    assert numbers(get(register.base_url + SEARCH)[1]) == []


def test_a_postponed_document_stays_until_its_new_day(register: RecordedRegister) -> None:
    register.public_inspection.amend("2019-22210", FILED + timedelta(hours=1), publication_date="2019-10-11")
    register.set(datetime(2019, 10, 10, 9, tzinfo=EASTERN))
    assert get(register.base_url + SEARCH)[1]["results"][0]["publication_date"] == "2019-10-11"


def test_conditions_pages_and_several_documents(register: RecordedRegister) -> None:
    first = register.public_inspection.filing("2019-22210").record
    other = [{**a, "slug": "securities-and-exchange-commission"} for a in first["agencies"]]
    register.public_inspection.file({**first, "document_number": "2019-1", "agencies": other})
    for n in range(2, 27):
        register.public_inspection.file({**first, "document_number": f"2019-{n}", "filing_type": "regular"})
    _, answer = get(register.base_url + SEARCH)
    assert (answer["count"], len(answer["results"])) == (26, 20)
    _, rest = get(answer["next_page_url"])
    assert (len(rest["results"]), "next_page_url" in rest) == (6, False)
    assert get(register.base_url + SEARCH + "&conditions[special_filing]=1")[1]["count"] == 1
    assert get(register.base_url + "/public-inspection-documents.json?conditions[agencie]=x")[1]["count"] == 27
    assert get(register.base_url + SEARCH + "&conditions[type][]=NOTICE")[1]["count"] == 0
    _, several = get(register.base_url + "/public-inspection-documents/2019-22210,2099-1.json?fields[]=title")
    assert several == {"count": 1, "results": [{"title": first["title"]}], "errors": {"not_found": ["2099-1"]}}
    assert get(register.base_url + SEARCH + "&fields[]=titel")[0] == 400


def test_a_known_answer_is_a_304(register: RecordedRegister) -> None:
    url = register.base_url + SEARCH + "&fields[]=title"
    with urllib.request.urlopen(url, timeout=5) as answer:
        tag = answer.headers["ETag"]
    assert get(url, **{"If-None-Match": tag}) == (304, b"")
    assert get(url, **{"If-None-Match": 'W/"0"'})[0] == 200


@pytest.mark.parametrize("path", ["", "/", "/a/b", ".xml"])
def test_there_is_nothing_else_on_public_inspection(register: RecordedRegister, path: str) -> None:
    expected = 200 if path == "" else 404
    assert get(f"{register.base_url}/public-inspection-documents{path}")[0] == expected
    assert get(f"{register.host}/public-inspection/raw_text{path}")[0] == 404
