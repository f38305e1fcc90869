"""Raw bytes that nothing recorded needs any more, counted and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, delete, func, or_, select, text, union, update
from sqlmodel import col

from monitor.model import Stage, Verdict
from monitor.store.engine import Database
from monitor.store.tables import DocumentRow, FilingRow, ListVersion, RawDocument


@dataclass(frozen=True, slots=True)
class Freed:
    """How many documents' bytes went, how many bytes they took in the database, and as they were served."""

    documents: int
    bytes: int
    served: int


def prune(database: Database, before: datetime, *, dry: bool = False) -> Freed:
    """Take away bytes fetched before a moment, unless a rule, a filing still lying or a list needs them.

    ``dry`` only counts. What stays recorded of an irrelevant document is that it was one, and its hash is forgotten.
    """
    gone = and_(col(RawDocument.fetched_at) < before, col(RawDocument.sha256).not_in(_needed()))
    held, served = func.sum(func.length(col(RawDocument.content))), func.sum(col(RawDocument.size))
    counted = select(func.count(), func.coalesce(held, 0), func.coalesce(served, 0))
    with database.writing() as session:
        connection = session.connection()
        documents, freed, was = connection.execute(counted.where(gone)).one()
        if documents and not dry:
            these = select(col(RawDocument.sha256)).where(gone)
            connection.execute(update(DocumentRow).where(col(DocumentRow.sha256).in_(these)).values(sha256=""))
            connection.execute(delete(RawDocument).where(gone))
    return Freed(documents, int(freed), int(was))


def _needed() -> Select[str]:
    """The hashes of rules recorded, of filings that are not in print, and of lists."""
    printed = select(col(DocumentRow.number)).where(col(DocumentRow.stage) == Stage.PUBLISHED.value)
    rules = select(col(DocumentRow.sha256)).where(
        or_(col(DocumentRow.verdict) != Verdict.IRRELEVANT.value, col(DocumentRow.attention) != "")
    )
    lying = select(col(FilingRow.sha256)).where(col(FilingRow.number).not_in(printed))
    needed = union(rules, lying, select(col(ListVersion.sha256))).subquery()
    return select(needed.c.sha256)


def shrink(database: Database) -> None:
    """Give the room that was freed back to the disk. On SQLite everybody waits meanwhile, and the file's size is needed
    once more. Raises StoreError where the disk is full, or somebody keeps the database locked."""
    database_wide = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with database.refusals(), database_wide.connect() as connection:
        if database.is_sqlite:
            connection.connection.execute("VACUUM")
            connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.execute(text("VACUUM raw_document"))
