"""Rows of a query as far as they are what was written: one whose day or moment is none must not hide the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, inspect
from sqlmodel import Session, SQLModel
from sqlmodel.sql.expression import SelectOfScalar

from monitor.errors import Damaged
from monitor.store.stored import Damage

M = TypeVar("M", bound=SQLModel)


def intact_rows(session: Session, damage: Damage, query: SelectOfScalar[M]) -> Sequence[M]:
    """The rows of a query of one table; those that are damaged are left out, and noted by their keys."""
    try:
        return session.exec(query).all()
    except Damaged:
        kind: type[M] = query.column_descriptions[0]["entity"]
        keys = session.execute(query.with_only_columns(*inspect(kind).primary_key)).all()
        return damage.intact(keys, lambda key: _whole(session, kind, tuple(key)))


def _whole(session: Session, kind: type[M], key: tuple[Any, ...]) -> M:
    """The row of a key. Raises Damaged, which names it."""
    table: Table = inspect(kind).local_table
    try:
        return session.get_one(kind, key)
    except Damaged as found:
        raise Damaged(f"{found} It is what is kept of {table.name} {', '.join(map(str, key))}.") from None
