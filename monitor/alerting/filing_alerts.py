"""The alerts about a document on public inspection: when it is filed, what becomes of it, and when it is published."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from monitor.alerting.alerts import short_hash
from monitor.model import (
    Amendment,
    Applied,
    ChangeKind,
    FilingAlert,
    Operation,
    Rule,
    RuleAlert,
    Stage,
    Verdict,
)
from monitor.model.named_changes import KINDS, named_changes
from monitor.reading.rules.names_without_table import lacks_text
from monitor.rendering.attention import attention, texts_read
from monitor.rendering.filings import rescheduled
from monitor.rendering.words import eastern_words, long_date
from monitor.shapes import as_json
from monitor.sources.public_inspection import Filing, Turn
from monitor.text.names import fold

_DOES = {
    ChangeKind.ADDED: "adds",
    ChangeKind.REVISED: "revises",
    ChangeKind.REMOVED: "removes",
    ChangeKind.MOVED: "moves",
}


HOW_PROVEN = (
    "The reading of filings is tested on reconstructed filings only; no real one was available. "
    "Check the official text."
)


def key_of(number: str, *parts: str) -> str:
    """The change set of an alert about a filing; all of one document begin alike."""
    return "/".join((number, Stage.PUBLIC_INSPECTION.value, *parts))


def alert_on_filing(
    filing: Filing, rule: Rule, note: str = "", *, change_set: str = "", said: Sequence[str] = ()
) -> RuleAlert:
    """The alert for a filing as read: stage, times, parties by destination, and what is not known yet.

    ``said`` are sentences on how it differs from what was reported before.
    """
    return RuleAlert(
        change_set=change_set or key_of(filing.number),
        title=rule.title or filing.title,
        document_number=filing.number,
        citation=rule.citation,
        stage=Stage.PUBLIC_INSPECTION,
        verdict=rule.verdict,
        publication_date=filing.publication_date or rule.publication_date,
        effective_on=rule.effective_on,
        url=filing.html_url,
        changes=named_changes(rule),
        checks=rule.checks,
        problems=rule.problems,
        attention=attention(rule, ()),
        note=note,
        filed_at=filing.filed_at or rule.filed_at,
        said=(*said, *(() if rule.verdict is Verdict.UNREADABLE else (HOW_PROVEN,))),
        unknown=unknown_of(filing, rule),
        applied=Applied(of=len(rule.amendments)),
        pdf_url=filing.pdf_url,
        effective_as=rule.effective_as,
    )


def unknown_of(filing: Filing, rule: Rule) -> tuple[str, ...]:
    """What the filing does not say yet."""
    unknown = []
    if filing.publication_date is None and rule.publication_date is None:
        unknown.append("the day of publication")
    if rule.effective_on is None and not rule.effective_as:
        unknown.append("the effective date, unless it is the day of publication as usual")
    if lacks_text(rule):
        read = texts_read(rule).rstrip(".")
        known = f" ({read[0].lower()}{read[1:]})" if read else ""
        unknown.append(f"aliases, addresses and terms: the filed text runs the cells of the table together{known}")
    unknown.append("the page in the Federal Register")
    return tuple(unknown)


# -- what becomes of it ------------------------------------------------------------------------------------------------


def alert_on_filing_change(
    before: Filing, after: Filing, found: Sequence[Turn], more: Sequence[str], note: str = "", since: str = ""
) -> FilingAlert:
    """The alert for a filing that was reported already and was withdrawn, postponed or filed again.

    ``since`` is from when on it was as ``before``: what happens a second time is news again.
    """
    about = json.dumps(as_json(after), sort_keys=True)
    said = (*(s for turn in found if (s := _sentence(turn, before, after))), *more)
    return FilingAlert(
        change_set=key_of(after.number, "turn", short_hash(*filter(None, (about, since)))),
        title=after.title or before.title,
        document_number=after.number,
        publication_date=after.publication_date,
        url=after.html_url or before.html_url,
        note=note,
        filed_at=after.filed_at,
        headline=f"{_HEADS[found[0]] if found else 'Changed'}: {after.title or before.title}",
        said=said,
    )


def alert_on_missing_publication(filing: Filing, note: str = "") -> FilingAlert:
    """The alert for a filing that was reported, and is not published on the day after it was scheduled to be."""
    day = _day(filing.publication_date)
    return FilingAlert(
        change_set=key_of(filing.number, "unprinted", str(filing.publication_date)),
        title=filing.title,
        document_number=filing.number,
        publication_date=None,
        url=filing.html_url,
        note=note,
        filed_at=filing.filed_at,
        headline=f"Not printed: {filing.title}",
        said=(
            f"It was to be printed on {day}, and is not among the printed rules on 15 CFR 744. It may have been withdrawn "
            "or put off after the office closed; look at the Register.",
        ),
    )


_HEADS = {
    Turn.FILED: "Filed",
    Turn.WITHDRAWN: "Withdrawn",
    Turn.REFILED: "Filed anew",
    Turn.POSTPONED: "Postponed",
    Turn.ADVANCED: "Brought forward",
    Turn.REPLACED: "Replaced",
    Turn.NOTED: "Note of the editors",
}


def _sentence(turn: Turn, before: Filing, after: Filing) -> str:
    """What a turn means, in a sentence; "" where something else says it."""
    note = f" The editors note: {after.editorial_note}" if after.editorial_note else ""
    match turn:
        case Turn.WITHDRAWN:
            was = f" It was to be printed on {_day(before.publication_date)}." if before.publication_date else ""
            return f"The agency has withdrawn it before publication.{was}{note}"
        case Turn.REFILED:
            return f"It was filed anew on {eastern_words(after.filed_at)}." if after.filed_at else "It was filed anew."
        case Turn.POSTPONED | Turn.ADVANCED:
            how = "put off" if turn is Turn.POSTPONED else "brought forward"
            return f"Its publication is {how} from {_day(before.publication_date)} to {_day(after.publication_date)}."
        case Turn.NOTED:
            return note.strip()
    return ""


# -- when it is published ----------------------------------------------------------------------------------------------


def confirmation(filed: Rule, published: RuleAlert, rule: Rule) -> RuleAlert:
    """The alert for the published document to those who were alerted to the filing: short if both name the same parties.

    ``published`` is the alert that everybody else gets. A difference makes it an alert that a person must look at.
    """
    differences = differences_of(filed, rule)
    said = differences or (f"The printed rule names the same parties as the filing ({len(rule.amendments)}).",)
    differs = "The printed rule differs from what was filed." if differences else ""
    return replace(
        published,
        change_set=f"{published.document_number}/confirmed",
        confirms=True,
        filed_at=filed.filed_at,
        attention=" ".join(filter(None, (differs, published.attention))),
        said=said,
    )


def differences_of(first: Rule, second: Rule) -> tuple[str, ...]:
    """How two readings of one document differ in whom they name, and from when; () where they agree."""
    was, now = _parties(first), _parties(second)
    spelt = {_key(a): a for a in (*first.amendments, *second.amendments)}
    differences = [f"New: {_who(spelt[key])}." for key in (now - was)]
    differences += [f"No longer: {_who(spelt[key])}." for key in (was - now)]
    first = rescheduled(first, second.publication_date)  # that it is published on another day was told before
    if first.effective_on and second.effective_on and first.effective_on != second.effective_on:
        differences.append(f"Effective {_day(second.effective_on)}, where the filing said {_day(first.effective_on)}.")
    return tuple(differences)


Key = tuple[Operation | ChangeKind, str, str]


def _parties(rule: Rule) -> Counter[Key]:
    return Counter(_key(a) for a in rule.amendments)


def _key(amendment: Amendment) -> Key:
    return KINDS.get(amendment.operation, amendment.operation), amendment.country, fold(amendment.name)


def _who(amendment: Amendment) -> str:
    kind = KINDS.get(amendment.operation)
    if kind is None:
        return f"an instruction that cannot be read ({amendment.country or 'no destination'})"
    return f"{_DOES[kind]} \u201c{amendment.name}\u201d ({amendment.country})"


def anyone(alerted: Iterable[tuple[str, str]], allowed: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Those who were alerted, as far as the settings still have them."""
    known = frozenset(alerted)
    return tuple(pair for pair in allowed if pair in known)


def _day(day: date | None) -> str:
    return long_date(day) if day else "an unknown day"
