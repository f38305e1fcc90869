"""One entry and its life, rule by rule, for ``elmon show``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.model import Entry, EntryEvent, EntryHistory
from monitor.rendering.csvrows import csv_text
from monitor.rendering.diff import field_lines, markdown_fields
from monitor.rendering.grouping import changed_fields
from monitor.rendering.plain import BOLD, DIM, KIND_COLOURS, painted
from monitor.rendering.safe import clean, markdown, web_link, wrap
from monitor.rendering.terms import policy_in_words, requirement_in_words
from monitor.rendering.words import Format, change_title, citation_text, differences, long_date
from monitor.shapes import json_text

_CSV = ("country", "name", "effective_on", "kind", "differences", "document_number", "citation", "title", "url")


def render_entry_histories(
    lives: Sequence[EntryHistory], format: Format = "text", width: int = 100, colour: bool = False
) -> str:
    """The entries with their lives for people (text, Markdown), whole as data (JSON), or one event a row (CSV)."""
    if format == "json":
        return json_text(list(lives), indent=True) + "\n"
    if format == "jsonl":
        return "".join(json_text(life) + "\n" for life in lives)
    if format == "csv":
        return csv_text(_CSV, (_row(life, event) for life in lives for event in life.events))
    lines = _markdown(lives) if format == "markdown" else _text(lives, max(width, 30), colour)
    return "\n".join(lines) + "\n"


def _facts(life: EntryHistory) -> Iterator[tuple[str, str]]:
    """What the entry says, label and text; an item a line."""
    entry = life.entry
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
    yield "In force", _force(life)


def _terms(entry: Entry) -> str:
    notes = "".join(f" [footnote {n}]" for n in entry.footnotes)
    return (requirement_in_words(entry.license_requirement) or "none stated") + notes


def _force(life: EntryHistory) -> str:
    if life.in_force_to is not None:
        return f"until {long_date(life.in_force_to)}; no longer on the list"
    return f"with this text since {long_date(life.in_force_from)}"


def _said(event: EntryEvent) -> str:
    """What happened, in a line; the changed fields are told beneath it."""
    if event.change is None:
        return "on the list already when this history begins"
    return f"{event.change.kind.value}: {change_title(event.change)}"


def _source(event: EntryEvent) -> str:
    number = f"document {event.document_number}" if event.document_number else ""
    return " · ".join(clean(part) for part in (event.citation, number, event.title) if part)


def _text(lives: Sequence[EntryHistory], width: int, colour: bool) -> Iterator[str]:
    for n, life in enumerate(lives):
        if n:
            yield ""
        entry = life.entry
        title = f"{clean(entry.name) or '(no name)'}   {clean(entry.country)}"
        yield from (painted(line, BOLD, colour) for line in wrap(title, width))
        last = ""
        for label, said in _facts(life):
            lead = "" if label == last else label
            last = label
            yield from wrap(clean(said), width, f"  {lead:<9}", " " * 11)
        yield ""
        for event in life.events:
            mark = painted("●", KIND_COLOURS[event.change.kind] if event.change else DIM, colour)
            lines = wrap(_said(event), width - 2, f"{event.effective_on.isoformat()}  ", " " * 12)
            yield from (f"{mark if not n else ' '} {line}" for n, line in enumerate(lines))
            if event.change:
                yield from field_lines(changed_fields(event.change), width, " " * 14, colour)
            if source := _source(event):
                yield from wrap(source, width, " " * 14, " " * 14)
            if link := web_link(event.url):
                yield " " * 14 + link


def _markdown(lives: Sequence[EntryHistory]) -> Iterator[str]:
    for n, life in enumerate(lives):
        if n:
            yield ""
        yield f"## {markdown(life.entry.name)} ({markdown(life.entry.country)})"
        yield ""
        yield from (f"- {label}: {markdown(said)}" for label, said in _facts(life))
        yield ""
        for event in life.events:
            source = markdown(_source(event))
            link = web_link(event.url)
            cited = f" – [{source}]({link})" if link and source else f" – {source}" if source else ""
            yield f"- {event.effective_on.isoformat()} {markdown(_said(event))}{cited}"
            if event.change:
                yield from (f"  - {line}" for line in markdown_fields(changed_fields(event.change)))


def _row(life: EntryHistory, event: EntryEvent) -> tuple[str, ...]:
    kind = event.change.kind.value if event.change else "listed"
    said = "; ".join(differences(event.change)) if event.change else ""
    return (
        life.entry.country, life.entry.name, event.effective_on.isoformat(), kind, said, event.document_number,
        event.citation, event.title, event.url,
    )  # fmt: skip
