"""Mail through real SMTP conversations: taken, refused for now, refused for good, broken off, nobody there."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword, Session
from aiosmtpd.smtp import Envelope as Received

from monitor.delivery.message import compose
from monitor.delivery.protocol import Delivered, Refused, Result, RetryAfter
from monitor.demo.sinks import SmtpSink
from monitor.model import RuleAlert
from tests.delivery.smtp import ENVELOPE, Handler, Serve, channel, scripted, send, server_side

SECRET = "s3cr3t-pass"


def test_a_mail_arrives_in_aiosmtpd(serve: Serve, alert: RuleAlert) -> None:
    handler = Handler()
    assert isinstance(send(channel(serve(handler).port), alert), Delivered)
    (envelope,) = handler.received
    assert (envelope.mail_from, envelope.rcpt_tos) == ("elmon@example.com", ["good@example.org"])
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert message["Subject"] == "1 added to the Entity List: IRAN (1) - 89 FR 96830"
    assert message.get_content_type() == "multipart/alternative"
    assert [p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_mail_arrives_in_the_demos_sink(alert: RuleAlert) -> None:
    dotted = replace(alert, title=". a line of one full stop", note=".")
    with SmtpSink() as sink:
        assert send(channel(sink.port), dotted) == Delivered("kept")
        assert isinstance(send(channel(sink.port), alert, "second@example.org"), Delivered)
    first, second = sink.received
    assert (first.sender, first.recipients) == ("elmon@example.com", ("good@example.org",))
    assert "Kerman Tablo Co. – <b>&" in first.part("plain")
    assert "Kerman Tablo Co. – &lt;b&gt;&amp;" in first.part("html")
    assert "[.]" in first.part("plain")
    assert second.message["To"] == "second@example.org"


def test_no_header_can_be_added_from_upstream(alert: RuleAlert) -> None:
    evil = "X\r\nBcc: victim@example.org\r\n\r\nbody \u202e\ud800"
    hostile = replace(alert, title=evil, citation=evil, document_number=evil, change_set=evil, changes=())
    data = bytes(compose(hostile, "elmon@example.com", "a@example.org", ENVELOPE))
    message = message_from_bytes(data, policy=policy.default)
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    assert [p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("recipient", ["a@b\r\nBcc: x@y", "no address", ""])
def test_an_address_that_is_none_is_refused(recipient: str, alert: RuleAlert) -> None:
    assert isinstance(send(channel(1), alert, recipient), Refused)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("451 come back later", RetryAfter), ("452 mailbox full", RetryAfter), ("550 no such user", Refused)],
)
def test_one_recipient_is_refused_and_the_other_is_not(
    answer: str, kind: type[Result], serve: Serve, alert: RuleAlert
) -> None:
    handler = Handler(rcpt=answer)
    sender = channel(serve(handler).port, ("bad@example.org", "good@example.org"))
    result = send(sender, alert, "bad@example.org")
    assert isinstance(result, kind)
    assert not isinstance(result, Delivered)
    assert answer in result.reason
    assert "bad@example.org" in result.reason
    assert isinstance(send(sender, alert, "good@example.org"), Delivered)
    assert len(handler.received) == 1


@pytest.mark.parametrize(
    ("answer", "kind"), [("451 try later", RetryAfter), ("554 looks like spam", Refused), ("552 too big", Refused)]
)
def test_the_message_is_refused(answer: str, kind: type[Result], serve: Serve, alert: RuleAlert) -> None:
    result = send(channel(serve(Handler(data=answer)).port), alert)
    assert isinstance(result, kind)
    assert not isinstance(result, Delivered)
    assert answer in result.reason


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_both_ways(security: str, serve: Serve, certificate: tuple[Path, Path], alert: RuleAlert) -> None:
    handler = Handler()
    key = "tls_context" if security == "starttls" else "ssl_context"
    port = serve(handler, **{key: server_side(certificate)}).port
    trusting = ssl.create_default_context(cafile=str(certificate[1]))
    assert isinstance(send(channel(port, security=security, tls=trusting), alert), Delivered)
    assert len(handler.received) == 1
    distrusting = send(channel(port, security=security), alert)
    assert isinstance(distrusting, RetryAfter)
    assert "certificate" in distrusting.reason
    assert len(handler.received) == 1


def test_without_starttls_nothing_is_sent_in_the_clear(serve: Serve, alert: RuleAlert) -> None:
    handler = Handler()
    result = send(channel(serve(handler).port, security="starttls"), alert)
    assert isinstance(result, Refused)
    assert "STARTTLS" in result.reason
    assert handler.received == []


def authenticator(server: SMTP, session: Session, envelope: Received, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == SECRET.encode()
    return AuthResult(success=right, handled=False)


def test_login(serve: Serve, certificate: tuple[Path, Path], alert: RuleAlert) -> None:
    handler = Handler()
    options = {"authenticator": authenticator, "auth_required": True, "tls_context": server_side(certificate)}
    port = serve(handler, **options).port
    trusting = ssl.create_default_context(cafile=str(certificate[1]))
    right = channel(port, security="starttls", tls=trusting, username="me", password=SECRET)
    assert isinstance(send(right, alert), Delivered)
    assert SECRET not in repr(right)
    wrong = send(replace(right, password="wr0ng-pass"), alert)
    assert isinstance(wrong, Refused)
    assert "refused the login (535 5.7.8)" in wrong.reason
    assert "password_file" in wrong.reason
    assert "wr0ng-pass" not in wrong.reason


def test_a_login_the_server_does_not_know_is_refused(serve: Serve, alert: RuleAlert) -> None:
    result = send(channel(serve(Handler()).port, username="me", password=SECRET), alert)
    assert isinstance(result, Refused)
    assert "takes no login here" in result.reason
    assert 'security = "starttls"' in result.reason
    assert SECRET not in result.reason


@pytest.mark.parametrize(
    ("replies", "kind"),
    [
        ([b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"], RetryAfter),  # drops mid-DATA
        ([b"220 hi\r\n"], RetryAfter),
        ([b"421 too busy\r\n"], RetryAfter),
        ([b"554 not from you\r\n"], Refused),
        ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], RetryAfter),
        ([b"\xff\xfe\x00\r\n"], RetryAfter),
        ([b"220 hi\r\n", b"250 hi\r\n", b"550 s3cr3t-pass \x1b[2J\xe2\x80\xae no\r\n"], Refused),
    ],
)
def test_servers_that_misbehave(replies: list[bytes], kind: type[Result], alert: RuleAlert) -> None:
    port, thread = scripted(replies)
    result = send(channel(port, password=SECRET), alert)
    thread.join(5)
    assert isinstance(result, kind)
    assert not isinstance(result, Delivered)
    assert result.reason
    assert not {"\x1b", "\u202e", "\n"} & set(result.reason)
    assert SECRET not in result.reason


def test_nobody_listens(alert: RuleAlert) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    result = send(channel(port), alert)
    assert isinstance(result, RetryAfter)
    assert f"127.0.0.1:{port}" in result.reason


def test_a_server_that_says_nothing_is_not_waited_for_ever(alert: RuleAlert) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert isinstance(send(channel(silent.getsockname()[1], timeout=0.2), alert), RetryAfter)


def test_it_works_from_inside_an_event_loop(alert: RuleAlert) -> None:
    async def inside(port: int) -> Result:
        return send(channel(port), alert)

    with SmtpSink() as sink:
        assert isinstance(asyncio.run(inside(sink.port)), Delivered)
    assert len(sink.received) == 1
