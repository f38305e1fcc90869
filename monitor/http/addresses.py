"""Web addresses: whose they are, what of them people are shown, and where a redirect leads."""

from __future__ import annotations

import re

import httpx

# e.g. "https://user:secret@example.org"
_CREDENTIALS = re.compile(r"//[^/]*@")


def host_of(url: str) -> str:
    """An http(s) address's ``host``, or ``host:port`` where the port is not the scheme's own; "" where it is no address.

    Parsed by what connects, so that there are no two opinions on where an address leads.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return ""
    if parsed.scheme not in ("http", "https") or not parsed.host:
        return ""
    return parsed.host if parsed.port is None else f"{parsed.host}:{parsed.port}"


def shown(url: str) -> str:
    """An address for people: no credentials, no question (it fills a screen and may hold a key), no control characters."""
    bare = _CREDENTIALS.sub("//", url.partition("?")[0].partition("#")[0], count=1)
    return "".join(c if c.isprintable() else "?" for c in bare)[:200]


def joined(base: httpx.URL, location: str) -> str:
    """The address that a redirect's ``location`` means; "" where it is none."""
    try:
        return str(base.join(location))
    except (httpx.InvalidURL, ValueError):
        return ""
