"""Tables that fit the terminal, wide characters counted. Plain text, no heavy import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from monitor.rendering.csvrows import csv_text
from monitor.rendering.safe import clean, columns, markdown, wrap
from monitor.rendering.words import Format
from monitor.shapes import as_json, json_text

GAP = 2
NARROWEST = 8


def table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], width: int = 100, right: Sequence[int] = ()
) -> str:
    """The rows under their headings, at most ``width`` columns wide, closing with a line break.

    What does not fit goes on in the next line of its cell; nothing is cut. ``right`` names the columns (from 0) set
    to the right. A row shorter than the headings is filled up.
    """
    cells = [[clean(str(v)) for v in row] + [""] * (len(headings) - len(row)) for row in rows]
    natural = [max([columns(h), *(columns(row[i]) for row in cells)]) for i, h in enumerate(headings)]
    widths = _fitted(natural, width)
    lines = [*_row(headings, widths, right), "  ".join("─" * w for w in widths)]
    for row in cells:
        lines += _row(row, widths, right)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _fitted(natural: list[int], width: int) -> list[int]:
    """The columns' widths: the widest give way, one column at a time, until all fit."""
    room = max(width - GAP * (len(natural) - 1), NARROWEST * len(natural))
    widths = list(natural)
    while sum(widths) > room:
        widest = max(widths)
        second = max((w for w in widths if w < widest), default=0)
        many = [i for i, w in enumerate(widths) if w == widest]
        take = max(min(widest - second, -(-(sum(widths) - room) // len(many))), 1)
        for i in many:
            widths[i] -= take
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> Iterator[str]:
    wrapped = [wrap(cell, w) for cell, w in zip(cells, widths, strict=True)]
    for n in range(max(map(len, wrapped), default=0)):
        pieces = []
        for i, lines in enumerate(wrapped):
            piece = lines[n] if n < len(lines) else ""
            pad = " " * (widths[i] - columns(piece))
            pieces.append(pad + piece if i in right else piece + pad)
        yield (" " * GAP).join(pieces)


def pairs(items: Iterable[tuple[str, object]], width: int = 100) -> str:
    """``label  value`` lines with the values in one column, for ``elmon status``; values wrap under themselves."""
    known = [(clean(label), clean(str(value))) for label, value in items]
    column = max((columns(label) for label, _ in known), default=0)
    lines: list[str] = []
    for label, value in known:
        lead = label + " " * (column - columns(label) + GAP)
        lines += wrap(value, width, lead, " " * (column + GAP))
    return "\n".join(line.rstrip() for line in lines) + "\n" if lines else ""


def render_records(
    records: Sequence[dict[str, object]], format: Format = "text", width: int = 100, columns: Sequence[str] = ()
) -> str:
    """Records with the same keys, in that order, as a table or data: for ``elmon alerts list`` and the like. ``columns``
    are the header of a CSV without any."""
    if format == "json":
        return json_text(records, indent=True) + "\n"
    if format == "jsonl":
        return "".join(json_text(r) + "\n" for r in records)
    if not records:
        return (csv_text(columns, ()) if columns else "") if format == "csv" else "Nothing to list.\n"
    headings = list(records[0])
    rows = [[_cell(r.get(h)) for h in headings] for r in records]
    if format == "csv":
        return csv_text(headings, rows)
    shown = [h.replace("_", " ") for h in headings]
    if format == "markdown":
        return markdown_table(shown, rows)
    return table(shown, rows, width)


def _cell(value: object) -> str:
    shape = as_json(value)
    return "" if shape is None else ", ".join(map(str, shape)) if isinstance(shape, list) else str(shape)


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, escaped, closing with a line break."""
    lines = [f"| {' | '.join(map(markdown, headings))} |", "|" + "---|" * len(headings)]
    lines += [f"| {' | '.join(map(markdown, row))} |" for row in rows]
    return "\n".join(lines) + "\n"
