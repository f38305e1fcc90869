"""Good rules, damaged: each mutation changes what a document says, and one of the cross-checks should notice."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Mutation = Callable[[str, Random], str | None]
"""A damaged copy of a document's XML, or None where there is nothing to damage in this way."""

_ROW = re.compile(r"<ROW(?: [^>]*)?>(?:(?!</ROW>).)*</ROW>", re.DOTALL)
_ENT = re.compile(r"<ENT(?: [^>]*)?/>|<ENT(?: [^>]*)?>.*?</ENT>", re.DOTALL)
_LINE = re.compile(r"<(LI|P)>(?:(?!</\1>).){4,}</\1>")
COUNTED = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|\d{1,3})(?:-\w+)?"
    r"(?=\s+(?:existing\s+)?(?:entit|entr|\w+ entit))|(?<=\()\d{1,3}(?=\)(?:,| and|\.|;))"
)


def entry_rows(xml: str) -> list[re.Match[str]]:
    """The rows of five cells that carry an entry of Supplement No. 4."""
    return [
        m
        for m in _ROW.finditer(xml)
        if len(cells := _ENT.findall(m.group())) == 5 and len(re.sub(r"<[^>]*>|[\s*]", "", cells[1])) > 3
    ]


def drop_a_row(xml: str, random: Random) -> str | None:
    """An entry's row is lost."""
    rows = entry_rows(xml)
    if not rows:
        return None
    row = random.choice(rows)
    return xml[: row.start()] + xml[row.end() :]


def duplicate_a_row(xml: str, random: Random) -> str | None:
    """An entry's row stands twice."""
    rows = entry_rows(xml)
    if not rows:
        return None
    row = random.choice(rows)
    return xml[: row.end()] + row.group() + xml[row.end() :]


def swap_entities(xml: str, random: Random) -> str | None:
    """Two rows have each other's entity."""
    rows = entry_rows(xml)
    if len(rows) < 2:
        return None
    one, two = sorted(random.sample(rows, 2), key=lambda m: m.start())
    first, second = _ENT.findall(one.group())[1], _ENT.findall(two.group())[1]
    if _terms(one.group()) == _terms(two.group()) and _same_destination(xml, one, two):
        return None  # only the order would differ
    return (
        xml[: one.start()] + one.group().replace(first, second, 1) + xml[one.end() : two.start()]
        + two.group().replace(second, first, 1) + xml[two.end() :]
    )  # fmt: skip


def _terms(row: str) -> list[str]:
    return _ENT.findall(row)[2:]


def _same_destination(xml: str, one: re.Match[str], two: re.Match[str]) -> bool:
    return not re.search(r"<ENT I='01'(?: A='\w+')?>\s*[A-Z]", xml[one.start() : two.end()])


def swap_columns(xml: str, random: Random) -> str | None:
    """Two neighbouring cells of a row have changed places."""
    rows = entry_rows(xml)
    if not rows:
        return None
    row = random.choice(rows)
    cells = _ENT.findall(row.group())
    at = random.choice((1, 2, 3))
    swapped = row.group().replace(cells[at] + cells[at + 1], cells[at + 1] + cells[at], 1)
    return None if swapped == row.group() else xml[: row.start()] + swapped + xml[row.end() :]


def delete_an_instruction(xml: str, random: Random) -> str | None:
    """A level of the instructions is lost."""
    found = [m for m in re.finditer(r"<AMDPAR>(?!1\.|\d\. (?:Section|Supplement No. [67]))(?:(?!</AMDPAR>).)*</AMDPAR>", xml, re.DOTALL)
             if re.search(r";[\u201d\"]|\bentit|\bentr", m.group())]  # fmt: skip
    if not found:
        return None
    one = random.choice(found)
    return xml[: one.start()] + xml[one.end() :]


def delete_a_name(xml: str, random: Random) -> str | None:
    """An instruction names one party fewer."""
    found = list(re.finditer(r"\u201c[^\u201c\u201d]+;\u201d (?=\u201c|and \u201c)", xml))
    if not found:
        return None
    one = random.choice(found)
    return xml[: one.start()] + xml[one.end() :]


def change_a_count(xml: str, random: Random) -> str | None:
    """A stated count is another."""
    tables = [(m.start(), m.end()) for m in re.finditer(r"<GPOTABLE.*?</GPOTABLE>", xml, re.DOTALL)]
    found = [m for m in COUNTED.finditer(xml) if not any(a < m.start() < b for a, b in tables)]
    if not found:
        return None
    one = random.choice(found)
    changed = str(int(one.group()) + 1) if one.group().isdigit() else "ninety-seven"
    return xml[: one.start()] + changed + xml[one.end() :]


def rename_in_the_instruction(xml: str, random: Random) -> str | None:
    """An instruction names another party than the table."""
    found = [
        m for m in re.finditer(r"(?<=\u201c)[^\u201c\u201d;]{6,}(?=;\u201d)", xml) if xml.count(f">{m.group()},") == 1
    ]
    if not found:
        return None
    one = random.choice(found)
    return xml[: one.start()] + "Somebody Else Holdings" + xml[one.end() :]


def lose_a_destination(xml: str, random: Random) -> str | None:
    """A destination's heading in the table is lost, so that its entries stand under the one before."""
    found = list(re.finditer(r"(<ENT I='01'(?: A='\w+')?>)([A-Z][A-Z', ]+)(</ENT>)", xml))
    if len(found) < 2:
        return None
    one = random.choice(found[1:])
    return xml[: one.start()] + one[1] + " " + one[3] + xml[one.end() :]


def double_a_line(xml: str, random: Random) -> str | None:
    """A line of an entity cell stands twice."""
    lines = [m for row in entry_rows(xml) for m in _LINE.finditer(xml, row.start(), row.start() + _entity_end(row))]
    if not lines:
        return None
    line = random.choice(lines)
    return xml[: line.end()] + line.group() + xml[line.end() :]


def _entity_end(row: re.Match[str]) -> int:
    """Where the second cell of a row ends, from the row's start."""
    return [cell.end() for cell in _ENT.finditer(row.group())][1]


MUTATIONS: dict[str, Mutation] = {
    f.__name__: f
    for f in (
        drop_a_row, duplicate_a_row, swap_entities, swap_columns, delete_an_instruction, delete_a_name, change_a_count,
        rename_in_the_instruction, lose_a_destination, double_a_line,
    )
}  # fmt: skip
