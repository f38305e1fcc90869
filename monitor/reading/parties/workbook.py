"""A workbook's sheets as lines of text (XLSX, XLSM, XLSB, XLS, ODS).

Formulas are read as the values they were saved with; nothing in it is run. The library (python-calamine) is written in Rust
and expands no entities. What it would unpack is counted before it is asked: most workbooks are ZIP archives, and a small one
may hold gigabytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from monitor.errors import CannotRead

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

MAX_UNPACKED = 600 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_CELLS = 30_000_000
"""Cells of the rectangle a sheet spans: the library makes room for all of it, however few are filled, and ends the process
where there is none."""
# e.g. b'<c r="AB12" t="s">', b'<row r="12">'
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,9})([0-9]{1,20})["']""")
# e.g. b'<row r="12">', b"<x:row/>"
_ROW = re.compile(rb"<(?:[^\s<>/:]+:)?row[\s/>]")
# e.g. b'<c r="A1">', b"<x:c/>"
_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c[\s/>]")
# A row, or a cell with what it is followed by. e.g. b'<row r="12">', b'<c r="A1" s="3"/>', b'<c r="A1"></c>'
_ROW_OR_CELL = re.compile(rb"<(?:[^\s<>/:]{1,40}:)?(row|c)(?=[\s/>])([^<>]*)(>(?:</)?)")
_ODS_TABLES = "content.xml"
# e.g. b'<table:table table:name="A">', b'<table:table-row table:number-rows-repeated="9">', b"<table:covered-table-cell/>"
_ODS_TAG = re.compile(rb"<(?:[^\s<>/:]{1,40}:)?(table|table-row|(?:covered-)?table-cell)(?=[\s/>])([^<>]*)>")
# e.g. b'table:number-rows-repeated="1048576"'
_ODS_TIMES = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]{1,20})["']""")
LARGEST_WHOLE = 2.0**53
"""The numbers below are each one of its own in a workbook."""
_PIECE = 1024 * 1024
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Excel's grid."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows that are not blank, each with its number as the workbook counts."""

    name: str
    visible: bool
    rows: list[tuple[int, list[str]]]


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin as those of a workbook do (XLSX, XLSM, XLSB and ODS; XLS)."""
    return data.startswith((_ZIP, _OLE))


def read_sheets(data: bytes, what: str, sheet: str = "", most: int = LAST_ROW) -> list[Sheet]:
    """All sheets, or the one named; ``most`` rows together.

    Raises CannotRead for what is no workbook, is locked, is damaged, or unpacks beyond :data:`MAX_UNPACKED`.
    """
    if data.startswith(_ZIP):
        _require_bearable(data, what, most)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415 - as its module's user

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = _sheets(book)
        if sheet and sheet not in shown:
            raise CannotRead(f"{what} has no sheet \u201c{sheet}\u201d; it has {', '.join(shown)}.")
        if not shown:
            raise CannotRead(f"{what} has no sheet.")
        return [_sheet(book, name, shown[name]) for name in ([sheet] if sheet else shown)]
    except PasswordError:
        raise CannotRead(f"{what} is locked with a password; save it without one.") from None
    except (CalamineError, OSError, ValueError) as error:
        raise CannotRead(f"{what} is no workbook that can be read ({_short(error)}); save it as XLSX or CSV.") from None
    except BaseException as error:
        if (
            type(error).__name__ != "PanicException"
        ):  # is what a failed assertion of the reader's raises, and no Exception
            raise
        raise CannotRead(f"{what} is a damaged workbook; open it, and save it as XLSX or CSV.") from None


def _sheets(book: CalamineWorkbook) -> dict[str, bool]:
    """The names of the sheets of cells, and whether a person sees each."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - as above

    sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    return {one.name: one.visible == SheetVisibleEnum.Visible for one in sheets}


def _sheet(book: CalamineWorkbook, name: str, visible: bool) -> Sheet:
    found = book.get_sheet_by_name(name)
    first = found.start[0] if found.start else 0
    cells = found.to_python(skip_empty_area=True)
    _fill_merged(cells, found)
    rows = ((first + n, list(map(_text, row))) for n, row in enumerate(cells, 1))
    return Sheet(name, visible, [(number, cells) for number, cells in rows if any(map(str.strip, cells))])


def _fill_merged(cells: list[list[Any]], sheet: CalamineSheet) -> None:
    """Cells that are one over several rows say the same in each of them: the country of a group of parties, say."""
    top, left = sheet.start or (0, 0)
    for (first, column), (last, last_column) in sheet.merged_cell_ranges or ():
        at = column - left
        if column != last_column or last == first or not 0 <= first - top < len(cells):
            continue  # over several columns it is a title
        for row in cells[first - top + 1 : last - top + 1]:
            if 0 <= at < len(row):
                row[at] = cells[first - top][at]


def _require_bearable(data: bytes, what: str, most: int) -> None:
    """Raise CannotRead for an archive that holds too much, whatever its directory says: it is unpacked, and counted."""
    room, rows = MAX_UNPACKED, 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise CannotRead(f"{what} holds {len(members):,} files, which no workbook does.")
            for member in members:
                extent, repeated = _Extent(), _Repeated()
                for piece in _pieces(archive, member, what):
                    room -= len(piece)
                    if room < 0:
                        raise CannotRead(f"{what} unpacks to more than {MAX_UNPACKED:,} bytes and is not read.")
                    extent.take(piece)
                    if member.filename == _ODS_TABLES:
                        repeated.take(piece)
                _require_within(repeated.last_row, repeated.last_column, what)
                rows += extent.rows
                if rows > most:
                    raise CannotRead(f"{what} has {rows:,} rows; more than {most:,} are not read. Split it.")
                if extent.may_be_too_far:
                    _require_bearable_cells(archive, member, what)
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise CannotRead(f"{what} is a damaged workbook ({_short(error)}); save it again.") from None
    except Exception as error:  # zlib.error and its kin have no common parent
        if isinstance(error, CannotRead):
            raise
        raise CannotRead(f"{what} is a damaged workbook ({_short(error)}); save it again.") from None


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, what: str) -> Iterator[bytes]:
    """A member's bytes in pieces that end between two tags."""
    rest = b""
    with archive.open(member) as file:
        while piece := file.read(_PIECE):
            whole, opened, rest = (rest + piece).rpartition(b"<")
            rest = opened + rest
            yield whole
            if len(rest) > _PIECE and rest.startswith(b"<") and b">" not in rest:
                raise CannotRead(f"{what} has a tag of more than {_PIECE:,} bytes and is not read.")
            if len(rest) > _PIECE:  # text: no place is told in it
                yield rest
                rest = b""
    yield rest


def _require_bearable_cells(archive: zipfile.ZipFile, member: zipfile.ZipInfo, what: str) -> None:
    """Raise CannotRead where the cells that hold something span too much, or one is beyond the grid.

    A format that reaches down to the last row fills nothing: the library makes no room for it.
    """
    filled = _Filled()
    for piece in _pieces(archive, member, what):
        filled.take(piece)
    _require_within(filled.last_row, filled.last_column, what)


def _require_within(last_row: int, last_column: int, what: str) -> None:
    if last_row > LAST_ROW or last_column > LAST_COLUMN:
        raise CannotRead(f"{what} has a cell beyond a workbook's last row or column; save the table alone.")
    if last_row * last_column > MAX_CELLS:
        raise CannotRead(
            f"{what} has a sheet that spans up to {last_row:,} rows and {last_column:,} columns; save the table alone."
        )


class _Filled:
    """How far the cells of a sheet reach that hold something; slower than :class:`_Extent`, and exact."""

    def __init__(self) -> None:
        self.last_row = self.last_column = 0
        self._row = self._column = 0

    def take(self, xml: bytes) -> None:
        """Count in a piece, which ends between two tags."""
        for found in _ROW_OR_CELL.finditer(xml):
            place = _PLACE.search(found[2])
            if found[1] == b"row":
                self._row, self._column = int(place[2]) if place else self._row + 1, 0
                continue
            self._row = int(place[2]) if place else self._row
            self._column = _number_of(place[1]) if place else self._column + 1
            if not found[2].endswith(b"/") and found[3] == b">":
                self.last_row, self.last_column = max(self.last_row, self._row), max(self.last_column, self._column)


class _Repeated:
    """How far the filled cells of an ODS workbook's largest sheet reach, where a tag may stand for millions of rows."""

    def __init__(self) -> None:
        self.last_row = self.last_column = 0
        self._row = self._column = self._next = 0

    def take(self, xml: bytes) -> None:
        """Count in a piece, which ends between two tags."""
        for found in _ODS_TAG.finditer(xml):
            tag, attributes = found[1], found[2]
            times = _ODS_TIMES.search(attributes)
            number = int(times[1]) if times else 1
            if tag == b"table":
                self._row = self._next = 0
            elif tag == b"table-row":
                self._row, self._next, self._column = self._next, self._next + number, 0
            else:
                self._column += number
                if not attributes.endswith(b"/") or b"value" in attributes:
                    self.last_row, self.last_column = (
                        max(self.last_row, self._next),
                        max(self.last_column, self._column),
                    )


def _number_of(letters: bytes) -> int:
    """A column's number by its letters: 1 for A, 28 for AB."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column


class _Extent:
    """At most how far a sheet reaches: where its rows and cells say they are, and beyond it those that do not say."""

    def __init__(self) -> None:
        self._row = self._column = self.rows = self._in_row = self._widest = 0

    def take(self, xml: bytes) -> None:
        """Count in a piece, which ends between two tags."""
        for letters, digits in set(_PLACE.findall(xml)):
            self._row, self._column = max(self._row, int(digits)), max(self._column, _number_of(letters))
        for n, part in enumerate(_ROW.split(xml)):
            self._in_row = len(_CELL.findall(part)) + (0 if n else self._in_row)
            self.rows += n > 0
            self._widest = max(self._widest, self._in_row)

    @property
    def may_be_too_far(self) -> bool:
        """Whether a closer look is needed."""
        cells = (self._row + self.rows) * (self._column + self._widest)
        return cells > MAX_CELLS or self._row > LAST_ROW or self._column > LAST_COLUMN


def _text(cell: object) -> str:
    """A cell as a person reads it: 7 rather than 7.0, dates as 2024-12-05."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LARGEST_WHOLE:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    if isinstance(cell, (date, time, timedelta)):
        return str(cell)
    return str(cell)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
