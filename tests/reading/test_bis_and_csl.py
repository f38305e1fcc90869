"""BIS's CSV and the Consolidated Screening List, in their own columns."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from monitor.errors import CannotRead
from monitor.model import Citation
from monitor.reading.lists.bis_and_csl import read_bis_csv, read_csl_csv, read_csl_json

BIS = (
    "Source List,Name,Address,City,State/Province,Postal Code,Country,Federal Register Notice,Effective Date,"
    "License Requirement,License Policy,Remarks/Notes,Alternate Name\n"
)
CSL = "_id,source,name,addresses,federal_register_notice,start_date,license_requirement,license_policy,alt_names\n"


def test_rows_of_one_name_and_notice_are_one_entry() -> None:
    table = BIS + (
        'EL,Fazal Farid,"501, 5th Floor",Kabul,,,Afghanistan,76 FR '
        "71867,11/21/2011,All,Denial,(See alternate address under Pakistan).,Fazel; Farid; and Engineer Idris\n"
        "EL ,Fazal Farid ,A2,Kabul,,1001,Afghanistan,76 FR 71867,11/21/2011,All,Denial,,Fazel; "
        "Farid; and Engineer Idris\n"
        "EL,Other LLC,Road 1,Kabul,,,Afghanistan,76 FR 1; 77 FR 2,1/1/2011,All,Denial,,\n"
    )
    snapshot = read_bis_csv(("\ufeff" + table).encode(), "bis.csv")
    first, second = snapshot.entries
    assert (first.country, first.name, first.aliases) == (
        "AFGHANISTAN",
        "Fazal Farid",
        ("Fazel", "Farid", "Engineer Idris"),
    )
    assert first.addresses == ("501, 5th Floor, Kabul, Afghanistan", "A2, Kabul, 1001, Afghanistan")
    assert first.citations == (Citation(76, 71867, date(2011, 11, 21)),)
    assert first.cross_references == ("See alternate address under Pakistan",)
    assert second.citations == (Citation(76, 1, None), Citation(77, 2, None))
    assert snapshot.problems == ()


def test_hong_kong_is_under_china_in_copies_of_2021_and_later() -> None:
    old = BIS + "EL,A,Road,,,,Hong Kong,84 FR 1,,All,Denial,,\n"
    new = old + "EL,B,Road,,,,China,87 FR 1,,All,Denial,,\n"
    assert read_bis_csv(old.encode(), "x").entries[0].country == "HONG KONG"
    assert {e.country for e in read_bis_csv(new.encode(), "x").entries} == {"CHINA, PEOPLE'S REPUBLIC OF"}


def test_gaps_are_named_and_filled_only_from_the_same_party() -> None:
    table = (
        BIS + "EL,A,Road,,,,Iran,84 FR 1,,All,Denial,,\n,A,Street,,,,,84 FR "
        "1,,All,Denial,,\nEL,B,Road,,,,,84 FR 1,,All,Denial,,\n"
    )
    snapshot = read_bis_csv(table.encode(), "x")
    assert [(e.country, e.name, len(e.addresses)) for e in snapshot.entries] == [("IRAN", "A", 2), ("", "B", 1)]
    assert snapshot.problems == ("line 3: A has no country", "line 4: B has no country")


def test_windows_text_is_read_too() -> None:
    table = BIS + "EL,Société Générale,Road,,,,France,84 FR 1,,All,Denial,,\n"
    assert read_bis_csv(table.encode("cp1252"), "x").entries[0].name == "Société Générale"


def test_a_row_cut_short_is_named() -> None:
    assert "may be cut short" in read_bis_csv((BIS + "EL,A,Road,,,,Iran,84 FR 1").encode(), "x").problems[0]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "lacks the columns"),
        (b"a,b\n1,2\n", "lacks the columns"),
        (BIS.encode(), "no row of the Entity List"),
        ((BIS + 'EL,"' + "x" * 200_000).encode(), "not a readable CSV"),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(CannotRead, match=says):
        read_bis_csv(data, "bis.csv")


def test_the_screening_list_gives_one_entry_a_destination_and_only_the_entity_list() -> None:
    table = CSL + (
        '1,Specially Designated Nationals (SDN) - Treasury Department,Nobody,"Road, IR",,,,,\n'
        '2,Entity List (EL) - Bureau of Industry and Security,Gulf Gate,"Room 2, Kabul, AF; Bldg '
        'P-114, Dubai, AE; Box 3, Dubai, AE",81 FR 40174,2016-06-21,All,Denial,GG; Gulf\n'
    )
    entries = read_csl_csv(table.encode(), "csl.csv").entries
    assert [(e.country, e.addresses) for e in entries] == [
        ("AFGHANISTAN", ("Room 2, Kabul, AF",)),
        ("UNITED ARAB EMIRATES", ("Bldg P-114, Dubai, AE", "Box 3, Dubai, AE")),
    ]
    assert entries[0].aliases == ("GG", "Gulf")
    assert entries[0].citations == (Citation(81, 40174, date(2016, 6, 21)),)


def test_the_screening_list_as_json() -> None:
    answer = {
        "results": [
            {
                "source": "Entity List (EL) - Bureau of Industry and Security",
                "name": "32 Group China Ltd.",
                "alt_names": ["32 Group"],
                "addresses": [
                    {"address": "Room 1905", "city": "Beijing", "state": None, "postal_code": None, "country": "CN"}
                ],
                "federal_register_notice": "80 FR 69852",
                "start_date": "2015-11-12",
            },
            {"source": "Denied Persons List (DPL)", "name": "X"},
        ]
    }
    (entry,) = read_csl_json(json.dumps(answer).encode(), "csl.json").entries
    assert (entry.country, entry.name, entry.aliases) == (
        "CHINA, PEOPLE'S REPUBLIC OF",
        "32 Group China Ltd.",
        ("32 Group",),
    )
    assert entry.addresses == ("Room 1905, Beijing, CN",)


@pytest.mark.parametrize("data", [b"{", b"[1]", b"{}", b'{"results": []}', b"[" * 100_000, b"\xff{"])
def test_other_json_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead, match=r"csl\.json"):
        read_csl_json(data, "csl.json")


def test_the_real_csv(shared_data: Path) -> None:
    import gzip

    data = gzip.decompress((shared_data / "bis" / "entity-list-2023-12-07.csv.gz").read_bytes())
    snapshot = read_bis_csv(data, "bis")
    assert len(snapshot.entries) == 2788
    assert len(snapshot.problems) == 13


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("Room 2, Kabul, Afghanistan, AF", "Room 2, Kabul, Afghanistan"),
        ("Room 2, Kabul, AF", "Room 2, Kabul, AF"),
        ("Yangon, Burma, 11091, MM", "Yangon, Burma, 11091"),
        ("Canada M2M 3Z9, CA", "Canada M2M 3Z9"),
        ("Dubai, U.A.E., AE", "Dubai, U.A.E."),
        ("China Road 1, Kabul, AF", "China Road 1, Kabul, AF"),
        ("Kowloon, Hong Kong, HK", "Kowloon, Hong Kong"),
        ("Shenzhen, China, HK", "Shenzhen, China, HK"),
    ],
)
def test_a_code_that_repeats_the_country_is_no_part_of_an_address(given: str, read: str) -> None:
    text = f'source,name,addresses,federal_register_notice,alt_names\nEntity List (EL),A,"{given}",89 FR 1,\n'
    (entry,) = read_csl_csv(text.encode(), "csl.csv").entries
    assert entry.addresses == (read,)
