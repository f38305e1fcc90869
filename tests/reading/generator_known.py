"""Faults of the reader that generated rules have shown and that are not mended yet."""

from __future__ import annotations

from tests.reading.generator import Document
from tests.reading.generator_instructions import groups


def not_yet_read(document: Document) -> str:
    """Which known fault of the reader a document would show; "" for none. Every one of these is to go."""
    style, items = document.style, document.items
    moves, words = any(i.to_country for i in items), any(i.in_words for i in items)
    one_sentence = style.levels in ("one sentence", "destinations") or len(groups(items)) == 1
    known = {
        "a quoted destination that an entry moves to": moves and style.country == "quoted",
        "further orders in the sentence of a move": moves and one_sentence,
        "an order behind a revision in words, in one sentence": words and one_sentence,
        "a new destination before destinations that follow their names": one_sentence
        and style.new_destination
        and style.place == "after",
        "a moved row under no destination": moves and style.country_row == "absent",
        "a revision in words beside an entry of the same name elsewhere": words
        and len({i.name.lower() for i in items}) < len(items),
    }
    return next((fault for fault, shown in known.items() if shown), "")
