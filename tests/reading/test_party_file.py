"""The user's own parties from files of any make."""

from __future__ import annotations

import pytest

from monitor.errors import CannotRead
from monitor.model import WatchedParty
from monitor.reading.parties.party_file import read_parties
from monitor.reading.parties.party_lines import derived_reference
from monitor.reading.parties.tables import ReadingOptions

READ = [
    ("Customer ID;Company name;Country code\n7;Foo GmbH;DE\n", [WatchedParty("7", "Foo GmbH", "GERMANY")]),
    ("name,country\nFoo,Iran\n", [WatchedParty("line 2", "Foo", "IRAN")]),
    ("Name\nFoo\n\nBar\n", [WatchedParty("line 2", "Foo"), WatchedParty("line 4", "Bar")]),
    ('"id"\t"vendor_name"\n1\t"A ""B"" C"\n', [WatchedParty("1", 'A "B" C')]),
    ("\ufeffid,name\n1,Élan\n", [WatchedParty("1", "Élan")]),
    ('{"id": 3, "name": "Foo", "country": "HK"}\n{"id": "4", "name": "Bar"}\n', [WatchedParty("3", "Foo", "HONG KONG"), WatchedParty("4", "Bar")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parties"), READ)
def test_any_usual_file(text: str, parties: list[WatchedParty]) -> None:
    assert list(read_parties(text.encode(), "a file").parties) == parties


def test_windows_encoding() -> None:
    assert read_parties("name\nMüller\n".encode("cp1252"), "a file").parties[0].name == "Müller"


def test_the_user_may_say_which_column() -> None:
    found = read_parties(b"id,who,name\n1,Foo,x\n", "a file", ReadingOptions({"name": "who"}))
    assert (found.parties[0].name, found.mapping) == ("Foo", {"name": "who", "reference": "id"})
    with pytest.raises(CannotRead, match="no column “what”; it has id, name, who"):
        read_parties(b"id,who,name\n1,Foo,x\n", "a file", ReadingOptions({"name": "what"}))


def test_bad_lines_are_named_and_the_others_kept() -> None:
    data = b"id,name\n1,Foo\n1,Again\n2,\n3,Bar,extra\n4," + b"x" * 2000 + b"\n"
    found = read_parties(data, "a file")
    assert [p.name for p in found.parties] == ["Foo", "Again", "Bar"]
    assert [p.reference for p in found.parties] == ["1", "1 (2)", "3"]
    assert [p.split(" ")[1].rstrip(":") for p in found.problems] == ["3", "4", "5", "6"]
    lines = read_parties(b'{"name": "Foo"}\nnonsense\n[1]\n', "a file")
    assert ([p.name for p in lines.parties], len(lines.problems)) == (["Foo"], 2)


BAD = [
    (b"", "empty"),
    (b"PK\x03\x04rest", "a damaged workbook"),
    (b"a\0b", "binary"),
    (b"\xff\xfea\0b", "damaged UTF-16"),
    (b"one,two\n1,2\n", "no column that is headed as names are"),
    (b"name\n...\n", "no line with a party's name"),
    (b'{"a": ' + b"[" * 5000, "no column"),
    (b'name\n"' + b"x" * 200_000, "line"),
]


@pytest.mark.parametrize(("data", "said"), BAD, ids=[b[1] for b in BAD])
def test_what_is_no_list_of_parties_is_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(CannotRead, match=said):
        read_parties(data, "a file")


def test_utf_16_as_spreadsheets_save_it() -> None:
    assert read_parties("id\tname\n1\tÉlan\n".encode("utf-16"), "a file").parties == (WatchedParty("1", "Élan"),)


def test_addresses_are_taken_too() -> None:
    (party,) = read_parties(b"id,name,street address\n1,Foo,1 Main Road\n", "a file").parties
    assert party.address == "1 Main Road"


def test_a_party_without_a_reference_can_have_one_that_lasts() -> None:
    first = read_parties(b"name,country\nFoo Ltd.,IR\nBar,\nFOO  ltd,Iran\n", "a file", stable=True)
    again = read_parties(b"country,name\n,Bar\nIran,Foo Ltd\n", "a file", stable=True)
    assert {p.reference for p in first.parties} == {p.reference for p in again.parties}
    assert first.problems == ("line 4 repeats line 2 and is left out",)


def test_one_damaged_character_leaves_the_others_as_they_are() -> None:
    found = read_parties("id,name\n1,北京公司\n".encode() + b"2,caf\xe9\n", "a file")
    assert [p.name for p in found.parties] == ["北京公司", "caf\ufffd"]
    assert "damaged UTF-8" in found.problems[0]


def test_a_cell_that_is_too_long_costs_its_line_alone() -> None:
    found = read_parties(b'id,name\n1,Foo\n2,"' + b"x" * 200_000 + b'"\n3,Bar\n', "a file")
    assert [p.name for p in found.parties] == ["Foo", "Bar"]
    assert len(found.problems) == 1


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_only_a_line_feed_ends_a_line_of_json(mark: str) -> None:
    found = read_parties(f'{{"name": "Foo{mark}Bar"}}\n{{"name": "Baz"}}\n'.encode(), "a file")
    assert (len(found.parties), found.problems) == (2, ())


def test_halves_of_characters_are_no_trouble() -> None:
    data = b'{"name": "Foo \\udce9", "country": "x\\udce9"}\n'
    (party,) = read_parties(data, "a file", stable=True).parties
    party.name.encode(), party.country.encode()
    assert derived_reference("Foo", "x\udce9")


def test_a_country_that_is_none_is_noted_by_line_and_the_party_is_taken() -> None:
    found = read_parties(b"id,name,country\n1,A,Chna\n2,B,HK\n3,C,\n4,D,Ukrane\n5,E,CHN\n", "parties.csv")
    assert [(p.reference, p.country) for p in found.parties] == [
        ("1", "CHNA"), ("2", "HONG KONG"), ("3", ""), ("4", "UKRAINE"), ("5", "CHINA, PEOPLE'S REPUBLIC OF"),
    ]  # fmt: skip
    first, second = found.problems
    assert first.startswith("line 2: “Chna” is not a destination or country. Did you mean CHINA")
    assert second == "line 5: the country “Ukrane” is read as UKRAINE"
