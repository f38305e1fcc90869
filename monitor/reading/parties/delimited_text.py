"""Rows of a CSV file in which a quote that is not closed costs no row.

By the letter of RFC 4180 such a quote makes one cell of everything up to the next quote, and the parties in it are lost. Here
a row that is no CSV by that letter is read by its own line, and said.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

SEPARATORS = ",;\t|"
LONGEST_ROW = 50
"""Lines that one row may go over, in quotes."""
_LONG_TEXTS = ("addr", "adress", "anschrift", "street", "note", "remark", "comment", "descr", "memo")
"""What headings of columns hold whose cells may well go over several lines."""
# e.g. "sep=;\r\n"
_SEP_LINE = re.compile(r"sep=([,;|\t])\r?\n?")
"""Excel's own first line, which names the separator."""


def read_separated(text: str, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each row's first line, from 1, and its cells; what was odd is added to ``problems``."""
    lines = list(io.StringIO(text, newline=""))
    told = _SEP_LINE.fullmatch(lines[0]) if lines else None
    first = next((line for line in lines if line.strip()), "")
    separator = told[1] if told else max(SEPARATORS, key=first.count)
    header: list[str] = []
    for start, end, cells in _rows(_Lines(lines, 1 if told else 0), separator, problems):
        header = header or (cells if any(map(str.strip, cells)) else [])
        if end - start > 1 and (broken := _broken(header, cells)):
            problems.append(
                f"lines {start + 1} to {end} are one row, for \u201c{broken}\u201d goes over them in quotes; "
                "if they are several, close the quote"
            )
        yield start + 1, cells


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
