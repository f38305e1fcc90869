"""Everything recorded of the list through time, read in one transaction: versions, changes, documents, the baseline.

Reading the rows is quick, parsing their JSON is not: each part is parsed when it is first asked for, and what an earlier
reading has parsed is taken from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from monitor.clock import eastern_day
from monitor.model import (
    NOTHING_APPLIED,
    AppliedByDay,
    Change,
    Document,
    Entry,
    ListName,
    Stage,
    Verdict,
    Version,
)
from monitor.shapes import change_from, document_from
from monitor.store.baselines import BaselineInfo
from monitor.store.documents import applied_in, newest_baselines
from monitor.store.engine import Database
from monitor.store.list_counts import refuse_missing
from monitor.store.reconciliations import ReconciliationInfo, read_reconciliations
from monitor.store.stored import stored, stored_as
from monitor.store.tables import ChangeRow, DocumentRow, EntryVersion
from monitor.store.unwritten import refuse_unwritten
from monitor.store.versions import entry_of, known

Rows = Sequence[Any]


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A recorded document at its latest stage, without what was read in it."""

    document: Document
    stage: Stage
    verdict: Verdict
    effective_on: date | None
    recorded_at: datetime
    attention: str
    applied: AppliedByDay = NOTHING_APPLIED

    @property
    def effective_day(self) -> date:
        """The Eastern day from which it changes the list; where nothing states one, the day it was recorded."""
        return self.effective_on or eastern_day(self.recorded_at)


class RecordedHistory:
    """What is known of some lists, now or at a moment; ``beginnings`` are the baselines of each. It never changes."""

    def __init__(
        self,
        versions: Rows,
        changes: Rows,
        documents: Rows,
        beginnings: Mapping[ListName, BaselineInfo],
        reconciliations: Mapping[str, ReconciliationInfo],
        earlier: RecordedHistory | None,
    ) -> None:
        self.beginnings = beginnings
        self.reconciliations = reconciliations
        self._version_rows = versions
        self._change_rows = changes
        self._document_rows = documents
        self._earlier_entries = earlier.entries if earlier else {}
        self._earlier_changes = earlier.numbered_changes if earlier else {}

    def prepare(self) -> None:
        """Parse every part now and drop the rows: for a history that is kept in memory."""
        self.versions  # noqa: B018 - parsed when first asked for
        self._version_rows, self._earlier_entries = (), {}
        self.numbered_changes  # noqa: B018
        self._change_rows, self._earlier_changes = (), {}
        self.documents  # noqa: B018
        self._document_rows = ()

    def only(self, name: ListName) -> RecordedHistory:
        """The same of one list."""
        found = RecordedHistory(
            (), (), (), {n: b for n, b in self.beginnings.items() if n is name}, self.reconciliations, None
        )
        found.versions = tuple(version for version in self.versions if version.entry.list is name)
        found.entries = {key: entry for key, entry in self.entries.items() if entry.list is name}
        found.numbered_changes = {n: change for n, change in self.numbered_changes.items() if change.list is name}
        found.documents = self.documents
        return found

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Each text that an entry has or had, by its hash."""
        texts = {key: text for _, _, _, key, text, _ in self._version_rows}
        earlier = self._earlier_entries
        return {key: earlier.get(key) or entry_of(key, text) for key, text in texts.items()}

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """Every version, the oldest first; those of one text share their entry."""
        entries = self.entries
        # Sorted here: a database that sorts rows with their texts takes twice as long to give them.
        rows = sorted(self._version_rows, key=lambda row: row[:2])
        return tuple(Version(entries[key], start, end, source) for start, _, end, key, _, source in rows)

    @cached_property
    def numbered_changes(self) -> dict[int, Change]:
        """Every change by its number, in the order they were made."""
        earlier = self._earlier_changes
        return {
            number: earlier.get(number) or stored(text, change_from, f"change {number}")
            for number, text in self._change_rows
        }

    @cached_property
    def documents(self) -> dict[str, DocumentSummary]:
        """The documents by their numbers, each at its latest stage, in the order of publication."""
        latest: dict[str, DocumentSummary] = {}
        for number, record, stage, verdict, day, at, attention, applied in self._document_rows:
            if stage == Stage.PUBLISHED.value or number not in latest:
                document = stored(record, document_from, f"the record of {number}")
                latest[number] = DocumentSummary(
                    document, Stage(stage), stored_as(Verdict, verdict, f"the verdict on {number}"), day, at, attention,
                    applied_in(applied, number),
                )  # fmt: skip
        return latest


def read_history(
    database: Database,
    known_on: datetime | None = None,
    earlier: RecordedHistory | None = None,
    lists: Sequence[ListName] = tuple(ListName),
) -> RecordedHistory:
    """What is known now of some lists, or was at a moment; all of one state of the database.

    ``earlier`` is another reading of this database: what it has parsed is not parsed again. Raises Damaged where nobody can
    say when something was in force or known: the list would be another one.
    """
    with database.reading() as session:
        if not database.is_sqlite:  # where each query of a transaction would see what others have recorded meanwhile
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        baselines = newest_baselines(session)
        refuse_unwritten(session.connection(), EntryVersion, ChangeRow, DocumentRow)
        refuse_missing(session)
        return RecordedHistory(
            _versions(session, lists, known_on),
            _changes(session, lists, known_on),
            _documents(session, known_on),
            {
                name: BaselineInfo(base.source, base.as_of, base.known_at, base.entry_count)
                for name, base in baselines.items()
                if name in lists
            },
            read_reconciliations(session.connection()),
            earlier,
        )


def _versions(session: Session, lists: Sequence[ListName], known_on: datetime | None) -> Rows:
    columns: tuple[Any, ...] = (
        EntryVersion.in_force_from, EntryVersion.id, EntryVersion.in_force_to, EntryVersion.content_hash,
        EntryVersion.content, EntryVersion.source,
    )  # fmt: skip
    return session.connection().execute(sql_select(*columns).where(known(known_on), _is_of(lists, EntryVersion))).all()


def _is_of(lists: Sequence[ListName], kind: type[EntryVersion | ChangeRow]) -> ColumnElement[bool]:
    return true() if len(lists) == len(ListName) else col(kind.list).in_([name.value for name in lists])


def _changes(session: Session, lists: Sequence[ListName], known_on: datetime | None) -> Rows:
    is_known: ColumnElement[bool] = col(ChangeRow.known_to).is_(None)
    if known_on is not None:
        is_known = and_(col(ChangeRow.known_at) <= known_on, or_(is_known, col(ChangeRow.known_to) > known_on))
    query = sql_select(col(ChangeRow.id), col(ChangeRow.content)).where(is_known, _is_of(lists, ChangeRow))
    return session.connection().execute(query.order_by(col(ChangeRow.id))).all()


def _documents(session: Session, known_on: datetime | None) -> Rows:
    columns: tuple[Any, ...] = (
        DocumentRow.number, DocumentRow.record, DocumentRow.stage, DocumentRow.verdict, DocumentRow.in_force_on,
        DocumentRow.recorded_at, DocumentRow.attention, DocumentRow.applied,
    )  # fmt: skip
    is_known = col(DocumentRow.recorded_at) <= known_on if known_on is not None else true()
    order = (col(DocumentRow.publication_date), col(DocumentRow.number), col(DocumentRow.stage))
    return session.connection().execute(sql_select(*columns).where(is_known).order_by(*order)).all()
