"""The timeline: what was added, revised and removed by year and month, by destination, and how large the list was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from monitor.errors import UsageError
from monitor.jobs.chronicle import CITATION, Chronicle, Event
from monitor.model import ChangeKind
from monitor.shapes import parts
from monitor.web.asking import Ask, View, address
from monitor.web.charts import Bar, Point, bars, line

KINDS = ("added", "revised", "removed")
MOST_EVENTS = 200
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_ALSO = {ChangeKind.RENAMED: "revised", ChangeKind.MOVED: "revised"}


@dataclass(frozen=True, slots=True)
class Span:
    """A year or a month: its days (``end`` exclusive) and how it stands in an address."""

    start: date
    end: date
    key: str

    @property
    def is_month(self) -> bool:
        """Whether it is a month."""
        return len(self.key) > 4

    @property
    def label(self) -> str:
        """ "2024" or "Dec 2024"."""
        return f"{_MONTHS[self.start.month - 1]} {self.start.year}" if self.is_month else self.key


def series(kind: ChangeKind) -> str:
    """The chart's series of a kind: renamed and moved entries are revised ones."""
    return _ALSO.get(kind, kind.value)


def view(ask: Ask) -> View:
    """The page: years, or the months of one ``year``, or the events of one ``month``; of all destinations or one."""
    country, kind = ask.text("country"), ask.choice("kind", KINDS)
    by, month = ask.choice("by", ("year", "month")), _month(ask.text("month"))
    year = month.start.year if month else ask.number("year", most=9998)
    told = ask.library.chronicle(ask.edition)
    of_place = [e for e in told.events if not country or e.country == country]
    wanted = [e for e in of_place if not kind or series(e.kind) == kind]
    spans = _spans(told, ask.today, year, by == "month")
    chosen = month or (_year(year) if year else None)
    inside = [e for e in wanted if chosen is None or chosen.start <= e.day < chosen.end]
    keep = {"country": country, "kind": kind}
    columns = _columns(spans, wanted, month, keep)
    sizes = _sizes(_spans(told, ask.today, year, by_month=True), told, country)
    events = sorted(inside, key=lambda e: (e.day, e.country, e.name), reverse=True)
    values = {
        "country": country, "kind": kind, "year": year, "month": month, "by": by, "since": told.since,
        "first": told.events[0].day if told.events else None,
        "countries": sorted({e.country for e in told.events}),
        "years": sorted({e.day.year for e in told.events}, reverse=True),
        "columns": columns,
        "chart": bars(columns, f"Changes of the list by {'month' if year or by == 'month' else 'year'}"),
        "size": line(sizes, _size_words(sizes)),
        "sizes": [point for point in sizes if point.axis] if not year else sizes,
        "totals": Counter(series(e.kind) for e in inside),
        "destinations": _destinations(inside, keep, year, month),
        "events": events[:MOST_EVENTS] if month or (country and year) else [],
        "more": max(len(events) - MOST_EVENTS, 0),
        "chosen": chosen,
        "back": address("/timeline", **keep, year=year if month else 0, by=by),
        "address": lambda **changed: address("/timeline", **{**keep, "year": year, "by": by, **changed}),
        "kind_address": lambda k: address("/timeline", **{**keep, "kind": k}, **_place(year, month)),
        "cited_in": any(bar.cited for bar in columns),
    }  # fmt: skip
    return View("timeline.html.j2", "Timeline", values, lambda: _shape(told, columns, spans, sizes, events, ask))


def _place(year: int, month: Span | None) -> dict[str, str]:
    """What an address says of the chosen time."""
    return {"month": month.key} if month else {"year": str(year or "")}


def _month(text: str) -> Span | None:
    if not text:
        return None
    match = _MONTH.fullmatch(text)
    if match is None or not 1900 <= int(match[1]) <= 9998:
        raise UsageError(f"\u201cmonth\u201d must be a month, written as 2024-12, not \u201c{text[:40]}\u201d.")
    return _span(int(match[1]), int(match[2]))


def _span(year: int, month: int) -> Span:
    start = date(year, month, 1)
    return Span(start, (start + timedelta(days=31)).replace(day=1), f"{year:04}-{month:02}")


def _year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year + 1, 1, 1), f"{year:04}")


def _spans(told: Chronicle, today: date, year: int, by_month: bool) -> list[Span]:
    """The years from the first event on, or their months, or the months of one year."""
    if year:
        return [_span(year, month) for month in range(1, 13)]
    days = [e.day for e in told.events]
    first, last = (days[0], max(days[-1], today)) if days else (today, today)
    years = range(first.year, min(last.year, first.year + 200) + 1)
    if not by_month:
        return [_year(y) for y in years]
    months = [_span(y, m) for y in years for m in range(1, 13)]
    return [span for span in months if first < span.end and span.start <= last]


def _columns(spans: Sequence[Span], events: Sequence[Event], month: Span | None, keep: dict[str, str]) -> list[Bar]:
    key = 7 if spans and spans[0].is_month else 4
    found: dict[str, Counter[str]] = {}
    cited: dict[str, Counter[str]] = {}
    for event in events:
        period, what = event.day.isoformat()[:key], series(event.kind)
        found.setdefault(period, Counter())[what] += 1
        if event.source == CITATION:
            cited.setdefault(period, Counter())[what] += 1
    none: Counter[str] = Counter()
    columns = []
    for n, span in enumerate(spans):
        number, pale = found.get(span.key, none), cited.get(span.key, none)
        leads = {"month": span.key} if span.is_month else {"year": span.key}
        columns.append(
            Bar(
                span.label, _axis(span, n, len(spans)), address("/timeline", **keep, **leads), number["added"],
                number["revised"], number["removed"], pale["added"], pale["revised"],
                month is not None and month.key == span.key,
            )
        )  # fmt: skip
    return columns


def _axis(span: Span, n: int, among: int) -> str:
    """The label on the axis: of months their names, or Januaries where there are many years of them."""
    if not span.is_month:
        return span.key if among <= 14 or (span.start.year % 5 == 0) else ""
    if among <= 12:
        return _MONTHS[span.start.month - 1]
    return str(span.start.year) if span.start.month == 1 and (among <= 150 or span.start.year % 5 == 0) else ""


def _sizes(spans: Sequence[Span], told: Chronicle, country: str) -> list[Point]:
    return [
        Point(
            span.label, _axis(span, n, len(spans)), told.size_on(span.end - timedelta(days=1), country),
            told.since is not None and span.end <= told.since,
        )
        for n, span in enumerate(spans)
    ]  # fmt: skip


def _size_words(sizes: Sequence[Point]) -> str:
    if not sizes:
        return "The size of the list is not known."
    return (
        f"The list grew from {sizes[0].size:,} entries in {sizes[0].label} to {sizes[-1].size:,} in {sizes[-1].label}"
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A destination and what happened under it."""

    country: str
    href: str
    added: int
    revised: int
    removed: int

    @property
    def total(self) -> int:
        """Everything."""
        return self.added + self.revised + self.removed


def _destinations(events: Sequence[Event], keep: dict[str, str], year: int, month: Span | None) -> list[Place]:
    found: dict[str, Counter[str]] = {}
    for event in events:
        found.setdefault(event.country, Counter())[series(event.kind)] += 1
    span = _place(year, month)
    places = [
        Place(c, address("/timeline", **{**keep, "country": c}, **span), n["added"], n["revised"], n["removed"])
        for c, n in found.items()
    ]
    return sorted(places, key=lambda p: (-p.total, p.country))


def _shape(
    told: Chronicle,
    columns: Sequence[Bar],
    spans: Sequence[Span],
    sizes: Sequence[Point],
    events: Sequence[Event],
    ask: Ask,
) -> dict[str, Any]:
    return {
        "first_list": told.since,
        "periods": list(_periods(columns, spans)),
        "sizes": [{"month": p.label, "entries": p.size, "source": CITATION if p.cited else "rule"} for p in sizes],
        "events": [parts(event) for event in events],
    }


def _periods(columns: Sequence[Bar], spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    for bar, span in zip(columns, spans, strict=True):
        yield {
            "period": span.key, "added": bar.added, "revised": bar.revised, "removed": bar.removed,
            "from_citations": bar.cited,
        }  # fmt: skip
