"""How words come to be spelt differently: typing errors, other transliterations, cuts; and keys that near spellings share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

SHORTEST = 5
"""Words of fewer letters must be equal: "Ming" is not "Ning"."""
INITIAL = 0.5
"""How like a letter is to the name that it begins."""
LONG = 7
"""From this length on one wrong letter is more likely an error than another name; in the shortest, if not the first one."""

OF_PLACE = 0.95
"""How alike a place and the adjective of it are."""
PINYIN = 0.6
"""How alike two different words of Chinese syllables are: nearly always two names ("Shiyuan", "Zhiyuan")."""

MOST_STEPS = 2
"""So many letters off, at most, is a word that begins otherwise."""

_VOWELS = str.maketrans("", "", "aeiouyhw'")
_PLAIN_VOWELS = str.maketrans("", "", "aeiouy'")
_ARTICLES = ("al", "el")


def bones(word: str) -> str:
    """The consonants, said alike: x as ks, c and q as k, f as v, z as s, doubled ones once."""
    plain = word.replace("x", "ks").replace("ck", "k").replace("c", "k").replace("q", "k").replace("ph", "f")
    plain = plain.replace("f", "v").replace("z", "s")
    bare = plain.replace("kh", "h" if plain.startswith("kh") and len(plain) < 3 else "k").translate(_VOWELS)
    return once(bare)


def consonants(word: str) -> str:
    """The consonants as they are written, doubled ones once."""
    return once(word.translate(_PLAIN_VOWELS))


def once(word: str) -> str:
    """Doubled letters once."""
    return "".join(letter for at, letter in enumerate(word) if at == 0 or letter != word[at - 1])


def cuts(word: str) -> Iterator[str]:
    """The word, and each way of leaving a letter out: words of one typing error share one of them."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def keys(word: str) -> Iterator[str]:
    """Keys that words of near spellings share: all but one of the letters, two swapped, or the consonants alone."""
    if len(word) < SHORTEST or not word.isalpha():
        return
    yield from cuts(word)
    skeleton = bones(word)
    if len(skeleton) >= 3:
        yield f"~{skeleton}"
    if len(place := of_place(word)) >= SHORTEST:
        yield f"^{place}"


# e.g. "yaroslavskiy", "ramenskoye", "obukhovsky"
_ADJECTIVE = re.compile(r"([a-z]{3,}?)sk(?:iy|ii|ij|i|y|yy|aya|aia|oye|oe|oie|ogo|oi|oy)")


@lru_cache(maxsize=65536)
def of_place(word: str) -> str:
    """A place's name or the adjective of it, without what parts them: "yaroslavl" and "yaroslavskiy" are "yaroslav"."""
    if found := _ADJECTIVE.fullmatch(word):
        return found[1]
    return word[:-1] if word.endswith("l") else word.rstrip("aeiouy")


def similarity_of(first: str, second: str) -> float:
    """How alike two different words are: a typing error, another transliteration, an initial, a cut; 0 for not at all."""
    ours, theirs, one, other = len(first), len(second), first[0], second[0]
    if ours < SHORTEST or theirs < SHORTEST:
        an_initial = (ours == 1 or theirs == 1) and one == other and not first.isdigit() and not second.isdigit()
        return INITIAL if an_initial else 0.0
    if one != other and abs(ours - theirs) > MOST_STEPS and _BEGIN.get(one, one) != _BEGIN.get(other, other):
        return 0.0  # what nearly all pairs of words are
    return _similarity(first, second) if ours <= theirs else _similarity(second, first)


@lru_cache(maxsize=65536)
def _similarity(shorter: str, longer: str) -> float:
    if not (shorter.isalpha() and longer.isalpha()):
        return 0.0
    if longer in (_ARTICLES[0] + shorter, _ARTICLES[1] + shorter):
        return 0.9
    alike = _stepwise(shorter, longer)
    return min(alike, PINYIN) if alike > PINYIN and pinyin(shorter) and pinyin(longer) else alike


def _stepwise(shorter: str, longer: str) -> float:
    """How alike two words of letters are, by the letters in which they differ."""
    if of_place(shorter) == of_place(longer) and (_ADJECTIVE.fullmatch(shorter) or _ADJECTIVE.fullmatch(longer)):
        return OF_PLACE
    if (
        longer.endswith(("ogo", "ego"))
        and shorter.endswith(("oi", "oy", "ii", "iy", "yi"))
        and longer[:-3] == shorter[:-2]
    ):
        return OF_PLACE  # "Sukhogo" is of Sukhoi
    steps = OSA.distance(shorter, longer, score_cutoff=3)
    if steps == 1:
        return _one_step(shorter, longer)
    if steps <= 3 and _begin(shorter) == _begin(longer) and (skeleton := bones(shorter)) == bones(longer):
        return 0.9 if len(skeleton) >= 4 else 0.8
    if steps == 2 and len(shorter) > LONG + 1:
        return 0.82
    return 0.75 if longer.startswith(shorter) and len(shorter) / len(longer) > 0.6 else 0.0


@lru_cache(maxsize=65536)
def pinyin(word: str) -> bool:
    """Whether a word is two to four Chinese syllables."""
    ends = {0: 0}
    for at in range(1, len(word) + 1):
        ways = [ends[back] + 1 for back in range(max(0, at - 6), at) if back in ends and word[back:at] in _syllables()]
        if ways:
            ends[at] = min(ways)
    return 2 <= ends.get(len(word), 0) <= 4


@cache
def _syllables() -> frozenset[str]:
    return frozenset(
        " ".join(f"{initial}{final}" for initial, finals in _FINALS.items() for final in finals.split()).split()
    )


_FINALS = {
    "": "a ai an ang ao e ei en er ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo ue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo ue",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
"""The syllables of Hanyu pinyin: initials and the finals that go with them."""


def _begin(word: str) -> str:
    """The first letter, said alike."""
    return _BEGIN.get(word[0], word[0])


_BEGIN = {"c": "k", "q": "k", "y": "e", "j": "e", "i": "e"}


def _one_step(shorter: str, longer: str) -> float:
    """One letter too many, too few or wrong, or two swapped; doubled letters and vowels are the likeliest errors."""
    swapped = len(shorter) == len(longer) and sorted(shorter) == sorted(longer)
    if swapped or once(shorter) == once(longer):
        return 0.95
    if bones(shorter) == bones(longer):
        return 0.92 if len(longer) >= LONG - 1 else 0.86
    if longer.startswith(shorter):
        return 0.8  # "Orbita" and "Orbital" are two names
    error = len(longer) > LONG or (len(longer) == LONG and shorter[0] == longer[0])
    if len(shorter) < len(longer):
        return 0.92 if error else 0.8
    return 0.86 if error else 0.72
