"""What an alert says, computed once; every channel only lays it out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.model import Alert, Change, ChangeKind, Entry, Stage, Subject, Verdict
from monitor.rendering.safe import LONGEST_NAME, clean, short, web_link
from monitor.rendering.terms import Term, terms_of
from monitor.rendering.words import change_title, count_of, counts_in_words, differences, long_date

_EASTERN = ZoneInfo("America/New_York")
NAMED_DESTINATIONS = 3
MOST_PROBLEMS = 12
DISCLAIMER = "This is a reading aid, not legal advice; the official text prevails."

VERDICTS = {
    Verdict.VERIFIED: ("Verified", "the rule's stated counts, its preamble and its amendments agree."),
    Verdict.CONFLICTING: (
        "Conflicting",
        "the rule's own counts, preamble and amendments do not agree; read the official text before relying on this.",
    ),
    Verdict.UNREADABLE: (
        "Not read",
        "the rule could not be read in full, so changes may be missing here; read the official text.",
    ),
    Verdict.IRRELEVANT: ("Not about the list", "the document does not amend the Entity List."),
}
_ON = {ChangeKind.ADDED: "added to", ChangeKind.REMOVED: "removed from"}


@dataclass(frozen=True, slots=True)
class Item:
    """One change: its kind, the title to show, and lines of detail (aliases, addresses, differences)."""

    kind: ChangeKind
    title: str
    aliases: tuple[str, ...]
    addresses: tuple[str, ...]
    footnotes: tuple[int, ...]
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The changes under one destination, in the alert's order."""

    country: str
    counts: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """An alert's statements as clean single lines of text; nothing in it is escaped for any channel yet.

    ``news`` are sentences on what has happened, ``unknown`` what a filing does not tell yet; ``source``, ``force`` and
    ``verdict_name`` are "" where the alert is about no rule. A ``brief`` one counts the changes and lists none.
    """

    headline: str
    title: str
    source: str
    force: str
    counts: tuple[tuple[ChangeKind, int], ...]
    groups: tuple[Group, ...]
    terms: tuple[Term, ...]
    verdict: Verdict
    verdict_name: str
    verdict_meaning: str
    disagreements: tuple[str, ...]
    problems: tuple[str, ...]
    attention: str
    link: str
    link_name: str
    note: str
    document_number: str
    news: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    brief: bool = False

    @property
    def listed(self) -> int:
        """How many changes are listed."""
        return sum(len(group.items) for group in self.groups)


def facts_of(alert: Alert, today: date) -> Facts:
    """The facts of ``alert`` as they stand on ``today`` (Eastern calendar day)."""
    brief = alert.about is Subject.CONFIRMATION and not alert.attention
    changes = [] if brief else [c for c in alert.changes if c.kind is not ChangeKind.EDITORIAL]
    counted = Counter(c.kind for c in alert.changes)
    of_a_rule = alert.about in (Subject.RULE, Subject.CONFIRMATION)
    name, meaning = VERDICTS[alert.verdict] if of_a_rule else ("", "")
    return Facts(
        headline=headline(alert),
        title=short(alert.title),
        source="" if alert.about is Subject.OPERATOR else _source(alert),
        force=in_force(alert, today) if of_a_rule else "",
        counts=tuple((kind, counted[kind]) for kind in ChangeKind if counted[kind]),
        groups=_groups(changes),
        terms=terms_of(c.after for c in changes if c.after is not None),
        verdict=alert.verdict,
        verdict_name=name,
        verdict_meaning=meaning,
        disagreements=tuple(
            f"{short(c.check)}: expected {short(c.expected)}, found {short(c.found)}"
            for c in alert.checks
            if not c.agrees
        ),
        problems=_some(alert.problems, "problem"),
        attention=short(alert.attention, 1000),
        link=web_link(alert.url),
        link_name="Read the filing" if alert.stage is Stage.PUBLIC_INSPECTION else "Read the official text",
        note=short(alert.note),
        document_number=short(alert.document_number, 60),
        news=_some(alert.said, "remark"),
        unknown=tuple(short(u) for u in alert.unknown),
        brief=brief,
    )


def _some(sentences: tuple[str, ...], what: str) -> tuple[str, ...]:
    """The sentences; those beyond :data:`MOST_PROBLEMS` are counted."""
    said = tuple(short(sentence, 600) for sentence in sentences[:MOST_PROBLEMS])
    more = len(sentences) - len(said)
    return (*said, f"and {count_of(more, f'more {what}')} – see elmon read") if more else said


def headline(alert: Alert) -> str:
    """ "28 added to the Entity List: CHINA, PEOPLE'S REPUBLIC OF (28) – 84 FR 54002"; in one line, any length fits."""
    reference = short(alert.citation or alert.document_number, 60)
    if alert.headline:
        return short(alert.headline, 200) + (f" – {reference}" if reference else "")
    if alert.stage is Stage.PUBLIC_INSPECTION:
        reference += " (filed for public inspection)"
    changes = [c for c in alert.changes if c.kind is not ChangeKind.EDITORIAL]
    urgent = "Check this rule: " if alert.attention else ""
    if alert.about is Subject.CONFIRMATION:
        urgent = "Printed, check this rule: " if alert.attention else "Printed as filed: "
    if not changes:
        said = short(alert.title, 160) or "a document"
        return f"{urgent}{said}{'' if urgent else ': no change to the Entity List'} – {reference}"
    kinds = Counter(c.kind for c in changes)
    only = next(iter(kinds)) if len(kinds) == 1 else None
    what = (
        f"{len(changes):,} {_ON[only]} the Entity List"
        if only in _ON
        else f"{counts_in_words(kinds)} on the Entity List"
    )
    return f"{urgent}{what}: {_destinations(changes)} – {reference}"


def _destinations(changes: list[Change]) -> str:
    places = Counter(short(c.country, 80) or "no destination" for c in changes).most_common()
    named = [f"{country} ({count:,})" for country, count in places[:NAMED_DESTINATIONS]]
    more = len(places) - NAMED_DESTINATIONS
    return ", ".join(named) + (f" and {count_of(more, 'more destination')}" if more > 0 else "")


def in_force(alert: Alert, today: date) -> str:
    """ "in force now" or "from October 9, 2019"; a filing without a date takes effect when it is published."""
    if alert.effective_on is None:
        if alert.stage is Stage.PUBLIC_INSPECTION:
            return "effective date to be read from the filing (usually the day of publication)"
        return "no effective date stated: read the official text"
    if alert.effective_on > today:
        return f"from {long_date(alert.effective_on)}"
    if alert.effective_on == today:
        return f"in force now (from today, {long_date(today)})"
    return f"in force now (since {long_date(alert.effective_on)})"


def eastern_words(moment: datetime) -> str:
    """``October 7, 2019, 4:15 p.m. Eastern``."""
    eastern = moment.astimezone(_EASTERN)
    half = "a.m." if eastern.hour < 12 else "p.m."
    return f"{long_date(eastern.date())}, {eastern.hour % 12 or 12}:{eastern:%M} {half} Eastern"


def _source(alert: Alert) -> str:
    parts = [alert.citation, f"document {alert.document_number}" if alert.document_number else ""]
    day = alert.publication_date
    if alert.stage is Stage.PUBLIC_INSPECTION:
        when = f" {eastern_words(alert.filed_at)}" if alert.filed_at else ""
        parts.append(f"filed for public inspection{when}" + (f", to be published {long_date(day)}" if day else ""))
    elif day:
        parts.append(f"published {long_date(day)}")
    return " · ".join(short(p, 120) for p in parts if p)


def _groups(changes: list[Change]) -> tuple[Group, ...]:
    by_country: dict[str, list[Change]] = {}
    for change in changes:
        by_country.setdefault(change.country, []).append(change)
    return tuple(
        Group(
            short(country, 120) or "No destination",
            counts_in_words(Counter(c.kind for c in members)),
            tuple(_item(c) for c in members),
        )
        for country, members in by_country.items()
    )


def _item(change: Change) -> Item:
    entry: Entry | None = change.after if change.kind is ChangeKind.ADDED else None
    title = short(change_title(change), 2 * LONGEST_NAME) or "(no name)"
    details = tuple(short(d, 600) for d in differences(change))
    if entry is None:
        return Item(change.kind, title, (), (), (), details)
    subs = tuple(f"includes {short(s.name)}" for s in entry.sub_entities)
    return Item(
        change.kind,
        title,
        tuple(short(a) for a in entry.aliases),
        tuple(clean(short(a)) for a in entry.addresses),
        entry.footnotes,
        (*details, *subs),
    )
