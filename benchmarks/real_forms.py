"""How many damaged rules are noticed, by kind of damage: ``python benchmarks/real_forms.py [DOCUMENTS]`` in a checkout.

XML and raw text are damaged, the raw text also in the ways of the XML it is set from. A mutant counts as noticed if it
ends conflicting or unreadable, or is read as if it were whole; undamaged rules must all be verified. Target: 99.5 %.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from monitor.model import Verdict
from monitor.reading.rules.document import read_document
from tests.real_forms.test_mutations import good_rule, mutants


def main() -> None:
    """Print one line a mutation, and the totals."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    tried: Counter[str] = Counter()
    missed: dict[str, list[int]] = {}
    for name, seed, noticed in mutants(0, documents):
        tried[name] += 1
        if not noticed:
            missed.setdefault(name, []).append(seed)
    for name, number in sorted(tried.items()):
        seeds = missed.get(name, [])
        print(f"{name:42} {number - len(seeds):6} of {number:6} noticed   missed in documents {seeds[:8]}")
    total, lost = sum(tried.values()), sum(map(len, missed.values()))
    print(f"{'all':42} {total - lost:6} of {total:6} noticed   {100 * (1 - lost / total):.2f} %")
    for rendition in ("xml", "text"):
        doubted = [s for s in range(documents) if _doubted(s, rendition)]
        print(f"undamaged rules not verified by their {rendition}: {len(doubted)} of {documents} {doubted[:8]}")


def _doubted(seed: int, rendition: str) -> bool:
    rule = read_document(good_rule(seed).source(rendition).encode(), "an undamaged rule")
    return rule.verdict is not Verdict.VERIFIED


if __name__ == "__main__":
    main()
