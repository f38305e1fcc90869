"""What standard output can write: its encoding may be cp1252, latin-1 or ASCII."""

from __future__ import annotations

import json
import re
import sys

# e.g. "\u0130"
_BEYOND_ASCII = re.compile("[^\\x00-\\x7f]+")


def encodable(text: str) -> str:
    """``text`` as stdout can write it: what its encoding lacks becomes a "?", in JSON its escape."""
    encoding = sys.stdout.encoding or "utf-8"
    written = text.encode(encoding, "replace").decode(encoding)
    if written == text or not text.startswith(("{", "[")):
        return written
    return _BEYOND_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text)
