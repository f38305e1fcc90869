"""How fast parties are matched: all against the whole list, and against a rule; and what one name and a decision take.

    python benchmarks/screening.py [PARTIES.csv] [--parties 1000000] [--rule-only] [--matches]

PARTIES.csv has a column "name" (or "full_name") and may have "country" and "address"; without it the listed companies that
ship with an installed investpy are taken (pip install investpy; MIT; some 40,000). ``--parties`` makes as many of them, by
exchanging words between names. Each figure stands beside what rapidfuzz's token_set_ratio takes for the same pairs in the
same run (on a sample, scaled up; with all cores where numpy is installed). Screening uses all cores from 50,000 parties on.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from rapidfuzz import fuzz, process

from monitor.alerting.indexed_parties import IndexedParties
from monitor.alerting.watchlist import decide, decided_matches, undecided_matches
from monitor.history.baseline import bundled
from monitor.model import Match, WatchedParty
from monitor.reading.files import read_snapshot
from monitor.reading.parties.party_lines import as_destination
from monitor.screening.index import Index
from monitor.store import open_store

T = TypeVar("T")
MINIMUM = 0.85
RULE = 28
"""Entities of the smaller task."""
SAMPLE = 200
"""Parties that rapidfuzz compares with everything; the rest is reckoned."""


def parties(path: Path) -> list[WatchedParty]:
    """The rows of a CSV; the row's number is the reference."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    named = "full_name" if rows and "full_name" in rows[0] else "name"
    return [
        WatchedParty(str(n), row[named], as_destination(row.get("country", "")), row.get("address", ""))
        for n, row in enumerate(rows, start=1)
    ]


def default_file() -> Path | None:
    """The listed companies of an installed investpy, found without importing it."""
    spec = importlib.util.find_spec("investpy")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "resources" / "stocks.csv"


def as_many(known: Sequence[WatchedParty], many: int) -> list[WatchedParty]:
    """``many`` parties: the known ones, and others with a word of each exchanged with another's."""
    draw = random.Random(28)
    made = list(known[:many])
    while len(made) < many:
        party = known[len(made) % len(known)]
        words, others = party.name.split(), draw.choice(known).name.split()
        words[draw.randrange(len(words))] = draw.choice(others)
        made.append(replace(party, reference=str(len(made) + 1), name=" ".join(words)))
    return made


def timed(what: str, work: Callable[[], T], beside: float = 0.0) -> T:
    """What ``work`` gives; prints how long it took, and the seconds of the peer."""
    started, cpu = time.perf_counter(), sum(os.times()[:4])
    result = work()
    wall, cpu = time.perf_counter() - started, sum(os.times()[:4]) - cpu
    peer = f"  (rapidfuzz: {beside:,.3f} s)" if beside else ""
    print(f"{what:48}{wall:10.3f} s wall{cpu:10.3f} s CPU{peer}", flush=True)
    return result


def peer_seconds(watches: Sequence[WatchedParty], index: Index) -> float:
    """What rapidfuzz takes for each party against all names of ``index``."""
    listed = [written.name.text.casefold() for written in index.names]
    some = [watch.name.casefold() for watch in watches[:: max(1, len(watches) // SAMPLE)]]
    started = time.perf_counter()
    if importlib.util.find_spec("numpy"):
        process.cdist(some, listed, scorer=fuzz.token_set_ratio, score_cutoff=85, workers=-1)
    else:
        for name in some:
            process.extract(name, listed, scorer=fuzz.token_set_ratio, score_cutoff=85, limit=None)
    return (time.perf_counter() - started) / len(some)


def at_rule(watches: Sequence[WatchedParty], entries: Index) -> None:
    """A rule of 28, cold and warm, and a decision on one of its matches."""
    step = len(entries.entries) // RULE
    rule = Index(entries.entries[: step * RULE : step], entries.weights)
    own = [WatchedParty(f"own {n}", entry.name, entry.country) for n, entry in enumerate(rule.entries)]
    peer = peer_seconds(watches, rule) * len(watches)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/elmon.db")
        store.watchlist.take([*watches, *own], "benchmark", now := datetime.now(UTC))
        indexed = IndexedParties(store)
        found: list[Match] = []
        for kind in ("cold", "warm"):
            found = timed(
                f"a rule of {RULE}, {kind}",
                lambda: undecided_matches(indexed.likely(rule, store.watchlist.state()), rule, MINIMUM),
                peer,
            )
        print(f"{len(found):,} matches of parties that are likely among {len(watches) + len(own):,}")

        def on_one() -> list[Match]:
            decide(store, found[0], entries.entries, "confirmed", "benchmark", "", now)
            return decided_matches(store, found, entries.entries)

        timed("a decision, and the matches with it", on_one)
        store.close()


def main() -> int:
    """Run all tasks."""
    parser = argparse.ArgumentParser(description="Parties against the list, timed.")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--parties", type=int, help="so many of them")
    parser.add_argument("--rule-only", action="store_true")
    parser.add_argument("--matches", action="store_true", help="print every match with the whole list")
    given = parser.parse_args()
    path = given.file or default_file()
    if path is None:
        print("investpy is not installed: pip install investpy, or name a CSV of parties", file=sys.stderr)
        return 2
    known = parties(path)
    watches = as_many(known, given.parties or len(known))
    whole = timed("the list is indexed", lambda: Index(read_snapshot(bundled(), "the bundled copy").entries))
    print(f"{len(watches):,} parties, {len(whole.names):,} names")
    at_rule(watches, whole)
    peer = peer_seconds(watches, whole)
    for watch in watches[:2]:
        timed("one name against the whole list", lambda one=watch: whole.matches(one, MINIMUM), peer)  # type: ignore[misc]
    if not given.rule_only:
        found = timed(
            "all against the whole list", lambda: undecided_matches(watches, whole, MINIMUM), peer * len(watches)
        )
        print(f"{len(found):,} matches of {len({m.watch.reference for m in found}):,} parties")
        for match in found if given.matches else ():
            print(f"{match.score:.3f}\t{match.watch.name}\t{match.matched}\t{match.entry.name}\t{match.entry.country}")
    here, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"peak memory: {here:,.0f} MB here, {child:,.0f} MB in the largest child")
    return 0


if __name__ == "__main__":
    sys.exit(main())
