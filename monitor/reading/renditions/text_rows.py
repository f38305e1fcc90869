"""The rows of a table drawn in text, told from its lines.

What a line may be, where that was seen, and what it means for the row that is open:

| line | looks like | e.g. | means |
|---|---|---|---|
| blank | nothing, or one blank | 2016-31969 | nothing: a spacer, or where a page ended, perhaps inside an entry |
| rule | dashes, at the margin or indented | 2022-14069 | the row ends, unless the next line only goes on |
| stars | nothing but stars | all | the row ends; entries are left as they are |
| destination and stars | "RUSSIA.....     *   *   *" | 2022-27149 | a row; the destination may go on in the next line |
| spanning | one phrase that begins where no column does | E6-10730 | a row of its own: a heading over the columns |
| first line | text at the edges of the entity and the terms, or of the destination | all | a row begins |
| destination, centered | a destination alone in its column, whatever its indent | 2022-21714 | a row begins |
| paragraph | text at the edge of the entity column alone | 2017-20406 | the row goes on: an alias, an address |
| dots | a column filled with dots alone | 2022-14069 | the row goes on, that column empty; a shifted row ends |
| shifted | an entity at the margin, its requirement behind it | | a row; text at the margin alone is of its entity |
| going on | text one blank behind an edge | all | the paragraph goes on |
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from monitor.reading.entries.cell_kinds import without_continued
from monitor.reading.entries.superscripts import take_marks, take_marks_of_cell, typed_marks
from monitor.reading.passages import Cell
from monitor.reading.renditions.text_columns import Columns
from monitor.reading.renditions.text_lines import join_lines
from monitor.text.clean import one_line
from monitor.text.destinations import heading, opens_heading

# e.g. "------------------------"
_RULE = re.compile(r" {0,60}-{20,}\s*")
# e.g. "Russia....."
_LEADERS = re.compile(r"(?<!\.)\.{2,}+$")
# A leader's full stop behind what never ends in one of its own. e.g. "the following alias:."
_GOES_ON = re.compile(r"(?:(?<=[:;,])|(?<=[;,] and))\.$")
_INDENTED = 10
"""Blanks before a heading over the columns, at least."""
_LONGEST_SHOWN = 200
"""Characters of a line that a sentence about it shows: the widest table has 152."""
_MOST_LINES, _MOST_LETTERS = 20, 1000
"""Of a destination, in the narrowest column; an entity that stands where a destination does may have any number."""
_TERMS = ("requirement", "policy", "citation")
# e.g. "For all items"
_OPENS_REQUIREMENT = re.compile(r"(?:For|All|See|Items?|License|Any)\b", re.IGNORECASE)
# e.g. "-Alias", "a.k.a."
_OPENS_NO_ENTRY = re.compile(r"-|and\b|or\b|\(|[a-z]\.k\.a")


def is_rule(line: str) -> bool:
    """Whether a line is nothing but a dashed rule, at the margin or indented."""
    return line.lstrip(" ")[:1] == "-" and _RULE.fullmatch(line) is not None


def before_stars(line: str) -> str | None:
    """What stands before the stars that end a line, "" for nothing; None where no row of stars ends it."""
    if "*" not in line or not line.rstrip().endswith("*"):
        return None
    bare = line.rstrip(" *")
    stars = line[len(bare) :]
    if stars.count("*") < 3 or (bare and (stars[0] != " " or "**" in stars)):
        return None
    return bare


def is_stars(line: str) -> bool:
    """Whether a line is a row of asterisks."""
    return before_stars(line) == ""


@dataclass(slots=True)
class _TextRow:
    """A row while its lines are read: for each column its paragraphs, each of the lines it was printed in."""

    columns: list[list[list[str]]]
    stars: str = ""

    def is_destination_alone(self) -> bool:
        """Whether only the first column holds text so far."""
        return bool(self.columns[0]) and not any(self.columns[1:])

    def destination(self) -> str | None:
        """What stands in the first column so far; None where it is longer than any destination."""
        lines = list(islice(chain.from_iterable(self.columns[0]), _MOST_LINES + 1))
        is_short = len(lines) <= _MOST_LINES and sum(map(len, lines)) <= _MOST_LETTERS
        return join_lines(lines) if is_short else None

    def is_unfinished(self, roles: Sequence[str]) -> bool:
        """Whether the entity's text so far ends in no full stop: "..., Lahore," before "Pakistan." in a line of its own."""
        last = self.columns[roles.index("entity")][-1:] if "entity" in roles else []
        return bool(last) and not last[0][-1].rstrip().endswith(".")

    def take(self, slices: Sequence[str]) -> None:
        """Add one line: text at an edge begins a paragraph, text behind it goes on."""
        for paragraphs, text in zip(self.columns, slices, strict=True):
            if text:
                if text[0] != " " or not paragraphs:
                    paragraphs.append([])
                paragraphs[-1].append(text)


@dataclass(slots=True)
class RowReader:
    """Reads the lines below one heading into rows; ``problems`` names lines whose words cross a column's
    beginning; ``notes`` are the footnotes printed under the table.
    """

    columns: Columns
    roles: tuple[str, ...]
    problems: list[str] = field(default_factory=list)
    notes: Collection[int] = ()
    _open: _TextRow | None = None
    _is_ruled_off: bool = False

    @property
    def _is_list(self) -> bool:
        return "country" in self.roles and "entity" in self.roles

    def read(self, lines: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
        """The rows that end among ``lines``, in order; the last one stays open, over a rule too, until :meth:`close`."""
        for line in lines:
            if not line.strip():
                continue
            if (before := before_stars(line)) is not None:
                yield from self._stars(line, before)
            elif self._spans(line):
                yield from self.close()
                yield (Cell((join_lines([line]),), span=len(self.columns.starts)),)
            else:
                slices = self._cut(line)
                filled = self._filled(slices)
                if self._is_pushed(line, filled):
                    slices = [text.lstrip() for text in slices]
                    filled = self._filled(slices)
                if self._open is None or self._ends(self._open, line) or self._begins_row(filled, self._open):
                    yield from self.close()
                    self._open = self._new("")
                self._open.take(slices)
                self._is_ruled_off = False

    def rule_off(self) -> None:
        """A rule: the row ends, unless the next line only goes on."""
        self._is_ruled_off = True

    def close(self) -> Iterator[tuple[Cell, ...]]:
        """The row that is still open, if any."""
        row, self._open = self._open, None
        self._is_ruled_off = False
        if row is None:
            return
        roles = self.roles
        if self._is_list and self._is_shifted(row):
            roles = tuple("entity" if role == "country" else role for role in roles)
        cells = tuple(_cell(c, role, self.notes) for c, role in zip(row.columns, roles, strict=True))
        if row.stars:
            yield (cells[0], Cell((row.stars,), span=len(cells) - 1))
        else:
            yield cells

    def _stars(self, line: str, before: str) -> Iterator[tuple[Cell, ...]]:
        row = self._open
        if before and row and row.is_destination_alone() and self._goes_on(row, before):
            row.columns[0].append([before.strip()])
            row.stars = "* * *"
            return
        yield from self.close()
        if before:
            self._open = self._new(before, stars="* * *")
        else:
            yield (Cell((one_line(line),)),)

    def _cut(self, line: str) -> list[str]:
        cut, is_certain = self.columns.cut(line)
        if not is_certain:
            shown = one_line(line)[:_LONGEST_SHOWN]
            self.problems.append(f"A word stands across the edge of a column of the table: {shown}")
        return [text if text.strip(" .") else "" for text in cut]

    def _filled(self, slices: Sequence[str]) -> dict[str, str]:
        """What a line has in the columns, by what they hold."""
        return {role: text for role, text in zip(self.roles, slices, strict=True) if text}

    def _new(self, destination: str, stars: str = "") -> _TextRow:
        row = _TextRow([[] for _ in self.columns.starts], stars)
        if destination:
            row.columns[0].append([destination.strip()])
        return row

    def _spans(self, line: str) -> bool:
        """Whether a line is a heading over the columns: one phrase, far from the margin, that begins where none does."""
        if not line.startswith(" " * _INDENTED):
            return False
        inner = line.strip()
        if "  " in inner or "..." in inner:
            return False
        if self.columns.fits(len(line) - len(line.lstrip())) and not self.columns.is_crossed(line):
            return False
        is_unfinished = self._open is not None and self._open.is_unfinished(self.roles)
        return not is_unfinished and (not self._is_list or bool(heading(inner)))

    def _ends(self, row: _TextRow, line: str) -> bool:
        """Whether dots fill the entity's column where a shifted row has its requirement: these terms are a row of their own."""
        if "...." not in line or not self._is_list or not self._is_shifted(row):
            return False
        entity = self.columns.cut(line)[0][self.roles.index("entity")]
        return entity != "" and not entity.strip(" .")

    def _begins_row(self, filled: dict[str, str], row: _TextRow) -> bool:
        """Whether a line begins a row; see the table above."""
        if not filled:
            return False
        goes_on = [text.startswith(" ") for text in filled.values()]
        if self._is_ruled_off and not all(goes_on):
            return True
        if set(filled) == {"country"} and filled["country"].startswith(" ") and not row.is_destination_alone():
            return self._is_next_destination(row, filled["country"])
        if any(goes_on):
            return row.stars != "" and set(filled) != {self.roles[0]}
        if not self._is_list:
            return True
        if "country" in filled:
            if len(filled) == 1 and self._is_shifted(row) and not self._is_destination(filled["country"]):
                return False
            return not (len(filled) == 1 and row.is_destination_alone() and self._completes(row, filled["country"]))
        if "entity" not in filled:  # terms of nobody, or the entity of a row that the terms stand above
            return row.is_destination_alone() or all(role in filled for role in _TERMS)
        if row.is_destination_alone():
            return True
        if "requirement" not in self.roles:
            return "citation" in filled
        if all(role in filled for role in _TERMS):
            return True
        opens = "requirement" in filled and _OPENS_REQUIREMENT.match(filled["requirement"])
        return bool(opens) and not _OPENS_NO_ENTRY.match(filled["entity"])

    def _is_pushed(self, line: str, filled: dict[str, str]) -> bool:
        """Whether a line begins a row although its terms stand one letter behind their edges: a long word pushed them."""
        if len(filled) <= len(_TERMS) or not self._is_list or not all(role in filled for role in ("entity", *_TERMS)):
            return False
        entity, terms = filled["entity"], [filled[role] for role in _TERMS]
        end = self.columns.starts[self.roles.index("entity") + 1]
        return (
            line[end - 2 : end].strip() != "" and not entity.startswith(" ") and all(text.startswith(" ") for text in terms)
            and _OPENS_REQUIREMENT.match(terms[0].strip()) is not None and not _OPENS_NO_ENTRY.match(entity)
        )  # fmt: skip

    def _goes_on(self, row: _TextRow, more: str) -> bool:
        """Whether a destination goes on in the line that has the stars behind it."""
        return row.stars == "" and (more.startswith(" ") or self._completes(row, more))

    def _is_next_destination(self, row: _TextRow, text: str) -> bool:
        """Whether ``text``, alone in its column, is a centered destination; a shifted row has its address there."""
        return self._is_destination(text) and not self._is_shifted(row) and not self._completes(row, text)

    def _is_shifted(self, row: _TextRow) -> bool:
        """Whether an entity stands where the destination does."""
        first = row.destination()
        return first is None or (first != "" and not self._is_destination(first))

    @staticmethod
    def _is_destination(text: str) -> bool:
        """Whether ``text`` is a destination, or the first line of one."""
        bare = _bare(text)
        return bool(heading(bare)) or opens_heading(bare)

    @staticmethod
    def _completes(row: _TextRow, more: str) -> bool:
        """ "CRIMEA REGION OF" and below it, at the margin too, "UKRAINE"; or "CHINA," and "PEOPLE'S" that goes on, too."""
        so_far = row.destination()
        if not so_far:
            return False
        more = _bare(more)
        whole = f"{so_far} {more}"
        return (bool(heading(whole)) or opens_heading(whole)) and not (heading(so_far) and heading(more))


def _bare(destination: str) -> str:
    """What is printed in a destination's column, without its leaders, a footnote's mark and "Continued"."""
    unmarked = take_marks(typed_marks(destination))[0] if "\\" in destination else destination
    return without_continued(unmarked.strip(" ."))


def _cell(paragraphs: Sequence[Sequence[str]], role: str, notes: Collection[int]) -> Cell:
    """A cell of its paragraphs; the dots that lead to its column's end leave the one full stop they may hide.

    Of the list's columns only the entities have paragraphs that mean something.
    """
    if role and role != "entity" and paragraphs:
        paragraphs = [[line for printed in paragraphs for line in printed]]
    lines: list[str] = []
    footnotes: list[int] = []
    for printed in paragraphs:
        line, marks = take_marks_of_cell(typed_marks(join_lines(printed)), role, notes)
        footnotes += marks
        lines.append(_GOES_ON.sub("", _LEADERS.sub(".", line)) if line.endswith(".") else line)
    return Cell(tuple(lines) or ("",), tuple(dict.fromkeys(footnotes)))
