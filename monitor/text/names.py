"""Names as keys: two spellings of one name fold to the same text."""

from __future__ import annotations

import re
from functools import lru_cache

_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """``name`` without case, spaces, punctuation, quotation marks, dashes and diacritics; legal forms stay."""
    name = _NOT_WORD.sub("", name.lower())
    if not name.isascii():
        from anyascii import anyascii  # noqa: PLC0415 - few names need it

        name = _NOT_WORD.sub("", anyascii(name).lower())
    return name
