"""A rule whose rendition gives no table: amendments by name alone, and nothing claimed of their text.

The names are the instructions' own; where an instruction only counts ("two Chinese entities"), the preamble's list
under that destination gives them. No entry text is made up, and its absence is no disagreement of its cross-checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.model import Amendment, Check, Operation, Rule
from monitor.reading.rules.instructions import Instruction
from monitor.reading.rules.matched import Matched
from monitor.reading.rules.matching import match_rows
from monitor.reading.rules.preamble import Listed
from monitor.text.names import fold

NO_TEXT = "The text rendition gives no entry text."
NAMED_BY_PREAMBLE = f"The instruction counts only; the name is the preamble's. {NO_TEXT}"

_REVISES = (Operation.REVISE, Operation.CORRECT, Operation.MOVE)


def match_names(instructions: Sequence[Instruction], listed: Sequence[Listed]) -> Matched:
    """Carry out ``instructions`` without rows, counts with the names of the preamble's list."""
    named = [_with_names(instruction, instructions, listed) for instruction in instructions]
    borrowed = {
        (o.text, name)
        for instruction, o in zip(instructions, named, strict=True)
        if not instruction.names
        for name in o.names
    }
    matched = match_rows(named, (), ())
    amendments = tuple(_without_text(a, (a.instruction, a.name) in borrowed) for a in matched.amendments)
    # "No row of the table gives it" is the only conflict there can be without rows.
    return Matched(
        amendments, tuple(zip(instructions, (n for _, n in matched.carried_out), strict=True)), matched.problems, ()
    )


def _with_names(instruction: Instruction, instructions: Sequence[Instruction], listed: Sequence[Listed]) -> Instruction:
    if instruction.unquoted:  # a name without marks, which the list bears out
        told = {fold(item.name) for item in listed if item.country in instruction.countries}
        instruction = replace(instruction, unquoted=tuple(n for n in instruction.unquoted if fold(n) not in told))
    if instruction.names or instruction.whole_destination or len(instruction.countries) != 1:
        return instruction
    taken = {fold(name) for o in instructions if o.countries == instruction.countries for name in o.names}
    names = [
        item.name
        for item in listed
        if item.country == instruction.countries[0]
        and _same_kind(item.operation, instruction.operation)
        and fold(item.name) not in taken
    ]
    return replace(instruction, names=tuple(names)) if instruction.count in (None, len(names)) else instruction


def _same_kind(listed: Operation, ordered: Operation) -> bool:
    return listed is ordered or (listed is Operation.REVISE and ordered in _REVISES)


def _without_text(amendment: Amendment, borrowed: bool) -> Amendment:
    if borrowed:
        return replace(amendment, detail=NAMED_BY_PREAMBLE)
    if amendment.operation is Operation.ADD or amendment.detail.startswith("The rule supplies no text"):
        return replace(amendment, detail=NO_TEXT)
    return amendment


def lacks_text(rule: Rule) -> bool:
    """Whether a rule was read without the table that gives its entries' text."""
    return any(a.detail.endswith(NO_TEXT) for a in rule.amendments)


def comparable(check: Check) -> bool:
    """Whether a check means anything without the table.

    Names cannot be held against rows, and that several entries are one entity shows only in their aliases.
    """
    if check.check == "instructions and table":
        return False
    return check.agrees or check.check != "entities added" or _most(check.found) < int(check.expected)


def _most(found: str) -> int:
    return int(found.rpartition("\u2013")[2])
