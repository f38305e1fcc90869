"""CSV as spreadsheets take it: one header, quoted where needed, no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from monitor.rendering.safe import clean

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""Full-width ones too: some spreadsheets take them for the same. Tabs and line breaks are cleaned away before."""


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows as CSV with a header line; a cell that begins like a formula is led by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: str) -> str:
    value = clean(value)
    return f"'{value}" if value.lstrip().startswith(_FORMULA) else value
