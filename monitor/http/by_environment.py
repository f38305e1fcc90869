"""Requests on the way that the environment has for their address: directly, or through a proxy."""

from __future__ import annotations

from collections.abc import Mapping

import certifi
import httpx

from monitor.proxies import proxies_from, trusted_certificates


class ByEnvironment(httpx.BaseTransport):
    """Sends each request directly or through the proxy that the environment has for its address."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._proxies = proxies_from(environment)
        self._certificates = trusted_certificates(environment, certifi.where())
        self._by_proxy: dict[str, httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request and its answer."""
        proxy = self._proxies.of(request.url.scheme, request.url.host, request.url.port)
        if proxy not in self._by_proxy:
            # Polls are minutes apart: a connection kept so long is mostly found closed by the other side.
            limits = httpx.Limits(max_keepalive_connections=0)
            self._by_proxy[proxy] = httpx.HTTPTransport(self._certificates, limits=limits, proxy=proxy or None)
        return self._by_proxy[proxy].handle_request(request)

    def close(self) -> None:
        """Give all connections back."""
        for transport in self._by_proxy.values():
            transport.close()
