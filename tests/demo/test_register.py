"""The recorded Register behaves as the real one does, oddities included."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from monitor.demo.faults import FAULTS
from monitor.demo.published import DEFAULT_FIELDS, EMPTY_FIELDS
from monitor.demo.register import RecordedRegister


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
    register.publish_through(date.min)
    assert get(register.base_url + SEARCH)[1]["count"] == 0
    register.publish_through(date.max)
    assert get(register.base_url + SEARCH)[1]["count"] == 10


def test_pages_follow_one_another(register: RecordedRegister) -> None:
    _, first = get(register.base_url + SEARCH + "&per_page=2&fields[]=document_number&fields[]=title")
    assert set(first["results"][0]) == {"document_number", "title"}
    seen, page = numbers(first), first
    while "next_page_url" in page:
        _, page = get(page["next_page_url"])
        seen += numbers(page)
    assert len(seen) == len(set(seen)) == first["count"]
    assert first["total_pages"] == -(-first["count"] // 2)


def test_a_page_goes_on_where_the_cursor_stands(register: RecordedRegister) -> None:
    """As captured: the cursor is [day in milliseconds, number]; what comes meanwhile moves no page."""
    _, first = get(register.base_url + SEARCH + "&per_page=2")
    following = dict(urllib.parse.parse_qsl(first["next_page_url"].partition("?")[2]))
    cursor = following["search_after_cursor"]
    assert json.loads(base64.urlsafe_b64decode(cursor + "==")) == [1581984000000, "2020-03144"]
    assert (following["page"], following["format"]) == ("2", "json")
    register.documents.append({**register.documents[0], "document_number": "2019-00001"})
    assert numbers(get(first["next_page_url"])[1])[0] == "2022-11885"


@pytest.mark.parametrize(
    "odd", ["per_page=many", "page=-1", "per_page=", "page=9" + "9" * 50, "search_after_cursor=%00"]
)
def test_an_odd_question_is_answered_nevertheless(register: RecordedRegister, odd: str) -> None:
    status, answer = get(register.base_url + SEARCH + "&" + odd)
    assert (status, answer["count"]) == (200, 10)


def test_counting_ends_where_the_real_one_stops(register: RecordedRegister) -> None:
    one = register.documents[0]
    register.documents += [{**one, "document_number": f"2020-{n}"} for n in range(11_000)]
    _, answer = get(register.base_url + SEARCH)
    assert (answer["count"], answer["total_pages"], len(answer["results"])) == (10_000, 50, 20)


def test_only_what_is_asked_for_is_given(register: RecordedRegister) -> None:
    _, found = get(register.base_url + SEARCH)
    assert set(found["results"][0]) == set(DEFAULT_FIELDS)
    _, one = get(register.base_url + "/documents/2019-22210.json?fields[]=type&fields[]=subtype")
    assert one == {"type": "Rule", "subtype": None}
    _, whole = get(register.base_url + "/documents/2019-22210.json")
    assert set(whole) == set(EMPTY_FIELDS)
    assert get(register.base_url + SEARCH + "&fields[]=tilte") == (
        400, {"status": 400, "message": "field 'tilte' not valid"},
    )  # fmt: skip


def test_the_fields_are_the_real_ones(shared_data: Path, register: RecordedRegister) -> None:
    api = shared_data / "fr/api"
    described = json.loads((api / "openapi.json").read_text("utf-8"))["components"]["schemas"]["DocumentField"]
    assert set(EMPTY_FIELDS) == set(described["items"]["enum"])
    default = json.loads((api / "documents-default-fields-2026.json").read_text("utf-8"))["results"][0]
    assert set(DEFAULT_FIELDS) == set(default)
    captured = json.loads((api / "document-2026-13726-correction.json").read_text("utf-8"))
    _, ours = get(register.base_url + "/documents/2019-22210.json")
    for name, value in captured.items():
        assert value is None or ours[name] is None or type(value) is type(ours[name]), name


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
    assert (status, b"Institute of Forensic Science" in body) == (200, True)
    register.publish_through(date(2023, 11, 16))
    assert get(record["full_text_xml_url"])[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "xml/2023/11/16/2023-25557.xml", "xml/2023/11/17/2023-25557", "html/2023/11/17/2023-25557.html", "xml",
        "pdf/2023/11/17/2023-25557.pdf", "xml/../../records.json", "xml/2023/08/02/2023-16361.xml",
    ],
)  # fmt: skip
def test_there_are_no_other_texts(register: RecordedRegister, path: str) -> None:
    assert get(f"{register.host}/documents/full_text/{path}")[0] == 404


def test_other_renditions_are_served_where_the_folder_has_them(tmp_path: Path) -> None:
    (tmp_path / "records.json").write_bytes((files("monitor.demo") / "documents" / "records.json").read_bytes())
    (tmp_path / "2023-25557.html").write_text("<p>a</p>")
    (tmp_path / "2023-25557.txt").write_text("<pre>b</pre>")
    with RecordedRegister(tmp_path) as register:
        register.publish_through(date(2023, 11, 17))
        _, record = get(register.base_url + "/documents/2023-25557.json")
        assert get(record["full_text_xml_url"])[0] == 404
        assert get(record["body_html_url"]) == (200, b"<p>a</p>")
        assert get(record["raw_text_url"]) == (200, b"<pre>b</pre>")
    shutil.rmtree(tmp_path)


def test_every_rule_in_the_folder_says_what_it_is(register: RecordedRegister) -> None:
    assert {"2019-22210", "2023-03929", "2023-25557", "2023-26935", "2024-14635"} <= set(register.texts)
    rules = {d["document_number"] for d in register.documents if d["type"] == "Rule"}
    assert rules - set(register.texts) == {"2022-14069"}


def test_what_exists_as_raw_text_only_is_served_so(register: RecordedRegister) -> None:
    _, record = get(register.base_url + "/documents/2022-14069.json")
    assert [get(record[name])[0] for name in ("full_text_xml_url", "body_html_url")] == [404, 404]
    status, body = get(record["raw_text_url"])
    assert (status, body[:6], b"[FR Doc. 2022-14069 Filed 6-28-22; 11:15 am]" in body) == (200, b"<html>", True)


def test_a_fault_is_played_as_often_as_asked(register: RecordedRegister) -> None:
    register.fault("503", times=2)
    assert [get(register.base_url + SEARCH)[0] for _ in range(3)] == [503, 503, 200]
    with pytest.raises(ValueError, match="no such fault"):
        register.fault("earthquake")
    assert "request_access" in FAULTS


def raw(register: RecordedRegister, timeout: float = 5) -> bytes:
    """What comes over the wire, to the end of the connection."""
    port = int(register.host.rpartition(":")[2])
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        connection.sendall(b"GET /api/v1/documents/2019-22210.json HTTP/1.1\r\nHost: x\r\n\r\n")
        while len(said) < 1_000_000 and (more := connection.recv(65_536)):
            said += more
    return said


def test_answers_break_off_as_asked(register: RecordedRegister) -> None:
    register.fault("hang_up")
    assert raw(register) == b""
    register.fault("reset")
    with pytest.raises(ConnectionResetError):
        raw(register)
    whole = len(json.dumps(get(register.base_url + "/documents/2019-22210.json")[1]))
    for kind, promised in (("truncated", True), ("truncated_unsaid", False)):
        register.fault(kind)
        head, _, body = raw(register).partition(b"\r\n\r\n")
        assert (b"Content-Length" in head, len(body)) == (promised, whole // 2)
    register.fault("no_end")
    assert len(raw(register)) >= 1_000_000


def test_nobody_listens_while_it_refuses(register: RecordedRegister) -> None:
    address = register.base_url
    with register.refusing(), pytest.raises(urllib.error.URLError, match="refused"):
        get(address + SEARCH)
    assert (get(address + SEARCH)[0], register.base_url) == (200, address)


def test_it_needs_the_standard_library_only() -> None:
    """The demo starts at once: no HTTP client, no XML library, nothing of the house behind it."""
    asks = "import sys, monitor.demo.register; print([m for m in ('httpx', 'lxml', 'pydantic', 'sqlmodel') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
