"""Days that an amendatory instruction names itself: "2. Effective August 1, 2023, Supplement No. 4 ... is amended".

A day that leads an instruction or a level is that of all it orders; one that ends an instruction of a single operation,
too. Any other ("and, on August 1, 2023, by removing", "until August 1") is told, so that it can be compared with DATES.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitor.reading.rules.stated_days import days_in
from monitor.text.quotes import mask_quotes

_NEAR = 80
# Words that make a date one of legal effect. e.g. "Effective ", "until ", "effective as of ", ", on "
_OF_EFFECT = re.compile(
    r"\b(?:effective(?:\s+date\s+(?:of|is))?|applicable|applies|until|through|from|after|before|as\s+of|beginning|starting|"
    r"commencing|on)\s+(?:and\s+after\s+|the\s+date\s+of\s+|on\s+|as\s+of\s+|beginning\s+|until\s+)?$",
    re.IGNORECASE,
)
# Before a day on which something else happened. e.g. "published in the Federal Register on ", "in the issue of "
_HAPPENED = re.compile(
    r"\b(?:publish|print|issu|appear|dat|fil|add|list|amend|correct)[a-z]{0,6}\s+(?:(?:in|to|by)\s+(?:the\s+)?"
    r"(?:Federal\s+Register|Entity\s+List|rule|issue)\s+)?(?:on|from|of)\s+$",
    re.IGNORECASE,
)
# e.g. "2. Effective ", "a. Effective on "
_LEADS = re.compile(
    r"(?:^|(?<![\w.])(?:[0-9]{1,2}|[a-z]|[ivx]{2,5})\.|\((?:[0-9]{1,2}|[a-z]|[ivx]{2,5})\))\s*(?:\(?Effective)\s+(?:on\s+|as\s+of\s+)?$",
    re.IGNORECASE,
)
# e.g. ", effective "
_EFFECTIVE = re.compile(r"\beffective\s+(?:on\s+|as\s+of\s+)?$", re.IGNORECASE)
# Behind a day that ends an instruction. e.g. "; and", "."
_ENDS = re.compile(r"[\s.;,)]*(?:and\s*)?$", re.IGNORECASE)
# What is cited. e.g. "(85 FR 51603, August 20, 2020)"
_BRACKETS = re.compile(r"\([^()]{0,200}\)")


@dataclass(frozen=True, slots=True)
class InstructionDay:
    """A day that an instruction names, None where its year is not known; it is ``of_all`` that the instruction orders."""

    day: date | None
    of_all: bool


def instruction_days(instruction: str, published: date | None, *, is_single: bool) -> Iterator[InstructionDay]:
    """The days of effect in the words of an ``instruction``; ``is_single`` says that it orders one thing alone."""
    if not any(map(str.isdigit, instruction)):
        return
    text = _BRACKETS.sub(" ", mask_quotes(instruction)[0])
    for dated in days_in(text, published, None):
        near = (text, max(0, dated.start - _NEAR), dated.start)
        if not _OF_EFFECT.search(*near) or _HAPPENED.search(*near):
            continue
        ends = is_single and bool(_EFFECTIVE.search(*near) and _ENDS.match(text, dated.end))
        yield InstructionDay(dated.day, bool(_LEADS.search(*near)) or ends)
