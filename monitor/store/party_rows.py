"""Parties as rows: what is known of them, what an import would do to them, and writing it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import chain, count
from operator import attrgetter
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import update
from sqlmodel import Session, col

from monitor.errors import Damaged
from monitor.model import NO_DETAILS, PartyDetails, WatchedParty
from monitor.shapes import details_from, json_text, parts
from monitor.store.column_types import storable
from monitor.store.stored import stored
from monitor.store.tables import WatchEvent, WatchRow

T = TypeVar("T")
_of_text = attrgetter(*(field.name for field in fields(PartyDetails) if field.name not in ("aliases", "addresses")))
_AT_ONCE = 500
"""Rows in one statement: databases bound the parameters."""
_ROWS = 10_000
"""Rows that are handed to the driver at a time."""
COLUMNS = (
    WatchRow.reference, WatchRow.name, WatchRow.country, WatchRow.address, WatchRow.source, WatchRow.details,
)  # fmt: skip
"""Those of a party, in its order."""
_CHANGED = ("name", "country", "address", "details")
"""The columns that an update may change."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did to the watchlist; ``fresh`` are the parties that are new or changed.

    ``own`` has what the source calls each, by its reference here. ``revised`` are the changed ones as they were and are,
    ``gone`` those that went.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    fresh: tuple[WatchedParty, ...] = ()
    own: Mapping[str, str] = field(default_factory=dict)
    revised: tuple[tuple[WatchedParty, WatchedParty], ...] = ()
    gone: tuple[WatchedParty, ...] = ()
    state: tuple[object, ...] = ()
    """The state of the parties that it was worked out of: the same leads to the same."""


def batches(items: Sequence[T]) -> Iterable[Sequence[T]]:
    """As many at a time as one statement takes."""
    return (items[at : at + _AT_ONCE] for at in range(0, len(items), _AT_ONCE))


@dataclass(frozen=True, slots=True)
class KnownParties:
    """The parties there are: by source and the reference that it has for each, and all references here."""

    owned: dict[tuple[str, str], WatchedParty]
    references: set[str]


def party_of(reference: str, name: str, country: str, address: str, source: str, details: str) -> WatchedParty:
    """The party of a row's :data:`COLUMNS`."""
    return WatchedParty(reference, name, country, address, source, _details(details) if details else NO_DETAILS)


def _details(text: str) -> PartyDetails:
    """The details as they were written; none where they are damaged, which is found and told of by looking at the column."""
    try:
        return stored(text, details_from, "what is known of a party")
    except Damaged:
        return NO_DETAILS


def _as_stored(party: WatchedParty) -> dict[str, str]:
    """What :data:`_CHANGED` have of a party."""
    details = ""
    if party.details is not NO_DETAILS:
        filled = {key: value for key, value in parts(party.details).items() if value}
        details = json_text(filled) if filled else ""
    return {"name": party.name, "country": party.country, "address": party.address, "details": details}


def _storable(party: WatchedParty, reference: str, source: str) -> WatchedParty:
    """A party as a database can keep it, under its reference there."""
    name, country, address, details = party.name, party.country, party.address, party.details
    if not all(map(str.isprintable, (name, country, address))):
        name, country, address = storable(name), storable(country), storable(address)
    if details is not NO_DETAILS and not all(map(str.isprintable, _texts_of(details))):
        kept = {k: storable(v) if isinstance(v, str) else list(map(storable, v)) for k, v in parts(details).items()}
        details = details_from(kept)
    return WatchedParty(reference, name, country, address, source, details)


def _texts_of(details: PartyDetails) -> Iterator[str]:
    yield from details.aliases
    yield from details.addresses
    yield from _of_text(details)


def known_parties(session: Session) -> KnownParties:
    """All parties there are."""
    rows = session.connection().execute(sa.select(*map(col, (*COLUMNS, WatchRow.own_reference)))).all()
    return KnownParties({(row[4], row[6]): party_of(*row[:6]) for row in rows}, {row[0] for row in rows})


def state_of(session: Session) -> tuple[object, ...]:
    """What is another once any party is: how many there are, the last change, and how many events there were."""
    parties = sa.select(sa.func.count(), sa.func.max(col(WatchRow.updated_at)))
    events = sa.select(sa.func.count()).select_from(WatchEvent)
    return (*session.connection().execute(parties).one(), session.connection().execute(events).scalar_one())


def compared_with(known: KnownParties, parties: Iterable[WatchedParty], source: str, replace: bool) -> Taken:
    """What taking ``parties`` of a source does, with ``replace`` as all of it; nothing is written."""
    fresh: list[WatchedParty] = []
    revised: list[tuple[WatchedParty, WatchedParty]] = []
    unchanged = 0
    kept: set[str] = set()
    names: dict[str, str] = {}
    for given in parties:
        own = storable(given.reference)
        kept.add(own)
        before = known.owned.get((source, own))
        reference = before.reference if before else _free(own, source, known.references, names)
        party = _storable(given, reference, source)
        if before == party:
            unchanged += 1
            continue
        names[reference] = own
        fresh.append(party)
        if before is not None:
            revised.append((before, party))
    mine = ((own, party) for (whose, own), party in known.owned.items() if whose == source)
    gone = tuple(party for own, party in mine if own not in kept) if replace else ()
    added = len(fresh) - len(revised)
    return Taken(added, len(revised), unchanged, len(gone), tuple(fresh), names, tuple(revised), gone)


def _free(own: str, source: str, *taken: Collection[str]) -> str:
    """A reference that no party here has: the source's own, else with the source in front."""
    if not any(own in some for some in taken):
        return own
    named = f"{source or 'by hand'}: {own}"
    tries = chain((named,), (f"{named} ({n})" for n in count(2)))
    return next(one for one in tries if not any(one in some for some in taken))


def without(taken: Taken, spared: Collection[str]) -> Taken:
    """The same without what would change or remove some parties."""
    if not spared:
        return taken
    fresh = tuple(party for party in taken.fresh if party.reference not in spared)
    revised = tuple(pair for pair in taken.revised if pair[0].reference not in spared)
    gone = tuple(party for party in taken.gone if party.reference not in spared)
    return Taken(taken.added, len(revised), taken.unchanged, len(gone), fresh, taken.own, revised, gone, taken.state)


def write_parties(session: Session, taken: Taken, source: str, now: datetime) -> None:
    """Put in what is new, and update what is changed."""
    old = [after for _, after in taken.revised]
    known = {party.reference for party in old}
    new = [party for party in taken.fresh if party.reference not in known]
    _insert(session.connection(), new, taken.own, source, now)
    change = (
        update(WatchRow)
        .where(col(WatchRow.reference) == sa.bindparam("known"))
        .values({column: sa.bindparam(f"new_{column}") for column in _CHANGED})
        .values(updated_at=now)
    )
    for some in batches(old):
        session.connection().execute(
            change,
            [{"known": p.reference} | {f"new_{column}": text for column, text in _as_stored(p).items()} for p in some],
        )


def _insert(
    connection: sa.Connection, parties: Sequence[WatchedParty], own: Mapping[str, str], source: str, now: datetime
) -> None:
    """Put new rows in past SQLAlchemy's handling of each value, which would take most of the time of a large import: texts
    are storable by now, and the moment is made what the database takes once."""
    table: sa.Table = WatchRow.__table__  # type: ignore[attr-defined]
    columns = (
        "reference",
        "own_reference",
        "name",
        "country",
        "address",
        "details",
        "source",
        "added_at",
        "updated_at",
    )
    written = table.c.added_at.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    moment = written(now) if written else now
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    statement = f"INSERT INTO watch ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})"
    whose = storable(source)
    for some in (parties[at : at + _ROWS] for at in range(0, len(parties), _ROWS)):
        rows = [(p.reference, own[p.reference], *_as_stored(p).values(), whose, moment, moment) for p in some]
        connection.exec_driver_sql(statement, rows)
