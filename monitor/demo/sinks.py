"""A mail server and a webhook on loopback that keep what they receive: where the demo's alerts arrive."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

LOOPBACK = "127.0.0.1"
LONGEST_LINE = 65_536
LONGEST_MESSAGE = 20_000_000
PATIENCE = 30.0
"""Seconds a silent client is waited for."""


class _Running:
    """A socket server in a thread, on a port of the system's choice, for as long as its context is open."""

    server: socketserver.BaseServer

    @property
    def port(self) -> int:
        """The port it listens on."""
        address: Any = self.server.server_address
        return int(address[1])

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


class _Threading(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """One message with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        parsed = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(parsed, EmailMessage)  # noqa: S101 - what the default policy makes
        return parsed

    def part(self, subtype: str) -> str:
        """The text of the part ``text/<subtype>``, "" where there is none."""
        part = self.message.get_body((subtype,))
        return "" if part is None else str(part.get_content())


class SmtpSink(_Running):
    """A small SMTP server (RFC 5321: HELO, EHLO, MAIL, RCPT, DATA, RSET, NOOP, QUIT) that keeps all mail."""

    def __init__(self) -> None:
        self.received: list[ReceivedMail] = []
        received = self.received

        class SmtpConnection(_SmtpHandler):
            def keep(self, mail: ReceivedMail) -> None:
                received.append(mail)

        self.server = _Threading((LOOPBACK, 0), SmtpConnection)

    @property
    def host(self) -> str:
        """The loopback address."""
        return LOOPBACK


class _SmtpHandler(socketserver.StreamRequestHandler):
    timeout = PATIENCE

    def keep(self, mail: ReceivedMail) -> None:
        raise NotImplementedError

    def handle(self) -> None:
        self.reset()
        self.say("220 localhost ready")
        while line := self.rfile.readline(LONGEST_LINE):
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            verb = verb.upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            self.command(verb, rest)

    def reset(self) -> None:
        self.sender: str | None = None
        self.recipients: list[str] = []

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def command(self, verb: str, rest: str) -> None:
        if verb in {"EHLO", "HELO"}:
            self.reset()
            self.say("250-localhost\r\n250-8BITMIME\r\n250 SMTPUTF8" if verb == "EHLO" else "250 localhost")
        elif verb == "MAIL" and rest.upper().startswith("FROM:"):
            self.reset()
            self.sender = _path(rest)
            self.say("250 ok")
        elif verb == "RCPT" and rest.upper().startswith("TO:") and self.sender is not None:
            self.recipients.append(_path(rest))
            self.say("250 ok")
        elif verb == "DATA" and self.recipients:
            self.data()
        elif verb in {"MAIL", "RCPT", "DATA"}:
            self.say("503 bad sequence of commands")
        elif verb in {"RSET", "NOOP"}:
            if verb == "RSET":
                self.reset()
            self.say("250 ok")
        else:
            self.say("502 command not implemented")

    def data(self) -> None:
        """Take the message up to its lone full stop; only a complete one is kept."""
        self.say("354 go ahead")
        lines: list[bytes] = []
        size = 0
        while line := self.rfile.readline(LONGEST_LINE):
            if line.rstrip(b"\r\n") == b"." and (not lines or lines[-1].endswith(b"\n")):
                if size > LONGEST_MESSAGE:
                    self.say("552 message too large")
                else:
                    self.keep(ReceivedMail(self.sender or "", tuple(self.recipients), b"".join(lines)))
                    self.say("250 kept")
                self.reset()
                return
            size += len(line)
            if size <= LONGEST_MESSAGE:
                lines.append(line[1:] if line.startswith(b".") else line)


def _path(rest: str) -> str:
    """The address of ``FROM:<a@b> SIZE=1`` or ``TO:<a@b>``."""
    return rest.partition(":")[2].strip().partition(">")[0].lstrip("<").strip()


@dataclass(frozen=True, slots=True)
class WebhookReply:
    """One answer of the webhook; status 0 hangs up without an answer, status -1 keeps silent until the sink is closed."""

    status: int = 200
    body: str = "ok"
    retry_after: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """One request as it came; header names in small letters."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class WebhookSink(_Running):
    """An HTTP server that keeps the JSON bodies posted to it.

    ``replies`` are given in turn, then ``last`` for ever: "200 ok", as Slack's webhooks say it. ``posted`` are the requests
    themselves.
    """

    def __init__(self, replies: Sequence[WebhookReply] = (), last: WebhookReply = WebhookReply()) -> None:
        self.received: list[Any] = []
        self.posted: list[Posted] = []
        self._closed = threading.Event()
        received, posted, closed, left = self.received, self.posted, self._closed, list(replies)

        class WebhookRequest(_WebhookHandler):
            def answer(self, body: bytes) -> WebhookReply:
                try:
                    value = json.loads(body)
                except ValueError:
                    return WebhookReply(400, "invalid_payload")
                received.append(value)
                posted.append(Posted(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                reply = left.pop(0) if left else last
                if reply.status < 0:
                    closed.wait(PATIENCE)
                    return WebhookReply(0)
                return reply

        self.server = ThreadingHTTPServer((LOOPBACK, 0), WebhookRequest)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        super().__exit__(kind, error, trace)

    @property
    def url(self) -> str:
        """An address to post to, shaped like Slack's."""
        return f"http://{LOOPBACK}:{self.port}/services/T0/B0/demo"


class _WebhookHandler(BaseHTTPRequestHandler):
    timeout = PATIENCE

    def answer(self, body: bytes) -> WebhookReply:
        raise NotImplementedError

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        size = int(length) if length.isdigit() else 0
        reply = self.answer(self.rfile.read(size)) if size <= LONGEST_MESSAGE else WebhookReply(413, "too large")
        if not reply.status:
            self.close_connection = True
            return
        body = reply.body.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        if reply.retry_after:
            self.send_header("Retry-After", reply.retry_after)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: requests are not logged."""
