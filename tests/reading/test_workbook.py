"""Parties from workbooks: as people save them, and as nobody should."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from monitor.errors import CannotRead
from monitor.model import WatchedParty
from monitor.reading.parties import workbook
from monitor.reading.parties.party_file import read_parties
from monitor.reading.parties.tables import ReadingOptions
from monitor.reading_process import ReadingProcess

ROWS: list[list[Any]] = [
    ["Vendor ID", "Vendor name", "Country"],
    [7.0, "Foo GmbH", "DE"],
    ["A-2", "Bär & Söhne", "Iran"],
]


def saved(*rows: list[Any], more: dict[str, list[list[Any]]] | None = None) -> bytes:
    book = Workbook()
    first = book.active
    assert first is not None
    for row in rows:
        first.append(row)
    for name, others in (more or {}).items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook() -> None:
    found = read_parties(saved(*ROWS), "a workbook")
    assert found.parties == (WatchedParty("7", "Foo GmbH", "GERMANY"), WatchedParty("A-2", "Bär & Söhne", "IRAN"))


def test_a_title_above_the_table_and_empty_lines_do_not_matter() -> None:
    found = read_parties(saved([], ROWS[0], [], *ROWS[1:], [None, None, "IR"]), "a workbook")
    assert [p.reference for p in found.parties] == ["7", "A-2"]
    assert found.problems == ("line 6 has no name and is left out",)


def test_cells_are_text_as_people_read_them() -> None:
    row = [date(2024, 12, 5), datetime.fromisoformat("2024-12-05T08:30"), 1.5, True, 12345678901.0]
    (sheet,) = workbook.read_sheets(saved(row), "a workbook")
    assert sheet.rows == [(1, ["2024-12-05", "2024-12-05 08:30:00", "1.5", "True", "12345678901"])]


def test_a_sheet_of_a_name() -> None:
    data = saved(["notes"], more={"Vendors": ROWS})
    assert len(read_parties(data, "a workbook", ReadingOptions(sheet="Vendors")).parties) == 2
    with pytest.raises(CannotRead, match="no sheet “Vendor”; it has Sheet, Vendors"):
        read_parties(data, "a workbook", ReadingOptions(sheet="Vendor"))
    with pytest.raises(CannotRead, match="no workbook"):
        read_parties(b"name\nFoo\n", "a file", ReadingOptions(sheet="Vendors"))


def repacked(data: bytes, member: str, text: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, text if name == member else old.read(name))
    return out.getvalue()


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 10_000_000)
    bomb = repacked(saved(*ROWS), "xl/styles.xml", b" " * 20_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(CannotRead, match="unpacks to more than 10,000,000 bytes"):
        read_parties(bomb, "a workbook")


def test_entities_are_not_expanded() -> None:
    data = saved(["name"], ["Foo"], ["Bar"])
    plain = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert b">Foo<" in plain
    hostile = b'<!DOCTYPE worksheet [<!ENTITY a "lol"><!ENTITY x SYSTEM "file:///etc/passwd">]>' + plain.replace(
        b">Foo<", b">Foo&a;&x;<"
    )
    try:
        found = read_parties(repacked(data, "xl/worksheets/sheet1.xml", hostile), "a workbook")
    except CannotRead:
        return
    assert "Bar" in str(found.parties)
    assert "lol" not in str(found.parties)
    assert "root:" not in str(found.parties)


@pytest.mark.parametrize("cut", [40, 400, 2000])
def test_a_workbook_that_was_cut_is_a_sentence(cut: int) -> None:
    with pytest.raises(CannotRead, match="workbook"):
        read_parties(saved(*ROWS)[:cut], "a workbook")


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("text", [b"", b"nonsense", b"<a><b></a>"])
def test_a_workbook_with_a_broken_part_is_a_sentence_or_empty(member: str, text: bytes) -> None:
    try:
        found = read_parties(repacked(saved(*ROWS), member, text), "a workbook")
    except CannotRead:
        return
    assert len(found.parties) == 2  # a part that this reading does not need


def test_another_archive_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "hello")
    with pytest.raises(CannotRead, match="no workbook"):
        read_parties(out.getvalue(), "a workbook")


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
CELL = b'<c t="str"><v>name</v></c>'
FAR = [
    b'<row r="1"><c r="A1" t="str"><v>name</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    b'<row r="1">' + CELL + b'</row><row r="1048576">' + CELL * 16_384 + b"</row>",
    b'<row r="1">' + CELL + b"</row><row><c " + b" " * 3000 + b'r  ="XFD1048576"><v>1</v></c></row>',
]


@pytest.mark.parametrize("rows", FAR, ids=["said", "counted", "padded"])
def test_room_is_not_made_for_a_sheet_that_spans_all(rows: bytes) -> None:
    data = repacked(saved(*ROWS), "xl/worksheets/sheet1.xml", SHEET % rows)
    assert len(data) < 20_000
    with pytest.raises(CannotRead, match="save the table alone"):
        read_parties(data, "a workbook")


def test_cells_need_not_say_where_they_are() -> None:
    rows = b"<row>" + CELL + b"</row>" + b'<row><c t="str"><v>Foo</v></c></row>' * 2
    found = read_parties(repacked(saved(*ROWS), "xl/worksheets/sheet1.xml", SHEET % rows), "a workbook")
    assert [p.name for p in found.parties] == ["Foo", "Foo"]


@pytest.mark.parametrize(
    "last",
    [
        b'<row r="1048576" ht="12.8"></row>',
        b'<row r="1048576" s="3"><c r="XFD1048576" s="3"/></row>',
        b'<row r="1048576" s="3"><c r="XFD1048576" s="3"></c></row>',
        b'<row r="1048576"/>',
    ],
)
def test_a_sheet_that_is_formatted_to_its_last_row_is_read(last: bytes) -> None:
    rows = b'<row r="1">' + CELL + b'</row><row r="2"><c r="A2" t="str"><v>Foo</v></c></row>' + last
    found = read_parties(repacked(saved(*ROWS), "xl/worksheets/sheet1.xml", SHEET % rows), "a workbook")
    assert [p.name for p in found.parties] == ["Foo"]


def test_the_sheet_formatted_to_its_last_row_of_the_shared_data_is_read(shared_data: Path) -> None:
    found = read_parties((shared_data / "bugs" / "14-formatted-last-row.xlsx").read_bytes(), "a workbook")
    assert len(found.parties) == 1


@pytest.mark.parametrize("place", [b"A99999999999", b"A1048577", b"XFE1", b"ZZZZZZZZZ1", b"A" + b"9" * 30])
def test_a_cell_beyond_the_grid_is_an_error(place: bytes) -> None:
    rows = b'<row r="1">' + CELL + b'</row><row><c r="' + place + b'" t="str"><v>Foo</v></c></row>'
    data = repacked(saved(*ROWS), "xl/worksheets/sheet1.xml", SHEET % rows)
    process = ReadingProcess()
    with pytest.raises(CannotRead):
        process.read("a workbook", read_parties, data, "a workbook")
    process.close()
