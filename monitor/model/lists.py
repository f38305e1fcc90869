"""The list in frozen values: entries, copies of the list, and what changed between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

SUPPLEMENT = 4
"""The Entity List is Supplement No. 4 to 15 CFR Part 744."""
Day = date
"""For the field that is called ``date`` itself: what reads its annotation would find the field there."""


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

    ``country`` is the destination as the list heads it; ``text`` the entity cell in one line.
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


@dataclass(frozen=True, slots=True)
class Named:
    """One party of the preamble's list."""

    country: str
    name: str


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
    def cuts(self) -> tuple[str, ...]:
        """The problems that say that the copy may be cut short: what it lacks may be on the list all the same."""
        return tuple(problem for problem in self.problems if CUT_SHORT in problem)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry before and after; the values are the field's JSON form (text, or a tuple of texts)."""

    field: str
    before: str | tuple[str, ...]
    after: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one entry, with the document that did it (empty where only two copies were compared).

    With ``unknown_since`` the day is not known: it was after that one, and on ``effective_on`` at the latest.
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
