"""How many damaged rules are noticed, by kind of damage: ``python benchmarks/mutations.py [DOCUMENTS]`` in a checkout.

A mutant counts as noticed if it ends conflicting or unreadable; undamaged rules must all be verified. Target: 99 %.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from monitor.model import Verdict
from monitor.reading.rules.rule import read_rule
from tests.reading.test_mutations import good_rule, mutants


def main() -> None:
    """Print one line a mutation, and the totals."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    tried: Counter[str] = Counter()
    missed: dict[str, list[int]] = {}
    for name, seed, noticed in mutants(documents):
        tried[name] += 1
        if not noticed:
            missed.setdefault(name, []).append(seed)
    for name, number in tried.items():
        seeds = missed.get(name, [])
        print(f"{name:28} {number - len(seeds):6} of {number:6} noticed   missed in documents {seeds[:8]}")
    total, lost = sum(tried.values()), sum(map(len, missed.values()))
    print(f"{'all':28} {total - lost:6} of {total:6} noticed   {100 * (1 - lost / total):.2f} %")
    doubted = sum(read_rule(good_rule(s).encode(), "x").verdict is not Verdict.VERIFIED for s in range(documents))
    print(f"undamaged rules not verified: {doubted} of {documents}")


if __name__ == "__main__":
    main()
