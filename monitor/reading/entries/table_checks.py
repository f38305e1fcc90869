"""Cross-checks within the table itself: cells in their columns, citations that fit, rows in the list's order.

Checked against every entry of the eCFR's copies of 2023-12-05 and 2026-07-18: two of some 6,000 cells are in a wrong
column there (the eCFR's own mistake), and two neighbours stand in an order that :func:`may_precede` denies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from monitor.reading.entries.cell_kinds import (
    foreign_to_policy,
    foreign_to_requirement,
    garbled,
    is_citation,
    is_policy,
    is_requirement,
)
from monitor.reading.entries.table import TableEntry
from monitor.text.names import fold

_BEGINNING = 80
"""Characters of an entry of which its place in the list's order is told."""
# What raw text types before and behind raised characters, where these were not told. e.g. "\\1/", "2\\"
_UNREAD_MARK = re.compile(r"\\ ?[0-9][^\s\\]{0,20}|(?<![0-9])[0-9]{1,3}\\")
# e.g. ", "
_BETWEEN_WORDS = re.compile(r"\W+")
# e.g. "The Mother Ark", "\u201cThe following entity"
_ARTICLE = re.compile(r"^\W*(?:The following\s+|The\s+)?", re.IGNORECASE)
# e.g. "A. Foo"
_OPENS_WITH_INITIAL = re.compile(r"\W*\w\.")


def odd_cells(row: TableEntry, *, has_terms: bool = True) -> Iterator[str]:
    """Sentences about cells of an entry's row that hold what belongs into another column, or nothing, or are cut off.

    ``has_terms`` says that each entry of the list has terms of its own, as those of the Entity List have.
    """
    requirement, policy, citation = row.requirement.text, row.policy.text, row.citation.text
    if row.text.endswith(":"):
        yield f"its entity ends in {_short(row.text[-60:])}"
    if left := _UNREAD_MARK.search(f"{row.text} {requirement} {policy} {citation}"):
        yield f"a raised mark reads \u201c{left.group()}\u201d"
    if has_terms:
        yield from _odd_terms(requirement, policy)
    if not is_citation(citation):
        yield f"its citation reads {_short(citation)}"


def _odd_terms(requirement: str, policy: str) -> Iterator[str]:
    if not is_requirement(requirement):
        yield f"its license requirement reads {_short(requirement)}"
    elif said := garbled(requirement) or foreign_to_requirement(requirement):
        yield f"its license requirement reads \u201c{said}\u201d"
    if not is_policy(policy):
        yield f"its license review policy reads {_short(policy)}"
    elif said := garbled(policy) or foreign_to_policy(policy):
        yield f"its license review policy reads \u201c{said}\u201d"


def _short(text: str) -> str:
    return f"\u201c{text[:60]}\u201d" if text else "nothing"


def misplaced(rows: Sequence[TableEntry]) -> Iterator[str]:
    """Sentences about neighbouring rows of one destination that are not in the list's order."""
    for above, below in pairwise(rows):
        if above.country == below.country and above.row < below.row and not may_precede(above.text, below.text):
            yield f"\u201c{above.text[:40]}\u201d stands before \u201c{below.text[:40]}\u201d"


def may_precede(above: str, below: str) -> bool:
    """Whether the list may print ``above`` before ``below``.

    BIS sorts now by letters, now by words ("Al Technique" before "Allied"), initials as it likes, and numbers by value
    or by digit; an order is denied only where no such rule allows it, by the first three letters.
    """
    above, below = above[:_BEGINNING], below[:_BEGINNING]
    if above[:1].lower() <= below[:1].lower() and not (above[:1].isalnum() and below[:1].isalnum()):
        return True  # by the bare characters: a name in quotation marks before all others
    return _ordered(above, below) or _ordered(_named(above), below) or _ordered(above, _named(below))


def _ordered(above: str, below: str) -> bool:
    one, two = fold(above), fold(below)
    width = 1 if _initial(above) or _initial(below) else 3
    if any(c.isdigit() for c in one[:width] + two[:width]):
        one, two, width = _class(one), _class(two), 1
    if one[:width] <= two[:width]:
        return True
    first, second = ([w for w in _BETWEEN_WORDS.split(t.lower()) if w][:2] for t in (above, below))
    return [fold(w)[:width] for w in first] <= [fold(w)[:width] for w in second]


def _named(text: str) -> str:
    # "The Mother Ark" stands under T or under M.
    return _ARTICLE.sub("", text)


def _initial(text: str) -> bool:
    return bool(_OPENS_WITH_INITIAL.match(text))


def _class(key: str) -> str:
    return "0" if key[:1].isdigit() else key[:1]
