"""What a person has to look at, and who has looked: reviews of documents, closed for as long as the facts stay the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from monitor.errors import NotKnown, UsageError
from monitor.model import AppliedByDay, Stage
from monitor.store.column_types import storable
from monitor.store.engine import Database
from monitor.store.tables import DocumentRow, FilingRow, ReviewRow
from monitor.store.versions import dump


@dataclass(frozen=True, slots=True)
class ReviewClosing:
    """Somebody closed a review: who, when, why, and what had to be reviewed then.

    ``holds`` says whether the facts are still those that were looked at; else the review was opened again.
    """

    who: str
    at: datetime
    why: str
    attention: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Review:
    """A document that asks for review now, or whose review was closed; ``filed`` while it is not published."""

    number: str
    filed: bool
    attention: str
    closings: tuple[ReviewClosing, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether somebody has looked at the facts as they are now."""
        return any(closing.holds for closing in self.closings)

    @property
    def open(self) -> bool:
        """Whether somebody has to look at it."""
        return bool(self.attention) and not self.closed


def facts_of(rule: str, applied: AppliedByDay | None, attention: str) -> str:
    """The hash of what a reviewer goes by: the rule as it was read, what of it was not applied, and why to look at it."""
    not_applied = dump(applied.not_applied) if applied else ""
    return sha256("\0".join((rule, not_applied, attention)).encode("utf-8", "surrogatepass")).hexdigest()


def is_open(row: type[DocumentRow] | type[FilingRow]) -> ColumnElement[bool]:
    """Documents or filings, as part of a query, whose review nobody has closed."""
    seen = select(ReviewRow.id).where(col(ReviewRow.number) == col(row.number), col(ReviewRow.facts) == col(row.facts))
    return ~seen.exists()


class Reviews:
    """Every review of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Review]:
        """The reviews that are open and those that were closed, the newest document first."""
        with self._database.reading() as session:
            numbers = {*session.exec(select(ReviewRow.number)).all()}
            for row in (DocumentRow, FilingRow):
                asking = select(col(row.number)).where(col(row.attention) != "")
                numbers.update(session.exec(asking).all())
            found = [(day, _review(session, number, subject)) for number in numbers
                     if (subject := _subject(session, number)) for day in [subject.day]]  # fmt: skip
        listed = sorted(found, key=lambda f: (f[0] or date.max, f[1].number), reverse=True)
        return [review for _, review in listed if review.attention or review.closings]

    def of(self, number: str) -> Review | None:
        """The review of one document; None where it is not known."""
        with self._database.reading() as session:
            subject = _subject(session, number)
            return _review(session, number, subject) if subject else None

    def close(self, number: str, who: str, why: str, now: datetime) -> None:
        """Somebody has looked. Raises NotKnown for no document, UsageError for one whose review is not open."""
        with self._database.writing() as session:
            subject = _subject(session, number)
            if subject is None:
                raise NotKnown(
                    f"The database has no document {number}.", "elmon review list shows what is to be reviewed."
                )
            review = _review(session, number, subject)
            if not review.attention:
                raise UsageError(f"{number} asks for no review.")
            if review.closed:
                last = next(c for c in reversed(review.closings) if c.holds)
                raise UsageError(f"The review of {number} was closed by {last.who} on {last.at:%Y-%m-%d}: {last.why}")
            facts, attention = subject.facts, subject.attention
            row = ReviewRow(
                number=number, facts=facts, attention=attention, who=storable(who), why=storable(why), at=now
            )
            session.add(row)


@dataclass(frozen=True, slots=True)
class _Subject:
    filed: bool
    attention: str
    facts: str
    day: date | None


def _subject(session: Session, number: str) -> _Subject | None:
    """A document as it stands now: as published, else as filed."""
    columns: tuple[Any, ...] = (
        DocumentRow.stage,
        DocumentRow.attention,
        DocumentRow.facts,
        DocumentRow.publication_date,
    )
    rows: Sequence[tuple[str, str, str, date | None]] = session.exec(
        select(*columns).where(DocumentRow.number == number)
    ).all()
    for stage, attention, facts, day in sorted(rows, key=lambda row: row[0] != Stage.PUBLISHED.value):
        return _Subject(stage != Stage.PUBLISHED.value, attention, facts, day)
    filed = session.exec(
        select(FilingRow.attention, FilingRow.facts, FilingRow.closed).where(FilingRow.number == number)
    ).first()
    return _Subject(True, "" if filed[2] else filed[0], filed[1], None) if filed else None


def _review(session: Session, number: str, subject: _Subject) -> Review:
    rows = session.exec(select(ReviewRow).where(ReviewRow.number == number).order_by(col(ReviewRow.id))).all()
    closings = tuple(ReviewClosing(r.who, r.at, r.why, r.attention, r.facts == subject.facts) for r in rows)
    return Review(number, subject.filed, subject.attention, closings)
