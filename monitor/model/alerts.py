"""Alerts in frozen values, one type for each kind, and the matches with the user's own parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import floor
from typing import ClassVar

from monitor.model.lists import Change, Named
from monitor.model.parties import WatchedParty
from monitor.model.rules import Applied, Check, Stage, Verdict


class Subject(StrEnum):
    """What an alert is about, as ``about`` has it in the JSON of every alert."""

    RULE = "rule"
    CONFIRMATION = "confirmation"
    """The published document, to those who were alerted to it when it was filed."""
    FILING = "filing"
    """What has become of a filed document: withdrawn, postponed, filed again."""
    OPERATOR = "operator"
    """The monitor itself: a source it cannot see, and can see again."""
    DIGEST = "digest"
    """A day's alerts in one message."""
    PARTIES = "parties"
    """Parties new on the watchlist that the list has already."""
    DENIAL_ORDER = "denial-order"
    """A published order on somebody's export privileges, which changes no list."""


MENTION = "mention"
"""The ``kind`` of a match with the words of a document in place of an entry."""


@dataclass(frozen=True, slots=True)
class Match:
    """A party that an entry may be: by which text, how surely (0 to 1), and why, in a sentence.

    ``kind`` is "name", "alias", "address", "identifier" or "mention". Of a mention, ``entry`` has the name as the document's
    text has it, and no destination; it has no ``id``, because nothing on the list can be decided on.

    ``id`` names party and entry (not their texts), for people to decide on; ``decision`` is "confirmed" where somebody
    has, "" where the match waits. Alerts have no dismissed ones.
    """

    watch: WatchedParty
    entry: Named
    matched: str
    kind: str
    score: float
    explanation: str
    id: str = ""
    decision: str = ""

    @property
    def hundredths(self) -> int:
        """The score as every reader sees it: 96 for 0.9699. Rounded down, so that 100 is the same name and no other."""
        return floor(round(100 * self.score, 6))

    @property
    def percent(self) -> str:
        """The score in words: "96 %"."""
        return f"{self.hundredths} %"

    @property
    def decimal(self) -> str:
        """The score for tables: "0.96"."""
        return f"{self.hundredths / 100:.2f}"


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody has decided of a match: "dismissed", "confirmed", or "open" where an earlier decision was reopened.

    ``party_print`` and ``entry_print`` are fingerprints of what both sides were then; ``entry_print`` is "" where only the
    entry's name was known, as it is of a filed rule.
    """

    match: str
    reference: str
    entry: Named
    decision: str
    who: str
    why: str
    at: datetime
    party_print: str
    entry_print: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertBase:
    """What every alert has, ready to be rendered for any channel.

    ``change_set`` is its unique key (with channel and recipient) in the outbox; ``note`` is a caption of the run itself
    ("reconstructed" in the demo, "trial message"). ``said`` are sentences on what has happened, or on how a document
    differs from what was reported of it before. ``matches`` are the user's own parties that it may be about, those that
    somebody confirmed first, then best first.
    """

    change_set: str
    note: str = ""
    said: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()

    @property
    def thread_key(self) -> str:
        """What all alerts of one conversation share: the first document's number, else the alert's own key."""
        return self.change_set

    @property
    def pressing(self) -> bool:
        """Whether it waits for no digest and no morning: one of the user's parties, or a rule that may hide one."""
        return bool(self.matches)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAlert(AlertBase):
    """What the alerts about one document of the Register share.

    ``url`` is the official text. ``filed_at`` is when the document was filed for public inspection, None where that is not
    known. ``thread`` names the document whose first alert this one answers, "" for its own.
    """

    title: str
    document_number: str
    publication_date: date | None
    url: str
    filed_at: datetime | None = None
    thread: str = ""

    @property
    def thread_key(self) -> str:
        """The number of the document that the conversation is about."""
        return self.thread or self.document_number or self.change_set


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAlert(DocumentAlert):
    """What a filed or published document does to the list.

    ``attention`` says in a sentence why a person must look (conflicting or unreadable rule); else it is empty. ``unknown``
    is what a filed document does not say yet. One that ``confirms`` is about the published document and goes to those who
    were alerted to it when it was filed; ``said`` tells how the two differ. ``applied`` is None in alerts of earlier
    versions; ``pdf_url`` is the PDF of a filing, "" for any other; ``effective_as`` is its rule's.
    """

    citation: str
    stage: Stage
    verdict: Verdict
    effective_on: date | None
    changes: tuple[Change, ...] = ()
    checks: tuple[Check, ...] = ()
    problems: tuple[str, ...] = ()
    attention: str = ""
    unknown: tuple[str, ...] = ()
    confirms: bool = False
    applied: Applied | None = None
    pdf_url: str = ""
    effective_as: str = ""

    @property
    def about(self) -> Subject:
        """A rule, or the confirmation of one."""
        return Subject.CONFIRMATION if self.confirms else Subject.RULE

    @property
    def pressing(self) -> bool:
        """A rule that needs attention may hide one of the user's parties."""
        return bool(self.matches or self.attention)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingAlert(DocumentAlert):
    """What has become of a document filed for public inspection; ``headline`` says it in a line."""

    about: ClassVar[Subject] = Subject.FILING
    stage: ClassVar[Stage] = Stage.PUBLIC_INSPECTION
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialOrderAlert(DocumentAlert):
    """A published order that denies export privileges, or renews, changes or ends their denial; no list changes by it.

    ``parties`` are those whom its title names, or its text's caption. ``attention`` says in a sentence why a person must look:
    its text could not be searched for the user's parties; else it is empty.
    """

    about: ClassVar[Subject] = Subject.DENIAL_ORDER
    stage: ClassVar[Stage] = Stage.PUBLISHED
    citation: str
    headline: str
    parties: tuple[str, ...] = ()
    attention: str = ""

    @property
    def pressing(self) -> bool:
        """One whose text was not searched may name one of the user's parties."""
        return bool(self.matches or self.attention)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorAlert(AlertBase):
    """A message about the monitor itself; ``headline`` says in a line what is wrong, or right again."""

    about: ClassVar[Subject] = Subject.OPERATOR
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiesAlert(AlertBase):
    """Parties new on the watchlist that may be on the list already: ``matches``. ``headline`` counts them, or is ""."""

    about: ClassVar[Subject] = Subject.PARTIES
    headline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestAlert(AlertBase):
    """The alerts ``gathered`` for a day in one, each whole; ``day`` is the day on the channel's own clock."""

    about: ClassVar[Subject] = Subject.DIGEST
    day: date
    gathered: tuple[Alert, ...] = ()


Alert = RuleAlert | FilingAlert | DenialOrderAlert | OperatorAlert | PartiesAlert | DigestAlert
"""Every kind of alert."""
