"""An older list laid beneath the one that everything started from, with the rules between: all of it at once, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from monitor.errors import StoreError
from monitor.model import Document, Entry, History, Rule
from monitor.store.context import ListMark, mark_columns
from monitor.store.engine import Database, insert_new
from monitor.store.ledger import Outcome, Reapplied, reapply, write_document
from monitor.store.party_tables import SeenMatch
from monitor.store.reconciliations import ReconciliationInfo, add_reconciliation
from monitor.store.tables import BENEATH, ChangeSet, DocumentRow, ListVersion, RawDocument
from monitor.store.versions import adopt, open_version

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Seam:
    """What the rules between two lists do not explain, as a document of its own."""

    document: Document
    rule: Rule
    info: ReconciliationInfo


@dataclass(frozen=True, slots=True)
class Layer:
    """An older list with everything that follows from it.

    ``mark`` is of the list that it was worked out for; ``source`` and ``sha256`` are the older copy's.
    """

    entries: tuple[Entry, ...]
    as_of: date
    source: str
    sha256: str
    mark: ListMark
    history: History
    others: Mapping[str, Reapplied]
    seam: Seam | None = None


def list_mark(database: Database) -> ListMark:
    """By what the list is known again."""
    with database.reading() as session:
        return _mark(session)


def lay_beneath(database: Database, aside: Database, layer: Layer, now: datetime) -> None:
    """Make ``layer`` the list's beginning, with the documents that were read in the database ``aside``, in one transaction.

    What was known until now stays known as of then. Raises StoreError where the list has changed since ``layer`` was worked
    out; then nothing is written.
    """
    with aside.reading() as read, database.writing() as session:
        if _mark(session) != layer.mark:
            raise StoreError(
                "The list was changed by another process meanwhile, and nothing was recorded; run it again."
            )
        for model in (RawDocument, DocumentRow, ChangeSet, SeenMatch):
            _copy(read, session, model)
        for entry in layer.entries:
            open_version(session, entry, layer.as_of, now, f"baseline {layer.as_of}")
        session.add(
            ListVersion(
                kind=BENEATH, source=layer.source, as_of=layer.as_of, entry_count=len(layer.entries),
                sha256=layer.sha256, known_at=now,
            )
        )  # fmt: skip
        if layer.seam is not None:
            write_document(session, Outcome(layer.seam.document, layer.seam.rule, "", (), None, ()), now)
            add_reconciliation(session, layer.seam.info)
        session.flush()
        adopt(session, layer.history, now)
        reapply(session, layer.others)


def _copy(read: Session, session: Session, model: type[Row]) -> None:
    """Copy a table's rows that are not there yet, one by one: texts may be large."""
    key = next(iter(model.__table__.primary_key.columns))  # type: ignore[attr-defined]
    for name in read.execute(select(key)).scalars().all():
        for row in read.execute(select(model).where(key == name)).scalars().all():
            insert_new(session, row)
            read.expunge(row)


def _mark(session: Session) -> ListMark:
    return tuple(session.execute(select(*mark_columns(""))).one())
