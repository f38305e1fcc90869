"""How raw text is set: every field of a setting is one axis on which the real raw texts differ, or are likely to."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

Measure = tuple[int, ...]
"""Where the columns of a table begin, and the table's width."""

REAL_MEASURES: dict[str, Measure] = {
    "2016-31969": (0, 31, 59, 78, 96, 112),
    "2017-10804": (0, 36, 69, 104, 130, 152),
    "2017-20406": (0, 25, 55, 76, 95, 112),
    "2022-07643": (0, 25, 55, 75, 95, 112),
    "2022-27151": (0, 23, 58, 80, 97, 112),
}
"""As measured on real rules; those that are not named are set like one of these."""

NARROW: Measure = (0, 25, 50, 72)
"""Three columns, as Supplements No. 6 and 7 are set."""

NARROWEST: Measure = (0, 14, 34, 48, 61, 72)
"""Five columns in as many letters: the least that breaks no word of the usual terms."""


@dataclass(frozen=True)
class Setting:
    """How a document's raw text is set."""

    measures: tuple[Measure, ...] = (REAL_MEASURES["2017-20406"],)
    leader: str = "dots"
    alone: str = ""
    blanks: str = ""
    pages: str = "row"
    rules: str = "whole"
    gutter: bool = False
    head_blanks: bool = False
    wrapper: str = "site"
    final_newline: bool = False
    ordinals: str = "plain"
    ampersands: str = "bare"
    closing_quotes: str = "typed"
    bullets: str = "zero"
    spaced: bool = True
    soft_ends: bool = True
    stub: str = "indented"
    notes: str = "behind"
    between: str = ""


AXES: dict[str, tuple[object, ...]] = {
    "leader": ("dots", "dots", "stop", "none"),
    "alone": ("", "", "dots", "stop"),
    "blanks": ("", "", "paragraphs", "lines"),
    "pages": ("row", "paragraph", "line"),
    "rules": ("whole", "whole", "indented", "none"),
    "gutter": (False, False, True),
    "head_blanks": (False, True),
    "wrapper": ("site", "site", "site without anchors", "govinfo", "plain"),
    "final_newline": (False, True),
    "ordinals": ("plain", "marked"),
    "ampersands": ("bare", "bare", "escaped"),
    "closing_quotes": ("typed", "typed", "typed", "one as an entity"),
    "bullets": ("zero", "zero", "zero", "zero", "none"),
    "spaced": (True, True, False),
    "soft_ends": (True, True, True, False),
    "stub": ("indented", "indented", "indented", "flush", "centered"),
    "notes": ("behind", "behind stars"),
    "between": ("", "", "", "pages", "blanks"),
}
"""The values of each axis but the measures, the likelier ones more than once.

``leader``: dots from the destination to its column's end, one full stop, nothing; ``alone``: the same where it stands
alone. ``blanks``: lines of one blank between an entry's paragraphs, or its lines. ``pages``: where a page ends within
an entry. ``gutter``: words reach one letter into it. ``soft_ends``: lines that go on end in a blank. ``stub``: how the
second line of a destination stands below the first; where it stands alone, it may be centered. ``notes``: footnotes right behind the table's last rule, or behind
another row of stars. ``between``: pages end, or lines of one blank stand, before any lines of the table.
"""


def draw_measure(random: Random) -> Measure:
    """A real measure, one near it, or one made up, 72 to 152 wide; no word of a heading is broken in it."""
    kind = random.choice(("real", "real", "real", "near", "near", "made", "made", "narrowest"))
    if kind == "narrowest":
        return NARROWEST
    real = random.choice(list(REAL_MEASURES.values()))
    if kind == "real":
        return real
    if kind == "near":
        return (0, *(edge + random.randint(-2, 2) for edge in real[1:-1]), real[-1])
    width = random.choice((84, 96, 112, 130, 152))
    shares = [random.choice(s) for s in ((19, 20, 22), (26, 29, 32), (18, 19, 22), (17, 18, 19), (15, 16, 18))]
    edges = [sum(shares[:n]) * width // sum(shares) for n in range(5)]
    return (*edges, width)


def draw_setting(random: Random, *, wide: bool = False) -> Setting:
    """A random setting; every second one sets a document's further tables to another measure.

    ``wide`` draws only measures in whose column of requirements coordinates are not broken.
    """
    measures = tuple(draw_measure(random) for _ in range(random.choice((1, 2))))
    if wide:
        measures = tuple(m if m[3] - m[2] >= 20 else REAL_MEASURES["2022-07643"] for m in measures)
    return Setting(measures, **{axis: random.choice(values) for axis, values in AXES.items()})  # type: ignore[arg-type]
