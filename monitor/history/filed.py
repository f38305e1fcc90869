"""Filings on public inspection beside a list that does not have them yet: some are effective before they are published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from monitor.clock import eastern_day
from monitor.model import Rule
from monitor.model.named_changes import named_changes
from monitor.rendering.filings import DOES, does
from monitor.rendering.words import count_of, long_date
from monitor.store.filings import RecordedFiling
from monitor.text.names import fold


def filed_by(filings: Iterable[RecordedFiling], day: date) -> list[Rule]:
    """What was read in filings that were filed or effective on a day and change the list."""
    return [f.rule for f in filings if f.rule and named_changes(f.rule) and _since(f, f.rule) <= day]


def _since(filing: RecordedFiling, rule: Rule) -> date:
    filed_at = rule.filed_at or filing.seen_at
    days = [rule.effective_on, rule.publication_date, eastern_day(filed_at) if filed_at else None]
    return min((day for day in days if day), default=date.min)


def filed_words(rules: Iterable[Rule]) -> str:
    """ "2 filings on public inspection are not in this list (2022-14069, effective June 28, 2022 as the filing says: adds
    28 …)."; "" where there is none."""
    said = [_one(rule) for rule in rules]
    if not said:
        return ""
    are = "is" if len(said) == 1 else "are"
    return f"{count_of(len(said), 'filing')} on public inspection {are} not in this list ({'; '.join(said)})."


def _one(rule: Rule) -> str:
    effective = (
        f"effective {long_date(rule.effective_on)} as the filing says"
        if rule.effective_on
        else "effective date not stated"
    )
    return f"{rule.document_number}, {effective}: {does(Counter(change.kind for change in named_changes(rule)))}"


def named_in_filings(name: str, rules: Iterable[Rule]) -> Iterator[str]:
    """A sentence for each filing that names a party so spelled."""
    key = fold(name)
    for rule in rules:
        for change in named_changes(rule):
            if key and fold(change.name) == key:
                yield (
                    f"\u201c{change.name}\u201d ({change.country}) is named in the filing {rule.document_number} on public "
                    f"inspection, which {DOES[change.kind]} it; this list does not have that yet."
                )
