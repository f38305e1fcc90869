"""Rows of a CSV file in which a quote that is not closed costs no row.

By the letter of RFC 4180 such a quote makes one cell of everything up to the next quote, and the parties in it are lost. Here
a row that is no CSV by that letter is read by its own line, and said.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from monitor.errors import Undecided
from monitor.reading.parties.headings import recognized

SEPARATORS = ",;\t|"
ONE_COLUMN = "\x1f"
"""Separates nothing: the file has one column, and a comma in it is part of a name."""
LONGEST_ROW = 50
"""Lines that one row may go over, in quotes."""
LOOKED_AT = 1000
"""Lines that are parsed with each separator, to find the one the file has."""
REGULAR = 0.9
"""The part of the rows that are as wide as most, where a separator is the file's."""
_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "none": ONE_COLUMN}
_SEPARATOR_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", ONE_COLUMN: "none"}
_LONG_TEXTS = ("addr", "adress", "anschrift", "street", "note", "remark", "comment", "descr", "memo")
"""What headings of columns hold whose cells may well go over several lines."""
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


def read_separated(text: str, problems: list[str], separator: str = "") -> Iterator[tuple[int, list[str]]]:
    """Each row's first line, from 1, and its cells; what was odd is added to ``problems``."""
    lines = list(io.StringIO(text, newline=""))
    separator = separator or separator_in(text, "the file")
    return _read(lines, 1 if lines and _SEP_LINE.fullmatch(lines[0]) else 0, separator, problems)


def separator_in(text: str, what: str) -> str:
    """The separator that the first line names, or that is found. Raises Undecided where more than one may be the file's."""
    lines = list(islice(io.StringIO(text, newline=""), LOOKED_AT))
    told = _SEP_LINE.fullmatch(lines[0]) if lines else None
    return separator_of(told[1]) if told else _found_separator(lines, what)


def _read(lines: Sequence[str], first: int, separator: str, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    header: list[str] = []
    for start, end, cells in _rows(_Lines(lines, first), separator, problems):
        header = header or (cells if any(map(str.strip, cells)) else [])
        if end - start > 1 and (broken := _broken(header, cells)):
            problems.append(
                f"lines {start + 1} to {end} are one row, for \u201c{broken}\u201d goes over them in quotes; "
                "if they are several, close the quote"
            )
        yield start + 1, cells


def _found_separator(lines: Sequence[str], what: str) -> str:
    """The separator with which the most kinds of columns are known by their headings, and the rows are most regular.

    Each is tried by parsing, so that one within quotes, in a title or in names counts for nothing.
    """
    read = {one: _few_rows(lines, one) for one in (ONE_COLUMN, *SEPARATORS)}
    known = {one: recognized(rows) for one, rows in read.items()}
    most = max(known.values())
    if any(most):
        best: str = max((one for one in read if known[one] == most), key=lambda one: _regularity(read[one]))
        return best
    regular = [one for one in SEPARATORS if _regularity(read[one]) >= REGULAR and len(read[one][0][1]) > 1]
    if len(regular) > 1:
        raise Undecided(
            f"{what} can be separated by {' or '.join(map(separator_name, regular))}. Say which: --separator "
            f"{separator_name(regular[0])}, or none where it has one column."
        )
    return regular[0] if regular else ONE_COLUMN


def _few_rows(lines: Sequence[str], separator: str) -> list[tuple[int, list[str]]]:
    rows = _read(lines, 0, separator, [])
    return [(number, cells) for number, cells in rows if any(map(str.strip, cells))]


def _regularity(rows: Sequence[tuple[int, list[str]]]) -> float:
    """The part of the rows that are as wide as most."""
    widths = Counter(len(cells) for _, cells in rows)
    return widths.most_common(1)[0][1] / len(rows) if rows else 0.0


class _Lines:
    """Lines that can be taken up again behind the beginning of a row that turned out to be none."""

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self._lines = lines
        self.start = self.at = at

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at == len(self._lines) or self.at - self.start == LONGEST_ROW:
            raise StopIteration
        self.at += 1
        return self._lines[self.at - 1]

    def alone(self) -> str:
        """The first line of the row; the next row begins behind it."""
        self.at = self.start + 1
        return self._lines[self.start]


def _rows(lines: _Lines, separator: str, problems: list[str]) -> Iterator[tuple[int, int, list[str]]]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        lines.start = lines.at
        try:
            cells = next(reader, None)
            if cells is None:
                return
        except csv.Error:
            reader = csv.reader(lines, delimiter=separator, strict=True)
            try:
                cells = _alone(lines.alone(), separator, lines.at, problems)
            except csv.Error as error:
                problems.append(f"line {lines.at} is no CSV ({error}) and is left out")
                continue
        yield lines.start, lines.at, cells


def _alone(line: str, separator: str, number: int, problems: list[str]) -> list[str]:
    """The cells of a line whose quotes are not as they should be."""
    if line.count('"') % 2 == 0:  # "Foo "Bar" Ltd",CHINA
        return next(csv.reader([line], delimiter=separator))
    problems.append(f"line {number} has a quote that is not closed, and is read by itself")
    return [cell.strip('" \r\n') for cell in next(csv.reader([line], delimiter=separator, quoting=csv.QUOTE_NONE))]


def _broken(header: Sequence[str], cells: Sequence[str]) -> str:
    """The heading of a cell that goes over several lines and is not of those that do."""
    for heading, cell in zip(header, cells, strict=False):
        if "\n" in cell.strip() and not any(word in heading.casefold() for word in _LONG_TEXTS):
            return " ".join(heading.split())
    return ""
