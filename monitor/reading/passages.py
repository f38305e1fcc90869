"""A rule document in passages: the neutral form every rendition (XML, text, HTML) is brought into before it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Role(StrEnum):
    """What a passage is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    INSTRUCTION = "instruction"
    STARS = "stars"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its printed lines, the footnote numbers in it, and the columns it spans."""

    lines: tuple[str, ...] = ("",)
    footnotes: tuple[int, ...] = ()
    span: int = 1

    @property
    def text(self) -> str:
        """The cell in one line."""
        return " ".join(line for line in self.lines if line)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: column headings (empty where it has none) and rows of cells.

    ``notes`` are the footnotes under it. ``printed`` are all its words as the rendition has them, in whatever order and
    before anything was cut: what is read of the table is held against it. ``problems`` name what could not be cut.
    """

    columns: int
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    notes: tuple[str, ...] = ()
    printed: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of a document. ``part`` is the CFR part of its REGTEXT ("744"), "" outside of one."""

    role: Role
    text: str = ""
    part: str = ""
    italic: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule document before it is understood. ``kind`` is the Register's own (RULE, PRORULE, NOTICE).

    ``published`` is the publication date where the text itself says it. ``tabled`` is False where the rendition gives
    no table that could be trusted, so that the instructions' and the preamble's names are all there is.
    """

    kind: str
    number: str = ""
    title: str = ""
    agencies: tuple[str, ...] = ()
    cfr: str = ""
    action: str = ""
    summary: str = ""
    dates: str = ""
    first_page: str = ""
    filed_at: datetime | None = None
    preamble: tuple[Passage, ...] = ()
    regulatory: tuple[Passage, ...] = ()
    problems: tuple[str, ...] = field(default=())
    published: date | None = None
    tabled: bool = True
