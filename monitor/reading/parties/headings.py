"""Headings of columns: which row of a table they are, and what kind of column each may head.

The headings that are known stand in headings.toml, by the systems that write them. A heading says what a column may be;
its values decide (mapping.py).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from itertools import count, pairwise
from typing import Any

from monitor.errors import Undecided
from monitor.text.clean import one_line

NAMES = ("legal_name", "name", "full_name", "plain_name", "firm", "party", "given_name", "family_name")
"""Kinds of columns that names may stand in."""
ADDRESS_KINDS = ("address", "street", "street_more", "city", "state", "postcode")
"""The parts of an address in the order in which they are joined."""
SEVERAL = ("alias", "address_more")
"""Kinds of columns of which a party may have any number."""
KNOWN_AND_NOT_TAKEN = "other"
LONGEST = 100
"""Characters of a heading that can be known."""
LOOKED_AT = 30
"""Rows among which the headings are looked for."""
# e.g. "BillingCountry"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# e.g. "Address (street, city, zip, state)", "名称（中文）"
_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")
# e.g. "国家/Country", "Name | 名称"
_SEVERAL = re.compile(r"[/|\n]")

Line = tuple[int, list[str]]
"""A row's number, as the file counts, and its cells."""


@dataclass(frozen=True)
class Headings:
    """A table's headings, the numbers of their rows (none where there are none), and how many rows stand before its parties."""

    written: tuple[str, ...]
    rows: tuple[int, ...]
    before: int

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The headings, of which none stands twice: the second is numbered "name (2)"; "column 3" where there is none."""
        known: dict[str, None] = {}
        for n, written in enumerate(self.written, 1):
            heading = written or f"column {n}"
            known[next(one for m in count(1) if (one := f"{heading} ({m})" if m > 1 else heading) not in known)] = None
        return tuple(known)

    def are_repeated(self, cells: Sequence[str]) -> bool:
        """Whether a row is the headings again, as at the top of a printed page."""
        if not self.rows or len(cells) != len(self.written):
            return False
        first = cells[0]
        if first.isascii() and first.strip()[:1] != self.written[0][:1]:  # nearly all rows
            return False
        return all(one_line(cell) == heading for cell, heading in zip(cells, self.written, strict=True))


def key_of(heading: str) -> str:
    """A heading without what does not matter: case, accents, punctuation; "billing country" for "BillingCountry"."""
    text = unicodedata.normalize("NFKD", _CAMEL.sub(" ", one_line(heading)).casefold())
    kept = (sign if sign.isalnum() else " " for sign in text if not unicodedata.combining(sign))
    return " ".join("".join(kept).split())


@lru_cache(maxsize=4096)
def kind_of(heading: str) -> str:
    """What kind of column a heading may head; "" for one that is not known."""
    known = _known()
    if kind := _of_one_word().get(heading.strip(" *").casefold(), ""):  # "ContactName" of Xero is a firm's
        return kind
    plain = _BRACKETS.sub(" ", heading)
    for written in (heading, plain):
        key = key_of(written)
        if kind := known.get(key, "") or _of_somebody(key) or _numbered(key):
            return kind
    for written in _SEVERAL.split(plain):
        if kind := known.get(key_of(written), ""):
            return kind
    return ""


def _of_somebody(key: str) -> str:
    """What kind "business city" or "vendor address line 1" is: a part of an address, whosever it is."""
    words = key.split()
    while words and words[0] in _owners():
        words = words[1:]
    kind = _known().get(" ".join(words), "") if len(words) < len(key.split()) else ""
    return kind if kind in ADDRESS_KINDS or kind == "country" else ""


def _numbered(key: str) -> str:
    """What kind "alias 2" or "other address 3" is: one of several of a party."""
    bare = key.rstrip("0123456789").rstrip()
    kind = _known().get(bare, "") if len(key) - len(bare) < 4 else ""
    return kind if kind in SEVERAL else ""


def find_headings(rows: Sequence[Line], what: str, row: int | None = None, chosen: Iterable[str] = ()) -> Headings:
    """The headings of a table of which no row is blank.

    ``row`` is the number of the row that they are, 0 where there are none; ``chosen`` are headings that somebody named.
    Else it is the row, or the two rows together, that most kinds of columns are known by.
    """
    width = max((len(cells) for _, cells in rows[:1000]), default=0)
    if row == 0:
        return Headings(tuple(f"column {n}" for n in range(1, width + 1)), (), 0)
    if row is not None:
        at = next((n for n, (number, _) in enumerate(rows) if number == row), None)
        if at is None:
            raise Undecided(
                f"{what} has nothing in line {row}; say --heading-row with the line that heads the columns."
            )
        return _headings(rows, at)
    wanted = set(map(key_of, chosen))
    if wanted:
        for at, (_, cells) in enumerate(rows[:LOOKED_AT]):
            if wanted <= set(map(key_of, cells)):
                return _headings(rows, at)
    return _likeliest(rows)


def _likeliest(rows: Sequence[Line]) -> Headings:
    few = rows[:LOOKED_AT]
    usual = Counter(map(_filled, few)).most_common(1)[0][0] if few else 0
    best, kinds = 0, 0
    for at, (_, cells) in enumerate(few):
        found = _kinds(cells)
        if len(found) > kinds and not found.isdisjoint(NAMES) and 2 * _filled((0, cells)) >= usual:
            best, kinds = at, len(found)
    for at, ((_, above), (_, below)) in enumerate(pairwise(few)):
        if len(_kinds(_joined(above, below))) > max(kinds, len(_kinds(below))):
            return _headings(rows, at, two=True)
    if not kinds:  # none is known: the first that is no title
        best = next((at for at, one in enumerate(few) if _filled(one) >= usual), 0)
    return _headings(rows, best)


def recognized(rows: Sequence[Line]) -> tuple[int, int]:
    """How many kinds of columns the headings of a table are known by, and how many of the headings are known."""
    written = _likeliest(rows).written if rows else ()
    return len(_kinds(written)), sum(bool(kind_of(heading)) for heading in written if len(heading) < LONGEST)


def _filled(row: Line) -> int:
    return sum(bool(cell.strip()) for cell in row[1])


def _kinds(cells: Iterable[str]) -> set[str]:
    return {kind for cell in cells if len(cell) < LONGEST and (kind := kind_of(cell)) and kind != KNOWN_AND_NOT_TAKEN}


def _headings(rows: Sequence[Line], at: int, *, two: bool = False) -> Headings:
    number, cells = rows[at]
    if not two:
        return Headings(tuple(map(one_line, cells)), (number,), at + 1)
    second, below = rows[at + 1]
    return Headings(tuple(_joined(cells, below)), (number, second), at + 2)


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Two rows of headings in one; a heading above goes on to the right until the next begins."""
    found, going_on = [], ""
    for n in range(max(len(above), len(below))):
        upper = one_line(above[n]) if n < len(above) else ""
        lower = one_line(below[n]) if n < len(below) else ""
        lower = "" if lower == upper else lower  # one cell over two rows
        going_on = upper or going_on
        found.append(f"{going_on} {lower}".strip() if lower else upper)
    return found


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("monitor.reading.parties") / "headings.toml").read_text("utf-8"))


@cache
def _owners() -> frozenset[str]:
    return frozenset(_data()["whose"]["words"])


@cache
def known_texts() -> frozenset[str]:
    """The headings that are known as they are written, in small letters."""
    return frozenset(heading.casefold() for heading in known_headings())


@cache
def _types() -> Mapping[str, str]:
    return {key_of(word): kind for kind, words in _data()["types"].items() for word in words}


@lru_cache(maxsize=4096)
def type_meant(text: str) -> str:
    """ "company", "person" or "vessel", where a text is one of the words for it; else ""."""
    return _types().get(key_of(text[:LONGEST]), "")


@cache
def known_headings() -> Mapping[str, str]:
    """The headings that are known, as they are written, and what kind of column each heads."""
    found: dict[str, str] = {}
    for system in _data()["system"]:
        for kind, headings in system.items():
            if kind not in ("label", "origin"):
                for heading in headings:
                    found.setdefault(heading, kind)
    return found


@cache
def _of_one_word() -> Mapping[str, str]:
    return {
        heading.casefold(): kind
        for heading, kind in known_headings().items()
        if heading.isascii() and " " not in heading
    }


@cache
def _known() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for heading, kind in known_headings().items():
        found.setdefault(key_of(heading), kind)
    return found
