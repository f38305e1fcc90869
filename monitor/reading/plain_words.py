"""All words of a document in whatever rendition, damaged or not: what is searched where nothing else can be relied on."""

from __future__ import annotations

import html
import re

from monitor.errors import CannotRead
from monitor.reading.files import open_bytes

MOST_BYTES = 4 * 1024 * 1024
"""What is looked at of a document; no rule of the list has a fifth of it."""

# e.g. "<E T=\"03\">", "</SU>"
_INLINE = re.compile(r"</?(?:E|SU|FTREF|em|strong|sup|span|i|b)\b[^<>]*>")
# e.g. "<P>", "<!-- a remark -->"
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
# A footnote's mark within a name. e.g. "<SU>3</SU>", "\\3\\"
_MARK = re.compile(r"<(SU|FTREF|sup)\b[^<>]*>[\s,]*[0-9]{1,2}[\s,]*</\1>|\\[0-9]{1,2}\\")
# Blanks of other widths. e.g. "\u2009"
_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# The number of a page between two of its lines. e.g. "Beijing Leike\n\n12\n\n\fDefense", "Foo\n- 3 -\nWorks"
_PAGE_NUMBER = re.compile(
    r"(?<=[^\s.;:])[ \t]*+\n\s*+(?:- ?|Page )?[0-9]{1,3}(?: of [0-9]{1,3}| ?-)?[ \t]*+\n\s*+", re.IGNORECASE
)
# e.g. "[[Page 38921]]"
_PAGE = re.compile(r"\[\[Page [^\[\]]{1,20}\]\]")
# e.g. "Electron-\nics"
_BROKEN_WORD = re.compile(r"(?<=[a-z])-\n[ \t]*(?=[a-z])")


def plain_words(data: bytes) -> str:
    """The text of ``data`` without its markup, lines kept. "" for what cannot be unpacked; raises nothing."""
    try:
        data = open_bytes(data, "")[:MOST_BYTES]
    except CannotRead:
        return ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    text = _MARK.sub(" ", text)
    if "<" in text:
        text = _TAG.sub("\n", _INLINE.sub("", text))
    text = _BLANK.sub(" ", html.unescape(text)).replace("\r\n", "\n").replace("\0", " ")
    text = _PAGE_NUMBER.sub("\n", text)
    return _BROKEN_WORD.sub("", _PAGE.sub(" ", text))
