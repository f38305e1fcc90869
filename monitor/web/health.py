"""The daemon's health endpoints: /healthz (the process lives), /readyz (its data are current), /metrics (Prometheus).

They answer GET and HEAD only, to those who ask by an address or a name that is known (probes that name no host are no
browsers, and are answered), read little, take a few connections at a time and each for a limited time, and serve nothing
secret. A client that sends its request slowly makes room for the next one, so that nobody can keep a probe out.

The server is the standard library's. Starlette under uvicorn was measured in its place: 2.2 MB (3 %) more memory of the
idle daemon, the same latency while other threads compute, and these limits would be written by hand all the same.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self, cast

from monitor.errors import SettingsError, StoreError
from monitor.operations.status import Status
from monitor.shapes import as_json
from monitor.web.hosts import REFUSAL, KnownHosts

AT_ONCE = 16
"""Connections that are open at the same time."""
MOST_BYTES = 8192
"""Of a request's head; a body is never read."""
MOST_SECONDS = 30.0
"""From the connection's start to the end of the response."""
ROOM_SECONDS = 1.0
"""How long a new connection waits until one that was cut has gone."""
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
_REASONS = {
    405: "only GET and HEAD are answered here",
    431: "the request's head is too large",
    414: "too long an address",
}
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Connection": "close"}

Reply = tuple[int, str, bytes]
"""Status, media type, body."""


class HealthServer:
    """Serves inside a ``with`` block. Raises SettingsError where it cannot listen.

    ``status`` says how current the data are, ``trouble`` why this process is stuck ("" while it lives; None: it never
    is), ``metrics`` gives the text for Prometheus, ``names`` are those by which it is asked besides its address.
    """

    def __init__(
        self,
        host: str,
        port: int,
        status: Callable[[], Status],
        trouble: Callable[[], str] | None = None,
        metrics: Callable[[], bytes] | None = None,
        names: Iterable[str] = (),
    ) -> None:
        endpoints = {"/healthz": lambda: _health(trouble), "/readyz": lambda: _readiness(status)}
        if metrics is not None:
            endpoints["/metrics"] = lambda: (200, PROMETHEUS, metrics())
        try:
            self._server = _Server(host, port, endpoints, KnownHosts((host, *names)))
        except OSError as error:
            raise SettingsError(
                f"The health page cannot listen on {host}:{port} ({error.strerror}); set another [health] port, or 0."
            ) from None
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._server.server_address[1]}/healthz"
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _health(trouble: Callable[[], str] | None) -> Reply:
    reason = trouble() if trouble else ""
    return _json(503 if reason else 200, {"alive": not reason, "reason": reason})


def _readiness(status: Callable[[], Status]) -> Reply:
    try:
        found = status()
    except StoreError as error:
        return _json(503, {"ready": False, "reason": str(error)})
    shape = cast("dict[str, Any]", as_json(found))
    body = {"ready": not found.stale, "reason": found.reason, **shape, "stale": found.stale}
    return _json(503 if found.stale else 200, body)


def _json(code: int, body: object) -> Reply:
    return code, "application/json", json.dumps(body).encode()


@dataclass(slots=True)
class _Connection:
    """When a connection is closed, however far it is, and whether its request is read already."""

    ends: float
    is_read: bool = False
    is_cut: bool = False


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # the kernel drops what comes on top, and a probe would come again only after a second

    def __init__(self, host: str, port: int, endpoints: dict[str, Callable[[], Reply]], hosts: KnownHosts) -> None:
        self.endpoints, self.hosts = endpoints, hosts
        self._open: dict[socket.socket, _Connection] = {}
        self._changed = threading.Condition()
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            if len(self._open) >= AT_ONCE and self._cut(lambda one: not one.is_read, most=1):
                self._changed.wait_for(lambda: len(self._open) < AT_ONCE, ROOM_SECONDS)
            has_room = len(self._open) < AT_ONCE
            if has_room:
                self._open[request] = _Connection(time.monotonic() + MOST_SECONDS)
        if has_room:
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def shutdown_request(self, request: Any) -> None:
        with self._changed:
            self._open.pop(request, None)
            self._changed.notify()
        super().shutdown_request(request)

    def service_actions(self) -> None:
        # A socket's timeout counts from the last byte; a byte now and then would do for ever.
        now = time.monotonic()
        with self._changed:
            self._cut(lambda one: one.ends <= now)

    def may_answer(self, request: socket.socket) -> bool:
        """Whether a connection whose request has been read is still open; from now on it does not have to make room."""
        with self._changed:
            connection = self._open[request]
            connection.is_read = True
            return not connection.is_cut

    def _cut(self, which: Callable[[_Connection], bool], most: int = AT_ONCE) -> bool:
        """End some connections, the oldest first; their threads notice and close them. Whether there were any."""
        found = [request for request, one in self._open.items() if not one.is_cut and which(one)][:most]
        for request in found:
            self._open[request].is_cut = True
            with contextlib.suppress(OSError):  # its client has hung up already
                request.shutdown(socket.SHUT_RDWR)
        return bool(found)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is not worth a line in the log."""


class _Head(io.BufferedIOBase):
    """The lines of a request's head, at most :data:`MOST_BYTES` of them."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._left = stream, MOST_BYTES

    def readline(self, size: int | None = -1, /) -> bytes:
        line: bytes = self._stream.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise http.client.LineTooLong("request")
        return line

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "elmon"
    sys_version = ""
    timeout = 10

    def setup(self) -> None:
        super().setup()
        self.rfile = _Head(self.rfile)

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except http.client.LineTooLong:  # in the first line already
            self.requestline, self.command = "", "GET"
            self.send_error(414)
        self.close_connection = True

    def do_GET(self) -> None:
        if not self.server.may_answer(self.connection):
            return
        if not all(map(self.server.hosts.knows, self.headers.get_all("Host", []))):
            self._send(_json(421, {"error": REFUSAL}))
            return
        make = self.server.endpoints.get(self.path.partition("?")[0])
        if make is None:
            self._send(_json(404, {"error": f"there are only {', '.join(self.server.endpoints)}"}))
            return
        try:
            reply = make()
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is told, without the error's words
            reply = _json(500, {"error": f"unexpected: {type(error).__name__}"})
        self._send(reply)

    do_HEAD = do_GET

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        code = 405 if code == 501 else code
        self._send(_json(code, {"error": _REASONS.get(code, "bad request")}))

    def _send(self, reply: Reply) -> None:
        code, media_type, body = reply
        self.request_version = "HTTP/1.0"  # whatever the request's: to one of 0.9 no status would be sent
        self.send_response(code)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        if code == 405:
            self.send_header("Allow", "GET, HEAD")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Health checks come every few seconds and are not worth a line each."""
