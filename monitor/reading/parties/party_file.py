"""The user's own parties from a file: CSV with any of the usual separators, JSON, or a workbook; one party a line.

Encoding, separator, headings and columns are found, or named by the user; what was understood is part of the answer, so
that it can be shown before it is used. A line that cannot be used is named; the others are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from monitor.errors import CannotRead, Undecided
from monitor.model.packed_parties import PackedParties, without_collection
from monitor.reading.files import open_bytes
from monitor.reading.parties.columns import columns_of
from monitor.reading.parties.headings import NAMES, Headings, find_headings
from monitor.reading.parties.mapping import OnItsSide, headings_named, present, understood
from monitor.reading.parties.no_parties import is_sum
from monitor.reading.parties.parties_found import PartiesFound
from monitor.reading.parties.party_lines import Note, UnderstoodLines
from monitor.reading.parties.tables import AS_FOUND, PartyTable, PartyTables, ReadingOptions, tables_of

Done = Callable[[int, int], object]
MAX_BYTES = 200 * 1024 * 1024
"""A million parties with all that a system knows of them."""
LOOKED_AT = 1000
"""Rows among which the headings are, unless they are said to be farther down."""


@dataclass(frozen=True, slots=True)
class UnderstoodTable:
    """How a table was understood: its sheet ("" for none), the rows of its headings, each field's columns by their headings,
    and the columns that are not taken, with their first values."""

    sheet: str
    heading_rows: tuple[int, ...]
    mapping: dict[str, str]
    ignored: tuple[str, ...]
    unlike: tuple[str, ...] = ()
    """The fields whose columns hold something else, as somebody wanted it."""


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of a file, how it was understood, and what was wrong with which line.

    ``encoding`` and ``separator`` are as people call them, "" where the file has none.
    """

    parties: PackedParties
    tables: tuple[UnderstoodTable, ...]
    problems: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""

    @property
    def mapping(self) -> dict[str, str]:
        """The headings of each field's columns; of several tables with different ones, the first's."""
        return self.tables[0].mapping


@without_collection()
def read_parties(
    data: bytes, what: str, options: ReadingOptions = AS_FOUND, done: Done | None = None, *, stable: bool = False
) -> Parties:
    """The parties in ``data``, gzipped or not; ``options`` name what is not to be found by looking.

    A party without a reference gets its line for one, or with ``stable`` one that its name and country give it, so that it
    is the same party when the file comes again. ``done`` is told now and then how many of how many rows are read. Raises
    CannotRead for what is none of the kinds or has no party at all, and Undecided where it can be understood in several ways.
    """
    data = open_bytes(data, what, MAX_BYTES)
    found = tables_of(data, what, options)
    problems = list(found.problems)
    broken: list[str] = []
    if not any(table.rows.first(1, broken) for table in found.tables) and (wrong := problems + broken):
        raise CannotRead(f"{what} has no line that can be used, and no column of names: {wrong[0]}.")
    tables = _understood_tables(found, what, options, problems)
    parties = _packed(tables, problems, stable, done)
    if not parties:
        raise CannotRead(f"{what} has no line with a party's name.")
    shown = tuple(map(_shown, tables))
    return Parties(parties, shown, tuple(problems), found.encoding, found.separator)


def _understood_tables(
    found: PartyTables, what: str, options: ReadingOptions, problems: list[str]
) -> list[UnderstoodLines]:
    """The tables that have parties. Of several, one without any is passed over, and one that is hidden is not taken."""
    filled = [table for table in found.tables if table.rows.first(1)]
    if not filled:
        raise CannotRead(f"{what} is empty.")
    if len(filled) == 1 and len(found.tables) == 1:
        return [_understood(filled[0], what, options)]
    every = options.sheet or not any(table.visible for table in filled)
    taken: list[UnderstoodLines] = []
    passed: list[CannotRead] = []
    for table in filled:
        one = _understood_or_none(table, f"{what}, sheet \u201c{table.sheet}\u201d", options, passed)
        if not table.visible and not every:
            has = f" has {_lines(table.rows.many - 1)} as parties have them," if one else ""
            problems.append(
                f"the sheet \u201c{table.sheet}\u201d{has} is hidden and is not read; --sheet all takes it too"
            )
        elif one:
            taken.append(one)
        else:
            problems.append(f"the sheet \u201c{table.sheet}\u201d has no column of names and is not read")
    if not taken:
        raise next(iter(passed), CannotRead(f"{what} has parties on hidden sheets alone; say --sheet all."))
    return taken


def _lines(number: int) -> str:
    return f"{number:,} line{'' if number == 1 else 's'}"


def _understood_or_none(
    table: PartyTable, what: str, options: ReadingOptions, passed: list[CannotRead]
) -> UnderstoodLines | None:
    """None where nothing heads names; a sheet of which it is not clear which column does is a question all the same."""
    try:
        return _understood(table, what, options)
    except CannotRead as error:
        if isinstance(error, OnItsSide):
            passed.append(error)
            return None
        if isinstance(error, Undecided) and table.visible and _may_have_parties(table, what):
            raise Undecided(f"{error} Or take another sheet alone: --sheet NAME.") from None
        passed.append(error)
        return None


def _may_have_parties(table: PartyTable, what: str) -> bool:
    """Whether a sheet, of which it is not clear which column holds names, has parties: one is headed so, or one of texts that
    is headed as nothing known stands beside countries."""
    rows = table.rows.first(LOOKED_AT)
    headings = find_headings(rows, what)
    columns = columns_of(headings, (cells for _, cells in rows[headings.before :]))
    return any(column.kind in NAMES for column in columns) or (
        any(column.is_of_countries for column in columns)
        and any(not column.kind and column.may_be_names and not column.is_of_countries for column in columns)
    )


def _understood(table: PartyTable, what: str, options: ReadingOptions) -> UnderstoodLines:
    first = table.rows.first(max(LOOKED_AT, options.heading_row or 0))
    headings = (
        Headings(table.keys, (), 0)
        if table.keys
        else find_headings(first, what, options.heading_row, headings_named(options.columns))
    )
    lines = chain.from_iterable(table.rows.batches([], headings.before))
    rows = (cells for _, cells in lines if not headings.are_repeated(cells) and not is_sum(cells))
    columns = columns_of(headings, rows)
    chosen = present(columns, options.columns) if table.keys and options.settled else options.columns
    mapping = understood(columns, what, chosen, settled=options.settled, remembered=options.remembered)
    return UnderstoodLines(table, headings, mapping, what)


def _shown(one: UnderstoodLines) -> UnderstoodTable:
    ignored = tuple(column.sample for column in one.mapping.ignored)
    return UnderstoodTable(one.table.sheet, one.headings.rows, one.mapping.headings, ignored, one.mapping.unlike)


def _packed(tables: list[UnderstoodLines], problems: list[str], stable: bool, done: Done | None) -> PackedParties:
    """The parties of the tables; what is wrong with which line is added to ``problems``."""
    broken: list[str] = []
    said: list[str] = []
    found, total = PartiesFound(stable), sum(one.table.rows.many for one in tables)
    told = (lambda lines: done(lines, total)) if done else None
    for one in tables:
        sheet = f"sheet \u201c{one.table.sheet}\u201d, " if len(tables) > 1 else ""
        found.begin(sheet)
        notes: list[Note] = []
        for lines in one.batches(broken, notes):
            found.take(lines, notes, told)
            notes.sort(key=itemgetter(0))
            said += [f"{sheet}line {number}{note}" for number, note in notes]
            notes.clear()
    problems += broken + said
    return found.packed
