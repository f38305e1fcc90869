"""Who may write: a token signs a person in, a cookie keeps them so for a day's work, every form carries its own proof.

The cookie is signed, not stored: it holds a name and when it was given. Nothing in it is secret but its signature. A form's
proof (CSRF) belongs to its cookie, so that no other site, and no other session, can make one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "elmon_session"
SECONDS = 12 * 3600
SHORTEST_TOKEN = 16
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Session:
    """A person who is signed in, and the proof that their forms carry."""

    who: str
    proof: str


class Sessions:
    """Sessions under one token; without a token nobody can be signed in."""

    def __init__(self, token: str = "") -> None:
        self._token = token.encode()
        self._key = hashlib.sha256(b"elmon session key\0" + self._token).digest()

    @property
    def is_possible(self) -> bool:
        """Whether there is a token."""
        return bool(self._token)

    def knows(self, token: str) -> bool:
        """Whether somebody has the token; takes as long for a wrong one."""
        given = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        return self.is_possible and hmac.compare_digest(given, hashlib.sha256(self._token).digest())

    def session(self, request: Request) -> Session | None:
        """Who sent a request; None where nobody is signed in."""
        cookie = request.cookies.get(COOKIE, "")
        name, _, rest = cookie.partition(".")
        given, _, rest = rest.partition(".")
        nonce, _, signature = rest.partition(".")
        if not self.is_possible or not hmac.compare_digest(
            signature.encode(), self._signed(f"{name}.{given}.{nonce}").encode()
        ):
            return None
        if not 0 <= time.time() - int(given) <= SECONDS:
            return None
        return Session(unquote(name), self._signed(f"form {cookie}"))

    def sign_in(self, response: Response, who: str, *, secure: bool) -> None:
        """Give a person a cookie."""
        name = quote(" ".join(who.split())[:_LONGEST_NAME], safe="").replace(".", "%2E")
        cookie = f"{name}.{int(time.time())}.{secrets.token_hex(8)}"
        value = f"{cookie}.{self._signed(cookie)}"
        response.set_cookie(COOKIE, value, SECONDS, httponly=True, samesite="strict", secure=secure)

    @staticmethod
    def sign_out(response: Response) -> None:
        """Take the cookie back."""
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")

    def _signed(self, text: str) -> str:
        digest = hmac.new(self._key, text.encode("utf-8", "replace"), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

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
