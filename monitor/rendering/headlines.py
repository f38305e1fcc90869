"""The headline: the mail's subject, the message's head, the terminal's first line. Counts come first, and what a person
must act on comes before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from monitor.model import (
    Alert,
    Change,
    ChangeKind,
    DenialOrderAlert,
    DigestAlert,
    FilingAlert,
    OperatorAlert,
    PartiesAlert,
    RuleAlert,
    Stage,
    Verdict,
)
from monitor.rendering.filings import will_do
from monitor.rendering.parties import parties_in_words, party_names
from monitor.rendering.safe import short
from monitor.rendering.words import count_of, counts_in_words, lists_in_words, long_date, place_of

NAMED_DESTINATIONS = 3
_ON = {ChangeKind.ADDED: "added to", ChangeKind.REMOVED: "removed from"}


def headline(alert: Alert) -> str:
    """ "2 of your parties: 28 added to the Entity List: CHINA, PEOPLE'S REPUBLIC OF (28) – 84 FR 54002"; in one line."""
    match alert:
        case RuleAlert():
            return _of_rule(alert)
        case FilingAlert():
            line = _led([parties_in_words(alert.matches)], short(alert.headline, 200))
            reference = short(alert.document_number, 60)
            return line + (f" – {reference}" if reference else "")
        case DenialOrderAlert():
            return _of_order(alert)
        case OperatorAlert():
            return short(alert.headline, 200)
        case PartiesAlert():
            return short(alert.headline, 200) or _of_parties(alert)
        case DigestAlert():
            return _of_digest(alert)


def _of_rule(alert: RuleAlert) -> str:
    reference = short(alert.citation or alert.document_number, 60)
    if alert.stage is Stage.PUBLIC_INSPECTION:
        reference += " (filed for public inspection)"
    urgent = "check this rule" if alert.attention else ""
    if alert.confirms:
        urgent = "printed, check this rule" if alert.attention else "printed as filed"
    changes = substantive(alert.changes)
    if changes and urgent and alert.verdict is Verdict.UNREADABLE:
        urgent = "check this rule, which could not be parsed"
    leading = [parties_in_words(alert.matches), urgent]
    if changes:
        counted = _announced(changes) if alert.stage is Stage.PUBLIC_INSPECTION else _counted(changes)
        return f"{_led(leading, counted)}: {_destinations(changes)} – {reference}"
    title = short(alert.title, 160) or "a document"
    if alert.stage is Stage.PUBLIC_INSPECTION:
        return f"{_led(leading, title)} – {reference}"
    return f"{_led(leading, title)}{'' if urgent else ': no change to the Entity List'} – {reference}"


def _of_order(alert: DenialOrderAlert) -> str:
    """ "1 of your parties: Denial order: Aviastar-TU – 91 FR 12345"."""
    line = _led([parties_in_words(alert.matches)], short(alert.headline, 200))
    reference = short(alert.citation or alert.document_number, 60)
    return line + (f" – {reference}" if reference else "")


def _of_parties(alert: PartiesAlert) -> str:
    names = party_names(alert.matches)
    whose = parties_in_words(alert.matches) or "None of your parties"
    return f"{whose} may be on {lists_in_words((m.entry for m in alert.matches), 'or')} already" + (
        f": {names}" if names else ""
    )


def substantive(changes: Iterable[Change]) -> list[Change]:
    """The changes that an alert lists: editorial ones are only counted."""
    return [c for c in changes if c.kind is not ChangeKind.EDITORIAL]


def _led(leading: Sequence[str], what: str) -> str:
    """ "2 of your parties, check this rule: 28 added …"."""
    before = ", ".join(filter(None, leading))
    return f"{before[:1].upper()}{before[1:]}: {what}" if before else f"{what[:1].upper()}{what[1:]}"


def _counted(changes: Sequence[Change]) -> str:
    kinds = Counter(c.kind for c in changes)
    only = next(iter(kinds)) if len(kinds) == 1 else None
    if only in _ON:
        return f"{len(changes):,} {_ON[only]} {lists_in_words(changes)}"
    return f"{counts_in_words(kinds)} on {lists_in_words(changes)}"


def _announced(changes: Sequence[Change]) -> str:
    """ "will add 28 entries to the Entity List": a filing has changed nothing yet."""
    kinds = Counter(c.kind for c in changes)
    first = next(kind for kind in ChangeKind if kinds[kind])
    where = {ChangeKind.ADDED: " to", ChangeKind.REMOVED: " from"}.get(first, " of")
    return will_do(kinds, f"{where} {lists_in_words(changes)}")


def _destinations(changes: Sequence[Change]) -> str:
    places = Counter(short(place_of(c), 80) or "no destination" for c in changes).most_common()
    named = [f"{country} ({count:,})" for country, count in places[:NAMED_DESTINATIONS]]
    more = len(places) - NAMED_DESTINATIONS
    return ", ".join(named) + (f" and {count_of(more, 'more destination')}" if more > 0 else "")


def rules_in(alert: Alert) -> tuple[RuleAlert, ...]:
    """The alerts about rules that ``alert`` holds: itself, or of a digest the last one about each rule.

    That is the one about the published document where there is one, so that a rule filed and published on one day is
    counted once.
    """
    if isinstance(alert, DigestAlert):
        rules = (a for a in alert.gathered if isinstance(a, RuleAlert))
        in_order = sorted(rules, key=lambda a: a.stage is Stage.PUBLISHED)
        return tuple({a.document_number or a.change_set: a for a in in_order}.values())
    return (alert,) if isinstance(alert, RuleAlert) else ()


def _of_digest(alert: DigestAlert) -> str:
    """ "Daily digest: 3 rules, 45 added, 2 removed – December 5, 2024"."""
    rules = rules_in(alert)
    kinds = Counter(change.kind for rule in rules for change in substantive(rule.changes))
    check = sum(bool(rule.attention) for rule in rules)
    others = sum(not isinstance(a, RuleAlert) for a in alert.gathered)
    counted = [
        count_of(len(rules), "rule") + (f" ({check} to check)" if check else "") if rules else "",
        counts_in_words(kinds),
        count_of(others, "other message") if others else "",
    ]
    leading = [parties_in_words(alert.matches), "daily digest"]
    return f"{_led(leading, ', '.join(filter(None, counted)) or 'nothing new')} – {long_date(alert.day)}"
