"""The rows of a table of the list, each with its destination and continuation rows: what the instructions work on.

What a row may be, where that was seen, and what it means:

| row | looks like | e.g. | means |
|---|---|---|---|
| spacer | nothing | all | nothing: what follows may be more of the entry above |
| stars | stars | all | entries left as they are; what follows begins again |
| heading | the columns' headings, in the body | 2023-03929 | no entry, and no problem |
| destination | a destination, alone, beside stars, or over all columns | all | heads the rows below |
| destination and entry | a destination in the first entity's row | 2022-18268 | both |
| entry | an entity with its terms | all | an entry |
| shifted | an entity where the destination stands, each of its terms one column to the left | | an entry, told in a remark |
| more of the entity | an entity cell alone, right behind an entry | 2017-20406 | more of the entry above: aliases, addresses |
| more of the terms | a requirement or policy alone, right behind an entry | 2022-14069 | more of the entry's terms |
| anything else | | | named with its words |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from monitor.reading.entries.cell_kinds import (
    is_citation,
    is_policy,
    is_requirement,
    opens_requirement,
    role_of,
    without_continued,
)
from monitor.reading.entries.neighbours import lists_others, names_another
from monitor.reading.entries.superscripts import lone_marks
from monitor.reading.passages import Cell, Table
from monitor.text.destinations import as_heading, heading

# e.g. "* * * * *"
_STARS = re.compile(r"[\s*\u2217\u2022\u00b7.]+")
# How an entity cell opens that is no entry. e.g. "—Alias; and", "Affiliated entities:"
_RUNS_ON = re.compile(
    r"(?:[\u2014\u2013-]|and\b|\(|Affiliated|Subordinate|The following|To include|a\.k\.a|f\.k\.a|d\.?b\.?a|\u2022)",
    re.IGNORECASE,
)
# e.g. "\u2014Alias; and"
_ALIAS = re.compile(r"[\u2014\u2013-]")
# How a paragraph ends that another one of its cell goes on with. e.g. "except for:", "crude oil; or"
_GOES_ON = re.compile(r"(?:[:;,]|\b(?:and|or))$")
MOST_SHOWN = 80
"""Characters of a cell that a sentence about its row shows."""
_TERMS = ("requirement", "policy", "citation")
_DEFAULT = {5: ("country", "entity", *_TERMS), 4: ("entity", *_TERMS), 3: ("country", "entity", "citation")}


@dataclass(frozen=True)
class TableEntry:
    """An entry of a table. ``country`` is the list's heading, "" where the table does not say it.

    ``row`` is its index in the table (from 0), for messages.
    """

    country: str
    lines: tuple[str, ...]
    requirement: Cell
    policy: Cell
    citation: Cell
    footnotes: tuple[int, ...]
    row: int

    @cached_property
    def text(self) -> str:
        """The entity cell in one line."""
        return " ".join(line for line in self.lines if line)

    @property
    def shown(self) -> str:
        """The words of the row for a sentence about it."""
        return shown((self.text, self.requirement.text, self.policy.text, self.citation.text))


@dataclass(slots=True)
class TableReading:
    """What a table says: its entries in order, sentences about rows that could not be understood, and remarks.

    ``beside`` are the words of the table that are of no entry: headings, destinations, footnotes, and rows that a
    problem names.
    """

    entries: list[TableEntry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def column_roles(table: Table) -> tuple[str, ...]:
    """What each column holds: by its heading, else by their number (5 in Supplement No. 4, 3 in Nos. 6 and 7)."""
    roles = tuple(map(role_of, table.headings))
    if "entity" in roles and len(roles) == (table.columns or len(roles)):
        return roles
    if len(roles) > table.columns and set(roles) == set(_DEFAULT[5]):  # rows of which each lacks a cell
        return roles
    for row in table.rows:
        if is_heading_row(row):
            return tuple(role_of(cell.text) for cell in row)
    widest = max((sum(c.span for c in row) for row in table.rows), default=0)
    return _DEFAULT.get(table.columns) or _DEFAULT.get(widest) or ()


def is_heading_row(row: tuple[Cell, ...]) -> bool:
    """Whether a row of the body holds the headings of the columns."""
    if len(row) <= 2 or not role_of(row[-1].text):
        return False
    roles = [role_of(cell.text) for cell in row]
    return all(roles) and {"entity", "citation"} <= set(roles) and len(set(roles)) == len(roles)


def is_entity_list(table: Table) -> bool:
    """Whether the columns are those of Supplement No. 4 (with license requirement and policy)."""
    roles = column_roles(table)
    return "entity" in roles and "requirement" in roles


def read_entries(table: Table, first_country: str = "") -> tuple[list[TableEntry], list[str]]:
    """The entries of ``table`` in order, and sentences about rows that could not be understood.

    ``first_country`` heads the rows before the table's own first destination (the instruction named it).
    """
    reading = read_rows(table, first_country)
    return reading.entries, reading.problems


def read_rows(table: Table, first_country: str = "") -> TableReading:
    """All that ``table`` says; ``first_country`` as in :func:`read_entries`."""
    reader = _Reader(column_roles(table), first_country)
    reader.reading.beside += [*table.headings, table.title, *table.notes]
    for index, row in enumerate(table.rows):
        if is_heading_row(row):
            reader.reading.beside += [cell.text for cell in row]
        else:
            reader.read(index, row)
    return reader.reading


@dataclass(slots=True)
class _Reader:
    """Reads row by row; what has to be known of the rows above is the destination, and whether something parted them."""

    roles: tuple[str, ...]
    country: str
    reading: TableReading = field(default_factory=TableReading)
    is_apart: bool = True

    def read(self, index: int, row: tuple[Cell, ...]) -> None:
        """Take one row for what it is; see the table above."""
        cells = dict(_by_role(row, self.roles))
        if _is_shifted(cells):
            cells = self._shifted_back(index, row, cells)
        said = self._take_destination(index, row, cells)
        entity = cells.get("entity", Cell())
        terms = (cells.get("requirement", Cell()), cells.get("policy", Cell()), cells.get("citation", Cell()))
        if _is_empty(entity):
            self._without_entity(index, row, terms, said)
        elif all(map(_is_empty, terms)) and not said:
            self._without_terms(index, row, entity)
        else:
            self._add(index, entity, terms)

    def _shifted_back(self, index: int, row: tuple[Cell, ...], cells: dict[str, Cell]) -> dict[str, Cell]:
        """The cells of a shifted row, told; whether what the entity goes on with was rightly told from its terms is open."""
        entity, requirement = cells["country"], cells["entity"]
        terms = {"policy": cells["requirement"], "citation": cells["policy"]}
        said = f"{_of(index, row)} stands one column to the left and was read so."
        at = _entity_below(entity, requirement)
        if at == len(requirement.lines):
            self.reading.remarks.append(said)
        else:
            self.reading.problems.append(said)
        whole = replace(entity, lines=(*entity.lines, *requirement.lines[at:]))
        lines, notes = lone_marks(requirement.lines[:at])
        requirement = replace(requirement, lines=lines, footnotes=(*requirement.footnotes, *notes))
        return {"entity": whole, "requirement": requirement, **terms}

    def _take_destination(self, index: int, row: tuple[Cell, ...], cells: dict[str, Cell]) -> str:
        """What the row says in the destination's column, "" for nothing; the rows below stand under it if it is one."""
        printed = cells.get("country")
        if printed is None or _is_empty(printed):
            return ""
        said = without_continued(printed.text)
        self.reading.beside += [printed.text, *map(str, printed.footnotes)]  # a footnote may be of the destination
        if not _is_destination(said, cells):  # the rows below stand where they would without it
            self.reading.problems.append(f"{_of(index, row)} names no known destination in its first column.")
            return said
        # "IRAN—Continued" over the rest of an entry that the end of a page has parted.
        self.is_apart = self.is_apart or as_heading(said) != self.country or said == printed.text
        self.country = as_heading(said)
        return said

    def _without_entity(self, index: int, row: tuple[Cell, ...], terms: tuple[Cell, ...], said: str) -> None:
        found = self.reading
        if all(map(_is_empty, terms)):
            self.is_apart = self.is_apart or (not said and any(cell.text for cell in row))
        elif _is_empty(terms[2]) and not said and not self.is_apart and found.entries:
            found.entries[-1] = _with_terms(found.entries[-1], terms)
        else:
            found.problems.append(f"{_of(index, row)} gives terms without an entity.")
            found.beside += [cell.text for cell in terms]

    def _without_terms(self, index: int, row: tuple[Cell, ...], entity: Cell) -> None:
        found = self.reading
        follows = bool(found.entries) and found.entries[-1].country == self.country
        runs_on = _RUNS_ON.match(entity.text) is not None
        if follows and (runs_on or not (self.is_apart or names_another(found.entries[-1].text, entity.text))):
            found.entries[-1] = _continued(found.entries[-1], entity)
            return
        found.problems.append(f"{_of(index, row)} has no terms and continues no entry.")
        if _ALIAS.match(entity.text):
            found.beside.append(entity.text)
        else:
            self._add(index, entity, (Cell(), Cell(), Cell()))

    def _add(self, index: int, entity: Cell, terms: tuple[Cell, Cell, Cell]) -> None:
        """Take an entry; another party's lines behind its own, in raw text with no row of their own, are one without terms."""
        self.is_apart = False
        if at := _another_at(entity.lines):
            more = replace(entity, lines=entity.lines[at:], footnotes=())
            self._add(index, replace(entity, lines=entity.lines[:at]), terms)
            self.reading.problems.append(f"{_of(index, (more,))} has no terms and continues no entry.")
            self._add(index, more, (Cell(), Cell(), Cell()))
            return
        footnotes = tuple(dict.fromkeys(n for c in (entity, *terms) for n in c.footnotes))
        self.reading.entries.append(
            TableEntry(self.country, entity.lines, terms[0], terms[1], terms[2], footnotes, index)
        )


def _by_role(row: tuple[Cell, ...], roles: tuple[str, ...]) -> Iterator[tuple[str, Cell]]:
    at = 0
    for cell in row:
        if at < len(roles):
            yield roles[at], cell
        at += cell.span


def _is_empty(cell: Cell) -> bool:
    return not cell.footnotes and (not cell.text or _STARS.fullmatch(cell.text) is not None)


def _is_destination(said: str, cells: dict[str, Cell]) -> bool:
    return bool(heading(said)) or said == said.upper() or _is_empty(cells.get("entity", Cell()))


def _is_shifted(cells: dict[str, Cell]) -> bool:
    """Whether every cell of a row reads as the column behind its own: nothing else could stand so."""
    if len(cells) < 4 or ("citation" in cells and cells["citation"].text):
        return False
    texts = {role: cells[role].text for role in cells}
    return (
        is_citation(texts.get("policy", ""))
        and texts.get("requirement", "") != "" and is_policy(texts["requirement"])
        and opens_requirement(texts.get("entity", "")) and not heading(texts.get("country", ""))
    )  # fmt: skip


def _entity_below(entity: Cell, requirement: Cell) -> int:
    """Which paragraph of a shifted row's requirement is the first that the entity goes on with, at its own column.

    I JET GLOBAL, a.k.a.,    For all items subject to the    Presumption of denial.
     the following alias:     EAR.
                             --iJet.
    """
    lines = requirement.lines
    for n in range(1, len(lines)):
        is_open = _GOES_ON.search(lines[n - 1]) is not None
        if not is_open and (entity.text.endswith(":") or not any(map(is_requirement, lines[n:]))):
            return n
    return len(lines)


def _another_at(lines: tuple[str, ...]) -> int:
    """Which of an entity's lines is the first of another party; 0 where none is, as in all 6,500 cells of the list's copies."""
    for n in range(1, len(lines)):
        if lines[n] and lines[n - 1].endswith("."):
            above, below = (" ".join(filter(None, part)) for part in (lines[:n], lines[n:]))
            if names_another(above, below) and not lists_others(below):
                return n
    return 0


def _continued(entry: TableEntry, more: Cell) -> TableEntry:
    footnotes = tuple(dict.fromkeys((*entry.footnotes, *more.footnotes)))
    return replace(entry, lines=(*entry.lines, *more.lines), footnotes=footnotes)


def _with_terms(entry: TableEntry, terms: tuple[Cell, ...]) -> TableEntry:
    footnotes = tuple(dict.fromkeys((*entry.footnotes, *(n for cell in terms for n in cell.footnotes))))
    requirement, policy = (
        Cell(tuple(line for line in (*one.lines, *more.lines) if line) or ("",), one.footnotes)
        for one, more in zip((entry.requirement, entry.policy), terms, strict=False)
    )
    return replace(entry, requirement=requirement, policy=policy, footnotes=footnotes)


def _of(index: int, row: tuple[Cell, ...]) -> str:
    """The row a sentence is about, with its words."""
    return f"Row {index + 1} of the table, {shown(cell.text for cell in row)},"


def shown(cells: Iterable[str]) -> str:
    """The printed words of a row for a sentence about it: of each cell the first ones, those of a short cell whole."""
    cut = (text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN].rstrip() + "\u2026" for text in cells)
    return f"\u201c{' | '.join(cut)}\u201d"
