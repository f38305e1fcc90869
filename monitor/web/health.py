"""A health page on loopback: what ``elmon status`` knows, as JSON; 200 when fresh, 503 when stale."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from monitor.errors import SettingsError, StoreError
from monitor.jobs.status import Status
from monitor.shapes import as_json


class HealthServer:
    """Serves GET /healthz until left; binds to loopback unless the settings say otherwise."""

    def __init__(self, host: str, port: int, status: Callable[[], Status]) -> None:
        try:
            self._server = ThreadingHTTPServer((host, port), _handler(status))
        except OSError as error:
            raise SettingsError(
                f"The health page cannot listen on {host}:{port} ({error.strerror}); set another [health] port, or 0."
            ) from None
        self._server.daemon_threads = True
        self.url = f"http://{host}:{self._server.server_address[1]}/healthz"
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


def _handler(status: Callable[[], Status]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        server_version = "elmon"
        sys_version = ""
        timeout = 10

        def do_GET(self) -> None:
            if self.path.split("?")[0] != "/healthz":
                self._answer(404, {"error": "only /healthz is here"})
                return
            try:
                found = status()
            except StoreError as error:
                self._answer(503, {"error": str(error)})
                return
            self._answer(503 if found.stale else 200, {**as_json(found), "stale": found.stale})

        def _answer(self, code: int, body: object) -> None:
            data = json.dumps(body).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Health checks come every few seconds and are not worth a line each."""

    return Handler
