"""Entries of the list, so kept that those a party may be are found without comparing it with all."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from monitor.model import Entry, Match, Named, WatchedParty
from monitor.screening.address import SURE, Addresses, take_apart, without_room
from monitor.screening.compare import Similarity, compare
from monitor.screening.decisions import same_name
from monitor.screening.explain import explain, explain_address, explain_identifier
from monitor.screening.identifiers import NO_EVIDENCE, Evidence, Identifiers, numbers_in, numbers_of
from monitor.screening.keys import (
    letters_meant,
    listed_keys,
    little_word_meant,
    party_keys,
    party_words,
    skeletons,
    telling_words,
    with_words,
    word_keys,
)
from monitor.screening.names import Name
from monitor.screening.readings import Reading, readings_of
from monitor.screening.variants import Written, names_of
from monitor.screening.weights import Weights, generic, tells_nothing
from monitor.text.countries import countries_agree
from monitor.text.names import fold, same_spelling

WORDS_KEPT = 65536
"""Words of parties of which it is remembered what they are near: those of a million parties are too many."""
SAME_COUNTRY, OTHER_COUNTRY, OTHER_COUNTRY_WEAK = 0.03, -0.03, -0.16
OTHER_NAME = 0.99
"""The highest score of a name that is not the party's own; 1 says that they are the same."""
READ_OUT = 0.98
"""What is left of the score of a name that was read out of a line with more in it."""
IDENTIFIED = 0.95
"""The score of a party that has a number of an entry (LEI, registration number), whatever it is called."""
SHORTEST_CUT, FEWEST_LETTERS, CUT = 28, 7, 0.9
"""A name of so many characters with which a listed one begins may be that one, cut by a system that takes no more;
so many letters of it are not those of legal forms."""
CUT_KEY = 20
"""Letters of such a name by which it is looked up."""
SHORTEST_WHOLE = 5
"""Letters of a last word from which on it is none that was cut."""
BONES_FEW, BONES, BONES_SURE = 0.86, 0.9, 5
"""Scores of names that agree in all their consonants, few (four, five) or more of them."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The likest name of one entry: by which reading of the party's, and with what put right in it."""

    score: float
    similarity: Similarity
    written: Written
    reading: Reading
    put_right: Mapping[str, str]
    ours: str
    """The party's name or alias that was read."""
    evidence: Evidence


class Index:
    """The names of entries by their telling words, and by near spellings of these.

    ``weights`` come from the whole list; an index over the entries of one rule takes them ready made. ``compared`` counts
    the pairs of names that were compared letter by letter.
    """

    def __init__(self, entries: Iterable[Entry], weights: Weights | None = None) -> None:
        self.entries = tuple(entries)
        self.names = [written for entry in self.entries for written in names_of(entry)]
        self.weights = weights or Weights(written.name for written in self.names)
        self.compared = 0
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._telling: set[str] = set()
        self._word_meant = lru_cache(WORDS_KEPT)(self._meant)
        self._names_near = lru_cache(WORDS_KEPT)(self._near)
        self._beginnings: list[tuple[str, int]] | None = None
        for n, written in enumerate(self.names):
            for key in listed_keys(written.name, self.weights):
                self._by_key[key].append(n)
            self._telling |= telling_words(written.name, self.weights)

    def lookups(self) -> Iterator[str]:
        """Every key by which a party may be found that is to be compared with one of the names, or has one of the addresses or
        numbers."""
        yield from self._by_key
        for written in self.names:
            folded = fold(written.name.text)
            yield from (f"<{folded[:many]}" for many in range(1, min(len(folded), CUT_KEY) + 1))
        yield from map(
            address_key, {key for entry in self.entries for text in entry.addresses for key in take_apart(text).keys}
        )
        yield from (number_key(number) for entry in self.entries for number in numbers_in(entry))

    def matches(self, watch: WatchedParty, minimum: float) -> list[Match]:
        """The entries that ``watch`` may be, with scores of at least ``minimum``, best first; one match an entry."""
        found: dict[int, _Found] = {}
        numbers = self._evidence(watch)
        for ours, reading in ((one, reading) for one in watch.names for reading in readings_of(one)):
            name, put_right = self._corrected(reading.name)
            likely = [(n, self._similarity(name, self.names[n], watch.country)) for n in sorted(self._candidates(name))]
            for n, similarity in (*likely, *self._begun(reading)):
                key = id(self.names[n].entry)
                evidence = numbers[key][1] if key in numbers else NO_EVIDENCE
                score = _with_country(similarity, watch, self.names[n].entry) if similarity.score else 0.0
                score *= READ_OUT if reading.left_off else 1
                score = min(1.0, score + evidence.raises) if score else 0.0
                score = at_most(score, ours, self.names[n].name.text)
                if score >= minimum and (key not in found or score > found[key].score):
                    found[key] = _Found(score, similarity, self.names[n], reading, put_right, ours, evidence)
        best = {key: _match(watch, one) for key, one in found.items()}
        for entry, other in (*self._at_addresses(watch), *_by_number(watch, numbers.values())):
            known = best.get(id(entry))
            if other.score >= minimum and (known is None or other.score > known.score):
                best[id(entry)] = other
        return sorted(best.values(), key=lambda m: (-m.score, m.entry.country, m.entry.name))

    def _begun(self, reading: Reading) -> Iterator[tuple[int, Similarity]]:
        """The names of which a long name that was cut is the beginning."""
        if not cut_key(reading.name):
            return
        text = reading.name.text.strip()
        if self._beginnings is None:
            self._beginnings = sorted((fold(written.name.text), n) for n, written in enumerate(self.names))
        key = fold(text)
        for at in range(bisect_left(self._beginnings, (key, -1)), len(self._beginnings)):
            whole, n = self._beginnings[at]
            if not whole.startswith(key):
                return
            if whole != key:
                yield (
                    n,
                    Similarity(CUT, reading.name.words, only_second=(f"\u2026{self.names[n].name.text[len(text) :]}",)),
                )

    def _similarity(self, ours: Name, written: Written, country: str) -> Similarity:
        self.compared += 1
        theirs = written.name
        if ours.vowelless and not tells_nothing(ours) and (shared := skeletons(ours) & skeletons(theirs)):
            score = BONES if max(len(skeleton) - 1 for _, skeleton in shared) > BONES_SURE else BONES_FEW
            return Similarity(score, nearly=((ours.text, theirs.text),))
        known = countries_agree(country, written.entry.country) is not None
        return compare(ours, theirs, self.weights, country == written.entry.country if known else None)

    @cached_property
    def _addresses(self) -> Addresses:
        return Addresses(self.entries)

    @cached_property
    def _identifiers(self) -> Identifiers:
        return Identifiers(self.entries)

    def _at_addresses(self, watch: WatchedParty) -> Iterator[tuple[Entry, Match]]:
        for address in watch.addresses:
            for entry, text, score in self._addresses.at(address):
                yield (
                    entry,
                    _by_other(
                        watch,
                        entry,
                        text,
                        "address",
                        score,
                        explain_address(entry, text if score >= SURE else without_room(text)),
                    ),
                )

    def _evidence(self, watch: WatchedParty) -> dict[int, tuple[Entry, Evidence]]:
        """The entries of which the party's numbers say something, by their identity."""
        if not numbers_of(watch):
            return {}
        return {id(entry): (entry, evidence) for entry, evidence in self._identifiers.beside(watch)}

    def _corrected(self, name: Name) -> tuple[Name, dict[str, str]]:
        """``name`` with little words mistyped ("Techologies", "Limted") put right, and which was typed for each."""
        said = [(typed, self._word_meant(typed)) for typed in name.words]
        put_right = {word: typed for typed, words in said for word in words if (typed,) != words}
        if not put_right:
            return name, put_right
        return with_words(name, [word for _, words in said for word in words]), put_right

    def _meant(self, word: str) -> tuple[str, ...]:
        if self.weights.of(word) < 1 or word in self._telling:
            return (word,)
        known = [said for said in letters_meant(word) if said in self._telling or said in generic()]
        return tuple(known[:1]) or little_word_meant(word)

    def _candidates(self, name: Name) -> set[int]:
        found = {n for key in party_keys(name) for n in self._by_key.get(key, ())}
        return found.union(*map(self._names_near, party_words(name)))

    def _near(self, word: str) -> frozenset[int]:
        """The names with a telling word that is, or is nearly, ``word``."""
        return frozenset(n for key in word_keys(word) for n in self._by_key.get(key, ()))


def cut_key(name: Name) -> str:
    """The key of a party's name that may have been cut; "" for one that has not."""
    text = name.text.strip()
    if len(text) < SHORTEST_CUT or name.only_forms or _whole(name) or len(name.joined) < FEWEST_LETTERS:
        return ""
    return f"<{fold(text)[:CUT_KEY]}"


def _whole(name: Name) -> bool:
    """Whether a name that tells nothing was not cut within its last word: not "Scientific-Production Association and Sc"."""
    return tells_nothing(name) and len(name.text.split()[-1]) >= SHORTEST_WHOLE


def address_key(place: tuple[str, str]) -> str:
    """The key of a number and a street."""
    return f"@{' '.join(place)}"


def number_key(number: str) -> str:
    """The key of a number by which a register or a bank knows a party."""
    return f"#{number}"


def at_most(score: float, ours: str, theirs: str) -> float:
    """``score``, as high as it may be of these two names."""
    return score if score <= OTHER_NAME or same_spelling(ours, theirs) else OTHER_NAME


def match_id(watch: WatchedParty, entry: Entry) -> str:
    """Eight hex digits that name the pair of party and entry, the same in every run and on every machine.

    They are the first of SHA-256 over the party's reference, the destination and the entry's name, the latter without
    case, accents and punctuation. What else changes in either leaves them be.
    """
    said = "\n".join((watch.reference, *same_name(entry)))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _by_number(watch: WatchedParty, found: Iterable[tuple[Entry, Evidence]]) -> Iterator[tuple[Entry, Match]]:
    for entry, evidence in found:
        if same := evidence.same:
            said = explain_identifier(watch, entry, same)
            yield entry, _by_other(watch, entry, same.text, "identifier", IDENTIFIED, said)


def _by_other(watch: WatchedParty, entry: Entry, text: str, kind: str, score: float, said: str) -> Match:
    """A match by something else than names."""
    return Match(watch, Named(entry.country, entry.name, entry.list), text, kind, score, said, match_id(watch, entry))


def _as_typed(similarity: Similarity, put_right: Mapping[str, str]) -> Similarity:
    """The similarity in the words that the user typed, where generic ones among them were put right to compare them."""
    if not put_right:
        return similarity
    mistyped = tuple((put_right[word], word) for word in similarity.same if word in put_right)
    return replace(
        similarity,
        same=tuple(word for word in similarity.same if word not in put_right),
        nearly=(*((put_right.get(a, a), b) for a, b in similarity.nearly), *mistyped),
        only_first=tuple(put_right.get(word, word) for word in similarity.only_first),
    )


def _with_country(similarity: Similarity, watch: WatchedParty, entry: Entry) -> float:
    agrees = countries_agree(watch.country, entry.country)
    if agrees is None:
        return similarity.score
    other = OTHER_COUNTRY_WEAK if similarity.weak else OTHER_COUNTRY
    return max(0.0, min(1.0, similarity.score + (SAME_COUNTRY if agrees else other)))


def _match(watch: WatchedParty, found: _Found) -> Match:
    written, reading = found.written, found.reading
    return Match(
        watch=watch,
        entry=Named(written.entry.country, written.entry.name, written.entry.list),
        matched=written.name.text,
        kind=written.kind,
        score=round(found.score, 3),
        explanation=explain(
            watch,
            reading,
            written.entry,
            written.name,
            written.kind,
            written.within,
            _as_typed(found.similarity, found.put_right),
            found.ours,
            found.evidence,
        ),
        id=match_id(watch, written.entry),
    )
