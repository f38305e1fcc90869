"""The one line that says it all: the mail's subject, the message's head, the terminal's first line. Counts come first,
and what a person must act on comes before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from monitor.model import Alert, Change, ChangeKind, Stage, Subject
from monitor.rendering.parties import parties_in_words, party_names
from monitor.rendering.safe import short
from monitor.rendering.words import count_of, counts_in_words, long_date

NAMED_DESTINATIONS = 3
_ON = {ChangeKind.ADDED: "added to", ChangeKind.REMOVED: "removed from"}


def headline(alert: Alert) -> str:
    """ "2 of your parties: 28 added to the Entity List: CHINA, PEOPLE'S REPUBLIC OF (28) – 84 FR 54002"; in one line."""
    if alert.about is Subject.DIGEST:
        return _digest(alert)
    if alert.about is Subject.PARTIES and not alert.headline:
        names = party_names(alert.matches)
        whose = parties_in_words(alert.matches) or "None of your parties"
        return f"{whose} may be on the Entity List already" + (f": {names}" if names else "")
    reference = short(alert.citation or alert.document_number, 60)
    if alert.headline:
        ours = "" if alert.about is Subject.PARTIES else parties_in_words(alert.matches)
        return _led([ours], short(alert.headline, 200)) + (f" – {reference}" if reference else "")
    if alert.stage is Stage.PUBLIC_INSPECTION:
        reference += " (filed for public inspection)"
    urgent = "check this rule" if alert.attention else ""
    if alert.about is Subject.CONFIRMATION:
        urgent = "printed, check this rule" if alert.attention else "printed as filed"
    changes = told(alert.changes)
    leading = [parties_in_words(alert.matches), urgent]
    if changes:
        return f"{_led(leading, _counted(changes))}: {_destinations(changes)} – {reference}"
    said = short(alert.title, 160) or "a document"
    return f"{_led(leading, said)}{'' if urgent else ': no change to the Entity List'} – {reference}"


def told(changes: Iterable[Change]) -> list[Change]:
    """The changes that are told: editorial ones are counted and not told."""
    return [c for c in changes if c.kind is not ChangeKind.EDITORIAL]


def _led(leading: Sequence[str], what: str) -> str:
    """ "2 of your parties, check this rule: 28 added …"."""
    before = ", ".join(filter(None, leading))
    return f"{before[:1].upper()}{before[1:]}: {what}" if before else what


def _counted(changes: Sequence[Change]) -> str:
    kinds = Counter(c.kind for c in changes)
    only = next(iter(kinds)) if len(kinds) == 1 else None
    if only in _ON:
        return f"{len(changes):,} {_ON[only]} the Entity List"
    return f"{counts_in_words(kinds)} on the Entity List"


def _destinations(changes: Sequence[Change]) -> str:
    places = Counter(short(c.country, 80) or "no destination" for c in changes).most_common()
    named = [f"{country} ({count:,})" for country, count in places[:NAMED_DESTINATIONS]]
    more = len(places) - NAMED_DESTINATIONS
    return ", ".join(named) + (f" and {count_of(more, 'more destination')}" if more > 0 else "")


OF_A_RULE = (Subject.RULE, Subject.CONFIRMATION)


def last_words(gathered: Sequence[Alert]) -> tuple[Alert, ...]:
    """The last alert about each rule, the printed one if there is: what was filed and then printed is counted once."""
    in_order = sorted(gathered, key=lambda alert: alert.stage is Stage.PUBLISHED)
    return tuple({a.document_number or a.change_set: a for a in in_order if a.about in OF_A_RULE}.values())


def _digest(alert: Alert) -> str:
    """ "Daily digest: 3 rules, 45 added, 2 removed – December 5, 2024"."""
    rules = last_words(alert.gathered)
    kinds = Counter(change.kind for rule in rules for change in told(rule.changes))
    check = sum(bool(rule.attention) for rule in rules)
    others = sum(a.about not in OF_A_RULE for a in alert.gathered)
    said = [
        count_of(len(rules), "rule") + (f" ({check} to check)" if check else "") if rules else "",
        counts_in_words(kinds),
        count_of(others, "other message") if others else "",
    ]
    day = f" – {long_date(alert.publication_date)}" if alert.publication_date else ""
    return _led([parties_in_words(alert.matches), "daily digest"], ", ".join(filter(None, said)) or "nothing new") + day
