"""Counts as rules write them: "28", "twenty-eight", "one hundred and forty", "an"."""

from __future__ import annotations

import re

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: n for n, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}

_WORD = r"(?:" + "|".join(sorted(_VALUES, key=len, reverse=True)) + r"|hundred)"
NUMBER = rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,9}}|[0-9]{{1,4}}|{_WORD}(?:(?:\s*-\s*|(?<=hundred)\s+and\s+|\s+){_WORD}){{0,9}})"
"""A regular expression (case-insensitive) for a count in digits or words."""


_LIKE_LATIN = str.maketrans("\u0130\u0131\u017f\u212a", "iisk")
"""Letters that a pattern that ignores case takes for those of ASCII."""
_LONGEST_NUMBER = 40
# e.g. "twenty-eight", "one hundred"
_BETWEEN_WORDS = re.compile(r"[\s-]+")


def is_number(text: str, most: int = 9) -> bool:
    """Whether ``text`` is at most so many of the figures 0 to 9, and nothing else.

    ``str.isdigit`` also holds for "\u00b2", of which ``int`` makes nothing, and ``int`` refuses thousands of figures.
    """
    return text.isascii() and text.isdigit() and len(text) <= most


def read_number(text: str) -> int:
    """The count that ``text``, a match of :data:`NUMBER`, says; "one hundred and forty" is 140.

    Raises ValueError for anything else.
    """
    text = text.strip().translate(_LIKE_LATIN).lower().replace(",", "")
    if is_number(text, _LONGEST_NUMBER):
        return int(text)
    total = 0
    for word in _BETWEEN_WORDS.split(text):
        if word == "hundred":
            total = max(total, 1) * 100
        elif word in _VALUES:
            total += _VALUES[word]
        elif word != "and":
            raise ValueError(f"not a count: {text!r}")
    return total
