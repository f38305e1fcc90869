"""How fast a user's parties are matched against the list: tens of thousands against all of it, and against one rule.

    python benchmarks/screening.py [PARTIES.csv] [--matches]

PARTIES.csv has a column "name" (or "full_name") and may have "country" and "address"; without it the listed companies that
ship with an installed investpy are taken (pip install investpy; MIT; some 40,000). Prints for each of the two tasks: parties,
names, seconds of wall and of CPU, pairs compared letter by letter and pairs decided in a second, matches, peak memory.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from monitor.history.baseline import bundled
from monitor.model import Match, WatchedParty
from monitor.reading.files import read_snapshot
from monitor.screening.index import Index
from monitor.screening.weights import Weights

MINIMUM = 0.85
RULE = 28
"""Entities of the smaller task."""


def parties(path: Path) -> list[WatchedParty]:
    """The rows of a CSV; the row's number is the reference."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    named = "full_name" if rows and "full_name" in rows[0] else "name"
    return [
        WatchedParty(str(n), row[named], "" if named == "full_name" else row.get("country", ""), row.get("address", ""))
        for n, row in enumerate(rows, start=1)
    ]


def default_file() -> Path | None:
    """The listed companies of an installed investpy, found without importing it."""
    spec = importlib.util.find_spec("investpy")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "resources" / "stocks.csv"


def screen(task: str, index: Index, watches: Sequence[WatchedParty], started: tuple[float, float]) -> list[Match]:
    """All matches of ``watches``; prints the figures. ``started``: wall and CPU seconds before the index was made."""
    found = [match for watch in watches for match in index.matches(watch, MINIMUM)]
    wall, cpu = time.perf_counter() - started[0], time.process_time() - started[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pairs = len(watches) * len(index.names)
    print(
        f"{task}: {len(watches):,} parties against {len(index.names):,} names\n"
        f"  {wall:.2f} s wall, {cpu:.2f} s CPU; peak memory {peak:,.0f} MB\n"
        f"  {pairs / wall:,.0f} pairs decided a second, of which {index.compared / wall:,.0f} compared letter by letter\n"
        f"  {len(found):,} matches of {len({m.watch.reference for m in found}):,} parties"
    )
    return found


def main() -> int:
    """Run both tasks; the smaller one first, with no name prepared yet."""
    parser = argparse.ArgumentParser(description="Parties against the list, timed.")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--matches", action="store_true", help="print every match with the whole list")
    given = parser.parse_args()
    path = given.file or default_file()
    if path is None:
        print("investpy is not installed: pip install investpy, or name a CSV of parties", file=sys.stderr)
        return 2
    watches = parties(path)
    entries = read_snapshot(bundled(), "the bundled copy").entries
    weights = Weights(written.name for written in Index(entries).names)
    step = len(entries) // RULE
    started = time.perf_counter(), time.process_time()
    screen(f"a rule of {RULE}", Index(entries[: step * RULE : step], weights), watches, started)
    started = time.perf_counter(), time.process_time()
    found = screen("the whole list", Index(entries), watches, started)
    if given.matches:
        for match in found:
            print(f"{match.score:.3f}\t{match.watch.name}\t{match.matched}\t{match.entry.name}\t{match.entry.country}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
