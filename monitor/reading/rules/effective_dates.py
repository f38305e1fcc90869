"""When a rule takes effect, read from its DATES section: as a whole, and by instruction.

| DATES | means |
|---|---|
| "This rule is effective October 9, 2019." | all of it on that day |
| "effective [INSERT DATE OF PUBLICATION IN THE FEDERAL REGISTER]" | on the day of publication |
| "effective [INSERT DATE OF FILING FOR PUBLIC INSPECTION]", "upon filing" | on the day it was filed |
| "effective October 7, 2022, except for amendatory instructions 13 and 19, which are effective October 12" | those two later |
| "Instructions 1 through 4 are effective May 1, 2030; all other instructions are effective May 8, 2030" | each as said |
| "effective October 21, 2022, for amendatory instruction 17 (supplement no. 4 to part 744)" | that one then |
| "instructions 2.a and 3 are effective May 1 and May 8, 2030, respectively" | each, of instruction 2 that level alone |
| "Instruction 3 is delayed until May 8, 2030." "The effective date of instruction 3 is May 8, 2030." | that one then |
| "effective May 1, 2030, except for the changes under Russia, which are effective May 8" | that destination's then |
| "effective May 1, 2030, except for the entry for A Co., which is effective May 8" (A Co. as instructed) | that entry's then |
| "The additions are applicable beginning May 1, 2030." "The removals are effective May 8, 2030." | that kind's then |
| "This rule is effective 30 days after publication." | so long after that day |
| "This rule is applicable as of February 14, 2022." (2022-07643) | it applies from an earlier day on |

A day is of the words before it in its sentence ("instruction 3 is effective DAY"), or of those behind it ("DAY, for
instruction 3"). A day whose words are not understood, and an exception without a day, are ``problems``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.model import Operation
from monitor.reading.passages import Passage, Role
from monitor.reading.rules.date_scopes import Item, Scope, mask_parties, read_scope, unmask_parties, without_times
from monitor.reading.rules.stated_days import DatedWords, days_in
from monitor.text.clean import one_line

# e.g. "comments must be received"
_OTHER_CLAUSE = re.compile(
    r"\b(?:comments?|must\s+be\s+(?:received|submitted)|withdraw(?:al|n)?|compliance|comply|savings|en\s+route|shipments?|"
    r"shipped|expires?|hearing|incorporat(?:ed|ion)\s+by\s+reference|information\s+collections?)\b",
    re.IGNORECASE,
)
# e.g. "applicable"
_APPLIES = re.compile(r"\bappl(?:icab(?:le|ility)|ies|y)\b", re.IGNORECASE)
# e.g. ". This rule"
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z]|(?:all\s+other\s+)?(?:amendatory\s+)?instructions?\b)")
# e.g. ", except for amendatory", "except that "
_EXCEPTION = re.compile(
    r"(?:with\s+the\s+exception\s+of|\bexcept(?:ing)?|\bother\s+than)(?:\s+(?:for|that))?\b", re.IGNORECASE
)
# An exception whose day stands elsewhere. e.g. "Except for instruction 3, this rule", ", except instruction 3, is effective"
_ASIDE = re.compile(
    rf",? ?(?:{_EXCEPTION.pattern})([^;]{{1,300}}?),"
    r"(?=\s*(?:this|the)\s+[a-z\s]{0,40}rule\b|\s*(?:is|are|takes?|becomes?|will)\b)",
    re.IGNORECASE,
)
# Words behind a day that it is said of. e.g. ", for the amendatory instruction 3"
_FOR = re.compile(r"[,\s]*(?:for|as\s+to|with\s+respect\s+to)\s+", re.IGNORECASE)
# e.g. ", and", "; "
_LAST_AND = re.compile(r"(?:[,;]? ?\band\b|[;,]) ?$", re.IGNORECASE)
# Between two days of one clause. e.g. ", and "
_AND = re.compile(r"[,\s]*+(?:(?:and\b|&)[,\s]*+)?(?:on\s+)?", re.IGNORECASE)
# e.g. ", respectively"
_RESPECTIVELY = re.compile(r"[,\s]*respectively\b", re.IGNORECASE)
# e.g. "effective", "delayed until"
_TAKES_EFFECT = re.compile(r"\beffect(?:ive)?\b|\b(?:delayed|postponed)\b", re.IGNORECASE)
# e.g. "effective", "applicable", "except instruction 3"
_OF_EFFECT = re.compile(
    rf"{_TAKES_EFFECT.pattern}|{_APPLIES.pattern}|{_EXCEPTION.pattern}|\bsuspended\b|\bstayed\b", re.IGNORECASE
)
# e.g. "instruction 3 is delayed"
_DELAYED = re.compile(r"\b(?:delayed|postponed|stayed|suspended)\b", re.IGNORECASE)
# e.g. "Savings Clause"
_SAVINGS = re.compile(r"(?:[A-Z0-9]{1,3}\.\s+)?Savings\s+Clauses?:?", re.IGNORECASE)
# e.g. "Export Control Reform Act of 2018"
_UNMARKED_HEADING = re.compile(r"[A-Z][^.;:]{1,100}")


@dataclass(frozen=True, slots=True)
class StatedDay:
    """One day of DATES with what it is said of; ``applies`` where it is the day from which that applies."""

    day: date | None
    scope: Scope
    applies: bool


@dataclass(frozen=True, slots=True)
class EffectiveDates:
    """The day of the whole rule, what is said of parts of it, and the clauses that were not understood.

    ``counted_from`` says what the rule's day is where DATES names none itself, as :class:`DatedWords` has it.
    """

    of_rule: date | None = None
    stated: tuple[StatedDay, ...] = ()
    problems: tuple[str, ...] = ()
    counted_from: str = ""

    @property
    def by_instruction(self) -> dict[int, date | None]:
        """The days of whole instructions, by their number."""
        return {n: s.day for s in self.stated if not s.applies for n, letter in s.scope.items if not letter}

    @property
    def applicable_from(self) -> date | None:
        """The earlier day from which the rule applies as a whole."""
        return next((s.day for s in self.stated if s.applies and s.scope.whole_rule), None)

    def of(
        self, item: Item | None, destination: str = "", party: str = "", operation: Operation | None = None
    ) -> date | None:
        """When an amendment takes effect, by its instruction, its destination, its folded name and what it does."""
        found = self._narrowest(item, destination, party, operation, applies=False)
        return found.day if found else self.of_rule

    def applicable(
        self, item: Item | None, destination: str = "", party: str = "", operation: Operation | None = None
    ) -> date | None:
        """From which day on an amendment applies; None where DATES names none."""
        found = self._narrowest(item, destination, party, operation, applies=True)
        return found.day if found else None

    def speaks_of(self, item: Item | None, destination: str, party: str, operation: Operation) -> bool:
        """Whether a day is said of an amendment alone, or with others."""
        return self._narrowest(item, destination, party, operation, applies=False) is not None

    @property
    def covers_all(self) -> bool:
        """Whether a day is said of the whole rule, or of none of its parts, or a clause was not understood anyway."""
        of_parts = [s for s in self.stated if not s.applies]
        return not of_parts or bool(self.problems) or any(s.scope.whole_rule for s in of_parts)

    @property
    def all_days(self) -> set[date]:
        """Every day on which something of the rule takes effect."""
        return {day for day in (self.of_rule, *(s.day for s in self.stated if not s.applies)) if day}

    @property
    def items(self) -> set[Item]:
        """The instructions that DATES names, and levels of them."""
        return {item for s in self.stated for item in s.scope.items}

    @property
    def destinations(self) -> set[str]:
        """The destinations that DATES names."""
        return {name for s in self.stated for name in s.scope.destinations}

    @property
    def parties(self) -> set[str]:
        """The parties that DATES names, by their folded names."""
        return {name for s in self.stated for name in s.scope.parties}

    def _narrowest(
        self, item: Item | None, destination: str, party: str, operation: Operation | None, applies: bool
    ) -> StatedDay | None:
        of_kind = [s for s in self.stated if s.applies is applies and not s.scope.elsewhere]
        number = (item[0], "") if item else None
        for suits in (
            lambda scope: party in scope.parties,
            lambda scope: item in scope.items,
            lambda scope: number in scope.items,
            lambda scope: destination in scope.destinations and operation in scope.operations,
            lambda scope: destination in scope.destinations and not scope.operations,
            lambda scope: operation in scope.operations and not scope.destinations,
            lambda scope: scope.whole_list,
            lambda scope: scope.whole_rule,
        ):
            found = next((s for s in of_kind if suits(s.scope)), None)
            if found:
                return found if applies or not found.scope.whole_rule else None
        return None


def read_dates(text: str, published: date | None, filed: date | None, names: Sequence[str] = ()) -> EffectiveDates:
    """The dates in ``text``, a DATES section; its placeholders mean the days of publication and of filing.

    ``names`` are the parties that the instructions name: a day may be that of some of them alone.
    """
    text = mask_parties(one_line(without_times(text)), names)
    reading = _Reading(names)
    days = list(days_in(text, published, filed))
    start = 0
    for end in (*(m.start() for m in _SENTENCE.finditer(text)), len(text)):
        reading.sentence(text, start, end, [d for d in days if start <= d.start < end])
        start = end
    return reading.result()


class _Reading:
    """Reads DATES sentence by sentence."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.stated: list[StatedDay] = []
        self.unknown: list[date | None] = []  # the days of clauses that were not understood
        self.set_aside: list[tuple[Scope | None, str]] = []
        self.problems: list[str] = []
        self.counted_from: dict[date | None, str] = {}

    def result(self) -> EffectiveDates:
        """What the sentences say together."""
        effective = [s for s in self.stated if not s.applies]
        whole = [s for s in effective if s.scope.whole_rule]
        days = {s.day for s in whole if s.day and not s.scope.rest}
        if len(days) > 1:
            several = " and ".join(day.isoformat() for day in sorted(days))
            self.problems.append(f"the whole rule on several days, {several}")
        for scope, sentence in self.set_aside:
            dated = {one for s in self.stated for one in (*s.scope.items, *s.scope.parties)}
            meant = {*scope.items, *scope.parties} if scope else set()
            if not meant or not dated.issuperset(meant):
                self.problems.append(sentence)
        self.problems += _crossing(self.stated)
        rest = next((s.day for s in whole if s.scope.rest), None)
        of_rule = next((s.day for s in whole if s.day and not s.scope.rest), None)
        first = next((day for day in (*(s.day for s in effective), *self.unknown) if day), None)
        day = rest or of_rule or (None if whole else first)
        counted = self.counted_from.get(day, "") if day or whole else ""
        return EffectiveDates(day, tuple(self.stated), tuple(dict.fromkeys(self.problems)), counted)

    def sentence(self, text: str, start: int, end: int, days: list[DatedWords]) -> None:
        """Read one sentence: ``text`` from ``start`` to ``end``, with the ``days`` in it."""
        quoted = f"\u201c{unmask_parties(text[start:end].strip(), self.names)}\u201d"
        if _OTHER_CLAUSE.search(text, start, end) and not _OF_EFFECT.search(text, start, end):
            return  # "Shipments en route on June 14 may proceed until July 14."
        self.counted_from |= {d.day: d.counted_from for d in days if d.counted_from}
        before = start
        n = 0
        applies = False
        while n < len(days):
            last = n
            while last + 1 < len(days) and _AND.fullmatch(text, days[last].end, days[last + 1].start):
                last += 1
            until = days[last + 1].start if last + 1 < len(days) else end
            clause, before = _clause(text, before, days[n].start, days[last].end, until)
            run = [d.day for d in days[n : last + 1]]
            each = bool(_RESPECTIVELY.match(text, days[last].end, until))
            together = " and " in text[days[n].end : days[last].start] and not each
            if _APPLIES.search(clause) or _TAKES_EFFECT.search(clause):
                applies = bool(_APPLIES.search(clause)) and not _TAKES_EFFECT.search(clause)
            self._take(clause, run, quoted, each=each, together=together, applies=applies)
            n = last + 1
        left = text[before:end]
        if not _OTHER_CLAUSE.search(left) and (_EXCEPTION.search(left) or _DELAYED.search(left)):
            self.problems.append(quoted)

    def _take(
        self, clause: str, days: list[date | None], quoted: str, *, each: bool, together: bool, applies: bool
    ) -> None:
        if _OTHER_CLAUSE.search(clause):
            return
        aside = _ASIDE.search(clause)
        if aside:
            self.set_aside.append((read_scope(aside[1], self.names), quoted))
            clause = clause[: aside.start()] + " " + clause[aside.end() :]
        exception = _EXCEPTION.search(clause)
        scope = read_scope(clause[exception.end() :] if exception else clause, self.names)
        understood = scope is not None and not (exception and scope.whole_rule) and not together
        one_by_one = scope.one_by_one if each and scope is not None else ()
        if one_by_one and len(one_by_one) == len(days):
            self.stated += [StatedDay(d, one, applies) for one, d in zip(one_by_one, days, strict=True)]
        elif understood and scope is not None and not each:
            self.stated.append(StatedDay(next((d for d in reversed(days) if d), None), scope, applies))
        else:
            self.unknown += days
            self.problems.append(quoted)


def _crossing(stated: Sequence[StatedDay]) -> list[str]:
    """What is said of a kind of amendment beside what is said of an instruction or a destination: which one holds?"""
    for applies in (True, False):
        scopes = [s.scope for s in stated if s.applies is applies]
        kinds = any(scope.operations and not scope.destinations for scope in scopes)
        if kinds and any(scope.items or (scope.destinations and not scope.operations) for scope in scopes):
            return ["days of some kinds of amendment beside days of instructions or destinations"]
    return []


def _clause(text: str, before: int, start: int, end: int, until: int) -> tuple[str, int]:
    """The words that a day from ``start`` to ``end`` is said of, and where those of the next day begin."""
    behind = _FOR.match(text, end, until)
    if not behind:
        return text[before:start], end
    words = text[behind.end() : until]
    closed = len(words)
    if _TAKES_EFFECT.search(words):  # "October 21 for instruction 17, and all others are effective October 7"
        closed = max(words.rfind(", and "), words.rfind("; "), 0)
    last = _LAST_AND.search(words, 0, closed)
    said = words[: last.start() if last else closed]
    exception = _EXCEPTION.search(said)
    if exception:
        return text[before:start], end
    return f"{text[before:start]} {said}", behind.end() + closed


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
            found += [dated.day for dated in days_in(text, published, None) if dated.day]
    return tuple(dict.fromkeys(found))
