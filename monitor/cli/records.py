"""Records as a table or data, for the commands that print such."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.cli.context import terminal_width

if TYPE_CHECKING:
    from monitor.rendering.words import Format


def records_text(command: str, records: Sequence[dict[str, object]], form: Format) -> str:
    """The records that a command prints; a CSV without any has its header all the same."""
    from monitor.rendering.grid import render_records

    columns: tuple[str, ...] = ()
    if form == "csv" and not records:
        from monitor.contracts.tables import TABLES

        columns = TABLES[command].columns
    return render_records(records, form, terminal_width(), columns)
