"""Instructions and table rows, put together: what happens to which entry, under which text.

The instruction decides what a row means. Names find their rows; counts take the rows that no name claimed; where an
instruction neither names nor tells additions from revisions, a row's citations do (an addition cites this rule alone),
then the local list, and the amendment says so. A row nobody ordered and an order nobody can carry out are amendments
too, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from monitor.model import RENAMES_DESTINATION, Amendment, Entry, Operation
from monitor.reading.entries.entity_cell import read_party
from monitor.reading.entries.requirement import read_citations, without_bare_footnotes
from monitor.reading.entries.table import TableEntry
from monitor.reading.entries.table_checks import odd_cells
from monitor.reading.rules.instructions import Instruction
from monitor.text.names import fold

KnownEntry = Callable[[str, str], bool]
"""Whether the local list has an entry of this name under this destination (heading)."""

_GIVES_ROWS = (Operation.ADD, Operation.REVISE, Operation.CORRECT, Operation.MOVE)
_SIMILAR = 88.0
"""Percent of similarity (rapidfuzz ratio of folded names) at which an instruction's spelling is taken for a row's."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Amendments in the order of the instructions, how many each order got, and what was odd about it."""

    amendments: tuple[Amendment, ...]
    carried_out: tuple[tuple[Instruction, int], ...]
    problems: tuple[str, ...]
    conflicts: tuple[str, ...]
    rows: tuple[TableEntry, ...] = ()
    odd_cells: tuple[str, ...] = ()


def begins_with(text: str, key: str) -> bool:
    """Whether the folded name ``key`` stands at the beginning of ``text``, up to the end of a word."""
    if not key or not fold(text[: 4 * len(key) + 16]).startswith(key):
        return False
    ends = (m.end() for m in re.finditer(r"\w+[^\w\s]*", text[: 4 * len(key) + 64]))
    return any(fold(text[:end]) == key for end in ends)


def match_rows(
    orders: Sequence[Instruction],
    rows: Sequence[TableEntry],
    names: dict[str, tuple[str, ...]],
    known: KnownEntry | None = None,
) -> Matched:
    """Carry out ``orders`` with ``rows``. ``names`` are the preamble's, by destination: they help to cut a row's name."""
    return _Matching(orders, rows, names, known).run()


class _Matching:
    def __init__(
        self,
        orders: Sequence[Instruction],
        rows: Sequence[TableEntry],
        names: dict[str, tuple[str, ...]],
        known: KnownEntry | None,
    ) -> None:
        self.orders = orders
        self.rows = rows
        self.names = names
        self.known = known
        self.free = set(range(len(rows)))
        self.by_order: list[list[tuple[int, Amendment]]] = [[] for _ in orders]  # with their place in the order
        self.spare: list[tuple[int, str]] = []  # (order, name) still without a row
        self.problems: list[str] = []
        self.conflicts: list[str] = []
        self.odd_cells: list[str] = []

    def run(self) -> Matched:
        self._destinations()
        self._rows_by_name()
        self._rows_by_likeness()
        self._rows_by_count()
        self._names_without_rows()
        self._orders_without_entries()
        amendments = [a for found in self.by_order for _, a in sorted(found, key=lambda placed: placed[0])]
        amendments += [self._unordered(i) for i in sorted(self.free)]
        carried_out = tuple((o, len(found)) for o, found in zip(self.orders, self.by_order, strict=True))
        return Matched(
            tuple(amendments),
            carried_out,
            tuple(self.problems),
            tuple(self.conflicts),
            tuple(self.rows),
            tuple(self.odd_cells),
        )

    def _destinations(self) -> None:
        for n, order in enumerate(self.orders):
            if order.whole_destination:
                renamed = Amendment(
                    Operation.MOVE, order.countries[0], order.to_country, None, order.instruction, RENAMES_DESTINATION
                )
                self.by_order[n].append((0, renamed))

    def _rows_by_name(self) -> None:
        """Longest names first: "Huawei Technologies Co., Ltd." must not lose its row to "Huawei"."""
        wanted = [(n, name) for n, order in enumerate(self.orders) for name in order.names]
        for n, name in sorted(wanted, key=lambda w: (self._comes_late(self.orders[w[0]]), -len(w[1]))):
            order = self.orders[n]
            row = self._row_of(order, fold(name)) if order.operation in _GIVES_ROWS else None
            if row is None:
                self.spare.append((n, name))
            else:
                self._take(n, row, name)

    @staticmethod
    def _comes_late(order: Instruction) -> tuple[bool, bool]:
        """Removals and revisions in words have no row, as a rule: they take what no other order wants."""
        return order.operation is Operation.REMOVE, order.in_words

    def _row_of(self, order: Instruction, key: str) -> int | None:
        """The free row that begins with the folded name ``key``, under the order's destination before any other."""
        begins = [i for i in sorted(self.free) if begins_with(self.rows[i].text, key)]
        here = [i for i in begins if self._fits(order, i)]
        if here:
            return min(here, key=lambda i: fold(read_party(self.rows[i].lines).name) != key)
        if order.in_words:
            return None
        return begins[0] if len(begins) == 1 and key == fold(read_party(self.rows[begins[0]].lines).name) else None

    def _fits(self, order: Instruction, row: int) -> bool:
        countries = (order.to_country,) if order.to_country else order.countries
        return not countries or not self.rows[row].country or self.rows[row].country in countries

    def _rows_by_likeness(self) -> None:
        """A name the table spells differently: only under the same destination, and only if nothing else is as like."""
        left = []
        for n, name in sorted(self.spare):
            order = self.orders[n]
            row = self._like(order, fold(name)) if order.operation in _GIVES_ROWS and not order.in_words else None
            if row is None:
                left.append((n, name))
                continue
            self._take(n, row, "")
            self.problems.append(
                f"The instruction names \u201c{name}\u201d; the table spells it \u201c{self.by_order[n][-1][1].name}\u201d."
            )
        self.spare = left

    def _like(self, order: Instruction, key: str) -> int | None:
        from rapidfuzz import fuzz  # noqa: PLC0415 - only where a rule misspells a name

        scores = sorted(
            ((fuzz.ratio(key, fold(self._party_name(i))), -i) for i in self.free if self._fits(order, i)), reverse=True
        )
        if not scores or scores[0][0] < _SIMILAR or (len(scores) > 1 and scores[1][0] >= _SIMILAR):
            return None
        return -scores[0][1]

    def _party_name(self, row: int) -> str:
        return read_party(self.rows[row].lines, self._listed_name(row)).name

    def _rows_by_count(self) -> None:
        """Orders without names take the free rows of their destinations."""
        nameless = [
            n
            for n, o in enumerate(self.orders)
            if not o.names and o.operation in _GIVES_ROWS and not o.whole_destination
        ]
        for row in sorted(self.free):
            fitting = [n for n in nameless if self._fits(self.orders[n], row)]
            exact = [n for n in fitting if self.rows[row].country in self.orders[n].countries] or fitting
            if not exact:
                continue
            n, why = self._choose(exact, row)
            self._take(n, row, "", why)

    def _choose(self, candidates: list[int], row: int) -> tuple[int, str]:
        if len({self.orders[n].operation for n in candidates}) == 1:
            short = [n for n in candidates if len(self.by_order[n]) < (self.orders[n].count or len(self.rows))]
            return (short or candidates)[0], ""
        citations, _ = read_citations(self.rows[row].citation.text)
        adds = next((n for n in candidates if self.orders[n].operation is Operation.ADD), candidates[0])
        changes = next((n for n in candidates if self.orders[n].operation is not Operation.ADD), candidates[0])
        if len({c.date for c in citations}) > 1:
            return changes, "The instruction counts only; the row cites earlier rules, so it is a revision."
        if self.known is not None and self.known(self.rows[row].country, self._party_name(row)):
            return changes, "The instruction counts only; the local list has this entry, so it is a revision."
        return adds, "The instruction counts only; the row cites this rule alone, so it is an addition."

    def _take(self, n: int, row: int, name: str, why: str = "") -> None:
        order = self.orders[n]
        self.free.discard(row)
        entry = self.entry(row, name or self._listed_name(row), order)
        places = order.countries
        ordered = (order.to_country,) if order.to_country else places
        if ordered and self.rows[row].country and self.rows[row].country not in ordered:
            self.conflicts.append(
                f"The instruction puts \u201c{entry.name}\u201d under {' and '.join(ordered)}, the table under {entry.country}."
            )
        country = entry.country
        detail = why
        if order.operation is Operation.MOVE:
            country = places[0] if places else entry.country
            detail = f"Moved to {order.to_country or entry.country}."
        place = order.names.index(name) if name in order.names else row
        # The table knows whether a last full stop is the name's; an instruction may quote more than the name.
        said = entry.name if not name or fold(name) == fold(entry.name) else name
        amendment = Amendment(order.operation, country, said, entry, order.instruction, detail)
        self.by_order[n].append((place, amendment))

    def entry(self, row: int, name: str, order: Instruction | None) -> Entry:
        """The Entry of a row; a row without destination takes the instruction's only one."""
        cells = self.rows[row]
        ordered = ((order.to_country,) if order.to_country else order.countries) if order else ()
        country = cells.country or (ordered[0] if len(ordered) == 1 else "")
        party = read_party(cells.lines, name)
        citations, odd = read_citations(cells.citation.text)
        requirement, bare = without_bare_footnotes(cells.requirement.text)
        policy, more = without_bare_footnotes(cells.policy.text)
        self.problems += [f"{party.name}: {o}" for o in (*odd, *party.problems)]
        self.odd_cells += [f"{party.name}: {o}" for o in odd_cells(cells)]
        return Entry(
            country=country,
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

    def _listed_name(self, row: int) -> str:
        """The preamble's name for a row that only a count orders: the longest one the row begins with."""
        listed = self.names.get(self.rows[row].country, ())
        fitting = [name for name in listed if begins_with(self.rows[row].text, fold(name))]
        return max(fitting, key=len, default="")

    def _names_without_rows(self) -> None:
        for n, name in sorted(self.spare):
            order = self.orders[n]
            country = order.countries[0] if order.countries else ""
            detail = ""
            if order.operation is Operation.REMOVE and len(order.countries) > 1:
                self._remove_under_several(n, name)
                continue
            if len(order.countries) > 1 or not country:
                self.problems.append(f"The instruction does not say under which destination \u201c{name}\u201d stands.")
            if order.operation is Operation.MOVE:
                detail = f"Moved to {order.to_country}." if order.to_country else "The rule does not say where to."
                if self.rows:  # a rule with a table prints there what stands at the new place
                    where = order.to_country or "another destination"
                    self.conflicts.append(
                        f"The instruction moves \u201c{name}\u201d to {where}, but no row of the table gives it."
                    )
            elif order.in_words:
                detail = "Given by the instruction alone."
            elif order.operation is not Operation.REMOVE:
                detail = "The rule supplies no text for this entry."
                self.conflicts.append(
                    f"The instruction names \u201c{name}\u201d ({country}), but no row of the table gives it."
                )
            amendment = Amendment(order.operation, country, name, None, order.instruction, detail)
            self.by_order[n].append((order.names.index(name), amendment))

    def _remove_under_several(self, n: int, name: str) -> None:
        """One name is removed under each of the destinations; of several names the local list may tell where each is."""
        order = self.orders[n]
        places = order.countries
        if len(order.names) > 1:
            places = tuple(place for place in places if self.known is not None and self.known(place, name))
        if not places:
            self.conflicts.append(f"The instruction does not say under which destination \u201c{name}\u201d stands.")
            places = order.countries[:1]
        self.by_order[n] += [
            (order.names.index(name), Amendment(Operation.REMOVE, place, name, None, order.instruction))
            for place in places
        ]

    def _orders_without_entries(self) -> None:
        """Orders about entries that are neither quoted nor counted nor given in a row: told, never dropped."""
        told = {(o.operation, o.countries) for o in self.orders if o.names}
        for n, order in enumerate(self.orders):
            if not order.bare or self.by_order[n] or (order.operation, order.countries) in told:
                continue
            if order.operation is not Operation.REMOVE and not order.countries:
                continue  # "by adding the following entries:", which the paragraphs below it name
            places = order.countries or ("",)
            what = "The instruction speaks of entries that it does not quote; which they are could not be read."
            self.by_order[n] += [
                (0, Amendment(Operation.UNREADABLE, place, "", None, order.instruction, what)) for place in places
            ]

    def _unordered(self, row: int) -> Amendment:
        entry = self.entry(row, self._listed_name(row), None)
        self.conflicts.append(
            f"The table gives \u201c{entry.name}\u201d ({entry.country}), which no instruction orders."
        )
        return Amendment(
            Operation.UNREADABLE,
            entry.country,
            entry.name,
            entry,
            "",
            "No instruction says what this row of the table means.",
        )
