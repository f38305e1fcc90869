"""What instructions and table rows are together: the amendments, and what was odd."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Amendment
from monitor.reading.entries.table import TableEntry
from monitor.reading.rules.instructions import Instruction


@dataclass(frozen=True, slots=True)
class Matched:
    """Amendments in the order of the instructions, how many each got, and what was odd about it."""

    amendments: tuple[Amendment, ...]
    carried_out: tuple[tuple[Instruction, int], ...]
    problems: tuple[str, ...]
    conflicts: tuple[str, ...]
    rows: tuple[TableEntry, ...] = ()
    odd_cells: tuple[str, ...] = ()
    miscounted: tuple[str, ...] = ()
