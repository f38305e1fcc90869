"""Which proxy a request takes and whose certificates are trusted, by the environment; mistakes in it are one sentence.

``HTTPS_PROXY``, ``HTTP_PROXY`` and ``ALL_PROXY`` (small letters win) name a proxy by ``http://`` or ``https://``;
``NO_PROXY`` lists hosts that are asked directly: ``*``, names with all below them, addresses and networks of IPv4 and
IPv6, each with a port or without. ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` take the place of the certificates that ship.
"""

from __future__ import annotations

import ipaddress
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from monitor.errors import SettingsError

# e.g. "[::1]:8080", "example.org:443", "10.0.0.0/8"
_ENTRY = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.%/]{1,60}\]|[^:\[\]]{1,253}|[0-9A-Fa-f:.]{2,60}(?:/[0-9]{1,3})?)(?::(?P<port>[0-9]{1,5}))?"
)
# What an address does not hold, bytes that are no letters among it. e.g. "us er", "\udcff"
_ODD = re.compile(r"[\s\"'<>\\^`{|}\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies by scheme ("" for all others), and the hosts that need none."""

    by_scheme: Mapping[str, str]
    direct: tuple[tuple[str, int | None], ...] = ()

    def of(self, scheme: str, host: str, port: int | None) -> str:
        """The proxy's address for a request, "" where it goes directly."""
        proxy = self.by_scheme.get(scheme) or self.by_scheme.get("", "")
        port = port or {"http": 80, "https": 443}.get(scheme)
        return "" if proxy and any(_covers(entry, at, host, port) for entry, at in self.direct) else proxy


def proxies_from(environment: Mapping[str, str]) -> Proxies:
    """The proxies that an environment names. Raises SettingsError for one that cannot be used."""
    by_scheme = {}
    for scheme, name in (("https", "HTTPS_PROXY"), ("http", "HTTP_PROXY"), ("", "ALL_PROXY")):
        found, value = _value(environment, name)
        if value:
            by_scheme[scheme] = _checked(found, value)
    _, listed = _value(environment, "NO_PROXY")
    entries = [_ENTRY.fullmatch(entry.strip()) for entry in listed.split(",")]
    direct = tuple((e["host"].strip("[]"), int(e["port"]) if e["port"] else None) for e in entries if e)
    return Proxies(by_scheme, direct)


def trusted_certificates(environment: Mapping[str, str], shipped: str) -> ssl.SSLContext:
    """What servers' certificates are held against; ``shipped`` is the file that is used where the environment names none.

    Raises SettingsError where what it names has no certificates.
    """
    file, folder = environment.get("SSL_CERT_FILE", ""), environment.get("SSL_CERT_DIR", "")
    name, place = ("SSL_CERT_FILE", file) if file else ("SSL_CERT_DIR", folder)
    try:
        if file or not folder:
            return ssl.create_default_context(cafile=file or shipped)
        if not Path(folder).is_dir():
            raise NotADirectoryError(f"No such folder: {folder}")
        return ssl.create_default_context(capath=folder)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        why = getattr(error, "strerror", None) or str(error)
        keys = environment.get("SSLKEYLOGFILE")
        if keys and getattr(error, "filename", None) == keys:
            raise SettingsError(
                f"SSLKEYLOGFILE is {_shown(keys)}, which cannot be written ({why}): correct it, or unset it."
            ) from None
        raise SettingsError(
            f"{name} is {_shown(place)}, from which no certificates can be read ({why}): correct it, or unset it."
        ) from None


def _value(environment: Mapping[str, str], name: str) -> tuple[str, str]:
    """A variable's name as it is set, and its value; a CGI server's HTTP_PROXY comes from its client and does not count."""
    for spelt in (name.lower(), name):
        value = environment.get(spelt, "").strip()
        if value and not (spelt == "HTTP_PROXY" and "REQUEST_METHOD" in environment):
            return spelt, value
    return name, ""


def _checked(name: str, value: str) -> str:
    """A proxy's address with its scheme. Raises SettingsError; the address may hold a password and is not shown."""
    address = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
        odd = _ODD.search(address)
    except ValueError:
        usable = odd = None
    if usable and not odd:
        return address
    if "socks" in address.partition("://")[0].lower():
        raise SettingsError(f"{name} names a SOCKS proxy; elmon uses HTTP proxies only: name one, or unset {name}.")
    raise SettingsError(
        f"{name} is no proxy's address: write http://host:port, with http://user:password@ where it wants a login (odd "
        f"characters as %XX), or unset {name}."
    )


def _covers(entry: str, at: int | None, host: str, port: int | None) -> bool:
    if at is not None and at != port:
        return False
    if entry == "*":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        name, entry = host.lower().rstrip("."), entry.lower().lstrip("*").strip(".")
        return bool(entry) and (name == entry or name.endswith(f".{entry}"))


def _shown(place: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in place)[:200]
