"""The timeline: what was added, revised and removed by year and month, by destination, and how large the list was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from monitor.errors import UsageError
from monitor.history.gaps import Gap
from monitor.history.timeline import CITATION, RULE, Event, Tally, Timeline, series
from monitor.model import ListName
from monitor.rendering.words import unknown_day
from monitor.shapes import parts
from monitor.web.charts import Bar, Point, bars, line
from monitor.web.request import PageRequest, View, address

KINDS = ("added", "revised", "removed")
MOST_EVENTS = 200
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# e.g. "2024-12"
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Span:
    """A year or a month: its days (``end`` exclusive) and how an address writes it."""

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


def view(ask: PageRequest) -> View:
    """The page: years, or the months of one ``year``, or the events of one ``month``; of all destinations or one."""
    places_asked, kind = ask.countries(), ask.choice("kind", KINDS)
    of = ask.list_name() or ListName.ENTITY
    history = ask.history.only(of)
    country = places_asked.one(history.destinations)
    by, month = ask.choice("by", ("year", "month")), _month(ask.text("month"))
    year = ask.number("year", most=9998)
    year = month.start.year if month else year
    timeline = history.timeline
    known = min(ask.today, ask.current.current_through or ask.today)
    spans = _known(_spans(timeline, known, year, by == "month"), timeline, known)
    chosen = month or (_year(year) if year else None)
    keep = {"list": of.value if of is not ListName.ENTITY else "", "country": country, "kind": kind}
    columns = _columns(spans, timeline, keep, month)
    places = _destinations(timeline, [month] if month else spans, keep, _place(year, month))
    gaps = history.gaps
    sizes = _sizes(_known(_spans(timeline, known, year, by_month=True), timeline, known), timeline, country, gaps)
    detailed = month is not None or bool(country and year)
    events = _events(timeline, chosen, country, kind) if detailed else []
    values = {
        "notes": places_asked.notes, "list": of, "lists": ask.history.known_days.lists, "country": country, "kind": kind,
        "year": year, "month": month, "by": by, "since": timeline.since,
        "first": timeline.events[0].day if timeline.events else None,
        "countries": timeline.countries, "years": timeline.years,
        "columns": columns,
        "chart": bars(columns, f"Changes of the list by {'month' if year or by == 'month' else 'year'}"),
        "size": line(sizes, _size_words(sizes)),
        "sizes": [point for point in sizes if point.axis] if not year else sizes,
        "totals": {k: sum(getattr(p, k) for p in places) for k in KINDS},
        "destinations": places,
        "events": events[:MOST_EVENTS],
        "more": max(len(events) - MOST_EVENTS, 0),
        "chosen": chosen,
        "back": address("/timeline", **keep, year=year if month else 0, by=by),
        "address": lambda **changed: address("/timeline", **{**keep, "year": year, "by": by, **changed}),
        "kind_address": lambda k: address("/timeline", **{**keep, "kind": k}, **_place(year, month)),
        "gap_notes": [note for gap in gaps for note in gap.notes(listed=False)],
        "unknown_day": lambda e: unknown_day(e.unknown_since, e.day),
        "cited_in": any(bar.cited for bar in columns),
    }  # fmt: skip
    return View(
        "timeline.html.j2",
        "Timeline",
        values,
        lambda: _shape(timeline, columns, spans, sizes, _events(timeline, chosen, country, kind)),
    )


def _place(year: int, month: Span | None) -> dict[str, str]:
    """The parameters of an address that name the chosen time."""
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


def _spans(timeline: Timeline, today: date, year: int, by_month: bool) -> list[Span]:
    """The years from the first event on, or their months, or the months of one year."""
    if year:
        return [_span(year, month) for month in range(1, 13)]
    days = [e.day for e in timeline.events]
    first, last = (days[0], max(days[-1], today)) if days else (today, today)
    years = range(first.year, min(last.year, first.year + 200) + 1)
    if not by_month:
        return [_year(y) for y in years]
    months = [_span(y, m) for y in years for m in range(1, 13)]
    return [span for span in months if first < span.end and span.start <= last]


def _known(spans: list[Span], timeline: Timeline, known: date) -> list[Span]:
    """The spans of which something is known: that began by the last day known, or by the last recorded change."""
    last = max([known, *(event.day for event in timeline.events)])
    return [span for span in spans if span.start <= last]


def _events(timeline: Timeline, chosen: Span | None, country: str, kind: str) -> list[Event]:
    """The events of the chosen time, the newest first."""
    some = timeline.events_between(chosen.start, chosen.end) if chosen else timeline.events
    wanted = (e for e in some if (not country or e.country == country) and (not kind or series(e.kind) == kind))
    return sorted(wanted, key=lambda e: (e.day, e.country, e.name), reverse=True)


def _tally(timeline: Timeline, span: Span, keep: dict[str, str]) -> Iterator[tuple[str, Tally]]:
    """What is counted in a year or month, by destination."""
    months = [span.key] if span.is_month else [f"{span.key}-{month:02}" for month in range(1, 13)]
    for month in months:
        for country, tally in timeline.tallies.get(month, {}).items():
            if not keep["country"] or country == keep["country"]:
                yield country, tally


def _columns(spans: Sequence[Span], timeline: Timeline, keep: dict[str, str], month: Span | None) -> list[Bar]:
    columns = []
    for n, span in enumerate(spans):
        number: Tally = Counter()
        for _, tally in _tally(timeline, span, keep):
            number.update(tally)
        made = {k: number[k, RULE] if keep["kind"] in ("", k) else 0 for k in KINDS}
        cited = {k: number[k, CITATION] if keep["kind"] in ("", k) else 0 for k in KINDS}
        leads = {"month": span.key} if span.is_month else {"year": span.key}
        columns.append(
            Bar(
                span.label, _axis(span, n, len(spans)), address("/timeline", **keep, **leads),
                made["added"] + cited["added"], made["revised"] + cited["revised"],
                made["removed"] + cited["removed"], cited["added"], cited["revised"],
                month is not None and month.key == span.key, cited["removed"],
            )
        )  # fmt: skip
    return columns


def _axis(span: Span, n: int, among: int) -> str:
    """The label on the axis: a month's name, or the year at each January where there are many months."""
    if not span.is_month:
        return span.key if among <= 14 or (span.start.year % 5 == 0) else ""
    if among <= 12:
        return _MONTHS[span.start.month - 1]
    return str(span.start.year) if span.start.month == 1 and (among <= 150 or span.start.year % 5 == 0) else ""


def _sizes(spans: Sequence[Span], timeline: Timeline, country: str, gaps: Sequence[Gap]) -> list[Point]:
    """The size at the end of each span; from citations before the first list, and on days without rules."""

    def cited(day: date) -> bool:
        return (timeline.since is not None and day < timeline.since) or any(gap.info.is_within(day) for gap in gaps)

    ends = [span.end - timedelta(days=1) for span in spans]
    return [
        Point(span.label, _axis(span, n, len(spans)), timeline.size_on(end, country), cited(end))
        for n, (span, end) in enumerate(zip(spans, ends, strict=True))
    ]


def _size_words(sizes: Sequence[Point]) -> str:
    if not sizes:
        return "The size of the list is not known."
    return (
        f"The list grew from {sizes[0].size:,} entries in {sizes[0].label} to {sizes[-1].size:,} in {sizes[-1].label}"
    )


@dataclass(frozen=True, slots=True)
class TimelineCountry:
    """A destination and what happened under it."""

    country: str
    href: str
    added: int
    revised: int
    removed: int

    @property
    def total(self) -> int:
        """All changes."""
        return self.added + self.revised + self.removed


def _destinations(
    timeline: Timeline, spans: Sequence[Span], keep: dict[str, str], time: dict[str, str]
) -> list[TimelineCountry]:
    found: dict[str, Counter[str]] = {}
    for span in spans:
        for country, tally in _tally(timeline, span, keep):
            number = found.setdefault(country, Counter())
            for (what, _), count in tally.items():
                if keep["kind"] in ("", what):
                    number[what] += count
    places = [
        TimelineCountry(
            c, address("/timeline", **{**keep, "country": c}, **time), n["added"], n["revised"], n["removed"]
        )
        for c, n in found.items()
        if n
    ]
    return sorted(places, key=lambda p: (-p.total, p.country))


def _shape(
    timeline: Timeline,
    columns: Sequence[Bar],
    spans: Sequence[Span],
    sizes: Sequence[Point],
    events: Sequence[Event],
) -> dict[str, Any]:
    return {
        "first_list": timeline.since,
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
