"""What commands print and webhooks send where it is no value of the model itself, as types."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from monitor.model import (
    Applied,
    Change,
    ChangeKind,
    Check,
    Entry,
    EntryHistory,
    ListName,
    Match,
    Named,
    PartyDetails,
    Stage,
    Subject,
    Verdict,
    WatchedParty,
)
from monitor.operations.checkup import CheckOutcome
from monitor.operations.status import SourceStatus
from monitor.rendering.reconcile import Explained


class Shape(BaseModel):
    """A JSON object: all its keys are always there."""

    model_config = ConfigDict(frozen=True)


class KindCounts(Shape):
    """How many changes of each kind."""

    added: int
    revised: int
    removed: int
    renamed: int
    moved: int
    editorial: int


class Current(Shape):
    """An answer that says how current the list is."""

    current_through: date | None
    out_of_date: bool


class AlertShape(Shape):
    """An Alert, whatever it is about; which keys mean something for which is in docs/shapes.md."""

    change_set: str
    title: str
    document_number: str
    citation: str
    stage: Stage | None
    verdict: Verdict | None
    publication_date: date | None
    effective_on: date | None
    url: str
    changes: list[Change]
    checks: list[Check]
    problems: list[str]
    attention: str
    note: str
    about: Subject
    filed_at: datetime | None
    headline: str
    said: list[str]
    unknown: list[str]
    matches: list[Match]
    thread: str
    gathered: list[AlertShape]
    applied: Applied | None
    pdf_url: str
    effective_as: str
    parties: list[str]


class DiffHead(Shape):
    """What stands in every Diff but its changes. Two files have no list of ours, so how current it is is null; the last three
    keys are in the Diff of one document alone."""

    from_state: str = Field(alias="from")
    to_state: str = Field(alias="to")
    summary: KindCounts
    uncertain: list[ChangeKind]
    notes: list[str]
    not_known: str
    file_dates: dict[str, date | None]
    current_through: date | None
    out_of_date: bool | None
    stage: Stage = Stage.PUBLISHED
    parsed: Verdict = Verdict.VERIFIED
    applied: Applied = Applied()


class DiffShape(DiffHead):
    """A Diff of two states of the list, or of one document."""

    changes: list[Change]


class DiffCounts(Shape):
    """A destination of ``elmon diff --stat``; editorial changes are counted where they were asked for."""

    list: ListName
    country: str
    added: int
    revised: int
    removed: int
    renamed: int
    moved: int
    editorial: int = 0


class DiffStat(DiffHead):
    """``elmon diff --stat``."""

    countries: list[DiffCounts]


class ListCurrencyShape(Current):
    """A list that an answer was made from."""

    list: str


class AnswerEnvelope(Current):
    """``--envelope``: an array with how current it is around it."""

    last_checks: dict[str, datetime | None]
    lists: list[ListCurrencyShape]
    notes: list[str]


class EntriesEnvelope(AnswerEnvelope):
    """``elmon list --envelope``."""

    items: list[Entry]


class HistoriesEnvelope(AnswerEnvelope):
    """``elmon show --envelope``."""

    items: list[EntryHistory]


class Found(Shape):
    """An entry that ``elmon search`` found, in which of its fields, and the text of that."""

    country: str
    name: str
    found_in: str
    text: str


class FoundEnvelope(AnswerEnvelope):
    """``elmon search --envelope``."""

    items: list[Found]


class MatchShape(Shape):
    """A Match, to which an answer adds keys of its own."""

    id: str
    watch: WatchedParty
    entry: Named
    matched: str
    kind: str
    score: float
    explanation: str
    decision: str


class ScreenedMatch(MatchShape):
    """A Match as ``elmon screen`` prints it, with the lists that were screened."""

    current_through: date | None
    lists: list[str]


class MatchesEnvelope(AnswerEnvelope):
    """``elmon screen --envelope``."""

    items: list[ScreenedMatch]


class StatusShape(Current):
    """``elmon status``; what each key says is in docs/operations.md."""

    sources: list[SourceStatus]
    waiting: int
    dead: int
    oldest_waiting: datetime | None
    entries: int
    others: dict[ListName, int]
    baseline: str
    last_document: str
    reviews: list[str]
    clock: str
    damage: str
    stale: bool


class AlertLine(Shape):
    """A message of ``elmon alerts list``; ``document`` is the key of its alert."""

    number: int
    state: str
    document: str
    channel: str
    recipient: str
    attempts: int
    made_at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    message_id: str
    last_error: str


class ReviewLine(Shape):
    """A document of ``elmon review list``."""

    document: str
    state: str
    stage: Stage
    review: str
    closed_by: str
    closed_at: datetime | None
    why: str


class FindingLine(Shape):
    """A check of ``elmon doctor``; ``remedy`` is "" where there is nothing to do."""

    outcome: CheckOutcome
    check: str
    found: str
    remedy: str


class DecisionLine(Shape):
    """A decision of ``elmon watch decisions``; ``counts`` is "yes", or "superseded" by a later one."""

    match: str
    decision: str
    counts: str
    reference: str
    entry: str
    destination: str
    who: str
    when: datetime
    why: str


class PartyEventLine(Shape):
    """What became of a party, of ``elmon watch history``; ``fields`` says it in words."""

    when: datetime
    what: str
    who: str
    fields: str


class PartySourceLine(Shape):
    """A source of ``elmon watch sources list``; ``mapping`` is how its file was read."""

    name: str
    file: str
    path: str
    parties: int
    owner: str
    added_at: datetime
    taken_at: datetime
    mapping: dict[str, Any]


class PartyShape(Shape):
    """A party of the watchlist."""

    reference: str
    name: str
    country: str
    address: str
    source: str
    details: PartyDetails


class ReconciliationShape(Shape):
    """``elmon reconcile``."""

    source: str
    day: date
    entries: int
    editorial: int
    differences: list[Explained]
    copy_of: str


class Unreadable(Shape):
    """A file that ``elmon read`` could not read, and of which nothing can be named."""

    verdict: str
    problems: list[str]
    amendments: list[Any]
    entries: list[Any]
