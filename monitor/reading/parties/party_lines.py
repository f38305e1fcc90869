"""What the lines of a table say of parties, many at a time: each column of them is cleaned and understood at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, repeat

from monitor.errors import Undecided
from monitor.model.packed_parties import Details, PartyRow
from monitor.reading.parties.columns import ColumnMapping
from monitor.reading.parties.details import details_in, with_parent
from monitor.reading.parties.headings import NAMES, Headings, Line, kind_of, known_texts
from monitor.reading.parties.no_parties import is_no_party, is_sum
from monitor.reading.parties.odd_details import odd_details
from monitor.reading.parties.tables import PartyTable
from monitor.text.clean import one_line
from monitor.text.countries import country_named, not_a_country
from monitor.text.destinations import as_heading
from monitor.text.names import fold

LONGEST_ADDRESS = 1000
SaidLine = tuple[int, str, PartyRow]
"""A line's number, its country as it is written, and the party that it would be; its reference "" where it has none."""


def _group(kind: str) -> str:
    return "name" if kind in NAMES else kind.removeprefix("plain_")


Note = tuple[int, str]
"""A line's number, and how a sentence about it goes on."""


@dataclass(frozen=True, slots=True)
class UnderstoodLines:
    """A table with its headings and columns found."""

    table: PartyTable
    headings: Headings
    mapping: ColumnMapping
    what: str
    """What the file is called in errors."""

    def batches(self, broken: list[str], notes: list[Note]) -> Iterator[list[SaidLine]]:
        """What the lines say, many at a time; what is odd about a line is added to ``broken`` where it is no row as CSV has
        them, else to ``notes``."""
        for some in self.table.rows.batches(broken, self.headings.before):
            lines = self._without_headings(some, notes)
            said = self._said(lines)
            odd = self._no_parties(lines, said, notes)
            yield [one for n, one in enumerate(said) if n not in odd] if odd else said

    def _said(self, lines: list[Line]) -> list[SaidLine]:
        rows = [cells for _, cells in lines]
        values = self.mapping.values
        names, written = values("name", rows), values("country", rows)
        addresses = [text[:LONGEST_ADDRESS] for text in values("address", rows)]
        details: Iterable[Details] = repeat(())
        if self.mapping.has_details:
            details = details_in(self.mapping, rows, names, addresses)
        if ":" in "".join(names):
            details = map(with_parent, names, details)
        said = zip(values("reference", rows), names, map(as_destination, written), addresses, details, strict=False)
        return list(zip((number for number, _ in lines), written, said, strict=True))

    def _no_parties(self, lines: list[Line], said: list[SaidLine], notes: list[Note]) -> set[int]:
        """Which of the lines are no parties: sums, titles, what a program says below a table, headings in other words."""
        odd: set[int] = set()
        known, others = known_texts(), len(self.mapping.fields) > 1
        for n, (number, written, (reference, name, _, address, details)) in enumerate(said):
            notes.extend((number, fault) for fault in odd_details(details))
            if others and name and not (reference or written or address) and is_no_party(name):
                notes.append((number, f" is no party (\u201c{name[:60]}\u201d) and is left out"))
                odd.add(n)
            elif not written and is_sum(lines[n][1]):
                notes.append((number, " is a sum and is left out"))
                odd.add(n)
            elif name.casefold() in known and self._are_headings(lines[n]):
                notes.append((number, " is headings again and is left out"))
                odd.add(n)
        return odd

    def _are_headings(self, line: Line) -> bool:
        """Whether a line heads the same columns in other words. Raises Undecided where it heads others."""
        number, cells = line
        kinds = [kind_of(one_line(cell)) for cell in cells]
        if (
            not all(kind for kind, cell in zip(kinds, cells, strict=True) if cell.strip())
            or len(set(kinds) - {""}) == 1
        ):
            return False
        columns = (column for columns in self.mapping.fields.values() for column in columns if column.kind)
        if all(column.at < len(kinds) and _group(kinds[column.at]) == _group(column.kind) for column in columns):
            return True
        raise Undecided(
            f"{self.what} has another table from line {number} on, whose columns stand otherwise "
            f"(\u201c{one_line(cells[0])}\u201d first). Save each table as a file, or on a sheet, of its own."
        )

    def _without_headings(self, lines: list[Line], notes: list[Note]) -> list[Line]:
        """The lines without those that are the headings again; what has more cells than there are columns is said."""
        mark, width = self.headings.written[0][:1], len(self.headings.names)
        begin, widest = "".join([cells[0] for _, cells in lines]), max([len(cells) for _, cells in lines])
        if begin.isascii() and mark not in begin and widest <= width:
            return lines  # as nearly always: none can be the headings
        kept: list[Line] = []
        for number, cells in lines:
            if self.headings.are_repeated(cells):
                notes.append((number, " is the headings again and is left out"))
                continue
            if len(cells) > width and any(map(str.strip, cells[width:])):
                shifted = self._is_shifted(cells)
                more = (
                    ": it is left out, for a separator stands in one of them; put that into quotes" if shifted else ""
                )
                notes.append((number, f" has {len(cells)} cells for {width} columns{more}"))
                if shifted:
                    continue
            kept.append((number, cells))
        return kept

    def _is_shifted(self, cells: list[str]) -> bool:
        """Whether a row has more cells than columns for a comma within one ("Foo, Co., Ltd"), so that what follows it stands
        under other headings; else what is too much has no heading."""
        width = len(self.headings.names)
        if any(before.strip() and cell[:1] == " " and cell.strip() for before, cell in pairwise(cells[:width])):
            return True
        for column in self.mapping.fields.get("country", ()):
            own, moved = (cells[at].strip() for at in (column.at, column.at - width))
            if (moved and country_named(moved)) or (own and not country_named(own)):
                return True
        return False


def derived_reference(name: str, country: str) -> str:
    """A reference for a party that has none: the same for the same name and country, however they are spelt."""
    return f"p-{hashlib.sha256(f'{fold(name)}|{country}'.encode('utf-8', 'replace')).hexdigest()[:10]}"


@lru_cache(maxsize=4096)
def as_destination(text: str) -> str:
    """The country that a name or ISO code means, as the list heads it; as written, where it is none."""
    country = country_named(text) if text else None
    return country.name if country else as_heading(text) if text else ""


@lru_cache(maxsize=4096)
def country_problem(text: str) -> str:
    """What is odd about a country as it is written; "" for nothing."""
    country = country_named(text)
    if country is None:
        return f"{not_a_country(text)} The party is taken; its country is no evidence" if text else ""
    return f"the country \u201c{text}\u201d is read as {country.name}" if country.misspelt else ""
