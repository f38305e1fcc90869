"""Faults of the reader that generated rules have shown and that are not mended yet."""

from __future__ import annotations

from collections import Counter

from tests.reading.generator import Document
from tests.reading.generator_instructions import groups


def not_yet_read(document: Document) -> str:
    """Which known fault of the reader a document would show; "" for none. Every one of these is to go."""
    style, items = document.style, document.items
    if style.levels not in ("one sentence", "destinations") and len(groups(items)) > 1:
        return ""
    moves = Counter(i.country for i in items if i.to_country)
    words = any(i.in_words for i in items)
    several = max(moves.values(), default=0) > 1
    known = {
        "several moves from one destination, in one sentence": several,
        "a move by removal and addition behind other orders": bool(moves) and style.moving == "removing and adding",
        "a correction behind a revision in words": words and any(i.operation == "correct" for i in items),
        "a counted order behind a revision in words": words and style.wording == "count and names",
        "a new destination before other orders": style.new_destination and style.levels == "one sentence",
    }
    return next((fault for fault, shown in known.items() if shown), "")
