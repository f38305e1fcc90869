"""The history of an entry, rule by rule, for ``elmon show``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from monitor.model import Entry, EntryEvent, EntryHistory
from monitor.rendering.csvrows import csv_text
from monitor.rendering.diff import field_lines, markdown_fields
from monitor.rendering.grouping import changed_fields
from monitor.rendering.plain import BOLD, DIM, KIND_COLOURS, painted
from monitor.rendering.safe import clean, markdown, web_link, wrap
from monitor.rendering.terms import policy_in_words, requirement_in_words
from monitor.rendering.words import (
    Format,
    change_title,
    citation_text,
    day_in_words,
    differences,
    long_date,
    unknown_day,
)
from monitor.shapes import json_text

COLUMNS = (
    "country",
    "name",
    "effective_on",
    "kind",
    "differences",
    "document_number",
    "citation",
    "title",
    "url",
    "unknown_day",
)
"""Of the CSV, a row an event."""


def render_entry_histories(
    histories: Sequence[EntryHistory],
    format: Format = "text",
    width: int = 100,
    colour: bool = False,
    today: date | None = None,
) -> str:
    """The entries with their histories for people (text, Markdown), whole as data (JSON), or one event a row (CSV).

    What takes effect after ``today`` is said to come.
    """
    if format == "json":
        return json_text(list(histories), indent=True) + "\n"
    if format == "jsonl":
        return "".join(json_text(history) + "\n" for history in histories)
    if format == "csv":
        return csv_text(COLUMNS, (_row(history, event) for history in histories for event in history.events))
    lines = _markdown(histories, today) if format == "markdown" else _text(histories, max(width, 30), colour, today)
    return "\n".join(lines) + "\n"


def _facts(history: EntryHistory, today: date | None) -> Iterator[tuple[str, str]]:
    """What the entry says, label and text; one line an item."""
    entry = history.entry
    for alias in entry.aliases:
        yield "Alias", alias
    for address in entry.addresses:
        yield "Address", address
    for sub in entry.sub_entities:
        also = f" (a.k.a. {'; '.join(sub.aliases)})" if sub.aliases else ""
        yield "Within", "; ".join((sub.name + also, *sub.addresses))
    for reference in entry.cross_references:
        yield "See", reference
    yield "License", _terms(entry)
    yield "Policy", policy_in_words(entry.license_review_policy) or "none stated"
    for citation in entry.citations:
        yield "Cited", citation_text(citation)
    yield "In force", _effective(history, today)


def _terms(entry: Entry) -> str:
    notes = "".join(f" [footnote {n}]" for n in entry.footnotes)
    return (requirement_in_words(entry.license_requirement) or "none stated") + notes


def _effective(history: EntryHistory, today: date | None) -> str:
    if unknown := unknown_day(history.unknown_since, history.in_force_to):
        return (
            f"removed {unknown}; no longer on the list" if _is_gone(history) else f"with this text; revised {unknown}"
        )
    if history.in_force_to is not None:
        return f"until {long_date(history.in_force_to)}; no longer on the list"
    if today is not None and history.in_force_from > today:
        return f"with this text from {long_date(history.in_force_from)} on"
    return f"with this text since {long_date(history.in_force_from)}"


def _is_gone(history: EntryHistory) -> bool:
    """Whether the last thing that happened to the entry is its removal."""
    last = history.events[-1].change
    return last is not None and last.after is None


def _event_line(event: EntryEvent) -> str:
    """What happened, in a line; the changed fields stand beneath it."""
    if event.change is None:
        return "on the list already when this history begins"
    unknown = day_in_words(event.change)
    return f"{event.change.kind.value}{f' {unknown}' if unknown else ''}: {change_title(event.change)}"


def _source(event: EntryEvent) -> str:
    number = f"document {event.document_number}" if event.document_number else ""
    return " · ".join(clean(part) for part in (event.citation, number, event.title) if part)


def _text(histories: Sequence[EntryHistory], width: int, colour: bool, today: date | None) -> Iterator[str]:
    for n, history in enumerate(histories):
        if n:
            yield ""
        entry = history.entry
        title = f"{clean(entry.name) or '(no name)'}   {clean(entry.country)}"
        yield from (painted(line, BOLD, colour) for line in wrap(title, width))
        last = ""
        for label, text in _facts(history, today):
            lead = "" if label == last else label
            last = label
            yield from wrap(clean(text), width, f"  {lead:<9}", " " * 11)
        yield ""
        for event in history.events:
            mark = painted("●", KIND_COLOURS[event.change.kind] if event.change else DIM, colour)
            lines = wrap(_event_line(event), width - 2, f"{event.effective_on.isoformat()}  ", " " * 12)
            yield from (f"{mark if not n else ' '} {line}" for n, line in enumerate(lines))
            if event.change:
                yield from field_lines(changed_fields(event.change), width, " " * 14, colour)
            if source := _source(event):
                yield from wrap(source, width, " " * 14, " " * 14)
            if link := web_link(event.url):
                yield " " * 14 + link


def _markdown(histories: Sequence[EntryHistory], today: date | None) -> Iterator[str]:
    for n, history in enumerate(histories):
        if n:
            yield ""
        yield f"## {markdown(history.entry.name)} ({markdown(history.entry.country)})"
        yield ""
        yield from (f"- {label}: {markdown(text)}" for label, text in _facts(history, today))
        yield ""
        for event in history.events:
            source = markdown(_source(event))
            link = web_link(event.url)
            cited = f" – [{source}]({link})" if link and source else f" – {source}" if source else ""
            yield f"- {event.effective_on.isoformat()} {markdown(_event_line(event))}{cited}"
            if event.change:
                yield from (f"  - {line}" for line in markdown_fields(changed_fields(event.change)))


def _row(history: EntryHistory, event: EntryEvent) -> tuple[str, ...]:
    kind = event.change.kind.value if event.change else "listed"
    different = "; ".join(differences(event.change)) if event.change else ""
    unknown = day_in_words(event.change) if event.change else ""
    day = "" if unknown else event.effective_on.isoformat()
    return (
        history.entry.country, history.entry.name, day, kind, different, event.document_number,
        event.citation, event.title, event.url, unknown,
    )  # fmt: skip
