"""One odd record of an answer is set aside and named; only where most are odd is the answer itself at fault."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from monitor.demo.faults import FaultReply
from monitor.demo.register import RecordedRegister
from monitor.http import Client
from monitor.shapes import as_json
from monitor.sources.federal_register import FederalRegister
from monitor.sources.public_inspection import PublicInspection
from monitor.sources.results import Broken, Failure, Fresh, Implausible, Mark, Unchanged
from tests.sources.test_public_inspection import captured

DAY = date(2019, 10, 9)
COMMERCE = {"name": "Commerce Department", "slug": "commerce-department"}
SEC = {"name": "SEC", "slug": "securities-and-exchange-commission"}

Ask = Callable[[list[dict[str, Any]], Mark], object]
"""Asks a source that answers with these records."""


@pytest.fixture(params=["federal register", "public inspection"])
def ask(request: pytest.FixtureRequest, register: RecordedRegister) -> Iterator[Ask]:
    with Client(requests_per_second=10_000) as client:
        printed, desk = FederalRegister(client, register.base_url), PublicInspection(client, register.base_url)
        good = register.documents[0] if request.param == "federal register" else captured("document.json")

        def asked(changes: list[dict[str, Any]], mark: Mark) -> object:
            results = [{**good, **change} for change in changes]
            register.mend()
            answer = json.dumps({"count": len(results), "results": results}).encode()
            register.answer_with("documents", FaultReply(200, answer))
            return printed.poll(DAY, DAY, mark) if request.param == "federal register" else desk.poll(mark)

        yield asked


ODD: list[tuple[dict[str, Any], str]] = [
    ({"document_number": "2019-2", "agencies": [COMMERCE]}, "commerce-department"),
    ({"document_number": "2019-2", "agencies": [SEC]}, "securities-and-exchange-commission"),
    ({"document_number": "2019-2", "publication_date": "soon"}, "publication_date is 'soon'"),
    ({"document_number": "2019-2", "title": 7}, "title is int"),
]


@pytest.mark.parametrize(("odd", "why"), ODD, ids=["parent agency", "another agency", "no date", "no title"])
def test_an_odd_record_is_named_and_the_others_are_taken(ask: Ask, odd: dict[str, Any], why: str) -> None:
    one = {"document_number": "2019-1"}
    known = ask([one], Mark())
    assert isinstance(known, Fresh)
    found = ask([one, odd], known.mark)
    assert isinstance(found, Fresh)  # a record that is set aside is news
    assert [d.number for d in found.documents] == ["2019-1"]
    (aside,) = found.set_aside
    assert aside.number == "2019-2"
    assert why in aside.why
    assert isinstance(ask([odd, one], found.mark), Unchanged)


def test_a_record_of_the_parent_agency_alone_blinds_nobody(ask: Ask) -> None:
    found = ask([{"document_number": "2019-2", "agencies": [COMMERCE]}], Mark())
    assert isinstance(found, Fresh)
    assert (found.documents, len(found.set_aside)) == ((), 1)


@pytest.mark.parametrize(
    ("odd", "result"), [({"agencies": [SEC]}, Implausible), ({"title": 7}, Broken)], ids=["foreign", "unreadable"]
)
def test_where_most_are_odd_nothing_is_taken(ask: Ask, odd: dict[str, Any], result: type[Failure]) -> None:
    one = {"document_number": "2019-1"}
    two = [{**odd, "document_number": number} for number in ("2019-2", "2019-3")]
    assert isinstance(ask([one, *two], Mark()), result)
    assert isinstance(ask([one, {"document_number": "2019-4"}, *two], Mark()), Fresh)


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ({"agencies": [], "type": "Notice"}, "none"),
        ({"title": 7}, "title is int"),
        ({"num_pages": 10**30, "effective_on": "9999-12-31"}, "not a"),
        ({"publication_date": "9999-12-31"}, "publication_date"),
        ({"publication_date": "0001-01-01", "filed_at": "0001-01-01T00:00:00+14:00"}, "0001"),
    ],
    ids=["no agency", "no title", "numbers", "the last year", "the first year"],
)
def test_an_answer_whose_only_record_is_odd_is_no_failure(ask: Ask, odd: dict[str, Any], why: str) -> None:
    found = ask([{**odd, "document_number": "2019-2"}], Mark())
    assert isinstance(found, Fresh)
    assert (found.documents, [(o.number, why in o.why) for o in found.set_aside]) == ((), [("2019-2", True)])


def test_letters_that_nobody_can_store_are_replaced_wherever_they_stand(ask: Ask) -> None:
    half = {"slug": "a\ud800\x00b", "name": "x"}
    one = {"document_number": "2019-1", "docket_numbers": ["\ud800"]}
    strange = {"document_number": "2019-2", "agencies": [half]}
    found = ask(
        [one, {"document_number": "\ud800x", "title": "\udfff"}, strange, {"document_number": "2019-3"}], Mark()
    )
    assert isinstance(found, Fresh)
    assert [d.number for d in found.documents] == ["2019-1", "2019-3"]
    assert [odd.number for odd in found.set_aside] == ["2019-2", "\ufffdx"]
    json.dumps([as_json(each) for each in (*found.documents, *found.set_aside)], ensure_ascii=False).encode()
