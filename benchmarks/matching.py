"""How well parties are matched, on names that nobody of this project wrote: precision, recall, F1, average precision.

    python benchmarks/matching.py FOLDER [--errors SET] [--peers]

FOLDER holds the sets with their README: dev-list.csv (parties as OFAC or a register spells them, and the entries that
they are), dev-pairs.csv (labelled pairs), dev-noise.csv.gz and dev-people.csv.gz (innocent parties), dev-verdicts.csv (their
matches, read by hand) and dev-peers.csv.gz (frozen scores of nomenklatura and rapidfuzz on the same rows). Beside each
figure stands that of the best peers at their own thresholds.

``--errors SET`` prints what the default threshold gets wrong in one set;
``--peers`` asks an installed rapidfuzz again instead of the frozen scores.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from monitor.history.baseline import bundled
from monitor.model import Entry, Match, WatchedParty
from monitor.reading.files import read_snapshot
from monitor.reading.parties.party_lines import as_destination
from monitor.screening.index import Index

DEFAULT, LOWEST = 0.85, 0.3
PEERS = {"logic-v2": 0.70, "name-based": 0.70, "token_set": 0.90}
"""The peers and their own thresholds."""
RESAMPLED, SMALL = 1000, 100
VERDICTS = Path(__file__).parent / "matching_verdicts.csv"
"""Matches of innocent parties that were read by hand after the frozen ones, with their verdicts."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One labelled row and its score."""

    label: bool
    score: float
    row: dict[str, str]


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV, gzipped or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return list(csv.DictReader(text.splitlines()))


def party(name: str, country: str) -> WatchedParty:
    """A party as a file of parties would give it."""
    return WatchedParty("1", name, as_destination(country))


def found(scored: Iterable[Scored], threshold: float) -> tuple[int, int, int]:
    """Right ones shown, all shown, and all right ones."""
    rows = list(scored)
    shown = [row.label for row in rows if row.score >= threshold]
    return sum(shown), len(shown), sum(row.label for row in rows)


def f1(scored: Iterable[Scored], threshold: float) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean."""
    right, shown, wanted = found(scored, threshold)
    precision = right / shown if shown else 1.0
    recall = right / wanted if wanted else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def average_precision(scored: Iterable[Scored]) -> float:
    """The mean precision at each right row; rows of one score count as one step."""
    rows = sorted(scored, key=lambda row: -row.score)
    wanted = sum(row.label for row in rows)
    right = shown = 0
    area = 0.0
    for score, tied in groupby(rows, key=lambda row: row.score):
        several = [row.label for row in tied]
        right, shown = right + sum(several), shown + len(several)
        if score > 0:
            area += sum(several) * right / shown
    return area / wanted if wanted else 1.0


def interval(scored: Sequence[Scored], figure: Callable[[Sequence[Scored]], float]) -> tuple[float, float]:
    """The middle 95 % of ``figure`` over resampled rows."""
    draw = random.Random(0)
    figures = sorted(figure(draw.choices(scored, k=len(scored))) for _ in range(RESAMPLED))
    return figures[RESAMPLED // 40], figures[-RESAMPLED // 40]


def score_pairs(folder: Path, weights: Index) -> dict[str, list[Scored]]:
    """The labelled pairs by set: listed names of a set are one list of one-name entries, weighed by the whole list."""
    scored: dict[str, list[Scored]] = {}
    by_set = sorted(
        (row for row in rows_of(folder / "dev-pairs.csv") if not row["dispute"]), key=lambda row: row["set"]
    )
    for name, group in groupby(by_set, key=lambda row: row["set"]):
        rows = list(group)
        entries = {row["listed"]: Entry(country="", name=row["listed"]) for row in rows}
        index = Index(entries.values(), weights.weights)
        for row in rows:
            matches = index.matches(party(row["party"], row["country"]), LOWEST)
            score = max((m.score for m in matches if m.entry.name == row["listed"]), default=0.0)
            kind = f"{name} {row['kind']}" if name == "nomenklatura" else name
            scored.setdefault(kind, []).append(Scored(row["label"] == "true", score, row))
    return scored


def score_list(folder: Path, whole: Index) -> list[Scored]:
    """The parties of dev-list.csv against the whole list: the best score of an entry that they are."""
    scored = []
    for row in rows_of(folder / "dev-list.csv"):
        wanted = set(row["entries"].split(" | "))
        matches = whole.matches(party(row["party"], row["country"]), LOWEST)
        scored.append(Scored(True, max((m.score for m in matches if m.entry.name in wanted), default=0.0), row))
    return scored


def alarms(folder: Path, whole: Index) -> dict[str, tuple[int, list[Match]]]:
    """By set of innocent parties: how many there are, and their matches at the default threshold."""
    verdicts = {
        (row["name"], row["country"], row["entry"]): row["verdict"]
        for path in (folder / "dev-verdicts.csv", VERDICTS)
        if path.is_file()
        for row in rows_of(path)
    }
    by_set: dict[str, tuple[int, list[Match]]] = {}
    rows = rows_of(folder / "dev-noise.csv.gz") + rows_of(folder / "dev-people.csv.gz")
    for name, group in groupby(rows, key=lambda row: row["set"]):
        innocent = list(group)
        wrong: list[Match] = []
        for row in innocent:
            matches = whole.matches(party(row["name"], row["country"]), DEFAULT)
            if any(verdicts.get((row["name"], row["country"], m.entry.name)) == "T" for m in matches):
                continue
            wrong += matches[:1]
        by_set[name] = len(innocent), wrong
    return by_set


def frozen(folder: Path) -> dict[str, dict[str, float]]:
    """The peers' scores by row."""
    return {row["id"]: {peer: float(row[peer] or 0) for peer in PEERS} for row in rows_of(folder / "dev-peers.csv.gz")}


def asked_again(scored: Sequence[Scored], peers: dict[str, dict[str, float]], letter: str) -> None:
    """The scores of an installed rapidfuzz in place of the frozen ones."""
    from rapidfuzz import fuzz, utils  # noqa: PLC0415 - only where asked for

    column = "listed" if letter == "p" else "entries"
    for one in scored:
        listed = one.row[column].split(" | ")
        best = max(fuzz.token_set_ratio(one.row["party"], name, processor=utils.default_process) for name in listed)
        peers.setdefault(letter + one.row["id"], {})["token_set"] = best / 100


def by_peer(scored: Sequence[Scored], peers: dict[str, dict[str, float]], peer: str, letter: str) -> list[Scored]:
    """The same rows with a peer's scores."""
    return [Scored(one.label, peers.get(letter + one.row["id"], {}).get(peer, 0.0), one.row) for one in scored]


def print_pairs(scored: dict[str, list[Scored]], peers: dict[str, dict[str, float]]) -> None:
    """A line a set: ours at the default threshold, and the peers' at theirs."""
    print(f"\n{'labelled pairs':24}{'rows':>6}{'precision':>11}{'recall':>8}{'F1':>7}{'AP':>7}")
    for name, rows in scored.items():
        precision, recall, both = f1(rows, DEFAULT)
        print(f"{name:24}{len(rows):6}{precision:11.3f}{recall:8.3f}{both:7.3f}{average_precision(rows):7.3f}")
        if len(rows) <= SMALL:
            low, high = interval(rows, average_precision)
            low_f1, high_f1 = interval(rows, lambda some: f1(some, DEFAULT)[2])
            print(f"{'  95 % of resamples':24}{'':25}{low_f1:.2f}-{high_f1:.2f} {low:.2f}-{high:.2f}")
        for peer, own in PEERS.items():
            theirs = by_peer(rows, peers, peer, "p")
            precision, recall, both = f1(theirs, own)
            print(f"  {peer:22}{'':6}{precision:11.3f}{recall:8.3f}{both:7.3f}{average_precision(theirs):7.3f}")
    print("\nF1 by threshold         " + "".join(f"{at / 100:7.2f}" for at in range(60, 100, 5)))
    for name, rows in scored.items():
        print(f"{name:24}" + "".join(f"{f1(rows, at / 100)[2]:7.3f}" for at in range(60, 100, 5)))


def print_list(scored: Sequence[Scored], peers: dict[str, dict[str, float]]) -> None:
    """A line a set and kind of what their spelling offers."""
    print(f"\n{'recall, with country':24}{'rows':>6}{'ours':>8}" + "".join(f"{peer:>12}" for peer in PEERS))
    kinds = sorted({(one.row["set"], one.row["kind"], one.row["offers"]) for one in scored})
    wholes = sorted({(one.row["set"], "", offer) for one in scored for offer in ("", "F")})
    for which, kind, offer in (*wholes, *kinds):
        rows = [
            one
            for one in scored
            if one.row["set"] == which
            and (not kind or one.row["kind"] == kind)
            and (one.row["offers"] == offer if offer else one.row["offers"] != "N")
        ]
        if not rows:
            continue
        named = " ".join(filter(None, (which, kind, offer or "all")))
        figures = [found(by_peer(rows, peers, peer, "l"), own) for peer, own in PEERS.items()]
        ours, _, wanted = found(rows, DEFAULT)
        print(
            f"{named:24}{len(rows):6}{ours / wanted:8.3f}"
            + "".join(f"{right / wanted:12.3f}" for right, _, _ in figures)
        )


def print_errors(
    which: str, pairs: dict[str, list[Scored]], listed: Sequence[Scored], noise: dict[str, tuple[int, list[Match]]]
) -> None:
    """What the default threshold gets wrong in the set ``which``."""
    for one in pairs.get(which, ()):
        if one.label != (one.score >= DEFAULT):
            print(f"{'missed' if one.label else 'wrong ':6} {one.score:.3f} {one.row['party']} | {one.row['listed']}")
    for one in sorted(listed, key=lambda one: (one.row["offers"], one.row["entries"])):
        if one.row["set"] == which and one.score < DEFAULT and one.row["offers"] != "N":
            row = one.row
            print(f"{row['offers']} {one.score:.3f} {row['party']} ({row['country']}) | {row['entries']}")
    for match in noise.get(which, (0, []))[1]:
        print(
            f"{match.score:.3f}\t{match.watch.name}\t{match.watch.country}\t{match.matched}\t{match.entry.name}\t{match.entry.country}"
        )


def main() -> int:
    """Print every figure, or the errors of one set."""
    parser = argparse.ArgumentParser(description="How well parties are matched.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", metavar="SET", default="")
    parser.add_argument("--peers", action="store_true", help="ask an installed rapidfuzz again")
    given = parser.parse_args()
    whole = Index(read_snapshot(bundled(), "the bundled copy").entries)
    pairs, listed, noise = (
        score_pairs(given.folder, whole),
        score_list(given.folder, whole),
        alarms(given.folder, whole),
    )
    if given.errors:
        print_errors(given.errors, pairs, listed, noise)
        return 0
    peers = frozen(given.folder)
    if given.peers:
        asked_again(listed, peers, "l")
        for rows in pairs.values():
            asked_again(rows, peers, "p")
    print_list(listed, peers)
    print_pairs(pairs, peers)
    print(f"\n{'innocent parties':24}{'parties':>8}{'alarms':>8}{'in 10,000':>11}")
    for name, (many, wrong) in noise.items():
        print(f"{name:24}{many:8}{len(wrong):8}{len(wrong) / many * 10000:11.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
