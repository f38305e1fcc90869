"""What a file says of a party beside its name, country and address is kept, and aliases and addresses are screened."""

from __future__ import annotations

import json

import pytest

from monitor.model import NO_DETAILS, Entry, PartyDetails, WatchedParty
from monitor.reading.parties.party_file import read_parties
from monitor.reading.parties.tables import ReadingOptions
from monitor.screening.decisions import party_print
from monitor.screening.index import Index
from monitor.screening.mentions import NamesInText
from monitor.screening.weights import Weights
from monitor.shapes import as_json, party_from


def first(text: str, **columns: str) -> WatchedParty:
    return read_parties(text.encode(), "a file", ReadingOptions(columns)).parties[0]


FILES = {
    "English": (
        "id,name,also known as,Former name,country,address,Registered address,LEI,Registration number,Parent company,Owner,Share\n"
        "1,Foo Ltd,Foo Trading; FT Co | Foo Ltd,Oldfoo,CN,1 Main Road,2 Side Road,5493001KJTIIGC8Y1R12,HRB 4711,Big Foo,Al,51 %\n",
        PartyDetails(
            ("Foo Trading", "FT Co", "Oldfoo"), ("2 Side Road",), lei="5493001KJTIIGC8Y1R12", registration_number="HRB 4711",
            parent="Big Foo", owner="Al", share="51 %",
        ),
    ),
    "persons": (
        "name,type,date of birth\nAda Lovelace,Individual,1815-12-10\n",
        PartyDetails(type="person", born_on="1815-12-10"),
    ),
    "types that are none": ("name,type\nFoo,Services\n", NO_DETAILS),
    "German": (
        "Kreditor;Name 1;Straße;Ort;PLZ;Land;Konzern;Früherer Name;Typ\n1;Foo;Weg 1;Bonn;53111;DE;Foo AG;Alt Foo;Firma\n",
        PartyDetails(("Alt Foo",), city="Bonn", postcode="53111", type="company", parent="Foo AG"),
    ),
    "Chinese": ("客户名称,曾用名,母公司,统一社会信用代码\n华为,老华为,华为控股,9144\n",
                PartyDetails(("老华为",), registration_number="9144", parent="华为控股")),
    "Salesforce": (
        "Account Name,Billing Street,Billing City,Shipping City,Shipping Street,Shipping Country\nFoo,Weg 1,Bonn,Kyiv,Road 2,UA\n",
        PartyDetails(addresses=("Kyiv, Road 2, UA",), city="Bonn"),
    ),
    "FollowTheMoney": (
        json.dumps({"id": "x", "schema": "Vessel", "properties": {
            "name": ["Foo", "Fu"], "alias": ["Fuu", "Foo"], "previousName": ["Oldfoo"], "address": ["1 Road", "2 Road"],
            "country": ["ru"]}}),
        PartyDetails(("Fu", "Fuu", "Oldfoo"), ("2 Road",), type="vessel"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "details"), FILES.values(), ids=FILES)
def test_details_are_taken(text: str, details: PartyDetails) -> None:
    assert first(text).details == details


def test_a_column_of_details_can_be_named() -> None:
    party = first("name,Kurz,Wem\nFoo,Fu,Al\n", aliases="Kurz", owner="Wem")
    assert (party.details.aliases, party.details.owner) == (("Fu",), "Al")


def test_what_is_exported_is_read_again_as_it_was() -> None:
    party = WatchedParty(
        "7", "Foo", "IRAN", "1 Road", details=PartyDetails(("Fu", "Fuu"), ("2 Road; 3rd floor",), lei="X")
    )
    assert party_from(json.loads(json.dumps(as_json(party)))) == party
    assert first(json.dumps(as_json(party))) == party
    assert party_from({"reference": "7", "name": "Foo"}).details == NO_DETAILS  # of an earlier version


def test_aliases_and_further_addresses_are_evidence() -> None:
    entry = Entry("IRAN", "Zybrex Optic", addresses=("17 Azadi Street, Tehran",))
    party = WatchedParty("1", "Quiet Orchard", details=PartyDetails(("Zybrex Optic",)))
    (match,) = Index([entry]).matches(party, 0.8)
    assert "like your alias “Zybrex Optic” of “Quiet Orchard”" in match.explanation
    assert Index([entry]).matches(WatchedParty("1", "Quiet Orchard"), 0.8) == []
    there = WatchedParty("1", "Quiet Orchard", details=PartyDetails(addresses=("17 Azadi Street, Tehran",)))
    assert [m.kind for m in Index([entry]).matches(there, 0.5)] == ["address"]
    text = NamesInText("The company Zybrex Optic is added.", Weights([]))
    assert [found.text for found in text.mentions([party], 0.8)] == ["Zybrex Optic"]


def test_a_new_alias_asks_again_and_what_is_no_evidence_does_not() -> None:
    plain = WatchedParty("1", "Foo", "IRAN")
    assert party_print(plain) == party_print(WatchedParty("1", "Foo", "IRAN", details=PartyDetails(city="Bonn")))
    assert party_print(plain) != party_print(WatchedParty("1", "Foo", "IRAN", details=PartyDetails(("Fu",))))
