"""Runs the command line and turns every outcome into an exit status: see ``monitor.errors`` for the numbers."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from monitor.errors import MonitorError
from monitor.logs import guard, redacted


def run(arguments: Sequence[str]) -> int:
    """The exit status of ``elmon`` with these arguments. A traceback is shown only with ``--debug``."""
    from monitor.cli.app import app
    from monitor.cli.shared_options import with_shared_options

    debug = "--debug" in arguments
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()  # closed by who has started us
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter gets a "?" in its place, not an error
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        with_shared_options(app)(args=list(arguments), prog_name="elmon")
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
    except Exception as error:
        if debug:  # Python tells where, without secrets
            guard()  # only now: typer sets a hook of its own when it begins
            raise
        print(f"elmon: {redacted(_unexpected(error))}", file=sys.stderr)
        return MonitorError.exit_status
    return 0


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _unexpected(error: Exception) -> str:
    """A sentence about an error of the machine, or of ours."""
    if isinstance(error, OSError) and error.strerror:
        place = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror}{place}. Check the disk, its space and its permissions, then run the command again."
    if isinstance(error, MemoryError):
        return "The machine has no memory left for this. Give it more, or do less at once."
    return f"It failed unexpectedly ({type(error).__name__}: {error}). Run it again with --debug and report what it prints."
