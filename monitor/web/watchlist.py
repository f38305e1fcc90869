"""The user's own parties against the list in memory: matches with what was decided of them, and what is new about them.

Screening takes a while where there are many parties; it is done once for each state of the list and the watchlist.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from monitor.alerting.watchlist import decide, refuse_to_empty, screen_parties
from monitor.clock import eastern_day
from monitor.errors import UsageError
from monitor.history.list_history import DayList, IndexedEntry, ListHistory, id_of
from monitor.model import Change, ChangeKind, Decision, Match, WatchedParty
from monitor.reading.files import open_bytes
from monitor.reading.parties.party_file import read_parties
from monitor.screening.index import Index
from monitor.store.page_queries import PageQueries
from monitor.store.watchlist import Taken
from monitor.web.history_cache import HistoryCache

DECISIONS = ("confirmed", "dismissed", "open")
"""What may be decided of a match; "open" takes an earlier decision back."""
REMEMBERED = timedelta(days=400)
"""How long an entry that was taken off is still compared with the parties."""


@dataclass(frozen=True, slots=True)
class ReviewedMatch:
    """A match with the entry's card, the decision that stands, and the days on which either side was last changed."""

    match: Match
    card: IndexedEntry
    decided: Decision | None
    party_changed: date
    entry_changed: Change | None

    def news_since(self, day: date) -> str:
        """What is new about it since a day, in words; "" for nothing."""
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
    """Everything that is known of the parties at one state."""

    parties: int
    standings: tuple[ReviewedMatch, ...]
    gone: tuple[RemovedMatch, ...]

    @property
    def waiting(self) -> tuple[ReviewedMatch, ...]:
        """The matches that nobody has decided on."""
        return tuple(s for s in self.standings if not s.match.decision)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What a file did: to the watchlist, which column was which, and what could not be used."""

    taken: Taken
    mapping: dict[str, str]
    problems: tuple[str, ...]


class WatchlistReview:
    """The parties of one library."""

    def __init__(self, library: HistoryCache, minimum: float) -> None:
        self._library = library
        self._store = library.store
        self._minimum = minimum
        self._room = PageQueries(self._store.database)
        self._lock = threading.Lock()
        self._made: tuple[object, ReviewedWatchlist] | None = None
        self._index: tuple[object, Index] | None = None

    def board(self) -> ReviewedWatchlist:
        """The board as of now; takes a while where something has changed. Raises StoreError, UsageError without a list."""
        edition, today = self._library.edition(), self._library.today
        with self._lock:
            key = (edition.key, today, self._room.party_state())
            if self._made is None or self._made[0] != key:
                self._made = (key, self._screened(edition, today))
            return self._made[1]

    def _screened(self, edition: ListHistory, today: date) -> ReviewedWatchlist:
        parties = self._store.watchlist.parties()
        if not parties:
            return ReviewedWatchlist(0, (), ())
        listed = edition.on(today)
        index = self._indexed(edition, listed)
        entries = [card.entry for card in listed.cards]
        matches = screen_parties(self._store, parties, index, entries, self._minimum, dismissed=True)
        standing, moments = self._store.watchlist.standing(), self._room.party_moments()
        cards: dict[tuple[str, str], IndexedEntry] = {}
        for card in listed.cards:
            cards.setdefault((card.entry.country, card.entry.name), card)
        found = []
        for match in {m.id: m for m in reversed(matches)}.values():  # twins of one name share an id: the best of them
            card = cards[match.entry.country, match.entry.name]
            changes = [c for c in edition.changes_by_id.get(card.id, ()) if c.kind is not ChangeKind.EDITORIAL]
            changed = _day_of(moments.get(match.watch.reference))
            decided = standing.get(match.id) if match.decision else None
            found.append(ReviewedMatch(match, card, decided, changed, changes[-1] if changes else None))
        return ReviewedWatchlist(len(parties), tuple(reversed(found)), self._gone(edition, parties, index, today))

    def _indexed(self, edition: ListHistory, listed: DayList) -> Index:
        key = (edition.key, listed.since)
        if self._index is None or self._index[0] != key:
            self._index = (key, Index(card.entry for card in listed.cards))
        return self._index[1]

    def _gone(
        self, edition: ListHistory, parties: Sequence[WatchedParty], index: Index, today: date
    ) -> tuple[RemovedMatch, ...]:
        removed = {
            id_of(c.before.country, c.before.name): c
            for c in edition.changes
            if c.kind is ChangeKind.REMOVED and c.before and today - REMEMBERED <= (c.effective_on or date.min) <= today
        }
        entries = [change.before for change in removed.values() if change.before is not None]
        if not entries:
            return ()
        matches = screen_parties(self._store, parties, Index(entries, index.weights), entries, self._minimum)
        return tuple(RemovedMatch(match, removed[id_of(match.entry.country, match.entry.name)]) for match in matches)

    def take(self, data: bytes, name: str, *, replace_earlier: bool, sure: bool) -> Uploaded:
        """Put a file's parties on the watchlist; with ``replace_earlier`` those that came with a file of this name before,
        and are not in it, go. Raises CannotRead for what is no list of parties, and for one that would empty the
        watchlist unless somebody is ``sure``."""
        found = read_parties(open_bytes(data, name), name, stable=True)
        if replace_earlier and not sure:
            refuse_to_empty(self._store, self._store.watchlist.compared(found.parties, replace=name), name)
        now = self._library.clock.now()
        taken = self._store.watchlist.take(found.parties, name, now, replace=name if replace_earlier else "")
        return Uploaded(replace(taken, fresh=()), found.mapping, found.problems)

    def decide(self, match_id: str, decision: str, who: str, why: str) -> ReviewedMatch:
        """Put a decision on a match on record. Raises UsageError for a match that there is not, or a missing reason."""
        if decision not in DECISIONS:
            raise UsageError(f"A match is {', '.join(DECISIONS)}; not \u201c{decision[:40]}\u201d.")
        if decision == "dismissed" and not why:
            raise UsageError("Say why the match is dismissed: whoever asks later will want to know.")
        found = next((s for s in self.board().standings if s.match.id == match_id), None)
        if found is None:
            raise UsageError("There is no such match any more: the party or the entry has changed, or is gone.")
        entries = [card.entry for card in self._library.edition().on(self._library.today).cards]
        decide(self._store, found.match, entries, decision, who, why, self._library.clock.now())
        return found


def _day_of(moment: datetime | None) -> date:
    return eastern_day(moment) if moment else date.min
