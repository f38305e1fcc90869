"""The parties of a file as they are found, line by line: what is none, what is said twice, and what only shares a reference."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from string import ascii_letters, digits

from monitor.model.packed_parties import PackedParties, PartyPacker, PartyRow
from monitor.reading.parties.party_lines import Note, SaidLine, country_problem, derived_reference
from monitor.text.names import fold

LONGEST_NAME = 1000
LONGEST_REFERENCE = 200
TOLD_EVERY = 10_000
"""Lines after which it is told how far the reading is."""
_LETTERS = frozenset(ascii_letters + digits)
_SHEETS = 1 << 40
"""Keeps a line's number and its sheet's apart in one number, of which there is one for each party."""


class PartiesFound:
    """Takes what lines say; a party without a reference gets one."""

    def __init__(self, stable: bool) -> None:
        self._stable = stable
        self._packer = PartyPacker()
        self._sheets: list[str] = []
        self._lines = 0
        self._places: dict[str, int] = {}
        self._twins: dict[int, int] | None = None
        """The places of parties by what two lines have in common that say one party; worked out once a reference repeats."""
        self._numbers: dict[str, int] = {}

    @property
    def packed(self) -> PackedParties:
        """The parties that were found."""
        return self._packer.packed

    def begin(self, sheet: str) -> None:
        """What comes next is of another table; ``sheet`` is how its places begin, "" for the only one."""
        self._sheets.append(sheet)

    def take(self, lines: Iterable[SaidLine], notes: list[Note], told: Callable[[int], object] | None) -> None:
        """Take the parties of lines; what is odd about one is added to ``notes``."""
        places, add, stable, sheet = self._places, self._packer.add, self._stable, (len(self._sheets) - 1) * _SHEETS
        for number, written, row in lines:
            if told and self._lines % TOLD_EVERY == 0:
                told(self._lines)
            self._lines += 1
            if written and (odd := country_problem(written)):
                notes.append((number, f": {odd}"))
            if unusable := _unusable(row[0], row[1]):
                notes.append((number, unusable))
                continue
            kept = row
            if not row[0]:
                own = derived_reference(row[1], row[2]) if stable else self._place(sheet + number)
                kept = (own, *row[1:])
            if kept[0] in places:
                another = self._another(kept, sheet + number, notes)
                if another is None:
                    continue
                kept = another
            elif self._twins is not None:
                self._twins[_what_makes_it(kept)] = sheet + number
            places[kept[0]] = sheet + number
            add(kept)

    def _another(self, row: PartyRow, place: int, notes: list[Note]) -> PartyRow | None:
        """The row under a reference of its own; None where it says a party again."""
        number, own = place % _SHEETS, row[0]
        if self._twins is None:
            self._twins = {_what_makes_it(one): self._places[one[0]] for some in self.packed.batches() for one in some}
        first = self._twins.setdefault(_what_makes_it(row), place)
        if first != place:
            notes.append((number, f" repeats {self._place(first)} and is left out"))
            return None
        for n in count(self._numbers.get(own, 2)):
            if (numbered := f"{own} ({n})") not in self._places:
                break
        self._numbers[own] = n + 1
        notes.append(
            (
                number,
                f" has the reference {own} of {self._place(self._places[own])}: both are kept, this one as {numbered}",
            )
        )
        return (numbered, *row[1:])

    def _place(self, place: int) -> str:
        sheet, number = divmod(place, _SHEETS)
        return f"{self._sheets[sheet]}line {number}"


def _what_makes_it(row: PartyRow) -> int:
    """What two lines of one reference have in common that are one party."""
    reference, name, country, address, details = row
    return hash((reference, fold(name), country, fold(address), details))


def _unusable(reference: str, name: str) -> str:
    """Why a row is no party; "" where it is one."""
    if not (name[:1] in _LETTERS or fold(name)):
        return " has no name and is left out"
    if len(name) + len(reference) < LONGEST_REFERENCE:  # nearly all
        return ""
    if len(name) > LONGEST_NAME:
        return f": a name of {len(name):,} characters is left out"
    if len(reference) > LONGEST_REFERENCE:
        return f": a reference of {len(reference):,} characters is left out"
    return ""
