"""Finished answers, kept by what they were made from, with their ETag and their compressed form."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

MOST_BYTES = 48_000_000
SMALLEST_COMPRESSED = 500
_LEVEL = 3
"""Beyond it, compressing costs more time than it saves on any network a desk has."""


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A body ready to be sent; ``gzipped`` is b"" where compressing is not worth it."""

    body: bytes
    media_type: str
    etag: str
    gzipped: bytes = b""
    filename: str = ""

    @property
    def size(self) -> int:
        """Bytes kept."""
        return len(self.body) + len(self.gzipped)


def cached_response(body: bytes, media_type: str, filename: str = "") -> CachedResponse:
    """The Answer of a body; ``filename`` is what it is saved as."""
    gzipped = _gzip(body) if len(body) >= SMALLEST_COMPRESSED else b""
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    return CachedResponse(body, media_type, etag, gzipped, filename)


def _gzip(body: bytes) -> bytes:
    """gzip without the time of day in its header: the same bytes for the same body."""
    packer = zlib.compressobj(_LEVEL, wbits=31)
    return packer.compress(body) + packer.flush()


class ResponseCache:
    """The answers used last, up to so many bytes; safe for several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._answers: OrderedDict[Hashable, CachedResponse] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> CachedResponse | None:
        """The answer kept under ``key``."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: Hashable, made: CachedResponse) -> None:
        """Keep an answer; those that were not asked for the longest make room."""
        if made.size > self._most // 4:
            return
        with self._lock:
            old = self._answers.pop(key, None)
            self._bytes += made.size - (old.size if old else 0)
            self._answers[key] = made
            while self._bytes > self._most:
                _, gone = self._answers.popitem(last=False)
                self._bytes -= gone.size
