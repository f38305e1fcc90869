"""Two names compared word by word, in any order, with what is alike, what only nearly, and what only one of them has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import JaroWinkler, Levenshtein

from monitor.screening.names import Name
from monitor.screening.weights import TELLING, Weights

NEARLY = 0.82
"""Levenshtein similarity from which two long words are taken for one, spelt differently."""
SHORTEST = 5
"""Words of fewer letters must be equal: "Ming" is not "Ning"."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, 0 to 1, and in which words."""

    score: float
    same: tuple[str, ...] = ()
    nearly: tuple[tuple[str, str], ...] = ()
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()


NONE = Likeness(0.0)


def compare(first: Name, second: Name, weights: Weights) -> Likeness:
    """How alike two names are. Names that share only words that tell little are not alike at all."""
    if not first.words or not second.words:
        return NONE
    if first.joined == second.joined:  # "Tian-Hai-Xiang" and "Tianhaixiang"
        return _joined(first, weights)
    left, right = _run_together(first.words, second.words), _run_together(second.words, first.words)
    same = _take_same(left, right)
    pairs = [(word, word, 1.0) for word in same]
    pairs += _take_nearly(left, right, weights)
    telling = any(weights.of(a) >= TELLING and weights.of(b) >= TELLING for a, b, likeness in pairs if likeness > 0.6)
    if not telling and (left or right):
        return NONE
    score = _covered(pairs, left, right, weights)
    nearly = tuple((a, b) for a, b, likeness in pairs if likeness < 1)
    return Likeness(score, tuple(same), nearly, tuple(left), tuple(right))


def _run_together(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """``words``, with two neighbours that the other name writes as one ("Sense Time") written so too."""
    together: list[str] = []
    for word in words:
        if together and together[-1] + word in others and together[-1] not in others:
            together[-1] += word
        else:
            together.append(word)
    return together


def _joined(name: Name, weights: Weights) -> Likeness:
    """Equal names; where every word of them tells little ("China Trading Company"), equality is less certain."""
    best = max(weights.of(word) for word in name.words)
    sure = best >= TELLING or len(name.words) >= 3
    return Likeness(1.0 if sure else 0.9, name.words)


def _take_same(left: list[str], right: list[str]) -> list[str]:
    same = []
    for word in list(left):
        if word in right:
            left.remove(word)
            right.remove(word)
            same.append(word)
    return same


def _take_nearly(left: list[str], right: list[str], weights: Weights) -> list[tuple[str, str, float]]:
    """The words that are nearly alike, each taken once, the likest first."""
    ranked = sorted(
        ((likeness, a, b) for a in left for b in right if (likeness := likeness_of(a, b)) > 0), reverse=True
    )
    pairs = []
    for likeness, a, b in ranked:
        if a in left and b in right:
            left.remove(a)
            right.remove(b)
            pairs.append((a, b, likeness))
    return pairs


def likeness_of(first: str, second: str) -> float:
    """How alike two different words are: a typing error, another transliteration, an initial, a cut; 0 for not at all."""
    if len(first) == 1 or len(second) == 1:
        return 0.5 if first[0] == second[0] and not first.isdigit() and not second.isdigit() else 0.0
    if any(map(str.isdigit, first)) or any(map(str.isdigit, second)):
        return 0.0
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) < SHORTEST:
        return 0.0
    near = Levenshtein.normalized_similarity(first, second)
    if near >= NEARLY:
        return near
    if longer.startswith(shorter) and len(shorter) / len(longer) > 0.6:
        return 0.8
    # Other transliterations keep beginning and skeleton: Aleksandr, Alexandr; Mohammed, Muhamad.
    winkler = JaroWinkler.similarity(first, second)
    return 0.85 if winkler >= 0.92 and near >= 0.7 else 0.0


def _covered(
    pairs: Sequence[tuple[str, str, float]], left: Sequence[str], right: Sequence[str], weights: Weights
) -> float:
    """The share of what both names tell that they have in common; the shorter name's share counts more."""
    common_left = sum(weights.of(a) * likeness for a, _, likeness in pairs)
    common_right = sum(weights.of(b) * likeness for _, b, likeness in pairs)
    all_left = sum(weights.of(a) for a, _, _ in pairs) + sum(map(weights.of, left))
    all_right = sum(weights.of(b) for _, b, _ in pairs) + sum(map(weights.of, right))
    shares = sorted((common_left / all_left, common_right / all_right))
    return 0.6 * shares[0] + 0.4 * shares[1]
