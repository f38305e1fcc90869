"""What ``elmon reconcile`` found, for people and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from monitor.model import Change, ChangeKind, PartyKey
from monitor.rendering.csvrows import csv_text
from monitor.rendering.plain import BOLD, DIM, KIND_COLOURS, painted
from monitor.rendering.safe import clean, markdown, wrap
from monitor.rendering.words import MARKS, Format, change_title, count_of, differences
from monitor.shapes import json_text, parts

COLUMNS = ("reason", "why", "kind", "country", "name", "differences")
"""Of the CSV, a row a difference."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One difference from the ledger to the eCFR, why it is there, and whether that settles it."""

    reason: str
    why: str
    settled: bool
    change: Change


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The local list compared with a copy of a day; ``editorial`` differences are only counted.

    ``source`` is where the copy came from, for whoever compares; ``copy_of`` whose it is, for everybody. ``names`` counts
    its entries by destination and name, folded.
    """

    source: str
    day: date
    entries: int
    editorial: int
    differences: tuple[Explained, ...]
    copy_of: str = "the eCFR"
    names: Counter[PartyKey] = field(default_factory=Counter, repr=False, compare=False)


def render_report(report: Reconciliation, format: Format = "text", width: int = 100, colour: bool = False) -> str:
    """The report for people (text, Markdown), or whole as data; CSV and JSON Lines have one difference a line."""
    if format == "json":
        shape = {key: value for key, value in parts(report).items() if key != "names"}
        return json_text(shape, indent=True) + "\n"
    if format == "jsonl":
        return "".join(json_text(one) + "\n" for one in report.differences)
    if format == "csv":
        return csv_text(COLUMNS, map(_row, report.differences))
    lines = _markdown(report) if format == "markdown" else _text(report, max(width, 30), colour)
    return "\n".join(lines) + "\n"


def _row(one: Explained) -> tuple[str, ...]:
    change = one.change
    return one.reason, one.why, change.kind.value, change.country, change.name, "; ".join(differences(change))


def _headline(report: Reconciliation) -> str:
    open_ones = sum(not one.settled for one in report.differences)
    return (
        f"{clean(report.source)}, as of {report.day}: {count_of(report.entries, 'entry', 'entries')}; "
        f"{count_of(len(report.differences), 'difference')} from the local list, {open_ones:,} of them to review, and "
        f"{report.editorial:,} editorial"
    )


def _groups(report: Reconciliation) -> Iterator[tuple[str, Sequence[Explained]]]:
    """By reason, what must be looked at first."""
    counts = Counter(one.reason for one in report.differences)
    settled = {one.reason: one.settled for one in report.differences}
    for reason in sorted(counts, key=lambda r: (settled[r], r)):
        yield reason, [one for one in report.differences if one.reason == reason]


def _line(change: Change) -> str:
    kinds = {ChangeKind.ADDED: "only in the eCFR", ChangeKind.REMOVED: "only in the local list"}
    difference = kinds.get(change.kind) or "; ".join(filter(None, (change.kind.value, *differences(change))))
    return f"{change_title(change)} ({clean(change.country)}): {difference}"


def _text(report: Reconciliation, width: int, colour: bool) -> Iterator[str]:
    yield from (painted(line, BOLD, colour) for line in wrap(_headline(report), width, rest="  "))
    for reason, members in _groups(report):
        yield ""
        yield painted(f"{reason}: {len(members):,}", BOLD, colour)
        for one in members:
            lines = wrap(_line(one.change), width, f"  {MARKS[one.change.kind]} ", "      ")
            yield from (painted(line, KIND_COLOURS[one.change.kind], colour) for line in lines)
            yield from (painted(line, DIM, colour) for line in wrap(clean(one.why), width, "      ", "      "))


def _markdown(report: Reconciliation) -> Iterator[str]:
    yield f"**{markdown(_headline(report))}**"
    for reason, members in _groups(report):
        yield from ("", f"### {reason}: {len(members):,}", "")
        yield from (f"- **{markdown(_line(one.change))}** – {markdown(one.why)}" for one in members)
