"""The statements of an alert, computed once; every channel only lays them out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from monitor.model import (
    Alert,
    Change,
    ChangeKind,
    DenialOrderAlert,
    DigestAlert,
    Entry,
    FilingAlert,
    ListCurrency,
    RuleAlert,
    Stage,
    Verdict,
)
from monitor.rendering.applied import applied_in_words, as_of
from monitor.rendering.attention import LONGEST_ATTENTION
from monitor.rendering.currency import statement
from monitor.rendering.effect import effect_in_words, other_days, own_day
from monitor.rendering.filings import filing_in_words
from monitor.rendering.footnotes import Footnote, footnotes_of
from monitor.rendering.headlines import headline, rules_in, substantive
from monitor.rendering.parties import MatchedParty, parties_of
from monitor.rendering.safe import LONGEST_NAME, clean, short, web_link
from monitor.rendering.terms import Term, terms_of
from monitor.rendering.verdicts import VERDICT_NAMES, verdict_meaning
from monitor.rendering.words import (
    FieldText,
    change_title,
    count_of,
    counts_in_words,
    differences,
    eastern_words,
    field_text,
    in_one_line,
    long_date,
    place_of,
    reported_fields,
)

MOST_PROBLEMS = 12
MOST_LINES, LONGEST_LINE = 12, 900
"""Of one changed field of one entry."""
MANY_ALIKE = 3
"""Entries revised in the same words that are one item."""
DECIDE = "Is it yours or not? Answer once: elmon watch confirm MATCH, or elmon watch dismiss MATCH --why REASON."
DISCLAIMER = "This is a reading aid, not legal advice; the official text prevails."


@dataclass(frozen=True, slots=True)
class FactItem:
    """One change: its kind, the title to show, and lines of detail (aliases, addresses, differences).

    ``fields`` are the same differences, item by item, with the changed words between the marks of
    :mod:`monitor.rendering.worddiff`, for a channel that can show them so.
    """

    kind: ChangeKind
    title: str
    aliases: tuple[str, ...]
    addresses: tuple[str, ...]
    footnotes: tuple[int, ...]
    details: tuple[str, ...]
    fields: tuple[FieldText, ...] = ()

    @property
    def noted(self) -> str:
        """ "footnote 4", "footnotes 1, 2", or ""."""
        label = "footnotes" if len(self.footnotes) > 1 else "footnote"
        return f"{label} {', '.join(map(str, self.footnotes))}" if self.footnotes else ""


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The changes under one destination, in the alert's order."""

    country: str
    counts: str
    items: tuple[FactItem, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """An alert's statements as clean single lines of text; nothing in it is escaped for any channel yet.

    ``news`` are sentences on what has happened; ``decide`` says how to answer the matches. ``parties`` are the first of
    the user's parties that the alert may be about, for the top of every message, and ``more_parties`` counts the rest.

    ``title``, ``source``, ``link`` and ``document_number`` are "" where the alert is about no document; ``title_label`` says
    of what kind it is, ``attention`` why a person must look. What only the alert about a rule has: ``effect``, the changes by
    destination in ``groups``, their ``terms`` and ``footnotes``, the verdict with ``disagreements`` and ``problems``, and in
    ``unknown`` what a filing does not say yet. What the verdict means ends with how far the rule is applied; it is
    ``in_order`` if it was parsed well and nothing of it could not be applied. The confirmation of a filed rule counts the
    changes and lists none. ``counts`` are the changes by kind, a digest's of all its rules.

    A digest's ``parts`` are the facts of every alert in it, without parties, which stand on top for all of them. ``more``
    are the changes that :func:`first_of` left out. ``current`` says how current the list is when the alert is sent.
    """

    headline: str
    note: str = ""
    news: tuple[str, ...] = ()
    parties: tuple[MatchedParty, ...] = ()
    more_parties: int = 0
    decide: str = ""
    title: str = ""
    title_label: str = "Rule"
    source: str = ""
    link: str = ""
    link_name: str = ""
    pdf: str = ""
    document_number: str = ""
    effect: str = ""
    counts: tuple[tuple[ChangeKind, int], ...] = ()
    groups: tuple[FactGroup, ...] = ()
    terms: tuple[Term, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    verdict: Verdict = Verdict.VERIFIED
    verdict_name: str = ""
    verdict_meaning: str = ""
    in_order: bool = True
    disagreements: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    attention: str = ""
    unknown: tuple[str, ...] = ()
    parts: tuple[Facts, ...] = ()
    more: int = 0
    current: str = ""

    @property
    def listed(self) -> int:
        """How many changes are listed, those of the parts included."""
        return sum(len(group.items) for group in self.groups) + sum(part.listed for part in self.parts)


def facts_of(alert: Alert, today: date, current: ListCurrency | None = None) -> Facts:
    """The facts of ``alert`` as they stand on ``today`` (Eastern calendar day), with how ``current`` the list is."""
    parties = parties_of(alert.matches)
    facts = Facts(
        headline=headline(alert),
        note=short(alert.note),
        news=(*_of_filing(alert), *_some(alert.said, "remark")),
        parties=parties,
        more_parties=len(alert.matches) - len(parties),
        decide=DECIDE if any(p.id and not p.confirmed for p in parties) else "",
        current=statement(current) if current else "",
    )
    match alert:
        case RuleAlert():
            return _of_rule(_of_document(facts, alert), alert, today)
        case FilingAlert() | DenialOrderAlert():
            return _of_document(facts, alert)
        case DigestAlert():
            parts = (facts_of(part, today) for part in alert.gathered)
            return replace(
                facts,
                counts=_counts(alert),
                parts=tuple(replace(part, parties=(), more_parties=0, decide="") for part in parts),
            )
    return facts


def _of_filing(alert: Alert) -> tuple[str, ...]:
    """What a filing on public inspection is about to do; nothing for any other alert."""
    if not isinstance(alert, RuleAlert) or alert.stage is not Stage.PUBLIC_INSPECTION:
        return ()
    kinds = Counter(change.kind for change in alert.changes)
    days = (alert.filed_at, alert.publication_date, alert.effective_on)
    return (" ".join(filing_in_words(kinds, *days, alert.effective_as)),)


def _of_document(facts: Facts, alert: RuleAlert | FilingAlert | DenialOrderAlert) -> Facts:
    return replace(
        facts,
        title=short(alert.title),
        title_label="Notice" if isinstance(alert, DenialOrderAlert) else "Rule",
        source=_source(alert),
        link=web_link(alert.url),
        link_name="Read the filing" if alert.stage is Stage.PUBLIC_INSPECTION else "Read the official text",
        document_number=short(alert.document_number, 60),
        pdf=web_link(alert.pdf_url) if isinstance(alert, RuleAlert) else "",
        attention="" if isinstance(alert, FilingAlert) else short(alert.attention, LONGEST_ATTENTION),
    )


def _of_rule(facts: Facts, alert: RuleAlert, today: date) -> Facts:
    confirmed = alert.confirms and not alert.attention
    changes = [] if confirmed else substantive(alert.changes)
    after = [c.after for c in changes if c.after is not None]
    meaning = verdict_meaning(alert.verdict, alert.checks)
    applied = applied_in_words(as_of(alert.applied, today), alert.stage)
    wrong = (check for check in alert.checks if not check.agrees)
    return replace(
        facts,
        effect=effect_in_words(alert, today) + other_days(changes, alert.effective_on),
        counts=_counts(alert),
        groups=_groups(in_one_line(changes), alert.effective_on),
        terms=terms_of(after),
        footnotes=footnotes_of(after),
        verdict=alert.verdict,
        verdict_name=VERDICT_NAMES[alert.verdict],
        verdict_meaning=f"{meaning} {applied}".strip(),
        in_order=alert.verdict is Verdict.VERIFIED and not (alert.applied and alert.applied.not_applied),
        disagreements=tuple(f"{short(c.check)}: expected {short(c.expected)}, found {short(c.found)}" for c in wrong),
        problems=_some(alert.problems, "problem"),
        unknown=tuple(short(u) for u in alert.unknown),
    )


def _counts(alert: Alert) -> tuple[tuple[ChangeKind, int], ...]:
    """How many changes of each kind the alert's rules have; kinds without any are left out."""
    counted = Counter(change.kind for rule in rules_in(alert) for change in rule.changes)
    return tuple((kind, counted[kind]) for kind in ChangeKind if counted[kind])


def first_of(facts: Facts, most: int) -> Facts:
    """``facts`` with the first ``most`` changes alone; each destination's counts stay those of all its changes."""
    groups, left = [], most
    for group in facts.groups:
        if left > 0:
            groups.append(replace(group, items=group.items[:left]))
        left -= len(group.items)
    parts, more = [], max(-left, 0)
    for part in facts.parts:
        parts.append(first_of(part, max(left, 0)))
        left -= part.listed
    return replace(facts, groups=tuple(groups), parts=tuple(parts), more=facts.more + more)


def _some(sentences: tuple[str, ...], what: str) -> tuple[str, ...]:
    """The sentences; those beyond :data:`MOST_PROBLEMS` are counted."""
    shown = tuple(short(sentence, 600) for sentence in sentences[:MOST_PROBLEMS])
    more = len(sentences) - len(shown)
    return (*shown, f"and {count_of(more, f'more {what}')} – see elmon read") if more else shown


def _source(alert: RuleAlert | FilingAlert | DenialOrderAlert) -> str:
    cited = "" if isinstance(alert, FilingAlert) else alert.citation
    parts = [cited, f"document {alert.document_number}" if alert.document_number else ""]
    day = alert.publication_date
    if alert.stage is Stage.PUBLIC_INSPECTION:
        when = f" {eastern_words(alert.filed_at)}" if alert.filed_at else ""
        parts.append(
            f"filed for public inspection{when}" + (f", scheduled for publication {long_date(day)}" if day else "")
        )
    elif day:
        parts.append(f"published {long_date(day)}")
    return " · ".join(short(p, 120) for p in parts if p)


def _groups(changes: list[Change], of_rule: date | None) -> tuple[FactGroup, ...]:
    """The changes by destination; many entries revised in the same words are one item, of one destination or several.

    A day that is not ``of_rule`` stands behind the title.
    """
    by_fields: dict[tuple[str, tuple[FieldText, ...]], list[Change]] = {}
    for change in changes:
        if change.kind is ChangeKind.REVISED and (fields := _fields(change)):
            by_fields.setdefault((own_day(change, of_rule), fields), []).append(change)
    alike = {id(one): some for some in by_fields.values() if len(some) >= MANY_ALIKE for one in some}
    by_place: dict[str, tuple[list[Change], list[FactItem]]] = {}
    for change in changes:
        some = alike.get(id(change), [change])
        members, items = by_place.setdefault(_destinations(some), ([], []))
        members.append(change)
        if some[0] is change:
            item = _item(change) if len(some) == 1 else _alike_item(some)
            day = own_day(change, of_rule)
            items.append(replace(item, title=f"{item.title} \u2013 {day}") if day else item)
    return tuple(
        FactGroup(place, counts_in_words(Counter(c.kind for c in members)), tuple(items))
        for place, (members, items) in by_place.items()
    )


def _destinations(changes: list[Change]) -> str:
    places = Counter(short(place_of(change), 120) or "No destination" for change in changes)
    return next(iter(places)) if len(places) == 1 else ", ".join(f"{place} ({n:,})" for place, n in places.items())


def _alike_item(changes: list[Change]) -> FactItem:
    """ "28 entries: A; B; …", with what was revised in each of them."""
    names = "; ".join(short(change_title(change), LONGEST_NAME) or "(no name)" for change in changes)
    details = tuple(short(d, 600) for d in differences(changes[0]))
    title = f"{count_of(len(changes), 'entry', 'entries')}: {names}"
    return FactItem(ChangeKind.REVISED, title, (), (), (), details, _fields(changes[0]))


def _item(change: Change) -> FactItem:
    entry = _whole(change)
    title = short(change_title(change), 2 * LONGEST_NAME) or "(no name)"
    details = tuple(short(d, 600) for d in differences(change))
    if entry is None:
        footnotes = change.after.footnotes if change.after else ()
        return FactItem(change.kind, title, (), (), footnotes, details, _fields(change))
    subs = tuple(f"includes {short(s.name)}" for s in entry.sub_entities)
    return FactItem(
        change.kind,
        title,
        tuple(short(a) for a in entry.aliases),
        tuple(clean(short(a)) for a in entry.addresses),
        entry.footnotes,
        (*details, *subs),
    )


def _whole(change: Change) -> Entry | None:
    """The entry to be shown whole: one added or removed; of one that stays the differences are shown."""
    if change.kind is ChangeKind.REMOVED:
        return replace(change.before, footnotes=()) if change.before else None
    return change.after if change.kind is ChangeKind.ADDED else None


def _fields(change: Change) -> tuple[FieldText, ...]:
    return tuple(_cut(field_text(field)) for field in reported_fields(change))


def _cut(text: FieldText) -> FieldText:
    """What an alert shows of a changed field; a line too long to show is cut, and loses its marks."""
    lines = [line if len(line) <= LONGEST_LINE else short(line, LONGEST_LINE) for line in text.lines[:MOST_LINES]]
    more = len(text.lines) - len(lines)
    return FieldText(text.label, (*lines, *([f"and {more} more – see the rule"] if more else [])))
