"""The faults that the recorded Register can play: how the real one, or what stands between, has been seen to fail."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache
from typing import Any

LARGE = 100_000_000
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
class FaultReply:
    """One answer of the server."""

    status: int
    body: bytes
    media_type: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    ending: Ending = Ending.WHOLE
    repeats: int = 1
    """How often the body is sent, which is how a large one is made."""


def as_json(value: object, status: int = 200) -> FaultReply:
    """A JSON answer."""
    return FaultReply(status, json.dumps(value).encode())


def not_found() -> FaultReply:
    """The API's own 404."""
    return as_json({"status": 404, "message": "Record Not Found"}, 404)


def _html(status: int, title: str) -> FaultReply:
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{title}</body></html>"
    return FaultReply(status, page.encode(), "text/html; charset=utf-8")


@cache
def _bomb() -> bytes:
    """LARGE bytes of blanks, packed."""
    packer, block = zlib.compressobj(level=1, wbits=31), b" " * 1_000_000
    return b"".join(packer.compress(block) for _ in range(LARGE // len(block))) + packer.flush()


def _page(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[FaultReply], FaultReply]:
    return lambda good: as_json(change(json.loads(good.body)))


def _mended(good: FaultReply) -> FaultReply:
    """Mended after publication: another title in a record, another byte in a text."""
    if b'"title": "' in good.body:
        return replace(good, body=good.body.replace(b'"title": "', b'"title": "Corrected: '))
    return replace(good, body=good.body + b"\n<!-- mended -->\n")


def _ending(ending: Ending) -> Callable[[FaultReply], FaultReply]:
    return lambda good: replace(good, ending=ending)


_CAPTCHA = (("Location", "https://unblock.federalregister.gov/captcha"),)

FAULTS: Mapping[str, Callable[[FaultReply], FaultReply]] = {
    "reset": _ending(Ending.RESET),
    "hang_up": _ending(Ending.HANG_UP),
    "truncated": _ending(Ending.CUT),
    "truncated_unsaid": _ending(Ending.CUT_UNSAID),
    "drip": _ending(Ending.DRIP),
    "no_end": lambda good: replace(good, body=b" " * 65_536, ending=Ending.NEVER),
    "request_access": lambda good: FaultReply(200, REQUEST_ACCESS, "text/html; charset=utf-8"),
    "captcha_redirect": lambda good: FaultReply(301, b"", headers=_CAPTCHA),
    "403": lambda good: _html(403, "403 Forbidden"),
    "404": lambda good: not_found(),
    "404_html": lambda good: _html(404, "The page you were looking for does not exist"),
    "429": lambda good: FaultReply(429, b"", headers=(("Retry-After", "120"),)),
    "429_a_day": lambda good: FaultReply(429, b"", headers=(("Retry-After", "86400"),)),
    "429_plain": lambda good: FaultReply(429, b""),
    "500": lambda good: _html(500, "Internal Server Error"),
    "502": lambda good: _html(502, "Bad Gateway"),
    "503": lambda good: _html(503, "Down for maintenance"),
    "503_until": lambda good: replace(_html(503, "Down for maintenance"), headers=(("Retry-After", "3600"),)),
    "empty": lambda good: FaultReply(200, b""),
    "html": lambda good: _html(200, "Welcome"),
    "invalid_json": lambda good: FaultReply(200, good.body[: len(good.body) // 2]),
    "other_shape": lambda good: as_json({"documents": [], "total": 0}),
    "no_results": lambda good: as_json({"description": "Documents", "count": 3}),
    "nothing": lambda good: as_json({"description": "Documents", "count": 0, "results": []}),
    "null_results": lambda good: as_json({"description": "Documents", "count": 3, "results": None}),
    "lost_page": _page(lambda page: {**page, "results": []}),
    "page_without_results": _page(lambda page: {k: v for k, v in page.items() if k != "results"}),
    "duplicate_page": lambda good: good,
    "overlapping_page": _page(lambda page: {**page, "results": [*page["results"], *page["results"][:3]]}),
    "reordered": _page(lambda page: {**page, "results": page["results"][::-1]}),
    "ignored_filter": lambda good: good,
    "stale": lambda good: replace(as_json({"description": "Documents", "count": 0}), headers=(("Age", "6200"),)),
    "clock_skew": lambda good: replace(good, headers=(("Date", "Mon, 01 Jan 2035 00:00:00 GMT"),)),
    "gzip_bomb": lambda good: FaultReply(200, _bomb(), good.media_type, (("Content-Encoding", "gzip"),)),
    "huge": lambda good: FaultReply(200, b" " * 100_000, good.media_type, repeats=LARGE // 100_000),
    "ill_formed_xml": lambda good: replace(good, body=good.body.replace(b"<ENT>", b"<7 & <ENT>", 1)),
    "other_xml": lambda good: good,
    "mended": _mended,
}
"""What becomes of a good answer."""

Query = Mapping[str, list[str]]

QUESTIONS: Mapping[str, Callable[[Query], Query]] = {
    "ignored_filter": lambda query: {k: v for k, v in query.items() if not k.startswith("conditions")},
    "duplicate_page": lambda query: {k: v for k, v in query.items() if k not in ("page", "search_after_cursor")},
}
"""Faults that spoil the question, not the answer."""

PAGES = frozenset({"lost_page", "page_without_results", "duplicate_page", "overlapping_page"})
"""Faults of pages after the first."""
