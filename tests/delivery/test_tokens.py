"""Access tokens from a real endpoint: kept, renewed before they expire, refused with the remedy, and shown nowhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from monitor import logs
from monitor.delivery.grants import JWT_BEARER, client_credentials, refresh, service_account
from monitor.delivery.posting import Ask
from monitor.delivery.protocol import Refused, RetryAfter
from monitor.delivery.tokens import NoToken, TokenSource
from tests.delivery.microsoft import APP, SECRET, Reply, Tokens, no_token, served

NOW = datetime(2024, 12, 5, 14, tzinfo=UTC)
SCOPE = "https://graph.microsoft.com/.default"


@pytest.fixture
def endpoint() -> Iterator[Tokens]:
    with served(Tokens()) as server:
        yield server


def source(endpoint: Tokens, ask: Ask, secret: str = SECRET, app: str = APP) -> TokenSource:
    return TokenSource("mail", client_credentials(f"{endpoint.url}/t/oauth2/v2.0/token", app, secret, SCOPE), ask)


def refusal(tokens: TokenSource) -> RetryAfter | Refused:
    with pytest.raises(NoToken) as caught:
        tokens.token(NOW)
    return caught.value.result


def test_a_token_is_kept_until_shortly_before_it_expires(endpoint: Tokens, ask: Ask) -> None:
    tokens = source(endpoint, ask)
    assert tokens.token(NOW) == tokens.token(NOW + timedelta(minutes=54)) == "tok-7Zq-1"
    assert tokens.token(NOW + timedelta(minutes=55)) == "tok-7Zq-2"
    assert (endpoint.asked[0].path, endpoint.given) == ("/t/oauth2/v2.0/token", 2)


def test_a_token_that_was_refused_is_asked_for_anew(endpoint: Tokens, ask: Ask) -> None:
    tokens = source(endpoint, ask)
    tokens.token(NOW)
    tokens.forget()
    assert tokens.token(NOW) == "tok-7Zq-2"


@pytest.mark.parametrize(
    ("said", "kept", "gone"),
    [
        ("3599", 54, 55),
        (60, 0.4, 0.6),
        (None, 4, 6),
        ("soon", 4, 6),
        ([], 4, 6),
        (1e400, 4, 6),
        (10**9, 1430, 1436),
        (-5, None, 0),
        (0, None, 0),
    ],
)
def test_however_long_a_token_is_said_to_hold(
    said: Any, kept: float | None, gone: float, endpoint: Tokens, ask: Ask
) -> None:
    endpoint.holds = said
    tokens = source(endpoint, ask)
    tokens.token(NOW)
    if kept is not None:
        assert tokens.token(NOW + timedelta(minutes=kept)) == "tok-7Zq-1"
    assert tokens.token(NOW + timedelta(minutes=gone)) == "tok-7Zq-2"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"secret": "wrong"}, "(invalid_client, AADSTS7000215): the secret is wrong: write the client secret's value"),
        ({"app": "22"}, "(unauthorized_client, AADSTS700016): the tenant has no such app: check client_id and tenant."),
    ],
)
def test_a_wrong_app_or_secret_is_refused_with_the_setting(
    given: dict[str, str], says: str, endpoint: Tokens, ask: Ask
) -> None:
    result = refusal(source(endpoint, ask, **given))
    assert isinstance(result, Refused)
    assert result.reason.startswith("127.0.0.1 gives no token ")
    assert says in result.reason
    assert not any(secret in result.reason for secret in (SECRET, "Qx8", "wrong-"))


@pytest.mark.parametrize(
    ("reply", "kind", "says"),
    [
        (no_token("invalid_client", "AADSTS7000222: The provided client secret keys for app 'x' are expired."), Refused, "the client secret has expired: make a new one"),
        (no_token("invalid_client"), Refused, "check client_id and client_secret_file"),
        (no_token("invalid_request", "AADSTS90002: Tenant 'x' not found.", 400), Refused, "set tenant to the directory"),
        (no_token("invalid_request", "AADSTS900023: Specified tenant identifier", 400), Refused, "set tenant to"),
        (no_token("unauthorized_client", "AADSTS7000112: Application is disabled."), Refused, "Enterprise applications"),
        (no_token("access_denied", "AADSTS53003: blocked by Conditional Access", 400), Refused, "Conditional Access"),
        (no_token("invalid_scope", "AADSTS1002012: The provided value for scope", 400), Refused, "scope"),
        (no_token("invalid_something", "AADSTS99999: new", 400), Refused, "(invalid_something, AADSTS99999): see docs/mail.md."),
        (no_token("deleted_client"), Refused, "make a new one"),
        (no_token("temporarily_unavailable", status=400), RetryAfter, "for now (temporarily_unavailable)"),
        (no_token("invalid_grant", "AADSTS90033: A transient error has occurred.", 400), RetryAfter, "AADSTS90033"),
        (Reply(429, {}, {"Retry-After": "77"}), RetryAfter, "for now (429)"),
        (Reply(503, b"<html>"), RetryAfter, "for now (503)"),
        (Reply(302, None, {"Location": "https://elsewhere"}), Refused, "set token_url"),
        (Reply(403, b"<html>Blocked by policy"), RetryAfter, "answered 403, but with no token: is a proxy in between?"),
        (Reply(200, b"<html>"), RetryAfter, "is a proxy in between?"),
        (Reply(200, {"access_token": "two words\r\nX: y"}), RetryAfter, "with no token"),
        (Reply(200, {"access_token": ["a"]}), RetryAfter, "with no token"),
        (Reply(400, [[["deep"]]]), RetryAfter, "with no token"),
    ],
)  # fmt: skip
def test_what_a_token_endpoint_answers(
    reply: Reply, kind: type[RetryAfter | Refused], says: str, endpoint: Tokens, ask: Ask
) -> None:
    endpoint.first = [reply]
    result = refusal(source(endpoint, ask))
    assert isinstance(result, kind)
    assert says in result.reason
    if isinstance(result, RetryAfter) and reply.status == 429:
        assert result.seconds == 77


def test_an_endpoint_that_is_not_there_is_tried_again(endpoint: Tokens, ask: Ask) -> None:
    tokens = source(endpoint, ask)
    tokens.grant = replace(tokens.grant, url="http://127.0.0.1:1/token")
    result = refusal(tokens)
    assert result == RetryAfter(60.0, "No token came from 127.0.0.1 (Unreachable).")
    tokens.grant = replace(tokens.grant, url=f"{endpoint.url}/token")
    assert tokens.token(NOW) == "tok-7Zq-1"


def test_tokens_and_secrets_are_shown_nowhere(endpoint: Tokens, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_redactor", logs.Redactor())
    tokens = source(endpoint, ask)
    token = tokens.token(NOW)
    assert logs.redacted(f"sent with {token}.") == "sent with •••."
    assert not any(secret in repr(tokens) for secret in (token, SECRET))
    record = logging.LogRecord("x", logging.INFO, "", 0, "Authorization: %s", (token,), None)
    logs.RedactingFilter().filter(record)
    assert token not in record.getMessage()


def test_a_mailbox_that_has_consented_gives_tokens_by_its_refresh_token(endpoint: Tokens, ask: Ask) -> None:
    def check(form: dict[str, str]) -> dict[str, Any] | None:
        wanted = {"grant_type": "refresh_token", "client_id": "c", "client_secret": "s", "refresh_token": "1//0g"}
        return (
            None
            if form == wanted
            else {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        )

    endpoint.check = check
    assert TokenSource("mail", refresh(endpoint.url, "c", "s", "1//0g"), ask).token(NOW) == "tok-7Zq-1"
    result = refusal(TokenSource("mail", refresh(endpoint.url, "c", "s", "1//old"), ask))
    assert isinstance(result, Refused)
    assert "get a new one and write it into refresh_token_file" in result.reason
    assert "1//old" not in result.reason


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def account(key: rsa.RSAPrivateKey) -> dict[str, str]:
    """As Google's Cloud console writes it."""
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {
        "type": "service_account", "client_email": "elmon@p.iam.gserviceaccount.com", "private_key": pem.decode(),
        "private_key_id": "k1", "token_uri": "https://oauth2.googleapis.com/token",
    }  # fmt: skip


def test_a_service_account_signs_for_the_mailbox(endpoint: Tokens, ask: Ask, key: rsa.RSAPrivateKey) -> None:
    seen: list[dict[str, Any]] = []

    def check(form: dict[str, str]) -> dict[str, Any] | None:
        assert form["grant_type"] == JWT_BEARER
        assert jwt.get_unverified_header(form["assertion"])["kid"] == "k1"
        options: Any = {"verify_exp": False, "verify_iat": False}
        aud = "https://oauth2.googleapis.com/token"
        seen.append(jwt.decode(form["assertion"], key.public_key(), ["RS256"], options=options, audience=aud))
        return None if seen[-1]["sub"] == "elmon@example.com" else {"error": "invalid_grant"}

    endpoint.check = check

    def asked(mailbox: str) -> TokenSource:
        return TokenSource(
            "mail", service_account(endpoint.url, account(key), mailbox, "https://mail.google.com/"), ask
        )

    assert asked("elmon@example.com").token(NOW) == "tok-7Zq-1"
    assert seen[0]["iss"] == "elmon@p.iam.gserviceaccount.com"
    assert seen[0]["scope"] == "https://mail.google.com/"
    assert 0 < seen[0]["exp"] - seen[0]["iat"] <= 3600
    assert seen[0]["iat"] == int(NOW.timestamp())
    result = refusal(asked("nobody@example.com"))
    assert isinstance(result, Refused)
    assert "check this machine's clock" in result.reason
    endpoint.first = [no_token("unauthorized_client", "Client is unauthorized to retrieve access tokens")]
    assert "Domain-wide delegation" in refusal(asked("elmon@example.com")).reason


@pytest.mark.parametrize("broken", ["unread", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"])
def test_a_key_that_is_none_is_found_at_once(broken: str, key: rsa.RSAPrivateKey) -> None:
    with pytest.raises(ValueError):
        service_account("https://x", {**account(key), "private_key": broken}, "a@b", "s")
