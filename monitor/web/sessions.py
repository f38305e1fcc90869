"""Who may change something: a token signs a person in, a cookie keeps the session, every form carries its proof.

The cookie is signed, not stored: it holds the person's name and the time of signing in; nothing in it is secret but its
signature. A form's proof (against cross-site request forgery) belongs to one session, so that no other site, and no
other session, can make it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
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

    def require(self, request: Request, fields: dict[str, str | tuple[str, bytes]]) -> Session:
        """The session of whoever sent a form. Raises HTTPException 403 for nobody, or for a form without its proof."""
        session = self.session(request)
        if session is None:
            raise HTTPException(HTTPStatus.FORBIDDEN, "You are not signed in; sign in and send it again.")
        proof = fields.get("proof", "")
        if not isinstance(proof, str) or not hmac.compare_digest(proof.encode(), session.proof.encode()):
            raise HTTPException(
                HTTPStatus.FORBIDDEN, "This form is not from a page of yours; open it anew and send it again."
            )
        return session
