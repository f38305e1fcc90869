"""The ledger: documents, the changes they made, and every entry's versions on two time lines.

One transaction records everything a document does, alerts included; a crash before its commit leaves no trace and the
document is read again. Closing or replacing a version never overwrites it: the row we knew is ended in ``known_to`` and
a new one says what we know now, so that any past day's list, and what we knew of it on any day, can be shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlmodel import Session, col, select

from monitor.clock import eastern_day
from monitor.errors import StoreError
from monitor.model import Alert, Change, ChangeKind, Document, Entry, Rule, Snapshot, Stage, Verdict
from monitor.shapes import as_json, change_from, document_from, entry_from, rule_from
from monitor.store.engine import Database
from monitor.store.outbox import enqueue
from monitor.store.tables import ChangeRow, DocumentRow, EntryVersion, ListVersion, storable

REVIEWS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything one document did: what was read, what it changes, and who is to be told."""

    document: Document
    rule: Rule
    sha256: str
    changes: tuple[Change, ...]
    alert: Alert | None
    recipients: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BaselineInfo:
    """The state the ledger starts from."""

    source: str
    as_of: date
    taken_at: datetime
    entry_count: int


def _dump(value: object) -> str:
    return storable(json.dumps(as_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


class Ledger:
    """The list through time, and the documents that made it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- the starting state -------------------------------------------------------------------------------------------

    def take_baseline(
        self, snapshot: Snapshot, *, as_of: date, sha256: str, now: datetime, replace: bool = False
    ) -> None:
        """Make ``snapshot`` the list as of a day. Documents and alerts already recorded stay.

        Raises StoreError if there is a list already and not ``replace``, or if rules published or taking effect after
        ``as_of`` have changed the list: their changes would be lost.
        """
        with self._database.writing() as session:
            present = _baseline(session)
            if present is not None and not replace:
                raise StoreError(
                    f"The database has a list already: {present.entry_count} entries of {present.source} as of "
                    f"{present.as_of}. Add --replace to start over from another (documents and alerts stay)."
                )
            _refuse_to_forget(session, as_of)
            # What was known until now stays known as of then.
            session.connection().execute(
                update(EntryVersion).where(col(EntryVersion.known_to).is_(None)).values(known_to=now)
            )
            for entry in snapshot.entries:
                _open_version(session, entry, as_of, now, f"baseline {as_of}")
            session.add(
                ListVersion(
                    kind="baseline", source=snapshot.source, as_of=as_of, entry_count=len(snapshot.entries),
                    sha256=sha256, known_at=now,
                )
            )  # fmt: skip

    def baseline(self) -> BaselineInfo | None:
        """The newest baseline; None in an empty database."""
        with self._database.reading() as session:
            row = _baseline(session)
        return BaselineInfo(row.source, row.as_of, row.known_at, row.entry_count) if row else None

    # -- documents ----------------------------------------------------------------------------------------------------

    def record(self, outcome: Outcome, *, now: datetime) -> bool:
        """Commit a document with its changes, entry versions, list version and alerts; False if it is known already.

        A document that could not be read before and now comes with other bytes replaces its first reading.
        """
        number, stage = outcome.document.number, outcome.rule.stage.value
        with self._database.writing() as session:
            known = session.get(DocumentRow, (number, stage))
            if known is not None and (known.sha256 == outcome.sha256 or known.verdict != Verdict.UNREADABLE.value):
                return False
            fresh = known or DocumentRow(number=number, stage=stage, verdict="", sha256="", recorded_at=now)
            fresh.publication_date = outcome.document.publication_date
            fresh.verdict = outcome.rule.verdict.value
            fresh.sha256 = outcome.sha256
            fresh.record, fresh.rule = _dump(outcome.document), _dump(outcome.rule)
            fresh.attention = outcome.alert.attention if outcome.alert else ""
            fresh.recorded_at = now
            session.add(fresh)
            change_set = f"{number}/{stage}" + (f"/{outcome.sha256[:12]}" if known else "")
            self._apply(session, outcome, change_set, now)
            if outcome.alert is not None:
                enqueue(session, change_set, outcome.alert, outcome.recipients, now)
        return True

    def _apply(self, session: Session, outcome: Outcome, change_set: str, now: datetime) -> None:
        fallback = outcome.document.publication_date or eastern_day(now)
        for ordinal, change in enumerate(outcome.changes):
            _apply_change(session, change, change.effective_on or fallback, now)
            session.add(
                ChangeRow(
                    document_number=outcome.document.number, change_set=change_set, ordinal=ordinal,
                    effective_on=change.effective_on, content=_dump(change), known_at=now,
                )
            )  # fmt: skip
        if outcome.changes:
            session.flush()
            day = outcome.rule.effective_on or fallback
            session.add(
                ListVersion(
                    kind="rule", source=outcome.document.number, as_of=day, entry_count=_count(session, day),
                    sha256=outcome.sha256, known_at=now,
                )
            )  # fmt: skip

    def has_document(self, number: str, stage: Stage) -> bool:
        """Whether a document was recorded at a stage."""
        with self._database.reading() as session:
            return session.get(DocumentRow, (number, stage.value)) is not None

    def document(self, number: str) -> Document | None:
        """The record of a document, as of its latest stage."""
        row = self._row(number)
        return document_from(json.loads(row.record)) if row else None

    def rule(self, number: str) -> Rule | None:
        """What was read in a document, at its latest stage."""
        row = self._row(number)
        return rule_from(json.loads(row.rule)) if row else None

    def _row(self, number: str) -> DocumentRow | None:
        with self._database.reading() as session:
            rows = session.exec(select(DocumentRow).where(DocumentRow.number == number)).all()
        return next((r for r in rows if r.stage == Stage.PUBLISHED.value), rows[0] if rows else None)

    def attention(self, number: str) -> str:
        """Why a person must look at a document; "" for nothing."""
        row = self._row(number)
        return row.attention if row else ""

    def last_document_date(self) -> date | None:
        """The newest publication date among the documents recorded."""
        with self._database.reading() as session:
            return session.exec(select(func.max(DocumentRow.publication_date))).one()

    def reviews(self) -> list[str]:
        """Documents that a person must check, newest first, with the reason."""
        with self._database.reading() as session:
            rows = session.exec(
                select(DocumentRow)
                .where(DocumentRow.attention != "")
                .order_by(col(DocumentRow.publication_date).desc().nulls_last(), col(DocumentRow.number))
                .limit(REVIEWS_SHOWN)
            ).all()
        return [f"{row.number}: {row.attention}" for row in rows]

    # -- the list -----------------------------------------------------------------------------------------------------

    def entries(self, as_of: date, known_on: datetime | None = None) -> list[Entry]:
        """The entries in force on a day, as known now or at a moment, by destination and name."""
        with self._database.reading() as session:
            contents = session.exec(select(EntryVersion.content).where(_in_force(as_of, known_on))).all()
        entries = [entry_from(json.loads(content)) for content in contents]
        return sorted(entries, key=lambda e: (e.country, e.name.casefold(), e.text))

    def count_entries(self, as_of: date) -> int:
        """How many entries are in force on a day."""
        with self._database.reading() as session:
            return _count(session, as_of)

    def changes(
        self, *, document_number: str | None = None, since: date | None = None, until: date | None = None
    ) -> list[Change]:
        """Recorded changes in the order they were made; ``since`` and ``until`` bound their effective dates, inclusive."""
        query = select(ChangeRow.content).order_by(col(ChangeRow.id))
        if document_number is not None:
            query = query.where(ChangeRow.document_number == document_number)
        if since is not None:
            query = query.where(col(ChangeRow.effective_on) >= since)
        if until is not None:
            query = query.where(col(ChangeRow.effective_on) <= until)
        with self._database.reading() as session:
            contents = session.exec(query).all()
        return [change_from(json.loads(content)) for content in contents]


def _refuse_to_forget(session: Session, as_of: date) -> None:
    """Raise StoreError where a recorded rule that changed the list was published, or takes effect, after ``as_of``."""
    later = session.exec(
        select(DocumentRow, ChangeRow)
        .join(ChangeRow, col(ChangeRow.document_number) == col(DocumentRow.number))
        .where(or_(col(DocumentRow.publication_date) > as_of, col(ChangeRow.effective_on) > as_of))
    ).all()
    if later:
        days = ((max(filter(None, (d.publication_date, c.effective_on))), d.number) for d, c in later)
        day, number = max(days)
        raise StoreError(
            f"The database has rules published or taking effect after {as_of}, the newest {number} of {day}; a list of "
            f"{as_of} would lose what they change. Take a list of {day} or later, or start another database (database.url)."
        )


def _baseline(session: Session) -> ListVersion | None:
    query = select(ListVersion).where(ListVersion.kind == "baseline").order_by(col(ListVersion.id).desc()).limit(1)
    return session.exec(query).first()


def _in_force(as_of: date, known_on: datetime | None = None) -> ColumnElement[bool]:
    known = (
        col(EntryVersion.known_to).is_(None)
        if known_on is None
        else and_(
            col(EntryVersion.known_from) <= known_on,
            or_(col(EntryVersion.known_to).is_(None), col(EntryVersion.known_to) > known_on),
        )
    )
    still = or_(col(EntryVersion.in_force_to).is_(None), col(EntryVersion.in_force_to) > as_of)
    return and_(known, col(EntryVersion.in_force_from) <= as_of, still)


def _count(session: Session, as_of: date) -> int:
    return session.exec(select(func.count()).select_from(EntryVersion).where(_in_force(as_of))).one()


def _apply_change(session: Session, change: Change, day: date, now: datetime) -> None:
    if change.kind is ChangeKind.EDITORIAL:
        return
    source = change.document_number
    start, end = day, None
    if change.before is not None:
        closed = _close_version(session, change.before, day, now, source)
        start = max(day, closed.in_force_from)  # revising what is not in force yet does not put it in force
        end = closed.in_force_to
    if change.after is not None:
        _open_version(session, change.after, start, now, source, end)


def _open_version(
    session: Session, entry: Entry, start: date, now: datetime, source: str, end: date | None = None
) -> None:
    content = _dump(entry)
    session.add(
        EntryVersion(
            country=entry.country, name=entry.name, content_hash=_hash(content), content=content,
            in_force_from=start, in_force_to=end, known_from=now, known_to=None, source=source,
        )
    )  # fmt: skip


def _close_version(session: Session, entry: Entry, day: date, now: datetime, source: str) -> EntryVersion:
    """End the version with this text; of twins, one. Returns it, with the day on which an earlier rule ends it anyway.

    A rule may wait for its effective date while a later one acts at once: what the later one writes stands until the
    earlier one's day. A text the ledger has no version of is a bug or a damaged database.
    """
    session.flush()
    rows: Sequence[EntryVersion] = session.exec(
        select(EntryVersion)
        .where(EntryVersion.content_hash == _hash(_dump(entry)))
        .where(
            col(EntryVersion.known_to).is_(None),
            or_(col(EntryVersion.in_force_to).is_(None), col(EntryVersion.in_force_to) > day),
        )
        .order_by(
            col(EntryVersion.in_force_from) > day, col(EntryVersion.in_force_to).is_not(None), col(EntryVersion.id)
        )
        .limit(1)
    ).all()
    if not rows:
        raise StoreError(
            f"The ledger has no open version of \u201c{entry.name}\u201d ({entry.country}); nothing was recorded."
        )
    row = rows[0]
    row.known_to = now
    session.add(row)
    if row.in_force_from < day:  # a version closed on the day it opened was never in force
        _open_version(session, entry, row.in_force_from, now, source, end=day)
    return row
