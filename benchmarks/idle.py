"""What an idle monitor costs: memory and processor time of ``elmon run`` over a minute in which nothing happens.

Usage: python benchmarks/idle.py [SECONDS] (Linux: it reads /proc). The settings' own schedule, in the hours in which the
desk is asked once a minute. Target: at most 120 MB resident at any moment, at most 1 % of one core.
"""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.running import running

MOST_MEGABYTES = 120.0
MOST_PERCENT = 1.0


def megabytes(pid: int, what: str) -> float:
    """Resident memory: ``VmRSS`` now, ``VmHWM`` at its highest."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def processor_seconds(pid: int) -> float:
    """Time in user and kernel mode so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(seconds: int) -> int:
    """Print both; 1 where a target is missed."""
    with running(60) as world:
        time.sleep(5)  # the start, and the reading of the bundled list, are over
        pid = world.process.pid
        before, asked = processor_seconds(pid), len(world.register.requests)
        highest = 0.0
        for _ in range(seconds):
            time.sleep(1)
            highest = max(highest, megabytes(pid, "VmRSS"))
        percent = 100 * (processor_seconds(pid) - before) / seconds
        asked = len(world.register.requests) - asked
        peak = megabytes(pid, "VmHWM")
    print(
        f"resident        {highest:7.1f} MB   (target: at most {MOST_MEGABYTES:g} MB; {peak:.1f} MB at the start's peak)"
    )
    print(
        f"processor       {percent:7.2f} %    (target: at most {MOST_PERCENT:g} % of a core; {asked} polls in {seconds} s)"
    )
    return int(highest > MOST_MEGABYTES or percent > MOST_PERCENT)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
