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
