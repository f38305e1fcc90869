"""Cleaning of print artefacts: white space and invisible characters, never words or punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Soft hyphens, zero-width marks and byte-order marks are typesetting, not text. Directional marks go with them:
# a right-to-left override in a name must not turn an alert around.
# e.g. "co\u00adoperation", "\u202e"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# e.g. "\x07"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def one_line(text: str) -> str:
    """``text`` in one line: NFC, invisible marks gone, every run of white space (thin, no-break) one blank."""
    if text.isascii():  # most cells: spare them the Unicode machinery
        return " ".join(_CONTROL.sub(" ", text).split()) if not text.isprintable() else " ".join(text.split())
    if not text.isprintable():
        text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    return " ".join(unicodedata.normalize("NFC", text).split())


def one_lines(texts: Sequence[str]) -> list[str]:
    """Each of ``texts`` in one line; of very many this is several times as fast."""
    whole = "".join(texts)
    if not (whole.isascii() and whole.isprintable()):
        return list(map(one_line, texts))
    return list(map(" ".join, map(str.split, texts)))
