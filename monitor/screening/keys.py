"""Keys that names share which are worth comparing: those of a listed name, and those of a party's.

Two names are compared where they share a key. The list is kept by the keys of its names, parties by theirs (``parties.py``):
what is found from either side is the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations

from monitor.screening.compare import (
    FEW_WORDS,
    INITIALS_ARE,
    telling_part,
    without_country,
    without_places,
)
from monitor.screening.names import Name, elsewhere, legal_forms_in_words, meant, vocabulary, without_forms
from monitor.screening.pairing import LONGEST_RUN, runs_of_words
from monitor.screening.signs import in_letters
from monitor.screening.spelling import SHORTEST, bones, consonants, cuts, keys
from monitor.screening.weights import TELLING, Weights, common, generic

MOST_COMBINED = 12
"""Words of a name of little words alone of which all threes are looked up."""
IN_COMMON = 3
"""Little words that two names have in common when they are worth comparing."""
LONG_ENOUGH = 7
"""Little words from this length on are known when one letter is wrong."""
# e.g. "\u05d0\u05dc\u05d1\u05d9\u05d8"
_HEBREW = re.compile("[\u05d0-\u05ea]")
_ONE_LETTER = str.maketrans("bp", "vv")
"""Hebrew has one letter for b and v, and one for p and f."""
# e.g. "\uae40\uc815\uc740"
_KOREAN = re.compile("[\uac00-\ud7a3]")


def listed_keys(name: Name, weights: Weights) -> Iterator[str]:
    """The keys of a name of the list."""
    yield from {f"={name.joined}", f"={_sorted(name)}"}
    yield from _skeleton_keys(name)
    yield from (f"i{initials}" for initials in name.initials)
    yield from _short_word_keys(name)
    telling = telling_words(name, weights)
    if telling and 1 < len(name.words) <= LONGEST_RUN and weights.of(name.joined) == 1:
        yield f"w{name.joined}"  # "Sense Time", for "Sensetime Group"
    for word in telling:
        yield from word_keys(word)
    if not telling:
        yield from (f"-{rest}" for rest in _all_but_one(name))
        yield from _threes(name)


def telling_words(name: Name, weights: Weights) -> set[str]:
    """The words of a listed name by which parties are found."""
    return {word for word in name.words if weights.of(word) >= TELLING or word in common()}


def party_keys(name: Name) -> Iterator[str]:
    """The keys of a party's name but those of its single words (:func:`party_words`)."""
    whole = _sorted(name)
    yield from {f"={name.joined}", f"={whole}", f"-{whole}"}
    yield from (f"={rest}" for rest in _all_but_one(name))
    if shorter := without_country(name):
        yield f"={''.join(shorter)}"
    yield f"i{name.joined}"
    if len(bare := without_places(name)) == 1:
        yield f"i{bare[0]}"
    yield from _short_word_keys(name)
    if sum(word not in generic() for word in name.words) < IN_COMMON - 1:
        yield from _threes(name)
    if name.vowelless:
        yield from _skeleton_keys(name)
    yield from (f"w{run}" for run in runs_of_words(name.words))


def party_words(name: Name) -> tuple[str, ...]:
    """The words of a party's name by which entries are found: a little word that is nearly a rare one tells nothing beside
    others."""
    return telling_part(name) or name.words


def word_keys(word: str) -> Iterator[str]:
    """The keys of one word, and of near spellings."""
    yield f"w{word}"
    yield from (f"n{key}" for key in keys(word))


def skeletons(name: Name) -> set[tuple[int, str]]:
    """How many telling words there are, with their consonants as one, said alike and as they are written: Arabic script writes
    no more of them. In Hebrew b and v, p and f are one letter. Korean writes every vowel, if other ones: there only many
    consonants count, as they are written."""
    telling = telling_part(name)
    written, alike = "".join(map(consonants, telling)), "".join(map(bones, telling))
    ways = [("=", written, 5)] if _KOREAN.search(name.text) else [("=", written, 3), ("~", alike, 4)]
    if not name.vowelless or _HEBREW.search(name.text):
        ways.append(("^", alike.translate(_ONE_LETTER).replace("ts", "s"), 4))
    return {(len(telling), f"{way}{one}") for way, one, fewest in ways if len(one) >= fewest}


def _skeleton_keys(name: Name) -> Iterator[str]:
    return (f"b{many}{skeleton}" for many, skeleton in skeletons(name))


def _sorted(name: Name) -> str:
    return " ".join(sorted(name.words))


def _all_but_one(name: Name) -> Iterator[str]:
    """The sorted words of a long name, each left out once: names of little words alone are found by them, short ones too."""
    words = sorted(name.words)
    fewest = FEW_WORDS if telling_part(name) else FEW_WORDS - 1
    if fewest <= len(words) <= MOST_COMBINED:
        yield from (" ".join(words[:at] + words[at + 1 :]) for at in range(len(words)))


def _short_word_keys(name: Name) -> Iterator[str]:
    """A letter left out of a short word, with all the others: "CVC Health", "CVS Health"."""
    for at, word in enumerate(name.words):
        if INITIALS_ARE < len(word) < SHORTEST and word.isalpha() and 1 < len(name.words) <= MOST_COMBINED:
            others = " ".join(sorted(name.words[:at] + name.words[at + 1 :]))
            yield from (f"s{cut} {others}" for cut in cuts(word))


def _threes(name: Name) -> Iterator[str]:
    """Every three words of a name, in alphabetical order."""
    words = sorted(set(name.words))[:MOST_COMBINED]
    return (f"3{' '.join(three)}" for three in combinations(words, IN_COMMON))


# -- little words mistyped ---------------------------------------------------------------------------------------------


def little_word_meant(word: str) -> tuple[str, ...]:
    """A word that is nearly a little one or a legal form ("Techologies", "Limted") as that is read; itself, where none is."""
    if len(word) < LONG_ENOUGH - 1:
        return (word,)
    near = {one for key in keys(word) if key[0] != "~" for one in _little_keys().get(key, ())}
    near = near if len(word) >= LONG_ENOUGH else near & (_form_words() | elsewhere().keys())
    said = {meant(one) for one in near}
    return said.pop() if len(said) == 1 else (word,)


def letters_meant(word: str) -> tuple[str, ...]:
    """A word with digits for letters ("H1KVISI0N") in the ways in which it may be meant, as those are read; none for others."""
    return tuple(said for letters in in_letters(word) for said in little_word_meant(letters))


def with_words(name: Name, words: list[str]) -> Name:
    """The name with other words, legal forms among them taken off."""
    kept, forms = without_forms(words)
    only_forms = kept is words
    return replace(name, words=tuple(kept), forms=(*name.forms, *forms), joined="".join(kept), only_forms=only_forms)


@cache
def _form_words() -> frozenset[str]:
    return frozenset(word for form in legal_forms_in_words() for word in form)


@cache
def _little_keys() -> dict[str, set[str]]:
    """Generic and common words and those of legal forms, long enough to be known when mistyped, by their keys."""
    found: dict[str, set[str]] = defaultdict(set)
    for word in generic().union(vocabulary()["common"], vocabulary()["same"], elsewhere(), _form_words()):
        for key in keys(word) if len(word) >= LONG_ENOUGH else ():
            found[key].add(word)
    return found
