"""A party at the address of an entry: the same building number of the same street in the same town.

The list has addresses as parties of their own ("Address 06", since June 2024), and says of them that who uses one is to be
taken for a risk; that a party shares the address of a named entry is a red flag too. Anything less than number, street and
town is no evidence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.model import Entry

SURE, LIKELY = 0.9, 0.87
"""Scores: also the room, floor or post code is the same; only building, street and town are."""

_STREETS = frozenset(
    [
        "road",
        "rd",
        "street",
        "st",
        "avenue",
        "ave",
        "av",
        "lane",
        "highway",
        "hwy",
        "prospekt",
        "prospect",
        "pr",
        "ulitsa",
        "ul",
        "str",
        "boulevard",
        "blvd",
        "drive",
        "dr",
        "square",
        "strand",
        "terrace",
        "caddesi",
        "cad",
        "sokak",
        "sok",
        "jalan",
        "straat",
        "strasse",
    ]
)
_DIRECTIONS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "middle",
        "central",
        "upper",
        "lower",
        "no",
        "nr",
        "unit",
        "room",
        "building",
        "bldg",
        "floor",
        "rm",
    ]
)
# e.g. "33 mong kok road, 12b-3"
_TOKEN = re.compile(r"[a-z]+|[0-9]+[a-z]?(?:-[0-9]+)*|,")
_LONGEST = 3


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart: number and street, and all that else may tell the town or the room."""

    keys: frozenset[tuple[str, str]]
    words: frozenset[str]
    numbers: frozenset[str]


class Addresses:
    """The addresses of entries by number and street."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_key: dict[tuple[str, str], list[tuple[Entry, str, Place]]] = defaultdict(list)
        for entry in entries:
            for text in entry.addresses:
                place = take_apart(text)
                for key in place.keys:
                    self._by_key[key].append((entry, text, place))

    def at(self, address: str) -> Iterator[tuple[Entry, str, float]]:
        """Entries at ``address``, with their text of it and how sure that is."""
        ours = take_apart(address)
        for number, street in ours.keys:
            for entry, text, theirs in self._by_key.get((number, street), ()):
                # The town: a word that is not of the street.
                if not any(word not in street for word in ours.words & theirs.words):
                    continue
                more = (ours.numbers & theirs.numbers) - {number}
                yield entry, text, SURE if more else LIKELY


def take_apart(text: str) -> Place:
    """Number, street and other words of an address. No street and number found: an empty ``keys``."""
    plain = _plain(text).lower()
    tokens = _TOKEN.findall(plain)
    keys = {key for at, token in enumerate(tokens) if token in _STREETS for key in _key(tokens, at)}
    words = frozenset(t for t in tokens if len(t) > 3 and t.isalpha() and t not in _STREETS and t not in _DIRECTIONS)
    return Place(
        frozenset(keys), words - {"china", "russia", "district"}, frozenset(t for t in tokens if t[0].isdigit())
    )


def _plain(text: str) -> str:
    if text.isascii():
        return text
    from anyascii import anyascii  # noqa: PLC0415 - most addresses need it not

    return anyascii(text)


def _key(tokens: list[str], at: int) -> Iterator[tuple[str, str]]:
    """The street that ends in the street word ``at``, with the number before it ("33 Mong Kok Road") or after."""
    start = at
    while start > 0 and at - start < _LONGEST and tokens[start - 1].isalpha():
        start -= 1
    name = "".join(token for token in tokens[start:at] if token not in _DIRECTIONS)
    if len(name) < 4:
        return
    before = start - 1 if start > 0 and tokens[start - 1] != "," else start - 2
    if before >= 0 and tokens[before][0].isdigit():
        yield tokens[before], name
    after = [token for token in tokens[at + 1 : at + 4] if token not in (",", "no", "bld", "d")]
    if after and after[0][0].isdigit() and len(after[0]) < 6:
        yield after[0], name
