"""Values that several tables of the settings share, and what they must look like."""

from __future__ import annotations

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator


def web_address(value: str) -> str:
    """An http(s) address without its closing slash; else ``ValueError``, which does not repeat the address."""
    try:
        parts = urlsplit(value)
        known = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known or any(character <= " " for character in value):
        raise ValueError("must be an address that starts with https:// or http://")
    return value.rstrip("/")


def one_line(value: str) -> str:
    """Text that can stand in a mail or HTTP header."""
    if not value.isprintable():
        raise ValueError("must be one line of printable text")
    return value.strip()


def network(value: str) -> str:
    """An address, or a network with its prefix; else ``ValueError``. A network of all addresses would trust everybody."""
    try:
        found = ipaddress.ip_network(value.strip())
    except ValueError:
        raise ValueError('must be an address or a network, like "127.0.0.1" or "172.18.0.0/16"') from None
    if not found.prefixlen:
        raise ValueError("must not be a network of all addresses: everybody could claim to be anybody")
    return str(found.network_address) if found.num_addresses == 1 else str(found)


def origin_of(address: str) -> str:
    """An address's scheme and host."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def variable(name: str) -> str:
    """The beginning of the environment variables of the channel ``name``: ``ELMON_CHANNEL_<NAME>__``."""
    return f"ELMON_CHANNEL_{name.upper().replace('-', '_')}__"


Line = Annotated[str, AfterValidator(one_line)]
WebAddress = Annotated[str, AfterValidator(web_address)]
