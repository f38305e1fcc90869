"""Connections of the pages' server that take too long, or are too many, make room for others.

uvicorn has a limit for connections that are idle, and none for one that sends its request byte by byte; as soon as a
process has as many of these as it may have files, nobody is answered any more. Here each part of a request has a
deadline, from its first byte on. Where connections are too many, the client that has the most gives one up: the one that
has waited for its client longest. What sends its request in one piece, as browsers do, never waits so long.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from enum import Enum
from typing import Any, cast

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 128
"""In all. A process may have 1,024 files open on Linux and 256 on macOS, unless somebody allows it more."""
MOST_PER_CLIENT = 96
"""Of one address. All readers behind a proxy have its address."""
BACKLOG = 64
"""Connections that wait to be accepted; as many are accepted at once."""
STOP_SECONDS = 10
"""How long requests are answered once the server is told to stop."""


class Part(Enum):
    """What a connection is at."""

    HEAD = "its request's head arrives"
    BODY = "its request's body arrives"
    ANSWER = "its answer is made"
    READ = "its answer is read, or has been"


SECONDS = {Part.HEAD: 10.0, Part.BODY: 90.0, Part.READ: 90.0}
"""How long a client may take for each part; uvicorn itself ends connections that are idle and have read everything."""


def server_of(app: ASGIApp) -> uvicorn.Server:
    """The server of the pages; it is run on a socket that listens."""
    config = uvicorn.Config(
        app, http=LimitedConnection, backlog=BACKLOG, timeout_graceful_shutdown=STOP_SECONDS, lifespan="off",
        access_log=False, log_level="warning", log_config=None, server_header=False,
        proxy_headers=False,  # uvicorn would trust every process of this machine, or what FORWARDED_ALLOW_IPS says
    )  # fmt: skip
    return uvicorn.Server(config)


class LimitedConnection(H11Protocol):
    """uvicorn's protocol with these limits."""

    part = Part.HEAD
    since = 0.0
    is_cut = False
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        super().connection_made(transport)
        self._enter(Part.HEAD)
        if not _make_room(self, cast("Iterable[LimitedConnection]", self.connections)):
            self.cut()

    def data_received(self, data: bytes) -> None:
        """Some bytes have arrived."""
        if self.part is Part.READ:
            self._enter(Part.HEAD)
        super().data_received(data)

    def handle_events(self) -> None:
        """Take what has arrived, and note how far the request is."""
        super().handle_events()
        part = _part_of(self.conn.their_state)
        # No new request has begun, or it cannot be answered before the last answer is read.
        waits = self.part is Part.READ and (part is Part.HEAD or self.flow.write_paused)
        if part is not self.part and not waits:
            self._enter(part)

    def pause_writing(self) -> None:
        """The client does not read as fast as it is answered."""
        if self.part is Part.ANSWER:
            self._enter(Part.READ)
        super().pause_writing()

    def on_response_complete(self) -> None:
        """The answer was given: before its request had arrived, where that is refused; then the rest is read away."""
        if self.part is Part.ANSWER:
            self._enter(Part.READ)
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has ended."""
        self._stop_deadline()
        super().connection_lost(exc)

    @property
    def address(self) -> str:
        """The client's."""
        return self.client[0] if self.client else ""

    def cut(self) -> None:
        """End the connection at once, whatever is still to be sent."""
        self.is_cut = True
        self.transport.abort()

    def _enter(self, part: Part) -> None:
        self._stop_deadline()
        self.part, self.since = part, self.loop.time()
        if part in SECONDS:
            self._deadline = self.loop.call_later(SECONDS[part], self.cut)

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()


def _part_of(client_state: Any) -> Part:
    if client_state is h11.IDLE:
        return Part.HEAD
    return Part.BODY if client_state is h11.SEND_BODY else Part.ANSWER


def _make_room(new: LimitedConnection, connections: Iterable[LimitedConnection]) -> bool:
    """Keep the limits once there is a ``new`` connection; False where no other can be cut in its place."""
    found = [one for one in connections if not one.is_cut]
    of_client = Counter(one.address for one in found)
    is_own_limit = of_client[new.address] > MOST_PER_CLIENT
    if not is_own_limit and len(found) <= MOST_CONNECTIONS:
        return True
    waiting = [one for one in found if one is not new and one.part is not Part.ANSWER]
    if is_own_limit:
        waiting = [one for one in waiting if one.address == new.address]
    if waiting:
        min(waiting, key=lambda one: (-of_client[one.address], one.since)).cut()
    return bool(waiting)
