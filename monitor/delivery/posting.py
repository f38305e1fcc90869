"""What the channels over HTTP share: how they post, and how long they wait where they are asked to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from monitor.wire import asked_wait

PAUSE = 60.0
"""Seconds until the next try where the other side names none."""


class PostReply(Protocol):
    """An HTTP answer, as far as a channel needs it."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, in any case."""
        ...

    @property
    def body(self) -> bytes:
        """The body as sent."""
        ...


class Post(Protocol):
    """Posts JSON (a value, or its bytes) to an address and returns the answer of any status.

    Raises UpstreamError where there was none.
    """

    def __call__(self, url: str, payload: Any, headers: Mapping[str, str] | None = None, /) -> PostReply:
        """The answer; ``headers`` go with the request."""
        ...


def asked_pause(answer: PostReply, now: datetime) -> float:
    """The seconds that the answer asks to wait, between one and a day; :data:`PAUSE` where it names none."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    wait = asked_wait(headers, now)
    return max(wait, 1.0) if wait else PAUSE
