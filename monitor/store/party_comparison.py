"""What an import would do to the parties there are: they are looked up many at a time, and never all in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from functools import cached_property
from itertools import count
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from monitor.model import WatchedParty
from monitor.model.packed_parties import PackedParties, PartyPacker, PartyRow, without_collection
from monitor.store.column_types import storable
from monitor.store.party_rows import COLUMNS, as_storable, as_stored, batches, mark_of, party_of
from monitor.store.party_tables import WatchEvent, WatchRow


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did to the watchlist; ``fresh`` are the parties that are new or changed.

    ``own`` has what the source calls those of them that have another reference here. ``revised`` are the changed ones as they
    were and are, ``gone`` those that went.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    fresh: PackedParties = field(default_factory=PackedParties)
    own: Mapping[str, str] = field(default_factory=dict)
    revised: tuple[tuple[WatchedParty, WatchedParty], ...] = ()
    gone: tuple[WatchedParty, ...] = ()
    state: tuple[object, ...] = ()
    """The state of the parties that it was worked out of: the same leads to the same."""


class KnownRow(NamedTuple):
    """A party that there is, as its row has it; ``own`` is what its source calls it."""

    reference: str
    name: str
    country: str
    address: str
    source: str
    details: str
    own: str


class KnownParties:
    """The parties there are, to be looked up."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()
        table: sa.Table = WatchRow.__table__  # type: ignore[attr-defined]
        self._are_none = self._connection.execute(sa.select(table.c.reference).limit(1)).first() is None
        names = (*(column.key for column in COLUMNS), "own_reference")  # type: ignore[attr-defined]
        self._query = f"SELECT {', '.join(names)} FROM watch WHERE reference IN "

    def under(self, references: Collection[str]) -> list[KnownRow]:
        """The parties that have these references here."""
        if self._are_none:
            return []
        mark = mark_of(self._connection)
        found: list[KnownRow] = []
        for some in batches(list(references)):
            query = f"{self._query}({', '.join([mark] * len(some))})"
            found += map(KnownRow._make, self._connection.exec_driver_sql(query, tuple(some)))
        return found

    @cached_property
    def elsewhere(self) -> dict[tuple[str, str], str]:
        """The references here of parties that their sources, which stand before it, call otherwise."""
        reference, own, source = col(WatchRow.reference), col(WatchRow.own_reference), col(WatchRow.source)
        query = sa.select(source, own, reference).where(own != reference)
        if self._are_none:
            return {}
        return {(row[0], row[1]): row[2] for row in self._connection.execute(query)}

    def of_source(self, source: str) -> Iterator[tuple[str, str]]:
        """The references of a source's parties: here, and its own."""
        query = sa.select(col(WatchRow.reference), col(WatchRow.own_reference)).where(col(WatchRow.source) == source)
        return ((row[0], row[1]) for row in self._connection.execute(query))

    def count_of(self, source: str) -> int:
        """How many parties a source has."""
        query = sa.select(sa.func.count()).where(col(WatchRow.source) == source)
        many: int = self._connection.execute(query).scalar_one()
        return many


def state_of(session: Session) -> tuple[object, ...]:
    """What is another once any party is: how many there are, the last change, and how many events there were."""
    parties = sa.select(sa.func.count(), sa.func.max(col(WatchRow.updated_at)))
    events = sa.select(sa.func.count()).select_from(WatchEvent)
    return (*session.connection().execute(parties).one(), session.connection().execute(events).scalar_one())


@without_collection()
def compared_with(session: Session, parties: PackedParties, source: str, replace: bool) -> Taken:
    """What taking ``parties`` of a source does, with ``replace`` as all of it; nothing is written."""
    comparison = _Comparison(KnownParties(session), parties, source)
    for some in parties.batches():
        comparison.take(as_storable(some))
    return comparison.outcome(replace)


class _Comparison:
    """The parties of a source beside those there are."""

    def __init__(self, known: KnownParties, parties: PackedParties, source: str) -> None:
        self._known, self._parties, self._source = known, parties, source
        self._fresh = PartyPacker(source)
        self._own: dict[str, str] = {}
        self._revised: list[tuple[WatchedParty, WatchedParty]] = []
        self._unchanged = 0

    def take(self, rows: list[PartyRow]) -> None:
        """Compare some more."""
        found = self._found([row[0] for row in rows])
        if not found:
            self._fresh.add_all(rows)
            return
        ours = {row.own: row for row in found if row.source == self._source}
        taken = {row.reference for row in found if row.source != self._source or row.own != row.reference}
        new_names = self._free([row[0] for row in rows if row[0] in taken and row[0] not in ours]) if taken else {}
        for row in rows:
            known = ours.get(row[0])
            if known is None:
                self._add(row, new_names.get(row[0], row[0]))
            elif known[1:4] == row[1:4] and known.details == as_stored(row)[3]:
                self._unchanged += 1
            else:
                self._revise(known, row)

    def _found(self, own: list[str]) -> list[KnownRow]:
        """The parties here that have these references, or that the source calls so."""
        elsewhere = self._known.elsewhere
        more = [here for one in own if (here := elsewhere.get((self._source, one)))] if elsewhere else []
        return self._known.under({*own, *more} if more else own)

    def _add(self, row: PartyRow, reference: str) -> None:
        if reference != row[0]:
            self._own[reference] = row[0]
            row = (reference, *row[1:])
        self._fresh.add(row)

    def _revise(self, known: KnownRow, row: PartyRow) -> None:
        name, country, address, details = as_stored(row)
        before = party_of(*known[:6])
        after = party_of(known.reference, name, country, address, self._source, details)
        if before == after:
            self._unchanged += 1
            return
        self._add(row, known.reference)
        self._revised.append((before, after))

    def _free(self, own: Sequence[str]) -> dict[str, str]:
        """References that no party here has, for some that others have already: with the source in front."""
        found: dict[str, str] = {}
        for n in count(1):
            more = f" ({n})" if n > 1 else ""
            tried = {one: f"{self._source or 'by hand'}: {one}{more}" for one in own if one not in found}
            if not tried:
                return found
            there = {row.reference for row in self._known.under(tried.values())}
            for one, reference in tried.items():
                if not (reference in there or reference in self._own or reference in self._all_own):
                    found[one] = reference
                    self._own[reference] = one
        return found

    @cached_property
    def _all_own(self) -> frozenset[str]:
        """All references that the source has for its parties; seldom wanted, and large."""
        return frozenset(storable(row[0]) for some in self._parties.batches() for row in some)

    def outcome(self, replace: bool) -> Taken:
        """What all of it does."""
        fresh, revised = self._fresh.packed, tuple(self._revised)
        gone = self._gone(self._unchanged + len(revised)) if replace else ()
        return Taken(
            len(fresh) - len(revised), len(revised), self._unchanged, len(gone), fresh, self._own, revised, gone
        )

    def _gone(self, kept: int) -> tuple[WatchedParty, ...]:
        """The source's parties that are not among these; ``kept`` of them are."""
        if self._known.count_of(self._source) == kept:
            return ()
        gone = [here for here, own in self._known.of_source(self._source) if own not in self._all_own]
        return tuple(party_of(*row[:6]) for some in batches(gone) for row in self._known.under(some))


def without(taken: Taken, spared: Collection[str]) -> Taken:
    """The same without what would change or remove some parties."""
    if not spared:
        return taken
    revised = tuple(pair for pair in taken.revised if pair[0].reference not in spared)
    gone = tuple(party for party in taken.gone if party.reference not in spared)
    return changed(
        taken, changed=len(revised), removed=len(gone), fresh=taken.fresh.without(spared), revised=revised, gone=gone
    )
