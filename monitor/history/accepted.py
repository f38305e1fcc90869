"""The eCFR's state of some entries as a document of its own: each change on the day of the citation that it carries.

The copy says what changed since the rules that are recorded, not when. Where an entry cites a rule of the days between, it was
added or revised on that rule's day; its texts before the last one are not known, so that an entry which cites several of them
has its last text from the last of them on. What carries no citation, as removals, happened on an unknown day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from monitor.comparing.identity import name_key
from monitor.model import Amendment, Change, ChangeKind, Document, Entry, Operation, Rule, Verdict
from monitor.rendering.reconcile import Reconciliation
from monitor.store.reconciliations import PREFIX, ReconciliationInfo

_TYPE = "Reconciliation"
_INSTRUCTION = "Reconciled with a copy of the list."


def is_accepted_difference(document: Document) -> bool:
    """Whether a recorded document is one that a person made by accepting a difference; the Register has none such."""
    return document.type == _TYPE


def accepted_rule(
    changes: Sequence[Change], found: Reconciliation, rules_until: date, who: str, why: str, now: datetime
) -> tuple[Document, Rule, ReconciliationInfo]:
    """The document, a rule that makes the ``changes``, and who accepted them; rules are recorded up to ``rules_until``."""
    number = f"{PREFIX}{now:%Y%m%d-%H%M%S}"
    until = min(rules_until, found.day)
    info = ReconciliationInfo(number, found.copy_of, found.day, until, who, why, now)
    document = Document(number, info.title, type=_TYPE, publication_date=found.day, effective_on=found.day)
    names = found.names
    amendments = tuple(
        replace(a, of_that_name=names[name_key(a.entry)]) if a.entry and a.operation is Operation.ADD else a
        for change in changes
        for a in dated_amendments(change, until, found.day)
    )
    rule = Rule(
        number, title=info.title, publication_date=found.day, effective_on=found.day, amendments=amendments,
        verdict=Verdict.VERIFIED,
    )  # fmt: skip
    return document, rule, info


def dated_amendments(change: Change, known_until: date, copy_day: date) -> list[Amendment]:
    """The amendments that make ``change``, by the citations of the days between ``known_until`` and the copy's.

    Where the change has a day itself, that is the first.
    """
    before, after = change.before, change.after
    if after is None and change.effective_on is not None:
        return [replace(_amendment(change, before, None), effective_on=change.effective_on)]
    if after is None:
        return [_unknown(_amendment(change, before, None), known_until, copy_day)]
    days = sorted({*_newly_cited(before, after, known_until, copy_day), *filter(None, (change.effective_on,))})
    if not days:
        return [_unknown(_amendment(change, before, after), known_until, copy_day)]
    amendments = []
    text = before
    for day in days[:-1]:
        cited = _citing(before or after, after, day)
        amendments.append(replace(_rewriting(text, cited), effective_on=day))
        text = cited
    last = _amendment(change, text, after) if before is not None else _rewriting(text, after)
    return [*amendments, replace(last, effective_on=days[-1])]


def _newly_cited(before: Entry | None, after: Entry, known_until: date, copy_day: date) -> set[date]:
    known = {citation.date for citation in before.citations} if before else set()
    days = {c.date for c in after.citations if c.date and known_until < c.date <= copy_day}
    return days - known


def _citing(text: Entry, after: Entry, day: date) -> Entry:
    """``text`` with the citations that it had on a day."""
    return replace(text, citations=tuple(c for c in after.citations if c.date is None or c.date <= day))


def _rewriting(before: Entry | None, after: Entry) -> Amendment:
    """The amendment to another text under the same name and destination, or the first."""
    if before is None:
        return Amendment(Operation.ADD, after.country, after.name, after, _INSTRUCTION, supplement=after.supplement)
    return Amendment(
        Operation.REVISE,
        before.country,
        before.name,
        after,
        _INSTRUCTION,
        supplement=before.supplement,
        replaces=before,
    )


def _amendment(change: Change, before: Entry | None, after: Entry | None) -> Amendment:
    """The amendment that makes ``change`` of ``before``, the text that stands by then."""
    if before is not None and after is None:
        return Amendment(
            Operation.REMOVE, before.country, before.name, before, _INSTRUCTION, supplement=before.supplement
        )
    assert after is not None  # noqa: S101 - a change has one side at least
    rewriting = _rewriting(before, after)
    return replace(rewriting, operation=Operation.MOVE) if change.kind is ChangeKind.MOVED else rewriting


def _unknown(amendment: Amendment, known_until: date, copy_day: date) -> Amendment:
    """The amendment on the copy's day; it took place on an unknown day since the last one of which the rules are known."""
    since = known_until if known_until < copy_day else None
    return replace(amendment, effective_on=copy_day, unknown_since=since)
