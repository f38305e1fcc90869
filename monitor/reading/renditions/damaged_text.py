"""What can be saved of a raw text that was cut short, or lost letters to NUL bytes: what stands before, and beside them.

As with ill-formed XML, what is read here is never more than a hint for a person, and nothing is guessed: of a text that is
cut, its last paragraph or row is left out, because what it says may be cut; a lost letter is told as lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from monitor.errors import CannotRead
from monitor.model import Stage
from monitor.reading.passages import Passage, RuleText
from monitor.reading.renditions.sections import closing_of
from monitor.reading.renditions.text import read_text_form
from monitor.reading.renditions.text_lines import decode
from monitor.reading.renditions.text_table import is_rule

MOST_BYTES = 4 * 1024 * 1024
"""The largest text that is looked at; the largest rule of the list has about 500 kB."""
MOST_LOST = 200
"""NUL bytes; what has more is no text."""
LOST = "\ufffd"
"""Stands for a letter that is lost."""
_NUL = "\x1a"
# Between columns and in the dots that lead there no letter was lost. e.g. "OF...\x1a....   *", "Orel JSC  \x1a   For all"
_BETWEEN_WORDS = re.compile(r"(?<=  )\x1a+(?=[\s\x1a])|(?<=\s)\x1a+(?=  )|(?<=\.\.)\x1a+(?=[.\s])")
# A line of a table, by the blanks between or before its cells. e.g. "IRAN     Orel JSC", "                  2 Lenin St."
_OF_TABLE = re.compile(r"\S {4,64}\S| {8}")


@dataclass(frozen=True, slots=True)
class SalvagedText:
    """The document, its stage, and the lines (from 1) where it is damaged."""

    text: RuleText
    stage: Stage
    damaged_lines: tuple[int, ...]


def salvage_text(data: bytes, what: str) -> SalvagedText:
    """What stands outside of the damage. Raises CannotRead for what is no such text, or too large or broken to be one."""
    if len(data) > MOST_BYTES or data.count(b"\0") > MOST_LOST:
        raise CannotRead(f"{what} is too large, or has lost too much, to be a text of the Register.")
    text = _BETWEEN_WORDS.sub(" ", decode(data.replace(b"\0", _NUL.encode()), what))
    lines = text.split("\n")
    damaged = [n for n, line in enumerate(data.split(b"\n"), 1) if b"\0" in line]
    closing = closing_of(text)
    if closing is None:
        damaged.append(len(lines))
        text = "\n".join([*_before_the_cut(lines), "</pre>"])
    read, stage = read_text_form(text.replace(_NUL, LOST).encode(), what, is_whole=closing is not None)
    return SalvagedText(read if closing else _without_last_row(read), stage, tuple(damaged))


def _before_the_cut(lines: list[str]) -> list[str]:
    """``lines`` without the last paragraph, or without the last line of a table, which is closed by its own rule then."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    while end and lines[end - 1].strip() not in ("", "0") and not is_rule(lines[end - 1]):
        end -= 1
        if _OF_TABLE.search(lines[end]):
            rule = next((line for line in reversed(lines[:end]) if is_rule(line)), "")
            return [*lines[:end], rule, ""]
        if lines[end].startswith("    "):
            break
    return lines[:end]


def _without_last_row(text: RuleText) -> RuleText:
    """``text`` without the last row of the table that it ends with: what follows in it was cut off."""
    if not text.regulatory or (table := text.regulatory[-1].table) is None:
        return text
    last: Passage = replace(text.regulatory[-1], table=replace(table, rows=table.rows[:-1]))
    return replace(text, regulatory=(*text.regulatory[:-1], last))
