"""The elmon command: thin, heavy imports inside the commands."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line; every foreseen failure is one sentence on stderr and its exit status."""
    gc.disable()  # nothing is garbage while modules load; the commands turn it on again
    from monitor.cli.entry_point import run

    status = run(sys.argv[1:])
    gc.freeze()  # the process ends: spare Python the search for garbage among all it still holds
    sys.exit(status)
