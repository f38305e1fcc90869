"""What the channels over HTTP share: how they post, and how long they wait where they are asked to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from monitor.wire import asked_wait

if TYPE_CHECKING:
    from monitor.http import HttpResponse

PAUSE = 60.0
"""Seconds until the next try where the other side names none."""


class Post(Protocol):
    """Posts JSON (a value, or its bytes) to an address and returns the answer of any status.

    Raises UpstreamError where there was none.
    """

    def __call__(self, url: str, payload: Any, headers: Mapping[str, str] | None = None, /) -> HttpResponse:
        """The answer; ``headers`` go with the request."""
        ...


class Ask(Protocol):
    """Sends a request of any method and content, and returns the answer of any status.

    Raises UpstreamError where there was none.
    """

    def __call__(self, method: str, url: str, body: bytes, headers: Mapping[str, str], /) -> HttpResponse:
        """The answer; ``headers`` name the content's type."""
        ...


def object_of(body: bytes) -> dict[str, Any]:
    """The JSON object that an answer is; empty where it is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def asked_pause(answer: HttpResponse, now: datetime) -> float:
    """The seconds that the answer asks to wait, between one and a day; :data:`PAUSE` where it names none."""
    wait = asked_wait(answer.headers, now)
    return max(wait, 1.0) if wait else PAUSE
