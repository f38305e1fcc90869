"""Since when a rule and each of its changes are in force, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from monitor.model import Amendment, Change, Rule, RuleAlert, Stage
from monitor.rendering.filings import effective_in_words
from monitor.rendering.words import count_of, long_date


def effect_in_words(alert: RuleAlert, today: date) -> str:
    """ "in force now" or "from October 9, 2019"; of a filing, only what it says."""
    if alert.stage is Stage.PUBLIC_INSPECTION:
        said = effective_in_words(alert.effective_on, alert.effective_as)
        return f"{said}, as the filing says" if said else "effective date not stated in the filing"
    if alert.effective_on is None:
        return "no effective date stated: read the official text"
    if alert.effective_on > today:
        return f"from {long_date(alert.effective_on)}"
    if alert.effective_on == today:
        return f"in force now (from today, {long_date(today)})"
    return f"in force now (since {long_date(alert.effective_on)})"


def other_days(changes: Sequence[Change], of_rule: date | None) -> str:
    """ "; 1 of 2 changes from December 31, 2026", "; the changes apply from July 28, 2026": the days that are not the rule's;
    "" where there are none."""
    days = Counter(day for change in changes if (day := other_day(change, of_rule)))
    return "".join(f"; {said}" for said in _days(days, len(changes), of_rule, "change"))


def other_day(change: Change, of_rule: date | None) -> date | None:
    """The known day of a change that is another than its rule's; None where it is the same."""
    if of_rule is None or change.unknown_since is not None or change.effective_on == of_rule:
        return None
    return change.effective_on


def own_day(change: Change, of_rule: date | None) -> str:
    """ "from December 31, 2026": what stands beside a change whose day is not its rule's; "" beside any other."""
    day = other_day(change, of_rule)
    return f"from {long_date(day)}" if day else ""


def day_of_amendment(amendment: Amendment, of_rule: date | None) -> str:
    """The same of an amendment as it was read."""
    day = amendment.acts_from
    return f"from {long_date(day)}" if day and of_rule and day != of_rule else ""


def days_of_amendments(rule: Rule) -> str:
    """The same as :func:`other_days` of a rule that was read and not applied."""
    days = Counter(day for a in rule.amendments if (day := a.acts_from) and day != rule.effective_on)
    return "".join(f"; {said}" for said in _days(days, len(rule.amendments), rule.effective_on, "amendment"))


def _days(days: Counter[date], of: int, of_rule: date | None, what: str) -> Iterator[str]:
    for day, number in sorted(days.items()) if of_rule else ():
        verb = "apply " if of_rule and day < of_rule else ""  # a rule may apply before it takes effect
        some = f"{number:,} of {count_of(of, what)}" if number < of else f"the {what}s" if of > 1 else f"the {what}"
        yield f"{some} {verb if number > 1 else verb.replace('apply', 'applies')}from {long_date(day)}"
