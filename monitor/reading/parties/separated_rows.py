"""Rows of a CSV file in which a quote that is not closed costs no row.

By the letter of RFC 4180 such a quote makes one cell of everything up to the next quote, and the parties in it are lost. Here
a row that is no CSV by that letter is read by its own line, and said. Few rows are in memory at a time.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from monitor.reading.parties.headings import Line

LONGEST_ROW = 50
"""Lines that one row may go over, in quotes."""
_PIECE = 64 * 1024
"""Characters that are looked at together."""
_LONG_TEXTS = ("addr", "adress", "anschrift", "street", "note", "remark", "comment", "descr", "memo")
"""What headings of columns hold whose cells may well go over several lines."""


def rows_of(text: str, separator: str, problems: list[str], begin: int = 0) -> Iterator[list[Line]]:
    """Each row's first line, from 1, and its cells, many at a time; what was odd is added to ``problems``.

    ``begin`` is where the rows begin, behind what is none.
    """
    lines, header = _Lines(text, begin), list[str]()
    while (piece := lines.piece()) is not None:
        if (rows := _one_a_line(piece, separator)) is not None:  # nearly all there are
            found = list(enumerate(rows, lines.at + 1))
            lines.pass_over(len(rows))
        else:
            lines.take(piece)
            found = list(_one_by_one(lines, separator, header, problems))
        if not header:
            header.extend(next((cells for _, cells in found if any(map(str.strip, cells))), ()))
        yield found


def pieces_of(text: str, begin: int = 0) -> Iterator[str]:
    """The text in pieces of whole lines."""
    end_of_line = "\n" if "\n" in text else "\r"
    while begin < len(text):
        end = text.find(end_of_line, begin + _PIECE) + 1 or len(text)
        yield text[begin:end]
        begin = end


def _one_a_line(piece: str, separator: str) -> list[list[str]] | None:
    """The rows of a piece; None where not each line is a row by the letter."""
    reader = csv.reader(io.StringIO(piece, newline=""), delimiter=separator, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        return None
    return rows if len(rows) == reader.line_num else None


class _Lines:
    """Lines that can be taken up again behind the beginning of a row that turned out to be none."""

    def __init__(self, text: str, begin: int) -> None:
        self._pieces = pieces_of(text, begin)
        self._lines: list[str] = []
        self._before = self.start = self.at = text.count("\n", 0, begin) or int(begin > 0)

    def piece(self) -> str | None:
        """What follows the lines that were taken; None for the end."""
        return next(self._pieces, None)

    def pass_over(self, lines: int) -> None:
        """Count a piece's lines, which are rows already."""
        self._lines.clear()
        self.at += lines
        self._before = self.start = self.at

    def take(self, piece: str) -> None:
        """Give its lines out one by one, behind those of the row that is being read."""
        del self._lines[: self.start - self._before]
        self._before = self.start
        self._lines.extend(io.StringIO(piece, newline=""))

    @property
    def are_used_up(self) -> bool:
        """Whether the next line is in no piece that was taken."""
        return self.at == self._before + len(self._lines)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at - self.start == LONGEST_ROW:
            raise StopIteration
        if self.are_used_up:
            self.take(next(self._pieces))
        self.at += 1
        return self._lines[self.at - 1 - self._before]

    def alone(self) -> str:
        """The first line of the row; the next row begins behind it."""
        self.at = self.start + 1
        return self._lines[self.start - self._before]


def _one_by_one(lines: _Lines, separator: str, header: list[str], problems: list[str]) -> Iterator[Line]:
    """The rows up to the end of a piece, each with what is odd about it."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while not lines.are_used_up:
        lines.start = lines.at
        try:
            cells = next(reader)
        except csv.Error:
            reader = csv.reader(lines, delimiter=separator, strict=True)
            try:
                cells = _alone(lines.alone(), separator, lines.at, problems)
            except csv.Error as error:
                problems.append(f"line {lines.at} is no CSV ({error}) and is left out")
                continue
        if not header and any(map(str.strip, cells)):
            header.extend(cells)
        if lines.at - lines.start > 1 and (broken := _broken(header, cells)):
            problems.append(
                f"lines {lines.start + 1} to {lines.at} are one row, for \u201c{broken}\u201d goes over them in quotes; "
                "if they are several, close the quote"
            )
        yield lines.start + 1, cells
    lines.start = lines.at


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
