"""Reading a file of parties for ``watch import`` and ``screen``: what was understood of it is said before it is used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.context import emit, say
from monitor.cli.progress import progress
from monitor.cli.records import records_text
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.model import WatchedParty
    from monitor.reading.parties.party_file import Parties, UnderstoodTable
    from monitor.reading.parties.tables import ReadingOptions
    from monitor.rendering.words import Format

MOST_PROBLEMS = 20
FIRST_ROWS = 10
"""So many parties a preview shows."""


def reading_options(
    columns: Sequence[str] | None, sheet: str, encoding: str, separator: str, heading_row: int | None
) -> ReadingOptions:
    """The options of both commands in one value. Raises UsageError for a ``--column`` that is not FIELD=HEADING."""
    from monitor.reading.parties.mapping import FIELDS
    from monitor.reading.parties.tables import ReadingOptions

    chosen = dict(column.partition("=")[::2] for column in columns or ())
    if wrong := [field for field, heading in chosen.items() if field not in FIELDS or not heading]:
        raise UsageError(f"--column {wrong[0]}: write FIELD=HEADING, FIELD one of {', '.join(FIELDS)}.")
    return ReadingOptions(chosen, sheet, encoding, separator, heading_row)


def read_parties_of(file: Path, options: ReadingOptions, *, stable: bool, every_problem: bool = False) -> Parties:
    """The parties of a file; says how it was understood, and what was left out."""
    from monitor.alerting.watch_file import read_party_file

    with progress("lines") as done:
        found, _ = read_party_file(file, options, done, stable=stable)
    if found.encoding:
        separated = f", separated by {found.separator}" if found.separator not in ("", "none") else ""
        say(f"Encoding: {found.encoding}{separated}")
    for table in found.tables:
        _say_table(table)
    shown = found.problems if every_problem else found.problems[:MOST_PROBLEMS]
    for problem in shown:
        say(f"note: {file}: {problem}")
    if more := len(found.problems) - len(shown):
        say(f"note: and {more:,} more such lines")
    return found


def _say_table(table: UnderstoodTable) -> None:
    if table.sheet:
        say(f"Sheet: \u201c{table.sheet}\u201d")
    rows = " and ".join(map(str, table.heading_rows))
    where = f" (headings in line {rows})" if rows and rows != "1" else ""
    say(
        "Columns: "
        + ", ".join(f"{field} from \u201c{heading}\u201d" for field, heading in table.mapping.items())
        + where
    )
    if table.ignored:
        say("Not taken: " + ", ".join(table.ignored))


def show_first_rows(found: Parties, form: Format) -> None:
    """Print the first parties as they were understood."""

    parties = found.parties[:FIRST_ROWS]
    if form in ("json", "jsonl"):
        from monitor.shapes import json_text

        emit(json_text(parties, indent=True) if form == "json" else "\n".join(map(json_text, parties)))
        return
    emit(records_text("watch list", [party_record(party, form) for party in parties], form))
    if more := len(found.parties) - len(parties):
        say(f"and {more:,} more parties")


def party_record(party: WatchedParty, form: Format) -> dict[str, object]:
    """A party as a row of a table; where nobody reads it on a terminal, with all its details, as a file of parties has them."""
    from monitor.reading.parties.details import BETWEEN_ADDRESSES, BETWEEN_ALIASES
    from monitor.shapes import parts

    record: dict[str, object] = {
        "reference": party.reference, "name": party.name, "country": party.country, "address": party.address,
    }  # fmt: skip
    if form != "csv":
        return record
    between = {"aliases": BETWEEN_ALIASES, "addresses": BETWEEN_ADDRESSES}
    details = {
        key: between[key].join(value) if key in between else value for key, value in parts(party.details).items()
    }
    return record | details | {"source": party.source}
