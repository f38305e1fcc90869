"""Which requests are let in, and the headers of every response: the Host must be ours, pages load nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.web.hosts import REFUSAL, KnownHosts

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # no-referrer would make the Origin of our own forms "null"
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]


class HostGuard:
    """Refuses foreign Hosts and forms sent from other sites, and adds the headers."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self._app = app
        self._hosts = KnownHosts(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if not self._hosts.knows(host):
            await PlainTextResponse(f"{REFUSAL}\n", 421)(scope, receive, send_with_headers)
        elif scope["method"] == "POST" and (reason := _foreign(headers, host)):
            words = f"This form was sent from another site: {reason}\n"
            await PlainTextResponse(words, 403)(scope, receive, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)


def _foreign(headers: dict[bytes, str], host: str) -> str:
    """Why a form is not from one of our pages, as browsers say; "" for one that is. Other clients say nothing, and are let in.

    A proxy that passes on another Host than the reader's makes every form look foreign: the sentence says what it lacks.
    """
    site = headers.get(b"sec-fetch-site", "same-origin")
    if site not in ("same-origin", "none"):
        return f"the browser says so (Sec-Fetch-Site: {_shown(site)})."
    origin = headers.get(b"origin")
    if origin is None or _netloc(origin) == host.lower():
        return ""
    return (
        f"its page is of {_shown(origin)} (Origin), and this server was asked as {_shown(host)} (Host). A proxy in between "
        "must pass on the reader's own Host header, or X-Forwarded-Host and be among trusted_proxies in [web]."
    )


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _shown(value: str) -> str:
    """A header of somebody else's, short and harmless in a sentence."""
    return "".join(c for c in value[:100] if c.isascii() and c.isprintable())
