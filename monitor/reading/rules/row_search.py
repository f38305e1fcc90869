"""How a name in an instruction finds its row of the table.

| the instruction's name | e.g. | its row |
|---|---|---|
| begins the row's text | “Sinno Electronics” for "Sinno Electronics Co., Ltd., a.k.a." | it, first under its destination |
| is spelled otherwise | “Incoff Aerospace, S.R.O.” for "Incoff Aerospace S.R.O." | the only one that is nearly the same |
| has its legal form elsewhere | “Elara JSC” for "JSC Elara" | the only one of the same words |
| is two names in one quotation (2022-18268) | “502 Research Institute, 513 Research Institute” | those it is made up of |
| is the old name (2017-10804) | “Alpha Lam”, whose row reads "Xianfa Lin, a.k.a. Alpha Lam" | the only one with that alias |
| is never closed | “Elara JSC in alphabetical order | the only one whose name it begins with |
| begins a paragraph of another row | a row without terms, printed right behind | that paragraph, and what follows it |
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from monitor.reading.entries.entity_cell import read_party
from monitor.reading.entries.table import TableEntry
from monitor.reading.passages import Cell
from monitor.text.names import fold, telling_words

_SIMILAR = 88.0
"""Percent of similarity (rapidfuzz ratio of folded names) at which an instruction's spelling is taken for a row's."""
_OPENS_ALIKE = 60.0
"""The same of their first words: "Jian" for "Jiann", but not "Cloud" for "Huawei"."""
_SHORT_WORD = 3
"""Letters of a word that may be missing: "and", "of"."""
OPENING = 6
"""Letters that tell most names apart."""
# e.g. "Ltd.,"
_WORD = re.compile(r"\w+[^\w\s]*")
_DASHES = ("\u2014", "\u2013", "-")


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row that may be found, by its index in the table and by the name it opens with."""

    row: int
    name: str
    aliases: tuple[str, ...]


@lru_cache(maxsize=4096)
def beginning(text: str) -> str:
    """What ``text`` begins with, folded: most rows are told from most names by it."""
    return fold(text[: 4 * OPENING])[:OPENING]


def begins_with(text: str, key: str) -> bool:
    """Whether the folded name ``key`` stands at the beginning of ``text``, up to the end of a word."""
    if not key or not beginning(text).startswith(key[:OPENING]) or not fold(text[: 4 * len(key) + 16]).startswith(key):
        return False
    ends = (m.end() for m in _WORD.finditer(text[: 4 * len(key) + 64]))
    return any(fold(text[:end]) == key for end in ends)


def goes_on(name: str, key: str) -> str | None:
    """What stands in ``name`` behind a name that folds to ``key``; None where it does not begin with that."""
    ends = (m.end() for m in _WORD.finditer(name))
    return next((name[end:] for end in ends if fold(name[:end]) == key), None)


def alike(name: str, others: Sequence[str]) -> int | None:
    """The index of the only one of ``others`` that is ``name`` in another spelling; None where none or several are.

    One spelling is another where hardly a letter differs and no word is lost, or where the legal form alone stands
    elsewhere. A name may be given without its form, but not with a form that it does not have.
    """
    words = sorted(telling_words(name))
    formed = [n for n, other in enumerate(others) if _has_form(other) or not _has_form(name)]
    same = [n for n in formed if sorted(telling_words(others[n])) == words]
    if len(same) == 1:
        return same[0]
    near = [n for n in formed if _is_near(name, others[n])]
    return near[0] if len(near) == 1 else None


def _is_near(name: str, other: str) -> bool:
    from rapidfuzz import fuzz  # noqa: PLC0415 - only where a rule misspells a name

    if fuzz.ratio(fold(name), fold(other)) < _SIMILAR:
        return False
    if all(fuzz.ratio(one, two) < _OPENS_ALIKE for one, two in zip(_opens(name), _opens(other), strict=True)):
        return False
    one, two = Counter(_words(name)), Counter(_words(other))
    here, there = ([word for word in left if len(word) > _SHORT_WORD] for left in (one - two, two - one))
    return len(here) == len(there) or "".join(here) == "".join(there)


def _words(name: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(name.replace(".", ""))]


def _opens(name: str) -> tuple[str, str]:
    """The first word of a name, and the first that is no legal form ("LLC Foo")."""
    return fold(name.split(" ", 1)[0]), next(iter(telling_words(name)), "")


def _has_form(name: str) -> bool:
    return fold(name) != "".join(telling_words(name))


def spelled_otherwise(name: str, rows: Sequence[NamedRow]) -> int | None:
    """The row of ``rows`` whose name is ``name`` in another spelling."""
    found = alike(name, [row.name for row in rows])
    return None if found is None else rows[found].row


def made_up_of(name: str, rows: Iterable[NamedRow]) -> list[int]:
    """The rows whose names, one behind the other, make up ``name``; none where fewer than two do."""
    left, found = fold(name), list[int]()
    by_key = {fold(row.name): row.row for row in rows}
    while left:
        key = max((k for k in by_key if k and left.startswith(k)), key=len, default="")
        if not key and found and left.startswith("and"):  # but not that of "Andrey"
            left = left.removeprefix("and")
            key = max((k for k in by_key if k and left.startswith(k)), key=len, default="")
        if not key:
            return []
        found.append(by_key.pop(key))
        left = left.removeprefix(key)
    return found if len(found) > 1 else []


def known_as(name: str, rows: Iterable[NamedRow]) -> int | None:
    """The only row of ``rows`` that has ``name`` as an alias."""
    key = fold(name)
    found = [row.row for row in rows if key in map(fold, row.aliases)]
    return found[0] if len(found) == 1 else None


def split_at(name: str, rows: Sequence[TableEntry], places: Iterable[int]) -> tuple[int, TableEntry, TableEntry] | None:
    """A row that holds another one's text behind its own, its index, and both parts; None where no paragraph is ``name``'s."""
    key = fold(name)
    for n in places:
        entry = rows[n]
        for at, line in enumerate(entry.lines):
            if at and not line.startswith(_DASHES) and begins_with(line, key):
                if fold(read_party(entry.lines[at:]).name) != key:
                    continue
                behind = replace(
                    entry, lines=entry.lines[at:], requirement=Cell(), policy=Cell(), citation=Cell(), footnotes=()
                )
                return n, replace(entry, lines=entry.lines[:at]), behind
    return None
