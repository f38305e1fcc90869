"""The recorded Register behaves as the real one does, oddities included."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from monitor.demo.register import FAULTS, RecordedRegister


@pytest.fixture
def register() -> Iterator[RecordedRegister]:
    with RecordedRegister() as register:
        register.publish_through(date(2024, 12, 31))
        yield register


def get(url: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            status, body = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, body = error.code, error.read()
    try:
        return status, json.loads(body)
    except ValueError:
        return status, body


SEARCH = "/documents.json?conditions[agencies][]=industry-and-security-bureau&conditions[type][]=RULE&order=oldest"


def numbers(answer: Any) -> list[str]:
    return [r["document_number"] for r in answer["results"]]


def test_search_by_agency_type_part_and_day(register: RecordedRegister) -> None:
    _, answer = get(register.base_url + SEARCH + "&conditions[publication_date][gte]=2023-11-17")
    assert numbers(answer) == ["2023-25557", "2023-26935", "2024-14635"]
    assert answer["count"] == 3


def test_nothing_is_visible_before_its_day(register: RecordedRegister) -> None:
    register.publish_through(date(2019, 10, 8))
    assert get(register.base_url + SEARCH)[1] == {
        "description": "Documents from Industry and Security Bureau",
        "count": 0,
    }
    register.publish_through(date(2019, 10, 9))
    assert numbers(get(register.base_url + SEARCH)[1]) == ["2019-22210"]


def test_pages_follow_one_another(register: RecordedRegister) -> None:
    _, first = get(register.base_url + SEARCH + "&per_page=2&fields[]=document_number&fields[]=title")
    assert set(first["results"][0]) == {"document_number", "title"}
    seen, page = numbers(first), first
    while "next_page_url" in page:
        _, page = get(page["next_page_url"])
        seen += numbers(page)
    assert len(seen) == len(set(seen)) == first["count"]
    assert first["total_pages"] == -(-first["count"] // 2)


def test_an_unknown_filter_is_ignored_and_one_a_page_means_twenty(register: RecordedRegister) -> None:
    _, answer = get(register.base_url + "/documents.json?conditions[agencie][]=nonsense&per_page=1")
    assert answer["count"] == len(answer["results"]) == len(register.documents)


def test_single_and_several_documents(register: RecordedRegister) -> None:
    status, one = get(register.base_url + "/documents/2019-22210.json")
    assert (status, one["citation"]) == (200, "84 FR 54002")
    _, several = get(register.base_url + "/documents/2019-22210,2099-1.json")
    assert (several["count"], several["errors"]) == (1, {"not_found": ["2099-1"]})
    assert get(register.base_url + "/documents/2099-1.json") == (404, {"status": 404, "message": "Record Not Found"})


def test_texts_are_where_the_record_says(register: RecordedRegister) -> None:
    _, record = get(register.base_url + "/documents/2023-25557.json")
    status, body = get(record["full_text_xml_url"])
    assert (status, b"Hefei Bitland" in body) == (200, True)
    register.publish_through(date(2023, 11, 16))
    assert get(record["full_text_xml_url"])[0] == 404


def test_every_rule_in_the_folder_says_what_it_is(register: RecordedRegister) -> None:
    assert {"2019-22210", "2022-14069", "2023-25557", "2023-26935", "2024-14635"} <= set(register.texts)
    rules = {d["document_number"] for d in register.documents if d["type"] == "Rule"}
    assert rules <= set(register.texts)


def test_a_fault_is_played_as_often_as_asked(register: RecordedRegister) -> None:
    register.fault("503", times=2)
    assert [get(register.base_url + SEARCH)[0] for _ in range(3)] == [503, 503, 200]
    with pytest.raises(ValueError, match="no such fault"):
        register.fault("earthquake")
    assert "request_access" in FAULTS
