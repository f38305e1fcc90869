"""What cells say: programs write marks around it, and words where there is nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.text.clean import one_lines

# Excel keeps a text as it is where a formula says it. e.g. '="00123"', '="Foo ""Bar"" Ltd"'
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_ERRORS = ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
_NOTHING = (
    "-", "--", "---", "\u2013", "\u2014", "N/A", "n/a", "N.A.", "n.a.", "NULL", "null", "<null>", "(null)", "[NULL]", "\\N",
    "NaN", "nan", "None", "none", "nil", "TBD", "tbd", "TBA", "tba", "k.A.", "(blank)", "(leer)", "(vide)", "?",
)  # fmt: skip
"""What is written where nothing is known; "NA" is Namibia."""
_BLANK = frozenset((*_ERRORS, *_NOTHING))


def said_in(cells: Sequence[str]) -> list[str]:
    """What each cell says in one line, "" where it says that there is nothing."""
    texts = one_lines(cells)
    if '="' in "".join(texts):
        texts = one_lines([_without_formula(text) for text in texts])
    if not _BLANK.isdisjoint(texts):
        texts = ["" if text in _BLANK else text for text in texts]
    return texts


def _without_formula(text: str) -> str:
    found = _TEXT_FORMULA.fullmatch(text)
    return found[1].replace('""', '"') if found else text
