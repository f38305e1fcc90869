"""When each amendment of a rule takes effect, and whether every day that DATES names has something to be said of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.model import Amendment, Check, Document, Operation
from monitor.reading.rules.date_scopes import Item, Scope
from monitor.reading.rules.effective_dates import EffectiveDates
from monitor.reading.rules.instruction_dates import InstructionDay, instruction_days
from monitor.reading.rules.parts import Parts
from monitor.text.names import fold

EFFECTIVE_DATES = "effective dates"
"""The check that every day and exception in DATES is understood."""
_PLACED = "every day said of the rule or a part of it"


@dataclass(frozen=True, slots=True)
class AmendmentDates:
    """What DATES says of the ``amendments`` of a rule, in order; ``parts`` tell in which instruction each stands.

    ``published`` is the rule's day, whose year a day without one is of.
    """

    stated: EffectiveDates
    parts: Parts
    amendments: Sequence[Amendment]
    published: date | None = None

    def dated(self, of_rule: date | None) -> tuple[Amendment, ...]:
        """Each with the day on which it takes effect: ``of_rule``, unless its instruction or DATES says another of it."""
        rule_says = replace(self.stated, of_rule=of_rule)
        return tuple(
            replace(
                a,
                effective_on=next((d.day for d in reversed(own) if d.of_all and d.day), rule_says.of(*about)),
                applicable_from=self.stated.applicable(*about),
            )
            for a, about, own in zip(self.amendments, self._abouts(), self._own_days(), strict=True)
        )

    def _own_days(self) -> Iterator[tuple[InstructionDay, ...]]:
        """The days that the instruction of each amendment names itself."""
        orders = Counter(o.text for o in self.parts.instructions.items)
        days = {  # hundreds of amendments may share one
            text: tuple(instruction_days(text, self.published, is_single=orders[text] == 1))
            for text in dict.fromkeys(a.instruction for a in self.amendments)
        }
        yield from (days[a.instruction] for a in self.amendments)

    def _otherwise_dated(self, of_rule: date | None) -> Iterator[str]:
        """The days that an instruction names and DATES does not say of it."""
        rule_says = replace(self.stated, of_rule=of_rule)
        for a, about, own in zip(self.amendments, self._abouts(), self._own_days(), strict=True):
            by_dates = rule_says.of(*about)
            for said in own:
                if said.day != by_dates and not (said.of_all and by_dates is None):
                    day = said.day.isoformat() if said.day else "a day"
                    yield (
                        f"the instruction names {day} for \u201c{a.name}\u201d ({a.operation.value}), "
                        f"DATES {by_dates.isoformat() if by_dates else 'none'}"
                    )

    def _abouts(self) -> Iterator[tuple[Item | None, str, str, Operation]]:
        """By what DATES may speak of each: its instruction, its destination, its name and what it does."""
        instructions = self.parts.instructions
        numbers = {o.text: o.number for o in (*instructions.items, *instructions.unread)}
        for a in self.amendments:
            item = self.parts.levels.item(a.instruction, numbers.get(a.instruction))
            places = [a.country, *filter(None, (a.entry and a.entry.country,))]
            place = next((p for p in places if p in self.stated.destinations), "")
            party = next((key for key in _names(a) if key in self.stated.parties), "")
            yield item, place, party, a.operation

    def checks(self, of_rule: date | None, record: Document | None) -> Iterator[Check]:
        """Whether the record's day is one of the rule's, and every day has its place; none where nothing can be compared."""
        if record is not None and record.effective_on is not None and of_rule is not None:
            agrees = record.effective_on in {of_rule, *self.stated.all_days}
            found = record.effective_on if agrees else of_rule
            yield Check("effective date", record.effective_on.isoformat(), found.isoformat(), agrees)
        odd = [*self.stated.problems, *self._without_a_place(), *self._without_a_day(), *self._otherwise_dated(of_rule)]
        if odd or not all(s.scope.whole_rule for s in self.stated.stated):
            yield Check(EFFECTIVE_DATES, _PLACED, f"not understood: {'; '.join(odd)}" if odd else _PLACED, not odd)

    def _without_a_place(self) -> Iterator[str]:
        """What DATES speaks of, and the rule does not do."""
        for item in self.parts.levels.missing(self.stated.items):
            yield f"there is no instruction {item}"
        places = {place for a in self.amendments for place in (a.country, a.entry.country if a.entry else "")}
        for place in sorted(self.stated.destinations - places):
            yield f"nothing is amended under {place}"
        for scope in (s.scope for s in self.stated.stated if not s.scope.elsewhere):
            if scope.operations and not any(_is_of(scope, a) for a in self.amendments):
                yield f"nothing is there to {scope.operations[0].value}"
        amended = Counter(key for a in self.amendments for key in _names(a) if key in self.stated.parties)
        for key in sorted(self.stated.parties):
            if amended[key] != 1:
                yield f"{amended[key]} amendments are of \u201c{key}\u201d"

    def _without_a_day(self) -> Iterator[str]:
        """The amendments of which DATES says nothing, although it tells days of others alone."""
        if self.stated.covers_all:
            return
        for a, about in zip(self.amendments, self._abouts(), strict=True):
            if not self.stated.speaks_of(*about):
                yield f"no day is that of \u201c{a.name}\u201d ({a.operation.value})"


def _names(amendment: Amendment) -> set[str]:
    return {fold(amendment.name), fold(amendment.entry.name)} if amendment.entry else {fold(amendment.name)}


def _is_of(scope: Scope, amendment: Amendment) -> bool:
    """Whether an amendment is of the kinds that a day is said of, and under its destinations."""
    return amendment.operation in scope.operations and amendment.country in (scope.destinations or (amendment.country,))
