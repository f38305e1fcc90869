"""How generated rules are written: every field of a style is one axis on which real rules differ, or are likely to."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Style:
    """How a document is written."""

    wording: str = "names"
    levels: str = "letters"
    mood: str = "gerund"
    place: str = "before"
    supplement: str = "Supplement No. 4 to part 744"
    country: str = "capitals"
    quotes: str = "inside"
    numbers: str = "words"
    in_order: str = "after"
    new_destination: bool = False
    replacing: str = "revising"
    moving: str = "moving"
    correcting: str = "correcting"
    reads: str = "paragraph"
    country_row: str = "own"
    alias_lines: str = "li"
    preamble: str = "bullets"
    wrapper: str = ""
    heads: str = "plain"
    columns: bool = True
    country_cells: str = "bare"
    table_place: str = "inside"
    heading: bool = True
    pages: str = ""
    pretty: bool = False
    spaces: str = "plain"
    tables: str = "one"
    cite: str = "insert"
    footnotes: str = "SU"
    other_parts: bool = False
    summary: str = "total"
    spans: str = ""
    tnote: str = ""
    correction: str = "none"


AXES: dict[str, tuple[object, ...]] = {
    "wording": ("names", "names", "count", "count and names"),
    "levels": ("letters", "romans", "one sentence", "run on", "parentheses", "own regtext", "destinations"),
    "mood": ("gerund", "imperative", "by gerund"),
    "place": ("before", "after", "destination of"),
    "supplement": ("Supplement No. 4 to part 744", "Supplement no. 4 to part 744", "supplement No. 4 to Part 744"),
    "country": ("capitals", "title", "quoted"),
    "quotes": ("inside", "outside", "straight"),
    "numbers": ("words", "digits"),
    "in_order": ("after", "commas", "none"),
    "new_destination": (False, False, True),
    "replacing": ("revising", "to read", "entirety", "modifying"),
    "moving": ("moving", "transferring", "removing and adding"),
    "correcting": ("correcting", "is corrected"),
    "reads": ("paragraph", "instruction", "none"),
    "country_row": ("own", "star", "first", "title", "continued", "absent"),
    "alias_lines": ("li", "rows", "run on", "p"),
    "preamble": ("bullets", "numbered", "bare", "italic", "none"),
    "wrapper": ("", "EXTRACT", "APPENDIX", "APPENDIX EXTRACT"),
    "heads": ("plain", "plain", "capitals", "numbered", "none"),
    "columns": (True, True, False),
    "country_cells": ("bare", "filled", "emphasis"),
    "table_place": ("inside", "inside", "outside", "own regtext", "section"),
    "heading": (True, True, False),
    "pages": ("", "cell", "row", "between", "instructions", "tables"),
    "pretty": (False, True),
    "spaces": ("plain", "fixed"),
    "tables": ("one", "each", "split"),
    "cite": ("insert", "filled", "short"),
    "footnotes": ("SU", "E51", "bare"),
    "other_parts": (False, True),
    "summary": ("total", "by country", "none", "entities and entries"),
    "spans": ("", "04", "L04"),
    "tnote": ("", "end", "between", "first"),
}
"""The values of each axis, the likelier ones more than once."""

CORRECTIONS = ("none", "amendment", "document", "paragraphs")
"""How a document corrects another: it does not, amends, names the other document, or has plain paragraphs (C1-)."""


def draw_style(random: Random) -> Style:
    """A random style of a rule that is no correction of another."""
    return Style(**{axis: random.choice(values) for axis, values in AXES.items()})  # type: ignore[arg-type]
