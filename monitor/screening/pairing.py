"""The words of two names that are one: written alike, nearly alike, as one word or several, as initials, as a number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from monitor.screening.names import vocabulary
from monitor.screening.spelling import INITIAL, similarity_of

LONGEST_RUN = 4
"""So many words of one name may be one word of the other: "Tian Di Wei Ye" and "Tiandiweiye"."""
NUMBER = 0.95
"""How alike a number in words and the same in digits are."""
LONGEST_INITIALS = 3


def run_together(words: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    """``words``, with neighbours that the other name writes as one ("Sense Time") written so too."""
    runs = runs_of_words(words)
    if runs.isdisjoint(others):  # nearly always
        return list(words)
    joined: list[str] = []
    at = 0
    while at < len(words):
        for many in range(min(LONGEST_RUN, len(words) - at), 0, -1):
            run = next((one for one in together(words[at : at + many]) if one in others), "")
            if many == 1 or run:
                joined.append(run or words[at])
                at += many
                break
    return joined


@lru_cache(maxsize=65536)
def runs_of_words(words: tuple[str, ...]) -> frozenset[str]:
    """Neighbours of a name written as one word."""
    return frozenset(
        run
        for at in range(len(words))
        for many in range(2, min(LONGEST_RUN, len(words) - at) + 1)
        for run in together(words[at : at + many])
    )


_SHORTER = {"technology": "tech", "electronics": "elec", "communication": "comm"}


def together(words: Sequence[str]) -> tuple[str, ...]:
    """Words written as one: "Wing Technology" may be "Wingtech" too."""
    whole = "".join(words)
    if len(words) > 1 and (short := _SHORTER.get(words[-1])):
        return whole, "".join(words[:-1]) + short
    return (whole,)


def take_same(left: list[str], right: list[str]) -> list[str]:
    """The words that both names have; they are taken out of both."""
    same = []
    for word in list(left):
        if word in right:
            left.remove(word)
            right.remove(word)
            same.append(word)
    return same


def other_number(left: Sequence[str], right: Sequence[str]) -> bool:
    """Factory 404 is not Factory 440, nor the 13th institute the 55th."""
    return any(map(str.isdigit, left)) and any(map(str.isdigit, right))


def take_nearly(left: list[str], right: list[str]) -> list[tuple[str, str, float]]:
    """The words that are nearly alike, with how alike they are, the likest first; they are taken out of both names."""
    if not left or not right:
        return []
    ranked = [(similarity, a, b) for a in left for b in right if (similarity := similarity_of(a, b)) > 0]
    ranked.sort(reverse=True)
    pairs = []
    for similarity, a, b in ranked:
        if a in left and b in right:
            left.remove(a)
            right.remove(b)
            pairs.append((a, b, similarity))
    pairs += ((a, b, NUMBER) for a, b in _take_numbers(left, right))
    return [*pairs, *_take_initials(left, right), *((b, a, alike) for a, b, alike in _take_initials(right, left))]


def _take_numbers(left: list[str], right: list[str]) -> list[tuple[str, str]]:
    """A number in digits in one name and in words in the other: "3 Percenters", "Three Percenters"."""
    in_digits: dict[str, int] = vocabulary()["numbers"]["units"]
    found = [(a, b) for a in left for b in right if str(in_digits.get(a, a)) == str(in_digits.get(b, b))][:1]
    for a, b in found:
        left.remove(a)
        right.remove(b)
    return found


def _take_initials(left: list[str], right: list[str]) -> list[tuple[str, str, float]]:
    """The words of ``right`` of which a word of ``left`` has the first letters: "V. V. Lavrov"."""
    letters = "".join(word[0] for word in right)
    if not 2 <= len(letters) <= LONGEST_INITIALS or letters not in left or not letters.isalpha():
        return []
    left.remove(letters)
    taken = [(word[0], word, INITIAL) for word in right]
    right.clear()
    return taken
