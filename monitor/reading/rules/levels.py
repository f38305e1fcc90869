"""Amendatory instructions in levels: "2. ...", "a. ...", "i. ...", "(1) ..." as a tree, from paragraphs that are siblings.

In the Register's markup every level stands in an AMDPAR of its own or runs on in one; only the markers tell the depth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.text.numbers import is_number

_MARKER = r"(?:[0-9]{1,2}|[a-z]|[ivx]{2,5}|[A-Z])\.|\((?:[0-9]{1,2}|[a-z]|[ivx]{2,5}|[A-Z])\)"
# e.g. "2. Supplement", "(i) By adding", "3.Supplement"
_AT_START = re.compile(rf"\s*+({_MARKER})(?:\s++|(?=\ue000)|(?<=[0-9]\.)(?=[A-Z]))(?=\S)")
# Run on in one paragraph: behind a colon, semicolon or dash (with "and" or not), before a word that opens an instruction.
# e.g. "amended: a. By removing", "; and (ii) Under CHINA"
_RUN_ON = re.compile(
    rf"(?:(?<=[:;,\u2014])|(?<=[;,]\sand)|(?<=\.))\s+({_MARKER})\s+"
    r"(?=(?:By|Under|In|For|Add|Revis|Remov|Delet|Correct|Amend|Mov|Transfer|The|An?|Entr)[a-z]*\b|[A-Z]{3,}|\ue000)",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
          "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21, "xxii": 22,
          "xxiii": 23, "xxiv": 24, "xxv": 25, "xxvi": 26, "xxvii": 27, "xxviii": 28, "xxix": 29, "xxx": 30}  # fmt: skip


@dataclass(slots=True)
class InstructionItem:
    """One level of an instruction: its masked text, the paragraph it stands in, and the levels below it."""

    marker: str
    text: str
    paragraph: int
    children: list[InstructionItem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Rank:
    style: str
    value: int


def build_tree(paragraphs: Sequence[str]) -> list[InstructionItem]:
    """The instructions of ``paragraphs`` (quotations masked) as trees, in order; a paragraph without marker is a root."""
    pieces = [(i, marker, text) for i, p in enumerate(paragraphs) for marker, text in _pieces(p)]
    roots: list[InstructionItem] = []
    stack: list[tuple[_Rank, InstructionItem]] = []
    for n, (paragraph, marker, text) in enumerate(pieces):
        item = InstructionItem(marker, text, paragraph)
        if not marker:
            # Text without a marker goes on with what is open ("and" lines), or stands alone.
            stack.clear()
            roots.append(item)
            continue
        following = next((m for _, m, _ in pieces[n + 1 :] if m), "")
        rank = _rank(marker, [r for r, _ in stack], following)
        while stack and not _opens_below(stack[-1][0], rank, [r for r, _ in stack]):
            stack.pop()
        (stack[-1][1].children if stack else roots).append(item)
        stack.append((rank, item))
    return roots


def _pieces(paragraph: str) -> list[tuple[str, str]]:
    start = _AT_START.match(paragraph)
    marker = start[1] if start else ""
    rest = paragraph[start.end() :] if start else paragraph
    parts = _RUN_ON.split(rest)
    out = [(marker, parts[0].strip())]
    out += [(parts[i], parts[i + 1].strip()) for i in range(1, len(parts), 2)]
    return [(m, t) for m, t in out if m or t]


def _rank(marker: str, open_ranks: list[_Rank], following: str) -> _Rank:
    """Style and ordinal of a marker; "i." is the first roman or the ninth letter, as its neighbours say."""
    bare = marker.strip("().")
    form = "()" if marker.startswith("(") else "."
    if is_number(bare):
        return _Rank(f"1{form}", int(bare))
    if len(bare) == 1 and bare.isupper():
        return _Rank(f"A{form}", ord(bare) - 64)
    letter = _Rank(f"a{form}", ord(bare) - 96) if len(bare) == 1 else None
    roman = _Rank(f"i{form}", _ROMAN[bare]) if bare in _ROMAN else None
    if letter is None or roman is None:
        return letter or roman or _Rank(f"a{form}", 0)
    follows_letter = any(r.style == letter.style and r.value == letter.value - 1 for r in open_ranks)
    follows_roman = any(r.style == roman.style and r.value == roman.value - 1 for r in open_ranks)
    if follows_roman:
        return roman
    if follows_letter:
        next_bare = following.strip("().")
        return roman if next_bare == "ii" else letter
    return roman if bare == "i" else letter


def _opens_below(top: _Rank, rank: _Rank, open_ranks: list[_Rank]) -> bool:
    """Whether an item of ``rank`` belongs below the open ``top`` rather than beside it or above it."""
    if rank.style == "1.":
        return False  # numbered instructions are always the outermost
    return all(r.style != rank.style for r in open_ranks)
