"""All that a database holds, moved into an empty one, of the same kind or the other, and compared row by row.

The source is read as it stands at one moment, while others go on writing; the target gets everything in one transaction
or nothing. Leases are about processes, not data, and stay behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, Table, func, select, text

from monitor.errors import StoreError, UsageError
from monitor.store.backup import has_data
from monitor.store.engine import Database
from monitor.store.progress import Progress
from monitor.store.tables import metadata
from monitor.store.upgrade import check_version, upgrade_tables

ROWS = 500
_LEFT = frozenset({"lease"})
_WHOLE = 1 << 256


@dataclass(frozen=True, slots=True)
class Copied:
    """``hash`` (hex) is that of all the table's rows, in whatever order."""

    table: str
    rows: int
    hash: str


def copy_database(source: Database, target: Database, done: Progress) -> tuple[Copied, ...]:
    """Copy every table; what was copied, as it was found in both.

    Raises UsageError where the target holds anything already, StoreError where the source is of another version or the
    target does not hold the same in the end; then it is left empty.
    """
    check_version(source)
    upgrade_tables(target)
    if has_data(target):
        raise UsageError(f"The database {target.shown} is not empty; name an empty one.")
    tables = [table for table in metadata.sorted_tables if table.name not in _LEFT]
    with _at_one_moment(source) as reading, target.connection() as writing:
        total = 2 * sum(_count(reading, table) for table in tables)
        steps = _Steps(done, total)
        read = [_copied(reading, writing, table, steps) for table in tables]
        written = [_hashed(writing, table, steps) for table in tables]
        for was, became in zip(read, written, strict=True):
            if was != became:
                raise StoreError(
                    f"The copy of the table {was.table} is not the same ({was.rows} rows, {became.rows} arrived); nothing "
                    "was kept. Try again; if it happens twice, report it."
                )
        if not target.is_sqlite:
            _set_sequences(writing, tables)
    return tuple(read)


class _Steps:
    """Counts rows for whoever watches."""

    def __init__(self, done: Progress, total: int) -> None:
        self._done, self._total, self._count = done, total, 0

    def take(self, rows: int) -> None:
        self._count += rows
        self._done(self._count, self._total)


@contextmanager
def _at_one_moment(database: Database) -> Iterator[Connection]:
    """A transaction that sees the database as it is now throughout."""
    with database.reading() as session:
        options = {} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        yield session.connection(execution_options={**options, "stream_results": True})


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _copied(reading: Connection, writing: Connection, table: Table, steps: _Steps) -> Copied:
    total, count = 0, 0
    for rows in _batches(reading, table):
        writing.execute(table.insert(), [dict(row._mapping) for row in rows])
        total, count = total + sum(map(_hash, rows)), count + len(rows)
        steps.take(len(rows))
    return Copied(table.name, count, f"{total % _WHOLE:064x}")


def _hashed(connection: Connection, table: Table, steps: _Steps) -> Copied:
    total, count = 0, 0
    for rows in _batches(connection, table):
        total, count = total + sum(map(_hash, rows)), count + len(rows)
        steps.take(len(rows))
    return Copied(table.name, count, f"{total % _WHOLE:064x}")


def _batches(connection: Connection, table: Table) -> Iterator[list[Row[Any]]]:
    many = 10 if any(isinstance(column.type, LargeBinary) for column in table.columns) else ROWS
    found = connection.execute(select(table).execution_options(yield_per=many))
    for rows in found.partitions(many):
        yield list(rows)


def _hash(row: Row[Any]) -> int:
    """Sums of these are the same in whatever order: databases sort text each in its own way."""
    digest = hashlib.sha256()
    for value in row:
        written = _written(value)
        digest.update(len(written).to_bytes(8, "big") + written)
    return int.from_bytes(digest.digest(), "big")


def _written(value: Any) -> bytes:
    match value:
        case bytes():
            return b"b" + value
        case datetime():
            return b"m" + value.astimezone(UTC).isoformat().encode()
        case date():
            return b"d" + value.isoformat().encode()
        case str():
            return b"s" + value.encode("utf-8", "surrogatepass")
    return b"o" + repr(value).encode()


def _set_sequences(connection: Connection, tables: list[Table]) -> None:
    """The next row gets the number after the highest; PostgreSQL does not look at the rows for that."""
    for table in tables:
        for column in table.primary_key:
            name = connection.execute(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
            ).scalar()
            if name:
                highest = select(func.max(column)).scalar_subquery()
                connection.execute(select(func.setval(name, func.coalesce(highest, 1), highest.is_not(None))))
