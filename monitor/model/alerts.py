"""What is told to people in frozen values: alerts, and the user's own parties that they may be about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.model.lists import Change, Named
from monitor.model.rules import Check, Stage, Verdict


class Subject(StrEnum):
    """What an alert is about."""

    RULE = "rule"
    CONFIRMATION = "confirmation"
    """The printed document, told to those who have heard of it when it was filed."""
    FILING = "filing"
    """What has become of a filed document: withdrawn, postponed, filed anew."""
    OPERATOR = "operator"
    """The monitor itself: a source it cannot see, and can see again."""
    DIGEST = "digest"
    """A day's alerts in one message."""
    PARTIES = "parties"
    """Parties newly put on the watchlist that the list has already."""


@dataclass(frozen=True, slots=True)
class WatchedParty:
    """One of the user's own parties; ``country`` as the list heads it, "" where it is not known."""

    reference: str
    name: str
    country: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A party that an entry may be: by which text, how surely (0 to 1), and why, in a sentence.

    ``id`` names party and entry (not their texts), for people to decide on; ``decision`` is "confirmed" where somebody
    has, "" where the match waits. Dismissed ones are not told.
    """

    watch: WatchedParty
    entry: Named
    matched: str
    kind: str
    score: float
    explanation: str
    id: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody has decided of a match: "dismissed", "confirmed", or "open" where an earlier one is taken back.

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


@dataclass(frozen=True, slots=True)
class Alert:
    """What one document has to tell, ready to be rendered for any channel.

    ``change_set`` is its unique key (with channel and recipient) in the outbox: a document number and a stage.
    ``attention`` says in a sentence why a person must look (conflicting or unreadable rule); else it is empty.
    ``note`` is a caption of the run itself ("reconstructed" in the demo, "trial message"). ``headline`` stands instead of
    the counts where the alert is about no rule, ``said`` are sentences that tell what has happened, or how the printed
    document differs from the filed one; ``unknown`` is what a filed document does not tell yet. ``matches`` are the
    user's own parties that the changes may be about, those that somebody confirmed first, then best first. ``thread``
    names the document whose first alert this one answers, "" for its own. A digest holds the alerts it gathers in
    ``gathered``, each whole.
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
    matches: tuple[Match, ...] = ()
    thread: str = ""
    gathered: tuple[Alert, ...] = ()

    @property
    def thread_key(self) -> str:
        """What all alerts of one conversation share: the first document's number, else the alert's own key."""
        return self.thread or self.document_number or self.change_set

    @property
    def pressing(self) -> bool:
        """Whether it waits for no digest and no morning: one of the user's parties, or a rule that may hide one."""
        return bool(self.matches or self.attention)
