"""The faults that the recorded Register can play: how the real one, or what stands between, has been seen to fail."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

LARGE = 32 * 1024 * 1024
REQUEST_ACCESS = (
    b"<!DOCTYPE html>\n<html><head><title>Federal Register :: Request Access</title></head>"
    b"<body><h1>Request Access</h1><p>Due to aggressive automated scraping of FederalRegister.gov and eCFR.gov, "
    b"programmatic access to these sites is limited to access to our extensive developer APIs.</p></body></html>"
)


class Ending(Enum):
    """How an answer ends."""

    WHOLE = auto()
    CUT = auto()
    """In the middle, the length having been promised."""
    CUT_UNSAID = auto()
    """In the middle, with no word about its length."""
    DRIP = auto()
    """Byte by byte, twenty a second."""
    NEVER = auto()
    """The body over and over."""
    HANG_UP = auto()
    """Before it begins."""
    RESET = auto()
    """Before it begins, the hard way."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the server."""

    status: int
    body: bytes
    media_type: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    ending: Ending = Ending.WHOLE


def as_json(value: object, status: int = 200) -> Reply:
    """A JSON answer."""
    return Reply(status, json.dumps(value).encode())


def not_found() -> Reply:
    """The API's own 404."""
    return as_json({"status": 404, "message": "Record Not Found"}, 404)


def _html(status: int, title: str) -> Reply:
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{title}</body></html>"
    return Reply(status, page.encode(), "text/html; charset=utf-8")


def _packed(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packer.compress(data) + packer.flush()


def _ending(ending: Ending) -> Callable[[Reply], Reply]:
    return lambda good: replace(good, ending=ending)


_CAPTCHA = (("Location", "https://unblock.federalregister.gov/captcha"),)

FAULTS: Mapping[str, Callable[[Reply], Reply]] = {
    "reset": _ending(Ending.RESET),
    "hang_up": _ending(Ending.HANG_UP),
    "truncated": _ending(Ending.CUT),
    "truncated_unsaid": _ending(Ending.CUT_UNSAID),
    "drip": _ending(Ending.DRIP),
    "no_end": lambda good: replace(good, body=b" " * 65_536, ending=Ending.NEVER),
    "request_access": lambda good: Reply(200, REQUEST_ACCESS, "text/html; charset=utf-8"),
    "captcha_redirect": lambda good: Reply(302, b"", headers=_CAPTCHA),
    "403": lambda good: _html(403, "403 Forbidden"),
    "404": lambda good: not_found(),
    "404_html": lambda good: _html(404, "The page you were looking for does not exist"),
    "429": lambda good: Reply(429, b"", headers=(("Retry-After", "120"),)),
    "429_plain": lambda good: Reply(429, b""),
    "500": lambda good: _html(500, "Internal Server Error"),
    "502": lambda good: _html(502, "Bad Gateway"),
    "503": lambda good: _html(503, "Down for maintenance"),
    "empty": lambda good: Reply(200, b""),
    "html": lambda good: _html(200, "Welcome"),
    "invalid_json": lambda good: Reply(200, good.body[: len(good.body) // 2]),
    "other_shape": lambda good: as_json({"documents": [], "total": 0}),
    "no_results": lambda good: as_json({"description": "Documents", "count": 3}),
    "ignored_filter": lambda good: good,  # the question was spoilt, not the answer
    "gzip_bomb": lambda good: Reply(200, _packed(b" " * LARGE), good.media_type, (("Content-Encoding", "gzip"),)),
    "huge": lambda good: Reply(200, b" " * LARGE, good.media_type),
    "ill_formed_xml": lambda good: replace(good, body=good.body.replace(b"<ENT>", b"<7 & <ENT>", 1)),
}
"""What becomes of a good answer."""
