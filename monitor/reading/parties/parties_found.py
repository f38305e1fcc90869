"""The parties of a file as they are found, line by line: what is none, what is said twice, and what only shares a reference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

    def take(self, lines: Sequence[SaidLine], notes: list[Note], told: Callable[[int], object] | None) -> None:
        """Take the parties of lines; what is odd about one is added to ``notes``."""
        self._tell(len(lines), told)
        places, sheet, kept = self._places, (len(self._sheets) - 1) * _SHEETS, list[PartyRow]()
        odd = {one: said for one in {line[1] for line in lines} if one and (said := country_problem(one))}
        for number, written, row in lines:
            if odd and written in odd:
                notes.append((number, f": {odd[written]}"))
            own, name = row[0], row[1]
            is_long = len(name) + len(own) > LONGEST_REFERENCE
            if (is_long or name[:1] not in _LETTERS) and (unusable := _unusable(own, name)):
                notes.append((number, unusable))
                continue
            if not own:
                own = derived_reference(name, row[2]) if self._stable else self._place(sheet + number)
                row = (own, *row[1:])  # noqa: PLW2901 - the same party
            if own in places:
                if self._twins is None:
                    self._packer.add_all(kept)
                    kept = []
                if not (another := self._another(row, sheet + number, notes)):
                    continue
                own, row = another[0], another  # noqa: PLW2901 - likewise
            elif self._twins is not None:
                self._twins[_what_makes_it(row)] = sheet + number
            places[own] = sheet + number
            kept.append(row)
        self._packer.add_all(kept)

    def _tell(self, more: int, told: Callable[[int], object] | None) -> None:
        first = -(-self._lines // TOLD_EVERY) * TOLD_EVERY
        self._lines += more
        for lines in range(first, self._lines, TOLD_EVERY) if told else ():
            told(lines)  # type: ignore[misc]

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
    if len(name) > LONGEST_NAME:
        return f": a name of {len(name):,} characters is left out"
    if len(reference) > LONGEST_REFERENCE:
        return f": a reference of {len(reference):,} characters is left out"
    return ""
