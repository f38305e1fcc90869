"""Very many parties in little memory: packed as bytes, a few thousand together, and unpacked when they are asked for.

A million parties as values take a gigabyte; packed they take about what their file does.
"""

from __future__ import annotations

import gc
import marshal
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import overload

from monitor.model.parties import NO_DETAILS, PartyDetails, WatchedParty, details_said

Details = tuple[tuple[str, str | tuple[str, ...]], ...]
"""The details that a party has, by their names, in their order; those that are empty are left out."""
PartyRow = tuple[str, str, str, str, Details]
"""Reference, name, country, address and details of a party."""
AT_ONCE = 4_096
"""Parties that are packed together."""
_PLAIN = 2
"""The version of marshal that looks for no two values that are one, which takes longer than all the rest."""
_SHOWN = 10


@contextmanager
def without_collection() -> Iterator[None]:
    """Spare Python the search for garbage among a million rows, none of which is."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class PackedParties(Sequence[WatchedParty]):
    """Parties of one source in an order that stays, equal to any sequence of the same ones; made by :class:`PartyPacker`."""

    __slots__ = ("_many", "_packs", "source")

    def __init__(self, packs: Iterable[tuple[int, bytes]] = (), source: str = "") -> None:
        self._packs, self.source = tuple(packs), source
        self._many = sum(many for many, _ in self._packs)

    @classmethod
    def of(cls, parties: Iterable[WatchedParty]) -> PackedParties:
        """Pack parties, without their sources; those that are packed already stay as they are."""
        return parties if isinstance(parties, cls) else cls._of_rows(map(row_of, parties), "")

    @classmethod
    def _of_rows(cls, rows: Iterable[PartyRow], source: str) -> PackedParties:
        packer = PartyPacker(source)
        for row in rows:
            packer.add(row)
        return packer.packed

    def batches(self) -> Iterator[list[PartyRow]]:
        """The rows, as many at a time as are packed together."""
        for _, pack in self._packs:
            yield marshal.loads(pack)  # noqa: S302 - made above, and plain values at most

    def of_source(self, source: str) -> PackedParties:
        """The same parties as those of a source."""
        return PackedParties(self._packs, source)

    def without(self, references: Collection[str]) -> PackedParties:
        """The same parties without some, by their references."""
        if not references:
            return self
        return self._of_rows((row for some in self.batches() for row in some if row[0] not in references), self.source)

    def __len__(self) -> int:
        return self._many

    def __iter__(self) -> Iterator[WatchedParty]:
        for some in self.batches():
            yield from map(self._party, some)

    @overload
    def __getitem__(self, at: int) -> WatchedParty: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[WatchedParty, ...]: ...
    def __getitem__(self, at: int | slice) -> WatchedParty | tuple[WatchedParty, ...]:
        if isinstance(at, slice):
            places = range(self._many)[at]
            if places.step != 1:
                return tuple(self)[at]
            return tuple(map(self._party, self._rows(places.start, places.stop)))
        place = range(self._many)[at]
        return self._party(next(self._rows(place, place + 1)))

    def _party(self, row: PartyRow) -> WatchedParty:
        details = PartyDetails(**dict(row[4])) if row[4] else NO_DETAILS  # type: ignore[arg-type]
        return WatchedParty(*row[:4], self.source, details)

    def _rows(self, start: int, stop: int) -> Iterator[PartyRow]:
        first = 0
        for many, pack in self._packs:
            if first < stop and start < first + many:
                yield from marshal.loads(pack)[max(start - first, 0) : stop - first]  # noqa: S302 - as above
            first += many

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PackedParties) and self._packs == other._packs:
            return True
        if not isinstance(other, Sequence) or len(self) != len(other):
            return False
        return all(one == its for one, its in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        more = f" and {self._many - _SHOWN:,} more" if self._many > _SHOWN else ""
        return f"PackedParties({', '.join(map(repr, self[:_SHOWN]))}{more})"


class PartyPacker:
    """Packs rows as they come."""

    def __init__(self, source: str = "") -> None:
        self._source = source
        self._packs: list[tuple[int, bytes]] = []
        self._loose: list[PartyRow] = []

    def add(self, row: PartyRow) -> None:
        """Take one more."""
        self._loose.append(row)
        if len(self._loose) == AT_ONCE:
            self._pack_many()

    def add_all(self, rows: list[PartyRow]) -> None:
        """Take some more."""
        if self._loose or len(rows) > AT_ONCE:
            for row in rows:
                self.add(row)
        else:
            self._loose = rows
            self._pack_many()

    def _pack_many(self) -> None:
        if self._loose:
            self._packs.append(_pack(self._loose))
            self._loose = []

    @property
    def packed(self) -> PackedParties:
        """All that were added."""
        return PackedParties([*self._packs, *([_pack(self._loose)] if self._loose else [])], self._source)


def _pack(rows: list[PartyRow]) -> tuple[int, bytes]:
    return len(rows), marshal.dumps(rows, _PLAIN)


def row_of(party: WatchedParty) -> PartyRow:
    """A party as a row."""
    details = () if party.details is NO_DETAILS else details_said(party.details)
    return party.reference, party.name, party.country, party.address, details
