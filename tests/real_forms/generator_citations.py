"""Citation cells of generated rules: as the real rules print them, and what they cite."""

from __future__ import annotations

from datetime import date

from tests.real_forms.generator_items import Cited, Item
from tests.real_forms.generator_styles import Style

_DAY = date(2030, 1, 3)
OWN: dict[str, tuple[str, Cited]] = {
    "insert": ("95 FR [INSERT FR PAGE NUMBER], 1/3/30.", (95, None, _DAY)),
    "filled": ("95 FR 101, 1/3/30.", (95, 101, _DAY)),
    "short": ("95 FR 101, 1/3/30", (95, 101, _DAY)),
    "and date": ("95 FR [INSERT FR PAGE NUMBER AND 1/3/2030].", (95, None, _DAY)),
    "and date, bare": ("95 FR [INSERT FR PAGE NUMBER AND 1/3/2030]", (95, None, _DAY)),
    "left open": ("95 FR [INSERT FR PAGE NUMBER 01/03/30.", (95, None, _DAY)),
    "blank in the date": ("95 FR [INSERT FR PAGE NUMBER], 1/3/ 2030.", (95, None, _DAY)),
    "long date": ("95 FR [INSERT FR PAGE NUMBER]; January 3, 2030", (95, None, _DAY)),
    "long date behind": ("95 FR [INSERT FR PAGE NUMBER] January 3, 2030.", (95, None, _DAY)),
    "no comma": ("95 FR [INSERT FR PAGE NUMBER] 1/3/30.", (95, None, _DAY)),
    "twice": ("95 FR [INSERT FR PAGE NUMBERNUMBER]; January 3, 2030.", (95, None, _DAY)),
    "of publication": (
        "95 FR [INSERT FR PAGE NUMBER AND DATE OF PUBLICATION IN THE Federal Register]",
        (95, None, None),
    ),
    "Federal Register page": ("95 FR [INSERT FEDERAL REGISTER PAGE NUMBER] 1/3/2030", (95, None, _DAY)),
}
"""How a row cites the rule that it stands in. Volume, page where it is filled in, and date where it is printed."""


def cell_of(style: Style, item: Item) -> list[str]:
    """The printed citations of an entry, each with its own closing."""
    return [*(_old(style, n, cited) for n, cited in enumerate(item.old_cites)), OWN[style.cite][0]]


def cited(style: Style, item: Item) -> list[Cited]:
    """What the same cell cites."""
    return [*item.old_cites, OWN[style.cite][1]]


def _old(style: Style, n: int, cite: Cited) -> str:
    """A citation of an earlier rule: a comma before its date or none, a full stop, comma or semicolon behind it."""
    volume, page, day = cite
    assert day is not None
    comma = "" if style.cite == "no comma" and n == 0 else ","
    end = "," if style.cite == "long date behind" and n == 1 else "."
    return f"{volume} FR {page}{comma} {day.month}/{day.day}/{day:%y}{end}"
