"""The ways in which a mail channel asks for its tokens: as an app of its tenant, as a mailbox that gave consent once, or as
a service account that may act for the mailboxes of its domain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.delivery.tokens import Grant

ASSERTED_FOR = timedelta(minutes=55)
"""How long an assertion holds; Google takes an hour at most, by its own clock."""
LIBRARY = 'pip install "entity-list-monitor[google]"'
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def client_credentials(url: str, client_id: str, secret: str, scope: str) -> Grant:
    """RFC 6749, 4.4: the app itself, by its secret."""
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret, "scope": scope}
    return Grant(url, lambda now: form)


def refresh(url: str, client_id: str, secret: str, token: str) -> Grant:
    """RFC 6749, 6: a mailbox whose owner has consented once, by the refresh token that this gave."""
    form = {"grant_type": "refresh_token", "client_id": client_id, "client_secret": secret, "refresh_token": token}
    lost = (
        "the refresh token has expired or was revoked: get a new one and write it into refresh_token_file (while the "
        'consent screen is of the status "Testing", they last seven days)'
    )
    return Grant(url, lambda now: form, {"invalid_grant": lost})


def service_account(url: str, account: Mapping[str, str], mailbox: str, scope: str) -> Grant:
    """RFC 7523: a service account with domain-wide delegation, which signs that it acts for ``mailbox``.

    ``account`` is Google's key file: ``client_email``, ``private_key`` (PEM), ``private_key_id`` and ``token_uri``. Raises
    ValueError for a key that is none; needs the extra "google".
    """
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - an extra

    load_pem_private_key(account["private_key"].encode(), None)  # a broken key is a fault of the settings

    def form(now: datetime) -> dict[str, str]:
        return {"grant_type": JWT_BEARER, "assertion": _assertion(account, mailbox, scope, now)}

    remedies = {
        "invalid_grant": (
            "check this machine's clock, that the key of service_account_file still exists, and that username (else "
            "sender) is a mailbox of the domain"
        ),
        "unauthorized_client": (
            f"enter the service account's client ID with the scope {scope} in the Admin console, under Security, API "
            "controls, Domain-wide delegation"
        ),
    }
    return Grant(url, form, remedies)


def _assertion(account: Mapping[str, str], mailbox: str, scope: str, now: datetime) -> str:
    import jwt  # noqa: PLC0415 - an extra

    claims = {
        "iss": account["client_email"], "sub": mailbox, "scope": scope, "aud": account["token_uri"],
        "iat": int(now.timestamp()), "exp": int((now + ASSERTED_FOR).timestamp()),
    }  # fmt: skip
    headers = {"kid": account["private_key_id"]} if account.get("private_key_id") else None
    return jwt.encode(claims, account["private_key"], algorithm="RS256", headers=headers)
