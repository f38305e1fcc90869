"""A small server for those who watch the watcher: /healthz (alive), /readyz (fresh), /metrics (Prometheus).

It answers GET and HEAD only, takes little and not for long, serves a few at a time, and tells nothing secret.
"""

from __future__ import annotations

import http.client
import io
import json
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self, cast

from monitor.errors import SettingsError, StoreError
from monitor.operations.status import Status
from monitor.shapes import as_json

AT_ONCE = 16
"""Requests that are answered at the same time; who comes on top of them is turned away."""
MOST_BYTES = 8192
"""Of a request's head; a body is never read."""
MOST_SECONDS = 30.0
"""From connecting to the end of the answer."""
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
_REASONS = {
    405: "only GET and HEAD are answered here",
    431: "the request's head is too large",
    414: "too long an address",
}
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Connection": "close"}


def _is_alive() -> str:
    return ""


class HealthServer:
    """Serves until left; binds to loopback unless the settings say otherwise.

    ``status`` tells how fresh the monitor is, ``trouble`` why this process is stuck ("" while it lives), ``metrics`` is
    the text for Prometheus.
    """

    def __init__(
        self,
        host: str,
        port: int,
        status: Callable[[], Status],
        trouble: Callable[[], str] = _is_alive,
        metrics: Callable[[], bytes] | None = None,
    ) -> None:
        pages = {"/healthz": lambda: _health(trouble), "/readyz": lambda: _readiness(status)}
        if metrics is not None:
            pages["/metrics"] = lambda: (200, PROMETHEUS, metrics())
        try:
            self._server = _Server(host, port, pages)
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


Page = tuple[int, str, bytes]
"""Status, media type, body."""


def _health(trouble: Callable[[], str]) -> Page:
    said = trouble()
    return _json(503 if said else 200, {"alive": not said, "reason": said})


def _readiness(status: Callable[[], Status]) -> Page:
    try:
        found = status()
    except StoreError as error:
        return _json(503, {"ready": False, "reason": str(error)})
    return _json(
        503 if found.stale else 200,
        {
            "ready": not found.stale,
            "reason": found.reason,
            **cast("dict[str, Any]", as_json(found)),
            "stale": found.stale,
        },
    )


def _json(code: int, body: object) -> Page:
    return code, "application/json", json.dumps(body).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, host: str, port: int, pages: dict[str, Callable[[], Page]]) -> None:
        self.pages = pages
        self._free = threading.BoundedSemaphore(AT_ONCE)
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        # A socket's timeout counts from the last byte; a byte now and then would do for ever.
        timer = threading.Timer(MOST_SECONDS, self._cut, (request,))
        timer.daemon = True
        timer.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            timer.cancel()
            self._free.release()

    @staticmethod
    def _cut(request: socket.socket) -> None:
        try:
            request.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up is no news."""


class _Head(io.BufferedIOBase):
    """The lines of a request, so many bytes at most."""

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
        page = self.server.pages.get(self.path.partition("?")[0])
        if page is None:
            self._answer(_json(404, {"error": f"there are only {', '.join(self.server.pages)}"}))
            return
        try:
            answer = page()
        except Exception as error:  # noqa: BLE001 - whatever it is, who asks must be told, without its words
            answer = _json(500, {"error": f"unexpected: {type(error).__name__}"})
        self._answer(answer)

    do_HEAD = do_GET

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        code = 405 if code == 501 else code
        self._answer(_json(code, {"error": _REASONS.get(code, "bad request")}))

    def _answer(self, page: Page) -> None:
        code, media_type, body = page
        self.request_version = "HTTP/1.0"  # whatever was asked in: 0.9 would get no status
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
