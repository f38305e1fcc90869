"""An entry: its license requirement and review policy in plain words, names, addresses, and its history rule by rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from monitor.errors import NotKnown
from monitor.history.cross_references import Reference, references
from monitor.history.indexed_entry import IndexedEntry, id_of
from monitor.model import EntryEvent, EntryHistory
from monitor.rendering.footnotes import footnote_in_words
from monitor.rendering.grouping import changed_fields
from monitor.rendering.safe import web_link
from monitor.rendering.words import FieldText, change_title, day_in_words
from monitor.shapes import parts
from monitor.web.request import PageRequest, View

# e.g. "us-bis-el-0123456789abcdef0123", "us-bis-uvl-0123456789abcdef0123-2"
_ID = re.compile(r"(us-bis-(?:el|meu|uvl)-[0-9a-f]{20})(?:-[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class EntryPageEvent:
    """One event of an entry's history as the page shows it."""

    event: EntryEvent
    title: str
    fields: tuple[FieldText, ...]
    link: str
    unknown_day: str


@dataclass(frozen=True, slots=True)
class EntryPageHistory:
    """One entry with everything the page says of it; its events, the newest first."""

    history: EntryHistory
    indexed: IndexedEntry
    events: tuple[EntryPageEvent, ...]
    footnotes: tuple[tuple[int, str], ...]
    references: tuple[Reference, ...]
    citations: tuple[tuple[Any, str, str], ...]
    is_to_come: bool = False
    """Whether its text is not in force yet."""


def view(ask: PageRequest) -> View:
    """The page; twins of one name under one destination share it. Raises NotKnown for an id that no party has."""
    named = _ID.fullmatch(ask.path["id"])
    party = named[1] if named else ""
    histories = ask.history.histories_of(party, ask.today) if party else []
    if not histories:
        raise NotKnown("No entry of the list has this address, as far as this database goes back.")
    became = ask.history.became(histories[0].entry) if histories[0].in_force_to else None
    shown = [_shown(ask, history) for history in histories]
    notes = ask.filed_notes(name=histories[0].entry.name)
    values = {
        "histories": shown,
        "became": became.after if became and became.after else None,
        "became_id": id_of(became.after) if became and became.after else "",
        "id": party,
        "notes": notes,
    }
    return View(
        "entry.html.j2", histories[0].entry.name, values, lambda: _shape(party, shown) | {"notes": notes}, notes=notes
    )  # fmt: skip


def _shown(ask: PageRequest, history: EntryHistory) -> EntryPageHistory:
    entry = history.entry
    numbers = {d.document.citation: number for number, d in ask.history.documents.items() if d.document.citation}
    cited = tuple(
        (c, numbers.get(f"{c.volume} FR {c.page}", ""), ask.site.citation_link(c.volume, c.page))
        for c in entry.citations
    )
    return EntryPageHistory(
        history,
        ask.history.index(entry),
        tuple(_event(event) for event in reversed(history.events)),
        tuple((n, footnote_in_words(n)) for n in entry.footnotes),
        references(entry, ask.history.list_on(ask.today)) if history.in_force_to is None else (),
        cited,
        history.in_force_from > ask.today,
    )


def _event(event: EntryEvent) -> EntryPageEvent:
    change = event.change
    fields = changed_fields(change) if change else ()
    return EntryPageEvent(
        event,
        change_title(change) if change else "",
        fields,
        web_link(event.url),
        day_in_words(change) if change else "",
    )


def _shape(party: str, histories: list[EntryPageHistory]) -> dict[str, Any]:
    shapes = []
    for one in histories:
        meant = [
            {
                "text": r.text,
                "entries": [{"id": c.id, "country": c.entry.country, "name": c.entry.name} for c in r.entries],
            }
            for r in one.references
        ]
        words = {"requirement": one.indexed.requirement, "policy": one.indexed.policy}
        notes = [{"number": n, "words": said} for n, said in one.footnotes]
        shapes.append({**parts(one.history), "in_words": words, "footnotes": notes, "references": meant})
    return {"id": party, "lives": shapes}
