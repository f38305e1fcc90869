"""How long ``elmon --help`` takes as a whole process, measured against ``python -c pass``.

Usage: python benchmarks/startup.py [ROUNDS]. The two are run in turn, so that whatever else the machine does hits
both alike; what counts is the ratio of the medians, which should stay at 12 or below: no heavy import on the way.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

TARGET = 12.0


def seconds(command: list[str]) -> float:
    """Wall-clock seconds of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main(rounds: int) -> int:
    """Print both medians and their ratio; 1 where the ratio is above the target."""
    floor = [sys.executable, "-c", "pass"]
    help_text = [str(Path(sys.executable).with_name("elmon")), "--help"]
    seconds(floor), seconds(help_text)  # fills the disk cache and writes the bytecode
    pairs = [(seconds(floor), seconds(help_text)) for _ in range(rounds)]
    base, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"python -c pass  {base * 1000:7.1f} ms")
    print(f"elmon --help    {ours * 1000:7.1f} ms")
    print(f"ratio           {ours / base:7.1f}    (target: at most {TARGET:g}; medians of {rounds} rounds)")
    return int(ours / base > TARGET)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 21))
