"""Fixed-width tables in a running text: the lines of each column side by side, so that a name in several lines is one.

    |   --Beijing Institute of         For all items |  becomes  |--Beijing Institute of       |
    |    Microelectronics              subject to    |           |Microelectronics            |  and  |For all items ...|
    |    Technology; and               the EAR       |           |Technology; and             |

Nothing but blanks tells the columns: what stands three blanks or more behind other words is of another column, and a line
goes on in the one above it that begins at about the same place. Running text is one column of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Words with at most two blanks between them. e.g. "--Beijing Institute of"
_CELL = re.compile(r"\S+(?:[ \t]{1,2}\S+)*")
# e.g. "  "
_GAP = re.compile(r"[ \t]{2}")
_APART = 4
"""Characters by which two lines of one column may begin apart."""
_FIRST = 8
"""Where the columns of a table but the first begin at the earliest: a paragraph's first line is indented by less."""
_OPENING = "--"
"""What stands before each alias."""


@dataclass(slots=True, eq=False)
class _Column:
    """The lines of a column that go on, and where its last line begins and ends."""

    start: int
    end: int
    lines: list[str] = field(default_factory=list)

    def text(self) -> tuple[str, bool]:
        return "\n".join(self.lines), self.start >= _FIRST


def column_texts(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of ``text`` that stand in one column without a break, and whether that is a column of a table."""
    open_columns: list[_Column] = []
    for line in text.split("\n"):
        going_on: list[_Column] = []
        for start, words in _cells(line.expandtabs(), open_columns):
            column = _column_of(start, start + len(words), open_columns)
            if column is None or _opens(words, start, column):
                going_on.append(_Column(start, start + len(words), [words]))
            else:
                open_columns.remove(column)
                column.lines.append(words)
                column.start, column.end = start, start + len(words)
                going_on.append(column)
        yield from (c.text() for c in open_columns if c not in going_on)
        open_columns = going_on
    yield from (c.text() for c in open_columns)


def _cells(line: str, above: list[_Column]) -> Iterator[tuple[int, str]]:
    """The cells of a line; two blanks part them too where a column of the line above begins behind them."""
    starts = {c.start for c in above}
    for cell in _CELL.finditer(line):
        at = cell.start()
        for gap in _GAP.finditer(line, at, cell.end()):
            if gap.end() in starts:
                yield at, line[at : gap.start()]
                at = gap.end()
        yield at, line[at : cell.end()]


def _column_of(start: int, end: int, columns: list[_Column]) -> _Column | None:
    """The column that a cell from ``start`` to ``end`` goes on in."""
    near = [c for c in columns if abs(c.start - start) <= _APART or (start < _FIRST and c.start < _FIRST)]
    return min(near, key=lambda c: abs(c.start - start), default=None)


def _opens(words: str, start: int, column: _Column) -> bool:
    """Whether a line opens something in a table's column: an alias by its dash, a row by its hanging indent."""
    in_table = start >= _FIRST
    return in_table and (words.startswith(_OPENING) or start < column.start)
