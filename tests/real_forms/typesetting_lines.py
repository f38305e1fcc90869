"""Lines of raw text: where they are broken, and where a page ends within them."""

from __future__ import annotations

import re

PAGE = "\ue002"
"""Stands on both sides of a page's number where the page ends."""

BLANK = "\ue001"
"""A blank that is printed and ends no line."""

_BREAK = re.compile(r"(?<=[\w.]-)(?=[^\s-])|(?<=\w--)(?=\S)")
_BREAK_IN_TABLE = re.compile(r"(?<=[\w.,)][-/])(?=[^\s-])|(?<=\w--)(?=\S)")


def page_mark(number: str) -> list[str]:
    """The lines of a page's end."""
    return ["", f"[[Page {number}]]", ""]


def wrap(text: str, width: int = 71, indent: str = "") -> list[str]:
    """A paragraph's lines: a blank behind every line that goes on, a page's end where ``text`` has its mark."""
    lines: list[str] = []
    parts = text.replace("\u2014", "--").split(PAGE)
    for n, part in enumerate(parts):
        if n % 2:
            lines += page_mark(part)
        elif part.strip():
            broken = broken_lines(part.strip(), width - (0 if n else len(indent)), width, _BREAK)
            broken[0] = broken[0] if n else indent + broken[0]
            last = len(broken) - 1
            lines += [one if one.endswith("-") or k == last else f"{one} " for k, one in enumerate(broken)]
    return lines


def cell_lines(text: str, width: int, indent: str = " ", *, loose: bool = False) -> list[str]:
    """A cell's paragraph over ``width``, continuation lines indented; the hyphen or slash of a broken word hangs out.

    ``loose`` lets the words of some lines reach one letter further too.
    """
    text = text.replace("\u2014", "--")
    first, *rest = broken_lines(text, width, width - len(indent), _BREAK_IN_TABLE, hanging=1, loose=loose)
    return [first, *(indent + line for line in rest)]


def broken_lines(
    text: str, first: int, further: int, breaks: re.Pattern[str], hanging: int = 0, *, loose: bool = False
) -> list[str]:
    """``text`` in lines of at most ``first`` and then ``further`` letters; a longer word is cut."""
    lines = [""]
    for word in text.split(" "):
        pieces = breaks.split(word)
        for n, piece in enumerate(pieces):
            hangs = n < len(pieces) - 1 or (loose and len(lines) % 5 == 1)
            room = (first if len(lines) == 1 else further) + (hanging if hangs else 0)
            joined = f"{lines[-1]}{' ' if n == 0 and lines[-1] else ''}{piece}"
            if len(joined) <= room:
                lines[-1] = joined
                continue
            if lines[-1]:
                lines.append("")
            while len(piece) > further + (hanging if n < len(pieces) - 1 else 0):
                cut = further
                if "[" in piece[: further + 1]:  # never "[otil" "de]"
                    cut = piece.index("[") or piece.index("]") + 1
                lines[-1], piece = piece[:cut], piece[cut:]  # noqa: PLW2901
                lines.append("")
            lines[-1] = piece
    return lines
