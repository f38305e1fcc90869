"""Entries of the list as ``elmon list`` shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from monitor.model import Entry
from monitor.rendering.csvrows import csv_text
from monitor.rendering.grid import markdown_table
from monitor.rendering.safe import clean, wrap
from monitor.rendering.terms import policy_in_words
from monitor.rendering.words import Format, citation_text, count_of
from monitor.shapes import json_text

COLUMNS = (
    "country", "name", "aliases", "addresses", "license_requirement", "license_review_policy", "citations", "footnotes",
    "cross_references", "sub_entities", "list",
)  # fmt: skip
"""Of the CSV, a row an entry."""
HEADINGS = ("destination", "entry", "citation", "license review policy", "list")
"""Of the table in Markdown."""


def render_entries(entries: Iterable[Entry], format: Format = "text", width: int = 100, under: str = "") -> str:
    """Entries for ``elmon list``: by destination with citation and policy; or whole, as data. ``under`` names the
    destinations that were asked for."""
    listed = list(entries)
    if format == "json":
        shapes = ",\n".join(json_text(e) for e in listed)
        return f"[\n{shapes}\n]\n" if listed else "[]\n"
    if format == "jsonl":
        return "".join(json_text(e) + "\n" for e in listed)
    if format == "csv":
        return csv_text(COLUMNS, map(_csv_row, listed))
    if format == "markdown":
        rows = [(e.country, e.name, _cited(e), policy_in_words(e.license_review_policy), e.list.title) for e in listed]
        return markdown_table(HEADINGS, rows)
    return "\n".join(_entries_text(listed, width, under)) + "\n"


def _cited(entry: Entry) -> str:
    return ", ".join(citation_text(c) for c in entry.citations)


def _csv_row(entry: Entry) -> tuple[str, ...]:
    return (
        entry.country,
        entry.name,
        "; ".join(entry.aliases),
        "; ".join(entry.addresses),
        entry.license_requirement,
        entry.license_review_policy,
        "; ".join(citation_text(c) for c in entry.citations),
        "; ".join(map(str, entry.footnotes)),
        "; ".join(entry.cross_references),
        " | ".join("; ".join((sub.name, *sub.aliases, *sub.addresses)) for sub in entry.sub_entities),
        entry.list.value,
    )


def _entries_text(entries: list[Entry], width: int, under: str) -> Iterator[str]:
    if not entries:
        yield f"No entries under {under}." if under else "No entries."
        return
    ordered = sorted(entries, key=lambda e: (e.supplement, e.country))
    several = len({e.list for e in entries}) > 1
    for (of, country), members in groupby(ordered, key=lambda e: (e.list, e.country)):
        group = list(members)
        if several and group[0] is next(e for e in ordered if e.list is of):
            yield f"== {of.title} =="
        yield from wrap(f"{clean(country) or '(no destination)'}   {count_of(len(group), 'entry', 'entries')}", width)
        for entry in group:
            name = clean(entry.name) or clean(entry.text) or "(no name)"
            yield from wrap(name, width, "  ", "    ")
            note = "   ".join(filter(None, (_cited(entry), policy_in_words(entry.license_review_policy))))
            if note:
                yield from wrap(note, width, "      ", "      ")
        yield ""
    places = count_of(len({e.country for e in entries}), "destination")
    yield f"{count_of(len(entries), 'entry', 'entries')} under {places}"
