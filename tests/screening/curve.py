"""Precision, recall and F1 of the matcher on the labelled pairs, for every threshold: ``python -m tests.screening.curve``."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.history.baseline import bundled
from monitor.model import WatchedParty
from monitor.reading.files import read_snapshot
from monitor.screening.index import Index

PAIRS = Path(__file__).parent / "labelled" / "pairs.csv"
DEFAULT = 0.85
THRESHOLDS = tuple(n / 100 for n in range(50, 101, 5))
ANYONE = "*"


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of pairs.csv."""

    part: str
    label: bool
    party: str
    country: str
    entry: str
    why: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Shares from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_pairs() -> list[Pair]:
    """The labelled set."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [
            Pair(r["part"], r["label"] == "true", r["party"], r["country"], r["entry"], r["why"])
            for r in csv.DictReader(file)
        ]


def whole_list() -> Index:
    """The names of the bundled copy of the list."""
    return Index(read_snapshot(bundled(), "the bundled copy").entries)


def scores(index: Index, pairs: Iterable[Pair]) -> list[tuple[Pair, float]]:
    """How surely the party is the entry, for each pair; 0 where it is not found."""
    return [(pair, _score(index, pair)) for pair in pairs]


def _score(index: Index, pair: Pair) -> float:
    found = index.matches(WatchedParty("1", pair.party, pair.country), 0.3)
    return max((m.score for m in found if pair.entry in (ANYONE, m.entry.name)), default=0.0)


def figures(scored: Sequence[tuple[Pair, float]], threshold: float) -> Counts:
    """Precision and recall when everything from ``threshold`` on is shown."""
    shown = [pair.label for pair, score in scored if score >= threshold]
    wanted = sum(pair.label for pair, _ in scored)
    return Counts(sum(shown) / len(shown) if shown else 1.0, sum(shown) / wanted if wanted else 1.0)


def main() -> int:
    """Print the curve of both parts; with ``--errors PART`` also the pairs that the default threshold gets wrong."""
    scored = scores(whole_list(), read_pairs())
    for part in ("train", "holdout"):
        some = [(pair, score) for pair, score in scored if pair.part == part]
        true = sum(pair.label for pair, _ in some)
        print(f"{part}: {true} true pairs, {len(some) - true} false ones\nthreshold  precision  recall     F1")
        for threshold in sorted({*THRESHOLDS, DEFAULT}):
            f = figures(some, threshold)
            mark = "  <- default" if threshold == DEFAULT else ""
            print(f"{threshold:9.2f}  {f.precision:9.3f}  {f.recall:6.3f}  {f.f1:5.3f}{mark}")
        print()
    if "--errors" in sys.argv:
        for pair, score in scored:
            if pair.part == sys.argv[-1] and pair.label != (score >= DEFAULT):
                print(f"{'MISSED' if pair.label else 'WRONG '} {score:.3f}  {pair.party} | {pair.entry} | {pair.why}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
