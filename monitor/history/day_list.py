"""The list of one day: searched, filtered, and counted by what it can be filtered by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from monitor.history.indexed_entry import IndexedEntry
from monitor.model import Entry, ListName
from monitor.text.names import fold

# e.g. "Foo, Bar"
_BLANKS = re.compile(r"[\s,;]+")
_RANK = {kind: n for n, kind in enumerate(("name", "alias", "sub-entity", "address", "text"))}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries are wanted; "", 0, None and no countries want all. ``year`` is that of the first citation."""

    countries: frozenset[str] = frozenset()
    requirement: str = ""
    policy: str = ""
    footnote: int = 0
    year: int = 0
    list: ListName | None = None

    def admitted(self, entries: Sequence[IndexedEntry]) -> Sequence[IndexedEntry]:
        """The wanted ones of some entries."""
        if self.list:
            entries = [one for one in entries if one.entry.list is self.list]
        if self.countries:
            entries = [one for one in entries if one.entry.country in self.countries]
        if self.requirement:
            entries = [one for one in entries if one.requirement == self.requirement]
        if self.policy:
            entries = [one for one in entries if one.policy == self.policy]
        if self.footnote:
            entries = [one for one in entries if self.footnote in one.entry.footnotes]
        if self.year:
            entries = [one for one in entries if one.since is not None and one.since.year == self.year]
        return entries


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry, and what of it was found: kind and text, both "" where nothing was searched."""

    indexed: IndexedEntry
    kind: str = ""
    matched: str = ""

    @property
    def entry(self) -> Entry:
        """The entry as the list has it."""
        return self.indexed.entry


@dataclass(frozen=True)
class DayList:
    """The entries effective on a day, by destination and name; ``since`` is the day from which the list has been so.

    ``index`` gives them with what they are found and shown by.
    """

    since: date
    entries: tuple[Entry, ...]
    index: Callable[[Iterable[Entry]], tuple[IndexedEntry, ...]]

    def __len__(self) -> int:
        return len(self.entries)

    @cached_property
    def indexed(self) -> tuple[IndexedEntry, ...]:
        """The same with what they are found and shown by."""
        return self.index(self.entries)

    def search(self, text: str, filters: Filters = EVERYTHING) -> list[Hit]:
        """The wanted entries in which every word of ``text`` stands, in one name, alias, sub-entity or address; the best
        first. All of the wanted ones for "".

        Case, accents and punctuation do not count; a word may be a part of a longer one.
        """
        wanted = filters.admitted(self.indexed)
        if not text.strip():
            return [Hit(one) for one in wanted]
        words = [key for word in _BLANKS.split(text) if (key := fold(word))]
        whole = fold(text)
        found = [(one, hit) for one in wanted if words and (hit := one.found(words))]
        found.sort(key=lambda f: (_RANK[f[1][0]], f[1][2] != whole, len(f[1][1]), f[0].entry.country))
        return [Hit(one, kind, matched) for one, (kind, matched, _) in found]

    @cached_property
    def countries(self) -> list[tuple[str, int]]:
        """Destinations in alphabetical order, with their entries' number."""
        return sorted(Counter(entry.country for entry in self.entries).items())

    @cached_property
    def lists(self) -> list[tuple[ListName, int]]:
        """The lists that it has entries of, with their number."""
        counts = Counter(entry.list for entry in self.entries)
        return [(name, counts[name]) for name in ListName if counts[name]]

    @cached_property
    def requirements(self) -> list[tuple[str, int]]:
        """License requirements in plain words, the most frequent first."""
        return Counter(one.requirement for one in self.indexed if one.requirement).most_common()

    @cached_property
    def policies(self) -> list[tuple[str, int]]:
        """License review policies in plain words, the most frequent first."""
        return Counter(one.policy for one in self.indexed if one.policy).most_common()

    @cached_property
    def footnotes(self) -> list[tuple[int, int]]:
        """Footnotes by number."""
        return sorted(Counter(n for entry in self.entries for n in entry.footnotes).items())

    @cached_property
    def years(self) -> list[tuple[int, int]]:
        """Years of the first citation, the newest first."""
        return sorted(Counter(one.since.year for one in self.indexed if one.since).items(), reverse=True)
