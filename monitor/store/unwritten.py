"""Values in columns that this program never writes there, found by the database itself, before anybody misses their rows.

A row whose day or word is damaged is no error to a query: it only does not match, and an entry leaves the list without a
sound. So each column is held against what it can hold: days and moments as they are written, whole numbers, yes or no,
text, JSON objects, and the words of those that have a few. Another value of the right form is not found out; entries have
their hashes against that. On PostgreSQL, whose columns have types, only words are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    Table,
    and_,
    case,
    false,
    func,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy import String as SqlText
from sqlalchemy import type_coerce as as_type
from sqlmodel import SQLModel

from monitor.errors import Damaged
from monitor.model import ListName, Stage, Verdict
from monitor.store.column_types import Day, Moment
from monitor.store.engine import Database
from monitor.store.stored import DAMAGED, RESTORE
from monitor.store.tables import BENEATH, metadata

WORDS: dict[str, Sequence[str]] = {
    "document.stage": tuple(Stage),
    "document.verdict": tuple(Verdict),
    "list_version.kind": ("baseline", BENEATH, "rule"),
    **{
        f"{table}.list": tuple(ListName)
        for table in ("entry_version", "change", "list_version", "decision", "seen_match")
    },
    "filing.closed": ("", "irrelevant", "withdrawn", "missed"),
    "watch_event.what": ("added", "changed", "removed"),
    "decision.decision": ("dismissed", "confirmed", "open"),
}
"""Columns that hold one of a few words; of messages ``Outbox.restore_states`` sees to that."""
OBJECTS = frozenset({
    "document.record", "document.rule", "document.applied", "change.content", "watch.details", "watch_source.mapping",
    "watch_event.before", "watch_event.after",
})  # fmt: skip
"""Columns that hold a JSON object, or nothing. Entries, filings and alerts are read again and again: theirs is found then."""
MENDED = frozenset(
    {"source", "outbox", "lease", "filing", "change_set", "watch", "watch_revision", "watch_source", "watch_file"}
)
"""Tables whose moments, days and numbers only say what is to be done next: where damaged, they count as now or as none."""

_AS_CALENDARS = "+0 days"
"""Makes SQLite count a day that its month does not have on into the next one."""


def unwritten(column: Column[Any]) -> ColumnElement[bool]:
    """Where a column holds what is never written there, on SQLite."""
    raw, name, kind = as_type(column, SqlText), f"{column.table.name}.{column.name}", column.type
    holds = _is_text(raw)
    if isinstance(kind, Moment):  # as SQLAlchemy writes it: 2026-11-30 15:00:00.000000
        second = func.substr(raw, 1, 19)
        is_moment = and_(func.strftime("%Y-%m-%d %H:%M:%S", second, _AS_CALENDARS) == second, func.length(raw) == 26)
        holds = and_(holds, func.coalesce(is_moment, false()), raw.op("GLOB")("*.[0-9][0-9][0-9][0-9][0-9][0-9]"))
    elif isinstance(kind, Day):
        holds = and_(holds, func.coalesce(func.date(raw, _AS_CALENDARS) == raw, false()))
    elif isinstance(kind, Integer):
        holds = func.typeof(raw) == "integer"
    elif isinstance(kind, Boolean):
        holds = and_(func.typeof(raw) == "integer", as_type(column, Integer).in_((0, 1)))
    elif isinstance(kind, LargeBinary):
        holds = func.typeof(raw) == "blob"
    elif name in OBJECTS:
        holds = case((raw == "", True), (func.json_valid(raw) == 0, False), else_=func.json_type(raw) == "object")
    elif name in WORDS:
        holds = _is_word(column)
    return not_(or_(raw.is_(None), holds)) if column.nullable else not_(holds)


def _is_text(raw: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.typeof(raw) == "text"


def _is_word(column: Column[Any]) -> ColumnElement[bool]:
    return column.in_([str(word) for word in WORDS[f"{column.table.name}.{column.name}"]])


def find_unwritten(connection: Connection, table: Table) -> dict[Column[Any], tuple[int, Any]]:
    """The columns of a table in which something is damaged, each with the number of its rows and the first of their keys;
    one query, that looks at each row."""
    checks = _checks(connection, table)
    if not checks:
        return {}
    key = as_type(next(iter(table.primary_key)), SqlText)
    counts = [part for _, check in checks for part in (func.sum(case((check, 1), else_=0)), _first(key, check))]
    found = connection.execute(select(*counts).select_from(table)).one()
    return {column: (found[2 * n], found[2 * n + 1]) for n, (column, _) in enumerate(checks) if found[2 * n]}


def _first(key: ColumnElement[Any], check: ColumnElement[bool]) -> ColumnElement[Any]:
    first: ColumnElement[Any] = func.min(case((check, key)))
    return first


def _checks(connection: Connection, table: Table) -> list[tuple[Column[Any], ColumnElement[bool]]]:
    if connection.dialect.name == "sqlite":
        return [(column, unwritten(column)) for column in table.columns]
    return [(column, not_(_is_word(column))) for column in table.columns if f"{table.name}.{column.name}" in WORDS]


def refuse_unwritten(connection: Connection, *kinds: type[SQLModel]) -> None:
    """Raise Damaged where days or moments of these tables are damaged: what is asked by them would be made up.

    One query a table, on SQLite alone.
    """
    if connection.dialect.name != "sqlite":
        return
    for kind in kinds:
        table: Table = kind.__table__  # type: ignore[attr-defined]
        damaged = or_(*(unwritten(column) for column in table.columns if isinstance(column.type, Day | Moment)))
        if connection.execute(select(func.count()).select_from(table).where(damaged)).scalar_one():
            raise next(_sentences(table, find_unwritten(connection, table)))


def look_for_damage(database: Database, now: datetime) -> None:
    """Note what is damaged in any column; what only says what is to be done next is mended. Raises StoreError."""
    database.damage.looked_at = now
    with database.reading() as session:
        found = {table: find_unwritten(session.connection(), table) for table in metadata.sorted_tables}
    for table, columns in found.items():
        for sentence in _sentences(table, columns):
            database.damage.note(sentence)
        if table.name in MENDED and not database.read_only:
            _mend(database, [column for column in columns if isinstance(column.type, Day | Moment | Integer)], now)


def _mend(database: Database, columns: Sequence[Column[Any]], now: datetime) -> None:
    for column in columns:
        if column.primary_key:
            continue
        instead = None if column.nullable else 0 if isinstance(column.type, Integer) else now
        with database.writing() as session:
            session.connection().execute(update(column.table).where(unwritten(column)).values({column: instead}))


def _sentences(table: Table, columns: dict[Column[Any], tuple[int, Any]]) -> Iterator[Damaged]:
    for column, (rows, first) in columns.items():
        where = f"{column.name} of {table.name} {str(first)[:60]!a}"
        others = f" and of {rows - 1} more" if rows > 1 else ""
        counts = " It counts as now, or as none." if table.name in MENDED else ""
        yield Damaged(f"{DAMAGED}: the {where}{others} is not what was written.{counts} {RESTORE}")
