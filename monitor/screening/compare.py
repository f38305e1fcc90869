"""Two names compared word by word, in any order, with what is alike, what only nearly, and what only one of them has."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.distance import OSA

from monitor.screening.apart import go_on_otherwise, numbered_below, other_town, other_trade
from monitor.screening.names import SHORTEST_ACRONYM, Name, vocabulary
from monitor.screening.pairing import other_number, run_together, take_nearly, take_same
from monitor.screening.people import exchanged, same_person
from monitor.screening.spelling import LONG, OF_PLACE, SHORTEST, pinyin, similarity_of
from monitor.screening.weights import (
    COMMON,
    GENERIC,
    TELLING,
    Weights,
    common,
    generic,
    local_bodies,
    organisations,
    patronymic,
    places,
    tells_nothing,
)

OTHER_TRADE = 0.9
"""What is left of the score of names of one telling word that go on differently: "Hudson Global", "Hudson Technologies"."""

OTHER_TOWN = 0.9
"""What is left of the score of firms of two towns."""

OTHER_FATHER = 0.9
"""What is left of the score of people whose fathers' names differ."""


@dataclass(frozen=True, slots=True)
class Similarity:
    """How alike two names are, 0 to 1, and in which words. A ``weak`` one needs the country to agree."""

    score: float
    same: tuple[str, ...] = ()
    nearly: tuple[tuple[str, str], ...] = ()
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()
    weak: bool = False
    acronym: str = ""
    """What one of them is short for the other by."""


FAR = 0.6
"""Words no more alike than this tell nothing."""
EXCHANGED = 0.8
"""The score of people of whom one has the father's name where the other has the own one."""
ACRONYM = 0.86
"""The score of an acronym and the name that it is short for, in one country."""
LONG_NAME, LETTERS_OF_SEVERAL = 12, 2
"""Letters of a name from which on so many may be wrong."""
FAINT = 0.68
"""The score of names that are alike in what is not enough: what is shown to nobody is ranked, too."""
INITIALS_ARE = 2
"""Letters that a word of initials has."""
ALL_BUT_A_LETTER, OTHERS_OF_A_SHORT_WORD = 0.86, 2
MOST_SHARED, MOST_SHARED_OF_A_NUMBER = 0.6, 0.5
A_RARE_WORD, RARE, RARE_LETTERS = 0.84, 0.9, 5
"""The score of a rare word that is all of one name, where the other only adds what kind of organisation it is: "SRISA"."""
FEW_WORDS, ALL_BUT_ONE = 4, 0.87

COMMON_HERE = 0.8
"""The weight of a common name where the countries agree."""
LEFT_OUT_HERE = 0.4
"""What is left, there, of the weight of a generic word that one of the names lacks."""

NONE = Similarity(0.0)


def compare(first: Name, second: Name, weights: Weights, agree: bool | None = None) -> Similarity:
    """How alike two names are. Names that share only words that tell little are not alike at all, unless they are equal.

    ``agree``: whether their countries do, None where one is not known. Where they do, a name that firms all over the world have
    tells one ("Saturn" in Russia), and words for what kind of organisation it is, and where, may be lacking.
    """
    if not first.words or not second.words or (tells_nothing(first) and not _said_exactly(first, second)):
        return NONE
    if (whole := _as_wholes(first, second, weights, agree)) is not None:
        return whole
    left, right = run_together(first.words, second.words), run_together(second.words, first.words)
    same = take_same(left, right)
    if other_number(left, right):
        return NONE
    if numbered_below(same, left) or numbered_below(same, right):
        return Similarity(FAINT, tuple(same), only_first=tuple(left), only_second=tuple(right), weak=True)
    pairs = [(word, word, 1.0) for word in same]
    pairs += take_nearly(left, right)
    count_in_full = bool(agree) and not go_on_otherwise(left, right)
    telling = [
        pair
        for pair in pairs
        if _tells(*pair, weights, count_in_full) and (pair[0] in first.words or telling_part(first))
    ]
    a_letter = agree is not False and _all_but_a_letter(same, pairs, left, right)
    if not telling and not a_letter and (left or right or (len(same) < 2 and len(pairs) > len(same))):
        found = _all_but_one(same, left, right) if not agree else _little_words(same, left, right)
        return found if found.score else _faintly(same, left, right)
    honoured = {*first.honoured, *second.honoured}
    score = _covered(pairs, left, right, weights, agree, honoured)
    if a_letter or (not left and not right and _letters_of_several(first, second)):
        score = max(score, ALL_BUT_A_LETTER)
    elif agree and len(pairs) == 1 and _a_rare_word(same, left, right, weights):
        score = max(score, A_RARE_WORD)
    elif len(telling) == 1 and other_trade(left, right):
        score *= OTHER_TRADE
    if other_town(left, right):
        score = _elsewhere(score, same, telling)
    if any(map(patronymic, left)) and any(map(patronymic, right)):
        score *= OTHER_FATHER
    person = same_person(first, second)
    score = max(score, person)
    nearly = tuple((a, b) for a, b, similarity in pairs if similarity < 1)
    return Similarity(
        score,
        tuple(same),
        nearly,
        tuple(left),
        tuple(right),
        bool(person and (left or right)) or _weak(telling, left, right),
    )


def _said_exactly(first: Name, second: Name) -> bool:
    """Whether a name that tells nothing is the whole of the other one; legal forms alone are no name even then."""
    return not first.only_forms and sorted(first.words) == sorted(second.words)


def _as_wholes(first: Name, second: Name, weights: Weights, agree: bool | None) -> Similarity | None:
    """Names that are equal but for blanks and order, an acronym of the other, or equal but for a country at the end."""
    if first.joined == second.joined or sorted(first.words) == sorted(second.words):
        equal = _equal(first, weights)
        return replace(equal, score=EXCHANGED) if exchanged(first, second) else equal
    if acronym := _acronym(first, second) or _acronym(second, first):
        sure = agree and len(acronym) > SHORTEST_ACRONYM
        score = ACRONYM if sure else FAINT
        return Similarity(score, only_first=first.words, only_second=second.words, weak=not sure, acronym=acronym)
    if (bare := without_country(first)) and bare == second.words:
        return Similarity(0.9, second.words, only_first=first.words[-1:])
    return None


def _acronym(short: Name, long: Name) -> str:
    """The acronym that ``short`` is of ``long``, with a place beside it or without; "" where it is none."""
    if short.joined in long.initials:
        return short.joined
    bare = without_places(short)
    return bare[0] if len(bare) == 1 and bare[0] in long.initials else ""


def without_places(name: Name) -> tuple[str, ...]:
    """The words of a name that are neither towns nor countries."""
    return tuple(word for word in name.words if word not in places() and word not in _countries())


def _faintly(same: Sequence[str], left: Sequence[str], right: Sequence[str]) -> Similarity:
    """Names equal but for one letter of one short word: likely enough to be ranked above others, not to be shown."""
    alike = same and len(left) == len(right) == 1 and min(len(left[0]), len(right[0])) > INITIALS_ARE
    if not alike or not (left[0] + right[0]).isalpha() or OSA.distance(left[0], right[0]) > 1:
        return NONE
    return Similarity(FAINT, tuple(same), only_first=tuple(left), only_second=tuple(right), weak=True)


def _tells(first: str, second: str, alike: float, weights: Weights, in_full: bool) -> bool:
    """Whether a word that two names have in common tells a party; common names only where they count ``in_full``."""
    return alike > FAR and (
        min(weights.of(first), weights.of(second)) >= TELLING or (in_full and _common(first, second))
    )


def _all_but_one(same: Sequence[str], left: Sequence[str], right: Sequence[str]) -> Similarity:
    """Long names of little words alone that are equal but for one which one of them leaves out: "China Electronics Technology
    Corporation 52nd Research Institute" is that of "China Electronics Technology Group Corporation"."""
    left_out = [*left, *right]
    if len(same) < FEW_WORDS or len(left_out) > 1 or any(map(str.isdigit, left_out)) or set(left_out) & places():
        return NONE
    return Similarity(ALL_BUT_ONE, tuple(same), only_first=tuple(left), only_second=tuple(right), weak=True)


def _all_but_a_letter(
    same: Sequence[str], pairs: Sequence[tuple[str, str, float]], left: Sequence[str], right: Sequence[str]
) -> bool:
    """Whether everything is equal but for one letter of one word; of a short word only among several others."""
    unequal = [(a, b) for a, b, alike in pairs if alike < 1]
    if left or right:
        if len(left) != 1 or len(right) != 1 or unequal or len(same) < OTHERS_OF_A_SHORT_WORD:
            return False
        unequal = [(left[0], right[0])]
    if (
        len(unequal) != 1
        or set(unequal[0]) & generic()
        or not all(map(str.isalpha, unequal[0]))
        or OSA.distance(*unequal[0]) > 1
    ):
        return False
    if len(same) >= OTHERS_OF_A_SHORT_WORD and any(len(word) >= SHORTEST for word in same):
        return True
    (a, b) = unequal[0]
    return len(a) >= LONG - 1 and not (pinyin(a) and pinyin(b)) and (a[0] == b[0] or {a[0], b[0]} == {"c", "s"})


def _a_rare_word(same: Sequence[str], left: Sequence[str], right: Sequence[str], weights: Weights) -> bool:
    """Whether a rare word is all of one name, and the other has but words for what kind of organisation it is beside it."""
    if len(same) != 1 or bool(left) == bool(right) or len(same[0]) < RARE_LETTERS or weights.of(same[0]) < RARE:
        return False
    return {*left, *right} <= organisations() | places()


def _letters_of_several(first: Name, second: Name) -> bool:
    """Whether long names differ in two letters alone, of different words: "JPMorgon Chace"."""
    if min(len(first.joined), len(second.joined)) < LONG_NAME or all(map(pinyin, first.words)):
        return False
    return OSA.distance(first.joined, second.joined, score_cutoff=LETTERS_OF_SEVERAL) <= LETTERS_OF_SEVERAL


def _little_words(same: Sequence[str], left: Sequence[str], right: Sequence[str]) -> Similarity:
    """Names of little words alone, in one country: alike when they have nearly all of them in common, and every word for
    what they deal in."""
    little = organisations() | places()
    more = [set(left), set(right) - set(same)]  # "Severnaya Verf Shipyard": said twice
    share = len(same) / max(1, len(same) + max(map(len, more)))
    deals = set(same) - little or len(same) >= FEW_WORDS - 1
    numbered = any(map(str.isdigit, same))  # the 48th institute, of whatever ministry and wherever
    apart = (bool(set(left) - places()), bool(set(right) - places()))
    others = all(apart) if numbered else all(more)
    enough = MOST_SHARED_OF_A_NUMBER if numbered else MOST_SHARED
    if len(same) < 2 or not deals or others or (more[0] | more[1]) - little or share < enough:
        return _all_but_one(same, left, right)
    return Similarity(ALL_BUT_ONE, tuple(same), only_first=tuple(left), only_second=tuple(right), weak=True)


def without_country(name: Name) -> tuple[str, ...]:
    """The words of a name but for the country at its end; empty where there is none, or where little would be left."""
    return name.words[:-1] if len(name.words) > 2 and name.words[-1] in _countries() else ()


@cache
def _countries() -> frozenset[str]:
    return frozenset(vocabulary()["countries"])


def _elsewhere(score: float, same: Sequence[str], telling: Sequence[tuple[str, str, float]]) -> float:
    """The score of names of two towns: a university is another one there, and so is, likely, a firm of a name of little Chinese
    syllables ("Keda"); a brand goes from town to town."""
    if not local_bodies().isdisjoint(same):
        return min(score, FAINT)
    return score * OTHER_TOWN if len(telling) == 1 and pinyin(telling[0][0]) else score


def _equal(name: Name, weights: Weights) -> Similarity:
    """Equal names; where every word of them tells little ("China Trading Company"), equality is less certain."""
    best = max(map(weights.of, name.words))
    sure = best >= TELLING or len(name.words) >= 3
    short = len(name.joined) <= 4 or (len(name.words) == 1 and best <= COMMON)
    return Similarity(1.0 if sure and not short else 0.9, name.words, weak=short)


def _weak(telling: Sequence[tuple[str, str, float]], left: Sequence[str], right: Sequence[str]) -> bool:
    """One telling word alone, not quite equal or very short, or an entry's name of which the party has only the beginning."""
    if len(telling) != 1:
        return False
    a, _, alike = telling[0]
    if alike < 1 or set(right) - places():
        return True
    return len(a) <= 4 and not (set(left) & places())


def _covered(
    pairs: Sequence[tuple[str, str, float]],
    left: Sequence[str],
    right: Sequence[str],
    weights: Weights,
    agree: bool | None,
    honoured: Collection[str],
) -> float:
    """The share of what both names tell that they have in common; the shorter name's share counts more."""

    def of(word: str) -> float:
        return COMMON_HERE if agree and word in common() else weights.of(word)

    twice = {a for a, _, _ in pairs} | {b for _, b, _ in pairs}  # "Integral, managing company of Integral Holding"
    cheap, little = agree and not other_trade(left, right), organisations() | places()

    def left_out(word: str) -> float:
        if word in twice or any(similarity_of(word, other) >= OF_PLACE for other in twice):
            return 0.0  # "OKB Sukhogo" is of Sukhoi
        if word in honoured:
            return GENERIC * LEFT_OUT_HERE
        return of(word) * (LEFT_OUT_HERE if cheap and word in little else 1)

    # A word that is nearly a generic one is that one, mistyped.
    weighed = [(min(of(a), of(b)), alike) for a, b, alike in pairs]
    shared = sum(weight * alike for weight, alike in weighed)
    whole = sum(weight for weight, _ in weighed)
    shares = sorted(shared / (whole + sum(map(left_out, rest))) for rest in (left, right))
    return 0.6 * shares[0] + 0.4 * shares[1]


def _common(*words: str) -> bool:
    return all(word in common() for word in words)


def telling_part(name: Name) -> tuple[str, ...]:
    """The words that are no generic ones and no places."""
    return tuple(word for word in name.words if word not in generic())
