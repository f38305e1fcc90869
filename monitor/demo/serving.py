"""The recorded Register's HTTP: sends answers on loopback, those that never end or break off too."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from monitor.demo.faults import Ending, Reply


def serving(port: int, answer: Callable[[str], Reply]) -> ThreadingHTTPServer:
    """A server bound to ``port`` (0 for any) of 127.0.0.1 that gives ``answer(path and question)`` to every GET."""
    handler = type("Handler", (_Handler,), {"answer": staticmethod(answer)})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


class _Handler(BaseHTTPRequestHandler):
    answer: Callable[[str], Reply]
    server_version = "RecordedRegister"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 20

    def do_GET(self) -> None:
        reply = type(self).answer(self.path)
        try:
            self._send(reply)
        except OSError:
            self.close_connection = True

    def _send(self, reply: Reply) -> None:
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
            self.wfile.write(reply.body)

    def _send_head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.media_type)
        if reply.ending not in (Ending.NEVER, Ending.CUT_UNSAID):
            self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in reply.headers:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: ``RecordedRegister.requests`` is the log."""
