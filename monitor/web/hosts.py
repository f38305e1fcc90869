"""Under which names a server is asked: by an address or a name of its own, never by one that another site has pointed here.

A page of another site may point its own name at 127.0.0.1 and read what is served there (DNS rebinding). Its requests
carry that name as Host, never an address. So addresses and localhost are known, other names only where the settings list
them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

REFUSAL = "This server is not known by that name; add it to hosts in [web] of the settings."


class KnownHosts:
    """Addresses, localhost, and some names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {"localhost", *(name.lower() for name in names)}

    def knows(self, host: str) -> bool:
        """Whether a Host header names this server."""
        name = host_of(host)
        return name in self._names or _is_address(name)


def host_of(header: str) -> str:
    """The name or address in a Host header, without its port; "" for what is none."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
