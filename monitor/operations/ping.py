"""A dead-man's switch: an address that is asked after good rounds, so that somebody else notices when they stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from monitor.clock import Clock
from monitor.errors import BadAnswer, MonitorError
from monitor.http import HttpResponse, host_of

Get = Callable[[str], HttpResponse]
"""Asks an address. Raises UpstreamError."""


class Ping:
    """Asks ``url`` when it is called, but not more often than every ``seconds``, and only while ``is_fresh``.

    Nothing it meets disturbs its caller: ``failed`` is told in a sentence, which shows the host alone, for the rest of
    the address is a secret.
    """

    def __init__(
        self,
        get: Get,
        url: str,
        seconds: float,
        clock: Clock,
        is_fresh: Callable[[], bool],
        failed: Callable[[str], object],
    ) -> None:
        self._get, self._url, self._clock = get, url, clock
        self._pause = timedelta(seconds=seconds)
        self._is_fresh, self._failed = is_fresh, failed
        self._last: datetime | None = None
        self._lock = threading.Lock()

    def __call__(self) -> None:
        """A round was good."""
        with self._lock:
            now = self._clock.now()
            # A clock that was put back must not silence it.
            if self._last is not None and abs(now - self._last) < self._pause:
                return
            try:
                if not self._is_fresh():
                    return
                self._last = now
                answer = self._get(self._url)
                if not answer.status < 300:
                    raise BadAnswer(f"answered {answer.status}")
            except MonitorError as error:
                said = str(error).replace(self._url.partition("?")[0], host_of(self._url))
                self._failed(f"The dead-man's switch at {host_of(self._url)} was not reached: {said}")
            except Exception as error:  # noqa: BLE001 - whatever it meets, the round was good and goes on
                self._failed(f"The dead-man's switch at {host_of(self._url)} was not reached: {type(error).__name__}")
