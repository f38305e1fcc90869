"""A party file's tables: the one of a CSV or JSON file, or the sheets of a workbook; which of them it is, its bytes tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from monitor.errors import CannotRead
from monitor.reading.parties.delimited_text import blocks_of, separator_in, separator_name, separator_of
from monitor.reading.parties.encodings import decoded
from monitor.reading.parties.headings import Line
from monitor.reading.parties.json_objects import flat_objects, is_json

ALL = "all"
"""The ``sheet`` that means all of them, hidden ones too."""
MOST_LINES = 1_500_000
_AT_ONCE = 1_000
"""Rows that are at hand are worked through so many at a time."""
_FOREIGN = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"{\\rtf", "an RTF document"),
    (b"<!doctype html", "an HTML page"), (b"<html", "an HTML page"), (b"<?xml", "an XML document"), (b"PK\x05\x06", "empty"),
    (b"<table", "an HTML page"), (b"<meta", "an HTML page"), (b"<body", "an HTML page"), (b"mime-version:", "a web archive"),
    (b"begin:vcard", "a list of vCards"), (b"insert into", "an SQL script"), (b"create table", "an SQL script"),
    (b"Rar!", "an archive"), (b"7z\xbc\xaf", "an archive"), (b"BZh", "an archive"), (b"\xfd7zXZ", "an archive"),
)  # fmt: skip
"""What is handed over by mistake, also with the ending of another file, by its first bytes in small letters."""
_RULES = frozenset("-=+_*|\u2500\u2501\u2550 ")
"""What a line is drawn with between the headings and the rows, or above a sum."""
_RULES_OR_BLANK = _RULES | {""}


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What the user says of a file: headings by field, a workbook's sheet or :data:`ALL`, encoding, separator, and the line
    of the headings, 0 where there are none. What is "" or None is found by looking.

    With ``settled`` the columns are those that an earlier version of the file had: another is taken for no reference, country
    or address, and one that is missing is a question.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    heading_row: int | None = None
    settled: bool = False
    remembered: frozenset[str] = frozenset()
    """What of it an earlier version of the file had, and nobody says now: fields, whose columns must hold what they did, and
    "encoding", in which a file that tells its own is not read."""


AS_FOUND = ReadingOptions()
"""Nothing is said of the file."""


class TableRows:
    """The rows of a table that are not blank, read as often as they are wanted; ``many`` is about how many there are."""

    def __init__(self, read: Callable[[list[str]], Iterator[list[Line]]], many: int) -> None:
        self._read, self.many = read, many

    @classmethod
    def of(cls, rows: list[Line]) -> TableRows:
        """Rows that are at hand."""
        return cls(lambda _: (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE)), len(rows))

    def batches(self, problems: list[str], skipped: int = 0) -> Iterator[list[Line]]:
        """The rows behind the first ones, many at a time; what was odd is added to ``problems``."""
        for some in self._read(problems):
            filled = [line for line in some if (cells := line[1]) and (cells[0].strip() or any(map(str.strip, cells)))]
            filled = [line for line in filled if line[1][0][:1] not in _RULES_OR_BLANK or not _is_drawn(line[1])]
            if skipped < len(filled):
                yield filled[skipped:]
            skipped = max(skipped - len(filled), 0)

    def first(self, many: int, problems: list[str] | None = None) -> list[Line]:
        """The first rows."""
        found = (line for some in self.batches([] if problems is None else problems) for line in some)
        return list(islice(found, many))


def _is_drawn(cells: list[str]) -> bool:
    """Whether a row is a line that is drawn: "|-----|-----|"."""
    drawn = "".join(cells)
    return len(drawn) > 2 and _RULES.issuperset(drawn)


@dataclass(frozen=True, slots=True)
class PartyTable:
    """A table's rows. ``keys`` head the columns where the file itself says which they are."""

    rows: TableRows
    sheet: str = ""
    visible: bool = True
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyTables:
    """The tables of a file, and what was found of it."""

    tables: list[PartyTable]
    problems: list[str]
    encoding: str = ""
    separator: str = ""


def tables_of(data: bytes, what: str, options: ReadingOptions) -> PartyTables:
    """The tables in ``data``. Raises CannotRead for what holds none, Undecided as the readers of each kind."""
    from monitor.reading.parties.workbook import is_workbook, read_sheets  # noqa: PLC0415 - only where there is a file

    if is_workbook(data):
        sheets = read_sheets(data, what, "" if options.sheet == ALL else options.sheet, MOST_LINES)
        return PartyTables([PartyTable(TableRows.of(one.rows), one.name, one.visible) for one in sheets], [])
    if options.sheet:
        raise CannotRead(f"{what} is no workbook: it has no sheet to choose.")
    start = data[:20].lstrip().lower()
    if foreign := next((kind for mark, kind in _FOREIGN if start.startswith(mark.lower())), ""):
        raise CannotRead(f"{what} is {foreign}; save the table as XLSX or CSV.")
    read = decoded(data, what, options.encoding, remembered="encoding" in options.remembered)
    problems = [read.problem] if read.problem else []
    if (lines := read.text.count("\n")) > MOST_LINES:
        raise CannotRead(f"{what} has {lines:,} lines; more than {MOST_LINES:,} are not read. Split it.")
    if not read.text.strip():
        raise CannotRead(f"{what} is empty.")
    if is_json(read.text[:4096].lstrip()) and not options.separator:
        return PartyTables([_json_table(read.text, problems)], problems, read.encoding)
    separator = separator_of(options.separator) if options.separator else separator_in(read.text, what)
    rows = TableRows(lambda said: blocks_of(read.text, separator, said), lines)
    return PartyTables([PartyTable(rows)], problems, read.encoding, separator_name(separator))


def _json_table(text: str, problems: list[str]) -> PartyTable:
    """The objects of JSON Lines, or of one JSON array, as rows under all their keys."""
    keys: dict[str, int] = {}
    rows: list[Line] = []
    for number, shape in flat_objects(text, problems):
        for key in shape:
            keys.setdefault(key, len(keys))
        rows.append((number, [shape.get(key, "") for key in keys]))
    return PartyTable(TableRows.of(rows), keys=tuple(keys))
