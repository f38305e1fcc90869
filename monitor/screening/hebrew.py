"""Hebrew words for what a firm is in English, and Hebrew letters that stand for several sounds."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_LETTERS = str.maketrans({"\u05d0": "a", "\u05d1": "b", "\u05e2": "a", "\u05e4": "p"})
# e.g. "\u05d0\u05d5\u05e8"
_VOWEL = re.compile("(?<=[\u05d0-\u05ea])\u05d5")


def read_hebrew(text: str) -> str:
    """``text`` with known Hebrew words in English. Of what is left, letters that transliteration would take for others are
    Latin: b and p, which may be v and f, and v where it is a vowel."""
    text = _known().sub(lambda word: f" {_words()[word[1]]} ", text)
    return _VOWEL.sub("o", text.replace("\u05d5\u05d5", "v")).translate(_LETTERS)


@cache
def _words() -> dict[str, str]:
    data = tomllib.loads((files("monitor.screening") / "hebrew.toml").read_text("utf-8"))
    return {word: english for english, words in data.items() for word in words}


# e.g. "\u05d1\u05e2\"\u05de", "\u05dc\u05de\u05e2\u05e8\u05db\u05d5\u05ea"
@cache
def _known() -> re.Pattern[str]:
    """A known word, with the letters before it that are words of their own (and, the, in, for, of)."""
    words = "|".join(sorted(map(re.escape, _words()), key=len, reverse=True))
    return re.compile(rf"(?<!\w)[\u05d5\u05d4\u05d1\u05dc\u05de\u05e9\u05db]{{0,2}}({words})(?!\w)")
