"""Finished responses, kept by what they were made from, with their ETag and their compressed form.

cachetools.LRUCache was measured in place of :class:`ResponseCache`: 1.8 times the time of a lookup, twice the memory of a
key, no types; the lock and the limit on one response would still stand here.
"""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

MOST_BYTES = 48_000_000
SMALLEST_COMPRESSED = 500
_OVERHEAD = 1000
"""Bytes of the objects themselves."""
_LEVEL = 3
"""A higher level takes more time than it saves on an office network."""


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A body ready to be sent; ``gzipped`` is b"" where compressing is not worth it."""

    body: bytes
    media_type: str
    etag: str
    gzipped: bytes = b""
    filename: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def size_under(self, key: Hashable) -> int:
        """Bytes kept where it is kept under ``key``: an address may be as long as a page."""
        return len(self.body) + len(self.gzipped) + 2 * len(repr(key)) + _OVERHEAD


def cached_response(
    body: bytes, media_type: str, filename: str = "", headers: tuple[tuple[str, str], ...] = ()
) -> CachedResponse:
    """A body with its ETag and compressed form; ``filename`` is what it is saved as, ``headers`` are its own."""
    gzipped = _gzip(body) if len(body) >= SMALLEST_COMPRESSED else b""
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    return CachedResponse(body, media_type, etag, gzipped, filename, headers)


def _gzip(body: bytes) -> bytes:
    """gzip without the time of day in its header: the same bytes for the same body."""
    packer = zlib.compressobj(_LEVEL, wbits=31)
    return packer.compress(body) + packer.flush()


class ResponseCache:
    """The responses used last, up to so many bytes; safe for several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._responses: OrderedDict[Hashable, tuple[CachedResponse, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> CachedResponse | None:
        """The response kept under ``key``; None where there is none."""
        with self._lock:
            found = self._responses.get(key)
            if found is not None:
                self._responses.move_to_end(key)
            return found[0] if found else None

    def put(self, key: Hashable, made: CachedResponse) -> None:
        """Keep a response; those used least recently make room. One larger than a quarter of the cache is not kept."""
        size = made.size_under(key)
        if size > self._most // 4:
            return
        with self._lock:
            _, old = self._responses.pop(key, (None, 0))
            self._bytes += size - old
            self._responses[key] = made, size
            while self._bytes > self._most:
                _, (_, dropped) = self._responses.popitem(last=False)
                self._bytes -= dropped
