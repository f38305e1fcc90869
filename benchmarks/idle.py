"""What an idle monitor costs: memory and processor time of ``elmon run`` over a minute in which nothing happens.

Usage: python benchmarks/idle.py [SECONDS] [OTHER] (Linux: it reads /proc). The settings' own schedule, in the hours in which
public inspection is asked once a minute. Targets: at most 120 MB resident at any moment, at most 1 % of one core.

OTHER is the folder of another version. The two are then measured in turn, three times each, and the ratio of the medians
of the proportional set size (PSS) of all processes is printed. Shared pages count in it by how many processes of the
machine share them; the anonymous part is free of that, and steadier on a machine that does other things.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

OURS = Path(__file__).resolve().parent.parent
ROUNDS = 3
MOST_MEGABYTES = 120.0
MOST_PERCENT = 1.0


@dataclass(frozen=True)
class Cost:
    """Megabytes of all processes together at their highest, percent of one core, and how often sources were asked."""

    resident: float
    peak: float
    proportional: float
    anonymous: float
    percent: float
    polls: int


def main(seconds: int, other: Path | None) -> int:
    """Print the cost; 1 where a target is missed."""
    rounds = [(_apart(OURS, seconds), other and _apart(other, seconds)) for _ in range(ROUNDS if other else 1)]
    cost = max((ours for ours, _ in rounds), key=lambda one: one.proportional)
    print(
        f"resident        {cost.resident:7.1f} MB   (target: at most {MOST_MEGABYTES:g} MB; {cost.peak:.1f} MB at its highest)"
    )
    print(f"proportional    {cost.proportional:7.1f} MB   ({cost.anonymous:.1f} MB anonymous)")
    print(
        f"processor       {cost.percent:7.2f} %    "
        f"(target: at most {MOST_PERCENT:g} % of a core; {cost.polls} polls in {seconds} s)"
    )
    if other:
        for what in ("proportional", "anonymous"):
            ours = statistics.median(getattr(one, what) for one, _ in rounds)
            theirs = statistics.median(getattr(one, what) for _, one in rounds)
            print(
                f"ratio           {ours / theirs:7.3f}      (of {what}: {ours:.1f} to {theirs:.1f} MB, medians of {ROUNDS})"
            )
    return int(cost.resident > MOST_MEGABYTES or cost.percent > MOST_PERCENT)


def _apart(root: Path, seconds: int) -> Cost:
    """The cost of one version, measured by a process that has imported nothing of the other."""
    command = [sys.executable, __file__, str(seconds), str(root), "--measure"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=root, env=environment)
    return Cost(**json.loads(done.stdout))


def measure(seconds: int) -> Cost:
    """The cost of the version that ``benchmarks.running`` is of."""
    from benchmarks.running import running  # noqa: PLC0415 - of the version in question, not of this file's folder

    with running(60) as world:
        time.sleep(5)  # the start, and the reading of the bundled list, are over
        pid = world.process.pid
        before, asked = sum(map(processor_seconds, family(pid))), len(world.register.requests)
        resident = proportional = anonymous = 0.0
        for _ in range(seconds):
            time.sleep(1)
            processes = list(family(pid))
            resident = max(resident, sum(megabytes(one, "status", "VmRSS") for one in processes))
            proportional = max(proportional, sum(megabytes(one, "smaps_rollup", "Pss") for one in processes))
            anonymous = max(anonymous, sum(megabytes(one, "smaps_rollup", "Pss_Anon") for one in processes))
        percent = 100 * (sum(map(processor_seconds, family(pid))) - before) / seconds
        peak = megabytes(pid, "status", "VmHWM")
        return Cost(resident, peak, proportional, anonymous, percent, len(world.register.requests) - asked)


def family(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(file.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has just ended
            continue
        if parent == pid:
            yield from family(int(file.parent.name))


def megabytes(pid: int, file: str, what: str) -> float:
    """A line of /proc's: ``VmRSS`` (resident now) and ``VmHWM`` (at its highest) of status, ``Pss...`` of smaps_rollup."""
    found = re.search(rf"^{what}:\s+(\d+) kB", Path(f"/proc/{pid}/{file}").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def processor_seconds(pid: int) -> float:
    """Time in user and kernel mode so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    length = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    folder = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
    if "--measure" in sys.argv:
        sys.path.insert(0, str(folder))
        print(json.dumps(asdict(measure(length))))
    else:
        sys.exit(main(length, folder))
