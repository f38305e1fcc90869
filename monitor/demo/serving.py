"""The recorded Register's HTTP: sends answers on loopback, those that never end or break off too."""

from __future__ import annotations

import hashlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from monitor.demo.faults import Ending, FaultReply


def serving(port: int, answer: Callable[[str], FaultReply], certificate: Path | None = None) -> ThreadingHTTPServer:
    """A server bound to ``port`` (0 for any) of 127.0.0.1 that gives ``answer(path and question)`` to every GET.

    With ``certificate``, a PEM file with key, it speaks HTTPS.
    """
    handler = type("Handler", (_RegisterHandler,), {"answer": staticmethod(answer)})
    server = _RegisterServer(("127.0.0.1", port), handler)
    if certificate is not None:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certify(server, certificate)
        # The handshake is the handler's: a client that hangs in it must not hold up the others.
        server.socket = server.context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return server


def certify(server: ThreadingHTTPServer, certificate: Path) -> None:
    """Show another certificate to those who connect from now on."""
    assert isinstance(server, _RegisterServer) and server.context is not None  # noqa: S101 - made by serving()
    server.context.load_cert_chain(certificate)


class _RegisterServer(ThreadingHTTPServer):
    daemon_threads = True
    context: ssl.SSLContext | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up, or does not like the certificate, is no news."""


class _RegisterHandler(BaseHTTPRequestHandler):
    answer: Callable[[str], FaultReply]
    server_version = "RecordedRegister"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 20

    def do_GET(self) -> None:
        reply = type(self).answer(self.path)
        if reply.status == 200 and reply.ending is Ending.WHOLE and self.headers["If-None-Match"] == _tag(reply):
            reply = replace(reply, status=304, body=b"")
        try:
            self._send(reply)
        except OSError:
            self.close_connection = True

    def _send(self, reply: FaultReply) -> None:
        self.close_connection = reply.ending is not Ending.WHOLE
        if reply.ending is Ending.RESET:  # closed with what was asked still on the way: the kernel sends RST
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        if reply.ending in (Ending.RESET, Ending.HANG_UP):
            return
        self._send_head(reply)
        if reply.ending is Ending.DRIP:
            pause = threading.Event()
            for at in range(len(reply.body)):
                self.wfile.write(reply.body[at : at + 1])
                pause.wait(0.05)
        elif reply.ending is Ending.NEVER:
            while True:
                self.wfile.write(reply.body)
        elif reply.ending in (Ending.CUT, Ending.CUT_UNSAID):
            self.wfile.write(reply.body[: len(reply.body) // 2])
        else:
            for _ in range(reply.repeats):
                self.wfile.write(reply.body)

    def _send_head(self, reply: FaultReply) -> None:
        self.send_response_only(reply.status)
        headers = {
            "Server": self.version_string(),
            "Date": self.date_time_string(),
            "Content-Type": reply.media_type,
            "Content-Length": str(len(reply.body) * reply.repeats),
            "Cache-Control": "no-store",
            **dict(reply.headers),
        }
        if reply.ending in (Ending.NEVER, Ending.CUT_UNSAID):
            del headers["Content-Length"]
        if reply.status == 200:
            headers.setdefault("ETag", _tag(reply))
        if self.close_connection:
            headers["Connection"] = "close"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: ``RecordedRegister.requests`` is the log."""


def _tag(reply: FaultReply) -> str:
    return f'W/"{hashlib.sha256(reply.body).hexdigest()[:32]}"'
