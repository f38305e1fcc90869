"""Party files that were read wrongly and silently: each kind gives the right parties now, a question, or a note."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from monitor.errors import CannotRead, Undecided
from monitor.reading.parties.headings import kind_of
from monitor.reading.parties.party_file import Parties, read_parties
from monitor.reading.parties.tables import ReadingOptions
from tests.reading.test_party_reports import book

CHINA = "CHINA, PEOPLE'S REPUBLIC OF"


def read(text: str | bytes, **options: object) -> Parties:
    data = text if isinstance(text, bytes) else text.encode()
    return read_parties(data, "a file", ReadingOptions(**options))  # type: ignore[arg-type]


NAMES = {
    "a vendor and its person": ("Vendor,Full Name,Address\nHikvision,Li Wei,x\n", ["Hikvision"]),
    "a supplier and its person": ("Supplier,Full Name,Country\nHikvision Ltd,Wei Li,CN\n", ["Hikvision Ltd"]),
    "a company and its person, and one without a company": ("Company,Full Name\nHikvision,Wei Li\n,Ada\n", ["Hikvision", "Ada"]),
    "a German firm and its person": ("Firma;Vollständiger Name\nDahua;Li Wei\n", ["Dahua"]),
    "full names alone": ("Full Name,Country\nWei Li,CN\n", ["Wei Li"]),
    "a vendor that is a number": ("Vendor,Full Name\n100234,Hikvision\n100235,Dahua\n", ["Hikvision", "Dahua"]),
    "a name in the other column": ("Customer Name,Legal Name\n,Huawei Technologies\nAcme,\n", ["Huawei Technologies", "Acme"]),
    "sums with figures": ("id,name,country\n1,Huawei,CN\n2,Dahua,CN\nTotal,2,\nSumme,2,\n", ["Huawei", "Dahua"]),
    "a sum first": ("Customer,No,Country\nFoo,1,DE\nTotal,3,\n", ["Foo"]),
    "Total of France": ("Customer,No,Country\nFoo,1,DE\nTotal,3,FR\n", ["Foo", "Total"]),
    "a day below a report": ("Customer,Phone,Address\nFoo,1,x\nTuesday, Feb 10, \n", ["Foo"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "names"), NAMES.values(), ids=NAMES)
def test_who_the_party_is(text: str, names: list[str]) -> None:
    assert [party.name for party in read(text).parties] == names


@pytest.mark.parametrize(
    ("cells", "address"),
    [
        (["1 Main", "Boston", "MA", "02110"], "1 Main, Boston, MA, 02110"),
        (["12 York Street", "York", "", ""], "12 York Street, York"),
        (["Beijing Road 5", "Beijing", "", ""], "Beijing Road 5, Beijing"),
        (["5 Road, Bonn", "Bonn", "", ""], "5 Road, Bonn"),
        (["Weg 1, 53111 Bonn", "Bonn", "", ""], "Weg 1, 53111 Bonn"),
        (["1 Main, 90001 Los Angeles", "Los Angeles", "", ""], "1 Main, 90001 Los Angeles"),
        (["1 Bath Road", "Bath", "Bath", ""], "1 Bath Road, Bath"),
    ],
)
def test_no_part_of_an_address_is_lost_in_another(cells: list[str], address: str) -> None:
    row = ",".join(f'"{cell}"' for cell in cells)
    assert read(f"name,Street,City,State,Zip\nFoo,{row}\n").parties[0].address == address


@pytest.mark.parametrize("heading", ["Alias 1", "AKA 2", "Alternate Name 1", "alias3", "Former Name 2", "Other Name 1"])
def test_numbered_aliases(heading: str) -> None:
    assert read(f"id,name,{heading}\n1,Acme,Hikvision\n").parties[0].details.aliases == ("Hikvision",)
    assert kind_of("Phone 1") == ""


@pytest.mark.parametrize(
    "row",
    ["2,Hikvision, Co., Ltd,CN", "2,Hikvision,Co.,Ltd,CN", "2,Huawei Co., Ltd.,CN", "2,Beta,Inc.,x,US"],
)
def test_a_row_that_a_comma_has_shifted_is_left_out_and_said(row: str) -> None:
    found = read(f"id,name,country\n1,Acme,US\n{row}\n3,Bar,DE\n")
    assert [party.name for party in found.parties if party.name not in ("Acme", "Bar")] == []
    assert any("line 3 has" in said and "quotes" in said for said in found.problems)


def test_a_cell_without_a_heading_costs_nothing() -> None:
    found = read("id,name,country\n1,Acme,US,a remark\n2,Bar,DE\n")
    assert [(party.name, party.country) for party in found.parties] == [("Acme", "UNITED STATES"), ("Bar", "GERMANY")]
    assert found.problems == ("line 2 has 4 cells for 3 columns",)


@pytest.mark.parametrize("names", [["ｿﾆｰ ｶﾌﾞｼｷｶﾞｲｼｬ"], ["ﾄﾖﾀｼﾞﾄﾞｳｼｬ", "ﾎﾝﾀﾞ"], ["ﾐﾂﾋﾞｼﾃﾞﾝｷ"]])
def test_half_width_kana(names: list[str]) -> None:
    text = "name,country\n" + "".join(f"{name},JP\n" for name in names)
    found = read(text.encode("cp932"))
    assert ([party.name for party in found.parties], found.encoding) == (names, "Shift-JIS")


def test_characters_that_were_lost_before_are_said() -> None:
    found = read("id,name\n1,M\ufffdller\n")
    assert "lost before it was saved (1)" in found.problems[0]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_a_remembered_encoding_gives_way_to_one_that_the_file_tells(start: bytes) -> None:
    data = start + "name\nMüller\n".encode()
    remembered = read(data, encoding="cp1252", remembered=frozenset({"encoding"}))
    assert (remembered.parties[0].name, remembered.encoding) == ("Müller", "UTF-8")
    old = "name\nMüller\n".encode("cp1252")
    assert read(old, encoding="cp1252", remembered=frozenset({"encoding"})).parties[0].name == "Müller"
    assert read("name\nMüller\n".encode(), encoding="cp1252").parties[0].name == "MÃ¼ller", "as somebody says"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("id,name,Name 1,country\n3,100234,Hikvision,CN\n4,100235,Dahua,CN\n", "name"),
        ("id,name,country\n1,Foo,Hikvision\n2,Bar,Dahua Technology\n3,Baz,SMIC\n", "country"),
        ("id,name,country\n1,China,Hikvision\n2,Russia,Dahua\n3,Iran,SMIC\n", "name"),
    ],
)
def test_a_remembered_column_must_hold_what_it_held(text: str, field: str) -> None:
    columns = {"reference": "id", "name": "name", "country": "country"}
    with pytest.raises(Undecided, match=f"was the {field} in this source's last file.*--column {field}=HEADING"):
        read(text, columns=columns, settled=True, remembered=frozenset(columns))
    assert read(text, columns=columns, settled=True, remembered=frozenset()).parties, "somebody says so"


@pytest.mark.parametrize(
    "sheet",
    [
        [["K1", "K2", "K3"], [1, "Huawei Technologies", "CN"], [2, "Hikvision", "CN"]],
        [["Kd", "Bezeichnung der Partei", "Staat"], ["a", "Dahua Technology", "CN"]],
        [["id", "name", "name"], [1, "Huawei", "Mr Li"]],
    ],
)
def test_a_doubtful_sheet_is_asked_beside_a_good_one_too(sheet: list[list[object]]) -> None:
    data = book(("Good", [["id", "name", "country"], [1, "Acme", "DE"]]), ("Odd", sheet))
    with pytest.raises(Undecided, match=r"sheet “Odd”.*--sheet NAME"):
        read(data)
    assert read(data, sheet="Good").parties[0].name == "Acme"


def test_a_sheet_of_countries_is_no_question() -> None:
    codes: list[list[object]] = [["Code", "Country"], ["CN", "China"], ["DE", "Germany"], ["RU", "Russia"]]
    assert len(read(book(("Good", [["id", "name"], [1, "Acme"]]), ("Codes", codes))).parties) == 1


def test_lists_of_objects_in_json() -> None:
    found = read(json.dumps([
        {"id": 1, "name": "A", "address": {"street": "x", "country": "CN"}},
        {"id": 2, "name": "B", "addresses": [{"street": "y", "country": "RU"}, {"street": "z", "city": "Omsk"}],
         "aliases": [{"name": "Hikvision"}, {"name": "Dahua"}], "visits": [{"day": "Monday"}]},
    ]))  # fmt: skip
    second = found.parties[1]
    assert (second.country, second.address, second.details.addresses) == ("RUSSIA", "y", ("z, Omsk",))
    assert second.details.aliases == ("Hikvision", "Dahua")
    assert found.tables[0].ignored == ("“visits” (Monday)",)


def test_entities_that_are_of_others() -> None:
    entities = [
        {"id": "e", "schema": "Company", "properties": {"name": ["Parent"], "addressEntity": ["a"]}},
        {"id": "p", "schema": "Person", "properties": {"name": ["Li"], "nationality": ["cn"]}},
        {"id": "v", "schema": "Vessel", "properties": {"name": ["Star"], "flag": ["pa"]}},
        {"id": "o", "schema": "Ownership", "properties": {"owner": ["e"], "asset": ["s"], "percentage": ["51"]}},
        {"id": "s", "schema": "Company", "properties": {"name": ["Sub"], "country": ["de"]}},
        {"id": "a", "schema": "Address", "properties": {"full": ["1 Road"], "country": ["ru"]}},
    ]
    found = read("\n".join(map(json.dumps, entities)))
    assert [(party.name, party.country) for party in found.parties] == [
        ("Parent", "RUSSIA"), ("Li", CHINA), ("Star", "PANAMA"), ("Sub", "GERMANY"),
    ]  # fmt: skip
    parent, *_, sub = found.parties
    assert (parent.address, sub.details.owner, sub.details.share) == ("1 Road", "Parent", "51")
    assert not found.problems


@pytest.mark.parametrize(
    ("heading", "odd", "fine"),
    [
        ("DOB", ["31/02/1980", "1972-13-45"], ["03/04/1980", "18.9.72", "1980", "29.2.2000", "May 1972"]),
        ("LEI", ["badlei", "529900T8BM49AURSDO56"], ["529900T8BM49AURSDO55"]),
        ("share", ["150%", "101"], ["49,5", "0.5", "100 %", "1/3"]),
    ],
)
def test_a_detail_that_cannot_be_so_is_said(heading: str, odd: list[str], fine: list[str]) -> None:
    rows = [*odd, *fine]
    found = read(f"name;{heading}\n" + "".join(f"Quiet Orchard {n};{text}\n" for n, text in enumerate(rows)))
    assert [said.split("“")[1].split("”")[0] for said in found.problems] == odd
    assert len(found.parties) == len(rows)


def test_a_large_whole_number_of_a_workbook_is_written_out() -> None:
    found = read(book(("A", [["id", "name"], [1e15, "Foo"]])))
    assert found.parties[0].reference == "1000000000000000"


def test_a_workbook_of_more_rows_than_are_read_ends_at_once() -> None:
    out = io.BytesIO(book(("A", [["name"], ["Foo"]])))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for sheet in "BC":
            archive.writestr(f"xl/worksheets/{sheet}.xml", b"<row/>" * 760_000)
    with pytest.raises(CannotRead, match=r"more than 1,500,000 are not read\. Split it"):
        read(out.getvalue())
