"""An entry: its terms in plain words, names, addresses, and its life rule by rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from monitor.errors import NotKnown
from monitor.history.cross_references import Reference, references
from monitor.history.list_history import IndexedEntry, id_of, indexed
from monitor.model import EntryEvent, EntryHistory
from monitor.rendering.footnotes import footnote_in_words
from monitor.rendering.grouping import changed_fields
from monitor.rendering.safe import web_link
from monitor.rendering.words import FieldText, change_title
from monitor.shapes import parts
from monitor.web.request import PageRequest, Site, View

_ID = re.compile(r"us-bis-el-[0-9a-f]{20}(?:-\d{1,2})?")


@dataclass(frozen=True, slots=True)
class EntryPageEvent:
    """One event of a life as it is told: the newest first."""

    event: EntryEvent
    title: str
    fields: tuple[FieldText, ...]
    link: str
    first: bool


@dataclass(frozen=True, slots=True)
class EntryPageHistory:
    """One entry with everything the page says of it."""

    life: EntryHistory
    card: IndexedEntry
    happenings: tuple[EntryPageEvent, ...]
    footnotes: tuple[tuple[int, str], ...]
    references: tuple[Reference, ...]
    citations: tuple[tuple[Any, str, str], ...]


def view(ask: PageRequest) -> View:
    """The page; twins of one name under one destination share it. Raises NotKnown for an id that no party has."""
    party = ask.path["id"]
    lives = ask.edition.lives(party[:30], ask.today) if _ID.fullmatch(party) else []
    if not lives:
        raise NotKnown("No entry of the list has this address, as far as this database goes back.")
    became = ask.edition.became(party[:30]) if lives[0].in_force_to else None
    told = [_told(ask, life) for life in lives]
    values = {
        "told": told,
        "became": became.after if became and became.after else None,
        "became_id": id_of(became.after.country, became.after.name) if became and became.after else "",
        "id": party[:30],
    }
    return View("entry.html.j2", lives[0].entry.name, values, lambda: _shape(party[:30], told))


def _told(ask: PageRequest, life: EntryHistory) -> EntryPageHistory:
    card = indexed(life.entry)
    numbers = {
        paper.document.citation: number for number, paper in ask.edition.papers.items() if paper.document.citation
    }
    cited = tuple(
        (c, numbers.get(f"{c.volume} FR {c.page}", ""), ask.site.citation_link(c.volume, c.page))
        for c in life.entry.citations
    )
    return EntryPageHistory(
        life,
        card,
        tuple(_happening(ask.site, event, n == 0) for n, event in enumerate(life.events))[::-1],
        tuple((n, footnote_in_words(n)) for n in life.entry.footnotes),
        references(card, ask.edition.on(ask.today)) if life.in_force_to is None else (),
        cited,
    )


def _happening(site: Site, event: EntryEvent, first: bool) -> EntryPageEvent:
    change = event.change
    fields = changed_fields(change) if change else ()
    return EntryPageEvent(event, change_title(change) if change else "", fields, web_link(event.url), first)


def _shape(party: str, told: list[EntryPageHistory]) -> dict[str, Any]:
    lives = []
    for one in told:
        meant = [
            {
                "text": r.text,
                "entries": [{"id": c.id, "country": c.entry.country, "name": c.entry.name} for c in r.cards],
            }
            for r in one.references
        ]
        words = {"requirement": one.card.requirement, "policy": one.card.policy}
        notes = [{"number": n, "words": said} for n, said in one.footnotes]
        lives.append({**parts(one.life), "in_words": words, "footnotes": notes, "references": meant})
    return {"id": party, "lives": lives}
