"""Values that several tables of the settings share, and what they must look like."""

from __future__ import annotations

import errno
import ipaddress
import re
import stat
import unicodedata
from datetime import time
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticKnownError

# e.g. "08:00", "8:00", "08:00:30"
_TIME_OF_DAY = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
SECONDS_A_DAY, FEWEST_SECONDS = 86_400, 3_600
"""Of a day, and those of it that quiet hours must leave."""
# e.g. "https:/example.org/list.atom", "/etc/elmon/C:\\parties.csv"
_NO_PATH = re.compile(r"(?:^|/)(?:https?:/|[A-Za-z]:\\)")
# e.g. "smtp.example.org:587"
_WITH_PORT = re.compile(r"([^:]*):([0-9]{1,5})")


def two_alphabets(host: str) -> bool:
    """Whether a part of a host's name mixes Latin letters with others, of which some look the same: it is another host."""
    return any(
        any(sign.isascii() and sign.isalpha() for sign in part)
        and any(sign.isalpha() and not unicodedata.name(sign, "").startswith("LATIN ") for sign in part)
        for part in host.split(".")
    )


def web_address(value: str) -> str:
    """An http(s) address without its closing slash; else ``ValueError``, which does not repeat the address."""
    try:
        parts = urlsplit(value)
        known = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known or any(character <= " " for character in value):
        raise ValueError("must be an address that starts with https:// or http://")
    if two_alphabets(parts.hostname or ""):
        raise ValueError("must be an address in one alphabet: letters of two look alike; type it again")
    return value.rstrip("/")


def base_address(value: str) -> str:
    """A web address to which paths are added: what stands behind a ``?`` or ``#`` would swallow them."""
    if "?" in value or "#" in value:
        raise ValueError('must be an address without "?" and "#": paths are added to it')
    return web_address(value)


def one_line(value: str) -> str:
    """Text that can stand in a mail or HTTP header."""
    if not value.isprintable():
        raise ValueError("must be one line of printable text")
    return value.strip()


def host_name(value: str) -> str:
    """A host's name or address alone: with a scheme or a port in it, nothing is ever reached under it."""
    host = one_line(value)
    if "://" in host or "/" in host:
        name = urlsplit(host if "://" in host else f"//{host}").hostname or "example.org"
        raise ValueError(f'must be the name of a host without "https://" and path, like "{name}"')
    if with_port := _WITH_PORT.fullmatch(host):
        raise ValueError(
            f'must be the name of a host alone, like "{with_port[1]}"; the port {with_port[2]} is not of it'
        )
    if any(sign in host for sign in ":[]") and not _is_address(host):
        raise ValueError(
            'must be the name or the address of a host alone, like "::1"; brackets and a port are not of it'
        )
    if not all(sign.isalnum() or sign in ".-_:%" for sign in host):
        raise ValueError('must be the name or the address of a host, like "lists.example.org"')
    if two_alphabets(host):
        raise ValueError("must be a host's name in one alphabet: letters of two look alike; type it again")
    return host


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def time_of_day(value: object) -> object:
    """A time of day in no zone. A number, which pydantic takes for seconds after midnight, is none."""
    if isinstance(value, str) and (found := _TIME_OF_DAY.fullmatch(value.strip())):
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    if isinstance(value, time) and value.tzinfo is None:
        return value
    raise PydanticKnownError("time_type")


def quiet_hours(value: object) -> object:
    """ "22:00-07:00" as two times of day; "" for none. They must leave an hour a day in which to send what waits."""
    parts: list[object]
    if isinstance(value, str):
        parts = [*value.replace("\u2013", "-").split("-")] if value.strip() else []
    else:
        parts = list(value) if isinstance(value, list | tuple) else [value]
    if not parts or value is None:
        return None
    try:
        begins, ends = (time_of_day(part) for part in parts)
    except (ValueError, PydanticKnownError):
        raise ValueError('must be two times of day like "22:00-07:00"') from None
    assert isinstance(begins, time) and isinstance(ends, time)  # noqa: S101 - as time_of_day promises
    quiet = (_seconds(ends) - _seconds(begins)) % SECONDS_A_DAY
    if begins == ends:
        raise ValueError('must be two different times of day like "22:00-07:00"')
    if quiet > SECONDS_A_DAY - FEWEST_SECONDS:
        raise ValueError("must leave at least an hour of the day in which to send")
    return begins, ends


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def file_name(value: object) -> object:
    """A path that is not empty: an empty one would be the folder where elmon runs; nor that of another system."""
    if isinstance(value, str) and not value.strip():
        raise ValueError("must be the path of a file; leave the key out for none")
    if isinstance(value, str) and _NO_PATH.search(value):
        raise ValueError("must be the path of a file of this machine, not an address nor a path of Windows")
    return value


def hidden(path: Path) -> str:
    """Why nobody can tell what is at a path, as where a folder above it is closed to this user; "" where it can be told."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return ""
    except OSError as error:
        return error.strerror or str(error)
    return ""


def network(value: str) -> str:
    """An address, or a network with its prefix; else ``ValueError``. A network of all addresses would trust everybody."""
    try:
        found = ipaddress.ip_network(value.strip())
    except ValueError:
        raise ValueError('must be an address or a network, like "127.0.0.1" or "172.18.0.0/16"') from None
    if not found.prefixlen:
        raise ValueError("must not be a network of all addresses: everybody could claim to be anybody")
    return str(found.network_address) if found.num_addresses == 1 else str(found)


def regular_bytes(file: Path, most: int) -> bytes:
    """The first bytes of a file that a setting names. Raises OSError, also for what is no file: a pipe or a device would hold
    up whoever opens it, for ever."""
    if not stat.S_ISREG(mode := file.stat().st_mode):
        raise OSError(errno.EINVAL, "it is a folder" if stat.S_ISDIR(mode) else "it is a pipe or a device, and no file")
    with file.open("rb") as stream:
        return stream.read(most)


def secret_in(file: Path) -> str:
    """The secret that a file holds alone, on one line; else ``ValueError``."""
    try:
        secret = regular_bytes(file, 10_000).decode("utf-8").strip()
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
BaseAddress = Annotated[str, AfterValidator(base_address)]
HostName = Annotated[str, AfterValidator(host_name)]
TimeOfDay = Annotated[time, BeforeValidator(time_of_day)]
FileName = Annotated[Path, BeforeValidator(file_name)]
