"""What the pages have as data, as types: the answers of the addresses that end in .json."""

from __future__ import annotations

from datetime import date, datetime

from monitor.contracts.answers import Current, DiffShape, KindCounts, MatchShape, ScreenedMatch, Shape, StatusShape
from monitor.history.marked_text import MarkedBlock
from monitor.history.timeline import Event
from monitor.model import (
    Applied,
    Change,
    Citation,
    Document,
    Entry,
    EntryEvent,
    ListName,
    Rule,
    Stage,
    SubEntity,
    Verdict,
)


class ErrorShape(Shape):
    """An answer that is an error, in a sentence."""

    error: str


class RuleLineShape(Shape):
    """A document, in a line."""

    document_number: str
    title: str
    citation: str
    printed: date | None
    in_force_on: date | None
    verdict: Verdict
    attention: str
    stage: Stage
    applied: Applied
    counts: KindCounts


class FiledDocumentShape(Shape):
    """A document on public inspection; ``said`` is what it will do and when, ``closed`` why it is awaited no more."""

    title: str
    filed_at: datetime | None
    printed: str
    effective_on: date | None
    verdict_name: str
    attention: str
    named: int
    said: list[str]
    html_url: str
    pdf_url: str
    closed: str


class DeskLine(FiledDocumentShape):
    """A filing of the public inspection desk, on /today.json."""

    document_number: str


class FilingShape(FiledDocumentShape):
    """The filing that /rule/NUMBER.json is about."""

    number: str


class TodayShape(Current):
    """/today.json."""

    day: date
    entries: int
    lists: dict[ListName, int]
    status: StatusShape
    desk: list[DeskLine]
    desk_checked_at: datetime | None
    desk_known: bool
    rules: list[RuleLineShape]
    matches_waiting: int | None


class PeriodShape(Shape):
    """A year or a month of the timeline."""

    period: str
    added: int
    revised: int
    removed: int
    from_citations: int


class SizeShape(Shape):
    """How many entries the list had after a month, by the rules or by the citations of its entries."""

    month: str
    entries: int
    source: str


class TimelineShape(Current):
    """/timeline.json."""

    first_list: date | None
    periods: list[PeriodShape]
    sizes: list[SizeShape]
    events: list[Event]


class ListedEntry(Shape):
    """An Entry with its id, and where what was looked for was found."""

    id: str
    found_in: str
    matched: str
    listed_since: date | None
    country: str
    name: str
    aliases: list[str]
    addresses: list[str]
    license_requirement: str
    license_review_policy: str
    citations: list[Citation]
    footnotes: list[int]
    cross_references: list[str]
    sub_entities: list[SubEntity]
    text: str
    supplement: int
    list: ListName


class ListShape(Current):
    """/list.json."""

    as_of: date
    known_through: date | None
    found: int
    page: int
    pages: int
    entries: list[ListedEntry]
    notes: list[str]


class InWords(Shape):
    """A license requirement and a review policy in plain words."""

    requirement: str
    policy: str


class FootnoteShape(Shape):
    """A footnote in plain words."""

    number: int
    words: str


class EntryLink(Shape):
    """An entry by its id."""

    id: str
    country: str
    name: str


class ReferenceShape(Shape):
    """A cross-reference, and the entries that it may mean."""

    text: str
    entries: list[EntryLink]


class LifeShape(Shape):
    """An EntryHistory, in words as well."""

    entry: Entry
    in_force_from: date
    in_force_to: date | None
    events: list[EntryEvent]
    unknown_since: date | None
    in_words: InWords
    footnotes: list[FootnoteShape]
    references: list[ReferenceShape]


class LivesShape(Current):
    """/entry/ID.json."""

    id: str
    lives: list[LifeShape]
    notes: list[str]


class RulesShape(Current):
    """/rules.json."""

    found: int
    page: int
    pages: int
    rules: list[RuleLineShape]


class SentLine(Shape):
    """A message that was sent of a document, or is to be."""

    change_set: str
    channel: str
    recipient: str
    state: str
    sent_at: datetime | None


class RulePage(Current):
    """/rule/NUMBER.json."""

    document: Document | None
    rule: Rule
    applied: Applied
    filing: FilingShape | None
    attention: str
    changes: list[Change]
    alerts: list[SentLine]


class RuleTextShape(Current):
    """/rule/NUMBER/text.json."""

    document_number: str
    blocks: list[MarkedBlock]


class AcceptedShape(Shape):
    """What was accepted from a copy of the list."""

    title: str
    number: str
    copy_of: str
    copy_day: date
    rules_until: date
    who: str
    why: str
    accepted_at: datetime
    whole: bool
    counts: KindCounts


class ReconciledListShape(Current):
    """/reconciled.json."""

    reconciled: list[AcceptedShape]


class ReconciledShape(AcceptedShape):
    """/reconciled/NUMBER.json."""

    changes: list[Change]
    current_through: date | None
    out_of_date: bool


class ClosingShape(Shape):
    """Who closed a review, why, of what attention, and whether that still holds."""

    who: str
    at: datetime
    why: str
    attention: str
    holds: bool


class ReviewShape(Shape):
    """A document's review, in /reviews.json."""

    document_number: str
    open: bool
    filed: bool
    attention: str
    closings: list[ClosingShape]


class DecidedShape(Shape):
    """Who decided of a match, why, and when."""

    who: str
    why: str
    at: datetime


class PageMatch(ScreenedMatch):
    """A Match with the entry or the filing that it is with, what is new of it, and what was decided."""

    entry_id: str
    filing: str
    news: str
    decided: DecidedShape | None


class LeftMatch(MatchShape):
    """A Match with an entry that is not on the list any more."""

    removed_on: date | None


class PartiesShape(Current):
    """/parties.json."""

    parties: int
    since: date
    found: int
    matches: list[PageMatch]
    no_longer_listed: list[LeftMatch]
    notes: list[str]


PAGES: dict[str, object] = {
    "Today": TodayShape, "Timeline": TimelineShape, "List": ListShape, "Lives": LivesShape, "Rules": RulesShape,
    "Rule": RulePage, "RuleText": RuleTextShape, "ReconciledList": ReconciledListShape, "Reconciled": ReconciledShape,
    "Reviews": list[ReviewShape], "Parties": PartiesShape, "Diff": DiffShape, "Error": ErrorShape,
}  # fmt: skip
"""The shapes of the answers, by the names that the OpenAPI description uses."""
