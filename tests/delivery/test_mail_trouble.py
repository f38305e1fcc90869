"""Mail servers in trouble: wires cut, TLS that does not hold, logins put off, every verdict at every step."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Received

from monitor.delivery.protocol import Delivered, Refused, Result, RetryAfter
from monitor.model import RuleAlert
from tests.delivery.smtp import ID, Handler, Serve, channel, cut_wire, scripted, send, server_side
from tests.rendering import making


@pytest.mark.parametrize("more", [0, 2_000, 60_000])
def test_a_wire_cut_within_the_message_leaves_nothing_there_and_is_tried_again(more: int, serve: Serve) -> None:
    handler = Handler()
    alert = making.rule_of_140()
    port = serve(handler).port
    broken, thread = cut_wire(port, b"DATA\r\n", more)
    result = send(channel(broken), alert)
    thread.join(5)
    assert isinstance(result, RetryAfter)
    assert result.reason
    assert handler.received == []
    assert isinstance(send(channel(port), alert), Delivered)
    assert len(handler.received) == 1


class Vanishing(Handler):
    """Takes the message, and is gone before it can say so: what a crash between sending and marking looks like."""

    def __init__(self) -> None:
        super().__init__()
        self.vanish = True

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Received) -> str:
        self.received.append(envelope)
        if self.vanish:
            self.vanish = False
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 kept"


def test_a_message_that_was_taken_without_a_word_comes_again_under_its_id(serve: Serve, alert: RuleAlert) -> None:
    handler = Vanishing()
    sender = channel(serve(handler).port)
    assert isinstance(send(sender, alert), RetryAfter)
    assert isinstance(send(sender, alert), Delivered)
    ids = [message_from_bytes(r.content)["Message-ID"] for r in handler.received if isinstance(r.content, bytes)]
    assert ids == [ID, ID]


class Grumbling(Handler):
    """Refuses the sender."""

    def __init__(self, answer: str) -> None:
        super().__init__()
        self.answer = answer

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Received, address: str, options: Any) -> str:
        return self.answer


@pytest.mark.parametrize(("answer", "kind"), [("451 not now", RetryAfter), ("550 not from you", Refused)])
def test_the_sender_is_refused(answer: str, kind: type[Result], serve: Serve, alert: RuleAlert) -> None:
    result = send(channel(serve(Grumbling(answer)).port), alert)
    assert isinstance(result, kind)
    assert not isinstance(result, Delivered)
    assert answer in result.reason


def test_a_certificate_of_another_host_is_not_trusted(
    serve: Serve, certificate: tuple[Path, Path], alert: RuleAlert
) -> None:
    handler = Handler()
    port = serve(handler, tls_context=server_side(certificate)).port
    trusting = ssl.create_default_context(cafile=str(certificate[1]))
    sender = channel(port, security="starttls", tls=trusting)
    assert isinstance(send(sender, alert), Delivered)
    result = send(replace(sender, host="localhost"), alert)
    assert isinstance(result, RetryAfter)
    assert "certificate" in result.reason
    assert len(handler.received) == 1


HELLO = [b"220 hi\r\n", b"250-hi\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n"]


@pytest.mark.parametrize(
    ("replies", "given", "kind", "words"),
    [
        ([b"454 TLS not available for now\r\n"], {"security": "starttls"}, RetryAfter, "454"),
        ([b"220 go\r\n", b"this is no TLS\r\n"], {"security": "starttls"}, RetryAfter, ""),
        ([b"220 go\r\n"], {"security": "starttls"}, RetryAfter, ""),
        ([b"454 try later, s3cr3t\r\n"] * 2, {"username": "me", "password": "s3cr3t"}, RetryAfter, "login for now (454)"),
        ([b"535 s3cr3t is wrong\r\n"] * 2, {"username": "me", "password": "s3cr3t"}, Refused, "refused the login (535)"),
        ([], {"username": "me", "password": "s3cr3t"}, RetryAfter, ""),
    ],
)  # fmt: skip
def test_security_that_fails_sends_nothing(
    replies: list[bytes], given: dict[str, Any], kind: type[Result], words: str, alert: RuleAlert
) -> None:
    port, thread = scripted([*HELLO, *replies])
    result = send(channel(port, **given), alert)
    thread.join(5)
    assert isinstance(result, kind)
    assert not isinstance(result, Delivered)
    assert words in result.reason
    assert "s3cr3t" not in result.reason


def test_a_server_that_speaks_tls_at_once_is_not_spoken_to_in_the_clear(
    serve: Serve, certificate: tuple[Path, Path], alert: RuleAlert
) -> None:
    handler = Handler()
    controller = serve(handler, ssl_context=server_side(certificate))
    assert isinstance(send(channel(controller.port, security="starttls", timeout=0.5), alert), RetryAfter)
    assert handler.received == []


def test_an_address_beyond_ascii_is_refused_with_the_reason(alert: RuleAlert) -> None:
    result = send(channel(1), alert, "jörg@example.org")
    assert isinstance(result, Refused)
    assert "non-ASCII" in result.reason


def test_a_server_whose_name_is_never_found_holds_nobody_up(alert: RuleAlert, monkeypatch: pytest.MonkeyPatch) -> None:
    found = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found.wait() and [])  # no resolver hangs on demand
    result = send(replace(channel(1), host="mail.example", timeout=0.1), alert)
    found.set()
    assert isinstance(result, RetryAfter)
    assert "mail.example:1" in result.reason
