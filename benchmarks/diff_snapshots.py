"""Whole-process ``elmon diff`` of two copies of the list against a minimal lxml script that only parses both.

    python benchmarks/diff_snapshots.py OLD NEW [--runs 7]

Both are run as processes in turn; the medians and their ratio are printed. Without arguments it takes the two copies
that ship with the package. Target: at most 4.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from importlib.resources import files

FLOOR = """
import gzip, sys
from lxml import etree
for name in sys.argv[1:]:
    root = etree.fromstring(gzip.open(name).read())
    cells = [["".join(td.itertext()) for td in tr.iter("TD")] for tr in root.iter("TR")]
"""


# An installed package has its bytecode; a checkout run with this variable would compile itself anew every time.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(command: list[str]) -> float:
    """How long a process takes from start to end."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, env=ENVIRONMENT, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Run both in turn and print medians and ratio."""
    data = files("monitor.data")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", nargs="?", default=str(data / "supp4-2023-12-05.xml.gz"))
    parser.add_argument("new", nargs="?", default=str(data / "part744-2026-07-18.xml.gz"))
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    pair = [options.old, options.new]
    ours, floor = [sys.executable, "-m", "monitor", "diff", *pair], [sys.executable, "-c", FLOOR, *pair]
    times = [(seconds(floor), seconds(ours)) for _ in range(options.runs)]
    low, high = (statistics.median(t) for t in zip(*times, strict=True))
    print(f"floor {low:.3f} s, elmon diff {high:.3f} s, ratio {high / low:.2f} (medians of {options.runs} runs)")


if __name__ == "__main__":
    main()
