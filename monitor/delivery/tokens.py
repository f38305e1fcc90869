"""OAuth 2.0 access tokens: asked for, kept until shortly before they expire, asked for anew where a service refuses one.

Sources of the answers: RFC 6749 (5.2), Microsoft's "OAuth 2.0 client credentials flow" and its list of AADSTS codes,
Google's "Using OAuth 2.0 for Server to Server Applications". No token, secret or description stands in a reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from monitor.delivery.posting import PAUSE, Ask, asked_pause, object_of
from monitor.delivery.protocol import Refused, RetryAfter
from monitor.errors import UpstreamError
from monitor.logs import renew

if TYPE_CHECKING:
    from monitor.http import HttpResponse

RENEWED_BEFORE = timedelta(minutes=5)
"""A token is asked for anew so long before it expires: a message on the way must not outlast it."""
UNSTATED = 600.0
"""Seconds that a token is taken to hold whose answer does not say it."""
LONGEST = 86_400.0

# e.g. "invalid_client"
_ERROR = re.compile("[a-z_]{3,60}")
# e.g. "AADSTS7000222: The provided client secret keys are expired."
_CODE = re.compile(r"AADSTS([0-9]{4,8})\b")
# e.g. "0.AXoA_ya29~x"
_TOKEN = re.compile("[!-~]{1,20000}")

_SCOPE = "leave out scope, whose default is the right one, or correct it"
_TENANT = "there is no such tenant: set tenant to the directory (tenant) ID of the app's page"
MICROSOFT = {
    "7000215": "the secret is wrong: write the client secret's value, not its ID, into client_secret_file",
    "7000222": "the client secret has expired: make a new one for the app and write its value into client_secret_file",
    "700016": "the tenant has no such app: check client_id and tenant",
    "7000112": "the app is switched off: enable it under Enterprise applications",
    "7000229": "the app is not set up in the tenant: grant admin consent to its permissions",
    "65001": "nobody has consented to the app's permissions: grant admin consent",
    "90002": _TENANT,
    "900023": _TENANT,
    "53003": "a Conditional Access policy keeps the app out: except it there",
    "500011": _SCOPE,
    "70011": _SCOPE,
    "1002012": _SCOPE,
}
"""Remedies by Microsoft's code, which tells more than the error beside it."""
_PASSING_CODES = frozenset({"50000", "50196", "90024", "90033"})
_PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
REMEDIES = {
    "invalid_client": "check client_id and client_secret_file, and whether the secret has expired",
    "deleted_client": "the OAuth client was deleted: make a new one, and set client_id and client_secret_file",
    "disabled_client": "the OAuth client is switched off: enable it",
    "unauthorized_client": "the app may not ask for tokens this way: check client_id and what an administrator allows it",
    "invalid_scope": _SCOPE,
    "access_denied": "an administrator does not allow it: grant the app its permissions",
    "org_internal": "the OAuth client is for members of its own organization: sign in with a mailbox of it",
    "unsupported_grant_type": "check token_url",
}
"""Remedies by the error of the standard, whoever gives the tokens."""


class NoToken(Exception):
    """No token is to be had: for now, or until a person changes something."""

    def __init__(self, result: RetryAfter | Refused) -> None:
        super().__init__(result.reason)
        self.result = result


@dataclass(frozen=True)
class Grant:
    """What a token is asked for with: the endpoint's ``url``, and the ``form`` that is posted to it at a time.

    ``remedies`` are those that this way of asking knows better, by the error.
    """

    url: str
    form: Callable[[datetime], Mapping[str, str]] = field(repr=False)
    remedies: Mapping[str, str] = field(default_factory=dict)


@dataclass
class TokenSource:
    """The tokens of one channel. Times are those of the message to be sent: were the clock wrong, the service refuses the
    token, and the next one is asked for."""

    channel: str
    grant: Grant
    ask: Ask = field(repr=False)
    _token: str = field(default="", repr=False)
    _until: datetime | None = None

    @property
    def host(self) -> str:
        """Who gives the tokens, for messages."""
        return urlsplit(self.grant.url).hostname or "the token endpoint"

    def token(self, now: datetime) -> str:
        """A token that holds, the last one while it does. Raises NoToken."""
        if self._until is None or now >= self._until:
            self._fetch(now)
        return self._token

    def forget(self) -> None:
        """The service has refused the token: the next one is asked for anew."""
        self._until = None

    def _fetch(self, now: datetime) -> None:
        body = urlencode(self.grant.form(now)).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        try:
            answer = self.ask("POST", self.grant.url, body, headers)
        except UpstreamError as error:
            raise NoToken(RetryAfter(PAUSE, f"No token came from {self.host} ({type(error).__name__}).")) from None
        said = object_of(answer.body)
        token = said.get("access_token")
        if answer.status != 200 or not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise NoToken(self._judged(answer, said, now))
        holds = timedelta(seconds=_seconds(said.get("expires_in")))
        self._token, self._until = token, now + max(holds - RENEWED_BEFORE, holds / 2)
        renew(self.channel, token)

    def _judged(self, answer: HttpResponse, said: Mapping[str, Any], now: datetime) -> RetryAfter | Refused:
        """What an answer without a token means."""
        status, error = answer.status, said.get("error")
        if status in {408, 429} or status >= 500:
            return RetryAfter(asked_pause(answer, now), f"{self.host} gives no token for now ({status}).")
        if 300 <= status < 400:
            return Refused(f"{self.host} answers with a redirect ({status}): set token_url to the right address.")
        if not isinstance(error, str) or not _ERROR.fullmatch(error):
            return RetryAfter(5 * PAUSE, f"{self.host} answered {status}, but with no token: is a proxy in between?")
        code = _code(said)
        what = f"{error}, AADSTS{code}" if code else error
        if error in _PASSING or code in _PASSING_CODES:
            return RetryAfter(asked_pause(answer, now), f"{self.host} gives no token for now ({what}).")
        remedy = MICROSOFT.get(code) or self.grant.remedies.get(error) or REMEDIES.get(error)
        return Refused(f"{self.host} gives no token ({what}): {remedy or 'see docs/mail.md'}.")


def _code(said: Mapping[str, Any]) -> str:
    """The digits of Microsoft's code; "" where there is none."""
    found = _CODE.search(str(said.get("error_description", ""))[:2000])
    return found[1] if found else ""


def _seconds(said: object) -> float:
    """How long a token holds; some services write the number as text."""
    try:
        seconds = float(said) if isinstance(said, int | float | str) else UNSTATED
    except ValueError:
        return UNSTATED
    return min(max(seconds, 0.0), LONGEST) if math.isfinite(seconds) else UNSTATED
