"""Slack's API on loopback, as far as a token and a channel are asked about."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOOPBACK = "127.0.0.1"


class SlackApi:
    """Answers each method with its JSON; ``asked`` are the path, the Authorization header and the form of each request."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        self.answers = dict(answers)
        self.asked: list[tuple[str, str, str]] = []
        api = self

        class SlackRequest(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
                api.asked.append((self.path, self.headers.get("Authorization", ""), form))
                body = json.dumps(api.answers.get(self.path.rpartition("/")[2])).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing on stderr."""

        self._server = ThreadingHTTPServer((LOOPBACK, 0), SlackRequest)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """What api_url is to be."""
        return f"http://{LOOPBACK}:{self._server.server_address[1]}/api"

    def __enter__(self) -> SlackApi:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
