"""A table drawn in text: dashed rules, a heading, columns of wrapped text with dots to their ends.

    ------------------------------------------------------------
         Country             Entity            License requirement
    ------------------------------------------------------------
    CHINA.............  Acme Co., Shanghai,   For all items....
                         China.
    ------------------------------------------------------------

A cell goes on in lines that are indented by one. Columns are found by the gutters of blanks that run through every line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.reading.passages import Cell, Table
from monitor.reading.renditions.text_lines import join_lines
from monitor.text.clean import one_line

_RULE = re.compile(r"-{40,}\s*$")
_STARS = re.compile(r"\s*\*(?:\s+\*){2,}\s*$")
_GOES_ON = re.compile(r"(?:(?<=[:;,])|(?<=[;,] and))\.$")
"""A leader's full stop behind what never ends in one of its own."""
_FOOTNOTE = re.compile(r"\s?\\(\d)\\(?=\W|$)")
"""A footnote's mark as typed: \\4\\."""
_CENTRED = 20
"""Leading blanks of a line that is centred over the columns."""


def is_rule(line: str) -> bool:
    """Whether a line is nothing but a dashed rule."""
    return bool(_RULE.match(line))


def is_stars(line: str) -> bool:
    """Whether a line is a row of asterisks."""
    return bool(_STARS.match(line))


def table_end(lines: Sequence[str], start: int) -> int:
    """The index behind the table whose first rule is ``lines[start]``; ``start`` where no table begins there.

    -1 where a table begins but is never closed.
    """
    second = next((n for n in range(start + 1, min(start + 14, len(lines))) if is_rule(lines[n])), None)
    if second is None or second - start < 2:
        return start
    head = lines[start + 1 : second]
    if not all(line.strip() for line in head) or any(re.match(r"[A-Z ]+:", line) for line in head):
        return start
    for n in range(second + 1, len(lines)):
        if lines[n].startswith(("[FR Doc", " [FR Doc")):
            return -1
        if is_rule(lines[n]) and not _runs_on(lines, n + 1):
            return n + 1
    return -1


def _runs_on(lines: Sequence[str], behind: int) -> bool:
    """Whether a table runs on behind an inner rule: with stars or a heading over its middle, or with cells."""
    following = next((line for line in lines[behind : behind + 10] if line.strip()), "")
    if is_rule(following):
        return False
    indent = len(following) - len(following.lstrip())
    return indent >= _CENTRED or bool(re.search(r"\S(?:\.{3,}| {2,})\s*\S", following))


def read_table(lines: Sequence[str]) -> Table | None:
    """The table of ``lines`` (rules included), None where its columns cannot be told apart for certain."""
    rules = [n for n, line in enumerate(lines) if is_rule(line)]
    head, body = lines[rules[0] + 1 : rules[1]], lines[rules[1] + 1 : rules[-1]]
    cells = [line for line in body if line.strip() and not is_rule(line) and not _is_centred(line)]
    for tolerance in dict.fromkeys((0, len(cells) // 50)):
        starts = _columns(cells, tolerance)
        if starts and starts[0] and any(line[: starts[0]].strip() for line in head):
            starts.insert(0, 0)  # a column that has a heading and no cell: the instruction named the destination
        width = max(map(len, cells), default=0)
        starts += sorted({m.start() for line in head for m in re.finditer(r"(?<= {3})\S", line) if m.start() > width})
        if len(starts) < 2 or starts[0] != 0 or any(_crosses(line, starts) for line in (*head, *cells)):
            continue
        if any(re.search(r"\S {3,}\S", part) for line in head for part in _slices(line, starts)):
            continue  # two headings over one column
        titles = zip(*(_slices(line, starts) for line in head), strict=True)
        headings = tuple(join_lines([part for part in parts if part.strip()]) for parts in titles)
        if all(headings):
            return Table(len(starts), headings, tuple(tuple(row) for row in _rows(body, starts)))
    return None


def _is_centred(line: str) -> bool:
    """A row of stars or a heading over the columns: far from the margin, with nothing two blanks apart in it."""
    inner = line.strip()
    return is_stars(line) or (len(line) - len(line.lstrip()) >= _CENTRED and "  " not in inner and "..." not in inner
                              and abs(len(line) - len(inner) - (112 - len(inner)) // 2) <= 2)  # fmt: skip


def _columns(lines: Sequence[str], tolerance: int) -> list[int]:
    """Where columns begin: behind two blanks or more that run through ``lines``, all but ``tolerance`` of them.

    The full stop of a leader may stand in the first of them ("Pollutants (HAPs).") and does not count; a word too long
    for its column may fill them.
    """
    width = max(map(len, lines), default=0)
    filled = [0] * (width + 1)
    for line in lines:
        for match in re.finditer(r"\S+(?:(?<!\.) \S+)*", line):
            end = match.end() - line[: match.end()].endswith(".")
            for n in range(match.start(), end):
                filled[n] += 1
    return [n for n in range(width) if filled[n] > tolerance and all(f <= tolerance for f in filled[max(0, n - 2) : n])]


def _slices(line: str, starts: Sequence[int]) -> list[str]:
    ends = [*starts[1:], max(len(line), starts[-1])]
    return [line[start:end].rstrip() for start, end in zip(starts, ends, strict=True)]


def _crosses(line: str, starts: Sequence[int]) -> bool:
    """Whether a word stands across the beginning of a column."""
    return any(start and line[start - 1 : start].strip() and line[start : start + 1].strip() for start in starts)


def _rows(body: Sequence[str], starts: Sequence[int]) -> Iterator[list[Cell]]:
    """Rows: a line whose cells all stand at their columns' edge begins one, a line with an indented cell goes on."""
    open_row: list[list[list[str]]] = []
    for line in body:
        if not line.strip():
            continue  # a spacer, or where a page ended, perhaps within a row
        if is_rule(line) or _is_centred(line):
            if open_row:
                yield [_cell(lines) for lines in open_row]
            open_row = []
            if is_stars(line):
                yield [Cell((one_line(line),))]
            continue
        slices = _slices(line, starts)
        if not open_row or all(s[:1] != " " for s in slices if s):
            if open_row:
                yield [_cell(lines) for lines in open_row]
            open_row = [[] for _ in starts]
        for lines, text in zip(open_row, slices, strict=True):
            if text.strip():
                if text[:1] != " " or not lines:
                    lines.append([])
                lines[-1].append(text)
    if open_row:
        yield [_cell(lines) for lines in open_row]


def _cell(printed: Sequence[Sequence[str]]) -> Cell:
    """A cell of its printed lines; the dots that lead to its column's end leave the one full stop they may hide."""
    lines: list[str] = []
    footnotes: list[int] = []
    for wrapped in printed:
        line = join_lines(wrapped)
        footnotes += [int(n) for n in _FOOTNOTE.findall(line)]
        line = re.sub(r"\.{2,}$", ".", _FOOTNOTE.sub("", line))
        lines.append(_GOES_ON.sub("", line))
    return Cell(tuple(lines) or ("",), tuple(dict.fromkeys(footnotes)))
