"""``screen``: the user's own parties against the whole list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.context import Context, emit, say, terminal_width
from monitor.cli.finding import entries_of
from monitor.cli.progress import progress
from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Match
    from monitor.reading.parties import Parties
    from monitor.rendering.words import Format

MOST_PROBLEMS = 20


def screen_file(
    context: Context, file: Path, columns: Sequence[str], minimum: float | None, as_of: str, form: Format
) -> int:
    """Print what matches, best first; 1 where anything does."""
    from monitor.screening.index import Index

    found = _read(file, columns)
    day, entries = entries_of(context, as_of)
    index = Index(entries)
    least = context.settings.watchlist.minimum_score if minimum is None else minimum
    matches: list[Match] = []
    with progress("parties") as done:
        for n, party in enumerate(found.parties):
            if n % 256 == 0:
                done(n, len(found.parties))
            matches += index.matches(party, least)
    matches.sort(key=lambda m: (-m.score, m.watch.reference, m.entry.name))
    _print(matches, form)
    parties = len({m.watch.reference for m in matches})
    say(
        f"{len(found.parties):,} parties against {len(entries):,} entries of {day}: {len(matches):,} matches of {parties:,}."
    )
    return 1 if matches else 0


def _read(file: Path, columns: Sequence[str]) -> Parties:
    from monitor.jobs.files import read_file
    from monitor.reading.files import open_bytes
    from monitor.reading.parties import HEADINGS, read_parties

    chosen = dict(column.partition("=")[::2] for column in columns)
    if wrong := [field for field, heading in chosen.items() if field not in HEADINGS or not heading]:
        raise UsageError(f"--column {wrong[0]}: write FIELD=HEADING, FIELD one of {', '.join(HEADINGS)}.")
    found = read_parties(open_bytes(read_file(file), str(file)), str(file), chosen)
    say("Columns: " + ", ".join(f"{field} from \u201c{heading}\u201d" for field, heading in found.mapping.items()))
    for problem in found.problems[:MOST_PROBLEMS]:
        say(f"note: {file}: {problem}")
    if len(found.problems) > MOST_PROBLEMS:
        say(f"note: and {len(found.problems) - MOST_PROBLEMS:,} more such lines")
    return found


def _print(matches: list[Match], form: Format) -> None:
    if form in ("json", "jsonl"):
        from monitor.shapes import json_text

        emit(json_text(matches, indent=True) if form == "json" else "\n".join(map(json_text, matches)))
        return
    from monitor.rendering.grid import render_records

    records: list[dict[str, object]] = [
        {"score": f"{m.score:.2f}", "reference": m.watch.reference, "yours": m.watch.name, "entry": m.entry.name,
         "destination": m.entry.country, "why": m.explanation}
        for m in matches
    ]  # fmt: skip
    if records or form != "text":
        emit(render_records(records, form, terminal_width()))
