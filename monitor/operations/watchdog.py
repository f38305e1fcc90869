"""Ends this process when its heart stops beating, so that whoever runs it starts it again; and tells systemd how it is.

Two timers are set again with each beat of the heart; the one that runs out writes where every thread is to stderr and
ends the process. A thread of Python's comes first: it holds the interpreter while it reads the other threads' places. A
thread that holds the interpreter for ever lets no other one run; for that one there is ``faulthandler``'s timer, which
needs no interpreter. It is the later one, because reading the places of threads that are running can end in a
segmentation fault (https://docs.python.org/3/library/faulthandler.html).
"""

from __future__ import annotations

import faulthandler
import os
import socket
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress

from monitor.operations.liveness import LONGEST_BEAT

DRAIN_SECONDS = 180.0
"""How long the end of a process may take that was told to stop."""
HEADSTART_SECONDS = 5.0
"""How much sooner the thread's timer runs out than that of ``faulthandler``."""


class Watchdog:
    """Told by the daemon that it is alive. ``environment`` may name systemd's socket (``NOTIFY_SOCKET``, sd_notify(3))."""

    def __init__(self, seconds: float = LONGEST_BEAT, environment: Mapping[str, str] = os.environ) -> None:
        self._seconds = seconds
        self._address = environment.get("NOTIFY_SOCKET", "")
        self._until = 0.0
        self._stopped = threading.Event()

    def ready(self) -> None:
        """The process is at work."""
        self._notify("READY=1")
        self.alive()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def alive(self) -> None:
        """It lives, and has so many seconds to say so again."""
        self._set(self._seconds)
        self._notify("WATCHDOG=1")

    def stopping(self) -> None:
        """It was told to stop, and finishes what is at work."""
        self._set(DRAIN_SECONDS)
        self._notify("STOPPING=1")

    def stopped(self) -> None:
        """Nothing is at work any more."""
        self._stopped.set()
        faulthandler.cancel_dump_traceback_later()

    def end(self) -> None:
        """End the process now: a thread of it is stuck. Where every thread is goes to stderr."""
        faulthandler.dump_traceback(all_threads=True)
        sys.stderr.flush()
        os._exit(1)

    def _watch(self) -> None:
        while not self._stopped.wait(1):
            if time.monotonic() > self._until:
                self.end()

    def _set(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        faulthandler.dump_traceback_later(seconds + HEADSTART_SECONDS, exit=True)

    def _notify(self, state: str) -> None:
        if not self._address:
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            to.settimeout(1)
            to.sendto(state.encode(), address)
