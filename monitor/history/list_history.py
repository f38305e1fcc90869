"""The list through time, as it is at one state of the ledger: every question about it is answered here, from memory.

The commands and the pages ask the same value: the list of any day, as known now or at a moment; what of it a text finds; the
history of an entry; what changed between two days; the timeline. Days are Eastern.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property

from monitor.comparing.finding import suggestion
from monitor.comparing.identity import name_key
from monitor.comparing.lists import compare_lists
from monitor.errors import NotKnown, UsageError
from monitor.history.day_list import DayList
from monitor.history.differing import differing
from monitor.history.entry_history import history_of, named_versions
from monitor.history.gaps import Gap, gaps_of, notes_on
from monitor.history.indexed_entry import IndexedEntry
from monitor.history.known_days import KnownDays
from monitor.history.timeline import Timeline, timeline_of
from monitor.model import Change, Entry, EntryHistory, ListName, PartyKey, Version
from monitor.store import Store
from monitor.store.baselines import BaselineInfo
from monitor.store.reconciliations import PREFIX, ReconciliationInfo
from monitor.store.recorded_history import DocumentSummary, RecordedHistory, read_history

DAYS_KEPT = 64
"""How many lists of single days are kept: a few tens of kilobytes each."""


ENTITY_LIST = (ListName.ENTITY,)
EVERY_LIST = tuple(ListName)


def load_history(
    store: Store,
    *,
    lists: Sequence[ListName] = ENTITY_LIST,
    known_on: datetime | None = None,
    earlier: ListHistory | None = None,
    key: str = "",
) -> ListHistory:
    """The history of some lists as known now, or at a moment.

    ``earlier`` is another history of this database: what it has worked out is not worked out again. ``key`` names the
    state.
    """
    recorded = read_history(store.database, known_on, earlier.recorded if earlier else None, lists)
    return ListHistory(recorded, key, earlier)


class ListHistory:
    """All versions of all entries, the changes in the order they were made, and the documents. It never changes: when
    something is recorded, another is loaded. What is asked of it is worked out then, and kept."""

    def __init__(self, recorded: RecordedHistory, key: str = "", earlier: ListHistory | None = None) -> None:
        self.key = key
        self.recorded = recorded
        self._indexed: dict[int, IndexedEntry] = earlier.indexed_among(recorded.entries.values()) if earlier else {}
        self._days: dict[date, DayList] = {}
        self._only: dict[ListName, ListHistory] = {}
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Work out now what readers ask of every entry, so that none of them waits for it."""
        self.recorded.prepare()
        for version in self.versions:
            self.index(version.entry).prepare()

    def only(self, name: ListName) -> ListHistory:
        """The history of one of the lists."""
        if self.known_days.lists == (name,):
            return self
        with self._lock:
            if name not in self._only:
                self._only[name] = ListHistory(self.recorded.only(name), f"{self.key}-{name}", self)
            return self._only[name]

    @cached_property
    def known_days(self) -> KnownDays:
        """Of which days each of its lists is known."""
        return KnownDays(self.recorded.beginnings)

    # -- what is recorded ----------------------------------------------------------------------------------------------

    @property
    def baseline(self) -> BaselineInfo | None:
        """The state that all that is recorded of the first of its lists builds on; None where there is none."""
        return next(iter(self.recorded.beginnings.values()), None)

    @property
    def versions(self) -> tuple[Version, ...]:
        """Every version, the oldest first."""
        return self.recorded.versions

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change, in the order they were made."""
        return tuple(self.recorded.numbered_changes.values())

    @property
    def documents(self) -> dict[str, DocumentSummary]:
        """The documents by their numbers."""
        return self.recorded.documents

    @property
    def reconciliations(self) -> Mapping[str, ReconciliationInfo]:
        """What was accepted from copies of the list, by number, the oldest first."""
        return self.recorded.reconciliations

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The days of which the list is known from a copy alone."""
        return gaps_of(self.reconciliations, self.changes_by_document)

    def notes_on(self, day: date) -> tuple[str, ...]:
        """What the list of a day does not know."""
        return (*self.known_days.notes(day), *notes_on(self.gaps, day))

    @cached_property
    def documents_newest_first(self) -> list[DocumentSummary]:
        """The Register's documents by publication, the newest first."""
        return sorted(
            (one for number, one in self.documents.items() if not number.startswith(PREFIX)),
            key=lambda d: (d.document.publication_date or date.max, d.document.number),
            reverse=True,
        )

    def document(self, number: str) -> DocumentSummary:
        """A document. Raises NotKnown where there is none of that number."""
        if number not in self.documents:
            raise NotKnown(
                f"The database has no document {number}.",
                "elmon status tells what it has seen; elmon backfill --since DATE fetches past rules.",
            )
        return self.documents[number]

    @cached_property
    def destinations(self) -> frozenset[str]:
        """Every destination that an entry was ever under."""
        return frozenset(version.entry.country for version in self.versions)

    # -- the list of a day ---------------------------------------------------------------------------------------------

    def list_on(self, day: date) -> DayList:
        """The list of a day. Raises NotKnown for a day before the first list known."""
        self.check(day)
        at = bisect_right(self.turning_days, day)
        since = self.turning_days[at - 1] if at else day
        with self._lock:
            if since not in self._days:
                while len(self._days) >= DAYS_KEPT:
                    del self._days[next(iter(self._days))]
                self._days[since] = DayList(since, tuple(self.entries_on(since)), self._index)
            return self._days[since]

    def entries_on(self, day: date) -> list[Entry]:
        """The entries effective on a day, by destination and name; none before the first list known."""
        return [version.entry for version in self._in_list_order if version.is_effective(day)]

    def check(self, day: date) -> None:
        """Raise NotKnown for a day before the first list known."""
        self.known_days.check(day)

    def check_future(self, day: date, today: date) -> None:
        """Raise NotKnown for a day after ``today`` by which no recorded rule takes effect: nobody can know that list."""
        if day > today and not any(day <= turn for turn in self.turning_days[-1:]):
            raise NotKnown(
                f"{day} is in the future, and no recorded rule takes effect then: the list of that day is not known.",
                f"Ask for {max(today, *self.turning_days[-1:])} or earlier.",
            )

    @cached_property
    def turning_days(self) -> list[date]:
        """The days on which the list changed."""
        return sorted({day for v in self.versions for day in (v.effective_from, v.effective_to) if day is not None})

    @cached_property
    def _in_list_order(self) -> list[Version]:
        """By list, destination, name and text, as ``Ledger.entries`` has them."""
        return sorted(
            self.versions, key=lambda v: (v.entry.supplement, v.entry.country, v.entry.name.casefold(), v.entry.text)
        )

    def index(self, entry: Entry) -> IndexedEntry:
        """An entry of this history with what it is found and shown by; the same for all versions of one text."""
        found = self._indexed.get(id(entry))
        if found is None:
            found = self._indexed[id(entry)] = IndexedEntry(entry)
        return found

    def _index(self, entries: Iterable[Entry]) -> tuple[IndexedEntry, ...]:
        try:
            return tuple(
                map(self._indexed.__getitem__, map(id, entries))
            )  # where all is prepared, in a third of the time
        except KeyError:
            return tuple(map(self.index, entries))

    def indexed_among(self, entries: Iterable[Entry]) -> dict[int, IndexedEntry]:
        """What is worked out of some entries of this history, by the identity of each."""
        return {id(entry): found for entry in entries if (found := self._indexed.get(id(entry)))}

    # -- between two days ----------------------------------------------------------------------------------------------

    def changes_between(self, first: date, second: date) -> tuple[Change, ...]:
        """What turns the list of one day into that of another, each change with the document that made it, as far as one
        in that time made just that change. Raises NotKnown as :meth:`list_on` does."""
        self.check(first)
        self.check(second)
        known = self.known_days.on(min(first, second))
        versions = (version for version in self._in_list_order if version.entry.list in known)
        made = {(c.list, c.kind, c.country, c.name): c for c in self._made_between(first, second)}
        return tuple(
            replace(
                c,
                document_number=by.document_number,
                citation=by.citation,
                effective_on=by.effective_on,
                unknown_since=by.unknown_since,
                transferred_from=c.transferred_from or by.transferred_from,
                transferred_to=c.transferred_to or by.transferred_to,
            )
            if (by := made.get((c.list, c.kind, c.country, c.name)))
            else c
            for c in compare_lists(*differing(versions, first, second))
        )

    def count_changes(self, first: date, second: date) -> int:
        """About how many changes :meth:`changes_between` has to find."""
        return len(self._made_between(first, second))

    def _made_between(self, first: date, second: date) -> list[Change]:
        """The changes that took effect after the earlier of two days, up to the later one."""
        since, until = sorted((first, second))
        return self.changes_effective(since + timedelta(days=1), until)

    def changes_effective(self, since: date | None, until: date | None) -> list[Change]:
        """The changes that took effect from one day to another, both included, in the order they were made.

        None leaves that side open; where both are open, changes without a day are among them.
        """
        first, last = since or date.min, until or date.max
        undated = since is until is None
        return [c for c in self.changes if (first <= c.effective_on <= last if c.effective_on else undated)]

    # -- entries and their histories -----------------------------------------------------------------------------------

    def histories_named(self, name: str, day: date) -> list[EntryHistory]:
        """The histories of the entries that ``name`` names on ``day``; where it names none, of those that it ever named.

        Raises UsageError, with the nearest names, where there is none.
        """
        chosen = named_versions(self.versions, name, day)
        if not chosen:
            nearest = suggestion((v.entry for v in self.versions if v.is_effective(day)), name)
            raise UsageError(
                f"No entry is or was called \u201c{name}\u201d, as far as this database goes back.{nearest} Try elmon search."
            )
        return [self._history_of(version, day) for version in chosen]

    def histories_of(self, party_id: str, day: date) -> list[EntryHistory]:
        """The histories of the party with this id: of its entries of ``day``, else of its last one; none if it is unknown."""
        versions = self._versions_by_id.get(party_id, [])
        chosen = [version for version in versions if version.is_effective(day)]
        if versions and not chosen:
            chosen = [max(versions, key=lambda v: (v.effective_to or date.max, v.effective_from))]
        return [self._history_of(version, day) for version in chosen]

    def _history_of(self, version: Version, day: date) -> EntryHistory:
        start = self.baseline.as_of if self.baseline else day
        return history_of(version, start, self._changes_around(name_key(version.entry)), self.documents)

    @cached_property
    def _versions_by_id(self) -> dict[str, list[Version]]:
        found: dict[str, list[Version]] = {}
        for version in self._in_list_order:
            found.setdefault(self.index(version.entry).id, []).append(version)
        return found

    def became(self, entry: Entry) -> Change | None:
        """The newest change by which an entry's party took another name or destination; None if none did."""
        party = name_key(entry)
        changed = [
            c
            for c in self.changes_of(entry)
            if c.before and c.after and name_key(c.before) == party != name_key(c.after)
        ]
        return changed[-1] if changed else None

    def changes_of(self, entry: Entry) -> Sequence[Change]:
        """The changes of an entry's party under this name, before or after each; in the order they were made."""
        return self._changes_by_party.get(name_key(entry), ())

    def _changes_around(self, party: PartyKey) -> Sequence[Change]:
        """The changes of a party under all names that it has had, in the order they were made."""
        names, waiting = {party}, [party]
        while waiting:
            for change in self._changes_by_party.get(waiting.pop(), ()):
                if change.before is not None and (name := name_key(change.before)) not in names:
                    names.add(name)
                    waiting.append(name)
        wanted = {id(change) for name in names for change in self._changes_by_party.get(name, ())}
        return [change for change in self.changes if id(change) in wanted]

    @cached_property
    def _changes_by_party(self) -> dict[PartyKey, list[Change]]:
        found: dict[PartyKey, list[Change]] = {}
        for change in self.changes:
            for party in {name_key(one) for one in (change.before, change.after) if one is not None}:
                found.setdefault(party, []).append(change)
        return found

    @cached_property
    def changes_by_document(self) -> dict[str, list[Change]]:
        """What each document changed, in its order."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.document_number, []).append(change)
        return found

    def changes_of_document(self, number: str) -> Sequence[Change]:
        """What a document changed, in its order. Raises NotKnown as :meth:`document` does."""
        return self.changes_by_document.get(self.document(number).document.number, ())

    @cached_property
    def timeline(self) -> Timeline:
        """What happened to the list, event by event."""
        return timeline_of(
            self._in_list_order, self.changes, self.baseline.as_of if self.baseline else None, self.reconciliations
        )
