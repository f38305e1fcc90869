"""Requests that a proxy passes on: whom a trusted one speaks for, and that none of them is taken for a reader of this machine.

A proxy beside the server connects from 127.0.0.1, whoever its reader is. What proxies say in headers is heeded only
where the settings trust them; that a request has headers that no reader sends says that it came through one. A proxy that
adds none and asks for a loopback address as its own cannot be told from a reader (docs/web.md).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from monitor.web.hosts import host_of

_HERE = "elmon.on_this_machine"
_OF_READERS = frozenset(
    {
        b"host", b"connection", b"user-agent", b"accept", b"accept-charset", b"accept-encoding", b"accept-language",
        b"accept-datetime", b"cache-control", b"pragma", b"cookie", b"content-type", b"content-length", b"content-encoding",
        b"transfer-encoding", b"expect", b"te", b"range", b"origin", b"referer", b"upgrade-insecure-requests", b"dnt",
        b"priority", b"keep-alive", b"upgrade", b"http2-settings", b"save-data",
    }
)  # fmt: skip
"""What browsers and curl send by themselves. Proxies name themselves and their readers in any of a hundred headers, and in
new ones every year; so whatever else is said makes a request a proxy's. ``Authorization`` is what a proxy passes on that
asks for a sign-in of its own."""
_KINDS_OF_READERS = (b"sec-", b"if-", b"access-control-request-")


class ForwardedRequests:
    """Notes where a request comes from, then gives it the client, scheme and host that a trusted proxy names."""

    def __init__(self, app: ASGIApp, trusted: Collection[str]) -> None:
        self._trusted = [ipaddress.ip_network(one) for one in trusted]
        self._app = app
        self._as_named: Any = ProxyHeadersMiddleware(app, list(trusted))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = (scope.get("client") or ("", 0))[0]
        is_proxy = self._trusts(client)
        scope[_HERE] = _is_loopback(client) and not is_proxy and not _came_through_a_proxy(scope)
        if is_proxy:
            _take_host(scope)
            await self._as_named(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _trusts(self, client: str) -> bool:
        try:
            address = ipaddress.ip_address(client)
        except ValueError:  # a socket of the system
            return False
        return any(address in network for network in self._trusted)


def is_on_this_machine(request: Request) -> bool:
    """Whether a request was sent from this machine to a loopback address, and through no proxy."""
    return bool(request.scope.get(_HERE)) and _is_loopback(host_of(request.headers.get("host", "")))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _came_through_a_proxy(scope: Scope) -> bool:
    """Proxies say more than readers do, or speak HTTP/1.0 as nginx does unless told otherwise; no browser does."""
    said = {name.lower() for name, _ in scope["headers"]} - _OF_READERS
    return scope.get("http_version") == "1.0" or not all(name.startswith(_KINDS_OF_READERS) for name in said)


def _take_host(scope: Scope) -> None:
    """The host that the reader asked: of several, the one that the nearest proxy has added."""
    said = [value for name, value in scope["headers"] if name == b"x-forwarded-host"]
    host = said[-1].rpartition(b",")[2].strip() if said else b""
    if host:
        scope["headers"] = [(name, host if name == b"host" else value) for name, value in scope["headers"]]
