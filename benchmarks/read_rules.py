"""How long reading a rule takes: ``python benchmarks/read_rules.py [N]`` in a checkout.

Reads N generated rules (100 by default) and the five that ship with the package in one process, and prints the median
of ours and of a floor that only parses the XML and collects the text of its cells. Target: 20 ms a rule on the median.
Then a raw text of some 300 kB, nearly all of it one table, in milliseconds a 300 kB. Target: 150.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lxml import etree

from monitor.reading.rules.document import read_document
from monitor.reading.rules.rule import read_rule
from tests.real_forms.generator import Item, Style, build, draw_items
from tests.real_forms.test_mutations import good_rule
from tests.real_forms.typesetting import raw_text
from tests.real_forms.typesetting_styles import Setting

LARGE = 300_000
"""Bytes of the raw text, about."""
ENTRIES = 300
"""Its additions."""


def floor(data: bytes) -> list[str]:
    """Parse, and collect what every cell says."""
    return ["".join(cell.itertext()) for cell in etree.fromstring(data).iter("ENT")]


def milliseconds(work: Callable[[bytes], object], documents: list[bytes]) -> list[float]:
    """How long ``work`` takes on each document, in processor time: nothing in it waits."""
    taken = []
    for data in documents:
        start = time.process_time()
        work(data)
        taken.append(1000 * (time.process_time() - start))
    return taken


def large_text() -> bytes:
    """A rule that adds some hundred entries, as raw text."""
    items: dict[tuple[str, str], Item] = {}
    seed = 0
    while len(items) < ENTRIES:
        items |= {(item.country, item.name): item for item in draw_items(Random(seed), ("add",))}
        seed += 1
    return raw_text(build([items[key] for key in sorted(items)], Style()).plain, Setting()).encode()


def main() -> None:
    """Print both medians and the ratio, and the figure of the large text."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    shipped = [p.read_bytes() for p in (files("monitor.demo") / "documents").iterdir() if p.name.endswith(".xml")]
    documents = shipped + [good_rule(seed).source("xml").encode() for seed in range(number)]
    low = statistics.median(milliseconds(floor, documents))
    ours = milliseconds(lambda data: read_rule(data, "a rule"), documents)
    print(f"{len(documents)} rules: floor {low:.2f} ms, read_rule {statistics.median(ours):.2f} ms a rule (medians), "
          f"slowest {max(ours):.0f} ms, ratio {statistics.median(ours) / low:.0f}")  # fmt: skip
    text = large_text()
    took = min(milliseconds(lambda data: read_document(data, "a large rule"), [text] * 5))
    print(f"raw text of {len(text) / 1000:.0f} kB: {took:.0f} ms, {took * LARGE / len(text):.0f} ms a 300 kB")


if __name__ == "__main__":
    main()
