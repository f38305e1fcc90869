"""Party files as people have them: each kind of layout gives the right parties, or a question that names the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import CannotRead, Undecided
from monitor.reading.parties.party_file import Parties, read_parties
from monitor.reading.parties.tables import ReadingOptions

HUAWEI = "Huawei Technologies Co., Ltd."


def read(text: str | bytes, **options: object) -> Parties:
    data = text if isinstance(text, bytes) else text.encode()
    return read_parties(data, "a file", ReadingOptions(**options))  # type: ignore[arg-type]


def rows(text: str | bytes, **options: object) -> list[tuple[str, str]]:
    return [(party.reference, party.name) for party in read(text, **options).parties]


LAYOUTS = {
    "vendor is a number": ("Vendor,Name 1,Name 2,Country\n100234,Huawei,Technologies,CN\n", [("100234", "Huawei Technologies")]),
    "customer is a code": ("Customer;Customer name\nC-17;Huawei\nC-18;ZTE\n", [("C-17", "Huawei"), ("C-18", "ZTE")]),
    "vendor is a name": ("No;Vendor\n1;Huawei\n2;3M\n", [("1", "Huawei"), ("2", "3M")]),
    "German numbers": ("Kreditor\tName 1\tLand\n4711\tHuawei\tCN\n", [("4711", "Huawei")]),
    "two rows, the second heads": ("Customer,,Location,\nid,name,country,address\n1,Huawei,CN,x\n", [("1", "Huawei")]),
    "two rows, joined": ("Customer,,Place\nNumber,Name,Country\n1,Huawei,CN\n", [("1", "Huawei")]),
    "two rows, German": ("Lieferant;;Anschrift;\nNr;Firma;Ort;Land\n1;Huawei;Shenzhen;CN\n", [("1", "Huawei")]),
    "two rows below a title": ("Export 2026\n\nVendor,,\nid,name,country\n1,Huawei,CN\n", [("1", "Huawei")]),
    "one column": ('name\n"Huawei"\nLi, Fangwei\nA, B, C\n', [("line 2", "Huawei"), ("line 3", "Li, Fangwei"), ("line 4", "A, B, C")]),
    "one column of semicolons": ("Company name\nHuawei; Shenzhen\nZTE\n", [("line 2", "Huawei; Shenzhen"), ("line 3", "ZTE")]),
    "one column, each with a comma": ("Firma\nFoo, Inc\nBar, Inc\n", [("line 2", "Foo, Inc"), ("line 3", "Bar, Inc")]),
    "comma in a heading": ('id;name;"Address (street, city, zip, state)"\n1;Huawei Co., Ltd.;"Bantian, Shenzhen"\n', [("1", "Huawei Co., Ltd.")]),
    "commas in headings, tabs": ("id\tname, legal\tname\n1\tx\tHuawei\n", [("1", "Huawei")]),
    "semicolons in a heading": ('id,name,"a; b; c; d"\n1,Huawei,x\n', [("1", "Huawei")]),
    "title above": ("Customer export, 28 Feb, EMEA, page 1\nid;name;country\n1;Huawei Co., Ltd.;CN\n", [("1", "Huawei Co., Ltd.")]),
    "title and blank lines": ("Vendors\n\n\nid,name\n1,Huawei\n", [("1", "Huawei")]),
    "titles of several lines": ("Report\nPrinted by X\nid|name|country\n1|Huawei|CN\n", [("1", "Huawei")]),
    "headings again": ("id,name\n1,Huawei\nid,name\n2,ZTE\n", [("1", "Huawei"), ("2", "ZTE")]),
    "sep": ('"sep=;"\nid;name\n1;Huawei, Ltd\n', [("1", "Huawei, Ltd")]),
    "SEP and commas": ("SEP=|,,,\nid|name\n1|Huawei\n", [("1", "Huawei")]),
    "sep of a tab": ("sep=\\t\nid\tname\n1\tHuawei\n", [("1", "Huawei")]),
    "codes headed names": ("Name,Company\n1001,Huawei\n1002,ZTE\n", [("line 2", "Huawei"), ("line 3", "ZTE")]),
    "first and last name": ("First Name,Last Name\nAda,Lovelace\n", [("line 2", "Ada Lovelace")]),
    "a JSON array": ('[{"id": 1, "name": "Huawei"},\n {"name": "ZTE", "id": 2}]', [("1", "Huawei"), ("2", "ZTE")]),
    "FollowTheMoney": ('{"id": "x", "schema": "Company", "properties": {"name": ["Huawei", "HW"]}}', [("x", "Huawei")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LAYOUTS.values(), ids=LAYOUTS)
def test_layouts(text: str, expected: list[tuple[str, str]]) -> None:
    assert rows(text) == expected


QUESTIONS = {
    "a heading twice": ("id,name,name\n1,Huawei,Mr Li\n", "--column name=HEADING"),
    "a heading twice, in German": ("Nr;Firma;Firma\n1;Huawei;Li\n", "--column name=HEADING"),
    "a company and a person": ("Company,Name\nHuawei,Mr Li\n", "--column name=HEADING"),
    "two sure headings": ("Vendor name,Customer name\nHuawei,ZTE\n", "--column name=HEADING"),
    "no headings": ("Huawei Technologies,CN\nZTE,CN\n", "--heading-row N"),
    "numbers alone": ("Name\n1\n2\n", "--column name=HEADING"),
    "two countries": ("name,a,b\nHuawei,CN,DE\n", "--column country=HEADING"),
    "two separators": ("a,b;c\nd,e;f\n", "--separator"),
}


@pytest.mark.parametrize(("text", "remedy"), QUESTIONS.values(), ids=QUESTIONS)
def test_doubt_is_asked_with_the_remedy(text: str, remedy: str) -> None:
    with pytest.raises(Undecided, match=remedy) as asked:
        read(text)
    assert asked.value.exit_status == 2


def test_what_the_user_says_settles_it() -> None:
    assert rows("Company,Name\nHuawei,Mr Li\n", columns={"name": "Company"}) == [("line 2", "Huawei")]
    assert rows("Huawei,CN\nZTE,CN\n", columns={"name": "column 1"}, heading_row=0) == [
        ("line 1", "Huawei"),
        ("line 2", "ZTE"),
    ]
    assert rows("name\nx\nwho\nHuawei\n", columns={"name": "who"}, heading_row=3) == [("line 4", "Huawei")]
    assert rows("a~name\n1~Huawei\n", separator="~") == [("line 2", "Huawei")]
    assert rows("name;country\nHuawei;CN\n", separator="none", columns={"name": "name;country"}) == [
        ("line 2", "Huawei;CN")
    ]
    with pytest.raises(Undecided, match="nothing in line 9"):
        read("name\nHuawei\n", heading_row=9)
    with pytest.raises(Undecided, match="no separator"):
        read("name\nHuawei\n", separator="abc")


COUNTRIES = [
    "Customer ID,Customer Name,Country/Region,Address 1\n1,Huawei,China,x\n",
    "AccountNumber,Name,BillingCountry,BillingStreet\n1,Huawei,China,x\n",
    "编号,公司名称,国家/地区,地址\n1,Huawei,CN,x\n",
    "id,name,what,street\n1,Huawei,CN,x\n",
    "Nr;Firma;Land;Straße\n1;Huawei;CHN;x\n",
]


@pytest.mark.parametrize("text", COUNTRIES)
def test_countries_and_addresses(text: str) -> None:
    (party,) = read(text).parties
    assert (party.reference, party.name, party.country, party.address) == (
        "1",
        "Huawei",
        "CHINA, PEOPLE'S REPUBLIC OF",
        "x",
    )


def test_parts_of_an_address_are_joined_and_the_rest_is_listed() -> None:
    found = read("id,name,street,city,zip,country,note\n1,Huawei,Bantian,Shenzhen,518129,CN,HW\n")
    assert found.parties[0].address == "Bantian, Shenzhen, 518129"
    assert found.mapping["address"] == "street + city + zip"
    assert found.tables[0].ignored == ("“note” (HW)",)


def test_the_small_inputs_of_the_shared_data(shared_data: Path) -> None:
    expected = {
        "04": ["华为技术有限公司"], "06": ["Acme GmbH", "Huawei Technologies Co. Ltd."], "07": ["Huawei Technologies Co. Ltd."],
        "08": ["Huawei Technologies Co Ltd"], "09": ["Huawei", "Semiconductor Manufacturing International, Beijing", "Li, Fangwei"],
        "10": [HUAWEI], "11": [HUAWEI], "12": ["Huawei Technologies Co Ltd"], "13": ["Acme", "Lukoil"], "14": [HUAWEI],
    }  # fmt: skip
    for number, names in expected.items():
        (file,) = (shared_data / "bugs").glob(f"{number}-*")
        assert [p.name for p in read_parties(file.read_bytes(), file.name).parties] == names, file.name
    with pytest.raises(Undecided, match="--column name=HEADING"):
        read((shared_data / "bugs" / "05-duplicate-heading.csv").read_bytes())


@pytest.mark.parametrize("start", [b"%PDF-1.7", b"\x89PNG", b"<html><table>", b"<?xml version='1.0'?>", b"{\\rtf1"])
def test_another_kind_of_file_is_named(start: bytes) -> None:
    with pytest.raises(CannotRead, match="save the table as XLSX or CSV"):
        read(start + b"\nname\nFoo\n")
