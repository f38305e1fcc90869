"""Which process holds a lease, and whether it is still there to be seen."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def this_instance() -> str:
    """This process on this machine: machine, process number, and when the process began, for numbers are used again."""
    return f"{_machine()}:{os.getpid()}:{_began(os.getpid())}"


def has_ended(holder: str) -> bool:
    """Whether ``holder`` was a process of this machine that is no more. Of other machines nothing is known: False."""
    machine, number, began = [*holder.rsplit(":", 2), "", ""][:3]
    if machine != _machine() or not (number.isascii() and number.isdigit() and len(number) < 12):
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # somebody else's: it lives
        return False
    return bool(began) and _began(int(number)) not in ("", began)


def _machine() -> str:
    """The host, and which of its containers: those that share a host's name do not see each other's processes."""
    try:
        room = str(Path("/proc/self/ns/pid").readlink()).removeprefix("pid:").strip("[]")
    except OSError:
        room = ""
    return f"{socket.gethostname()}/{room}"


def _began(process: int) -> str:
    """When a process began, in clock ticks since the machine did; "" where the system does not tell.

    Source: proc(5), /proc/PID/stat, field 22. The command's name, field 2, may hold blanks and brackets.
    """
    try:
        stat = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    if fields and fields[0] in "ZX":  # ended, only not yet buried by its parent
        return "ended"
    return fields[19] if len(fields) > 19 else ""
