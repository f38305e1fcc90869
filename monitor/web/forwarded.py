"""Requests that a proxy passes on: whom a trusted one speaks for, and that none of them is taken for a reader of this machine.

A proxy beside the server connects from 127.0.0.1, whoever its reader is. What proxies say in headers is heeded only
where the settings trust them; that a request has such headers at all says that it came through one.
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
_BEGINS = b"x-forwarded-"
_SAID_BY_PROXIES = frozenset(
    {
        b"forwarded", b"via", b"x-real-ip", b"x-client-ip", b"x-cluster-client-ip", b"x-original-forwarded-for",
        b"true-client-ip", b"cf-connecting-ip", b"fastly-client-ip",
    }
)  # fmt: skip


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
    """Proxies say so, or speak HTTP/1.0 as nginx does unless told otherwise; no browser does."""
    names = {name.lower() for name, _ in scope["headers"]}
    said = not names.isdisjoint(_SAID_BY_PROXIES) or any(name.startswith(_BEGINS) for name in names)
    return said or scope.get("http_version") == "1.0"


def _take_host(scope: Scope) -> None:
    """The host that the reader asked: of several, the one that the nearest proxy has added."""
    said = [value for name, value in scope["headers"] if name == b"x-forwarded-host"]
    host = said[-1].rpartition(b",")[2].strip() if said else b""
    if host:
        scope["headers"] = [(name, host if name == b"host" else value) for name, value in scope["headers"]]
