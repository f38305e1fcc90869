"""Instructions and table rows, put together: what happens to which entry, under which text.

The instruction decides what a row means. Names find their rows (see row_search); counts take the rows that no name
claimed; where an instruction neither names nor distinguishes additions from revisions, a row's citations do (an addition
cites this rule alone), then the local list, and the amendment says so. A row nobody ordered and an instruction nobody can carry
out are amendments too, never dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from monitor.model import RENAMES_DESTINATION, Amendment, Operation
from monitor.reading.entries.requirement import read_citations
from monitor.reading.entries.table import TableEntry
from monitor.reading.rules.instructions import Instruction
from monitor.reading.rules.matched import Matched
from monitor.reading.rules.preamble import Listed
from monitor.reading.rules.row_entries import RowEntries
from monitor.reading.rules.row_search import (
    NamedRow,
    goes_on,
    known_as,
    made_up_of,
    spelled_otherwise,
    split_at,
)
from monitor.reading.rules.short_names import whole_name
from monitor.reading.rules.without_row import WithoutRow
from monitor.text.names import fold

KnownEntry = Callable[[str, str], bool]
"""Whether the local list has an entry of this name under this destination (heading)."""

# Words of an instruction among which a further name may stand. e.g. ", Tula Works"
_MAY_NAME = re.compile(r"[A-Z0-9]")
_GIVES_ROWS = (Operation.ADD, Operation.REVISE, Operation.CORRECT, Operation.MOVE)
_CHANGES = (Operation.REVISE, Operation.CORRECT)


def match_rows(
    instructions: Sequence[Instruction],
    rows: Sequence[TableEntry],
    listed: Sequence[Listed],
    known: KnownEntry | None = None,
    *,
    has_table: bool = False,
    has_terms: bool = True,
) -> Matched:
    """Carry out ``instructions`` with ``rows``. ``listed`` are the preamble's parties: they help where one does not name.

    ``has_table`` says that the rule prints a table, be it one without rows, and ``has_terms`` that each entry of the list has
    terms of its own.
    """
    table = RowEntries(rows, listed, has_terms=has_terms)
    return _Matching(instructions, table, listed, known, has_table=has_table or bool(rows)).run()


class _Matching:
    def __init__(
        self,
        instructions: Sequence[Instruction],
        table: RowEntries,
        listed: Sequence[Listed],
        known: KnownEntry | None,
        *,
        has_table: bool,
    ) -> None:
        self.instructions = instructions
        self.has_table = has_table
        self.table = table
        self.listed = listed
        self.known = known
        self.free = set(range(len(table.rows)))
        self.by_instruction: list[list[tuple[float, Amendment]]] = [[] for _ in instructions]  # with their place in it
        self.spare: list[tuple[int, str]] = []  # (instruction, name) still without a row
        self.problems: list[str] = []
        self.conflicts: list[str] = []

    def run(self) -> Matched:
        """Each step takes what the steps before it left."""
        self._destinations()
        self._part_rows()
        self._rows_by_name()
        for find in (self._by_likeness, self._by_several_names, self._by_alias, self._by_its_end):
            self.spare = [(n, name) for n, name in sorted(self.spare) if not find(n, name)]
        self._rows_by_count()
        rivals = Counter(self.instructions[n].countries for n, _ in self.spare if self._gives_row(n))
        self.spare = [(n, name) for n, name in sorted(self.spare) if not self._by_what_is_left(n, name, rivals)]
        self._without_rows()
        amendments = [a for found in self.by_instruction for _, a in sorted(found, key=lambda placed: placed[0])]
        amendments += [self._unordered(i) for i in sorted(self.free)]
        carried_out = tuple((o, len(found)) for o, found in zip(self.instructions, self.by_instruction, strict=True))
        table = self.table
        return Matched(
            tuple(amendments), carried_out, (*self.problems, *table.problems), tuple(self.conflicts),
            tuple(table.rows), tuple(table.odd_cells), tuple(table.miscounted),
        )  # fmt: skip

    def _destinations(self) -> None:
        for n, instruction in enumerate(self.instructions):
            if instruction.whole_destination:
                renamed = Amendment(
                    Operation.MOVE,
                    instruction.countries[0],
                    instruction.to_country,
                    None,
                    instruction.text,
                    RENAMES_DESTINATION,
                )
                self.by_instruction[n].append((0, renamed))

    def _part_rows(self) -> None:
        """Part rows that hold another one's text behind their own: that of a name that no row begins with or knows."""
        for n, name in [
            (n, name)
            for n, instruction in enumerate(self.instructions)
            if self._gives_row(n)
            for name in instruction.names
        ]:
            key = fold(name)
            if self.table.beginning_with(key):
                continue
            rows = self._candidates(n)
            if spelled_otherwise(name, rows) is not None or made_up_of(name, rows) or known_as(name, rows) is not None:
                continue
            if found := split_at(name, self.table.rows, [row.row for row in rows]):
                at, self.table.rows[at], behind = found
                self.free.add(self.table.add(behind))

    # -- names -----------------------------------------------------------------------------------------------------------

    def _rows_by_name(self) -> None:
        """Longest names first: "Huawei Technologies Co., Ltd." must not lose its row to "Huawei"."""
        wanted = [(n, name) for n, instruction in enumerate(self.instructions) for name in instruction.names]
        for n, name in sorted(wanted, key=lambda w: (self._comes_late(self.instructions[w[0]]), -len(w[1]))):
            row = self._row_of(self.instructions[n], fold(name)) if self._gives_row(n, or_words=True) else None
            if row is None:
                self.spare.append((n, name))
            else:
                self._take(n, row, name)

    @staticmethod
    def _comes_late(instruction: Instruction) -> tuple[bool, bool]:
        """Removals and revisions in words have no row, as a rule: they take what no other instruction wants."""
        return instruction.operation is Operation.REMOVE, instruction.in_words

    def _gives_row(self, n: int, *, or_words: bool = False) -> bool:
        return self.instructions[n].operation in _GIVES_ROWS and (or_words or not self.instructions[n].in_words)

    def _row_of(self, instruction: Instruction, key: str) -> int | None:
        """The free row that begins with the folded name ``key``, under the instruction's destination before any other."""
        begins = [i for i in self.table.beginning_with(key) if i in self.free]
        here = [i for i in begins if self._fits(instruction, i)]
        if len(here) > 1:
            return min(here, key=lambda i: fold(self.table.named(i).name) != key)
        if here:
            return here[0]
        if instruction.in_words:
            return None
        return begins[0] if len(begins) == 1 and key == fold(self.table.named(begins[0]).name) else None

    def _fits(self, instruction: Instruction, row: int) -> bool:
        countries = (instruction.to_country,) if instruction.to_country else instruction.countries
        return not countries or not self.table.rows[row].country or self.table.rows[row].country in countries

    def _candidates(self, n: int) -> list[NamedRow]:
        return [self.table.named(i) for i in sorted(self.free) if self._fits(self.instructions[n], i)]

    def _by_likeness(self, n: int, name: str) -> bool:
        row = spelled_otherwise(name, self._candidates(n)) if self._gives_row(n) else None
        if row is None:
            return False
        taken = self._take(n, row, "")
        self.problems.append(f"The instruction names \u201c{name}\u201d; the table spells it \u201c{taken.name}\u201d.")
        return True

    def _by_several_names(self, n: int, name: str) -> bool:
        instruction = self.instructions[n]
        if instruction.operation is Operation.REMOVE:
            there = [
                item
                for item in self.listed
                if item.operation is Operation.REMOVE and item.country in instruction.countries
            ]
            named = [NamedRow(at, item.name, ()) for at, item in enumerate(there)]
            for at in made_up_of(name, named):
                removed = Amendment(Operation.REMOVE, there[at].country, there[at].name, None, instruction.text)
                self.by_instruction[n].append((instruction.names.index(name) + at / 1000, removed))
            return bool(made_up_of(name, named))
        rows = made_up_of(name, self._candidates(n)) if self._gives_row(n) else []
        for row in rows:
            self._take(n, row, "", place=instruction.names.index(name))
        return bool(rows)

    def _by_alias(self, n: int, name: str) -> bool:
        """An entry renamed: its row gives the instruction's name as an alias."""
        instruction = self.instructions[n]
        row = (
            known_as(name, self._candidates(n))
            if instruction.operation in _CHANGES and not instruction.in_words
            else None
        )
        if row is not None:
            self._take(n, row, name)
        return row is not None

    def _by_its_end(self, n: int, name: str) -> bool:
        """A name that no mark closes goes on with words of the instruction: the only row whose name it begins with ends it."""
        instruction = self.instructions[n]
        if name not in instruction.unmarked or not self._gives_row(n):
            return False
        rows = [row for row in self._candidates(n) if goes_on(name, fold(row.name))]
        if len(rows) != 1 or _MAY_NAME.search(goes_on(name, fold(rows[0].name)) or ""):
            return False
        taken = self._take(n, rows[0].row, "", place=instruction.names.index(name))
        self.problems.append(
            f"The instruction quotes \u201c{name}\u201d; the table ends the name, \u201c{taken.name}\u201d."
        )
        return True

    def _by_what_is_left(self, n: int, name: str, rivals: Mapping[tuple[str, ...], int]) -> bool:
        """The one row under its destination that is left: told, and doubted unless the list has the old name alone.

        ``rivals`` counts the names without a row by their destinations.
        """
        instruction = self.instructions[n]
        if instruction.operation not in _CHANGES or instruction.in_words or rivals[instruction.countries] != 1:
            return False
        rows = self._candidates(n)
        if len(rows) != 1:
            return False
        said = self.problems if self._is_renamed(instruction, name, rows[0].name) else self.conflicts
        said.append(
            f"The instruction names \u201c{name}\u201d ({', '.join(instruction.countries)}); the only row left reads "
            f"\u201c{rows[0].name}\u201d."
        )
        self._take(n, rows[0].row, name)
        return True

    def _is_renamed(self, instruction: Instruction, old: str, new: str) -> bool:
        """Whether the local list has the one name under the instruction's destination, and not the other."""
        if self.known is None or len(instruction.countries) != 1:
            return False
        return self.known(instruction.countries[0], old) and not self.known(instruction.countries[0], new)

    # -- counts ----------------------------------------------------------------------------------------------------------

    def _rows_by_count(self) -> None:
        """Orders without names take the free rows of their destinations."""
        nameless = [
            n
            for n, o in enumerate(self.instructions)
            if not o.names and self._gives_row(n, or_words=True) and not o.whole_destination
        ]
        for row in sorted(self.free):
            fitting = [n for n in nameless if self._fits(self.instructions[n], row)]
            exact = [n for n in fitting if self.table.rows[row].country in self.instructions[n].countries] or fitting
            if exact:
                n, why = self._choose(exact, row)
                self._take(n, row, "", why)

    def _choose(self, candidates: list[int], row: int) -> tuple[int, str]:
        if len({self.instructions[n].operation for n in candidates}) == 1:
            short = [
                n
                for n in candidates
                if len(self.by_instruction[n]) < (self.instructions[n].count or len(self.table.rows))
            ]
            return (short or candidates)[0], ""
        citations, _ = read_citations(self.table.rows[row].citation.text)
        adds = next((n for n in candidates if self.instructions[n].operation is Operation.ADD), candidates[0])
        changes = next((n for n in candidates if self.instructions[n].operation is not Operation.ADD), candidates[0])
        if len({c.date for c in citations}) > 1:
            return changes, "The instruction counts only; the row cites earlier rules, so it is a revision."
        if self.known is not None and self.known(self.table.rows[row].country, self.table.named(row).name):
            return changes, "The instruction counts only; the local list has this entry, so it is a revision."
        return adds, "The instruction counts only; the row cites this rule alone, so it is an addition."

    # -- what comes of it ------------------------------------------------------------------------------------------------

    def _take(self, n: int, row: int, name: str, why: str = "", place: int | None = None) -> Amendment:
        instruction = self.instructions[n]
        self.free.discard(row)
        places = instruction.countries
        ordered = (instruction.to_country,) if instruction.to_country else places
        entry = self.table.entry(row, name or self.table.listed_name(row), ordered[0] if len(ordered) == 1 else "")
        printed = self.table.rows[row].country
        if ordered and printed and printed not in ordered:
            self.conflicts.append(
                f"The instruction puts \u201c{entry.name}\u201d under {' and '.join(ordered)}, the table under {entry.country}."
            )
        country = entry.country
        detail = why
        if instruction.operation is Operation.MOVE:
            country = places[0] if places else entry.country
            detail = f"Moved to {instruction.to_country or entry.country}."
            if country == (instruction.to_country or entry.country):
                self.conflicts.append(f"The instruction moves \u201c{entry.name}\u201d to {country}, where it stands.")
        if place is None:
            place = instruction.names.index(name) if name in instruction.names else row
        # The table knows whether a last full stop is the name's; an instruction may quote more or less than the name.
        said = entry.name if not name or fold(name) == fold(entry.name) else name
        if name and (whole := whole_name(name, entry.name, self.table.named(row).name)):
            said = self._in_full(instruction, country, name, whole)
            entry = self.table.entry(row, said, ordered[0] if len(ordered) == 1 else "") if said == whole else entry
        amendment = Amendment(instruction.operation, country, said, entry, instruction.text, detail)
        self.by_instruction[n].append((place, amendment))
        return amendment

    def _in_full(self, instruction: Instruction, country: str, name: str, whole: str) -> str:
        """The name of an amendment whose instruction cuts it short: the table's, doubted unless the preamble has it.

        The old name where the local list has that: the entry is renamed.
        """
        renamed = instruction.operation in _CHANGES and self._is_renamed(instruction, name, whole)
        borne_out = renamed or any(item.country == country and fold(item.name) == fold(whole) for item in self.listed)
        said = self.problems if borne_out else self.conflicts
        said.append(f"The instruction names \u201c{name}\u201d; the name in the table is longer, \u201c{whole}\u201d.")
        return name if renamed else whole

    def _without_rows(self) -> None:
        without = WithoutRow(self.instructions, self.listed, self.known, has_table=self.has_table)
        for n, name in sorted(self.spare):
            self.by_instruction[n] += [(self.instructions[n].names.index(name), a) for a in without.of_name(n, name)]
        for n, found in enumerate(self.by_instruction):
            if not found:
                self.by_instruction[n] += [(0, a) for a in without.of_instruction(n)]
        self.problems += without.problems
        self.conflicts += without.conflicts

    def _unordered(self, row: int) -> Amendment:
        entry = self.table.entry(row, self.table.listed_name(row), "")
        self.conflicts.append(
            f"The table gives \u201c{entry.name}\u201d ({entry.country}), which no instruction orders."
        )
        what = "No instruction says what this row of the table means."
        return Amendment(Operation.UNREADABLE, entry.country, entry.name, entry, "", what)
