"""``elmon read`` and ``elmon diff`` of whole copies of the list, as processes, against lxml scripts that only parse.

    python benchmarks/snapshots.py [OLD NEW] [--runs 9]

The floor parses the same files and collects every cell's text. Both sides run in turn; medians of wall and processor
time, their ratios and the peak of memory are printed. Without arguments it takes the two copies that ship with the
package. Targets: 3 times the floor for each form, 200 MB.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from importlib.resources import files
from typing import NamedTuple

FLOOR = """
import gzip, sys
from lxml import etree
for name in sys.argv[1:]:
    root = etree.fromstring(gzip.open(name).read())
    cells = [["".join(td.itertext()) for td in tr.iter("TD")] for tr in root.iter("TR")]
"""

# An installed package has its bytecode; a checkout run with this variable would compile itself anew every time.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Run(NamedTuple):
    """What one process took: seconds on the clock, seconds of processor, and its peak in MB."""

    wall: float
    processor: float
    peak: float


def run(command: list[str]) -> Run:
    """Run a process to its end, its output thrown away."""
    start = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    child = os.posix_spawn(command[0], command, ENVIRONMENT, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def medians(runs: list[Run]) -> Run:
    """The median of each figure over several runs."""
    return Run(*(statistics.median(figures) for figures in zip(*runs, strict=True)))


def main() -> None:
    """Run floor and command in turn and print medians and ratios."""
    data = files("monitor.data")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", nargs="?", default=str(data / "supp4-2023-12-05.xml.gz"))
    parser.add_argument("new", nargs="?", default=str(data / "part744-2026-07-18.xml.gz"))
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    for command in (
        ["read", options.new],
        ["read", options.new, "--format", "json"],
        ["diff", options.old, options.new],
        ["diff", options.old, options.new, "--format", "json"],
    ):
        names = [name for name in command if name in (options.old, options.new)]
        sides = [sys.executable, "-c", FLOOR, *names], [sys.executable, "-m", "monitor", *command]
        runs = [[run(side) for side in sides] for _ in range(options.runs + 1)][1:]  # the first warms the caches
        floor, ours = medians([pair[0] for pair in runs]), medians([pair[1] for pair in runs])
        shown = " ".join(word.rpartition("/")[2] for word in command)
        print(
            f"elmon {shown}: {ours.wall:.3f} s, floor {floor.wall:.3f} s, ratio {ours.wall / floor.wall:.2f} "
            f"(processor {ours.processor / floor.processor:.2f}); peak {ours.peak:.0f} MB"
        )


if __name__ == "__main__":
    main()
