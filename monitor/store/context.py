"""What the database knows of one document before its text is read: all that the steps after it need, in two queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, and_, func, literal, select
from sqlmodel import Session, col

from monitor.model import Document, Rule, Stage, Verdict
from monitor.store.documents import acts, effective_day, newest_as_of
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
    the list, without the document itself, that all this is true of.
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
    """The context of a document, whether or not anything is known of it; a damaged filing is noted, and counts as unknown."""
    columns = (DocumentRow.number, DocumentRow.in_force_on, DocumentRow.publication_date)
    acting = select(*map(col, columns)).where(acts()).cte("acting")
    last = select(acting.c.number).order_by(acting.c.in_force_on.desc().nulls_last(), acting.c.number.desc()).limit(1)
    query = (
        select(
            DocumentRow,
            FilingRow,
            select(func.count()).select_from(acting).where(acting.c.number == number).scalar_subquery(),
            select(func.max(acting.c.in_force_on)).scalar_subquery(),
            last.scalar_subquery(),
            select(func.max(acting.c.publication_date)).scalar_subquery(),
            newest_as_of(),
            *mark_columns(number),
        )
        .select_from(select(literal(1)).subquery("one"))
        .outerjoin(
            DocumentRow, and_(col(DocumentRow.number) == number, col(DocumentRow.stage) == Stage.PUBLISHED.value)
        )
        .outerjoin(FilingRow, col(FilingRow.number) == number)
    )
    document, filing, own, last_day, last_number, last_published, since, *mark = session.execute(query).one()
    filings = damage.intact([filing] if filing else [], recorded_filing)
    return Context(
        number,
        since,
        stored_as(Verdict, document.verdict, f"the verdict on {number}") if document else None,
        document.sha256 if document else "",
        bool(own),
        NewestRule(last_day, last_number or "", last_published),
        filings[0] if filings else None,
        alerted_about(session, number, sent=True) if filing else frozenset(),
        tuple(mark),
    )


def mark_columns(number: str) -> tuple[ScalarSelect[Any], ...]:
    """The :data:`ListMark` as parts of a query, without the document ``number``."""
    others = select(func.count()).select_from(DocumentRow).where(acts(), col(DocumentRow.number) != number)
    return (
        select(func.max(ListVersion.id)).scalar_subquery(),
        select(func.max(EntryVersion.id)).scalar_subquery(),
        select(func.max(EntryVersion.known_to)).scalar_subquery(),
        others.correlate(None).scalar_subquery(),
    )
