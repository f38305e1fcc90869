"""What happened to the list, event by event: from the rules recorded, and before them from what its entries cite.

The first citation of an entry gives the day since which it is listed; each later one means that it was revised. So events are
known for the years before the first list, too, but not all of them: who was removed before it, and what a citation without a
date did, is not known.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from monitor.history.indexed_entry import id_of
from monitor.model import Change, ChangeKind, Version
from monitor.rendering.words import citation_text

RULE, CITATION = "rule", "citation"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one entry. ``source`` is "rule" where a recorded rule did it, else "citation".

    With ``unknown_since`` its day is not known: after that one, and by ``day`` at the latest.
    """

    day: date
    kind: ChangeKind
    country: str
    name: str
    id: str
    source: str
    document_number: str
    citation: str
    unknown_since: date | None = None


def series(kind: ChangeKind) -> str:
    """ "added", "revised" or "removed": what was renamed or moved was revised."""
    return "revised" if kind in (ChangeKind.RENAMED, ChangeKind.MOVED) else kind.value


Tally = Counter[tuple[str, str]]
"""How many events of each (series, source)."""


@dataclass(frozen=True)
class Timeline:
    """All events by day, and the day of the first list known: before it, events come from citations."""

    events: tuple[Event, ...]
    since: date | None
    _known: dict[str, tuple[list[date], list[int]]] = field(default_factory=dict, repr=False, compare=False)

    def size_on(self, day: date, country: str = "") -> int:
        """Entries at the end of a day, of one destination or all: those whose addition is known less those removed."""
        if country and country not in self._places:  # not remembered: there are as many of these as there are texts
            return 0
        if country not in self._known:
            self._known[country] = _running(self.events, country)
        days, sizes = self._known[country]
        at = bisect_right(days, day)
        return sizes[at - 1] if at else 0

    def events_between(self, start: date, end: date) -> tuple[Event, ...]:
        """The events from one day to before another."""
        return self.events[bisect_left(self._days, start) : bisect_left(self._days, end)]

    @cached_property
    def _days(self) -> list[date]:
        return [event.day for event in self.events]

    @cached_property
    def tallies(self) -> dict[str, dict[str, Tally]]:
        """How much happened in each month ("2024-12") under each destination."""
        found: dict[str, dict[str, Tally]] = {}
        for event in self.events:
            month = found.setdefault(event.day.isoformat()[:7], {})
            month.setdefault(event.country, Counter())[series(event.kind), event.source] += 1
        return found

    @cached_property
    def countries(self) -> list[str]:
        """Every destination under which anything happened."""
        return sorted({event.country for event in self.events})

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(self.countries)

    @cached_property
    def years(self) -> list[int]:
        """Every year in which anything happened, the newest first."""
        return sorted({event.day.year for event in self.events}, reverse=True)


def _running(events: Sequence[Event], country: str) -> tuple[list[date], list[int]]:
    days: list[date] = []
    sizes: list[int] = []
    size = 0
    for event in events:
        if country and event.country != country:
            continue
        size += (event.kind is ChangeKind.ADDED) - (event.kind is ChangeKind.REMOVED)
        days.append(event.day)
        sizes.append(size)
    return days, sizes


def timeline_of(
    versions: Iterable[Version], changes: Sequence[Change], since: date | None, reconciled: Container[str] = ()
) -> Timeline:
    """The timeline of a list's history; ``since`` is the day of its baseline. Editorial changes are not in it.

    What was ``reconciled`` with a copy of the list has its days from citations, too.
    """
    events = [*_cited(versions, since), *_made(changes, since, reconciled)]
    return Timeline(tuple(sorted(events, key=lambda e: (e.day, e.document_number, e.country, e.name))), since)


def _cited(versions: Iterable[Version], since: date | None) -> Iterable[Event]:
    """What the citations of the first list's entries say of the time before it."""
    if since is None:
        return
    for version in versions:
        if version.source != f"baseline {since}" or version.effective_from != since:
            continue
        entry = version.entry
        party = id_of(entry)
        dated = sorted((c for c in entry.citations if c.date and c.date <= since), key=lambda c: c.date or date.max)
        if not dated:
            yield Event(since, ChangeKind.ADDED, entry.country, entry.name, party, CITATION, "", "")
        for n, citation in enumerate(dated):
            kind = ChangeKind.REVISED if n else ChangeKind.ADDED
            cited = citation_text(citation).partition(" (")[0]
            yield Event(citation.date or since, kind, entry.country, entry.name, party, CITATION, "", cited)


def _made(changes: Sequence[Change], since: date | None, reconciled: Container[str]) -> Iterable[Event]:
    """What the recorded documents did; what took effect before the first list changes the list from its day on."""
    for change in changes:
        if change.kind is ChangeKind.EDITORIAL:
            continue
        one = change.after or change.before
        country, name = (one.country, one.name) if one else (change.country, change.name)
        day = max(filter(None, (change.effective_on, since)), default=None)
        if day is not None:
            number, cited = change.document_number, change.citation
            source = CITATION if number in reconciled else RULE
            party = id_of(one or change)
            yield Event(day, change.kind, country, name, party, source, number, cited, change.unknown_since)
