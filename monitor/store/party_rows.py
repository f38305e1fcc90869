"""Parties as rows: as a database keeps them, and writing them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import update
from sqlmodel import Session, col

from monitor.errors import Damaged
from monitor.model import NO_DETAILS, PartyDetails, WatchedParty
from monitor.model.packed_parties import Details, PackedParties, PartyRow, row_of, without_collection
from monitor.shapes import details_from, json_text
from monitor.store.column_types import storable
from monitor.store.party_tables import WatchRow
from monitor.store.stored import stored

T = TypeVar("T")
_AT_ONCE = 500
"""Rows in one statement: databases bound the parameters."""
COLUMNS = (
    WatchRow.reference, WatchRow.name, WatchRow.country, WatchRow.address, WatchRow.source, WatchRow.details,
)  # fmt: skip
"""Those of a party, in its order."""
_CHANGED = ("name", "country", "address", "details")
"""The columns that an update may change."""


def batches(items: Sequence[T]) -> Iterable[Sequence[T]]:
    """As many at a time as one statement takes."""
    return (items[at : at + _AT_ONCE] for at in range(0, len(items), _AT_ONCE))


def mark_of(connection: sa.Connection) -> str:
    """What stands for a value in the driver's own SQL."""
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


def party_of(reference: str, name: str, country: str, address: str, source: str, details: str) -> WatchedParty:
    """The party of a row's :data:`COLUMNS`."""
    return WatchedParty(reference, name, country, address, source, _details(details) if details else NO_DETAILS)


def _details(text: str) -> PartyDetails:
    """The details as they were written; none where they are damaged, which is found and told of by looking at the column."""
    try:
        return stored(text, details_from, "what is known of a party")
    except Damaged:
        return NO_DETAILS


def as_stored(row: PartyRow) -> tuple[str, str, str, str]:
    """What :data:`_CHANGED` have of a party that is storable."""
    return row[1], row[2], row[3], _text_of(row[4]) if row[4] else ""


def _text_of(details: Details) -> str:
    text = json_text(dict(details))
    if "\\u" not in text:  # a character that cannot be written but by its number
        return text
    kept = ((key, storable(said) if isinstance(said, str) else tuple(map(storable, said))) for key, said in details)
    return json_text(dict(kept))


def as_storable(rows: list[PartyRow]) -> list[PartyRow]:
    """Parties as a database can keep them, but for their details, which :func:`as_stored` looks after."""
    if "".join([text for row in rows for text in row[:4]]).isprintable():
        return rows
    return [(*map(storable, row[:4]), row[4]) for row in rows]  # type: ignore[misc]


@without_collection()
def write_parties(
    session: Session,
    fresh: PackedParties,
    own: dict[str, str],
    revised: Sequence[WatchedParty],
    source: str,
    now: datetime,
) -> None:
    """Put in what is new of ``fresh``, and update what is ``revised``; ``own`` has what the source calls those that have
    another reference here."""
    known = {party.reference for party in revised}
    for some in fresh.batches():
        new = [row for row in some if row[0] not in known] if known else some
        _insert(session.connection(), new, own, source, now)
    change = (
        update(WatchRow)
        .where(col(WatchRow.reference) == sa.bindparam("known"))
        .values({column: sa.bindparam(f"new_{column}") for column in _CHANGED})
        .values(updated_at=now)
    )
    names = [f"new_{column}" for column in _CHANGED]
    for parties in batches(revised):
        values = [{"known": p.reference, **dict(zip(names, as_stored(row_of(p)), strict=True))} for p in parties]
        session.connection().execute(change, values)


def _insert(
    connection: sa.Connection, rows: Sequence[PartyRow], own: dict[str, str], source: str, now: datetime
) -> None:
    """Put new rows in past SQLAlchemy's handling of each value, which would take most of the time of a large import: texts
    are storable by now, and the moment is made what the database takes once."""
    table: sa.Table = WatchRow.__table__  # type: ignore[attr-defined]
    columns = (
        "reference", "own_reference", "name", "country", "address", "details", "source", "added_at", "updated_at",
    )  # fmt: skip
    written = table.c.added_at.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    moment = written(now) if written else now
    statement = f"INSERT INTO watch ({', '.join(columns)}) VALUES ({', '.join([mark_of(connection)] * len(columns))})"
    whose = storable(source)
    values = [(row[0], own.get(row[0], row[0]), *as_stored(row), whose, moment, moment) for row in rows]
    if values:
        connection.exec_driver_sql(statement, values)
