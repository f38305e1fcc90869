"""The alert about a published document whose record or text the Register has changed since it was reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from monitor.alerting.alerts import make_alert, short_hash
from monitor.alerting.filing_alerts import differences_of
from monitor.alerting.recipients import Audience
from monitor.alerting.rule_alerts import READ
from monitor.model import Amendment, Applied, Change, Document, Rule, RuleAlert, Verdict
from monitor.rendering.words import long_date
from monitor.text.names import fold


def alert_on_changed_document(
    was: Document,
    read: Rule,
    document: Document,
    rule: Rule,
    changes: Sequence[Change],
    sha256: str,
    audience: Audience,
    applied: Applied | None = None,
) -> RuleAlert | None:
    """The alert about what differs, with the ``changes`` that were recorded; None where nothing does that matters.

    ``was`` and ``read`` are the record and the reading that were reported, ``document`` and ``rule`` those of now;
    ``applied`` is what became of the amendments.
    """
    said = (*record_differences(was, document), *reading_differences(read, rule))
    if not said:
        return None
    shown = replace(read, publication_date=document.publication_date, citation=document.citation or read.citation)
    alert = replace(
        make_alert(document, shown, changes, (), audience.note_on(document.number), applied),
        change_set=f"{document.number}/changed/{short_hash(sha256, *said)}",
        attention="The document was changed after it was published. What was reported of it may no longer hold.",
        said=(*said, "The list is not changed by this; elmon replay shows what the new text would change."),
    )
    return audience.screened(alert)


def record_differences(was: Document, now: Document) -> tuple[str, ...]:
    """What of a record matters to its readers: the days on which the document was published and takes effect."""
    days = (
        ("publication", was.publication_date, now.publication_date),
        ("effective", was.effective_on, now.effective_on),
    )
    return tuple(
        f"The Register's record had {_day(before)} as its {what} date, and has {_day(after)}."
        for what, before, after in days
        if before != after
    )


def reading_differences(was: Rule, now: Rule) -> tuple[str, ...]:
    """How the reading of a changed text differs in what it does to the list; () where in nothing that matters."""
    if now.verdict not in READ and was.verdict not in READ:
        return ()
    if now.verdict is Verdict.UNREADABLE:
        return (f"The new text cannot be read: {now.problems[0] if now.problems else 'no reason is known'}",)
    if now.verdict is Verdict.IRRELEVANT:
        return ("The new text does not amend the Entity List.",)
    verdict = [f"It was {was.verdict.value} and is {now.verdict.value}."] if was.verdict is not now.verdict else []
    return (*verdict, *sorted(differences_of(was, now)), *_other_entries(was, now))


def _other_entries(was: Rule, now: Rule) -> tuple[str, ...]:
    """Entries that both texts give, with other words."""
    before = {_key(a): a.entry for a in was.amendments}
    return tuple(
        f"The entry \u201c{a.name}\u201d ({a.country}) has another text."
        for a in now.amendments
        if a.entry is not None and before.get(_key(a), a.entry) != a.entry
    )


def _key(amendment: Amendment) -> tuple[str, str, str]:
    return amendment.operation.value, amendment.country, fold(amendment.name)


def _day(day: date | None) -> str:
    return long_date(day) if day else "none"
