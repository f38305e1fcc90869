"""Entries of the list, so kept that those a party may be are found without comparing it with all."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

from monitor.model import Entry, Match, Named, WatchedParty
from monitor.screening.address import Addresses
from monitor.screening.compare import (
    FEW_WORDS,
    LONGEST_RUN,
    Similarity,
    compare,
    telling_part,
    together,
    without_country,
)
from monitor.screening.decisions import same_name
from monitor.screening.explain import explain, explain_address
from monitor.screening.names import Name, legal_forms_in_words, meant, vocabulary, without_forms
from monitor.screening.readings import Reading, readings_of
from monitor.screening.spelling import SHORTEST, bones, consonants, keys
from monitor.screening.variants import Written, names_of
from monitor.screening.weights import TELLING, Weights, common, generic
from monitor.text.countries import countries_agree
from monitor.text.names import fold, same_spelling

# e.g. "\uae40\uc815\uc740"
_KOREAN = re.compile("[\uac00-\ud7a3]")
LONG_ENOUGH = 7
"""Little words from this length on are known when one letter is wrong."""
SAME_COUNTRY, OTHER_COUNTRY, OTHER_COUNTRY_WEAK = 0.03, -0.03, -0.16
OTHER_NAME = 0.99
"""The highest score of a name that is not the party's own; 1 says that they are the same."""
READ_OUT = 0.98
"""What is left of the score of a name that was read out of a line with more in it."""
FEWEST_TWOS = 3
"""Pairs of little words that two names have in common when they are worth comparing: three words make three."""
SHORTEST_CUT, FEWEST_LETTERS, CUT = 28, 7, 0.9
"""A name of so many characters with which a listed one begins may be that one, cut by a system that takes no more;
so many letters of it are not those of legal forms."""
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


class Index:
    """The names of entries by their telling words, and by near spellings of these.

    ``weights`` come from the whole list; an index over the entries of one rule takes them ready made. ``compared`` counts
    the pairs of names that were compared letter by letter.
    """

    def __init__(self, entries: Iterable[Entry], weights: Weights | None = None) -> None:
        self._entries = tuple(entries)
        self.names = [written for entry in self._entries for written in names_of(entry)]
        self.weights = weights or Weights(written.name for written in self.names)
        self.compared = 0
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_whole: dict[str, list[int]] = defaultdict(list)
        self._by_rest: dict[str, list[int]] = defaultdict(list)
        self._by_bones: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._by_initials: dict[str, list[int]] = defaultdict(list)
        self._by_two: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._spellings: dict[str, set[str]] = defaultdict(set)
        self._meant: dict[str, tuple[str, ...]] = {}
        self._near: dict[str, frozenset[int]] = {}
        self._addresses: Addresses | None = None
        self._beginnings: list[tuple[str, int]] | None = None
        for n, written in enumerate(self.names):
            self._add(n, written.name)
        for word in self._by_word:
            for key in keys(word):
                self._spellings[key].add(word)

    def _add(self, n: int, name: Name) -> None:
        for whole in {name.joined, _sorted(name)}:
            self._by_whole[whole].append(n)
        for skeleton in _skeletons(name):
            self._by_bones[skeleton].append(n)
        telling = {word for word in name.words if self.weights.of(word) >= TELLING or word in common()}
        for word in telling:
            self._by_word[word].append(n)
        if not telling:
            for rest in _all_but_one(name):
                self._by_rest[rest].append(n)
            for two in _by_twos(name):
                self._by_two[two].append(n)
        for initials in name.initials:
            self._by_initials[initials].append(n)

    def matches(self, watch: WatchedParty, minimum: float) -> list[Match]:
        """The entries that ``watch`` may be, with scores of at least ``minimum``, best first; one match an entry."""
        found: dict[int, _Found] = {}
        for ours, reading in ((one, reading) for one in watch.names for reading in readings_of(one)):
            name, put_right = self._corrected(reading.name)
            likely = [(n, self._similarity(name, self.names[n], watch.country)) for n in sorted(self._candidates(name))]
            for n, similarity in (*likely, *self._begun(reading)):
                score = _with_country(similarity, watch, self.names[n].entry) if similarity.score else 0.0
                score *= READ_OUT if reading.left_off else 1
                score = at_most(score, ours, self.names[n].name.text)
                key = id(self.names[n].entry)
                if score >= minimum and (key not in found or score > found[key].score):
                    found[key] = _Found(score, similarity, self.names[n], reading, put_right, ours)
        best = {key: _match(watch, one) for key, one in found.items()}
        if watch.addresses:
            self._add_addresses(watch, minimum, best)
        return sorted(best.values(), key=lambda m: (-m.score, m.entry.country, m.entry.name))

    def _begun(self, reading: Reading) -> Iterator[tuple[int, Similarity]]:
        """The names of which a long name that was cut is the beginning."""
        text = reading.name.text.strip()
        if len(text) < SHORTEST_CUT or reading.name.only_forms or len(reading.name.joined) < FEWEST_LETTERS:
            return
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
        if ours.vowelless and (shared := _skeletons(ours) & _skeletons(theirs)):
            score = BONES if max(len(skeleton) - 1 for _, skeleton in shared) > BONES_SURE else BONES_FEW
            return Similarity(score, nearly=((" ".join(ours.words), " ".join(theirs.words)),))
        known = countries_agree(country, written.entry.country) is not None
        return compare(ours, theirs, self.weights, country == written.entry.country if known else None)

    def _add_addresses(self, watch: WatchedParty, minimum: float, best: dict[int, Match]) -> None:
        if self._addresses is None:
            self._addresses = Addresses(self._entries)
        for entry, text, score in (at for address in watch.addresses for at in self._addresses.at(address)):
            known = best.get(id(entry))
            if score >= minimum and (known is None or score > known.score):
                best[id(entry)] = Match(
                    watch=watch,
                    entry=Named(entry.country, entry.name),
                    matched=text,
                    kind="address",
                    score=score,
                    explanation=explain_address(watch, entry, text),
                    id=match_id(watch, entry),
                )

    def _corrected(self, name: Name) -> tuple[Name, dict[str, str]]:
        """``name`` with little words mistyped ("Techologies", "Limted") put right, and which was typed for each."""
        said = [(typed, self._word_meant(typed)) for typed in name.words]
        put_right = {word: typed for typed, words in said for word in words if (typed,) != words}
        if not put_right:
            return name, put_right
        kept, forms = without_forms([word for _, words in said for word in words])
        return replace(name, words=tuple(kept), forms=(*name.forms, *forms), joined="".join(kept)), put_right

    def _word_meant(self, word: str) -> tuple[str, ...]:
        said = self._meant.get(word)
        if said is None:
            said = self._meant[word] = self._generic_meant(word)
        return said

    def _generic_meant(self, word: str) -> tuple[str, ...]:
        if len(word) < LONG_ENOUGH - 1 or self.weights.of(word) < 1 or word in self._by_word:
            return (word,)
        near = {one for key in keys(word) if key[0] != "~" for one in _little_keys().get(key, ())}
        near = near if len(word) >= LONG_ENOUGH else near & _form_words()
        said = {meant(one) for one in near}
        return said.pop() if len(said) == 1 else (word,)

    def _candidates(self, name: Name) -> set[int]:
        found = set(self._by_whole.get(name.joined, ()))
        found.update(self._by_whole.get(_sorted(name), ()))
        found.update(self._by_rest.get(_sorted(name), ()))
        for rest in _all_but_one(name):
            found.update(self._by_whole.get(rest, ()))
        if bare := without_country(name):
            found.update(self._by_whole.get("".join(bare), ()))
        found.update(self._by_initials.get(name.joined, ()))
        if sum(word not in generic() for word in name.words) < 2:
            counted = Counter(n for two in _by_twos(name) for n in self._by_two.get(two, ()))
            found.update(n for n, twos in counted.items() if twos >= FEWEST_TWOS)
        if name.vowelless:
            found.update(n for skeleton in _skeletons(name) for n in self._by_bones.get(skeleton, ()))
        for word in name.words:
            if near := self._names_near(word):
                found |= near
        for run in _runs(name.words):
            if run in self._by_word:
                found.update(self._by_word[run])
        return found

    def _names_near(self, word: str) -> frozenset[int]:
        near = self._near.get(word)
        if near is None:
            found = set(self._by_word.get(word, ()))
            if len(word) >= SHORTEST:
                for key in keys(word):
                    for other in self._spellings.get(key, ()):
                        found.update(self._by_word[other])
            near = self._near[word] = frozenset(found)
        return near


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


@cache
def _form_words() -> frozenset[str]:
    return frozenset(word for form in legal_forms_in_words() for word in form)


@cache
def _little_keys() -> dict[str, set[str]]:
    """Generic and common words and those of legal forms, long enough to be known when mistyped, by their keys."""
    found: dict[str, set[str]] = defaultdict(set)
    for word in generic().union(vocabulary()["common"], vocabulary()["same"], _form_words()):
        for key in keys(word) if len(word) >= LONG_ENOUGH else ():
            found[key].add(word)
    return found


def _sorted(name: Name) -> str:
    return " ".join(sorted(name.words))


def _all_but_one(name: Name) -> Iterator[str]:
    """The sorted words of a long name, each left out once: names of little words alone are found by them."""
    words = sorted(name.words)
    if len(words) >= FEW_WORDS:
        yield from (" ".join(words[:at] + words[at + 1 :]) for at in range(len(words)))


def _by_twos(name: Name) -> Iterator[tuple[str, str]]:
    """The pairs of words of a name, in alphabetical order."""
    yield from combinations(sorted(set(name.words)), 2)


def _skeletons(name: Name) -> set[tuple[int, str]]:
    """How many telling words there are, with their consonants as one, said alike and as they are written: Arabic script writes
    no more of them. Korean writes every vowel, if other ones: there only many consonants count, as they are written."""
    telling = telling_part(name)
    written, alike = "".join(map(consonants, telling)), "".join(map(bones, telling))
    ways = (("=", written, 5),) if _KOREAN.search(name.text) else (("=", written, 3), ("~", alike, 4))
    return {(len(telling), f"{way}{one}") for way, one, fewest in ways if len(one) >= fewest}


def _runs(words: tuple[str, ...]) -> Iterator[str]:
    """Neighbours written as one word."""
    for at in range(len(words)):
        for many in range(2, min(LONGEST_RUN, len(words) - at) + 1):
            yield from together(words[at : at + many])


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
        entry=Named(written.entry.country, written.entry.name),
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
        ),
        id=match_id(watch, written.entry),
    )
