"""When a rule takes effect, read from its DATES section: as a whole, and by instruction.

| DATES | means |
|---|---|
| "This rule is effective October 9, 2019." | all of it on that day |
| "effective [INSERT DATE OF PUBLICATION IN THE FEDERAL REGISTER]" | on the day of publication |
| "effective [INSERT DATE OF FILING FOR PUBLIC INSPECTION]" | on the day it was filed |
| "effective October 7, 2022, except for amendatory instructions 13 and 19, which are effective October 12" | those two later |
| "Instructions 1 through 4 are effective May 1, 2030; all other instructions are effective May 8, 2030" | each as said |
| "effective October 21, 2022, for amendatory instruction 17 (supplement no. 4 to part 744)" | that one then |
| "This rule is applicable as of February 14, 2022." (2022-07643) | it applies from an earlier day on |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from monitor.reading.passages import Passage, Role

_MONTH = (
    r"January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A day, its year left out where it was said before. e.g. "October 7, 2022", "October 12"
_DAY = re.compile(
    rf"\b(?:(?P<month>{_MONTH})\s+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>[0-9]{{4}}))?(?![0-9])"
    r"|(?P<published>\[?\s*INSERT\s+(?:THE\s+)?DATE\s+OF\s+PUBLICATION)"
    r"|(?P<filed>(?:INSERT\s+(?:THE\s+)?)?DATE\s+(?:OF\s+)?(?:FILING|FILED)\b|FILED?\s+FOR\s+PUBLIC\s+INSPECTION))",
    re.IGNORECASE,
)
# e.g. "This rule is effective"
_EFFECTIVE = re.compile(r"\beffective\b", re.IGNORECASE)
# e.g. "comments must be received"
_DEADLINE = re.compile(r"\bcomments?\b|\bmust be (?:received|submitted)\b", re.IGNORECASE)
# e.g. "applicable"
_APPLIES = re.compile(r"\bapplicab(?:le|ility)\b", re.IGNORECASE)
# e.g. "amendatory instruction 3"
_INSTRUCTIONS = re.compile(r"\binstructions?\b", re.IGNORECASE)
# One instruction of a list, with what it is about. e.g. "17 (supplement no. 4 to part 744)"
_NUMBERED = re.compile(
    r"\s*(?:nos?\.\s*)?(?P<number>[0-9]{1,3})(?:\.?[a-z]\b)?\.?(?:\s*\([^()]{0,200}\))?", re.IGNORECASE
)
# e.g. ", and 4", "through 7"
_NEXT = re.compile(
    r"\s*(?:(?P<range>through|to|-|\u2013)|,\s*and\b|,|and\b|&)(?=\s*(?:nos?\.\s*)?[0-9])", re.IGNORECASE
)
# e.g. ", which are effective"
_ARE_EFFECTIVE = re.compile(
    r"[,\s]*(?:which\s+|that\s+|and\s+)?(?:(?:is|are|will\s+be|shall\s+be|becomes?|takes?)\s+)?(?:all\s+)?effect(?:ive)?\b",
    re.IGNORECASE,
)
# e.g. ", for the amendatory "
_FOR = re.compile(r"[,\s]*(?:for|as\s+to|with\s+respect\s+to)\s+(?:the\s+)?(?:amendatory\s+)?$", re.IGNORECASE)
# e.g. "Savings Clause"
_SAVINGS = re.compile(r"(?:[A-Z0-9]{1,3}\.\s+)?Savings\s+Clauses?:?", re.IGNORECASE)
# e.g. "Export Control Reform Act of 2018"
_UNMARKED_HEADING = re.compile(r"[A-Z][^.;:]{1,100}")
_NEAR = 60
"""Letters within which a date belongs to the word before it."""


@dataclass(frozen=True, slots=True)
class EffectiveDates:
    """The day of the whole rule, those of single instructions by their number, and the earlier day it applies from."""

    of_rule: date | None = None
    by_instruction: dict[int, date | None] = field(default_factory=dict)
    applicable_from: date | None = None

    def of(self, instruction: int | None) -> date | None:
        """When the instruction of this number takes effect."""
        return self.of_rule if instruction is None else self.by_instruction.get(instruction, self.of_rule)

    @property
    def all_days(self) -> set[date]:
        """Every day on which something of the rule takes effect."""
        return {day for day in (self.of_rule, *self.by_instruction.values()) if day}


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date in the text: the day, None where it is not known yet, and where it stands."""

    day: date | None
    start: int
    end: int


def read_dates(text: str, published: date | None, filed: date | None) -> EffectiveDates:
    """The dates in ``text``, a DATES section; its placeholders mean the days of publication and of filing."""
    days = list(_days(text, published, filed))
    applies = _APPLIES.search(text)
    behind = (d for d in days if applies and d.start >= applies.end())
    applicable = next((d for d in behind if d.start - (applies.end() if applies else 0) <= _NEAR), None)
    by_instruction: dict[int, date | None] = {}
    taken = {applicable} if applicable else set()
    rest: date | None = None
    for found in _INSTRUCTIONS.finditer(text):
        numbers, end = _list(text, found.end())
        dated = _date_of_list(text, found.start(), end, days)
        if dated is None:
            continue
        taken.add(dated)
        by_instruction |= dict.fromkeys(numbers, dated.day)
        rest = rest or (dated.day if not numbers else None)
    return EffectiveDates(rest or _of_rule(text, days, taken), by_instruction, applicable.day if applicable else None)


def savings_clause(passages: Iterable[Passage], published: date | None) -> tuple[date, ...]:
    """The dates in the paragraphs below the heading "Savings Clause": what was on its way then may go on.

    A text without marked headings has them as short paragraphs that end no sentence; where a page ends behind one, its
    section's first paragraph follows it in the same passage.
    """
    found: list[date] = []
    inside = False
    for passage in passages:
        text = passage.text
        if heading := _SAVINGS.match(text):
            inside, text = True, text[heading.end() :]
        elif passage.role is Role.HEADING or _UNMARKED_HEADING.fullmatch(text):
            inside = False
        if inside:
            found += [dated.day for dated in _days(text, published, None) if dated.day]
    return tuple(dict.fromkeys(found))


def _of_rule(text: str, days: list[_Dated], taken: set[_Dated]) -> date | None:
    start = _EFFECTIVE.search(text)
    if start is None and _DEADLINE.search(text):
        return None
    scope = [d for d in days if d not in taken and (start is None or d.start >= start.start())]
    if not scope:  # every date is of some instructions: the first is the rule's first
        scope = [d for d in days if start is None or d.start >= start.start()]
    return scope[0].day if scope else None


def _days(text: str, published: date | None, filed: date | None) -> Iterator[_Dated]:
    matches = list(_DAY.finditer(text))
    years = [int(m["year"]) for m in matches if m["year"]]
    year = years[0] if years else published.year if published else None
    for match in matches:
        if match["published"] or match["filed"]:
            yield _Dated(published if match["published"] else filed, match.start(), match.end())
            continue
        year = int(match["year"]) if match["year"] else year
        try:
            month = _MONTHS.index(match["month"][:3].lower()) + 1
            yield _Dated(date(year, month, int(match["day"])) if year else None, match.start(), match.end())
        except ValueError:
            continue


def _list(text: str, at: int) -> tuple[list[int], int]:
    """The numbers of a list of instructions that begins at ``at``, and where it ends."""
    numbers: list[int] = []
    is_range = False
    while found := _NUMBERED.match(text, at):
        number = int(found["number"])
        numbers += range(numbers[-1] + 1, number + 1) if is_range else (number,)
        at = found.end()
        further = _NEXT.match(text, at)
        if not further:
            break
        is_range, at = further["range"] is not None, further.end()
    return numbers, at


def _date_of_list(text: str, start: int, end: int, days: list[_Dated]) -> _Dated | None:
    """The date that stands behind a list of instructions ("... are effective DATE"), or before it ("DATE, for ...")."""
    said = _ARE_EFFECTIVE.match(text, end)
    if said:
        return next((d for d in days if said.end() <= d.start <= said.end() + _NEAR), None)
    before = [d for d in days if d.end <= start]
    if before and _FOR.fullmatch(text, before[-1].end, start):
        return before[-1]
    return None
