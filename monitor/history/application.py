"""What became of each rule's amendments: applied from which day, or not, and why; as the list's history is now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from monitor.comparing.history import Beginnings, Step, day_of
from monitor.comparing.rules import Application
from monitor.model import AppliedByDay, NotApplied, Rule, Verdict
from monitor.rendering.attention import attention
from monitor.store.ledger import Reapplied
from monitor.store.reconciliations import PREFIX

NO_LIST = "this database has no {} yet."
UNREAD = "Not applied: the document could not be parsed in full, so nothing of it was."


def applied_by_day(rule: Rule, day: date, begins: Beginnings, not_applied: Iterable[NotApplied]) -> AppliedByDay:
    """From which day on each amendment of a rule counts that takes effect on ``day`` if it says no other.

    ``begins`` are the days of the lists that everything starts from: what took effect before counts from then on. A list
    that is not among them is not known.
    """
    if rule.verdict is Verdict.IRRELEVANT:
        return AppliedByDay()
    if rule.verdict is Verdict.UNREADABLE:
        return AppliedByDay(len(rule.amendments), (), tuple(NotApplied(a, UNREAD) for a in rule.amendments))
    unknown = (a for a in rule.amendments if begins and a.list not in begins)
    refused = (*not_applied, *(NotApplied(a, f"Not applied: {NO_LIST.format(a.list.title)}") for a in unknown))
    left = Counter(rule.amendments) - Counter(one.amendment for one in refused)
    days: Counter[date] = Counter()
    for amendment, times in left.items():
        start = day_of(amendment, day)
        days[max(start, begins.get(amendment.list, start))] += times
    return AppliedByDay(len(rule.amendments), tuple(sorted(days.items())), refused)


def reapplied(
    steps: Iterable[Step], every: Mapping[str, Application], begins: Beginnings, leave: str = ""
) -> dict[str, Reapplied]:
    """What became of the amendments of all rules of a history, by document; not of the document ``leave``."""
    return {
        step.rule.document_number: Reapplied(
            applied_by_day(step.rule, step.day, begins, every[step.rule.document_number].not_applied),
            ""
            if step.rule.document_number.startswith(PREFIX)
            else attention(step.rule, every[step.rule.document_number].problems),
        )
        for step in steps
        if step.rule.document_number != leave
    }
