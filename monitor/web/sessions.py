"""Who may change something: a token signs a person in, a cookie keeps the session, every form carries its proof.

The cookie is signed, not stored: it holds the person's name and the time of signing in; nothing in it is secret but its
signature. A form's proof (against cross-site request forgery) belongs to one session, so that no other site, and no
other session, can make it.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, unquote

from itsdangerous import BadSignature, Signer, TimestampSigner
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "elmon_session"
LONGEST_SECONDS = 12 * 3600
"""How long a session lasts: a working day."""
_LONGEST_NAME = 80
WRONG_TOKEN_SECONDS, LONGEST_PAUSE = 1.0, 60.0
"""How long a client is not heard after its first wrong token, twice as long after each further one; and at most."""
FORGOTTEN_SECONDS = 900.0
MOST_CLIENTS = 10_000
"""So many are remembered that gave a wrong token."""


@dataclass(frozen=True, slots=True)
class Session:
    """A person who is signed in, and the proof that their forms carry."""

    who: str
    proof: str


class Sessions:
    """Sessions under one token, which end with it; without a token nobody can sign in."""

    def __init__(self, token: str = "") -> None:
        self._token = token.encode()
        # Keys of their own for both, so that a form's proof is never a cookie. The library's own choice would be SHA-1.
        self._cookies = TimestampSigner(
            self._token, salt="elmon session", key_derivation="hmac", digest_method=hashlib.sha256
        )
        self._forms = Signer(self._token, salt="elmon form", key_derivation="hmac", digest_method=hashlib.sha256)

    @property
    def can_sign_in(self) -> bool:
        """Whether there is a token."""
        return bool(self._token)

    def is_token(self, given: str) -> bool:
        """Whether this is the token; takes as long for a wrong one."""
        digest = hashlib.sha256(given.encode("utf-8", "replace")).digest()
        return self.can_sign_in and hmac.compare_digest(digest, hashlib.sha256(self._token).digest())

    def session(self, request: Request) -> Session | None:
        """Who sent a request; None where nobody is signed in."""
        if not self.can_sign_in:
            return None
        try:
            signed = self._cookies.unsign(request.cookies.get(COOKIE, ""), LONGEST_SECONDS)
        except BadSignature:  # none, a changed one, one of another token, or too old
            return None
        name = signed.decode().rpartition(".")[0]
        return Session(unquote(name), self._forms.get_signature(signed).decode())

    def sign_in(self, response: Response, who: str, *, secure: bool) -> None:
        """Give a person a cookie; ``secure`` where it must not travel without TLS."""
        name = quote(" ".join(who.split())[:_LONGEST_NAME], safe="")
        # Random, so that two sessions of one name differ, and so do their proofs.
        cookie = self._cookies.sign(f"{name}.{secrets.token_hex(8)}").decode()
        response.set_cookie(COOKIE, cookie, LONGEST_SECONDS, httponly=True, samesite="strict", secure=secure)

    @staticmethod
    def sign_out(response: Response) -> None:
        """Remove the cookie."""
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")

    def signed_in(self, request: Request) -> Session:
        """The session of whoever sent a request, known by its head alone. Raises HTTPException 403 for nobody."""
        session = self.session(request)
        if session is None:
            raise HTTPException(HTTPStatus.FORBIDDEN, "You are not signed in; sign in and send it again.")
        return session

    def require(self, request: Request, fields: dict[str, str | tuple[str, bytes]]) -> Session:
        """The session of whoever sent a form. Raises HTTPException 403 for nobody, or for a form without its proof."""
        session = self.signed_in(request)
        proof = fields.get("proof", "")
        if not isinstance(proof, str) or not hmac.compare_digest(proof.encode(), session.proof.encode()):
            raise HTTPException(
                HTTPStatus.FORBIDDEN, "This form is not from a page of yours; open it anew and send it again."
            )
        return session


class WrongTokens:
    """Which clients have given a wrong token, and until when no other of theirs is looked at."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def pause(self, client: str) -> float:
        """For how many seconds a client is not heard."""
        _, until = self._clients.get(_network(client), (0, 0.0))
        return max(until - time.monotonic(), 0.0)

    def add(self, client: str) -> None:
        """Note a wrong token."""
        now, key = time.monotonic(), _network(client)
        given, until = self._clients.pop(key, (0, 0.0))
        given = given + 1 if now < until + FORGOTTEN_SECONDS else 1
        self._clients[key] = given, now + min(WRONG_TOKEN_SECONDS * 2 ** min(given - 1, 30), LONGEST_PAUSE)
        while len(self._clients) > MOST_CLIENTS:
            self._clients.popitem(last=False)

    def forget(self, client: str) -> None:
        """A client has given the right one."""
        self._clients.pop(_network(client), None)


def _network(client: str) -> str:
    """An address, of IPv6 the network: one client has all of it."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else client
