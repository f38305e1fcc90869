"""How much a word tells of who a party is: much where it is rare, little where every other firm has it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache

from monitor.screening.names import Name, vocabulary
from monitor.screening.slavic import english_words

GENERIC = 0.15
PLACE = 0.12
COMMON = 0.35
"""The weight of a word that firms everywhere are called by ("Orion", "Premier")."""
PATRONYMIC = 0.3
COMMONEST = 0.35
"""The weight of a word that is in no table of little words, but in a great many names."""
TELLING = 0.4
"""From this weight on a word can tell a party by itself."""


@cache
def little() -> dict[str, float]:
    """The words that tell little, with their weights."""
    words = vocabulary()
    return (
        dict.fromkeys(words["common"], COMMON)
        | dict.fromkeys((*words["generic"], *words["organisations"], *english_words()), GENERIC)
        | dict.fromkeys((*words["places"], *words["towns"]), PLACE)
    )


@cache
def places() -> frozenset[str]:
    """Words that are places, of the table of little words."""
    return frozenset(vocabulary()["places"]) | frozenset(vocabulary()["towns"])


@cache
def towns() -> frozenset[str]:
    """Words that are towns."""
    return places() - frozenset(vocabulary()["regions"])


@cache
def local_bodies() -> frozenset[str]:
    """Words for bodies of which each town has its own."""
    return frozenset(vocabulary()["local_bodies"])


@cache
def organisations() -> frozenset[str]:
    """Words for what kind of organisation it is."""
    return frozenset(vocabulary()["organisations"])


@cache
def common() -> frozenset[str]:
    """Words that firms all over the world are called by."""
    return frozenset(vocabulary()["common"])


@cache
def generic() -> frozenset[str]:
    """All words of the tables of little words but the common names."""
    return frozenset(vocabulary()["generic"]) | organisations() | english_words() | places()


@cache
def kinds() -> frozenset[str]:
    """Words for what kind of body it is, who keeps it and where it stands among others: alone they name nobody."""
    return (organisations() | frozenset(vocabulary()["bodies"])) - frozenset(vocabulary()["fields"])


@cache
def heads() -> frozenset[str]:
    """What a name of such words ends in where nothing was cut off."""
    return frozenset(vocabulary()["heads"])


def tells_nothing(name: Name) -> bool:
    """Whether a name is nothing but legal forms and words for what kind of body it is: "JSC", "Research Institute"."""
    return name.only_forms or (heads().issuperset(name.words[-1:]) and kinds().issuperset(name.words))


def patronymic(word: str) -> bool:
    """Whether this is a Russian father's name."""
    return len(word) > 7 and word.endswith(("ovich", "evich", "ovna", "evna"))


class Weights:
    """Weights of words from 0 to 1, by how many of some names have each."""

    def __init__(self, names: Iterable[Name]) -> None:
        counted = [set(name.words) for name in names]
        self._counts = Counter(word for words in counted for word in words)
        self._most = math.log(max(len(counted), 100))
        self._known: dict[str, float] = {}

    def of(self, word: str) -> float:
        """The weight of one word. Single letters and short numbers tell little."""
        weight = self._known.get(word)
        if weight is None:
            weight = self._known[word] = self._weigh(word)
        return weight

    def _weigh(self, word: str) -> float:
        if (known := little().get(word)) is not None:
            return known
        if len(word) == 1 or (word.isdigit() and len(word) < 4):
            return 0.3 if word.isdigit() else GENERIC
        if len(word) == 2:
            return COMMONEST
        if patronymic(word):
            return PATRONYMIC  # left out as often as not
        # 1 for a word in a handful of names, less with every doubling beyond.
        rarity = 1 - math.log(max(self._counts[word], 1)) / self._most
        return max(COMMONEST, min(1.0, rarity + 0.25))
