"""What can be saved of ill-formed XML: a tree of the elements before and behind the damage, and where the damage is.

The strict gate comes first and gives the reason; what is read here is never more than a hint for a person. Nothing is
guessed: a tag that is none is left out, a character that should have been escaped is text, and a paragraph, instruction
or row that is not closed by its own end tag is left out, because what it says may be cut. Entities are never declared,
expanded or fetched. The time is linear in the size; elements nested deeper than :data:`DEEPEST` are read as their text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from monitor.errors import CannotRead

DEEPEST = 64
"""Levels of elements; honest documents nest twenty deep."""
MOST_BYTES = 4 * 1024 * 1024
"""The largest document that is looked at; the largest rule of the list has about 700 kB."""
MOST_DAMAGES = 500
"""Places of damage; what has more is no document of the Register."""
_MOST_BROKEN = 20
"""Characters that are no UTF-8; a document with more is in another encoding."""
# e.g. "<!DOCTYPE RULE ["
_DECLARES = re.compile(r"<!ENTITY|<!DOCTYPE[^<>\[]*\[", re.IGNORECASE)
# e.g. "<ROW>", "<!-- a remark -->", "<ENT I=\"01\""
_MARKUP = re.compile(r"<!--(?:(?!<!--).)*?-->|<\?[^<>]*>|<![^<>]*>|<[^<>]*>?", re.DOTALL)
# e.g. "<ENT I=\"01\">", "</P>"
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<attributes>(?:\s+[\w.-]+\s*=\s*\"[^\"<>]*\")*)\s*(?P<empty>/?)>"
)
# e.g. "I=\"01\""
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w.-]{0,60})\s*=\s*\"([^\"]*)\"")
# e.g. "</ENT"
_LOOKS_LIKE_A_TAG = re.compile(r"</?[A-Za-z]")
# e.g. "&#167;", "&amp;"
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
# e.g. "R&D"
_BARE = re.compile(r"&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);)")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# e.g. "\x01"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A letter that is none, or that was none of the encoding. e.g. "\x01", "\ufffd"
_LOST = re.compile(f"{_NO_XML.pattern}|\ufffd")
_WHOLE_OR_NOT = frozenset(("P", "FP", "AMDPAR", "HD", "ROW", "ENT", "CHED", "SUBJECT", "TTITLE", "TNOTE", "FRDOC"))
"""Elements that are left out unless their own end tag closes them."""
_NOT_INSIDE = {
    **dict.fromkeys(("P", "FP", "HD", "AMDPAR"), frozenset(("P", "FP", "HD", "AMDPAR", "SUBJECT"))),
    "ROW": frozenset(("ROW", "ENT", "CHED", "TTITLE")),
    "ENT": frozenset(("ENT", "CHED")),
    "REGTEXT": frozenset(("REGTEXT", "P", "FP", "HD", "AMDPAR", "ROW", "ENT", "GPOTABLE")),
}
"""An element that begins in one of these tells that the other was not closed."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The tree of what could be read, below a root of its own, and the lines at which something could not."""

    root: etree._Element
    damaged_lines: tuple[int, ...]


def salvage_xml(data: bytes, what: str) -> Salvaged:
    """The tree of ill-formed ``data``. Raises CannotRead for what declares entities, is too large, or is no text."""
    if len(data) > MOST_BYTES:
        raise CannotRead(f"{what} is damaged, and with {len(data):,} bytes too large to be looked through.")
    if b"\0" in data:
        raise CannotRead(f"{what} is damaged, and holds binary data.")
    text = data.decode("utf-8-sig", "replace")  # what is cut may be cut within a character
    if text.count("\ufffd") > _MOST_BROKEN:
        text = data.decode("cp1252", "replace")
    if _DECLARES.search(text):
        raise CannotRead(f"{what} declares entities of its own, which no official document does; it is not read.")
    builder = _Builder(text, what)
    builder.build()
    return Salvaged(builder.root, tuple(sorted(builder.lines)))


@dataclass(slots=True)
class _Builder:
    text: str
    what: str
    root: etree._Element = field(default_factory=lambda: etree.Element("DAMAGED"))
    lines: set[int] = field(default_factory=set)
    _open: list[etree._Element] = field(default_factory=list)
    _damages: int = 0
    _line: int = 1
    _counted: int = 0

    def build(self) -> None:
        """The elements of the text in their order."""
        self._open = [self.root]
        at = 0
        for found in _MARKUP.finditer(self.text):
            self._words(at, found.start())
            at = self._markup(found)
        self._words(at, len(self.text))
        if len(self._open) > 1:
            self._close(1, len(self.text))

    def _markup(self, found: re.Match[str]) -> int:
        """Take a tag; what is none is text, or nothing where it looks like a tag. Returns where the text goes on."""
        tag = _TAG.fullmatch(found.group())
        if tag is None:
            if found.group().startswith(("<!", "<?")):
                return found.end()
            self._damage(found.start())
            if _LOOKS_LIKE_A_TAG.match(found.group()):
                return found.end()
            self._append("<")
            return found.start() + 1
        if tag["end"]:
            self._end(tag["name"], found.start())
        else:
            self._begin(tag, found.start())
        return found.end()

    def _begin(self, tag: re.Match[str], at: int) -> None:
        name = tag["name"]
        unclosed = _NOT_INSIDE.get(name, frozenset())
        if (level := next((n for n, element in enumerate(self._open) if element.tag in unclosed), 0)) > 0:
            self._close(level, at)
        if len(self._open) > DEEPEST:
            self._damage(at)
            return
        element = etree.SubElement(self._open[-1], name)
        for key, value in _ATTRIBUTE.findall(tag["attributes"]):
            element.set(key, _NO_XML.sub("\ufffd", self._read(value)))
        if not tag["empty"]:
            self._open.append(element)

    def _end(self, name: str, at: int) -> None:
        level = next((n for n in range(len(self._open) - 1, 0, -1) if self._open[n].tag == name), 0)
        if not level:
            self._damage(at)
            return
        if level + 1 < len(self._open):
            self._close(level + 1, at)
        self._open.pop()

    def _close(self, level: int, at: int) -> None:
        """Close the elements from ``level`` on, as far as they count only whole by taking them out of the tree."""
        self._damage(at)
        left_out = next((e for e in self._open[level:] if e.tag in _WHOLE_OR_NOT), None)
        if left_out is not None and (parent := left_out.getparent()) is not None:
            parent.remove(left_out)
        del self._open[level:]

    def _words(self, start: int, end: int) -> None:
        if start < end:
            text = self.text[start:end]
            if bare := _BARE.search(text):
                self._damage(start + bare.start())
            if lost := _LOST.search(text):
                self._damage(start + lost.start())
            self._append(self._read(text))

    def _append(self, text: str) -> None:
        text = _NO_XML.sub("\ufffd", text)
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text

    @staticmethod
    def _read(text: str) -> str:
        """``text`` with the five names and the numbers of characters read; nothing else is expanded."""
        return _REFERENCE.sub(_character, text) if "&" in text else text

    def _damage(self, at: int) -> None:
        self._damages += 1
        if self._damages > MOST_DAMAGES:
            raise CannotRead(f"{self.what} is damaged in more than {MOST_DAMAGES:,} places; it is not read.")
        self._line += self.text.count("\n", self._counted, at)
        self._counted = max(at, self._counted)
        self.lines.add(self._line)


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    number = int(found[1]) if found[1] else int(found[2], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
