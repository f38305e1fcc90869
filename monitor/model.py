"""The domain in frozen values: the field's own terms, no behaviour beyond what they mean.

Nothing here knows files, clocks, databases or networks. The JSON shapes of these values are in
``monitor.shapes`` and documented in docs/shapes.md. Lists are tuples so that values stay frozen and hashable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

SUPPLEMENT = 4
"""The Entity List is Supplement No. 4 to 15 CFR Part 744."""


class Operation(StrEnum):
    """What one amendment tells the Register to do."""

    ADD = "add"
    REVISE = "revise"
    REMOVE = "remove"
    CORRECT = "correct"
    MOVE = "move"
    UNREADABLE = "unreadable"


class Stage(StrEnum):
    """Where in the Federal Register the document stood when we read it."""

    PUBLIC_INSPECTION = "public-inspection"
    PUBLISHED = "published"


class Verdict(StrEnum):
    """How far the rule's own witnesses (stated counts, preamble, instructions and table) agree."""

    VERIFIED = "verified"
    CONFLICTING = "conflicting"
    UNREADABLE = "unreadable"
    IRRELEVANT = "irrelevant"


class ChangeKind(StrEnum):
    """What happened to one entry between two states of the list."""

    ADDED = "added"
    REVISED = "revised"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    EDITORIAL = "editorial"


class Subject(StrEnum):
    """What an alert is about."""

    RULE = "rule"
    CONFIRMATION = "confirmation"
    """The printed document, told to those who have heard of it when it was filed."""
    FILING = "filing"
    """What has become of a filed document: withdrawn, postponed, filed anew."""
    OPERATOR = "operator"
    """The monitor itself: a source it cannot see, and can see again."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A Federal Register citation; ``page`` is None for ``[INSERT FR PAGE NUMBER]``, ``date`` None if unreadable."""

    volume: int
    page: int | None
    date: date | None


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


RENAMES_DESTINATION = "The destination is renamed; every entry under it moves with it."
"""The ``detail`` of the one move that names no entry: ``country`` is the old heading, ``name`` the new one."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """One thing a rule does to one entry. ``entry`` is the table's text where the rule gives one.

    ``instruction`` is the amendatory instruction it was read from, ``detail`` what else a person must know
    (a revision given only in words, the destination an entry is moved to, why it is unreadable).
    """

    operation: Operation
    country: str
    name: str
    entry: Entry | None = None
    instruction: str = ""
    detail: str = ""
    supplement: int = SUPPLEMENT


@dataclass(frozen=True, slots=True)
class Stated:
    """The counts a rule states about itself; None where the text states none."""

    entities_added: int | None = None
    entries_added: int | None = None
    entries_revised: int | None = None
    entities_removed: int | None = None
    by_country: dict[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Named:
    """One party of the preamble's list."""

    country: str
    name: str


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison between two of a rule's witnesses."""

    check: str
    expected: str
    found: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A Federal Register document as read."""

    document_number: str
    citation: str = ""
    title: str = ""
    stage: Stage = Stage.PUBLISHED
    publication_date: date | None = None
    effective_on: date | None = None
    filed_at: datetime | None = None
    amendments: tuple[Amendment, ...] = ()
    other_supplements: dict[str, int] = field(default_factory=dict, hash=False)
    stated: Stated = field(default_factory=Stated)
    named: tuple[Named, ...] = ()
    checks: tuple[Check, ...] = ()
    verdict: Verdict = Verdict.UNREADABLE
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole copy of the list, from one file or answer."""

    source: str
    as_of: date | None
    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry before and after; the values are the field's JSON form (text, or a tuple of texts)."""

    field: str
    before: str | tuple[str, ...]
    after: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one entry, with the document that did it (empty where only two copies were compared)."""

    kind: ChangeKind
    country: str
    name: str
    before: Entry | None = None
    after: Entry | None = None
    fields: tuple[FieldChange, ...] = ()
    document_number: str = ""
    citation: str = ""
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes between two states; ``from_state`` and ``to_state`` name them as the user did."""

    from_state: str
    to_state: str
    changes: tuple[Change, ...]

    def summary(self) -> dict[ChangeKind, int]:
        """Counts of every kind, zeros included."""
        counts = dict.fromkeys(ChangeKind, 0)
        for change in self.changes:
            counts[change.kind] += 1
        return counts


@dataclass(frozen=True, slots=True)
class Version:
    """One text of an entry and the Eastern days on which it is in force; ``in_force_to`` is exclusive, None for open.

    ``source`` is the document that put it there, or the baseline.
    """

    entry: Entry
    in_force_from: date
    in_force_to: date | None
    source: str

    def is_in_force(self, day: date) -> bool:
        """Whether it is in force on an Eastern day."""
        return self.in_force_from <= day and (self.in_force_to is None or self.in_force_to > day)


@dataclass(frozen=True, slots=True)
class History:
    """Every version since a starting state, and the changes each document made, by its number."""

    versions: tuple[Version, ...]
    changes: dict[str, tuple[Change, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One thing that happened to an entry; without a ``change`` it stood on the list that the history starts from."""

    effective_on: date
    change: Change | None
    document_number: str = ""
    citation: str = ""
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """An entry with its history, the oldest event first; ``in_force_to`` is exclusive, None while it is on the list."""

    entry: Entry
    in_force_from: date
    in_force_to: date | None
    events: tuple[LifeEvent, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """One of the user's own parties; ``country`` as the list heads it, "" where it is not known."""

    reference: str
    name: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A party that an entry may be: by which text, how surely (0 to 1), and why, in a sentence."""

    watch: Watch
    entry: Named
    matched: str
    kind: str
    score: float
    explanation: str


@dataclass(frozen=True, slots=True)
class Document:
    """A Federal Register document's record in the API: what is known of it before its text is read.

    Source: ``GET /documents.json`` of federalregister.gov API v1. Dates are Eastern calendar days.
    """

    number: str
    title: str = ""
    type: str = ""
    action: str = ""
    abstract: str = ""
    citation: str = ""
    publication_date: date | None = None
    effective_on: date | None = None
    agencies: tuple[str, ...] = ()
    cfr_references: tuple[tuple[int, str], ...] = ()
    html_url: str = ""
    full_text_xml_url: str = ""
    raw_text_url: str = ""
    body_html_url: str = ""
    pdf_url: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """What one document has to tell, ready to be rendered for any channel.

    ``change_set`` is its unique key (with channel and recipient) in the outbox: a document number and a stage.
    ``attention`` says in a sentence why a person must look (conflicting or unreadable rule); else it is empty.
    ``note`` is a caption of the run itself ("reconstructed" in the demo, "trial message"). ``headline`` stands instead of
    the counts where the alert is about no rule, ``said`` are sentences that tell what has happened, or how the printed
    document differs from the filed one; ``unknown`` is what a filed document does not tell yet.
    """

    change_set: str
    title: str
    document_number: str
    citation: str
    stage: Stage
    verdict: Verdict
    publication_date: date | None
    effective_on: date | None
    url: str
    changes: tuple[Change, ...] = ()
    checks: tuple[Check, ...] = ()
    problems: tuple[str, ...] = ()
    attention: str = ""
    note: str = ""
    about: Subject = Subject.RULE
    filed_at: datetime | None = None
    headline: str = ""
    said: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
