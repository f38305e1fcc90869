"""Parties, so kept that those which an entry may be are found without comparing it with all.

A rule adds some entries, and there may be a million parties: what a look-up costs grows with the parties that are alike. An
index takes some 250 bytes a party. What it finds is to be compared (``Index.matches``); nothing that would match is left out.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from monitor.model import WatchedParty
from monitor.screening.address import take_apart
from monitor.screening.identifiers import numbers_of
from monitor.screening.index import Index, address_key, cut_key, number_key
from monitor.screening.keys import letters_meant, little_word_meant, party_keys, party_words, with_words, word_keys
from monitor.screening.names import Name
from monitor.screening.readings import readings_of

SEGMENT = 65_536
"""Parties in a segment, at most."""
_BITS = 20
"""Bits of a place within a segment."""
UNREADABLE = "!"
"""The key of parties that could not be indexed: they are always compared."""
_PLACE = (1 << _BITS) - 1


@dataclass(frozen=True, slots=True)
class Segment:
    """Some parties by the keys of their names: sorted numbers, each a key's checksum and the party's place.

    ``near`` are those of the near spellings of ``words``. Keys that share a checksum lead to a party too many, no harm.
    """

    references: tuple[str, ...]
    postings: array[int]
    words: tuple[str, ...]
    near: array[int]

    def places(self, key: str) -> Iterator[int]:
        """The places of the parties that have a key."""
        yield from _at(self.postings, key)
        if key[0] == "n":
            for at in _at(self.near, key):
                yield from _at(self.postings, f"w{self.words[at]}")


class PartyIndex:
    """The references of parties by the names that these may be."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._segments = tuple(segments)

    def likely(self, index: Index) -> list[str]:
        """The references of the parties that are worth comparing with the entries of ``index``."""
        lookups = [UNREADABLE, *index.lookups()]
        found: list[str] = []
        for segment in self._segments:
            places = {place for key in lookups for place in segment.places(key)}
            found += (segment.references[place] for place in sorted(places))
        return found


def segment_of(parties: Sequence[WatchedParty]) -> Segment:
    """The segment of up to :data:`SEGMENT` parties."""
    words: dict[str, int] = {}
    postings: list[int] = []
    for place, party in enumerate(parties):
        keys, own = _keys_of(party)
        for word in own:
            if len(words) <= _PLACE:
                words.setdefault(word, len(words))
        postings += (_number(key, place) for key in (*keys, *(f"w{word}" for word in own)))
    near = (_number(key, at) for word, at in words.items() for key in word_keys(word) if key[0] == "n")
    return Segment(
        tuple(p.reference for p in parties), array("Q", sorted(postings)), tuple(words), array("Q", sorted(near))
    )


def _keys_of(party: WatchedParty) -> tuple[set[str], set[str]]:
    """The keys of all names that a party may have, and their words."""
    keys: set[str] = set()
    words: set[str] = set()
    try:
        _add_keys(party, keys, words)
    except Exception:  # noqa: BLE001 - one party holds up no other: whoever compares this one says what is wrong with it
        return {UNREADABLE}, set()
    return keys, words


def _add_keys(party: WatchedParty, keys: set[str], words: set[str]) -> None:
    for reading in (reading for written in party.names for reading in readings_of(written)):
        for name in _ways_meant(reading.name):
            keys.update(party_keys(name))
            words.update(party_words(name))
        if key := cut_key(reading.name):
            keys.add(key)
    keys.update(address_key(place) for address in party.addresses for place in take_apart(address).keys)
    keys.update(map(number_key, numbers_of(party)))


def _ways_meant(name: Name) -> Iterator[Name]:
    """The name, and with all little words put right that may be mistyped, and digits that may stand for letters in each way;
    which of them are depends on the list."""
    yield name
    several = max((len(letters_meant(word)) for word in name.words), default=0)
    for way in range(max(1, several)):
        words = [said for word in name.words for said in _meant(word, way)]
        if words != list(name.words):
            yield with_words(name, words)


def _meant(word: str, way: int) -> tuple[str, ...]:
    letters = letters_meant(word)
    return (letters[min(way, len(letters) - 1)],) if letters else little_word_meant(word)


def _number(key: str, place: int) -> int:
    return crc32(key.encode("utf-8", "surrogatepass")) << _BITS | place


def _at(numbers: array[int], key: str) -> Iterator[int]:
    first = crc32(key.encode("utf-8", "surrogatepass")) << _BITS
    for at in range(bisect_left(numbers, first), len(numbers)):
        number = numbers[at]
        if number > first | _PLACE:
            return
        yield number & _PLACE
