"""Alerts on standard output: in colour on a terminal, plain in a pipe or where NO_COLOR is set."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import TextIO

from monitor.delivery.protocol import Delivered, Envelope, Result, RetryAfter
from monitor.model import Alert
from monitor.rendering.console import render_console


@dataclass(frozen=True)
class ConsoleSender:
    """Writes to ``stream``; None means standard output as it is at the time."""

    name: str = "console"
    stream: TextIO | None = None
    recipients: tuple[str, ...] = ("stdout",)
    kind: str = "console"

    def send(self, alert: Alert, recipient: str, envelope: Envelope) -> Result:
        """Write the alert; a closed or full stream may be open again later."""
        stream = self.stream or sys.stdout
        if (
            self.stream is None and sys.__stdout__ is None
        ):  # closed by who started us; what stands in for it keeps nothing
            return RetryAfter(60, "Standard output is closed.")
        try:
            terminal = stream.isatty()
            width = shutil.get_terminal_size((100, 24)).columns if terminal else 100
            colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
            text = render_console(alert, envelope.today, width=width, colour=colour, current=envelope.current) + "\n"
            encoding = stream.encoding or "utf-8"  # an ASCII terminal gets question marks rather than nothing
            stream.write(text.encode(encoding, "replace").decode(encoding))
            stream.flush()
        except (OSError, ValueError) as error:  # ValueError: the stream is closed
            return RetryAfter(60, f"Standard output cannot be written to ({error}).")
        return Delivered("written")
