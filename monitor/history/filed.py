"""Filings on public inspection beside a list that does not have them yet: some are effective before they are published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from monitor.clock import eastern_day
from monitor.errors import NotKnown
from monitor.model import Operation, Rule, Stage, Verdict
from monitor.model.named_changes import named_changes
from monitor.rendering.filings import DOES, does, effective_in_words, no_more_in_words
from monitor.rendering.words import count_of
from monitor.store.filings import RecordedFiling
from monitor.text.names import fold


@dataclass(frozen=True, slots=True)
class Filed:
    """What was read in a filing that may change the list, and the day ``since`` which a list does not have it."""

    rule: Rule
    since: date


def filed_of(filings: Iterable[RecordedFiling]) -> tuple[Filed, ...]:
    """Those that change the list, and those of which that could not be read."""
    rules = ((one, one.rule or Rule(one.number, stage=Stage.PUBLIC_INSPECTION)) for one in filings)
    return tuple(Filed(rule, _since(one, rule)) for one, rule in rules if _may_change(rule, one.attention))


def _may_change(rule: Rule, attention: str) -> bool:
    return bool(named_changes(rule)) or (rule.verdict is not Verdict.IRRELEVANT and bool(attention or rule.problems))


def _since(filing: RecordedFiling, rule: Rule) -> date:
    filed_at = rule.filed_at or filing.seen_at
    days = [rule.effective_on, rule.publication_date, eastern_day(filed_at) if filed_at else None]
    return min((day for day in days if day), default=date.min)


def rule_filed(filing: RecordedFiling | None) -> Rule | None:
    """What a filing says that is on public inspection; None where there is none, or its text is not read. Raises NotKnown
    for one that is awaited no more, so that nobody takes it for what will be."""
    if filing is not None and (why := no_more_in_words(filing.closed)):
        raise NotKnown(f"Of the filing {filing.number} nothing can be compared. {why}")
    return filing.rule if filing else None


def filed_by(filed: Iterable[Filed], day: date) -> list[Rule]:
    """The filings that the list of a day does not have: filed or effective by then."""
    return [one.rule for one in filed if one.since <= day]


def filed_notes(rules: Iterable[Rule], name: str = "", answer: str = "list") -> tuple[str, ...]:
    """Sentences on filings beside an answer: what it does not have, and which of them name the party ``name``."""
    rules = tuple(rules)
    return tuple(filter(None, (_filed_words(rules, answer), *_named_in(name, rules))))


def _filed_words(rules: Iterable[Rule], answer: str) -> str:
    """ "2 filings on public inspection are not in this list (2022-14069, effective June 28, 2022 as the filing says: adds
    28 …)."; "" where there is none."""
    said = [_one(rule) for rule in rules]
    if not said:
        return ""
    are = "is" if len(said) == 1 else "are"
    return f"{count_of(len(said), 'filing')} on public inspection {are} not in this {answer} ({'; '.join(said)})."


def _one(rule: Rule) -> str:
    said = effective_in_words(rule.effective_on, rule.effective_as)
    effective = f"{said} as the filing says" if said else "effective date not stated"
    named = does(Counter(change.kind for change in named_changes(rule))) or "what it changes could not be read"
    unread = sum(amendment.operation is Operation.UNREADABLE for amendment in rule.amendments)
    more = f", and {count_of(unread, 'amendment')} of it could not be read" if unread else ""
    return f"{rule.document_number}, {effective}: {named}{more}"


def _named_in(name: str, rules: Iterable[Rule]) -> Iterator[str]:
    """A sentence for each filing that names a party so spelled."""
    key = fold(name)
    for rule in rules:
        for change in named_changes(rule):
            if key and fold(change.name) == key:
                yield (
                    f"\u201c{change.name}\u201d ({change.country}) is named in the filing {rule.document_number} on public "
                    f"inspection, which {DOES[change.kind]} it; this list does not have that yet."
                )
