"""Columns that stand below each other in a text without separators, as reports and database clients print them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

from monitor.reading.parties.headings import Line
from monitor.reading.parties.separated_rows import pieces_of

LONGEST_LINE = 2_000
"""Characters of a line that may have columns below each other."""
# What parts two columns in a line. e.g. "100234    Quiet Orchard GmbH   DE"
_GAP = re.compile(r"\S {2,}(?=\S)")
# e.g. "---------- ------------------------------ -------"
_DRAWN = re.compile(r" *-+(?: +-+)+[ \r\n]*")
# e.g. "-------"
_RUN = re.compile(r"-+")


def column_edges(lines: Sequence[str]) -> tuple[int, ...]:
    """Where the columns begin; fewer than two where nothing stands below each other.

    A line of dashes tells it; else two blanks in all the lines that have such gaps at all, which titles have not.
    """
    lines = [line for line in lines if len(line) <= LONGEST_LINE]
    if drawn := next(filter(_DRAWN.fullmatch, lines), None):
        return tuple(run.start() for run in _RUN.finditer(drawn))
    parted = [line.rstrip() for line in lines if _GAP.search(line)]
    width = max(map(len, parted), default=0)
    filled = [any(line[at : at + 1].strip() for line in parted) for at in range(width)]
    return tuple(at for at in range(width) if filled[at] and not any(filled[max(at - 2, 0) : at]))


def aligned_rows(text: str, edges: Sequence[int]) -> Iterator[list[Line]]:
    """Each line's number, from 1, and its cells, many at a time."""
    slices, before = [slice(*pair) for pair in zip(edges, (*edges[1:], None), strict=True)], 0
    for piece in pieces_of(text):
        lines = list(io.StringIO(piece, newline=""))
        yield [(before + n, _cells(line, slices)) for n, line in enumerate(lines, 1)]
        before += len(lines)


def _cells(line: str, slices: Sequence[slice]) -> list[str]:
    """The cells of a line; one in which a word goes over an edge is no row, and stands in the first."""
    if any(line[at.start - 1 : at.start].strip() and line[at.start : at.start + 1].strip() for at in slices[1:]):
        return [line.strip(), *[""] * (len(slices) - 1)]
    return [line[part].strip() for part in slices]
