"""Today: the status of the sources, the filings on public inspection, the newest rules, and what needs review."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from monitor.history.diff import as_day
from monitor.model import Applied, ChangeKind, DocumentState, ListName, Stage, Verdict
from monitor.model.named_changes import named_changes
from monitor.operations.status import Status
from monitor.polling.schedule import PUBLIC_INSPECTION
from monitor.rendering.applied import applied_in_words
from monitor.rendering.filings import filing_in_words, no_more_in_words
from monitor.rendering.safe import web_link
from monitor.rendering.verdicts import VERDICT_NAMES
from monitor.rendering.words import eastern_words
from monitor.shapes import parts
from monitor.text.document_numbers import is_document_number
from monitor.web.history_cache import DocumentSummary, News, RecordedFiling
from monitor.web.request import PageRequest, View

NEWEST = 8
LONG_WEEKEND = timedelta(days=4)
"""A source that nobody asks any more, because the settings do not want it, is never stale: it is not known all the same."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One document in a list of them."""

    number: str
    title: str
    citation: str
    printed: date | None
    in_force_on: date | None
    verdict: Verdict
    verdict_name: str
    attention: str
    counts: dict[ChangeKind, int]
    stage: Stage
    applied: Applied

    @property
    def applied_words(self) -> str:
        """How far it is applied."""
        return applied_in_words(self.applied, self.stage).rstrip(".")

    @property
    def may_lack(self) -> bool:
        """Whether it may change more than is recorded."""
        return DocumentState(self.stage, self.verdict, self.applied).may_lack

    @property
    def shape(self) -> dict[str, Any]:
        """As data."""
        counts = {kind.value: self.counts.get(kind, 0) for kind in ChangeKind}
        shape = {key: value for key, value in parts(self).items() if key not in ("counts", "verdict_name", "number")}
        return {"document_number": self.number, **shape, "counts": counts}


def rule_line(ask: PageRequest, summary: DocumentSummary) -> RuleLine:
    """The line of a document."""
    document = summary.document
    counts = Counter(change.kind for change in ask.history.changes_by_document.get(document.number, ()))
    return RuleLine(
        document.number, document.title, document.citation, document.publication_date, summary.effective_on,
        summary.verdict, VERDICT_NAMES[summary.verdict], summary.attention,
        {kind: counts[kind] for kind in ChangeKind if counts[kind]}, summary.stage, summary.applied.on(ask.today),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FilingLine:
    """One document on public inspection; ``said`` is what it will do and when, in sentences."""

    number: str
    title: str
    filed_at: datetime | None
    printed: str
    effective_on: date | None
    verdict_name: str
    attention: str
    named: int
    said: tuple[str, ...]
    html_url: str
    pdf_url: str
    closed: str = ""
    """Why it is awaited no more: "withdrawn", "missed" or "irrelevant"; "" while it is on public inspection."""


def filing_line(filing: RecordedFiling) -> FilingLine:
    """The line of a filing."""
    record, rule = filing.record, filing.rule
    title = (rule.title if rule else "") or str(record.get("title") or "")
    scheduled = as_day(str(record.get("publication_date") or "")) or (rule.publication_date if rule else None)
    filed_at = _moment(record.get("filed_at")) or (rule.filed_at if rule else None)
    effective_on, effective_as = (rule.effective_on, rule.effective_as) if rule else (None, "")
    kinds = Counter(change.kind for change in named_changes(rule)) if rule else Counter[ChangeKind]()
    no_more = no_more_in_words(filing.closed)
    said = (no_more,) if no_more else filing_in_words(kinds, filed_at, scheduled, effective_on, effective_as)
    html_url, pdf_url = (web_link(str(record.get(key) or "")) for key in ("html_url", "pdf_url"))
    return FilingLine(
        filing.number, title, filed_at, str(scheduled or ""), effective_on,
        VERDICT_NAMES[rule.verdict] if rule else "Not read yet", filing.attention, len(rule.amendments) if rule else 0,
        said, html_url, pdf_url, filing.closed,
    )  # fmt: skip


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None


def view(ask: PageRequest) -> View:
    """The page."""
    news = ask.news
    assert news is not None  # noqa: S101 - the page is declared to need them
    rules = [d for d in ask.history.documents_newest_first if d.verdict is not Verdict.IRRELEVANT][:NEWEST]
    lines = [rule_line(ask, summary) for summary in rules]
    filings = [filing_line(filing) for filing in news.filings]
    sizes = _sizes(ask)
    values = {
        "status": news.status,
        "filings": filings,
        "desk": desk_check(news.status),
        "rules": lines,
        "size": sizes.get(ListName.ENTITY, 0),
        "others": [(name, count) for name, count in sizes.items() if name is not ListName.ENTITY],
        "waiting": ask.waiting,
        "reviews": list(map(_review, news.status.reviews)),
    }
    return View("today.html.j2", "Today", values, lambda: _shape(ask, news, filings, lines))


@dataclass(frozen=True, slots=True)
class DeskCheck:
    """When public inspection was last seen whole (None: never), and whether that is too long ago to say that nothing is
    there."""

    checked_at: datetime | None
    known: bool

    @property
    def in_words(self) -> str:
        """What is not known of public inspection; "" where it was seen lately."""
        if self.known:
            return ""
        if self.checked_at is None:
            return "Not known: public inspection was never checked. Run elmon poll, or keep elmon run running."
        return f"Not known since {eastern_words(self.checked_at)}, when public inspection was last checked."


def desk_check(status: Status) -> DeskCheck:
    """How well a status says that public inspection was seen."""
    seen = next((source for source in status.sources if source.source == PUBLIC_INSPECTION), None)
    if seen is None or seen.lag_seconds is None:
        return DeskCheck(None, known=False)
    return DeskCheck(seen.last_good_at, not seen.stale and seen.lag_seconds <= LONG_WEEKEND.total_seconds())


def _review(said: str) -> tuple[str, str]:
    """A document's number, "" where there is none in front, and why it needs review."""
    number, parted, words = said.partition(": ")
    bare = number.removesuffix(" (filed)")
    return (
        (bare, words if bare == number else f"(filed): {words}") if parted and is_document_number(bare) else ("", said)
    )


def _sizes(ask: PageRequest) -> dict[ListName, int]:
    """How many entries each list that is known today has."""
    known = ask.history.known_days.on(ask.today)
    counts = dict(ask.history.list_on(ask.today).lists) if known else {}
    return {name: counts.get(name, 0) for name in known}


def _shape(ask: PageRequest, news: News, filings: list[FilingLine], rules: list[RuleLine]) -> dict[str, Any]:
    sizes = _sizes(ask)
    status, desk = {**parts(news.status), "stale": news.status.stale}, desk_check(news.status)
    return {
        "day": ask.today,
        "entries": sizes.get(ListName.ENTITY, 0),
        "lists": sizes,
        "status": status,
        "desk": [
            {"document_number": d.number, **{k: v for k, v in parts(d).items() if k != "number"}} for d in filings
        ],
        "desk_checked_at": desk.checked_at,
        "desk_known": desk.known,
        "rules": [line.shape for line in rules],
        "matches_waiting": None if ask.waiting is None else len(ask.waiting),
    }
