"""What separates the cells of a CSV file: it is found by parsing, not by counting."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from monitor.errors import Undecided
from monitor.reading.parties.aligned_columns import aligned_rows, column_edges
from monitor.reading.parties.headings import Line, recognized
from monitor.reading.parties.separated_rows import pieces_of, rows_of

SEPARATORS = ",;\t|"
SELDOM = "^~\xa6\x01"
"""Those that are taken only where the headings are known by them."""
ONE_COLUMN = "\x1f"
"""Separates nothing: the file has one column, and a comma in it is part of a name."""
ALIGNED = "\x1e"
"""Separates nothing either: the columns stand below each other."""
LOOKED_AT = 1000
"""Lines that are parsed with each separator, to find the one the file has."""
LONGEST_SEP_LINE = 200
"""Characters of a line that names the separator."""
REGULAR = 0.9
"""The part of the rows that are as wide as most, where a separator is the file's."""
_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "none": ONE_COLUMN, "aligned": ALIGNED}
_SEPARATOR_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", ONE_COLUMN: "none", ALIGNED: "aligned"}
# e.g. "sep=;\r\n", '"SEP=,",,', "sep=\\t"
_SEP_LINE = re.compile(r'"?[Ss][Ee][Pp]=(\\t|[^"\r\n])"?[,;|\t]*\r?\n?')
"""Excel's own first line, which names the separator."""


def separator_of(text: str) -> str:
    """What separates two cells, by what somebody says: a character, or "tab", "comma", "semicolon", "pipe", "none"."""
    separator = _WORDS.get(text.strip().lower(), text)
    if len(separator) != 1 or separator in '"\r\n':
        raise Undecided(
            f"\u201c{text[:20]}\u201d is no separator; say --separator with one character, or one of "
            f"{', '.join(_SEPARATOR_NAMES.values())}."
        )
    return separator


def separator_name(separator: str) -> str:
    """A separator in a word, or as it is."""
    return _SEPARATOR_NAMES.get(separator, separator)


def read_separated(text: str, problems: list[str], separator: str = "") -> Iterator[Line]:
    """Each row's first line, from 1, and its cells; what was odd is added to ``problems``."""
    return chain.from_iterable(blocks_of(text, separator or separator_in(text, "the file"), problems))


def blocks_of(text: str, separator: str, problems: list[str]) -> Iterator[list[Line]]:
    """The same, many rows at a time."""
    if separator == ALIGNED:
        return aligned_rows(text, column_edges(_first_lines(text).splitlines(keepends=True)))
    told = _told(text)
    return rows_of(text, separator, problems, told.end() if told else 0)


def separator_in(text: str, what: str) -> str:
    """The separator that the first line names, or that is found. Raises Undecided where more than one may be the file's."""
    told = _told(text)
    return separator_of(told[1]) if told else _found_separator(_first_lines(text), what)


def _told(text: str) -> re.Match[str] | None:
    """The first line, where it names the separator."""
    first = next(io.StringIO(text[:LONGEST_SEP_LINE], newline=""), "")
    return _SEP_LINE.fullmatch(first)


def _first_lines(text: str) -> str:
    """The first lines of a text, :data:`LOOKED_AT` at most."""
    lines = (line for piece in pieces_of(text) for line in io.StringIO(piece, newline=""))
    return "".join(islice(lines, LOOKED_AT))


def _found_separator(text: str, what: str) -> str:
    """The separator with which the most kinds of columns are known by their headings, and the rows are most regular.

    Each is tried by parsing, so that one within quotes, in a title or in names counts for nothing.
    """
    read = {one: _few_rows(text, one) for one in (ONE_COLUMN, *SEPARATORS, *SELDOM)}
    known = {one: recognized(rows) for one, rows in read.items()}
    most = max(known.values())
    if any(most):
        best: str = max((one for one in read if known[one] == most), key=lambda one: _regularity(read[one]))
        return best
    edges = column_edges(text.splitlines(keepends=True))
    if len(edges) > 1 and recognized(list(chain.from_iterable(aligned_rows(text, edges))))[0] > 1:
        return ALIGNED
    regular = [one for one in SEPARATORS if _regularity(read[one]) >= REGULAR and len(read[one][0][1]) > 1]
    if len(regular) > 1:
        raise Undecided(
            f"{what} can be separated by {' or '.join(map(separator_name, regular))}. Say which: --separator "
            f"{separator_name(regular[0])}, or none where it has one column."
        )
    return regular[0] if regular else ONE_COLUMN


def _few_rows(text: str, separator: str) -> list[Line]:
    return [line for some in rows_of(text, separator, []) for line in some if any(map(str.strip, line[1]))]


def _regularity(rows: Sequence[Line]) -> float:
    """The part of the rows that are as wide as most."""
    widths = Counter(len(cells) for _, cells in rows)
    return widths.most_common(1)[0][1] / len(rows) if rows else 0.0
