"""Values that several tables of the settings share, and what they must look like."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit

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


def secret_in(file: Path) -> str:
    """The secret that a file holds alone, on one line; else ``ValueError``."""
    try:
        secret = file.read_bytes()[:10_000].decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ValueError(f"password_file {file} cannot be read ({reason}); check its path and permissions") from None
    if not secret or not secret.isprintable():
        raise ValueError(f"password_file {file} must hold the password alone, on one line")
    return secret


def url_with_password(url: str, password: str) -> str:
    """A PostgreSQL database's address with the password put in; ``ValueError`` for another, or one that has a password."""
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    user, at, host = authority.rpartition("@")
    if not scheme.startswith("postgresql"):
        raise ValueError("password_file is for PostgreSQL; a SQLite file has no password")
    if not user or ":" in user or "password=" in path:
        raise ValueError(
            "url must name the user and no password (postgresql+psycopg://USER@HOST/NAME) beside password_file"
        )
    return f"{scheme}://{user}:{quote(password, safe='')}{at}{host}{slash}{path}"


def origin_of(address: str) -> str:
    """An address's scheme and host."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def variable(name: str) -> str:
    """The beginning of the environment variables of the channel ``name``: ``ELMON_CHANNEL_<NAME>__``."""
    return f"ELMON_CHANNEL_{name.upper().replace('-', '_')}__"


Line = Annotated[str, AfterValidator(one_line)]
WebAddress = Annotated[str, AfterValidator(web_address)]
