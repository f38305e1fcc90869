"""Rows of the table as entries of the list, and what was odd about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from monitor.model import Entry
from monitor.reading.entries.alias_doubts import STATED, unparted_address
from monitor.reading.entries.entity_cell import read_party
from monitor.reading.entries.requirement import NOT_UNDERSTOOD, read_citations, without_bare_footnotes
from monitor.reading.entries.table import TableEntry
from monitor.reading.entries.table_checks import odd_cells
from monitor.reading.rules.preamble import Listed
from monitor.reading.rules.row_search import OPENING, NamedRow, beginning, begins_with
from monitor.text.names import fold


class RowEntries:
    """The rows of a rule's tables for one list; with ``has_terms`` each entry of it has terms of its own.

    ``listed`` are the preamble's parties: they help to cut a row's name.
    """

    def __init__(self, rows: Sequence[TableEntry], listed: Sequence[Listed], *, has_terms: bool = True) -> None:
        self.has_terms = has_terms
        self.rows: list[TableEntry] = []
        self._by_beginning: dict[str, list[int]] = defaultdict(list)
        self.problems: list[str] = []
        self.odd_cells: list[str] = []
        self.miscounted: list[str] = []
        self._names: dict[str, list[str]] = {}
        self._named: dict[int, tuple[TableEntry, NamedRow]] = {}
        for item in listed:
            self._names.setdefault(item.country, []).append(item.name)
        for row in rows:
            self.add(row)

    def add(self, row: TableEntry) -> int:
        """The index of ``row`` as the last one."""
        self.rows.append(row)
        self._by_beginning[beginning(row.text)].append(len(self.rows) - 1)
        return len(self.rows) - 1

    def beginning_with(self, key: str) -> list[int]:
        """The rows that begin with the folded name ``key``, in order; a short one may stand at any beginning."""
        if len(key) >= OPENING:
            told = self._by_beginning.get(key[:OPENING], [])
        else:
            told = sorted(n for opening, rows in self._by_beginning.items() if opening.startswith(key) for n in rows)
        return [n for n in told if begins_with(self.rows[n].text, key)]

    def listed_name(self, row: int) -> str:
        """The preamble's name for a row that only a count orders: the longest one the row begins with."""
        listed = self._names.get(self.rows[row].country, ())
        return max((name for name in listed if begins_with(self.rows[row].text, fold(name))), key=len, default="")

    def named(self, row: int) -> NamedRow:
        """A row by the name it opens with; read once, unless the row is parted meanwhile."""
        text, named = self._named.get(row, (None, None))
        if named is None or text is not self.rows[row]:
            party = read_party(self.rows[row].lines, self.listed_name(row))
            named = NamedRow(row, party.name, party.aliases)
            self._named[row] = self.rows[row], named
        return named

    def entry(self, row: int, name: str, country: str) -> Entry:
        """The Entry of a row, its name as ``name`` helps to cut it; ``country`` heads a row without destination."""
        cells = self.rows[row]
        party = read_party(cells.lines, name)
        citations, odd = read_citations(cells.citation.text)
        requirement, bare = without_bare_footnotes(cells.requirement.text)
        policy, more = without_bare_footnotes(cells.policy.text)
        self.problems += [f"{party.name}: {o}" for o in (*odd, *party.problems)]
        self.miscounted += [f"{party.name}: {o}" for o in party.problems if o.startswith(STATED)]
        misread = [o for o in odd if o.endswith(NOT_UNDERSTOOD)]
        misread += unparted_address(party.aliases, party.addresses)
        misread += party.doubts
        if said := ", ".join((*odd_cells(cells, has_terms=self.has_terms), *misread)):
            self.odd_cells.append(f"{party.name}: {said} (row {cells.row + 1} of the table, {cells.shown})")
        return Entry(
            country=cells.country or country,
            name=party.name,
            aliases=party.aliases,
            addresses=party.addresses,
            license_requirement=requirement,
            license_review_policy=policy,
            citations=citations,
            footnotes=tuple(sorted({*cells.footnotes, *bare, *more})),
            cross_references=party.cross_references,
            sub_entities=party.sub_entities,
            text=party.text,
        )
