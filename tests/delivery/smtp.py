"""SMTP servers for tests: aiosmtpd on loopback, scripts of replies, and a wire that is cut."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Received

from monitor.delivery.email import EmailSender
from monitor.delivery.protocol import Envelope, Result
from monitor.model import Alert

TODAY = date(2024, 12, 5)
ID = "<2024-28267.published.0123456789abcdef@entity-list-monitor>"
ENVELOPE = Envelope(ID, datetime(2024, 12, 5, 14, tzinfo=UTC), TODAY)


class Handler:
    """aiosmtpd's side: keeps what comes, and answers as told."""

    def __init__(self, rcpt: str = "250 ok", data: str = "250 kept") -> None:
        self.rcpt, self.data = rcpt, data
        self.received: list[Received] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Received, address: str, options: Any) -> str:
        if address.startswith("bad") and self.rcpt != "250 ok":
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Received) -> str:
        self.received.append(envelope)
        return self.data


class Waiting(Controller):
    """A controller on a port of the system's choice."""

    def _trigger_server(self) -> None:
        """Known only once the server runs, and wanted by the probe."""
        assert isinstance(self.server, asyncio.Server)
        self.port = int(self.server.sockets[0].getsockname()[1])
        super()._trigger_server()  # type: ignore[no-untyped-call]


Serve = Callable[..., Waiting]


@contextmanager
def running(handler: Handler, **options: Any) -> Iterator[Waiting]:
    """aiosmtpd with ``handler``."""
    controller = Waiting(handler, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers, as many as wanted."""
    with ExitStack() as stack:
        yield lambda handler, **options: stack.enter_context(running(handler, **options))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1, signed by itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run([*command.split(), "-keyout", key, "-out", cert], check=True, capture_output=True)
    return key, cert


def server_side(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate[1], certificate[0])
    return context


def channel(port: int, recipients: tuple[str, ...] = ("good@example.org",), **given: Any) -> EmailSender:
    keys: dict[str, Any] = {"security": "none", "timeout": 5.0, **given}
    return EmailSender("mail", "127.0.0.1", port, "elmon@example.com", recipients, **keys)


def send(sender: EmailSender, alert: Alert, recipient: str = "good@example.org") -> Result:
    return sender.send(alert, recipient, ENVELOPE)


def scripted(replies: list[bytes], hang_up: bool = True) -> tuple[int, threading.Thread]:
    """A server that says one reply a line received, whatever it is, then hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with listener, listener.accept()[0] as client, client.makefile("rb") as lines:
            client.settimeout(5)
            for reply in replies:
                client.sendall(reply)
                lines.readline()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return listener.getsockname()[1], thread


def cut_wire(port: int, after: bytes, more: int) -> tuple[int, threading.Thread]:
    """A wire to the server at ``port`` that breaks ``more`` bytes after the client has sent ``after``."""
    listener = socket.create_server(("127.0.0.1", 0))

    def back(client: socket.socket, server: socket.socket) -> None:
        try:
            while answer := server.recv(65536):
                client.sendall(answer)
        except OSError:
            return

    def run() -> None:
        with listener, listener.accept()[0] as client, socket.create_connection(("127.0.0.1", port)) as server:
            client.settimeout(5)
            answers = threading.Thread(target=back, args=(client, server), daemon=True)
            answers.start()
            seen = b""
            while (sent := client.recv(512)) and not (after in seen and len(seen.partition(after)[2]) > more):
                seen += sent
                server.sendall(sent)
            for end in (client, server):
                end.shutdown(socket.SHUT_RDWR)
            answers.join(5)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return int(listener.getsockname()[1]), thread
