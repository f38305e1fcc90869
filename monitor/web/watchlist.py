"""The user's own parties against the list in memory: the review of their matches, decisions on them, and what is new.

Screening takes a while where there are many parties; it is done once for each state of the list and the watchlist.
Decisions are looked up anew when one was made, and nothing is screened for them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import quote

from monitor.alerting.watchlist import (
    decide,
    decided_in_filings,
    decided_matches,
    in_order,
    undecided_in_filings,
    undecided_matches,
)
from monitor.clock import eastern_day
from monitor.errors import UsageError
from monitor.history.day_list import DayList
from monitor.history.filed import Filed, filed_by
from monitor.history.indexed_entry import IndexedEntry, id_of
from monitor.history.list_history import ListHistory
from monitor.model import Change, ChangeKind, Decision, Entry, ListName, Match
from monitor.model.named_changes import named_entry
from monitor.screening.index import Index
from monitor.store.page_queries import PageQueries
from monitor.web.history_cache import HistoryCache

DECISIONS = ("confirmed", "dismissed", "open")
"""What may be decided on a match; "open" reopens it."""
REMEMBERED = timedelta(days=400)
"""How long an entry that was taken off is still compared with the parties."""


@dataclass(frozen=True, slots=True)
class ReviewedMatch:
    """A match with the entry as the list has it, its last decision, and when either side was last changed."""

    match: Match
    indexed: IndexedEntry
    decided: Decision | None
    party_changed: date
    entry_changed: Change | None
    filed: Filed | None = None
    """The filing on public inspection that names it; None for an entry of the list."""

    @property
    def filing(self) -> str:
        """The number of that filing, "" for an entry of the list."""
        return self.filed.rule.document_number if self.filed else ""

    @property
    def entry_id(self) -> str:
        """The id of the entry, "" where it is only filed."""
        return "" if self.filed else self.indexed.id

    @property
    def address(self) -> str:
        """The page of the entry, or of the filing."""
        return f"/rule/{quote(self.filing, safe='')}" if self.filed else f"/entry/{self.indexed.id}"

    def news_since(self, day: date) -> str:
        """What is new about it since a day, in words; "" for nothing."""
        if self.filed and self.filed.since >= day:
            return f"it is named in a filing on public inspection since {self.filed.since}"
        change = self.entry_changed
        if change is not None and change.effective_on is not None and change.effective_on >= day:
            return f"the entry was {change.kind.value} on {change.effective_on}"
        return f"your party is new or changed since {self.party_changed}" if self.party_changed >= day else ""


@dataclass(frozen=True, slots=True)
class RemovedMatch:
    """A party that matched an entry which was taken off the list."""

    match: Match
    change: Change


@dataclass(frozen=True, slots=True)
class ReviewedWatchlist:
    """The review of all parties at one state of list and watchlist."""

    parties: int
    matches: tuple[ReviewedMatch, ...]
    removed: tuple[RemovedMatch, ...]

    @property
    def waiting(self) -> tuple[ReviewedMatch, ...]:
        """The matches that nobody has decided on."""
        return tuple(reviewed for reviewed in self.matches if not reviewed.match.decision)


@dataclass(frozen=True, slots=True)
class _Screened:
    """What screening found, whatever was decided: ``matches`` with entries, those ``of_removed`` entries, and those
    ``in_filings``, by number, with parties that are not on the list. ``moments`` are those at which the parties that match
    were added, or last changed, by reference."""

    parties: int
    matches: tuple[Match, ...]
    of_removed: tuple[Match, ...]
    removed: dict[str, Change]
    in_filings: Mapping[str, Sequence[Match]] = field(default_factory=dict)
    moments: Mapping[str, datetime] = field(default_factory=dict)


class WatchlistReview:
    """Reviews the parties of one database."""

    def __init__(self, cache: HistoryCache, minimum: float, lists: Sequence[ListName] = tuple(ListName)) -> None:
        self._cache = cache
        self._lists = frozenset(lists)
        self._store = cache.store
        self._minimum = minimum
        self._queries = PageQueries(self._store.database)
        self._lock = threading.Lock()
        self._made: tuple[object, ReviewedWatchlist] | None = None
        self._screened: tuple[object, _Screened] | None = None
        self._index: tuple[object, Index] | None = None

    def review(self) -> ReviewedWatchlist:
        """The review as of now; takes a while where something has changed. Raises StoreError, UsageError without a list."""
        history, today = self._cache.history(), self._cache.today
        with self._lock:
            *parties, _ = state = self._queries.party_state()
            filed = self._cache.filed()
            key = (history.key, today, state, filed)
            if self._made is None or self._made[0] != key:
                screened_of = (history.key, today, parties, filed)
                if self._screened is None or self._screened[0] != screened_of:
                    self._screened = (screened_of, self._screen(history, today, filed))
                self._made = (key, self._reviewed(history, today, self._screened[1], filed))
            return self._made[1]

    def _screen(self, history: ListHistory, today: date, filed: Sequence[Filed]) -> _Screened:
        parties = self._store.watchlist.parties()
        if not parties:
            return _Screened(0, (), (), {})
        listed = history.list_on(today)
        index = self._index_of(history, listed)
        matches = self._of_lists(undecided_matches(parties, index, self._minimum))
        removed = _removed(history, today)
        entries = [change.before for change in removed.values() if change.before is not None]
        of_removed = self._of_lists(
            undecided_matches(parties, Index(entries, index.weights), self._minimum) if entries else ()
        )
        filings = undecided_in_filings(parties, filed_by(filed, today), listed.entries, index.weights, self._minimum)
        in_filings = {number: self._of_lists(found) for number, found in filings.items()}
        every = (*matches, *(match for found in in_filings.values() for match in found))
        matched = {match.watch.reference for match in every}
        moments = {party: moment for party, moment in self._queries.party_moments().items() if party in matched}
        return _Screened(len(parties), tuple(matches), tuple(of_removed), removed, in_filings, moments)

    def _of_lists(self, matches: Iterable[Match]) -> list[Match]:
        return [match for match in matches if match.entry.list in self._lists]

    def _reviewed(
        self, history: ListHistory, today: date, screened: _Screened, filed: Sequence[Filed]
    ) -> ReviewedWatchlist:
        if not screened.parties:
            return ReviewedWatchlist(0, (), ())
        listed = history.list_on(today)
        matches = decided_matches(self._store, screened.matches, listed.entries, dismissed=True)
        decisions = self._store.watchlist.newest_decisions()
        entries: dict[tuple[ListName, str, str], Entry] = {}
        for entry in listed.entries:
            entries.setdefault((entry.list, entry.country, entry.name), entry)
        filings = {match: one for one, match in self._in_filings(screened, filed)}
        found = []
        together = reversed(in_order((*matches, *filings)))
        for match in {m.id: m for m in together}.values():  # twins of one name share an id: the best of them
            changed = _day_of(screened.moments.get(match.watch.reference))
            decided = decisions.get(match.id) if match.decision else None
            if match in filings:
                named = IndexedEntry(named_entry(match.entry))
                found.append(ReviewedMatch(match, named, decided, changed, None, filings[match]))
                continue
            entry = entries[match.entry.list, match.entry.country, match.entry.name]
            changes = [c for c in history.changes_of(entry) if c.kind is not ChangeKind.EDITORIAL]
            found.append(ReviewedMatch(match, history.index(entry), decided, changed, changes[-1] if changes else None))
        gone = [change.before for change in screened.removed.values() if change.before is not None]
        removed = tuple(
            RemovedMatch(match, screened.removed[id_of(match.entry)])
            for match in decided_matches(self._store, screened.of_removed, gone)
        )
        return ReviewedWatchlist(screened.parties, tuple(reversed(found)), removed)

    def _in_filings(self, screened: _Screened, filed: Sequence[Filed]) -> Iterator[tuple[Filed, Match]]:
        by_number = {one.rule.document_number: one for one in filed}
        for number, matches in screened.in_filings.items():
            for match in decided_in_filings(self._store, {number: matches}, dismissed=True):
                yield by_number[number], match

    def _index_of(self, history: ListHistory, listed: DayList) -> Index:
        key = (history.key, listed.since)
        if self._index is None or self._index[0] != key:
            self._index = (key, Index(listed.entries))
        return self._index[1]

    def decide(self, match_id: str, decision: str, who: str, why: str) -> ReviewedMatch:
        """Put a decision on a match on record. Raises UsageError for a match that there is not, or a missing reason."""
        if decision not in DECISIONS:
            raise UsageError(f"A match is {', '.join(DECISIONS)}; not \u201c{decision[:40]}\u201d.")
        if decision == "dismissed" and not why:
            raise UsageError("Say why the match is dismissed: whoever asks later will want to know.")
        found = next((reviewed for reviewed in self.review().matches if reviewed.match.id == match_id), None)
        if found is None:
            raise UsageError("There is no such match any more: the party or the entry has changed, or is gone.")
        entries = self._cache.history().list_on(self._cache.today).entries
        decide(self._store, found.match, entries, decision, who, why, self._cache.clock.now())
        return found


def _removed(history: ListHistory, today: date) -> dict[str, Change]:
    """The changes that removed an entry not long ago, by the entry's identifier."""
    return {
        id_of(c.before): c
        for c in history.changes
        if c.kind is ChangeKind.REMOVED and c.before and today - REMEMBERED <= (c.effective_on or date.min) <= today
    }


def _day_of(moment: datetime | None) -> date:
    return eastern_day(moment) if moment else date.min
