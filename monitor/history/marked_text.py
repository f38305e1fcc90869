"""The text of a rule as it was archived, in passages, with the names of its amendments marked in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.errors import CannotRead
from monitor.model import Amendment
from monitor.reading.files import Kind, is_body_html, kind_of, open_bytes
from monitor.reading.passages import Passage, Role, RuleText
from monitor.reading.renditions.html import read_body_html
from monitor.reading.renditions.text import read_text_form
from monitor.reading.renditions.xml import read_rule_xml

MOST_NAMES = 2_000
_SPELT = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u00a0": " "}
)


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A stretch of text; ``mark`` is the index of the amendment whose name it is, -1 for none."""

    text: str
    mark: int = -1


MarkedPieces = tuple[MarkedPiece, ...]


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A passage: its role ("heading", "paragraph", "instruction", "stars", "table"), its text, or a table's rows of cells
    of lines."""

    role: str
    pieces: MarkedPieces = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[MarkedPieces, ...], ...], ...] = ()


def marked_text(data: bytes, what: str, number: str, amendments: Sequence[Amendment]) -> tuple[MarkedBlock, ...]:
    """The passages of the document in ``data``, an archived rendition, without its title, the amendments' names marked.

    Raises CannotRead for what is no document of the Register.
    """
    text = _read(data, what, number)
    names = _Names(amendments)
    head = [("paragraph", text.action), ("paragraph", text.summary), ("paragraph", text.dates)]
    preamble = {passage.text for passage in text.preamble}
    blocks = [MarkedBlock(role, names.found(words)) for role, words in head if words and words not in preamble]
    blocks += [_block(passage, names) for passage in (*text.preamble, *text.regulatory)]
    return tuple(blocks)


def _read(data: bytes, what: str, number: str) -> RuleText:
    data = open_bytes(data, what)
    if is_body_html(data):
        return read_body_html(data, what)
    kind = kind_of(data, what)
    if kind is Kind.RULE_TEXT:
        return read_text_form(data, what)[0]
    if kind is not Kind.RULE_XML:
        raise CannotRead(f"{what} is a copy of the list ({kind.value}), not a document of the Register.")
    documents = read_rule_xml(data, what)
    return next((one for one in documents if one.number == number), documents[0])


def _block(passage: Passage, names: _Names) -> MarkedBlock:
    if passage.role is not Role.TABLE or passage.table is None:
        return MarkedBlock(passage.role.value, names.found(passage.text))
    table = passage.table
    rows = tuple(tuple(tuple(map(names.found, cell.lines)) for cell in row) for row in table.rows)
    return MarkedBlock("table", names.found(table.title), table.headings, rows)


class _Names:
    """The amendments' names, found in running text whatever quotes and dashes are used; the longest first."""

    def __init__(self, amendments: Sequence[Amendment]) -> None:
        self._index: dict[str, int] = {}
        for n, amendment in enumerate(amendments):
            key = _key(amendment.name)
            if len(key) > 3:
                self._index.setdefault(key, n)
        found = sorted(self._index, key=len, reverse=True)[:MOST_NAMES]
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(_spaced, found))})(?!\w)") if found else None

    def found(self, text: str) -> MarkedPieces:
        """``text`` in pieces, the names among them marked."""
        return tuple(self._pieces(text))

    def _pieces(self, text: str) -> Iterable[MarkedPiece]:
        spelt = text.translate(_SPELT).lower()
        if self._pattern is None or len(spelt) != len(text):  # a letter whose small form is two
            yield MarkedPiece(text)
            return
        at = 0
        for match in self._pattern.finditer(spelt):
            if match.start() > at:
                yield MarkedPiece(text[at : match.start()])
            yield MarkedPiece(text[match.start() : match.end()], self._index[_key(match.group())])
            at = match.end()
        if at < len(text) or not text:
            yield MarkedPiece(text[at:])


def _key(name: str) -> str:
    return " ".join(name.translate(_SPELT).lower().split()).rstrip(".,;")


def _spaced(key: str) -> str:
    return r"\s+".join(map(re.escape, key.split()))
