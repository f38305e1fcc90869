"""The list: searched, filtered, as of any day, and exported as it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from monitor.history.day_list import Filters, Hit
from monitor.rendering.entries import render_entries
from monitor.shapes import parts
from monitor.web.request import PageRequest, View, address

PAGE = 50
PARAMETERS = ("q", "list", "country", "requirement", "policy", "footnote", "year", "as_of")


def view(ask: PageRequest) -> View:
    """The page; ``.json`` gives all that is found, or one ``page`` of it, ``.csv`` all."""
    day = ask.day("as_of") or ask.today
    text = ask.text("q")
    places = ask.countries()
    filters = Filters(
        places.destinations, ask.text("requirement"), ask.text("policy"), ask.number("footnote"),
        ask.number("year", most=9999), ask.list_name(),
    )  # fmt: skip
    wanted_page = ask.number("page")
    ask.history.check_future(day, ask.today)
    listed = ask.history.list_on(day)
    notes = (*ask.history.notes_on(day), *ask.filed_notes(day, text))
    said = ask.day_understood("as_of")
    through = ask.current.current_through
    known = min(day, through) if through and day <= ask.today else day
    hits = listed.search(text, filters)
    pages = max(-(-len(hits) // PAGE), 1)
    page = min(wanted_page or 1, pages)
    shown = hits[(page - 1) * PAGE : page * PAGE]
    chosen = {name: ask.text(name) for name in PARAMETERS}
    chosen["country"] = places.one(ask.history.destinations)
    chosen["as_of"] = day.isoformat() if ask.text("as_of") else ""
    values = {
        "list": listed,
        "day": day,
        "notes": notes,
        "hits": shown,
        "found": len(hits),
        "first": (page - 1) * PAGE + 1,
        "page": page,
        "pages": pages,
        "chosen": chosen,
        "understood": (*said, *places.notes),
        "words": text.replace(",", " ").replace(";", " ").split(),
        "filtered": any(chosen.values()),
        "earliest": ask.history.baseline.as_of if ask.history.baseline else day,
        "facets": (
            ("list", "List", "All lists", [(name.value, name.title, n) for name, n in listed.lists]),
            ("country", "Destination", "All destinations", _named(listed.countries)),
            ("requirement", "License requirement", "Any requirement", _named(listed.requirements)),
            ("policy", "Review policy", "Any policy", _named(listed.policies)),
            ("footnote", "Footnote", "With or without", _named(listed.footnotes)),
            ("year", "Listed since", "Any year", _named(listed.years)),
        ),
        "json": address("/list.json", **chosen),
        "csv": address("/list.csv", **chosen),
        "turned": lambda n: address("/list", **chosen, page=n if n > 1 else 0),
    }
    data = shown if wanted_page else hits
    known_through = min(day, through) if through else None
    return View(
        "list.html.j2", "The list", values,
        lambda: _shape(day, len(hits), page if wanted_page else 0, pages, data, (*said, *notes))
        | {"known_through": known_through},
        csv=lambda: render_entries((hit.entry for hit in hits), "csv"), filename=f"entity-list-{known}.csv",
        as_of=f"{day}" if known == day else f"{day}, as known through {known}", notes=(*said, *places.notes, *notes),
    )  # fmt: skip


def _named(counted: Sequence[tuple[str | int, int]]) -> list[tuple[str | int, str | int, int]]:
    """Values of a filter, each with what is shown of it and how many entries have it."""
    return [(value, value, number) for value, number in counted]


def _shape(day: date, found: int, page: int, pages: int, hits: list[Hit], notes: tuple[str, ...]) -> dict[str, Any]:
    entries = [
        {"id": hit.indexed.id, "found_in": hit.kind, "matched": hit.matched, "listed_since": hit.indexed.since}
        | parts(hit.entry)
        for hit in hits
    ]
    return {"as_of": day, "found": found, "page": page, "pages": pages, "entries": entries, "notes": notes}
