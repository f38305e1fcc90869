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

from monitor.demo.faults import FaultReply
from monitor.demo.register import RecordedRegister
from monitor.errors import BadAnswer
from monitor.http import Client
from monitor.model import Document
from monitor.sources.federal_register import FIELDS, RULES, Empty, FederalRegister, read_record
from monitor.sources.results import AccessBlocked, Broken, Failure, Fresh, Implausible, Partial
from monitor.sources.texts import Fetched
from monitor.text.document_numbers import is_document_number

ALL = (date(2019, 1, 1), date(2024, 12, 31))


@pytest.fixture
def source(client: Client, register: RecordedRegister) -> FederalRegister:
    return FederalRegister(client, register.base_url)


def found_by(source: FederalRegister, since: date = ALL[0], until: date | None = ALL[1]) -> Fresh[Document]:
    found = source.documents(since, until)
    assert isinstance(found, Fresh), found
    return found


def the_document(source: FederalRegister, number: str) -> Document:
    return next(d for d in found_by(source).documents if d.number == number)


def text_of(source: FederalRegister, document: Document) -> Fetched:
    fetched = source.text(document)
    assert isinstance(fetched, Fetched), fetched
    return fetched


def require_failure(outcome: object, kind: type[Failure], said: str = "", *, answered: bool = True) -> Failure:
    """``outcome`` is a failure of this type exactly that says so."""
    assert isinstance(outcome, Failure), outcome
    assert (type(outcome), said in outcome.message) == (kind, True), outcome
    assert not isinstance(outcome, Broken) or outcome.answered is answered, outcome
    return outcome


def test_the_rules_and_nothing_else(source: FederalRegister) -> None:
    found = found_by(source)
    assert [d.number for d in found.documents][:3] == ["2019-22210", "2020-03144", "2022-11885"]
    assert len(found.documents) == 10
    first = found.documents[0]
    assert (first.citation, first.publication_date, first.effective_on) == (
        "84 FR 54002", date(2019, 10, 9), date(2019, 10, 9),
    )  # fmt: skip
    assert (15, "744") in first.cfr_references


def test_nothing_new_is_an_answer_without_results(source: FederalRegister) -> None:
    found = source.documents(date(2018, 1, 1), date(2018, 2, 1))
    assert isinstance(found, Empty)
    assert (found.documents, found.ignored) == ((), 0)


def test_without_a_last_day_everything_since_is_found(source: FederalRegister) -> None:
    found = found_by(source, date(2023, 12, 1), None)
    assert [d.number for d in found.documents] == ["2023-26935", "2024-14635"]


def test_a_rule_without_references_or_with_wrong_ones_is_not_missed(
    register: RecordedRegister, source: FederalRegister
) -> None:
    silent = {**register.documents[0], "document_number": "C1-2019-22210", "cfr_references": []}
    other = {**silent, "document_number": "2019-99999", "cfr_references": [{"title": 15, "part": 740, "chapter": None}]}
    register.documents += [silent, other]
    found = found_by(source, date(2019, 10, 9), date(2019, 10, 9))
    numbers = {"2019-22210", "C1-2019-22210", "2019-99999"}
    assert ({d.number for d in found.documents}, found.ignored) == (numbers, 0)


def test_an_ignored_filter_lets_nothing_foreign_in(register: RecordedRegister, source: FederalRegister) -> None:
    register.fault("ignored_filter")
    found = found_by(source)
    assert len(found.documents) == 10
    assert found.ignored == 4


def served(register: RecordedRegister, body: object) -> None:
    """Every search is answered with ``body`` from now on."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    register._search = lambda query: FaultReply(200, data)  # type: ignore[method-assign]


def record(register: RecordedRegister, number: str = "2019-22210", **changes: Any) -> dict[str, Any]:
    return {**register.documents[0], "document_number": number, **changes}


def test_an_ignored_question_is_never_nothing_new(register: RecordedRegister, source: FederalRegister) -> None:
    """Everything matches, oldest first, and the API counts no further than 10,000: ours are not among them."""
    served(register, {"count": 10_000, "total_pages": 50, "results": [record(register, "94-1", agencies=[])]})
    require_failure(source.documents(*ALL), Implausible, "ignored the question")
    assert len(register.requests) == 1


def test_a_document_that_comes_twice_is_one(many: RecordedRegister, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = many._search

    def overlapping(query: Any) -> Any:
        reply = asked(query)
        page = json.loads(reply.body)
        if query.get("page") == ["2"]:
            page["results"] += page["results"][:7]
        return replace(reply, body=json.dumps(page).encode())

    monkeypatch.setattr(many, "_search", overlapping)
    with Client(requests_per_second=10_000) as client:
        assert len(found_by(FederalRegister(client, many.base_url)).documents) == 250


def test_every_question_is_new_to_a_cache(register: RecordedRegister, source: FederalRegister) -> None:
    source.documents(*ALL)
    source.documents(*ALL)
    assert len(set(register.requests)) == len(register.requests)


FAULTS = [
    ("request_access", AccessBlocked, "Request Access"), ("captcha_redirect", AccessBlocked, "captcha"),
    ("403", AccessBlocked, "403"), ("429", AccessBlocked, "slow down"), ("500", Broken, "500"), ("503", Broken, "503"),
    ("404", Broken, "404"), ("404_html", Broken, "404"), ("html", Broken, "web page"), ("empty", Broken, "nothing at all"),
    ("invalid_json", Broken, "broken JSON"), ("other_shape", Broken, "count"), ("no_results", Partial, "gives none"),
    ("truncated", Broken, "broke off"), ("reset", Broken, "reset by peer"), ("huge", Broken, "more than"),
    ("gzip_bomb", Broken, "more than"), ("hang_up", Broken, "broke off"), ("429_plain", AccessBlocked, "slow down"),
    ("truncated_unsaid", Broken, "broken JSON"), ("no_end", Broken, "more than"), ("502", Broken, "502"),
]  # fmt: skip
NO_ANSWER = {"truncated", "reset", "hang_up"}
"""After these nothing has come that could be an answer."""


@pytest.mark.parametrize(("kind", "result", "said"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_fault_is_never_nothing_new(
    register: RecordedRegister, source: FederalRegister, kind: str, result: type[Failure], said: str
) -> None:
    register.fault(kind, times=2)
    failed = require_failure(source.documents(*ALL), result, said, answered=kind not in NO_ANSWER)
    assert register.host in failed.message or "127.0.0.1" in failed.message
    assert "conditions" not in failed.message
    register.mend()
    assert len(found_by(source).documents) == 10  # and the next round is good


@pytest.mark.parametrize("kind", ["reset", "hang_up", "502", "503", "truncated", "429_plain"])
def test_a_passing_fault_is_tried_again(register: RecordedRegister, source: FederalRegister, kind: str) -> None:
    register.fault(kind, times=1)
    assert len(found_by(source).documents) == 10


def test_a_slow_drip_dies_at_the_deadline(register: RecordedRegister) -> None:
    register.fault("drip", times=2)
    with Client(timeout_seconds=0.3, requests_per_second=10_000) as client:
        slow = FederalRegister(client, register.base_url).documents(*ALL)
    require_failure(slow, Broken, "slowly", answered=False)


def test_nobody_listening_is_unreachable(register: RecordedRegister, source: FederalRegister) -> None:
    with register.refusing():
        require_failure(source.documents(*ALL), Broken, "cannot be reached", answered=False)
    assert len(found_by(source).documents) == 10


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
        found = found_by(FederalRegister(client, many.base_url))
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
    with Client(requests_per_second=10_000) as client:
        require_failure(FederalRegister(client, many.base_url).documents(*ALL), Partial, "a page is missing")


def test_another_hosts_pages_are_not_followed(many: RecordedRegister) -> None:
    many.base_url = "http://example.invalid/api/v1"
    with Client(requests_per_second=10_000) as client:
        require_failure(FederalRegister(client, many.host + "/api/v1").documents(*ALL), Broken, "another host")


@pytest.mark.parametrize(
    "following",
    [
        "http://[x", "{host}/admin?a=1", "{base}/documents/../../admin?a=1", "{base}@evil.invalid/documents?a=1",
        "https{rest}/documents?a=1", "/documents?page=2", 7, ["x"],
    ],
)  # fmt: skip
def test_pages_lie_below_the_configured_base(
    register: RecordedRegister, source: FederalRegister, following: object
) -> None:
    if isinstance(following, str):
        following = following.format(host=register.host, base=register.base_url, rest=register.base_url[4:])
    served(register, {"count": 2, "results": [record(register)], "next_page_url": following})
    require_failure(source.documents(*ALL), Broken, "continues at")
    assert len(register.requests) == 1


def test_pages_that_go_round_in_a_circle_end(register: RecordedRegister, source: FederalRegister) -> None:
    again = register.base_url + "/documents?page=2"
    served(register, {"count": 1, "results": [record(register)], "next_page_url": again})
    require_failure(source.documents(*ALL), Broken, "without end")
    assert len(register.requests) == 2


def test_pages_that_never_end_end(
    register: RecordedRegister, source: FederalRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.sources.paging.MOST_COUNTED", 500)

    def another(query: Any) -> FaultReply:
        following = f"{register.base_url}/documents?page={len(register.requests)}"
        page = {"count": 1, "results": [record(register)], "next_page_url": following}
        return FaultReply(200, json.dumps(page).encode())

    register._search = another  # type: ignore[method-assign]
    require_failure(source.documents(*ALL), Broken, "without end")
    assert len(register.requests) < 10


def test_a_page_without_results_is_no_page(many: RecordedRegister, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = many._search

    def shapeless(query: Any) -> Any:
        return FaultReply(200, b'{"count": 250}') if query.get("page") == ["2"] else asked(query)

    monkeypatch.setattr(many, "_search", shapeless)
    with Client(requests_per_second=10_000) as client:
        require_failure(FederalRegister(client, many.base_url).documents(*ALL), Partial, "results that are missing")


@pytest.mark.parametrize(
    ("numbers", "count", "result", "said"),
    [
        (["2019-1", "2019-1"], 2, Partial, "counts 2 documents and gave 1"),  # a page twice in place of another
        (["2019-1"], 2, Partial, "counts 2 documents and gave 1"),
        (["2019-1", "2019-2"], 1, Partial, "counts 1 documents and gave 2"),
        (["2019-1"], 0, Partial, "counts 0 documents and gave 1"),
        ([], 3, Partial, "counts 3 documents and gave 0"),
        (["2019-1"], -1, Broken, "without a count"),
        (["2019-1"], True, Broken, "without a count"),
        (["2019-1"], "1", Broken, "without a count"),
        (["2019-1"], None, Broken, "without a count"),
    ],
)
def test_a_count_that_disagrees_is_no_answer(
    register: RecordedRegister,
    source: FederalRegister,
    numbers: list[str],
    count: object,
    result: type[Failure],
    said: str,
) -> None:
    served(register, {"count": count, "results": [record(register, n) for n in numbers]})
    require_failure(source.documents(*ALL), result, said)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[" * 200_000, "broken JSON"), (b"\xff\xfe\x00", "broken JSON"), (b"[]", "JSON list"), (b"null", "JSON NoneType"),
        (b'"text"', "JSON str"), (b'{"count": 1, "results": {"a": 1}}', "results that are dict"),
        (b'{"count": 1, "results": [7]}', "no object"), (b'{"errors": {"conditions": "invalid"}}', "without a count"),
    ],
)  # fmt: skip
def test_json_of_another_shape_is_no_answer(
    register: RecordedRegister, source: FederalRegister, body: bytes, said: str
) -> None:
    served(register, body)
    require_failure(source.documents(*ALL), Broken, said)


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n  ", b"<!-- cached -->\n"])
def test_the_access_page_is_known_however_it_starts(
    register: RecordedRegister, source: FederalRegister, before: bytes
) -> None:
    served(register, before + b"<!DOCTYPE html><title>Federal Register :: Request Access</title>")
    require_failure(source.documents(*ALL), AccessBlocked, "Request Access")


# -- texts -----------------------------------------------------------------------------------------------------------


def test_the_text_is_the_xml(source: FederalRegister) -> None:
    fetched = text_of(source, the_document(source, "2023-25557"))
    assert (fetched.form, fetched.media_type) == ("xml", "application/xml")
    assert b"Institute of Forensic Science" in fetched.data


def test_a_text_that_is_not_there_yet_is_asked_for_again(register: RecordedRegister, source: FederalRegister) -> None:
    document = the_document(source, "2023-25557")
    register.fault("404", times=3, path="full_text")
    require_failure(source.text(document), Broken, "not there yet")
    assert text_of(source, document).form == "xml"


def test_other_renditions_stand_in_until_the_xml_is_there(register: RecordedRegister, source: FederalRegister) -> None:
    document = the_document(source, "2023-25557")
    register.renditions = {
        "html/2023-25557": b"<h1>Entity List Removal</h1>",
        "text/2023-25557": b"<pre>Entity List</pre>",
    }
    xml = register.texts.pop("2023-25557")
    page = text_of(source, document)
    assert (page.form, page.data) == ("html", b"<h1>Entity List Removal</h1>")
    del register.renditions["html/2023-25557"]
    plain = text_of(source, document)
    assert (plain.form, plain.data) == ("text", b"<pre>Entity List</pre>")
    register.texts["2023-25557"] = xml
    assert text_of(source, document).form == "xml"
    assert not any("2023/11/17/2023-25557/" in asked for asked in register.requests)  # the page for people, never


@pytest.mark.parametrize(("kind", "result"), [("request_access", AccessBlocked), ("html", Broken), ("empty", Broken)])
def test_a_page_instead_of_a_text(
    register: RecordedRegister, source: FederalRegister, kind: str, result: type[Failure]
) -> None:
    document = the_document(source, "2023-25557")
    register.fault(kind, path="full_text")
    require_failure(source.text(document), result)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "https://example.org/x.xml", "http://[x", "x.xml",
        "http://127.0.0.1:1/x.xml", "http://127.0.0.1\\@example.org/", "http://localhost/x.xml",
    ],
)  # fmt: skip
def test_texts_come_from_known_hosts_only(source: FederalRegister, url: str) -> None:
    document = replace(the_document(source, "2023-25557"), full_text_xml_url=url)
    require_failure(source.text(document), Broken, "no known host")


def test_texts_come_from_hosts_that_are_named(register: RecordedRegister, source: FederalRegister) -> None:
    document = the_document(source, "2023-25557")
    with RecordedRegister() as mirror, Client(requests_per_second=10_000) as client:
        mirror.publish_through(ALL[1])
        elsewhere = replace(
            document, full_text_xml_url=document.full_text_xml_url.replace(register.host, mirror.host.upper())
        )
        named = FederalRegister(client, register.base_url, frozenset({mirror.host.removeprefix("http://").upper()}))
        assert text_of(named, elsewhere).form == "xml"


def test_texts_are_not_fetched_without_https_where_the_api_has_it() -> None:
    document = Document("2024-1", full_text_xml_url="http://www.federalregister.gov/x.xml")
    with Client() as client:
        failed = FederalRegister(client, "https://www.federalregister.gov/api/v1").text(document)
    require_failure(failed, Broken, "without https")


# -- records ----------------------------------------------------------------------------------------------------------


def test_real_answers_are_read(shared_data: Path) -> None:
    answer = json.loads((shared_data / "fr/api/documents-2024-01-all-fields.json").read_text("utf-8"))
    assert [read_record(r, "x").number for r in answer["results"]]
    newest = json.loads((shared_data / "fr/api/documents-bis-newest-2026-10-01.json").read_text("utf-8"))
    assert all("industry-and-security-bureau" in read_record(r, "x").agencies for r in newest["results"])


def test_every_known_number_is_a_number(shared_data: Path) -> None:
    lines = (shared_data / "fr/index/entity-list-rules.tsv").read_text("utf-8").splitlines()[1:]
    numbers = [number for line in lines if (number := line.split("\t")[1])]
    assert len(numbers) > 150
    assert all(map(is_document_number, numbers))


@pytest.mark.parametrize("number", ["2024-28267", "E9-12940", "05-7305", "X94-70302", "C1-2026-16628", "C2-2018-18766"])
def test_numbers_as_they_are(number: str) -> None:
    assert read_record({"document_number": number}, "x").number == number


def test_only_fields_that_there_are_are_asked_for(shared_data: Path) -> None:
    described = json.loads((shared_data / "fr/api/openapi.json").read_text("utf-8"))
    assert set(FIELDS) <= set(described["components"]["schemas"]["DocumentField"]["items"]["enum"])


@pytest.mark.parametrize(
    "number", ["../../etc/passwd", "2024-1/../2", "", "2024 28267", "a-1", "2024-1\n", "2024-1?x=1"]
)
def test_what_is_no_number_never_reaches_a_path(number: str) -> None:
    with pytest.raises(BadAnswer, match="document_number"):
        read_record({"document_number": number}, "x")


def test_nulls_are_empty() -> None:
    document = read_record({"document_number": "05-7305", "title": None, "effective_on": None, "agencies": None}, "x")
    assert document == Document("05-7305")


@pytest.mark.parametrize(
    ("record", "field"),
    [("text", "no object"), ({}, "document_number"), ({"document_number": "2024-1", "title": 7}, "title"),
     ({"document_number": "2024-1", "publication_date": "yesterday"}, "publication_date"),
     ({"document_number": "2024-1\n"}, "document_number"), ({"document_number": None}, "document_number"),
     ({"document_number": "2024-1", "agencies": "BIS"}, "agencies"),
     ({"document_number": "2024-1", "agencies": ["BIS"]}, "agencies"),
     ({"document_number": "2024-1", "cfr_references": {"title": 15}}, "cfr_references")],
)  # fmt: skip
def test_a_field_that_is_something_else_is_named(record: Any, field: str) -> None:
    with pytest.raises(BadAnswer, match=field):
        read_record(record, "x")


def test_characters_that_nobody_can_store_are_replaced(source: FederalRegister, register: RecordedRegister) -> None:
    odd = "a\x00\ud800b"
    served(
        register,
        {"count": 1, "results": [record(register, "2024-1", title=odd, cfr_references=[{"title": 15, "part": odd}])]},
    )
    found = source.poll(date(2019, 10, 9), date(2019, 10, 9))
    assert isinstance(found, Fresh)
    assert [(d.title, d.cfr_references) for d in found.documents] == [("a\ufffd\ufffdb", ((15, "a\ufffd\ufffdb"),))]


@pytest.mark.parametrize("title", ["\u00b2", None, "fifteen", 15.5, "9" * 5_000, [15]])
def test_a_reference_that_is_none_keeps_the_document_a_candidate(title: object) -> None:
    odd = {"document_number": "2024-1", "cfr_references": [{"title": title, "part": "740"}]}
    assert RULES.has(read_record(odd, "x"))


@pytest.mark.parametrize("part", ["744", 744])  # both were captured
def test_parts_come_as_text_and_as_numbers(part: object) -> None:
    record = {"document_number": "2024-1", "cfr_references": [{"title": 15, "part": part}]}
    assert read_record(record, "x").cfr_references == ((15, "744"),)


BIS = "industry-and-security-bureau"


@pytest.mark.parametrize(
    ("document", "ours"),
    [
        (Document("2024-1", type="Rule", agencies=(BIS,), cfr_references=((15, "744"),)), True),
        (Document("C1-2024-1", type="Correction", agencies=(BIS,), cfr_references=()), True),
        (Document("2024-1", type="Rule", agencies=(BIS,), cfr_references=()), True),
        (Document("2024-1", type="Rule", agencies=(BIS,), cfr_references=((15, "740"),)), True),
        (Document("2024-1", type="Notice", agencies=(BIS,), cfr_references=((15, "744"),)), False),
        (
            Document("2024-1", type="Rule", agencies=("homeland-security-department",), cfr_references=((15, "744"),)),
            False,
        ),
    ],
)
def test_which_documents_are_ours(document: Document, ours: bool) -> None:
    assert RULES.has(document) is ours


@pytest.mark.parametrize(
    "references",
    [
        [],
        [{"title": 15, "part": "744"}],
        [{"title": 15, "part": "0744"}],
        [{"title": 15, "part": "730-774"}],
        [{"title": 15, "part": None}],
        [{"title": 15, "chapter": "VII"}],
        [{"title": 15, "part": "740"}],
        [{"title": 15, "part": "730-740"}],
        [{"title": 22, "part": "744"}],
    ],
)
def test_no_reference_of_a_record_dismisses_a_rule(references: list[Any]) -> None:
    record = {"document_number": "2024-00001", "type": "Rule", "cfr_references": references}
    assert RULES.has(read_record(record, "the answer"))
