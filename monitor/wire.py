"""What arrives over the wire, held to its time and its size; for the client in http.py."""

from __future__ import annotations

import re
import socket
import threading
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self, TypeVar

T = TypeVar("T")

LONGEST_RETRY_AFTER = 3_600.0
"""Seconds of a Retry-After that are kept: one of a day would blind a source, or silence a channel, for a day."""
LONGEST_MAINTENANCE = 6 * 3_600.0
"""The same where a page says that it is down for maintenance."""


class Deadline:
    """Ends a request whose time is up wherever it hangs, by shutting the socket under it.

    The timeouts of a socket count from the last byte, so that a byte now and then, in the headers say, would do forever.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._timer.cancel()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """httpcore's trace: learns of the socket when it is connected, and again when TLS has wrapped it."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.passed:
                self._end()

    def _end(self) -> None:
        self.passed = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def within(seconds: float, act: Callable[[], T]) -> T:
    """What ``act`` returns or raises, if it is done in so many seconds. Raises TimeoutError otherwise, and leaves it behind.

    For what no timeout reaches: the look-up of a name goes on until the system's resolver gives up.
    """
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(act())
        except BaseException as error:  # noqa: BLE001 - raised again on the other side
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return done.result(seconds)


class Gunzip:
    """Unpacks gzip as it arrives, several members in a row too; ``complete`` once the last member has ended."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self.complete = True

    def feed(self, data: bytes, most: int) -> bytes:
        """What ``data`` unpacks to, cut at ``most`` bytes. Raises zlib.error."""
        out = bytearray()
        while data and len(out) < most:
            if self._member.eof and not (data := data.lstrip(b"\0")):  # padding after the end
                break
            if self._member.eof:
                self._member = zlib.decompressobj(wbits=31)
            out += self._member.decompress(data, most - len(out))
            self.complete = self._member.eof
            data = self._member.unused_data
        return bytes(out)


# e.g. "120"
_SECONDS = re.compile("[0-9]{1,99}")


def asked_wait(headers: Mapping[str, str], now: datetime, most: float = LONGEST_RETRY_AFTER) -> float:
    """The seconds that a Retry-After (seconds or a date) asks for, ``most`` at most; 0 where it asks for none.

    ``headers`` by their names in small letters; ``now`` stands in for the source's own clock.
    """
    said = headers.get("retry-after", "").strip()
    try:
        if _SECONDS.fullmatch(said):
            return float(min(int(said), most))
        # By the source's own clock where it tells the time: ours may be wrong.
        wait = (parsedate_to_datetime(said) - (date_in(headers) or now)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(wait, 0.0), most)


def date_in(headers: Mapping[str, str]) -> datetime | None:
    """The source's time by its Date header, aware; None where it does not tell."""
    try:
        date = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return date if date.tzinfo else None
