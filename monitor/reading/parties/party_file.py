"""The user's own parties from a file: CSV with any of the usual separators, JSON, or a workbook; one party a line.

Encoding, separator, headings and columns are found, or named by the user; what was understood is part of the answer, so
that it can be shown before it is used. A line that cannot be used is named; the others are kept.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count

from monitor.errors import CannotRead, Undecided
from monitor.model import NO_DETAILS, PartyDetails, WatchedParty
from monitor.reading.files import open_bytes
from monitor.reading.parties.details import details_in
from monitor.reading.parties.headings import NAMES, Headings, find_headings, kind_of
from monitor.reading.parties.mapping import ColumnMapping, columns_of, headings_named, present, understood
from monitor.reading.parties.tables import AS_FOUND, PartyTable, PartyTables, ReadingOptions, tables_of
from monitor.text.countries import country_named, not_a_country
from monitor.text.destinations import as_heading
from monitor.text.names import fold

Done = Callable[[int, int], object]
MAX_BYTES = 200 * 1024 * 1024
LONGEST_NAME = 1000
LONGEST_REFERENCE = 200


@dataclass(frozen=True, slots=True)
class UnderstoodTable:
    """How a table was understood: its sheet ("" for none), the rows of its headings, each field's columns by their headings,
    and the columns that are not taken, with their first values."""

    sheet: str
    heading_rows: tuple[int, ...]
    mapping: dict[str, str]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of a file, how it was understood, and what was wrong with which line.

    ``encoding`` and ``separator`` are as people call them, "" where the file has none.
    """

    parties: tuple[WatchedParty, ...]
    tables: tuple[UnderstoodTable, ...]
    problems: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""

    @property
    def mapping(self) -> dict[str, str]:
        """The headings of each field's columns; of several tables with different ones, the first's."""
        return self.tables[0].mapping


@dataclass(frozen=True, slots=True)
class _Understood:
    """A table with its headings and columns found."""

    table: PartyTable
    headings: Headings
    mapping: ColumnMapping

    @property
    def shown(self) -> UnderstoodTable:
        ignored = tuple(column.sample for column in self.mapping.ignored)
        return UnderstoodTable(self.table.sheet, self.headings.rows, self.mapping.headings, ignored)


def read_parties(
    data: bytes, what: str, options: ReadingOptions = AS_FOUND, done: Done | None = None, *, stable: bool = False
) -> Parties:
    """The parties in ``data``, gzipped or not; ``options`` name what is not to be found by looking.

    A party without a reference gets its line for one, or with ``stable`` one that its name and country give it, so that it
    is the same party when the file comes again. ``done`` is told now and then how many of how many rows are read. Raises
    CannotRead for what is none of the kinds or has no party at all, and Undecided where it can be understood in several ways.
    """
    data = open_bytes(data, what)
    if len(data) > MAX_BYTES:
        raise CannotRead(f"{what} is {len(data):,} bytes long; more than {MAX_BYTES:,} are not read.")
    found = tables_of(data, what, options)
    problems = list(found.problems)
    if problems and not any(table.rows for table in found.tables):
        raise CannotRead(f"{what} has no line that can be used, and no column of names: {problems[0]}.")
    tables = _understood_tables(found, what, options, problems)
    with without_collection():
        parties = tuple(_parties(tables, problems, stable, done))
    if not parties:
        raise CannotRead(f"{what} has no line with a party's name.")
    shown = tuple(one.shown for one in tables)
    return Parties(parties, shown, tuple(problems), found.encoding, found.separator)


@contextmanager
def without_collection() -> Iterator[None]:
    """Spare Python the search for garbage among a million rows, none of which is."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _understood_tables(
    found: PartyTables, what: str, options: ReadingOptions, problems: list[str]
) -> list[_Understood]:
    """The tables that have parties. Of several, one without any is passed over, and one that is hidden is not taken."""
    filled = [table for table in found.tables if table.rows]
    if not filled:
        raise CannotRead(f"{what} is empty.")
    if len(filled) == 1 and len(found.tables) == 1:
        return [_understood(filled[0], what, options)]
    every = options.sheet or not any(table.visible for table in filled)
    taken: list[_Understood] = []
    passed: list[CannotRead] = []
    for table in filled:
        one = _understood_or_none(table, f"{what}, sheet \u201c{table.sheet}\u201d", options, passed)
        if not table.visible and not every:
            has = f" has {len(table.rows) - 1:,} lines as parties have them," if one else ""
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


def _understood_or_none(
    table: PartyTable, what: str, options: ReadingOptions, passed: list[CannotRead]
) -> _Understood | None:
    """None where nothing heads names; a sheet of which it is not clear which column does is a question all the same."""
    try:
        return _understood(table, what, options)
    except CannotRead as error:
        headings = find_headings(table.rows, what).written
        if isinstance(error, Undecided) and any(kind_of(heading) in NAMES for heading in headings) and table.visible:
            raise
        passed.append(error)
        return None


def _understood(table: PartyTable, what: str, options: ReadingOptions) -> _Understood:
    headings = (
        Headings(table.keys, (), 0)
        if table.keys
        else find_headings(table.rows, what, options.heading_row, headings_named(options.columns))
    )
    cells = (row for _, row in table.rows[headings.before :] if not headings.are_repeated(row))
    columns = columns_of(headings, cells)
    chosen = present(columns, options.columns) if table.keys and options.settled else options.columns
    mapping = understood(columns, what, chosen, settled=options.settled)
    return _Understood(table, headings, mapping)


def _parties(tables: list[_Understood], problems: list[str], stable: bool, done: Done | None) -> Iterator[WatchedParty]:
    seen: dict[str, str] = {}
    alike: dict[str, list[WatchedParty]] = {}
    rows = sum(len(one.table.rows) for one in tables)
    for n, (place, written, party) in enumerate(_rows(tables, problems, stable)):
        if done and n % 10_000 == 0:
            done(n, rows)
        if odd := _odd_country(written):
            problems.append(f"{place}: {odd}")
        if unusable := _unusable(party):
            problems.append(f"{place}{unusable} is left out" if unusable.startswith(":") else f"{place} {unusable}")
            continue
        kept = party
        if party.reference in seen:
            known = alike[party.reference]
            if twin := next((one for one in known if _spelt(one) == _spelt(party)), None):
                problems.append(f"{place} repeats {seen[twin.reference]} and is left out")
                continue
            numbered = next(one for n in count(2) if (one := f"{party.reference} ({n})") not in seen)
            problems.append(
                f"{place} has the reference {party.reference} of {seen[party.reference]}: both are kept, "
                f"this one as {numbered}"
            )
            kept = replace(party, reference=numbered)
        seen[kept.reference] = place
        alike.setdefault(party.reference, []).append(kept)
        yield kept


def _spelt(party: WatchedParty) -> tuple[str | PartyDetails, ...]:
    """What two rows of one reference have in common that are one party."""
    return fold(party.name), party.country, fold(party.address), party.details


def _rows(tables: list[_Understood], problems: list[str], stable: bool) -> Iterator[tuple[str, str, WatchedParty]]:
    """Each row's place, its country as written, and the party it would be."""
    for one in tables:
        sheet = f"sheet \u201c{one.table.sheet}\u201d, " if len(tables) > 1 else ""
        names, value, detailed = one.headings.names, one.mapping.value, one.mapping.has_details
        for number, cells in one.table.rows[one.headings.before :]:
            place = f"{sheet}line {number}"
            if one.headings.are_repeated(cells):
                problems.append(f"{place} is the headings again and is left out")
                continue
            if len(cells) > len(names) and any(map(str.strip, cells[len(names) :])):
                problems.append(f"{place} has {len(cells)} cells for {len(names)} columns")
            name, written = value("name", cells), value("country", cells)
            country = as_destination(written)
            reference = value("reference", cells) or (derived_reference(name, country) if stable else place)
            address = value("address", cells)[:LONGEST_NAME]
            details = details_in(one.mapping, cells, name, address) if detailed else NO_DETAILS
            yield place, written, WatchedParty(reference, name, country, address, details=details)


def _unusable(party: WatchedParty) -> str:
    """Why a row is no party; "" where it is one."""
    if not _has_letters(party.name):
        return "has no name and is left out"
    if len(party.name) > LONGEST_NAME:
        return f": a name of {len(party.name):,} characters"
    if len(party.reference) > LONGEST_REFERENCE:
        return f": a reference of {len(party.reference):,} characters"
    return ""


def _has_letters(name: str) -> bool:
    return (name[:1].isascii() and name[:1].isalnum()) or bool(fold(name))


def derived_reference(name: str, country: str) -> str:
    """A reference for a party that has none: the same for the same name and country, however they are spelt."""
    return f"p-{hashlib.sha256(f'{fold(name)}|{country}'.encode('utf-8', 'replace')).hexdigest()[:10]}"


@lru_cache(maxsize=4096)
def _odd_country(written: str) -> str:
    return country_problem(written)


@lru_cache(maxsize=4096)
def as_destination(text: str) -> str:
    """The country that a name or ISO code means, as the list heads it; as written, where it is none."""
    country = country_named(text) if text else None
    return country.name if country else as_heading(text) if text else ""


def country_problem(text: str) -> str:
    """What is odd about a country as it is written; "" for nothing."""
    country = country_named(text)
    if country is None:
        return f"{not_a_country(text)} The party is taken; its country is no evidence." if text else ""
    return f"the country \u201c{text}\u201d is read as {country.name}" if country.misspelt else ""
