"""The third witness, second half: the rows of an Entity List table, each with its destination and continuation rows.

A row is one of: spacer (nothing), stars (entries left as they are), a destination (alone, in the star row, or in the
first entity's row), an entry, or the continuation of the entry above (aliases and addresses in rows of their own).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.reading.passages import Cell, Table
from monitor.text.destinations import as_heading, heading

_STARS = re.compile(r"^[\s*\u2217\u2022\u00b7.]+$")
_CONTINUED = re.compile(r"[\s\u2014\u2013-]*\(?\b(?:continued|con\.|cont'?d\.?)\)?\s*$", re.IGNORECASE)
_RUNS_ON = re.compile(
    r"^(?:[\u2014\u2013-]|and\b|\(|Affiliated|Subordinate|The following|To include|a\.k\.a|f\.k\.a|d\.?b\.?a|\u2022)",
    re.IGNORECASE,
)
_ALIAS = re.compile(r"^[\u2014\u2013-]")
_HEADINGS = (
    ("citation", r"citation"),
    ("policy", r"policy"),
    ("requirement", r"requirement"),
    ("entity", r"entity|entities|listed person|person"),
    ("country", r"country|destination"),
)
_TERMS = ("requirement", "policy", "citation")
_DEFAULT = {5: ("country", "entity", *_TERMS), 4: ("entity", *_TERMS), 3: ("country", "entity", "citation")}


@dataclass(frozen=True, slots=True)
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

    @property
    def text(self) -> str:
        """The entity cell in one line."""
        return " ".join(line for line in self.lines if line)


def role_of(heading: str) -> str:
    """What the column under ``heading`` holds: country, entity, requirement, policy or citation; "" for anything else."""
    return next((role for role, words in _HEADINGS if re.search(words, heading, re.IGNORECASE)), "")


def column_roles(table: Table) -> tuple[str, ...]:
    """What each column holds: by its heading, else by their number (5 in Supplement No. 4, 3 in Nos. 6 and 7)."""
    if table.headings and len(table.headings) == (table.columns or len(table.headings)):
        roles = tuple(map(role_of, table.headings))
        if "entity" in roles:
            return roles
    widest = max((sum(c.span for c in row) for row in table.rows), default=0)
    return _DEFAULT.get(table.columns) or _DEFAULT.get(widest) or ()


def is_entity_list(table: Table) -> bool:
    """Whether the columns are those of Supplement No. 4 (with license requirement and policy)."""
    roles = column_roles(table)
    return "entity" in roles and "requirement" in roles


def read_entries(table: Table, first_country: str = "") -> tuple[list[TableEntry], list[str]]:
    """The entries of ``table`` in order, and sentences about rows that could not be understood.

    ``first_country`` heads the rows before the table's own first destination (the instruction named it).
    """
    roles = column_roles(table)
    problems: list[str] = []
    entries: list[TableEntry] = []
    country, apart = first_country, True
    for index, row in enumerate(table.rows):
        cells = dict(_by_role(row, roles))
        said = "" if _is_empty(cells.get("country")) else _CONTINUED.sub("", cells["country"].text)
        if said:
            if not _is_destination(said, cells):
                problems.append(f"Row {index + 1} of the table has {said!r} where a destination stands.")
            # "IRAN—Continued" over the rest of an entry that the end of a page has parted.
            apart = apart or as_heading(said) != country or said == cells["country"].text
            country = as_heading(said)
        entity = cells.get("entity", Cell())
        terms = (cells.get("requirement", Cell()), cells.get("policy", Cell()), cells.get("citation", Cell()))
        if _is_empty(entity):
            apart = apart or not said
            if any(not _is_empty(c) for c in terms):
                problems.append(f"Row {index + 1} of the table gives terms without an entity: {_row_text(row)}")
            continue
        if all(_is_empty(c) for c in terms) and not said:
            follows = bool(entries) and entries[-1].country == country
            if follows and (not apart or _RUNS_ON.match(entity.text)):
                entries[-1] = _continued(entries[-1], entity)
                continue
            problems.append(f"Row {index + 1} of the table has no terms and continues no entry: {_row_text(row)}")
            if _ALIAS.match(entity.text):
                continue
        apart = False
        footnotes = tuple(dict.fromkeys(n for c in (entity, *terms) for n in c.footnotes))
        entries.append(TableEntry(country, entity.lines, *terms, footnotes, index))
    return entries, problems


def _by_role(row: tuple[Cell, ...], roles: tuple[str, ...]) -> Iterator[tuple[str, Cell]]:
    at = 0
    for cell in row:
        if at < len(roles):
            yield roles[at], cell
        at += cell.span


def _is_empty(cell: Cell | None) -> bool:
    return cell is None or not cell.text or bool(_STARS.match(cell.text))


def _is_destination(said: str, cells: dict[str, Cell]) -> bool:
    return bool(heading(said)) or said == said.upper() or _is_empty(cells.get("entity"))


def _continued(entry: TableEntry, more: Cell) -> TableEntry:
    footnotes = tuple(dict.fromkeys((*entry.footnotes, *more.footnotes)))
    return TableEntry(
        entry.country,
        (*entry.lines, *more.lines),
        entry.requirement,
        entry.policy,
        entry.citation,
        footnotes,
        entry.row,
    )


def _row_text(row: tuple[Cell, ...]) -> str:
    return " | ".join(cell.text for cell in row)[:200]
