"""Connections tried without sending anything through them: mail servers, hosts behind addresses, folders to write to."""

from __future__ import annotations

import os
import smtplib
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

SECONDS = 10.0
"""For each step of a conversation."""


class Failed(Exception):
    """It did not work: what was found, and the remedy."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(found)
        self.found, self.remedy = found, remedy


Meaning = Callable[[int, str], tuple[str, str]]


def _meaning(code: int, words: str) -> tuple[str, str]:
    return str(code), "check username and password_file of the channel"


def try_mail(
    host: str,
    port: int,
    security: str,
    username: str,
    password: str,
    tls: ssl.SSLContext | None = None,
    *,
    token: str = "",
    meaning: Meaning = _meaning,
) -> str:
    """Connect, encrypt and log in as the channel would, with a ``token`` where there is one, and say good-bye; what was
    done. ``meaning`` says of a refused login's code and words what to show and what to do. Raises Failed."""
    server, context = f"{host}:{port}", tls or ssl.create_default_context()
    try:
        made: smtplib.SMTP = (
            smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
            if security == "tls"
            else smtplib.SMTP(host, port, timeout=SECONDS)
        )
        with made as connection:
            if security == "starttls":
                connection.starttls(context=context)
            if token:
                connection.ehlo()
                told = f"user={username}\1auth=Bearer {token}\1\1"
                connection.auth("XOAUTH2", lambda challenge=None: "" if challenge else told)
            elif username:
                connection.login(username, password)
    except ssl.SSLCertVerificationError as error:
        raise Failed(f"{server} shows a certificate that does not hold ({error.verify_message})", TRUST) from None
    except smtplib.SMTPAuthenticationError as error:  # its words may repeat the login
        codes, remedy = meaning(error.smtp_code, str(error.smtp_error))
        raise Failed(f"{server} refused the login ({codes})", remedy) from None
    except smtplib.SMTPNotSupportedError:
        raise Failed(
            f"{server} offers no STARTTLS or no login", 'set security = "tls" or "none", or another port'
        ) from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise Failed(
            f"{server}: {_words(error)}", "check host, port and security of the channel, and firewalls"
        ) from None
    done = {"starttls": "connected, encrypted (STARTTLS)", "tls": "connected, encrypted", "none": "connected"}[security]
    return f"{server}: {done}{', logged in' if username else ''}; nothing was sent"


TRUST = "check the host's name, this machine's clock and its certificates (SSL_CERT_FILE for an authority of your own)"


def try_host(url: str, tls: ssl.SSLContext | None = None) -> str:
    """Connect to the host of an http(s) address, or to the proxy on the way, and encrypt; what was done. Raises Failed."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    proxy = getproxies().get(parts.scheme, "")
    if proxy and not proxy_bypass(host):
        way = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        _connect(way.hostname or "", way.port or 80, None)
        return f"{host}:{port}: its proxy {way.hostname}:{way.port or 80} can be reached; nothing was sent"
    encrypted = parts.scheme == "https"
    _connect(host, port, (tls or ssl.create_default_context()) if encrypted else None)
    return f"{host}:{port}: connected{', encrypted' if encrypted else ''}; nothing was sent"


def _connect(host: str, port: int, tls: ssl.SSLContext | None) -> None:
    try:
        with socket.create_connection((host, port), timeout=SECONDS) as connection:
            if tls is not None:
                tls.wrap_socket(connection, server_hostname=host).close()
    except ssl.SSLCertVerificationError as error:
        raise Failed(f"{host}:{port} shows a certificate that does not hold ({error.verify_message})", TRUST) from None
    except (OSError, ValueError) as error:
        raise Failed(
            f"{host}:{port}: {_words(error)}", "check the address, the network, firewalls and proxies"
        ) from None


def try_address(host: str, port: int) -> str:
    """Whether this machine has an address to listen on; what was found. Raises Failed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, 0), family=family):
            pass
    except OSError as error:
        raise Failed(
            f"{host} cannot be listened on ({_words(error)})", "set host to an address of this machine"
        ) from None
    try:
        with socket.create_server((host, port), family=family):
            return f"{host}:{port} is free"
    except PermissionError:
        raise Failed(f"{host}:{port} may not be listened on", "set port to one above 1023") from None
    except OSError:
        return f"{host}:{port} is in use, by the monitor if it runs"


def try_folder(path: Path) -> str:
    """Whether a file can be written where ``path`` is meant to be; its folder may be made. Raises Failed."""
    if path.is_dir():
        raise Failed(f"{path} is a folder", "name a file in it")
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if path.exists() and not os.access(path, os.W_OK):
        raise Failed(f"{path} may not be written", "change its owner or permissions, or name another file")
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise Failed(f"{folder} may not be written to", "change its owner or permissions, or name another place")
    return f"{path} can be written"


def _words(error: Exception) -> str:
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(said).split())[:200]
