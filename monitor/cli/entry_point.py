"""Runs the command line and turns every outcome into an exit status: see ``monitor.errors`` for the numbers."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from monitor.errors import MonitorError
from monitor.logs import guard, redacted


def run(arguments: Sequence[str]) -> int:
    """The exit status of ``elmon`` with these arguments. A traceback is shown only with ``--debug``."""
    from monitor.cli.app import app

    debug = "--debug" in arguments
    try:
        app(args=list(arguments), prog_name="elmon")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
    except MonitorError as error:
        if debug:
            guard()
            raise
        print(f"elmon: {redacted(str(error))}", file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        # The reader (head, less) has gone; leave without Python's own complaint at shutdown.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        print("elmon: interrupted", file=sys.stderr)
        return 130
    except Exception:  # a bug of ours: Python tells where, without secrets
        guard()  # only now: typer sets a hook of its own when it begins
        raise
    return 0
