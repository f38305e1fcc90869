"""The documents API: what is new, and every way in which an answer is not an answer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import stamina

from monitor.demo.register import RecordedRegister
from monitor.errors import BadAnswer, Blocked, Unreachable, UpstreamError
from monitor.http import Client
from monitor.model import Document
from monitor.sources.federal_register import FederalRegister, is_ours, read_record

ALL = (date(2019, 1, 1), date(2024, 12, 31))


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    stamina.set_testing(True, attempts=2, cap=True)
    yield
    stamina.set_testing(False)


@pytest.fixture
def register() -> Iterator[RecordedRegister]:
    with RecordedRegister() as register:
        register.publish_through(ALL[1])
        yield register


@pytest.fixture
def source(register: RecordedRegister) -> Iterator[FederalRegister]:
    with Client(timeout_seconds=2, max_bytes=4_000_000, requests_per_second=10_000) as client:
        yield FederalRegister(client, register.base_url)


def test_the_rules_and_nothing_else(source: FederalRegister) -> None:
    found = source.documents(*ALL)
    assert [d.number for d in found.documents][:3] == ["2019-22210", "2020-03144", "2022-11885"]
    assert len(found.documents) == 10
    first = found.documents[0]
    assert (first.citation, first.publication_date, first.effective_on) == (
        "84 FR 54002", date(2019, 10, 9), date(2019, 10, 9),
    )  # fmt: skip
    assert (15, "744") in first.cfr_references


def test_nothing_new_is_an_answer_without_results(source: FederalRegister) -> None:
    assert source.documents(date(2018, 1, 1), date(2018, 2, 1)).documents == ()


def test_an_ignored_filter_lets_nothing_foreign_in(register: RecordedRegister, source: FederalRegister) -> None:
    register.fault("ignored_filter")
    found = source.documents(*ALL)
    assert len(found.documents) == 10
    assert found.ignored == 2


def test_every_question_is_new_to_a_cache(register: RecordedRegister, source: FederalRegister) -> None:
    source.documents(*ALL)
    source.documents(*ALL)
    assert len(set(register.requests)) == len(register.requests)


FAULTS = [
    ("request_access", Blocked, "Request Access"), ("captcha_redirect", Blocked, "captcha"), ("403", Blocked, "403"),
    ("429", Blocked, "slow down"), ("500", BadAnswer, "500"), ("503", BadAnswer, "503"), ("404", BadAnswer, "404"),
    ("404_html", BadAnswer, "404"), ("html", BadAnswer, "web page"), ("empty", BadAnswer, "broken JSON"),
    ("invalid_json", BadAnswer, "broken JSON"), ("other_shape", BadAnswer, "count"), ("no_results", BadAnswer, "gives none"),
    ("truncated", Unreachable, "broke off"), ("reset", Unreachable, "broke off"), ("huge", BadAnswer, "more than"),
    ("gzip_bomb", BadAnswer, "more than"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "error", "said"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_fault_is_never_nothing_new(
    register: RecordedRegister, source: FederalRegister, kind: str, error: type[UpstreamError], said: str
) -> None:
    register.fault(kind, times=2)
    with pytest.raises(error, match=said) as caught:
        source.documents(*ALL)
    assert register.host in str(caught.value) or "127.0.0.1" in str(caught.value)
    assert "conditions" not in str(caught.value)
    register.mend()
    assert len(source.documents(*ALL).documents) == 10  # and the next round is good


@pytest.mark.parametrize("kind", ["reset", "503", "truncated"])
def test_a_passing_fault_is_tried_again(register: RecordedRegister, source: FederalRegister, kind: str) -> None:
    register.fault(kind, times=1)
    assert len(source.documents(*ALL).documents) == 10


def test_a_slow_drip_dies_at_the_deadline(register: RecordedRegister) -> None:
    register.fault("drip", times=2)
    with Client(timeout_seconds=0.3, requests_per_second=10_000) as client, pytest.raises(Unreachable, match="slowly"):
        FederalRegister(client, register.base_url).documents(*ALL)


def test_nobody_listening_is_unreachable() -> None:
    with (
        Client(timeout_seconds=1, requests_per_second=10_000) as client,
        pytest.raises(Unreachable, match="cannot be reached"),
    ):
        FederalRegister(client, "http://127.0.0.1:9/api/v1").documents(*ALL)


# -- pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path: Path) -> Iterator[RecordedRegister]:
    place = tmp_path / "documents"
    place.mkdir()
    (record, *_) = json.loads((files("monitor.demo") / "documents" / "records.json").read_text("utf-8"))
    records = [{**record, "document_number": f"2020-{n:05}", "publication_date": "2020-02-03"} for n in range(250)]
    (place / "records.json").write_text(json.dumps(records))
    with RecordedRegister(place) as register:
        register.publish_through(ALL[1])
        yield register
    shutil.rmtree(place)


def test_all_pages_are_read(many: RecordedRegister) -> None:
    with Client(requests_per_second=10_000) as client:
        found = FederalRegister(client, many.base_url).documents(*ALL)
    assert (len(found.documents), found.requests) == (250, 3)


def test_a_lost_page_is_no_answer(many: RecordedRegister, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = many._search

    def forgetful(query: Any) -> Any:
        reply = asked(query)
        page = json.loads(reply.body)
        if query.get("page") == ["2"]:
            page["results"] = page["results"][:40]
        return replace(reply, body=json.dumps(page).encode())

    monkeypatch.setattr(many, "_search", forgetful)
    with Client(requests_per_second=10_000) as client, pytest.raises(BadAnswer, match="a page is missing"):
        FederalRegister(client, many.base_url).documents(*ALL)


def test_another_hosts_pages_are_not_followed(many: RecordedRegister) -> None:
    many.base_url = "http://example.invalid/api/v1"
    with Client(requests_per_second=10_000) as client, pytest.raises(BadAnswer, match="another host"):
        FederalRegister(client, many.host + "/api/v1").documents(*ALL)


# -- single documents and texts ---------------------------------------------------------------------------------------


def test_one_document(source: FederalRegister) -> None:
    assert source.document("2023-25557").title == "Entity List Removal"
    with pytest.raises(BadAnswer, match="no such record"):
        source.document("2099-00001")


@pytest.mark.parametrize("number", ["../../etc/passwd", "2024-1/../2", "", "2024 28267", "a-1"])
def test_what_is_no_number_never_reaches_a_path(
    register: RecordedRegister, source: FederalRegister, number: str
) -> None:
    with pytest.raises(BadAnswer, match="no document number"):
        source.document(number)
    assert register.requests == []


def test_the_text_is_the_xml(source: FederalRegister) -> None:
    fetched = source.text(source.document("2023-25557"))
    assert (fetched.form, fetched.media_type) == ("xml", "application/xml")
    assert b"Hefei Bitland" in fetched.data


def test_a_text_that_is_not_there_yet_is_asked_for_again(register: RecordedRegister, source: FederalRegister) -> None:
    document = source.document("2023-25557")
    register.fault("404", times=3, path="full_text")
    with pytest.raises(BadAnswer, match="not there yet"):
        source.text(document)
    assert source.text(document).form == "xml"


@pytest.mark.parametrize(("kind", "error"), [("request_access", Blocked), ("html", BadAnswer), ("empty", BadAnswer)])
def test_a_page_instead_of_a_text(
    register: RecordedRegister, source: FederalRegister, kind: str, error: type[UpstreamError]
) -> None:
    document = source.document("2023-25557")
    register.fault(kind, path="full_text")
    with pytest.raises(error):
        source.text(document)


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "https://example.org/x.xml"]
)
def test_texts_come_from_known_hosts_only(source: FederalRegister, url: str) -> None:
    document = replace(source.document("2023-25557"), full_text_xml_url=url)
    with pytest.raises(BadAnswer, match="no known host"):
        source.text(document)


# -- records ----------------------------------------------------------------------------------------------------------


def test_real_answers_are_read(shared_data: Path) -> None:
    answer = json.loads((shared_data / "fr/api/documents-2024-01-all-fields.json").read_text("utf-8"))
    assert [read_record(r, "x").number for r in answer["results"]]
    newest = json.loads((shared_data / "fr/api/documents-bis-newest-2026-10-01.json").read_text("utf-8"))
    assert all("industry-and-security-bureau" in read_record(r, "x").agencies for r in newest["results"])


def test_nulls_are_empty() -> None:
    document = read_record({"document_number": "05-7305", "title": None, "effective_on": None, "agencies": None}, "x")
    assert document == Document("05-7305")


@pytest.mark.parametrize(
    ("record", "field"),
    [("text", "no object"), ({}, "document_number"), ({"document_number": "2024-1", "title": 7}, "title"),
     ({"document_number": "2024-1", "publication_date": "yesterday"}, "publication_date")],
)  # fmt: skip
def test_a_field_that_is_something_else_is_named(record: Any, field: str) -> None:
    with pytest.raises(BadAnswer, match=field):
        read_record(record, "x")


BIS = "industry-and-security-bureau"


@pytest.mark.parametrize(
    ("document", "ours"),
    [
        (Document("2024-1", type="Rule", agencies=(BIS,), cfr_references=((15, "744"),)), True),
        (Document("C1-2024-1", type="Correction", agencies=(BIS,), cfr_references=()), True),
        (Document("2024-1", type="Rule", agencies=(BIS,), cfr_references=()), True),
        (Document("2024-1", type="Rule", agencies=(BIS,), cfr_references=((15, "740"),)), False),
        (Document("2024-1", type="Notice", agencies=(BIS,), cfr_references=((15, "744"),)), False),
        (
            Document("2024-1", type="Rule", agencies=("homeland-security-department",), cfr_references=((15, "744"),)),
            False,
        ),
    ],
)
def test_which_documents_are_ours(document: Document, ours: bool) -> None:
    assert is_ours(document, {}) is ours
