"""Documents of the Federal Register in frozen values: their records, and rules as read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from monitor.model.lists import SUPPLEMENT, Entry, ListName, Named


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
    """How far the rule's own statements (counts, preamble, instructions and table) agree."""

    VERIFIED = "verified"
    CONFLICTING = "conflicting"
    UNREADABLE = "unreadable"
    IRRELEVANT = "irrelevant"


ENTRY_TEXTS = "entry texts"
"""The ``check`` that compares how many entries' texts were read with how many there are."""
RENAMES_DESTINATION = "The destination is renamed; every entry under it moves with it."
"""The ``detail`` of the one move that names no entry: ``country`` is the old heading, ``name`` the new one."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """One thing a rule does to one entry. ``entry`` is the table's text where the rule gives one.

    ``instruction`` is the amendatory instruction it was read from, ``detail`` what else a person must know
    (a revision given only in words, the destination an entry is moved to, why it is unreadable). ``effective_on`` is when
    this instruction takes effect, ``applicable_from`` an earlier day from which the rule says it applies. What was accepted
    from a copy of the list says which text it ``replaces``, how many entries of its name the copy has (``of_that_name``),
    and since when it may have been where its day is not known (``unknown_since``).
    """

    operation: Operation
    country: str
    name: str
    entry: Entry | None = None
    instruction: str = ""
    detail: str = ""
    supplement: int = SUPPLEMENT
    effective_on: date | None = None
    applicable_from: date | None = None
    unknown_since: date | None = None
    replaces: Entry | None = None
    of_that_name: int = 0
    list: ListName = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "list", ListName.of(self.supplement))

    @property
    def acts_from(self) -> date | None:
        """The day from which it changes the list: that from which the rule says it applies, which may be earlier than the one
        on which it takes effect; None where the rule states neither."""
        return self.applicable_from or self.effective_on


@dataclass(frozen=True, slots=True)
class Stated:
    """The counts a rule states about itself; None where the text states none."""

    entities_added: int | None = None
    entries_added: int | None = None
    entries_revised: int | None = None
    entities_removed: int | None = None
    by_country: dict[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison between two of a rule's statements."""

    check: str
    expected: str
    found: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class EntryTexts:
    """How many additions and revisions have their entry's text, of how many that the rule gives as entries."""

    found: int = 0
    expected: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A Federal Register document as read.

    ``renditions`` are those that were read ("xml", "html", "text"), the one taken first. ``savings_clause`` are the dates
    that its savings clause names: what was on its way then may go on. ``effective_as`` says what day ``effective_on`` is
    where a filing names no date: "the day of filing", "30 days after publication"; "" where it does, and once published.
    """

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
    renditions: tuple[str, ...] = ()
    entry_texts: EntryTexts = field(default_factory=EntryTexts)
    savings_clause: tuple[date, ...] = ()
    effective_as: str = ""


@dataclass(frozen=True, slots=True)
class NotApplied:
    """An amendment that changed nothing although it should: the reason, and entries that it may mean."""

    amendment: Amendment
    reason: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """How many of a rule's amendments are applied on a day, the next day on which more of them take effect (None: no more
    do), and those that could not be applied. Whether a rule was parsed well says nothing of it, nor the other way round."""

    applied: int = 0
    of: int = 0
    waiting_until: date | None = None
    not_applied: tuple[NotApplied, ...] = ()

    @property
    def in_full(self) -> bool:
        """Whether every amendment is applied."""
        return self.applied == self.of


@dataclass(frozen=True, slots=True)
class DocumentState:
    """How well a document was parsed, and how far it is applied: two facts."""

    stage: Stage
    parsed: Verdict
    applied: Applied

    @property
    def may_lack(self) -> bool:
        """Whether it may change more than is recorded: it could not be parsed, or not applied, whole."""
        return self.parsed in (Verdict.CONFLICTING, Verdict.UNREADABLE) or bool(self.applied.not_applied)


@dataclass(frozen=True, slots=True)
class AppliedByDay:
    """How many of a rule's amendments change the list from which day, whatever day it is now."""

    of: int = 0
    days: tuple[tuple[date, int], ...] = ()
    not_applied: tuple[NotApplied, ...] = ()

    def on(self, day: date) -> Applied:
        """The same as of an Eastern day."""
        waiting = min((start for start, _ in self.days if start > day), default=None)
        return Applied(sum(n for start, n in self.days if start <= day), self.of, waiting, self.not_applied)


NOTHING_APPLIED = AppliedByDay()
"""Of a document without amendments."""


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
