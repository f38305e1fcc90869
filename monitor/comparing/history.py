"""All rules on one list, in the order in which they are in force: the history that every order of arrival leads to.

A document may come late, be back-dated, or wait for its day while later ones act. What each rule did is therefore never
taken from the order in which documents arrived: it is worked out from the starting state and all rules, as here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.comparing.rules import Application, apply_rule
from monitor.model import Amendment, Change, Entry, History, ListName, Operation, Rule, Version
from monitor.text.names import fold


@dataclass(frozen=True, slots=True)
class Step:
    """A rule, and the Eastern day from which it changes the list."""

    day: date
    rule: Rule

    @property
    def place(self) -> tuple[date, date, str]:
        """Where it stands among all rules: by its day; of one day, as they were printed."""
        return self.day, self.rule.publication_date or self.day, self.rule.document_number


def day_of(amendment: Amendment, otherwise: date) -> date:
    """The day from which an amendment changes the list; ``otherwise`` where the rule states none."""
    return amendment.acts_from or otherwise


def by_day(step: Step) -> list[Step]:
    """A step in parts, where its instructions do not all change the list from one day on; the first day first."""
    days: dict[date, list[Amendment]] = {}
    for amendment in step.rule.amendments:
        days.setdefault(day_of(amendment, step.day), []).append(amendment)
    if not days:
        return [step]
    return [Step(day, replace(step.rule, amendments=tuple(days[day]))) for day in sorted(days)]


def corrects(rule: Rule) -> bool:
    """Whether a rule corrects what another did, and so acts after it whatever its own day."""
    return any(amendment.operation is Operation.CORRECT for amendment in rule.amendments)


def in_order(steps: Iterable[Step]) -> list[Step]:
    """The steps in the order in which they act.

    A correction printed while the rule that it corrects still waits for its day waits with it: it corrects what that
    rule is going to write.
    """
    listed = sorted(steps, key=lambda step: step.place)
    return sorted((_waiting(step, listed) if corrects(step.rule) else step for step in listed), key=lambda s: s.place)


def _waiting(step: Step, others: Sequence[Step]) -> Step:
    named = _named(step.rule)
    printed = step.rule.publication_date or step.day
    days = [
        other.day
        for other in others
        if other is not step and (other.rule.publication_date or other.day) < printed and named & _named(other.rule)
    ]
    return replace(step, day=max([step.day, *days]))


def _named(rule: Rule) -> set[tuple[str, str]]:
    """Whom a rule writes or removes."""
    return {(fold(amendment.country), fold(amendment.name)) for amendment in rule.amendments}


Beginnings = Mapping[ListName, date]
"""The day of the baseline of each list; one that is not in it is not known."""


def build_history(
    baseline: Sequence[Entry], begins: Beginnings, steps: Iterable[Step]
) -> tuple[History, dict[str, Application]]:
    """The versions of every entry since ``baseline``, the lists of the days in ``begins``, and what each rule did and met.

    A rule in force before a list's day changes it from that day on. Of a rule whose instructions take effect on several
    days, or that amends several lists, what was published by that day and took effect by it is in the baseline already.
    """
    timeline = _Timeline(baseline, begins)
    steps = list(steps)
    applied = {step.rule.document_number: Application((), (), ()) for step in steps}
    for step in in_order(part for whole in steps for part in _not_in(begins, by_day(whole))):
        before, done = applied[step.rule.document_number], timeline.take(step)
        applied[step.rule.document_number] = Application(
            (*before.changes, *done.changes),
            done.entries,
            (*before.problems, *done.problems),
            (*before.not_applied, *done.not_applied),
        )
    return timeline.history({number: done.changes for number, done in applied.items()}), applied


def _not_in(begins: Beginnings, parts: list[Step]) -> list[Step]:
    """The parts of a rule that the baselines do not have yet; a rule of one day and one list as it is, where the list is
    known."""
    lists = {amendment.list for part in parts for amendment in part.rule.amendments}
    if len(parts) == 1 and lists <= begins.keys() and (len(lists) < 2 and len(set(begins.values())) < 2):
        return parts
    left = [replace(p, rule=replace(p.rule, amendments=_acting(begins, p))) for p in parts]
    return [p for p in left if p.rule.amendments]


def _acting(begins: Beginnings, part: Step) -> tuple[Amendment, ...]:
    """The amendments of a part that are in no baseline yet."""
    newest = max(part.day, part.rule.publication_date or date.max)
    return tuple(a for a in part.rule.amendments if a.list in begins and newest > begins[a.list])


class _Timeline:
    """The versions in force while the rules are applied one by one; equal entries (twins) share a key."""

    def __init__(self, baseline: Sequence[Entry], begins: Beginnings) -> None:
        self.begins = begins
        self.ended: list[Version] = []
        self.open: dict[Entry, list[Version]] = {}
        for entry in baseline:
            since = begins[entry.list]
            self._begin(Version(entry, since, None, f"baseline {since}"))

    def take(self, step: Step) -> Application:
        """Apply one rule to the lists in force."""
        done = apply_rule(step.rule, [entry for entry, versions in self.open.items() for _ in versions])
        for change in done.changes:
            day = max(step.day, self.begins[change.list])
            if change.before is not None:
                self._end(change.before, day)
            if change.after is not None:
                self._begin(Version(change.after, day, None, step.rule.document_number))
        return done

    def _begin(self, version: Version) -> None:
        self.open.setdefault(version.entry, []).append(version)

    def _end(self, entry: Entry, day: date) -> None:
        versions = self.open[entry]
        version = versions.pop(0)
        if not versions:
            del self.open[entry]
        if version.effective_from < day:  # what ends on the day it began was never effective
            self.ended.append(Version(entry, version.effective_from, day, version.source))

    def history(self, changes: dict[str, tuple[Change, ...]]) -> History:
        """Everything that was and is in force."""
        return History((*self.ended, *(v for versions in self.open.values() for v in versions)), changes)
