"""People's names: parts that some writings leave out, reorder or transliterate otherwise, titles and fathers' names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from rapidfuzz.distance import OSA

from monitor.screening.names import Name, prepare, vocabulary
from monitor.screening.spelling import bones, pinyin, similarity_of
from monitor.screening.weights import little, patronymic

MOST_PARTS = 8
SHORTEST = 8
"""Letters of a name of which another may have parts more: shorter ones are those of too many."""
ALIKE = 0.7
"""From this similarity on two parts may be one."""
A_PART_MORE, A_FATHER_MORE = 0.03, 0.01
"""What each part that only one of the names has takes off the score."""
MOST_STEPS = 3
"""Letters in which two writings of a part differ, at most, unless they have four consonants in common."""
MOST_MORE, TOO_MANY_MORE = 2, 0.08
"""So many parts more are usual; beyond them it is rather somebody else."""


def same_person(first: Name, second: Name) -> float:
    """How likely two names are those of one person, 0 to 1; 0 where they are not people's, or too little is alike."""
    short, long = sorted((_parts(first), _parts(second)), key=len)
    if len(short) < 2 or len(long) > MOST_PARTS:
        return 0.0
    pairs, only_short, extra = _paired(short, long)
    if only_short or (extra and sum(map(len, short)) < SHORTEST):
        return 0.0
    found = {b for _, b, _ in pairs}
    if len(extra) > 1 and not (long[0] in found and long[-1] in found):
        return 0.0
    fathers = {*_fathers(first), *_fathers(second)}
    more = [part for part in extra if part not in fathers and not patronymic(part)]
    score = sum(alike for _, _, alike in pairs) / len(pairs)
    score -= A_FATHER_MORE * (len(extra) - len(more)) + A_PART_MORE * len(more)
    return score - TOO_MANY_MORE if len(more) > MOST_MORE else score


def _parts(name: Name) -> tuple[str, ...]:
    if name.forms:
        return ()
    family = prepare(name.text.partition(",")[0]).words if "," in name.text else ()
    if family and name.words[: len(family)] == family:  # "DE GEETERE, Hans Maria"
        return _person(name.words[len(family) :] + family)
    return _person(name.words)


@lru_cache(maxsize=65536)
def _person(words: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of a person's name; none where words of organisations are among them, or anything but letters."""
    parts: list[str] = []
    servant = ""
    for word in words:
        if word in _set("titles") or (word in _set("particles") and not (word == "an" and len(words) == 2)):
            continue
        if not word.isalpha() or word in little():
            return ()
        if word in _SERVANTS:
            servant = "abd"
            continue
        parts.append(servant + _known(word))
        servant = ""
    return tuple(parts)


_SERVANTS = frozenset({"abd", "abdul", "abdel", "abdal", "abdol"})


def _known(word: str) -> str:
    """One writing of a part."""
    if word in _writings():
        return _writings()[word]
    for servant in ("abdul", "abdel", "abdol", "abdal", "abdur", "abder"):
        if word.startswith(servant) and len(word) > len(servant) + 2:
            return "abd" + word[len(servant) :]
    return word


def _paired(short: Sequence[str], long: Sequence[str]) -> tuple[list[tuple[str, str, float]], list[str], list[str]]:
    """The parts that both have, the likest first, and those that only one of them has."""
    left, right = list(short), list(long)
    ranked = sorted(((_alike(a, b), a, b) for a in short for b in long), reverse=True)
    pairs = []
    for alike, a, b in ranked:
        if alike >= ALIKE and a in left and b in right:
            left.remove(a)
            right.remove(b)
            pairs.append((a, b, alike))
    return pairs, left, right


def _alike(first: str, second: str) -> float:
    if first == second:
        return 1.0
    if first in _data()["names"] and second in _data()["names"]:
        return 0.0  # two names that are known: "Hassan", "Hussein"
    if len(first) == 1 or len(second) == 1:
        return 0.75 if first[0] == second[0] else 0.0
    alike = similarity_of(first, second)
    if alike >= 0.9 or min(len(first), len(second)) < 4 or (pinyin(first) and pinyin(second)):
        return alike
    steps = OSA.distance(first, second, score_cutoff=MOST_STEPS)
    if first[0] == second[0] and (skeleton := bones(first)) == bones(second) and (len(skeleton) > 3 or steps < 3):
        return 0.9
    if steps == MOST_STEPS:
        return 0.0
    return max(alike, 0.8) if steps == 1 and len(first) + len(second) >= 9 else alike


def exchanged(first: Name, second: Name) -> bool:
    """Whether one is the other's father: "Salman bin Muhammad", "Muhammad bin Salman"."""
    ours, theirs = _sons(first), _sons(second)
    return any((father, son) in theirs and father != son for son, father in ours)


def _sons(name: Name) -> set[tuple[str, str]]:
    """Sons with their fathers."""
    return {
        (before[-1], after[0])
        for at, word in enumerate(name.words)
        if word in _set("sons") and (before := _person(name.words[:at])) and (after := _person(name.words[at + 1 :]))
    }


def _fathers(name: Name) -> set[str]:
    return {father for _, father in _sons(name)}


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(_data()[name])


@cache
def _writings() -> dict[str, str]:
    return {written: one for one, several in _data()["names"].items() for written in (one, *several)}


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = vocabulary()["people"]
    return data
