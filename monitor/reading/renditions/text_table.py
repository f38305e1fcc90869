"""A table drawn in text: dashed rules, a heading, columns of wrapped text, footnotes under it.

    ------------------------------------------------------------
         Country             Entity            License requirement
    ------------------------------------------------------------
                         * * * * * *
    CHINA.............  Acme Co., Shanghai,   For all items....
                         China.
    ------------------------------------------------------------
    \\3\\ For this entity, see Sec.   734.9(g) of the EAR.

Rules stand between groups of rows, too. The heading may be printed again, and where the columns' edges move within a table
they are found anew.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from monitor.reading.entries.cell_kinds import without_continued
from monitor.reading.entries.superscripts import marked_note, numbers_of, typed_marks
from monitor.reading.passages import Cell, Table
from monitor.reading.renditions.text_columns import Columns, Heading, find_again, find_columns, read_headings
from monitor.reading.renditions.text_lines import join_lines, with_letters
from monitor.reading.renditions.text_rows import RowReader, before_stars, is_rule, is_stars
from monitor.text.destinations import heading

__all__ = ["is_rule", "is_stars", "read_table", "table_end"]

# e.g. " \\3\\ For this entity"
_FOOTNOTE = re.compile(r" ?\\[0-9]{1,2}\\ ")
# e.g. "SUMMARY:"
_LABEL = re.compile(r"[A-Z ]{1,60}:")
# A destination alone in the first column. e.g. "CHINA, PEOPLE'S", "RUSSIA..."
_CAPITALS = re.compile(r"[A-Z\u00c0-\u00dd][A-Z\u00c0-\u00dd ,.'()\u2019-]{2,40}")
# e.g. "Iran....  Foo Co.", "Foo Co.  For all items"
_CELLS = re.compile(r"\S(?:\.{3}|  )\s*+\S")
# A section sign as typed, whose blanks part no cells. e.g. "Sec.  Sec.   744.15"
_SECTION = re.compile(r"\bSec\. {1,6}(?=[0-9]|Sec\.)")
# What a requirement or policy has once. e.g. "Sec.   734.9(e) and", "EAR)."
_OF_TERMS = re.compile(r"\bEAR\b|\b7[0-9]{2}\.[0-9]")
# What parts words, however wide. e.g. "\u00a0"
_SPACE = re.compile(r"\s")
_LONGEST_HEADING = 14
"""Lines from a table's first rule to the one below its heading, at most."""
_DEEPEST = 6
"""Lines of one heading, at most."""
_LOOK_AHEAD = 14
"""Lines behind a rule among which something tells whether the table goes on."""
_CENTRED = 20
"""Leading blanks of a heading over the columns, at least."""
_IN_A_COLUMN = 10
"""Leading blanks of a line that cannot be running text: the second column begins there, at the nearest."""

_FEW_WORDS = 3
"""Words of a line of one column, at most, that may honestly stand right behind themselves."""
_PART_ENDS = (",", ";", ".")


def table_end(lines: Sequence[str], start: int) -> int:
    """The index behind the table whose first rule is ``lines[start]``, its footnotes included.

    ``start`` where no table begins there, -1 where one begins but is never closed.
    """
    opened = _behind_heading(lines, start)
    if opened is None:
        return start
    for n in range(opened, len(lines)):
        if lines[n].startswith(("[FR Doc", " [FR Doc")):
            return -1
        if is_rule(lines[n]) and not _runs_on(lines, n + 1):
            return _behind_footnotes(lines, n + 1)
    return -1


def last_row(lines: Sequence[str], start: int) -> int:
    """The index behind the last line that can be of the table at ``start``, which is never closed."""
    for n in range((_behind_heading(lines, start) or start) + 1, len(lines)):
        line = lines[n]
        if line.strip() and line[0] not in " -" and not (_has_columns(line) or _is_destination(line)):
            return n
    return len(lines)


def _behind_heading(lines: Sequence[str], start: int) -> int | None:
    """The index behind the rule that closes the heading of the table at ``start``; None where no table begins there."""
    second = _next_rule(lines, start + 1)
    if second is None or second - start < 2:
        return None
    head = lines[start + 1 : second]
    if all(line.strip() and not is_stars(line) for line in head):
        return None if any(_LABEL.match(line) for line in head) else second + 1
    # 2023-03929: the column heads are empty, and the true ones stand in a row below them.
    blocks = 0
    while second is not None and blocks < 3 and not any(line.strip(" *") for line in head):
        following = _next_rule(lines, second + 1)
        head = lines[second + 1 : following] if following else []
        second, blocks = following, blocks + 1
    return second + 1 if second is not None and blocks and _is_heading(head) else None


def _next_rule(lines: Sequence[str], start: int) -> int | None:
    return next((n for n in range(start, min(start + _LONGEST_HEADING, len(lines))) if is_rule(lines[n])), None)


def _is_heading(lines: Sequence[str]) -> bool:
    """Whether lines hold the headings of one of the lists."""
    roles = {h.role for h in read_headings([line for line in lines if line.strip()])}
    return {"country", "entity", "citation"} <= roles


def _runs_on(lines: Sequence[str], behind: int) -> bool:
    """Whether a table runs on behind an inner rule: with stars and a rule, a destination, cells, or its heading again."""
    starred = False
    for n, line in enumerate(lines[behind : behind + _LOOK_AHEAD], behind):
        if not line.strip():
            continue
        if is_stars(line):
            starred = starred or len(line) - len(line.lstrip()) >= _CENTRED
            continue
        if _FOOTNOTE.match(line):
            return False
        if is_rule(line):  # two rules between which stars may be lost, or another table
            return starred or (not _begins_table(lines, n) and _runs_on(lines, n + 1))
        indent = len(line) - len(line.lstrip())
        filled = [below.strip() for below in lines[n : n + _LOOK_AHEAD] if below.strip()]
        return (
            indent >= _IN_A_COLUMN or before_stars(line) is not None or _has_columns(line)
            or any(_is_destination(" ".join(filled[:k])) for k in (1, 2, 3))
        )  # fmt: skip
    return starred


def _begins_table(lines: Sequence[str], start: int) -> bool:
    """Whether a heading of several columns stands below the rule at ``start``."""
    behind = _behind_heading(lines, start)
    head = lines[start + 1 : behind] if behind else []
    return any(_has_columns(line) and before_stars(line) is None for line in head)


def _has_columns(line: str) -> bool:
    """Whether a line holds words of several columns, or a destination that is led to the next one."""
    if line.startswith("Sec."):  # "Sec.   744.15  [Amended]"
        return False
    return _CELLS.search(_SECTION.sub("Sec. ", line) if "Sec." in line else line) is not None


def _is_destination(line: str) -> bool:
    bare = without_continued(line.strip(" ."))
    return bool(heading(bare)) or (_CAPITALS.fullmatch(bare) is not None and not line.startswith(" "))


def _behind_footnotes(lines: Sequence[str], start: int) -> int:
    """The index behind the footnotes under a table; ``start`` where it has none."""
    end = at = start
    inside = False
    while at < len(lines):
        line = lines[at]
        if _FOOTNOTE.match(line):
            inside, end = True, at + 1
        elif inside and line.startswith("  ") and line.strip() and not line.startswith("    "):
            end = at + 1
        elif line.strip() and not is_stars(line):
            break
        at += 1
    return end


# -- reading -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Panel:
    """What stands below one heading: the lines before each rule."""

    headings: list[Heading]
    blocks: list[list[str]] = field(default_factory=list)


def read_table(lines: Sequence[str]) -> Table | None:
    """The table of ``lines`` (rules and footnotes included), None where its columns cannot be told apart."""
    lines = [line if line.isascii() and "\t" not in line else _SPACE.sub(" ", line.expandtabs()) for line in lines]
    first = next(n for n, line in enumerate(lines) if is_rule(line))
    last = next(n for n in reversed(range(len(lines))) if is_rule(lines[n]))
    footnotes = _footnotes(lines[last + 1 :])
    body = lines[first + 1 : last] if last > first else lines[first + 1 :]
    panels = _panels(body)
    read = [part for panel in panels if (part := _read_panel(panel, numbers_of(footnotes))) is not None]
    if not read or len(read) < len(panels):
        return None
    columns = read[0].columns
    titles = columns.headings
    return Table(
        len(titles),
        titles,
        tuple(row for part in read for row in part.rows),
        notes=tuple(footnotes),
        printed=with_letters("\n".join(lines)),
        problems=tuple(problem for part in read for problem in part.problems),
    )


def _panels(body: Sequence[str]) -> list[_Panel]:
    """The lines of a table by the headings they stand below; a heading printed again begins a panel of its own."""
    panels: list[_Panel] = []
    block: list[str] = []
    for line in [*body, "-" * 40]:
        if not is_rule(line):
            block.append(line)
            continue
        short = block if len(block) <= _LONGEST_HEADING else []
        filled = [one for one in short if one.strip() and not is_stars(one)]
        if 0 < len(filled) <= _DEEPEST and ((not panels and len(filled) == len(block)) or _is_heading(filled)):
            panels.append(_Panel(read_headings(filled)))
        elif panels:
            panels[-1].blocks.append(block)
        block = []
    return panels


@dataclass(slots=True)
class _PartRead:
    columns: Columns
    rows: list[tuple[Cell, ...]]
    problems: list[str]


def _read_panel(panel: _Panel, notes: Collection[int]) -> _PartRead | None:
    blocks = [list(filter(_has_cells, lines)) for lines in panel.blocks]
    columns = _columns_of(panel.headings, blocks)
    if columns is None:
        return None
    roles = tuple(h.role for h in panel.headings)
    rows: list[tuple[Cell, ...]] = []
    problems: list[str] = []
    reader = RowReader(columns, roles, problems, notes)
    for lines, cells in zip(panel.blocks, blocks, strict=True):
        crossed = sum(columns.is_crossed(line) for line in cells)
        if crossed > 1 and crossed * 5 > len(cells) and (found := find_again(columns, cells)):  # the edges have moved
            rows += reader.close()
            columns = found
            reader = RowReader(columns, roles, problems, notes)
        problems += _doubled(lines, columns, roles)
        rows += reader.read(lines)
        reader.rule_off()
    rows += reader.close()
    return _PartRead(columns, rows, problems)


def _doubled(lines: Sequence[str], columns: Columns, roles: Sequence[str]) -> Iterator[str]:
    """Sentences on printed lines that stand right behind themselves.

    Of eleven real tables none has one, but a cell may ("Adelaide Industrial Park, Hetian", "Industrial Park, Hetian", "City"):
    so of one column alone, only many words or whole parts of an address are doubted.
    """
    for n, (one, other) in enumerate(pairwise(lines)):
        if one != other or not _has_cells(one) or is_rule(one):
            continue
        words = one.split()
        filled = [role for role, text in zip(roles, columns.cut(one)[0], strict=True) if text.strip(" .")]
        above = columns.cut(lines[n - 1])[0] if n else []
        are_parts = filled == ["entity"] and all(
            text[roles.index("entity")].endswith(_PART_ENDS) for text in (above, columns.cut(one)[0]) if text
        )
        if len(words) > (1 if len(filled) > 1 or are_parts else _FEW_WORDS) or _OF_TERMS.search(one):
            yield f"A line of the table is printed twice: \u201c{' '.join(words)}\u201d."


def _columns_of(headings: Sequence[Heading], blocks: Sequence[list[str]]) -> Columns | None:
    """The columns below ``headings``: of all lines, or of the longest block that has some where the edges move."""
    for lines in ([line for block in blocks for line in block], *sorted(blocks, key=len, reverse=True)):
        if columns := find_columns(headings, lines):
            return columns
    return None


def _has_cells(line: str) -> bool:
    return bool(line.strip()) and before_stars(line) is None and not _is_centred(line)


def _is_centred(line: str) -> bool:
    """A heading over the columns: far from the margin, with nothing two blanks apart in it."""
    if not line.startswith(" " * _CENTRED):
        return False
    inner = line.strip()
    indent = len(line) - len(line.lstrip())
    return ("  " not in inner and "..." not in inner
            and abs(indent - (112 - len(inner)) // 2) <= 2)  # fmt: skip


def _footnotes(lines: Sequence[str]) -> list[str]:
    """The footnotes under a table, each in one line, its mark as a number before it."""
    found: list[list[str]] = []
    for line in lines:
        if _FOOTNOTE.match(line):
            found.append([line])
        elif found and line.strip() and not is_stars(line):
            found[-1].append(line)
    return [marked_note(typed_marks(join_lines(printed))) for printed in found]
