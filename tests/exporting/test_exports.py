"""The list as other systems load it."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from datetime import date

import pytest

from monitor.errors import MonitorError, UsageError
from monitor.exporting.check import check_ftm
from monitor.exporting.csl import COLUMNS, render_csl
from monitor.exporting.ftm import render_ftm
from monitor.exporting.identifiers import identified, identifier
from monitor.history.baseline import bundled
from monitor.model import Citation, Entry, SubEntity
from monitor.reading.files import read_snapshot
from monitor.text.iso import code_of
from monitor.text.names import fold
from tests.comparing.making import entry


@pytest.fixture(scope="module")
def whole() -> tuple[Entry, ...]:
    return read_snapshot(bundled(), "the bundled copy").entries


def test_an_identifier_outlives_re_citation_and_re_spelling() -> None:
    assert identifier("IRAN", "Alpha Co., Ltd.") == identifier("Iran", "ALPHA CO LTD")
    assert identifier("IRAN", "Alpha") != identifier("IRAQ", "Alpha")
    twins = [entry("Beta", addresses=("1 Street",)), entry("Beta", addresses=("2 Street",))]
    assert [key.rpartition("-")[2] for key, _ in identified(twins)][1] == "2"


def test_the_screening_lists_form_comes_back_as_the_same_list(whole: tuple[Entry, ...]) -> None:
    back = read_snapshot(render_csl(whole).encode(), "csl.csv").entries
    assert len(back) == len(whole)

    def said(e: Entry) -> tuple[object, ...]:
        # The form has no destination for Crimea but Ukraine, and no place of their own for parties within an entry.
        country = e.country.replace("CRIMEA REGION OF UKRAINE", "UKRAINE")
        inside = [name for sub in e.sub_entities for name in (sub.name, *sub.aliases)]
        names = frozenset(fold(a) for a in (*e.aliases, *inside))
        cited = frozenset((c.volume, c.page) for c in e.citations)
        return country, e.name, names, e.license_requirement, e.license_review_policy, cited

    assert Counter(map(said, whole)) == Counter(map(said, back))


def test_addresses_come_back_as_printed_those_that_name_no_country_with_its_code(whole: tuple[Entry, ...]) -> None:
    back = read_snapshot(render_csl(whole).encode(), "csl.csv").entries
    changed = []
    for (_, ours), theirs in zip(identified(whole), back, strict=True):
        printed = list(dict.fromkeys(a.replace(";", ",") for a in ours.addresses))  # one is printed twice
        assert len(printed) == len(theirs.addresses), ours.name
        for before, after in zip(printed, theirs.addresses, strict=True):
            assert after in (before, f"{before}, {code_of(ours.country)}")
            if after != before:
                changed.append(before)
    assert len(changed) < 200
    assert not any("China" in address.split(", ") for address in changed)


def test_addresses_end_in_codes_and_hong_kong_keeps_its_own() -> None:
    china = "CHINA, PEOPLE'S REPUBLIC OF"
    listed = [
        entry("A", china, addresses=("1 Road, Shenzhen, China", "Rm 2; Kowloon, Hong Kong", "Somewhere")),
        entry("B", "IRAN", addresses=()),
    ]
    rows = list(csv.DictReader(io.StringIO(render_csl(listed))))
    assert rows[0]["addresses"] == "1 Road, Shenzhen, China, CN; Rm 2, Kowloon, Hong Kong, HK; Somewhere, CN"
    assert rows[1]["addresses"] == "IR"
    assert tuple(rows[0]) == COLUMNS


PROPERTIES = {
    "LegalEntity": {"name", "alias", "address", "country", "topics", "notes"},
    "Sanction": {
        "entity", "authority", "program", "country", "startDate", "listingDate", "authorityId", "provisions", "summary",
        "description",
    },
    "UnknownLink": {"subject", "object", "role"},
}  # fmt: skip


def test_follow_the_money_has_every_party_its_listing_and_those_within(whole: tuple[Entry, ...]) -> None:
    shapes = [json.loads(line) for line in render_ftm(whole).splitlines()]
    counts = Counter(shape["schema"] for shape in shapes)
    inside = sum(len(e.sub_entities) for e in whole)
    assert counts == {"LegalEntity": len(whole) + inside, "Sanction": len(whole), "UnknownLink": inside}
    known = {shape["id"] for shape in shapes}
    assert len(known) == len(shapes)
    for shape in shapes:
        properties = shape["properties"]
        assert properties.keys() <= PROPERTIES[shape["schema"]]
        assert all(isinstance(v, str) and v for values in properties.values() for v in values)
        assert len(properties.get("provisions", [""])[0]) <= 1000
        for reference in ("entity", "subject", "object"):
            assert set(properties.get(reference, ())) <= known


def test_follow_the_money_of_one_entry() -> None:
    one = entry(
        "Alpha", aliases=("Al",), citations=(Citation(84, 54002, date(2019, 10, 9)), Citation(85, None, None)),
        sub_entities=(SubEntity("Sub", ("S",)),),
    )  # fmt: skip
    party, listing, within, link = (json.loads(line) for line in render_ftm([one]).splitlines())
    assert party["properties"]["name"] == ["Alpha"]
    assert party["properties"]["country"] == ["ir"]
    assert (listing["properties"]["startDate"], listing["properties"]["authorityId"]) == (
        ["2019-10-09"],
        ["84 FR 54002"],
    )
    assert within["properties"]["notes"] == ["Listed within the entry of Alpha"]
    assert (link["properties"]["subject"], link["properties"]["object"]) == ([party["id"]], [within["id"]])


def test_the_librarys_own_model_takes_every_entity(whole: tuple[Entry, ...]) -> None:
    pytest.importorskip("followthemoney", reason="the extra ftm is not installed")
    assert check_ftm(render_ftm(whole).splitlines()).startswith("followthemoney 4")


@pytest.mark.parametrize(
    ("schema", "properties", "said"),
    [
        ("Nonsense", {"name": ["A"]}, "No schema"),
        ("LegalEntity", {"nonsense": ["A"]}, "nonsense"),
        ("LegalEntity", {"name": ["A"], "country": ["Atlantis"]}, "country"),
    ],
)
def test_what_the_model_refuses_is_named(schema: str, properties: dict[str, list[str]], said: str) -> None:
    pytest.importorskip("followthemoney", reason="the extra ftm is not installed")
    with pytest.raises(MonitorError, match=said):
        check_ftm([json.dumps({"id": "a", "schema": schema, "properties": properties})])


def test_without_the_library_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "followthemoney", None)
    with pytest.raises(UsageError, match=r"pip install 'entity-list-monitor\[ftm\]'"):
        check_ftm([])
