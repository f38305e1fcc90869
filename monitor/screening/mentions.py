"""The user's parties in the words of a document, whatever was made of them: found where their telling words stand.

The names of a text are its runs of capitalized words (``passages.py``). A party is compared, on the same scores as with an
entry, with those windows of a run that have about as many words as its own name and share some with it. A party of one
word needs the whole run: "Hudson" is not named where "Hudson Technologies" is.

What parts one name from the next may stand within one, too ("Foo Academy, Institute of Bar", "Works named after Baz", "Foo
subordinate institution: Bar"). So a party whose own name is several runs is looked for in as many side by side.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from monitor.model import MENTION, Match, Named, WatchedParty
from monitor.screening.compare import Similarity, compare
from monitor.screening.index import OTHER_COUNTRY_WEAK, READ_OUT, at_most
from monitor.screening.names import Name, prepare
from monitor.screening.pairing import runs_of_words
from monitor.screening.passages import name_runs, runs_of, small_words
from monitor.screening.readings import Reading, readings_of
from monitor.screening.spelling import SHORTEST, keys
from monitor.screening.weights import TELLING, Weights
from monitor.text.countries import agreeing, country_named

MOST_RUNS = 60
"""Runs of a text that are looked at for one party, those that share the most words with it first."""
MOST_PLACES = 1000
"""Places of a text at which runs side by side are looked at for one party."""
MOST_PARTS = 6
"""Runs of a party's own name, at most."""
BETWEEN_PARTS = " \u2026 "
"""What is left out of a name that is read in parts."""
MOST_WINDOWS = 4
"""Windows of one run that are compared letter by letter."""
LEAST_SHARE = 0.4
"""A run that has less than this of what the words of a party tell cannot reach any score that is asked for."""
LONG = 3
"""A name of more words may lack one of them within a run."""
CUT_OUT = 0.95
"""What is left of the score where only a part of a run is compared and it has not all words of the party's name."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a party is named: ``text`` as the document has it, and how like the two names are."""

    watch: WatchedParty
    text: str
    words: tuple[str, ...]
    score: float


class NamesInText:
    """The names that stand in a text, by their words and by near spellings of these.

    ``weights`` come from the whole list. ``compared`` counts the pairs of names that were compared letter by letter.
    """

    def __init__(self, text: str, weights: Weights) -> None:
        self.compared = 0
        self._weights = weights
        self._in_order = [run for said in name_runs(text) if (run := prepare(said)).words]
        self._runs = list(dict.fromkeys(self._in_order))
        self._places: dict[Name, list[int]] = defaultdict(list)
        self._small = small_words(text)
        self._words = frozenset(text.casefold().split()) if text else frozenset()
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_pair: dict[str, list[int]] = defaultdict(list)
        self._spellings: dict[str, set[str]] = defaultdict(set)
        self._near: dict[str, frozenset[str]] = {}
        for place, run in enumerate(self._in_order):
            self._places[run].append(place)
        for n, run in enumerate(self._runs):
            for word in set(run.words):
                self._by_word[word].append(n)
            for pair in {"".join(two) for two in pairwise(run.words)}:
                self._by_pair[pair].append(n)
        for word in self._by_word:
            for key in keys(word):
                self._spellings[key].add(word)

    def mentions(self, parties: Iterable[WatchedParty], minimum: float) -> Iterator[Mention]:
        """The parties that are named with a score of at least ``minimum``, each once, where it is likest."""
        for watch in parties:
            best: Mention | None = None
            for ours, reading, parts in _ways(watch):
                for run, window, similarity in self._most_similar(reading.name, parts):
                    score = round(self._score(similarity, watch) * (READ_OUT if reading.left_off else 1), 3)
                    score = at_most(score, ours, run.text)
                    if score >= minimum and (best is None or score > best.score):
                        best = Mention(watch, run.text, window.words, score)
            if best is not None:
                yield best

    def _score(self, similarity: Similarity, watch: WatchedParty) -> float:
        """The similarity; a weak one counts less, unless the party's country is named in the text as well."""
        country = country_named(watch.country)
        if not similarity.weak or country is None:
            return similarity.score
        places = (place.casefold().split(",")[0].split()[0] for place in agreeing(country.name))
        agrees = any(word in self._words for here in places for word in (here, f"{here},", f"{here}."))
        return max(0.0, similarity.score + (0 if agrees else OTHER_COUNTRY_WEAK))

    def _most_similar(self, name: Name, parts: int) -> Iterator[tuple[Name, Name, Similarity]]:
        """Of each run that may name a party, or of ``parts`` side by side that may, the likest window."""
        if not name.words:
            return
        ordinary = len(name.words) == 1 and name.words[0] in self._small
        near = {word: self._near_words(word) for word in name.words}
        together_in = runs_of_words(name.words).union(*map(self._parted, name.words))
        wanted = frozenset(word for words in near.values() for word in words) | together_in
        whole = sum(map(self._weights.of, name.words))
        for run in self._likely(self._candidates(name, near), parts):
            shared = sum(self._weights.of(word) for word, words in near.items() if not words.isdisjoint(run.words))
            if shared < LEAST_SHARE * whole and together_in.isdisjoint(run.words):
                continue
            if ordinary and not run.forms:
                continue  # "integral" is a word of the text; "JSC Integral" is a name
            most_similar: tuple[Similarity, Name] | None = None
            for window in _windows(run, len(name.words), wanted):
                self.compared += 1
                similarity = compare(name, window, self._weights)
                if window is not run and similarity.only_first:
                    similarity = replace(similarity, score=similarity.score * CUT_OUT)
                if most_similar is None or similarity.score > most_similar[0].score:
                    most_similar = similarity, window
            if most_similar is not None:
                yield run, most_similar[1], most_similar[0]

    def _likely(self, candidates: Counter[int], parts: int) -> Iterator[Name]:
        """The runs that share the most with a party's name; of a name in parts, as many runs side by side."""
        if parts == 1:
            yield from (self._runs[n] for n, _ in candidates.most_common(MOST_RUNS))
            return
        shared: Counter[int] = Counter()
        places = ((place, words) for n, words in candidates.most_common() for place in self._places[self._runs[n]])
        for place, words in islice(places, MOST_PLACES):
            for first in range(max(0, place - parts + 1), place + 1):
                shared[first] += words
        for first, _ in shared.most_common(MOST_RUNS):
            yield prepare(BETWEEN_PARTS.join(run.text for run in self._in_order[first : first + parts]))

    def _candidates(self, name: Name, near: dict[str, frozenset[str]]) -> Counter[int]:
        """The runs with a telling word of ``name``, by how many; of a name of little words, those with two side by side."""
        found: Counter[int] = Counter()
        for word, spellings in near.items():
            if self._weights.of(word) >= TELLING:
                for spelling in spellings:
                    found.update(self._by_word.get(spelling, ()))
                for n in self._by_pair.get(word, ()):
                    found[n] += 2
        if len(name.words) == 1 and name.forms:  # "JSC Element": a little word, but all of the name beside its form
            alike = (n for n in self._by_word.get(name.words[0], ()) if self._runs[n].words == name.words)
            found.update(n for n in alike if not set(self._runs[n].forms).isdisjoint(name.forms))
        for run in runs_of_words(name.words):
            found.update(self._by_word.get(run, ()))
        if not any(self._weights.of(word) >= TELLING for word in name.words):
            for pair in pairwise(name.words):
                found.update(self._by_pair.get("".join(pair), ()))
        return found

    def _parted(self, word: str) -> frozenset[str]:
        """The words of runs that are ``word`` in two parts: "Sense Time" for "Sensetime"."""
        runs = (self._runs[n].words for n in self._by_pair.get(word, ()))
        return frozenset(one for words in runs for two in pairwise(words) if "".join(two) == word for one in two)

    def _near_words(self, word: str) -> frozenset[str]:
        """The words of the text that may be ``word``, spelt alike or nearly."""
        known = self._near.get(word)
        if known is None:
            found = {word} if word in self._by_word else set()
            if len(word) >= SHORTEST:
                for key in keys(word):
                    found |= self._spellings.get(key, set())
            known = self._near[word] = frozenset(found)
        return known


def _ways(watch: WatchedParty) -> Iterator[tuple[str, Reading, int]]:
    """The names of a party, each with its readings and the runs side by side that may hold one."""
    for name in watch.names:
        yield from ((name, reading, 1) for reading in readings_of(name))
        yield from ((name, reading, parts) for reading, parts in _in_parts(name))


def _in_parts(text: str) -> Iterator[tuple[Reading, int]]:
    """A party's name read as texts are, and of how many runs it is; nothing where one run says all that they do."""
    runs = list(islice(runs_of(text), MOST_PARTS + 1))
    name = prepare(BETWEEN_PARTS.join(runs))
    if len(runs) <= MOST_PARTS and all(Counter(name.words) - Counter(prepare(run).words) for run in runs):
        yield Reading(name, tuple(word for word in prepare(text).words if word not in name.words)), len(runs)


def match_of(mention: Mention, document: str) -> Match:
    """The mention as a match; ``document`` says of what kind the document is ("which could not be parsed")."""
    ours = mention.watch.name
    text = mention.text if len(mention.text) <= 200 else f"{mention.text[:200]}\u2026"
    spelt = f" Its text says \u201c{text}\u201d." if text != ours else ""
    return Match(
        watch=mention.watch,
        entry=Named("", text),
        matched=text,
        kind=MENTION,
        score=mention.score,
        explanation=f"your party \u201c{ours}\u201d is named in this document{f', {document}' if document else ''}.{spelt}",
    )


def _windows(run: Name, length: int, wanted: frozenset[str]) -> list[Name]:
    """Slices of a run of about ``length`` words, those with the most of the ``wanted`` words first; else all of it."""
    words = run.words
    if length == 1 or len(words) <= length - 1:
        return [run] if wanted.intersection(words) else []
    hits = [0]
    for word in words:
        hits.append(hits[-1] + (word in wanted))
    shortest = length - 1 if length > LONG else length
    sizes = range(min(shortest, len(words)), min(length + 1, len(words)) + 1)
    ranked = sorted(
        (hits[at] - hits[at + size], abs(size - length), at, size)
        for size in sizes
        for at in range(len(words) - size + 1)
    )
    best = [words[at : at + size] for had, _, at, size in ranked[:MOST_WINDOWS] if had]
    return [replace(run, words=window, joined="".join(window)) for window in best]
