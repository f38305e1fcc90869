"""People's names: parts that some writings leave out, reorder or transliterate otherwise, titles and fathers' names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from monitor.screening.names import Name, vocabulary
from monitor.screening.spelling import bones, similarity_of
from monitor.screening.weights import little, patronymic

MOST_PARTS = 8
SHORTEST = 9
"""Letters of a name of which another may have parts more: shorter ones are those of too many."""
ALIKE = 0.7
"""From this similarity on two parts may be one."""
A_PART_MORE, A_FATHER_MORE = 0.03, 0.01
"""What each part that only one of the names has takes off the score."""
OTHER_INITIAL, OTHER_ORDER = 0.8, 0.8
"""What is left of the score where initials differ, or where father and son have changed places."""


def same_person(first: Name, second: Name) -> float:
    """How likely two names are those of one person, 0 to 1; 0 where they are not people's, or too little is alike."""
    short, long = sorted((_parts(first), _parts(second)), key=len)
    if len(short) < 2 or len(long) > MOST_PARTS:
        return 0.0
    pairs, only_short, only_long = _paired(short, long)
    if len(pairs) < max(2, len(short) - (len(short) > 3)):
        return 0.0
    if (only_long or only_short) and sum(map(len, short)) < SHORTEST:
        return 0.0
    score = sum(alike for _, _, alike in pairs) / len(pairs)
    score -= sum(A_FATHER_MORE if patronymic(part) else A_PART_MORE for part in (*only_long, *only_short))
    if any(len(a) == 1 for a in only_short) and any(len(b) == 1 for b in only_long):
        score *= OTHER_INITIAL
    return score * OTHER_ORDER if _other_order(first, second, pairs) else score


def _parts(name: Name) -> tuple[str, ...]:
    return _person(name.words) if not name.forms else ()


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


def _paired(
    short: Sequence[str], long: Sequence[str]
) -> tuple[list[tuple[str, str, float]], list[str], list[str]]:
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
    if len(first) == 1 or len(second) == 1:
        return 0.75 if first[0] == second[0] else 0.0
    alike = similarity_of(first, second)
    if alike < 0.9 and min(len(first), len(second)) >= 4 and first[0] == second[0] and bones(first) == bones(second):
        return 0.9
    return alike


def _other_order(first: Name, second: Name, pairs: Sequence[tuple[str, str, float]]) -> bool:
    """Whether one is the other's father: "Salman bin Muhammad", "Muhammad bin Salman"."""
    son, other = _son_and_father(first), _son_and_father(second)
    if not son or not other:
        return False
    alike = {(a, b) for a, b, _ in pairs} | {(b, a) for a, b, _ in pairs}
    return (son[0], other[1]) in alike and son[0] != son[1] and (son[0], other[0]) not in alike


def _son_and_father(name: Name) -> tuple[str, str] | None:
    for at, word in enumerate(name.words[1:-1], start=1):
        if word in _set("sons"):
            before, after = _person(name.words[:at]), _person(name.words[at + 1 :])
            if before and after:
                return before[-1], after[0]
    return None


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
