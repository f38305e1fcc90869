"""SMTP logins with tokens (XOAUTH2), in real conversations, and what Exchange Online and Gmail mean by their refusals."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from monitor.cli.mail_check import try_mail_channel
from monitor.config import EmailChannel
from monitor.delivery.build import build_channels
from monitor.delivery.email import EmailSender
from monitor.delivery.grants import client_credentials
from monitor.delivery.login_refusals import login_remedy, sender_remedy
from monitor.delivery.posting import Ask, Post
from monitor.delivery.protocol import Delivered, Refused, RetryAfter
from monitor.delivery.tokens import TokenSource
from monitor.errors import SettingsError
from monitor.model import RuleAlert
from monitor.operations.probes import Failed
from tests.delivery.microsoft import APP, SECRET, Reply, Tokens, Xoauth2, no_token, served
from tests.delivery.smtp import ENVELOPE, Handler, Serve, channel, scripted, send, server_side

BOX = "elmon@example.com"
OUTLOOK = "https://outlook.office365.com/.default"


@pytest.fixture
def tokens() -> Iterator[Tokens]:
    with served(Tokens()) as server:
        yield server


def source(tokens: Tokens, ask: Ask) -> TokenSource:
    return TokenSource("mail", client_credentials(tokens.url, APP, SECRET, OUTLOOK), ask)


def with_token(handler: Handler, serve: Serve, tokens: Tokens, ask: Ask, **given: Any) -> EmailSender:
    port = serve(handler, auth_require_tls=False).port
    return channel(port, username=BOX, tokens=source(tokens, ask), **given)


def test_a_mail_arrives_with_a_token(serve: Serve, tokens: Tokens, ask: Ask, alert: RuleAlert) -> None:
    handler = Xoauth2(tokens, BOX)
    sender = with_token(handler, serve, tokens, ask)
    assert isinstance(send(sender, alert), Delivered)
    assert isinstance(send(sender, alert), Delivered)
    assert handler.logins == [b"user=elmon@example.com\1auth=Bearer tok-7Zq-1\1\1"] * 2
    assert (len(handler.received), tokens.given) == (2, 1)
    assert "tok-7Zq" not in repr(sender)


def test_over_starttls_too(
    serve: Serve, certificate: tuple[Path, Path], tokens: Tokens, ask: Ask, alert: RuleAlert
) -> None:
    handler = Xoauth2(tokens, BOX)
    port = serve(handler, tls_context=server_side(certificate), auth_required=True).port
    trusting = ssl.create_default_context(cafile=str(certificate[1]))
    sender = channel(port, security="starttls", tls=trusting, username=BOX, tokens=source(tokens, ask))
    assert isinstance(send(sender, alert), Delivered)


def test_a_token_that_was_revoked_is_replaced_once(serve: Serve, tokens: Tokens, ask: Ask, alert: RuleAlert) -> None:
    handler = Xoauth2(tokens, BOX)
    sender = with_token(handler, serve, tokens, ask)
    send(sender, alert)
    tokens.valid.clear()
    assert isinstance(send(sender, alert), Delivered)
    assert tokens.given == 2


def test_a_token_that_is_refused_slowly_is_replaced_at_the_next_try(
    serve: Serve, tokens: Tokens, ask: Ask, alert: RuleAlert, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.delivery.email.PROMPTLY", 0.0)
    sender = with_token(Xoauth2(tokens, BOX), serve, tokens, ask)
    send(sender, alert)
    tokens.valid.clear()
    assert isinstance(send(sender, alert), RetryAfter)
    assert isinstance(send(sender, alert), Delivered)
    assert tokens.given == 2


def test_a_server_that_repeats_the_token_does_not_give_it_away(
    serve: Serve, tokens: Tokens, ask: Ask, alert: RuleAlert
) -> None:
    handler = Xoauth2(tokens, BOX)
    handler.data = "554 5.7.0 spam from auth of tok-7Zq-1 of elmon"
    result = send(with_token(handler, serve, tokens, ask), alert)
    assert isinstance(result, Refused)
    assert "spam from auth of ••• of elmon" in result.reason


@pytest.mark.parametrize(
    ("refusal", "says"),
    [
        ("535 5.7.3 Authentication unsuccessful [BN0PR03.prod.outlook.com]", "(535 5.7.3): register the app's service principal in Exchange Online"),
        ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.", 'allow "Authenticated SMTP" for the mailbox, or set via = "graph"'),
        ("535 5.7.8 Username and Password not accepted. gsmtp", "the mailbox that the token is for"),
        ("535 no", "(535): check username, scope and the app's right to the mailbox"),
    ],
)  # fmt: skip
def test_a_mailbox_that_is_not_the_apps_is_refused(
    refusal: str, says: str, serve: Serve, tokens: Tokens, ask: Ask, alert: RuleAlert
) -> None:
    sender = with_token(Xoauth2(tokens, "other@example.com", refusal), serve, tokens, ask)
    result = send(sender, alert)
    assert isinstance(result, Refused)
    assert says in result.reason
    assert "tok-7Zq" not in result.reason
    assert tokens.given == 2


def test_a_login_put_off_is_tried_later_with_the_same_token(
    serve: Serve, tokens: Tokens, ask: Ask, alert: RuleAlert
) -> None:
    sender = with_token(Xoauth2(tokens, "other@example.com", "454 4.7.0 Temporary failure"), serve, tokens, ask)
    assert isinstance(send(sender, alert), RetryAfter)
    assert tokens.given == 1


def test_without_a_token_nothing_is_asked_of_the_server(
    serve: Serve, tokens: Tokens, ask: Ask, alert: RuleAlert
) -> None:
    handler = Xoauth2(tokens, BOX)
    sender = with_token(handler, serve, tokens, ask)
    tokens.first = [no_token("invalid_client", "AADSTS7000222: expired"), Reply(429, {}, {"Retry-After": "5"})]
    assert isinstance(refused := send(sender, alert), Refused)
    assert "client_secret_file" in refused.reason
    assert send(sender, alert) == RetryAfter(5.0, "127.0.0.1 gives no token for now (429).")
    assert handler.logins == []


def test_a_server_without_xoauth2_is_refused(serve: Serve, tokens: Tokens, ask: Ask, alert: RuleAlert) -> None:
    result = send(with_token(Handler(), serve, tokens, ask), alert)
    assert isinstance(result, Refused)
    assert "takes no login with a token (XOAUTH2) here" in result.reason


@pytest.mark.parametrize(
    ("code", "words", "says"),
    [
        (535, "5.7.139 Authentication unsuccessful, basic authentication is disabled. [X.PROD.OUTLOOK.COM]", 'tenant, client_id and client_secret_file instead, or via = "graph"'),
        (535, "5.7.139 Authentication unsuccessful, the user credentials were incorrect.", "Microsoft 365 takes no password here"),
        (550, "5.7.30 Basic authentication is not supported for Client Submission.", "Microsoft 365 takes no password here"),
        (535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "Authenticated SMTP"),
        (534, "5.7.9 Application-specific password required. https://support.google.com/mail/?p=InvalidSecondFactor", "make an app password"),
        (534, "5.7.14 Please log in with your web browser", "make an app password"),
        (535, "5.7.8 Username and Password not accepted. https://support.google.com/mail/?p=BadCredentials a1-x.2 - gsmtp", "make an app password"),
        (535, "5.7.8 Error: authentication failed", "check username and password_file"),
        (535, "15.7.139.2 odd", "check username and password_file"),
    ],
)  # fmt: skip
def test_what_a_refused_password_means(code: int, words: str, says: str) -> None:
    codes, remedy = login_remedy(code, words, with_token=False)
    assert codes.startswith(str(code))
    assert says in remedy


@pytest.mark.parametrize(
    ("words", "token", "says"),
    [
        ("5.7.60 SMTP; Client does not have permissions to send as this sender", True, "the right Send As"),
        ("5.2.252 SendAsDenied; a@b not allowed to send as c@d", False, "the right Send As"),
        ("5.7.57 Client not authenticated to send mail.", False, "wants a login"),
        ("5.7.30 Basic authentication is not supported", False, "Microsoft 365 takes no password here"),
        ("5.7.30 Basic authentication is not supported", True, ""),
        ("5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied", True, "Send As"),
        ("4.2.0 STOREDRV; mailbox logon failure; MapiExceptionLogonFailed; Cannot open mailbox.", True, "FullAccess"),
        ("5.1.1 no such user", False, ""),
    ],
)
def test_what_a_refused_sender_means(words: str, token: bool, says: str) -> None:
    remedy = sender_remedy(words, with_token=token)
    assert says in remedy and bool(remedy) == bool(says)


def test_a_refused_sender_is_told_with_the_remedy(alert: RuleAlert) -> None:
    port, thread = scripted([b"220 hi\r\n", b"250 hi\r\n", b"550 5.7.60 Client does not have permissions\r\n"])
    result = send(channel(port), alert)
    thread.join(5)
    assert isinstance(result, Refused)
    assert "5.7.60 Client does not have permissions: set sender to the mailbox that logs in" in result.reason


def settings(at: int, url: str, **given: Any) -> EmailChannel:
    keys: dict[str, Any] = {
        "name": "mail", "type": "email", "host": "127.0.0.1", "port": at, "security": "none", "sender": BOX,
        "recipients": ("good@example.org",), "token_url": url, "client_id": APP, "client_secret": SECRET,
        "tenant": "contoso.example", **given,
    }  # fmt: skip
    return EmailChannel(**{key: value for key, value in keys.items() if value is not None})


def test_from_the_settings_to_the_mail(serve: Serve, tokens: Tokens, post: Post, ask: Ask, alert: RuleAlert) -> None:
    handler = Xoauth2(tokens, BOX)
    port = serve(handler, auth_require_tls=False).port
    sender = build_channels([settings(port, tokens.url)], post, ask)["mail"]
    assert isinstance(sender.send(alert, "good@example.org", ENVELOPE), Delivered)
    assert len(handler.received) == 1


def granted_as(name: str) -> Callable[[dict[str, str]], dict[str, Any] | None]:
    return lambda form: None if form["grant_type"].endswith(name) else {"error": "invalid_grant"}


@pytest.mark.parametrize("way", ["refresh_token", "jwt-bearer"])
def test_from_googles_settings_to_the_mail(
    way: str, serve: Serve, tokens: Tokens, post: Post, ask: Ask, alert: RuleAlert
) -> None:
    handler = Xoauth2(tokens, BOX)
    port = serve(handler, auth_require_tls=False).port
    tokens.check = granted_as(way)
    given: dict[str, Any] = {"tenant": None, "refresh_token": "1//0g"}
    if way == "jwt-bearer":
        key = rsa.generate_private_key(65537, 2048)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        account = json.dumps({"client_email": "r@p.iam.gserviceaccount.com", "private_key": pem})
        given = {"tenant": None, "client_id": None, "client_secret": None, "service_account": account}
    sender = build_channels([settings(port, tokens.url, **given)], post, ask)["mail"]
    assert isinstance(sender.send(alert, "good@example.org", ENVELOPE), Delivered)
    assert len(handler.received) == 1


def test_the_doctor_logs_in_with_a_token(serve: Serve, tokens: Tokens, alert: RuleAlert) -> None:
    handler = Xoauth2(tokens, BOX)
    port = serve(handler, auth_require_tls=False).port
    assert "logged in; nothing was sent" in try_mail_channel(settings(port, tokens.url), ENVELOPE.sent_at)
    with pytest.raises(Failed, match=r"refused the login \(535 5\.7\.3\)") as caught:
        try_mail_channel(settings(port, tokens.url, username="x@example.com"), ENVELOPE.sent_at)
    assert "service principal" in caught.value.remedy
    with pytest.raises(Failed, match=r"gives no token \(invalid_client, AADSTS7000215\)") as caught:
        try_mail_channel(settings(port, tokens.url, client_secret="wrong"), ENVELOPE.sent_at)
    assert "client_secret_file" in caught.value.remedy
    assert handler.received == []


def test_the_doctor_asks_for_graphs_token(tokens: Tokens) -> None:
    given = settings(0, tokens.url, host=None, port=None, security=None, via="graph")
    assert "a token was given; elmon alerts test mail" in try_mail_channel(given, ENVELOPE.sent_at)


ACCOUNT = '{"client_email": "a@b", "private_key": "unread"}'


def test_a_service_account_needs_the_extra_and_a_key(
    post: Post, ask: Ask, monkeypatch: pytest.MonkeyPatch, tokens: Tokens
) -> None:
    account = settings(1, tokens.url, tenant=None, client_id=None, client_secret=None, service_account=ACCOUNT)
    with pytest.raises(SettingsError, match="a service account whose private_key is no key"):
        build_channels([account], post, ask)
    with pytest.raises(Failed, match="a service account whose private_key is no key"):
        try_mail_channel(account, ENVELOPE.sent_at)
    monkeypatch.setattr("monitor.delivery.build.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r'pip install "entity-list-monitor\[google\]"'):
        build_channels([account], post, ask)
