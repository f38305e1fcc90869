"""Upstream text made fit for any channel: one line, no control or directional marks, no address but http(s)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit

LONGEST_NAME = 400
"""Characters of a name, alias or address that an alert shows; the longest real name on the list has about 200."""

# A right-to-left override must not turn an alert around, an escape sequence must not reach a terminal, and a lone
# surrogate cannot be sent at all.
# e.g. "\u202egnp.exe", "zero\u200bwidth"
_DROPPED = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ue001-\ue003\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# e.g. "\x1b[31m", "\u2028"
_BLANKED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# e.g. "\ud800"
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """``text`` in one line without control, directional or invisible marks."""
    if text.isprintable():  # most texts: control, format and separator characters are not printable
        return text if "  " not in text else " ".join(text.split())
    return _cleaned(text)


@lru_cache(maxsize=32)
def _cleaned(text: str) -> str:
    """The same of a text with such marks; a long one is shown many times over in one alert."""
    text = _SURROGATE.sub("\ufffd", _BLANKED.sub(" ", _DROPPED.sub("", text)))
    return " ".join(text.split())


def short(text: str, limit: int = LONGEST_NAME) -> str:
    """``text`` cleaned; what is longer than ``limit`` characters is cut, and says how long it was."""
    text = clean(text)
    if len(text) <= limit:
        return text
    tail = f"… [{len(text):,} characters]"
    return text[: max(limit - len(tail), 1)].rstrip() + tail


def web_link(url: str) -> str:
    """``url`` if it is an http(s) address, with everything that could end it percent-encoded; else ""."""
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc or len(url) > 2000:
        return ""
    try:
        return quote(url, safe=":/?#[]@!$&()*+,;=%~-._")
    except UnicodeEncodeError:
        return ""


# e.g. "Caf\u00e9 \u2014 \u2192"
_NARROW = re.compile("[\x00-\u02ff\u1e00-\u1eff\u2010-\u2027\u2190-\u2199]*")
"""Latin letters, typographic quotes and dashes, arrows: one column each, so that most texts need no table."""


def columns(text: str) -> int:
    """How many terminal columns ``text`` takes: wide (CJK) characters two, combining ones none."""
    if text.isascii() or _NARROW.fullmatch(text):
        return len(text)
    return sum(_column(c) for c in text)


def _column(character: str) -> int:
    if unicodedata.combining(character) or "\ue001" <= character <= "\ue003":  # our own marks for colours
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """``text`` in lines of at most ``width`` columns; a word longer than a line is broken, never dropped."""
    if columns(first) + columns(text) <= width:
        return [first + text]
    lines: list[str] = []
    line, used, empty = first, columns(first), True
    for word in _breakable(text, max(width - max(columns(first), columns(rest)), 8)):
        size = columns(word)
        if not empty and used + 1 + size > width:
            lines.append(line)
            line, used, empty = rest, columns(rest), True
        line, used, empty = (line + word, used + size, False) if empty else (f"{line} {word}", used + 1 + size, False)
    return [*lines, line]


def _breakable(text: str, most: int) -> list[str]:
    """The words of ``text``, those wider than ``most`` columns in pieces."""
    pieces: list[str] = []
    for word in text.split(" "):
        if columns(word) <= most:
            pieces.append(word)
            continue
        piece, used = "", 0
        for character in word:
            size = _column(character)
            if used + size > most:
                pieces.append(piece)
                piece, used = "", 0
            piece, used = piece + character, used + size
        pieces.append(piece)
    return pieces


_MARKDOWN = str.maketrans({c: f"\\{c}" for c in "\\`*_[]|#~"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def markdown(text: str) -> str:
    """``text`` cleaned and escaped for Markdown: neither markup nor HTML comes through."""
    return clean(text).translate(_MARKDOWN)
