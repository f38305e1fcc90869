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
    opening: str = "is amended"
    country: str = "capitals"
    quotes: str = "inside"
    quoting: str = "name"
    called: str = "same"
    slip: str = ""
    numbers: str = "words"
    in_order: str = "after"
    new_destination: str = ""
    replacing: str = "revising"
    moving: str = "moving"
    correcting: str = "correcting"
    reads: str = "paragraph"
    country_row: str = "own"
    stars: str = "some"
    ruled: bool = False
    alias_lines: str = "li"
    preamble: str = "bullets"
    listed: str = "additions"
    background: str = "short"
    wrapper: str = ""
    heads: str = "plain"
    columns: bool = True
    country_cells: str = "bare"
    table_place: str = "inside"
    heading: bool = True
    pages: str = ""
    pretty: str = ""
    spaces: str = "plain"
    superscripts: bool = False
    tables: str = "one"
    cite: str = "insert"
    cites: str = "run on"
    closing: str = "as it is"
    footnotes: str = "SU"
    mark_place: str = "end"
    odd_row: str = ""
    other_parts: str = ""
    summary: str = "total"
    dates: str = "effective"
    spans: str = ""
    tnote: str = ""
    correction: str = "none"


AXES: dict[str, tuple[object, ...]] = {
    "wording": ("names", "names", "count", "count and names"),
    "levels": ("letters", "romans", "under", "one sentence", "run on", "parentheses", "own regtext", "destinations"),
    "mood": ("gerund", "imperative", "by gerund"),
    "place": ("before", "before, by", "after", "destination of", "commas"),
    "supplement": ("Supplement No. 4 to part 744", "Supplement no. 4 to part 744", "supplement No. 4 to Part 744"),
    "opening": ("is amended", "is amended", "amend by"),
    "country": ("capitals", "title", "quoted", "other words"),
    "quotes": ("inside", "outside", "straight", "comma inside", "semicolon outside"),
    "quoting": ("name", "name", "entry"),
    "called": ("same", "same", "otherwise"),
    "slip": (*[""] * 12, "one pair for two", "never closed", "never opened", "they entry", "letter twice", "letter left out",
             "no and", "and too early"),
    "numbers": ("words", "digits"),
    "in_order": ("after", "commas", "none"),
    "new_destination": ("", "", "destination", "heading"),
    "replacing": ("revising", "to read", "entirety", "modifying"),
    "moving": ("moving", "transferring", "removing and adding"),
    "correcting": ("correcting", "is corrected"),
    "reads": ("paragraph", "instruction", "none"),
    "country_row": ("own", "star", "first", "title", "continued", "absent"),
    "stars": ("some", "every", "none", "before", "six"),
    "ruled": (False, True),
    "alias_lines": ("li", "rows", "run on", "p", "address row", "spaced rows"),
    "preamble": ("bullets", "numbered", "bare", "italic", "with addresses", "with aliases", "none"),
    "listed": ("additions", "additions", "everything", "otherwise"),
    "background": ("short", "long"),
    "wrapper": ("", "EXTRACT", "APPENDIX", "APPENDIX EXTRACT"),
    "heads": ("plain", "plain", "capitals", "numbered", "none", "in a row"),
    "columns": (True, True, False),
    "country_cells": ("bare", "filled", "emphasis"),
    "table_place": ("inside", "inside", "outside", "own regtext", "section"),
    "heading": (True, True, False),
    "pages": ("", "cell", "row", "between", "instructions", "tables"),
    "pretty": ("", "between", "mixed"),
    "spaces": ("plain", "fixed"),
    "superscripts": (False, True),
    "tables": ("one", "each", "split"),
    "cite": ("insert", "filled", "short", "and date", "and date, bare", "left open", "blank in the date", "long date",
             "long date behind", "no comma", "twice", "of publication", "Federal Register page"),
    "cites": ("run on", "lines"),
    "closing": ("as it is", "full stops"),
    "footnotes": ("SU", "E51", "bare"),
    "mark_place": ("end", "inside"),
    "odd_row": (*[""] * 10, "shifted", "no license columns"),
    "other_parts": ("", "", "7", "6"),
    "summary": ("total", "by country", "none", "entities and entries", "persons"),
    "dates": ("effective", "on", "colon", "applicable", "by instruction", "publication"),
    "spans": ("", "04", "L04"),
    "tnote": ("", "end", "between", "first"),
}  # fmt: skip
"""The values of each axis, the likelier ones more than once."""

CORRECTIONS = ("none", "amendment", "document", "paragraphs", "rule only", "should read", "added and corrected")
"""How a document corrects another: it does not, amends, names the other document, has plain paragraphs (C1-), names the
rule or its page alone, has words that should read otherwise, or adds and corrects in one sentence."""


def draw_style(random: Random) -> Style:
    """A random style of a rule that is no correction of another."""
    return Style(**{axis: random.choice(values) for axis, values in AXES.items()})  # type: ignore[arg-type]
