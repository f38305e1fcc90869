"""Charts as SVG in the page: no library, no script, no style attribute, a link on every bar.

Added entries are above the line with revised ones on top of them, removed ones below. Colors come from the style sheet;
revised bars are hatched and removed ones are below the line, so that nothing depends on color alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

WIDTH, HEIGHT = 860, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 8, 14, 26
_HATCH = Markup(
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" class="hatch-ground"/><rect width="2.4" height="6" class="hatch-line"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One year or month: its labels ("" for no label on the axis), its link, its counts, and whether it is chosen.

    ``added_cited``, ``revised_cited`` and ``removed_cited`` are how many of them are known from citations and copies alone.
    """

    label: str
    axis: str
    href: str
    added: int
    revised: int
    removed: int
    added_cited: int = 0
    revised_cited: int = 0
    chosen: bool = False
    removed_cited: int = 0

    @property
    def cited(self) -> int:
        """How much is known from citations and copies alone."""
        return self.added_cited + self.revised_cited + self.removed_cited

    @property
    def known_from(self) -> str:
        """ "rules", "citations", "copies of the list" (removals, whose days are unknown), or several of them."""
        ruled = self.added + self.revised + self.removed - self.cited
        cited = self.added_cited + self.revised_cited
        sources = [(ruled, "rules"), (cited, "citations"), (self.removed_cited, "copies of the list, on unknown days")]
        return " and ".join(name for number, name in sources if number) or "rules"

    @property
    def words(self) -> str:
        """The bar's title: its counts in words."""
        counts = [(self.added, "added"), (self.revised, "revised"), (self.removed, "removed")]
        counted = ", ".join(f"{number:,} {what}" for number, what in counts if number) or "nothing"
        cited, gone = self.added_cited + self.revised_cited, self.removed_cited
        known = [f"{cited:,} of them from citations"] if cited else []
        known += [f"{gone:,} removed on an unknown day"] if gone else []
        return f"{self.label}: {counted}" + (f" ({', '.join(known)})" if known else "")


def bars(found: Sequence[Bar], name: str) -> Markup:
    """A bar chart; ``name`` is its label for screen readers."""
    high = max([bar.added + bar.revised for bar in found] + [1])
    low = max([bar.removed for bar in found] + [0])
    step = _step((high + low) / 4)
    top = math.ceil(high / step) * step
    bottom = math.ceil(low / step) * step
    scale = (HEIGHT - _TOP - _BOTTOM) / (top + bottom)
    zero = _TOP + top * scale
    slot = (WIDTH - _LEFT - _RIGHT) / max(len(found), 1)
    pieces = [_opening(name), _HATCH, _grid(top, bottom, step, zero, scale)]
    for n, bar in enumerate(found):
        pieces.append(_bar(bar, _LEFT + n * slot, slot, zero, scale))
    pieces.append(Markup('<line class="zero" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/></svg>').format(
        _LEFT, WIDTH - _RIGHT, zero, zero))  # fmt: skip
    return Markup("").join(pieces)


def _opening(name: str) -> Markup:
    return Markup('<svg class="chart" viewBox="0 0 {} {}" role="group" aria-label="{}">').format(WIDTH, HEIGHT, name)


def _step(rough: float) -> int:
    """A round number not under ``rough``: 1, 2 or 5 with zeros."""
    power = 10 ** max(math.floor(math.log10(max(rough, 1))), 0)
    return int(next(n * power for n in (1, 2, 5, 10) if n * power >= rough))


def _grid(top: int, bottom: int, step: int, zero: float, scale: float) -> Markup:
    lines = []
    for value in range(-bottom, top + 1, step):
        y = zero - value * scale
        lines.append(
            f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="axis" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" aria-hidden="true">{abs(value):,}</text>'
        )
    return Markup("".join(lines))  # noqa: S704 - numbers alone


def _bar(bar: Bar, x: float, slot: float, zero: float, scale: float) -> Markup:
    wide = max(slot * 0.72, 1.2)
    left = x + (slot - wide) / 2
    kinds = "bar chosen" if bar.chosen else "bar"
    rects = [f'<rect class="target" x="{x:.1f}" y="{_TOP}" width="{slot:.1f}" height="{HEIGHT - _TOP - _BOTTOM}"/>']
    at = zero
    stack = (
        ("added cited", bar.added_cited),
        ("added", bar.added - bar.added_cited),
        ("revised cited", bar.revised_cited),
        ("revised", bar.revised - bar.revised_cited),
    )
    for kind, number in stack:
        if number:
            at -= number * scale
            rects.append(_rect(kind, left, at, wide, number * scale))
    at = zero
    for kind, number in (("removed cited", bar.removed_cited), ("removed", bar.removed - bar.removed_cited)):
        if number:
            rects.append(_rect(kind, left, at, wide, number * scale))
            at += number * scale
    axis = ""
    if bar.axis:
        middle = x + slot / 2
        place = f'x="{middle:.1f}" y="{HEIGHT - 8}" text-anchor="middle"'
        axis = f'<text class="axis" {place} aria-hidden="true">{escape(bar.axis)}</text>'
    opening = Markup('<a class="{}" href="{}" aria-label="{}"><title>{}</title>').format(
        kinds, bar.href, bar.words, bar.words
    )
    return opening + Markup("".join(rects)) + Markup(axis) + Markup("</a>")  # noqa: S704 - numbers, and an escaped label


def _rect(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{max(height, 0.8):.1f}"/>'


@dataclass(frozen=True, slots=True)
class Point:
    """The list's size at the end of a month or year; ``cited`` where it is known from citations."""

    label: str
    axis: str
    size: int
    cited: bool = False


def line(found: Sequence[Point], name: str) -> Markup:
    """The size over time: a dashed line where it is known from citations, else a full one."""
    if not found:
        return Markup("")
    high = max(*(point.size for point in found), 1)
    step = _step(high / 4)
    top = math.ceil(high / step) * step
    scale = (HEIGHT - _TOP - _BOTTOM) / top
    zero = _TOP + top * scale
    slot = (WIDTH - _LEFT - _RIGHT) / max(len(found) - 1, 1)
    at = [(_LEFT + n * slot, zero - point.size * scale) for n, point in enumerate(found)]
    shadow = " ".join(f"{x:.1f},{y:.1f}" for x, y in [(at[0][0], zero), *at, (at[-1][0], zero)])
    pieces = [
        Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(WIDTH, HEIGHT, name),
        _grid(top, 0, step, zero, scale),
        Markup(f'<polygon class="size-ground" points="{shadow}"/>'),  # noqa: S704 - numbers alone
        *_stretches(found, at),
    ]
    for (x, _), point in zip(at, found, strict=True):
        if point.axis:
            pieces.append(Markup('<text class="axis" x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
                x, HEIGHT - 8, point.axis))  # fmt: skip
    return Markup("").join([*pieces, Markup("</svg>")])


def _stretches(found: Sequence[Point], at: Sequence[tuple[float, float]]) -> Iterator[Markup]:
    """The line from point to point, piece by piece: dashed to and from what is known from citations."""
    steps = range(len(found) - 1)
    for cited, run in groupby(steps, key=lambda n: found[n].cited or found[n + 1].cited):
        steps_of = list(run)
        yield _stretch(at[steps_of[0] : steps_of[-1] + 2], "size cited" if cited else "size")


def _stretch(points: Sequence[tuple[float, float]], kind: str) -> Markup:
    if len(points) < 2:
        return Markup("")
    shown = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup(f'<polyline class="{kind}" points="{shown}"/>')  # noqa: S704 - numbers alone
