"""Where the columns of a table drawn in text begin, found from its heading and its lines together.

Columns differ from rule to rule, and within one. A cell's first line stands at its column's edge, the lines it goes on in
one blank further; two blanks part columns, of which a long word may take one:

           Country                     Entity             License requirement
    BELARUS................  JSC Rocket and Space Centre-- All items subject
                              Progress, Zemetsa Street      to the EAR. See
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.reading.entries.cell_kinds import role_of

# Words one blank apart, and a section sign however far from its number. e.g. "For all items", "(See Sec.   744.11"
_PHRASE = re.compile(r"\S+(?:(?: |(?<=Sec\.) {2,4}(?=[0-9]|Sec\.))\S+)*")
# Where one blank parts two headings: these words begin one. e.g. "License requirement License review"
_HEADINGS_MEET = re.compile(r"(?<=[a-z]) (?=(?:License|Federal)\b)")
# Blanks before a cell that the word before it has pushed to the right.
# e.g. " All items"
_PUSHED = re.compile(r" {1,2}(?=\S)")
# What begins between two columns, its first letter before the column of its cell. e.g. "  EAR)"
_IN_GUTTER = re.compile(r"  {1,2}(?=\S)")
# e.g. "87 FR 76925, 12/16/22."
_CITES = re.compile(r"[0-9]{2,3} FR\b")
_GUTTER = 2
_CELLS_OF_A_FIRST_LINE = 3
_THROUGH = 3.0
"""How many cells that begin at a place are outweighed by one line whose words run through it."""
_OVERHANG = 4
"""Letters that a word too long for its column may take of the next one."""
_WIDEST = 60
"""Letters that a last column has, at most."""
_SURELY_FIRST = 2
"""Cells that begin in a line beside another one's: a row's first line has them."""
_NEAREST = 5
"""Letters between the beginnings of two columns, at least."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one column, and where its words stand: from ``left`` up to ``right``."""

    text: str
    left: int
    right: int

    @property
    def role(self) -> str:
        """What the column holds: country, entity, requirement, policy, citation, or "" for anything else."""
        return role_of(self.text)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where columns begin, and their headings."""

    starts: tuple[int, ...]
    headings: tuple[str, ...]

    def cut(self, line: str) -> tuple[list[str], bool]:
        """The cells of one line, and whether that is certain; a blank before a cell's text tells that the cell goes on.

        A word too long for its column is cut where it ends, if nothing but blanks stands between it and the next cell;
        one that begins in the gutter is the next column's.
        """
        ends = [*self.starts[1:], max(len(line), self.starts[-1])]
        reached = [n for n, start in enumerate(self.starts[1:]) if line[start - _GUTTER : start].strip()]
        is_certain = True
        for n in reached:
            start = self.starts[n + 1]
            if early := _IN_GUTTER.match(line, start - _GUTTER - 2, start):
                ends[n] = early.end() - 1
            elif _across(line, start):
                over = start + len(line[start : ends[n + 1]].split(" ", 1)[0])
                is_certain = is_certain and not line[over : over + 2].strip() and over <= start + _OVERHANG
                ends[n] = over if is_certain else start
        cells = [line[begin:end].rstrip() for begin, end in zip((0, *ends[:-1]), ends, strict=True)]
        for n in self._pushed(line, ends, reached) if reached else ():
            cells[n] = cells[n].lstrip()
        return cells, is_certain

    def _pushed(self, line: str, ends: Sequence[int], reached: Sequence[int]) -> list[int]:
        """The cells that a word too long for its column has pushed to the right, all by the same number of letters.

        By one letter, they stand where cells go on: told from these by what stands in them, see the rows. ``reached`` are
        the columns whose words stand in the gutter behind them.
        """
        for n in reached:
            start = self.starts[n + 1]
            if blanks := _PUSHED.match(line, ends[n]):
                by = blanks.end() - start
                behind = [m for m in range(n + 1, len(self.starts)) if line[self.starts[m] + by : ends[m]].strip()]
                texts = [line[self.starts[m] + by - 1 : self.starts[m] + by + 1] for m in behind]
                is_one = all(text[:1] == " " and text[1:].strip() for text in texts)
                return behind if by > 1 and is_one else []
        return []

    def is_crossed(self, line: str) -> bool:
        """Whether a word stands across the beginning of a column."""
        width = len(line)
        return any(start < width and line.find(" ", start - 1, start + 1) < 0 for start in self.starts[1:])

    def fits(self, place: int) -> bool:
        """Whether a cell that begins at ``place`` begins where a column does, or a few letters behind."""
        return any(0 <= place - start <= _OVERHANG for start in self.starts)


def _across(line: str, place: int) -> bool:
    """Whether a word stands across ``place``."""
    return len(line) > place and line.find(" ", place - 1, place + 1) < 0


def read_headings(lines: Sequence[str]) -> list[Heading]:
    """The headings of a table's columns, printed in one line or up to four, from left to right."""
    found: list[Heading] = []
    for line in lines:
        for printed in _heading_words(line):
            over = [h for h in found if h.left < printed.right and printed.left < h.right]
            found = [h for h in found if h not in over]
            # "License  review" has two blanks, and "policy" stands below both words
            whole = [*sorted(over, key=lambda h: h.left), printed]
            left, right = min(h.left for h in whole), max(h.right for h in whole)
            found.append(Heading(" ".join(h.text for h in whole), left, right))
    return _with_strays(sorted(found, key=lambda h: h.left))


def _heading_words(line: str) -> Iterator[Heading]:
    """The words of each heading in one line."""
    for phrase in _PHRASE.finditer(line):
        at = phrase.start()
        for text in _HEADINGS_MEET.split(phrase.group()):
            yield Heading(text, at, at + len(text))
            at += len(text) + 1


def _with_strays(found: list[Heading]) -> list[Heading]:
    """The list's headings, where a word that stands too far from its own ("License   requirement") joins the nearer."""
    if sum(bool(h.role) for h in found) < 3:
        return found
    while len(found) > 1 and (stray := next((n for n, h in enumerate(found) if not h.role), None)) is not None:
        before = found[stray].left - found[stray - 1].right if stray else None
        behind = found[stray + 1].left - found[stray].right if stray + 1 < len(found) else None
        at = stray - 1 if behind is None or (before is not None and before < behind) else stray
        one, two = found[at], found[at + 1]
        found[at : at + 2] = [Heading(f"{one.text} {two.text}", one.left, two.right)]
    return found


@dataclass(slots=True)
class _Votes:
    """How many lines begin a cell at each place, and how many have words that run through it.

    ``firsts`` counts the lines of several cells among the first: such as a row's first line is.
    """

    begins: list[int]
    through: list[int]
    firsts: list[int]

    @classmethod
    def of(cls, lines: Sequence[str]) -> _Votes:
        width = max(map(len, lines), default=0) + 2
        begins, firsts, steps = [0] * (width + 2), [0] * (width + 2), [0] * (width + 2)
        for line in lines:
            phrases = list(_PHRASE.finditer(line))
            for phrase in phrases:
                begins[phrase.start()] += 1
                firsts[phrase.start()] += len(phrases) >= _CELLS_OF_A_FIRST_LINE
                steps[phrase.start() + 1] += 1
                steps[phrase.end()] -= 1
        through, now = [], 0
        for step in steps:
            now += step
            through.append(now)
        return cls(begins, through, firsts)

    def settled(self, place: int) -> int:
        """``place``, or the next one where nothing but an askew line begins at ``place``: no row's first line does."""
        return place + 1 if not self.firsts[place] and self.firsts[place + 1] else place

    def running_through(self, place: int) -> int:
        """How many phrases run through ``place``."""
        return self.through[place] if place < len(self.through) else 0

    def score(self, place: int) -> float:
        """How well a column's beginning at ``place`` explains the lines."""
        return self.told(place) - _THROUGH * self.running_through(place)

    def told(self, place: int) -> int:
        """How many cells begin at ``place``, or right behind it."""
        return sum(self.begins[place : place + 2])


def find_columns(headings: Sequence[Heading], lines: Sequence[str]) -> Columns | None:
    """The columns below ``headings``, None where they cannot be told apart.

    Each begins behind the heading before it and not behind its own, where most cells of ``lines`` do. Where headings
    stand askew, the lines alone say it.
    """
    if len(headings) < 2:
        return None
    votes = _Votes.of(lines)
    starts = [0]
    for before, heading in pairwise(headings):
        places = range(before.right + 1, heading.left + 1)
        if not places:
            return None
        best = max(places, key=lambda place: (votes.score(place), place))
        starts.append(
            votes.settled(best) if votes.score(best) > 0 else _between_words(votes, lines, places, heading.role)
        )
    columns = _set_right(Columns(tuple(starts), tuple(h.text for h in headings)), lines)
    if _hold(columns, lines, votes):
        return columns
    found = find_again(columns, lines)
    crossed = sum(found.is_crossed(line) for line in lines) if found else 0
    return found if found and crossed * 20 <= len(lines) and _are_headed(found, headings) else None


def _are_headed(columns: Columns, headings: Sequence[Heading]) -> bool:
    """Whether the middle of every heading stands over its column."""
    ends = (*columns.starts[1:], columns.starts[-1] + _WIDEST)
    middles = [(heading.left + heading.right) // 2 for heading in headings]
    return all(a <= middle < b for a, middle, b in zip(columns.starts, middles, ends, strict=True))


def _between_words(votes: _Votes, lines: Sequence[str], places: range, role: str) -> int:
    """Where a column begins of which too few lines tell: that of citations with one, be it one blank behind a word; else
    where fewest words stand across and most cells begin; of such places, where nothing is printed (the column is empty),
    else where most words begin."""

    def rank(place: int) -> tuple[int, ...]:
        cited = role == "citation" and sum(
            _begins_at(line, place) and bool(_CITES.match(line, place)) for line in lines
        )
        return (
            -cited,
            sum(_across(line, place) for line in lines),
            -votes.told(place),
            votes.running_through(place),
            -sum(_begins_at(line, place) for line in lines),
            -place,
        )

    return min(places, key=rank)


def find_again(columns: Columns, lines: Sequence[str]) -> Columns | None:
    """As many columns as ``columns`` has where ``lines`` have them by themselves, below no heading of their own."""
    votes = _Votes.of(lines)
    starts = [0]
    places = sorted(range(_NEAREST, len(votes.begins) - 1), key=lambda place: (-votes.score(place), -place))
    for place in places:
        if len(starts) == len(columns.starts) or votes.score(place) <= 0:
            break
        if all(abs(place - other) >= _NEAREST for other in starts):
            starts.append(place)
    found = _set_right(Columns(tuple(sorted(starts)), columns.headings), lines)
    return found if len(starts) == len(columns.starts) and _hold(found, lines, votes) else None


def _set_right(columns: Columns, lines: Sequence[str]) -> Columns:
    """``columns`` with those one letter to the left that the rows' first lines begin so, where words reach the gutter.

    a.k.a., the following For all items     one blank before the cell, the lines below it one letter behind:
     one alias:            subject to       nothing goes on behind these, or no row's first line begins there
    """
    starts = columns.starts
    early = {n: found for n, start in enumerate(starts) if n and (found := _early(lines, start))}
    if not early:
        return columns
    goes_on = {n for n in early if any(_begins_at(line, starts[n] + 1) for line in lines)}
    together = [lines_of for n, lines_of in early.items() if n not in goes_on]
    moved = list(starts)
    for n, at in early.items():
        others = [place for place in starts[2:] if place != starts[n]]  # an entity's paragraphs begin at its edge, too
        here = [line for line in lines if _begins_at(line, starts[n])]
        if n in goes_on:
            firsts = (sum(_firsts(lines[k], others) > 0 for k in at), sum(_firsts(line, others) > 0 for line in here))
            is_early = firsts[0] > firsts[1]
        else:  # a line askew is so in one column alone
            is_one_of_several = any(at & other for other in together if other is not at)
            is_early = is_one_of_several or all(_firsts(line, others) < _SURELY_FIRST for line in here)
        if is_early:
            moved[n] -= 1
    return Columns(tuple(moved), columns.headings)


def _early(lines: Sequence[str], start: int) -> set[int]:
    """The lines in which a word begins one letter before ``start`` and stands across it."""
    return {n for n, line in enumerate(lines) if _begins_at(line, start - 1) and line[start : start + 1].strip()}


def _begins_at(line: str, place: int) -> bool:
    """Whether a word begins at ``place``."""
    return line[place - 1 : place] == " " and line[place : place + 1].strip() != ""


def _firsts(line: str, starts: Sequence[int]) -> int:
    """How many cells of a line begin at one of ``starts``, less those that go on behind it."""
    gone_on = sum(_begins_at(line, start + 1) and line[start] == " " for start in starts)
    return sum(_begins_at(line, start) for start in starts) - gone_on


def _hold(columns: Columns, lines: Sequence[str], votes: _Votes) -> bool:
    """Whether hardly a word of ``lines`` stands across the beginning of a column; where no phrase does, no word does."""
    few = max(1, len(lines) // 20)
    return sum(map(votes.running_through, columns.starts)) <= few or sum(map(columns.is_crossed, lines)) <= few
