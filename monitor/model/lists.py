"""The list in frozen values: entries, copies of the list, and what changed between them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

SUPPLEMENT = 4
"""The Entity List is Supplement No. 4 to 15 CFR Part 744."""
Day = date
"""For the field that is called ``date`` itself: what reads its annotation would find the field there."""


class ListName(StrEnum):
    """The lists of parties of 15 CFR Part 744."""

    ENTITY = "entity-list"
    MILITARY_END_USER = "meu-list"
    UNVERIFIED = "unverified-list"

    @property
    def supplement(self) -> int:
        """The supplement to part 744 that the list is."""
        return _SUPPLEMENTS[self]

    @property
    def title(self) -> str:  # type: ignore[override]
        """The list as people call it."""
        return _TITLES[self]

    @classmethod
    def of(cls, supplement: int) -> ListName:
        """The list that a supplement to part 744 is."""
        return _LISTS[supplement]


_SUPPLEMENTS = {ListName.ENTITY: SUPPLEMENT, ListName.MILITARY_END_USER: 7, ListName.UNVERIFIED: 6}
_LISTS = {number: name for name, number in _SUPPLEMENTS.items()}
_TITLES = {
    ListName.ENTITY: "Entity List",
    ListName.MILITARY_END_USER: "Military End-User List",
    ListName.UNVERIFIED: "Unverified List",
}
SUPPLEMENTS = frozenset(_LISTS)
"""The supplements to part 744 that are lists of parties."""
PartyKey = tuple[int, str, str]
"""A party on one list: its supplement, and destination and name as they are compared."""


class ChangeKind(StrEnum):
    """What happened to one entry between two states of the list."""

    ADDED = "added"
    REVISED = "revised"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    EDITORIAL = "editorial"


@dataclass(frozen=True, slots=True)
class Citation:
    """A Federal Register citation; ``page`` is None for ``[INSERT FR PAGE NUMBER]``, ``date`` None if unreadable."""

    volume: int
    page: int | None
    date: Day | None


@dataclass(frozen=True, slots=True)
class SubEntity:
    """A party listed inside another's entry ("Affiliated entities", "Subordinate institution")."""

    name: str
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One table row of the list with its continuation rows.

    ``country`` is the destination as the list heads it; ``text`` the entity cell in one line. The Military End-User List and
    the Unverified List print no terms: theirs are those of the sections that the lists stand under.
    """

    country: str
    name: str
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    license_requirement: str = ""
    license_review_policy: str = ""
    citations: tuple[Citation, ...] = ()
    footnotes: tuple[int, ...] = ()
    cross_references: tuple[str, ...] = ()
    sub_entities: tuple[SubEntity, ...] = ()
    text: str = ""
    supplement: int = SUPPLEMENT
    list: ListName = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "list", ListName.of(self.supplement))


@dataclass(frozen=True, slots=True)
class Named:
    """A party by destination and name, and the list it is on or is to be."""

    country: str
    name: str
    list: ListName = ListName.ENTITY


CUT_SHORT = "the file may be cut short"
"""What the readers say of a copy whose end is missing."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole copy of the list, from one file or answer."""

    source: str
    as_of: date | None
    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()

    @property
    def lists(self) -> tuple[ListName, ...]:
        """The lists that it is a copy of."""
        found = {entry.list for entry in self.entries}
        return tuple(name for name in ListName if name in found)

    def of(self, name: ListName) -> tuple[Entry, ...]:
        """The entries of one list."""
        return tuple(entry for entry in self.entries if entry.list is name)

    @property
    def cuts(self) -> tuple[str, ...]:
        """The problems that say that the copy may be cut short: what it lacks may be on the list all the same."""
        return tuple(problem for problem in self.problems if CUT_SHORT in problem)


def covered(entries: Iterable[Entry], lists: Collection[ListName]) -> list[Entry]:
    """The entries of the lists that a watchlist covers; of all lists where it names none."""
    return [entry for entry in entries if not lists or entry.list in lists]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry before and after; the values are the field's JSON form (text, or a tuple of texts)."""

    field: str
    before: str | tuple[str, ...]
    after: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one entry, with the document that did it (empty where only two copies were compared).

    With ``unknown_since`` the day is not known: it was after that one, and on ``effective_on`` at the latest. A party that
    leaves one list for another is removed from the one (``transferred_to`` says where it went) and added to the other
    (``transferred_from``).
    """

    kind: ChangeKind
    country: str
    name: str
    before: Entry | None = None
    after: Entry | None = None
    fields: tuple[FieldChange, ...] = ()
    document_number: str = ""
    citation: str = ""
    effective_on: date | None = None
    unknown_since: date | None = None
    transferred_from: ListName | None = None
    transferred_to: ListName | None = None
    list: ListName = ListName.ENTITY

    def __post_init__(self) -> None:
        entry = self.after or self.before
        if entry is not None:
            object.__setattr__(self, "list", entry.list)


@dataclass(frozen=True, slots=True)
class Version:
    """One text of an entry and the Eastern days on which it is effective; ``effective_to`` is exclusive, None for open.

    ``source`` is the document that put it there, or the baseline.
    """

    entry: Entry
    effective_from: date
    effective_to: date | None
    source: str

    def is_effective(self, day: date) -> bool:
        """Whether it is effective on an Eastern day."""
        return self.effective_from <= day and (self.effective_to is None or self.effective_to > day)


@dataclass(frozen=True, slots=True)
class History:
    """Every version since a starting state, and the changes each document made, by its number."""

    versions: tuple[Version, ...]
    changes: dict[str, tuple[Change, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class EntryEvent:
    """One thing that happened to an entry; without a ``change`` it stood on the list that the history starts from."""

    effective_on: date
    change: Change | None
    document_number: str = ""
    citation: str = ""
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """An entry with its history, the oldest event first; ``in_force_to`` is exclusive, None while it is on the list.

    With ``unknown_since`` the day of its end is not known: after that one, and by ``in_force_to`` at the latest.
    A JSON shape: its fields are named as there.
    """

    entry: Entry
    in_force_from: date
    in_force_to: date | None
    events: tuple[EntryEvent, ...]
    unknown_since: date | None = None
