"""Names as keys: two spellings of one name fold to the same text."""

from __future__ import annotations

import re
from functools import lru_cache

_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """``name`` without case, spaces, punctuation, quotation marks, dashes and diacritics; legal forms stay."""
    if not name.isascii():
        from anyascii import anyascii  # noqa: PLC0415 - most names are ASCII

        name = anyascii(name)
    return _NOT_ALPHANUMERIC.sub("", name.lower())
