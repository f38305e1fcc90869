"""A party at the address of an entry: the same building number of the same street in the same town.

The list has addresses as parties of their own ("Address 06", since June 2024), and says of them that who uses one is to be
taken for a risk; that a party shares the address of a named entry is a red flag too. Anything less than number, street and
town is no evidence.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.model import Entry
from monitor.screening.weights import places

SURE, LIKELY = 0.9, 0.87
"""Scores: also the room, floor or post code is the same; only building, street and town are."""
MOST_WORDS, FEWEST_LETTERS = 3, 4
"""Words of a street's or house's name that are looked at, and letters that it has."""
MOST_BETWEEN = 3
"""What says nothing of the name may stand so often between it and its number."""
SINGULAR = 3
"""Letters of the shortest words of a room or floor that have a plural ("unit")."""
MOST_TOKENS = 120
"""No address has more; a hostile one might."""
# e.g. "33 mong kok road, 12b-3", "2 - 16", "b5", "no33"
_TOKEN = re.compile(r"no(?=[0-9])|[a-z]+-?[0-9][0-9a-z]*|[a-z]+|[0-9]+[a-z]?(?: ?- ?[0-9]+)*|,")


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart: numbers with the street or house that each stands at, and all that else may tell the town or
    the room. ``whole`` are the keys of which the name goes no further."""

    keys: frozenset[tuple[str, str]]
    whole: frozenset[tuple[str, str]]
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
        best: dict[tuple[int, str], tuple[Entry, str, float]] = {}
        for key in ours.keys:
            number, name = key
            for entry, text, theirs in self._by_key.get(key, ()):
                # The town: a word that is not of the street.
                told = any(word not in name for word in ours.words & theirs.words)
                if not told or key not in ours.whole | theirs.whole:
                    continue
                more = any(number not in (one, *one.split("-")) for one in ours.numbers & theirs.numbers)
                score = SURE if more else LIKELY
                if (id(entry), text) not in best or best[id(entry), text][2] < score:
                    best[id(entry), text] = entry, text, score
        yield from best.values()


def take_apart(text: str) -> Place:
    """Numbers with streets and houses, and other words of an address. None found: an empty ``keys``."""
    found = _TOKEN.findall(_plain(text).lower())[:MOST_TOKENS]
    keys = {key: whole for at, said in enumerate(found) if said[0].isdigit() for key, whole in _keys_at(found, at)}
    words = (said for said in found if len(said) >= FEWEST_LETTERS and said.isalpha())
    return Place(
        frozenset(keys),
        frozenset(key for key, whole in keys.items() if whole),
        frozenset(word for word in words if not _says_nothing(word) and word not in _set("areas")),
        frozenset(said.replace(" ", "") for said in found if said != "," and not said.isalpha()),
    )


def without_room(text: str) -> str:
    """An address as it is of everybody in the building: without what says but the room, the floor and the tower."""
    pieces = text.split(",")
    return ",".join(piece for piece in pieces if not _only_a_room(piece)).strip() or text


def _only_a_room(piece: str) -> bool:
    words = [said.removesuffix("s") if len(said) > SINGULAR else said for said in _TOKEN.findall(_plain(piece).lower())]
    inside = _set("rooms") | _FLOORS | _set("towers")
    return not inside.isdisjoint(words) and all(
        word in inside or word in _set("parts") or len(word) == 1 or not word.isalpha() for word in words
    )


def _keys_at(found: Sequence[str], at: int) -> Iterator[tuple[tuple[str, str], bool]]:
    """The number ``at`` with the names behind it ("33 Mong Kok Road"), and with those before it where a street's word says so.

    The number of a room or floor stands with the name of a house alone: "Room 1605, Ho King Centre".
    """
    names = _names_behind(found, at)
    if _is_room(found, at):
        names = [(name, end) for name, end in names if end in _set("houses")]
    last = at - 1
    while last >= 0 and at - last <= MOST_BETWEEN and (found[last] == "," or found[last] in _set("parts")):
        last -= 1
    if last >= 0 and found[last] in _set("streets"):
        before = found[max(0, last - MOST_WORDS) : last]
        whole = [before[start:] for start in range(len(before)) if all(map(str.isalpha, before[start:]))]
        names += [(_joined(words), "") for words in whole]
    for name, end in names:
        town = (name in places() or name in _set("areas")) and not (end and _says_nothing(end))
        if len(name) >= FEWEST_LETTERS and not town:
            yield from (((number, name), _ends(end)) for number in _numbers(found[at]))


def _is_room(found: Sequence[str], at: int) -> bool:
    """Whether the number ``at`` is that of a room or a floor: "Room No. 8", "13/F", "13th floor"."""
    before = [said for said in found[max(0, at - 3) : at] if said != "no"]
    behind = [said for said in found[at + 1 : at + 3] if said not in ("th", "nd", "rd", "st")]
    a_floors = before[-1:] and before[-1] in _FLOORS and before[-2:-1] and before[-2][0].isdigit()  # "3/F 18 Foo Road"
    named = before[-1:] and before[-1] in _set("rooms") and not a_floors
    return bool(named) or bool(_FLOORS.intersection(behind[:1])) or found[at][-1] == "f"


_FLOORS = frozenset({"f", "fl", "floor"})


def _names_behind(found: Sequence[str], at: int) -> list[tuple[str, str]]:
    """The names with which the words behind a number begin, in one as some write them, and what comes after each."""
    start = at + 1
    while start < len(found) and start - at <= MOST_BETWEEN and (found[start] == "," or _in_house(found[start])):
        start += 1
    names: list[tuple[str, str]] = []
    for end in range(start + 1, start + 1 + MOST_WORDS):
        if end > len(found) or not found[end - 1].isalpha() or _says_nothing(found[end - 1]):
            break
        names.append((_joined(found[start:end]), found[end] if end < len(found) else ""))
    return names


def _in_house(said: str) -> bool:
    """Whether this is part of no name: "F-2", "Block"."""
    return _says_nothing(said) or (said[0].isalpha() and not said.isalpha())


def _ends(behind: str) -> bool:
    """Whether a name goes no further."""
    return not behind.isalpha() or _says_nothing(behind)


def _joined(words: Sequence[str]) -> str:
    return "".join(word for word in words if word not in _set("parts"))


def _numbers(said: str) -> Iterator[str]:
    """A number, or the two ends of a range and all of it: "2-16", "2 - 16"."""
    whole = said.replace(" ", "")
    yield whole
    ends = whole.split("-")
    if len(ends) > 1:
        yield ends[0]
        yield ends[-1]


def _says_nothing(word: str) -> bool:
    return any(word in _set(kind) for kind in ("streets", "houses", "rooms", "parts"))


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(_data()[name])


@cache
def _data() -> dict[str, list[str]]:
    return tomllib.loads((files("monitor.screening") / "address_words.toml").read_text("utf-8"))


def _plain(text: str) -> str:
    if text.isascii():
        return text
    from anyascii import anyascii  # noqa: PLC0415 - most addresses need it not

    return anyascii(text)
