"""The list with all its history in memory, as it is at one state of the ledger: what the pages are made from.

An edition never changes; when something is recorded, another takes its place (``monitor.web.history_cache``). Days are
Eastern.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from monitor.comparing.finding import said_in
from monitor.errors import NotKnown
from monitor.exporting.identifiers import identifier
from monitor.history.entry_history import events_of
from monitor.model import Change, Entry, EntryHistory
from monitor.rendering.terms import policy_in_words, requirement_in_words
from monitor.store.ledger import BaselineInfo
from monitor.store.page_queries import DocumentSummary
from monitor.text.names import fold

DAYS_KEPT = 64
"""Lists of earlier days that are kept: a few tens of kilobytes each."""
_BLANKS = re.compile(r"[\s,;]+")
_RANK = {kind: n for n, kind in enumerate(("name", "alias", "sub-entity", "address", "text"))}
_requirement = lru_cache(maxsize=1024)(requirement_in_words)
_policy = lru_cache(maxsize=1024)(policy_in_words)


@dataclass(frozen=True, slots=True)
class IndexedEntry:
    """An entry's text with what it is found by. ``id`` is that of the exports, the same for all texts of one party.

    ``since`` is the first rule that it cites, None where it cites none with a date. ``said`` are its names, aliases, parties
    within it and addresses: what each is, its text, and the same folded.
    """

    entry: Entry
    id: str
    requirement: str
    policy: str
    since: date | None
    folded: str
    said: tuple[tuple[str, str, str], ...]

    def found(self, words: Sequence[str]) -> tuple[str, str, str] | None:
        """In what of it all (folded) words stand, as in ``monitor.comparing.finding``; None where they do not."""
        everywhere = all(word in self.folded for word in words)
        if everywhere or self.entry.sub_entities:
            for one in self.said:
                if all(word in one[2] for word in words):
                    return one
        return ("text", self.entry.text, self.folded) if everywhere else None


@dataclass(frozen=True, slots=True)
class VersionInEffect:
    """A version: a card, and the days on which it is in force (``to`` exclusive, None for open)."""

    card: IndexedEntry
    in_force_from: date
    in_force_to: date | None
    source: str

    def is_in_force(self, day: date) -> bool:
        """Whether it is in force on an Eastern day."""
        return self.in_force_from <= day and (self.in_force_to is None or self.in_force_to > day)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries are wanted; "" and 0 want all. ``year`` is that of the first citation."""

    country: str = ""
    requirement: str = ""
    policy: str = ""
    footnote: int = 0
    year: int = 0

    def admitted(self, cards: Sequence[IndexedEntry]) -> Sequence[IndexedEntry]:
        """The wanted ones of some entries."""
        if self.country:
            cards = [card for card in cards if card.entry.country == self.country]
        if self.requirement:
            cards = [card for card in cards if card.requirement == self.requirement]
        if self.policy:
            cards = [card for card in cards if card.policy == self.policy]
        if self.footnote:
            cards = [card for card in cards if self.footnote in card.entry.footnotes]
        if self.year:
            cards = [card for card in cards if card.since is not None and card.since.year == self.year]
        return cards


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry, and what of it was found: kind and text, both "" where nothing was searched."""

    card: IndexedEntry
    kind: str = ""
    matched: str = ""


@dataclass(frozen=True)
class DayList:
    """The list of a day, by destination and name; ``since`` is the day from which it has read so."""

    since: date
    cards: tuple[IndexedEntry, ...]

    def find(self, text: str, filters: Filters) -> list[Hit]:
        """The wanted entries in which every word of ``text`` stands, the best first; all of them for ""."""
        wanted = filters.admitted(self.cards)
        if not text.strip():
            return [Hit(card) for card in wanted]
        words = [key for word in _BLANKS.split(text) if (key := fold(word))]
        whole = fold(text)
        found = [(card, one) for card in wanted if words and (one := card.found(words))]
        found.sort(key=lambda f: (_RANK[f[1][0]], f[1][2] != whole, len(f[1][1]), f[0].entry.country))
        return [Hit(card, kind, said) for card, (kind, said, _) in found]

    @cached_property
    def by_id(self) -> dict[str, list[IndexedEntry]]:
        """The entries by their ids; two of one name under one destination share theirs."""
        found: dict[str, list[IndexedEntry]] = {}
        for card in self.cards:
            found.setdefault(card.id, []).append(card)
        return found

    @cached_property
    def countries(self) -> list[tuple[str, int]]:
        """Destinations in alphabetical order, with their entries' number."""
        return sorted(Counter(card.entry.country for card in self.cards).items())

    @cached_property
    def requirements(self) -> list[tuple[str, int]]:
        """License requirements in plain words, the most frequent first."""
        return Counter(card.requirement for card in self.cards if card.requirement).most_common()

    @cached_property
    def policies(self) -> list[tuple[str, int]]:
        """License review policies in plain words, the most frequent first."""
        return Counter(card.policy for card in self.cards if card.policy).most_common()

    @cached_property
    def footnotes(self) -> list[tuple[int, int]]:
        """Footnotes by number."""
        return sorted(Counter(n for card in self.cards for n in card.entry.footnotes).items())

    @cached_property
    def years(self) -> list[tuple[int, int]]:
        """Years of the first citation, the newest first."""
        return sorted(Counter(card.since.year for card in self.cards if card.since).items(), reverse=True)


@dataclass(frozen=True)
class ListHistory:
    """Everything at one state: versions in the list's order, changes in the order they were made, documents by number."""

    key: str
    shelf: tuple[VersionInEffect, ...]
    changes: tuple[Change, ...]
    papers: dict[str, DocumentSummary]
    baseline: BaselineInfo | None
    _days: dict[date, DayList] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def on(self, day: date) -> DayList:
        """The list of a day. Raises NotKnown for a day before the first list known."""
        self.check(day)
        at = bisect_right(self._turns, day)
        since = self._turns[at - 1] if at else day
        with self._lock:
            if since not in self._days:
                while len(self._days) >= DAYS_KEPT:
                    del self._days[next(iter(self._days))]
                self._days[since] = DayList(since, tuple(s.card for s in self.shelf if s.is_in_force(since)))
            return self._days[since]

    @cached_property
    def _turns(self) -> list[date]:
        """The days on which the list became another."""
        days = {day for one in self.shelf for day in (one.in_force_from, one.in_force_to) if day is not None}
        return sorted(days)

    def check(self, day: date) -> None:
        """Raise NotKnown for a day before the first list known."""
        if self.baseline is None:
            raise NotKnown("The database has no list yet; run elmon poll, or elmon baseline FILE --as-of DATE.")
        if day < self.baseline.as_of:
            raise NotKnown(
                f"The database knows the list from {self.baseline.as_of} on ({self.baseline.source}); {day} is before that."
            )

    def between(self, first: date, second: date) -> tuple[list[Entry], list[Entry]]:
        """The entries of two days but for the versions in force on both. Raises NotKnown as :meth:`on` does."""
        self.check(first)
        self.check(second)
        before: list[Entry] = []
        after: list[Entry] = []
        for one in self.shelf:
            was = one.in_force_from <= first and (one.in_force_to is None or one.in_force_to > first)
            will = one.in_force_from <= second and (one.in_force_to is None or one.in_force_to > second)
            if was != will:
                (before if was else after).append(one.card.entry)
        return before, after

    def lives(self, party: str, day: date) -> list[EntryHistory]:
        """The lives of the party with this id: of its entries of ``day``, else of its last one; none if it is unknown."""
        versions = self._versions.get(party, [])
        chosen = [s for s in versions if s.is_in_force(day)]
        if versions and not chosen:
            chosen = [max(versions, key=lambda s: (s.in_force_to or date.max, s.in_force_from))]
        start = self.baseline.as_of if self.baseline else day
        documents = {number: paper.document for number, paper in self.papers.items()}
        lives = []
        for one in chosen:
            events = events_of(one.card.entry, start, self._changes_around(party), documents)
            lives.append(EntryHistory(one.card.entry, one.in_force_from, one.in_force_to, events))
        return lives

    @cached_property
    def _versions(self) -> dict[str, list[VersionInEffect]]:
        found: dict[str, list[VersionInEffect]] = {}
        for one in self.shelf:
            found.setdefault(one.card.id, []).append(one)
        return found

    def became(self, party: str) -> Change | None:
        """The newest change by which the party with this id took another name or destination; None if none did."""
        renamed = [c for c in self.changes_by_id.get(party, ()) if _before(c) == party and _after(c) not in ("", party)]
        return renamed[-1] if renamed else None

    def _changes_around(self, party: str) -> Sequence[Change]:
        """The changes of the party under all names that it has had, in the order they were made."""
        names, waiting = {party}, [party]
        while waiting:
            for change in self.changes_by_id.get(waiting.pop(), ()):
                if change.before is not None and (name := _before(change)) not in names:
                    names.add(name)
                    waiting.append(name)
        wanted = {id(change) for name in names for change in self.changes_by_id.get(name, ())}
        return [change for change in self.changes if id(change) in wanted]

    @cached_property
    def changes_by_id(self) -> dict[str, list[Change]]:
        """The changes that each party's ids stand in, before or after them."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            for party in {_before(change), _after(change)} - {""}:
                found.setdefault(party, []).append(change)
        return found

    @cached_property
    def rules(self) -> list[DocumentSummary]:
        """The documents by publication, the newest first."""
        return sorted(
            self.papers.values(),
            key=lambda p: (p.document.publication_date or date.max, p.document.number),
            reverse=True,
        )

    @cached_property
    def changes_by_rule(self) -> dict[str, list[Change]]:
        """What each document changed, in its order."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.document_number, []).append(change)
        return found


@lru_cache(maxsize=32_768)
def id_of(country: str, name: str) -> str:
    """The id of a party, as in the exports."""
    return identifier(country, name)


def _before(change: Change) -> str:
    return id_of(change.before.country, change.before.name) if change.before else ""


def _after(change: Change) -> str:
    return id_of(change.after.country, change.after.name) if change.after else ""


def indexed(entry: Entry) -> IndexedEntry:
    """The card of an entry."""
    days = [citation.date for citation in entry.citations if citation.date]
    return IndexedEntry(
        entry,
        id_of(entry.country, entry.name),
        _requirement(entry.license_requirement),
        _policy(entry.license_review_policy),
        min(days, default=None),
        fold(entry.text) + fold(entry.name),
        tuple((kind, said, fold(said)) for kind, said in said_in(entry)),
    )


def in_list_order(shelf: Iterable[VersionInEffect]) -> tuple[VersionInEffect, ...]:
    """By destination, name and text, as ``Ledger.entries`` has them."""
    return tuple(sorted(shelf, key=lambda s: (s.card.entry.country, s.card.entry.name.casefold(), s.card.entry.text)))
