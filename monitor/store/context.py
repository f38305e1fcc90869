"""What the database knows of one document before its text is read: all that the steps after it need, in two queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, func, literal, null, select
from sqlmodel import Session, col

from monitor.errors import Damaged
from monitor.model import Document, Rule, Stage, Verdict
from monitor.store.documents import acts, effective_day, newest_as_of, newest_kind, require_baseline
from monitor.store.filings import RecordedFiling, alerted_about, recorded_filing
from monitor.store.stored import Damage, stored_as
from monitor.store.tables import DocumentRow, EntryVersion, FilingRow, ListVersion

ListMark = tuple[Any, ...]
"""By what a list is known again: it changes with every list, version and rule that is recorded."""


@dataclass(frozen=True, slots=True)
class NewestRule:
    """The end of the order of rules: the last day on which one takes effect, with the highest number of that day, and the
    last day on which one was published. None and "" where no rule has changed the list."""

    effective_on: date | None = None
    number: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """One document before its text is read.

    ``since`` is the day of the list that everything starts from (None: there is none). ``verdict`` and ``sha256`` are
    those of the document's published text as recorded (None and "" where it is not); ``acts`` says that it changes the
    list already. ``filing`` is what it was on public inspection, and ``alerted`` are the (channel, recipient) pairs that
    a message about that was sent to: whoever it never reached gets the names with the published rule. ``list_mark`` is of
    the list, without the document itself, that all this is true of. ``damage`` is why nobody can say what the list is:
    then of all this only what is about the document alone is known.
    """

    number: str
    since: date | None = None
    verdict: Verdict | None = None
    sha256: str = ""
    acts: bool = False
    newest: NewestRule = NewestRule()
    filing: RecordedFiling | None = None
    alerted: frozenset[tuple[str, str]] = frozenset()
    list_mark: ListMark = ()
    damage: Damaged | None = None

    def is_settled(self, sha256: str) -> bool:
        """Whether a text of this hash would change nothing: recorded as read, or as unreadable or irrelevant in just these
        bytes."""
        if self.verdict in (Verdict.UNREADABLE, Verdict.IRRELEVANT):
            return self.sha256 == sha256
        return self.verdict is not None

    def comes_last(self, document: Document, rule: Rule) -> bool:
        """Whether no recorded rule acts after this one or was published later, and it has not acted yet itself."""
        day = effective_day(document, rule)
        if day is None or self.acts:
            return False
        newest, published = self.newest, document.publication_date or day
        if newest.effective_on and (newest.effective_on, newest.number) > (day, document.number):
            return False
        return newest.published_on is None or newest.published_on <= published


def load_context(session: Session, number: str, damage: Damage) -> Context:
    """The context of a document, whether or not anything is known of it.

    What is damaged is noted: a filing then counts as unknown; where it is the list, the context says so.
    """
    try:
        return _context(session, number, damage, FilingRow)
    except Damaged as found:
        damage.note(found)
    try:  # it may have been the filing
        return _context(session, number, damage, null())
    except Damaged as found:
        verdict, sha256 = session.execute(_of_document(number)).one()
        alerted = alerted_about(session, number, sent=True)
        return Context(number, verdict=_verdict(number, verdict), sha256=sha256 or "", alerted=alerted, damage=found)


def _context(session: Session, number: str, damage: Damage, filing_columns: Any) -> Context:
    columns = (DocumentRow.number, DocumentRow.in_force_on, DocumentRow.publication_date)
    acting = select(*map(col, columns)).where(acts()).cte("acting")
    last = select(acting.c.number).order_by(acting.c.in_force_on.desc().nulls_last(), acting.c.number.desc()).limit(1)
    query = _of_document(
        number,
        filing_columns,
        select(func.count()).select_from(acting).where(acting.c.number == number).scalar_subquery(),
        select(func.max(acting.c.in_force_on)).scalar_subquery(),
        last.scalar_subquery(),
        select(func.max(acting.c.publication_date)).scalar_subquery(),
        newest_as_of(),
        newest_kind(),
        *mark_columns(number),
    )
    row = session.execute(query).one()
    verdict, sha256, filing, own, last_day, last_number, last_published, since, kind, *mark = row
    require_baseline(kind)
    filings = damage.intact([filing] if filing else [], recorded_filing)
    return Context(
        number,
        since,
        _verdict(number, verdict),
        sha256 or "",
        bool(own),
        NewestRule(last_day, last_number or "", last_published),
        filings[0] if filings else None,
        alerted_about(session, number, sent=True) if filing or filing_columns is not FilingRow else frozenset(),
        tuple(mark),
    )


def _of_document(number: str, *columns: Any) -> Select[Any]:
    """The verdict on a document as published and the hash of its text, and ``columns`` of its filing or of anything."""
    published = and_(col(DocumentRow.number) == number, col(DocumentRow.stage) == Stage.PUBLISHED.value)
    one = select(col(DocumentRow.verdict), col(DocumentRow.sha256), *columns)
    one = one.select_from(select(literal(1)).subquery("one")).outerjoin(DocumentRow, published)
    return one.outerjoin(FilingRow, col(FilingRow.number) == number)


def _verdict(number: str, word: str | None) -> Verdict | None:
    return None if word is None else stored_as(Verdict, word, f"the verdict on {number}")


def mark_columns(number: str) -> tuple[ScalarSelect[Any], ...]:
    """The :data:`ListMark` as parts of a query, without the document ``number``."""
    others = select(func.count()).select_from(DocumentRow).where(acts(), col(DocumentRow.number) != number)
    return (
        select(func.max(ListVersion.id)).scalar_subquery(),
        select(func.max(EntryVersion.id)).scalar_subquery(),
        select(func.max(EntryVersion.known_to)).scalar_subquery(),
        others.correlate(None).scalar_subquery(),
    )
