"""Entries of the list, so kept that those a party may be are found without comparing it with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from monitor.model import Entry, Match, Named, Watch
from monitor.screening.compare import Likeness, compare
from monitor.screening.explain import explain
from monitor.screening.names import Name, prepare
from monitor.screening.weights import TELLING, Weights

SHORTEST_VARIED = 5
"""Words of fewer letters are looked up as they are."""
SAME_COUNTRY, OTHER_COUNTRY = 0.03, -0.03


@dataclass(frozen=True, slots=True)
class Written:
    """One name of an entry: its own, an alias, or that of a party within it."""

    entry: Entry
    kind: str
    name: Name
    within: str = ""


class Index:
    """The names of entries by their telling words, and by near spellings of these."""

    def __init__(self, entries: Iterable[Entry], weights: Weights | None = None) -> None:
        self.names = [written for entry in entries for written in _names(entry)]
        self.weights = weights or Weights(written.name for written in self.names)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_joined: dict[str, list[int]] = defaultdict(list)
        self._spellings: dict[str, set[str]] = defaultdict(set)
        for n, written in enumerate(self.names):
            self._by_joined[written.name.joined].append(n)
            for word in set(written.name.words):
                if self.weights.of(word) >= TELLING:
                    self._by_word[word].append(n)
        for word in self._by_word:
            for key in _keys(word):
                self._spellings[key].add(word)

    def matches(self, watch: Watch, minimum: float) -> list[Match]:
        """The entries that ``watch`` may be, with scores of at least ``minimum``, best first; one match an entry."""
        name = prepare(watch.name)
        best: dict[int, tuple[float, Likeness, Written]] = {}
        for n in self._candidates(name):
            written = self.names[n]
            likeness = compare(name, written.name, self.weights)
            score = _with_country(likeness.score, watch, written.entry) if likeness.score else 0.0
            key = id(written.entry)
            if score >= minimum and (key not in best or score > best[key][0]):
                best[key] = (score, likeness, written)
        found = [_match(watch, *one) for one in best.values()]
        return sorted(found, key=lambda m: (-m.score, m.entry.country, m.entry.name))

    def _candidates(self, name: Name) -> set[int]:
        found = set(self._by_joined.get(name.joined, ()))
        for word in {*name.words, *_neighbours(name.words)}:
            found.update(self._by_word.get(word, ()))
            if len(word) >= SHORTEST_VARIED:
                for key in _keys(word):
                    for near in self._spellings.get(key, ()):
                        found.update(self._by_word[near])
        return found


def _names(entry: Entry) -> Iterator[Written]:
    yield Written(entry, "name", prepare(entry.name))
    for alias in entry.aliases:
        yield Written(entry, "alias", prepare(alias))
    for sub in entry.sub_entities:
        for name in (sub.name, *sub.aliases):
            yield Written(entry, "alias", prepare(name), within=sub.name)


def _neighbours(words: tuple[str, ...]) -> Iterator[str]:
    """Two words written as one."""
    return (first + second for first, second in pairwise(words))


def _keys(word: str) -> Iterator[str]:
    """Keys that words of near spellings share: all but one of the letters, or the consonants alone."""
    if len(word) < SHORTEST_VARIED or any(map(str.isdigit, word)):
        return
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
    bones = _bones(word)
    if len(bones) >= 4:
        yield f"~{bones}"


_VOWELS = str.maketrans("", "", "aeiouyhw'")


def _bones(word: str) -> str:
    """The consonants, said alike: x as ks, c and q as k, doubled ones once."""
    plain = word.replace("x", "ks").replace("c", "k").replace("q", "k").replace("ph", "f").replace("j", "y")
    bare = plain.translate(_VOWELS)
    return "".join(letter for at, letter in enumerate(bare) if at == 0 or letter != bare[at - 1])


def _with_country(score: float, watch: Watch, entry: Entry) -> float:
    if not watch.country:
        return score
    return max(0.0, min(1.0, score + (SAME_COUNTRY if watch.country == entry.country else OTHER_COUNTRY)))


def _match(watch: Watch, score: float, likeness: Likeness, written: Written) -> Match:
    return Match(
        watch=watch,
        entry=Named(written.entry.country, written.entry.name),
        matched=written.name.text,
        kind=written.kind,
        score=round(score, 3),
        explanation=explain(
            watch, prepare(watch.name), written.entry, written.name, written.kind, written.within, likeness
        ),
    )
