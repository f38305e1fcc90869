"""The list: searched, filtered, as of any day, and exported as it is shown."""

from __future__ import annotations

from typing import Any

from monitor.history.list_history import Filters, Hit
from monitor.rendering.entries import render_entries
from monitor.shapes import parts
from monitor.web.request import PageRequest, View, address

PAGE = 50
PARAMETERS = ("q", "country", "requirement", "policy", "footnote", "year", "as_of")


def view(ask: PageRequest) -> View:
    """The page; ``.json`` gives all that is found, or one ``page`` of it, ``.csv`` all."""
    day = ask.day("as_of") or ask.today
    text = ask.text("q")
    filters = Filters(
        ask.text("country"), ask.text("requirement"), ask.text("policy"), ask.number("footnote"),
        ask.number("year", most=9999),
    )  # fmt: skip
    wanted_page = ask.number("page")
    today = ask.edition.on(day)
    hits = today.find(text, filters)
    pages = max(-(-len(hits) // PAGE), 1)
    page = min(wanted_page or 1, pages)
    shown = hits[(page - 1) * PAGE : page * PAGE]
    chosen = {name: ask.text(name) for name in PARAMETERS}
    values = {
        "list": today,
        "day": day,
        "hits": shown,
        "found": len(hits),
        "first": (page - 1) * PAGE + 1,
        "page": page,
        "pages": pages,
        "chosen": chosen,
        "words": text.replace(",", " ").replace(";", " ").split(),
        "filtered": any(chosen.values()),
        "earliest": ask.edition.baseline.as_of if ask.edition.baseline else day,
        "facets": (
            ("country", "Destination", "All destinations", today.countries),
            ("requirement", "License requirement", "Any requirement", today.requirements),
            ("policy", "Review policy", "Any policy", today.policies),
            ("footnote", "Footnote", "With or without", today.footnotes),
            ("year", "Listed since", "Any year", today.years),
        ),
        "json": address("/list.json", **chosen),
        "csv": address("/list.csv", **chosen),
        "turned": lambda n: address("/list", **chosen, page=n if n > 1 else 0),
    }
    data = shown if wanted_page else hits
    return View(
        "list.html.j2", "The list", values, lambda: _shape(str(day), len(hits), page if wanted_page else 0, pages, data),
        csv=lambda: render_entries((hit.card.entry for hit in hits), "csv"), filename=f"entity-list-{day}.csv",
    )  # fmt: skip


def _shape(day: str, found: int, page: int, pages: int, hits: list[Hit]) -> dict[str, Any]:
    entries = [
        {"id": hit.card.id, "found_in": hit.kind, "matched": hit.matched, "listed_since": hit.card.since}
        | parts(hit.card.entry)
        for hit in hits
    ]
    return {"as_of": day, "found": found, "page": page, "pages": pages, "entries": entries}
