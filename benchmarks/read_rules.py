"""How long reading a rule takes: ``python benchmarks/read_rules.py [N]`` in a checkout.

Reads N generated rules (100 by default) and the five that ship with the package in one process, and prints the median
of ours and of a floor that only parses the XML and collects the text of its cells. Target: 20 ms a rule on the median.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lxml import etree

from monitor.reading.rules.rule import read_rule
from tests.reading.test_mutations import good_rule


def floor(data: bytes) -> list[str]:
    """Parse, and collect what every cell says."""
    return ["".join(cell.itertext()) for cell in etree.fromstring(data).iter("ENT")]


def milliseconds(work: Callable[[bytes], object], documents: list[bytes]) -> list[float]:
    """How long ``work`` takes on each document."""
    taken = []
    for data in documents:
        start = time.perf_counter()
        work(data)
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def main() -> None:
    """Print both medians and the ratio."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    shipped = [p.read_bytes() for p in (files("monitor.demo") / "documents").iterdir() if p.name.endswith(".xml")]
    documents = shipped + [good_rule(seed).encode() for seed in range(number)]
    low = statistics.median(milliseconds(floor, documents))
    ours = milliseconds(lambda data: read_rule(data, "a rule"), documents)
    print(f"{len(documents)} rules: floor {low:.2f} ms, read_rule {statistics.median(ours):.2f} ms a rule (medians), "
          f"slowest {max(ours):.0f} ms, ratio {statistics.median(ours) / low:.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
