"""The elmon command: thin, heavy imports inside the commands."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; every foreseen failure is one sentence on stderr and its exit status."""
    from monitor.cli.running import run

    sys.exit(run(sys.argv[1:]))
