"""How likely a word is written as an encoding reads it, in nats: what is rare or mixed costs more."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from math import log
from typing import Any

from monitor.reading.parties.headings import known_headings

ASCII, LETTER, OTHER_ALPHABET = 3.0, 5.0, 9.0
SYMBOL, PUNCTUATION, NO_TEXT = 9.0, 6.0, 16.0
FREQUENT, RARE = 5.0, 12.0
HALF_WIDTH, KANA = 4.6, 4.4
MIXED, CASE, RUN, UNKNOWN, SELDOM, KNOWN, HOME = 5.0, 5.0, 2.5, 4.0, 3.0, 6.0, 4.0
LONGEST_RUN = 3
"""Consonants, or vowels, in a row."""
_VOWELS = frozenset("aeiouyæøœıåα")
_COMMON = {"gb18030": (0xB0, 0xD7, 3755), "big5hkscs": (0xA4, 0xC6, 5401), "cp932": (0x88, 0x97, 2965),
           "euc_jp": (0xB0, 0xCF, 2965), "cp949": (0xB0, 0xC8, 2350)}  # fmt: skip
"""The lead bytes of each encoding's common characters, and how many those are."""
_FREQUENT_OF = {"big5hkscs": "big5", "euc_jp": "cp932"}
_VOICED = frozenset("\uff73\uff76\uff77\uff78\uff79\uff7a\uff7b\uff7c\uff7d\uff7e\uff7f\uff80\uff81\uff82\uff83\uff84"
                    "\uff8a\uff8b\uff8c\uff8d\uff8e")  # fmt: skip
"""Half-width kana that a mark of voice may follow."""
_MARKS_OF_VOICE = "\uff9e\uff9f"
_QUIET = "\u2019\u2018\u00b7\u30fb\u2013\u2014"
"""Punctuation that may well stand within a word."""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("monitor.reading.parties") / "scripts.toml").read_text("utf-8"))


@cache
def _known_words() -> frozenset[str]:
    """Words that are one language's alone, and those of the headings that are known."""
    headings = (word.casefold() for heading in known_headings() for word in heading.split())
    return frozenset(_data()["words"]["known"]) | {word for word in headings if not word.isascii()}


class Weigher:
    """Weighs words as one encoding reads them."""

    def __init__(self, codec: str) -> None:
        self._codec = codec
        self._common = _COMMON.get(codec, (0, 0, 1))
        self._frequent = frozenset(_data()["frequent"].get(_FREQUENT_OF.get(codec, codec), ""))
        self._known: dict[str, tuple[str, float]] = {}

    def cost(self, word: str, countries: Collection[str] = ()) -> float:
        """What the word costs where it stands beside these countries; comparable between readings of the same bytes."""
        word = unicodedata.normalize("NFC", word)
        signs = [self._sign(sign) for sign in word]
        total = sum(cost for _, cost in signs) + sum(map(_between, pairwise(zip(word, signs, strict=True))))
        if word.casefold().strip("().'-") in _known_words():
            total -= KNOWN
        scripts = {kind for kind, _ in signs}
        if "latin" in scripts:
            return total + _latin(word, countries)
        return total - (HOME if scripts & _spoken(countries) else 0.0)

    def _sign(self, sign: str) -> tuple[str, float]:
        """The script of a character, "" for none, and its own cost."""
        if sign not in self._known:
            self._known[sign] = self._looked_at(sign)
        return self._known[sign]

    def _looked_at(self, sign: str) -> tuple[str, float]:
        if sign.isascii():
            return ("latin" if sign.isalpha() else ""), ASCII
        category, name = unicodedata.category(sign), unicodedata.name(sign, "")
        if category in ("Cc", "Cn", "Co", "Cs") or sign == "\ufffd":
            return "", NO_TEXT
        if name.startswith(("CJK UNIFIED", "CJK COMPAT")):
            return "han", self._ideograph(sign)
        if name.startswith("HANGUL"):
            return "hangul", self._ideograph(sign)
        if name.startswith(("HALFWIDTH KATAKANA", "HALFWIDTH HANGUL")):
            return "half", HALF_WIDTH
        if name.startswith(("KATAKANA", "HIRAGANA")):
            return "kana", FREQUENT if sign in self._frequent else KANA
        if category[0] == "L":
            return _letter(sign, name)
        return "", PUNCTUATION if category[0] == "P" or name.startswith(("FULLWIDTH", "IDEOGRAPHIC")) else SYMBOL

    def _ideograph(self, sign: str) -> float:
        if sign in self._frequent:
            return FREQUENT
        first, last, size = self._common
        written = sign.encode(self._codec, "ignore")
        return log(size) + 0.7 if len(written) == 2 and first <= written[0] <= last else RARE


def _letter(sign: str, name: str) -> tuple[str, float]:
    script = name.partition(" ")[0].lower()
    if script == "latin":
        return script, LETTER
    order = _data()["letters"].get(script, "")
    rank = order.find(sign.lower())
    return script, log(3.1 * (rank + 2)) if rank >= 0 else OTHER_ALPHABET


def _between(pair: tuple[tuple[str, tuple[str, float]], tuple[str, tuple[str, float]]]) -> float:
    """What it costs that two characters stand side by side."""
    (before, (first, _)), (after, (second, _)) = pair
    if first and second and first != second:
        if {first, second} == {"han", "kana"}:
            return 0.0
        small = any(sign.isascii() and sign.islower() for sign in (before, after))
        return (
            2.0 if "latin" in (first, second) and {first, second} & {"han", "hangul", "kana"} and not small else MIXED
        )
    if first and first == second:
        odd_mark = after in _MARKS_OF_VOICE and before not in _VOICED
        return CASE if odd_mark or (before.islower() and after.isupper()) else 0.0
    odd = after if first else before
    return 2.0 if (first or second) and not odd.isascii() and odd not in _QUIET else 0.0


def _latin(word: str, countries: Collection[str]) -> float:
    """What is odd about the letters of a word together: of no one language, or hard to say."""
    small = word.lower().replace("i\u0307", "i")
    letters = {sign for sign in small if not sign.isascii() and sign.isalpha()}
    if not letters:
        return 0.0
    seldom = _data()["seldom"]["languages"]
    spoken = _spoken(countries)
    fitting = min(
        (UNKNOWN * strange if (strange := len(letters - set(alphabet))) else -HOME if language in spoken else 0.0)
        + (SELDOM if language in seldom else 0.0)
        for language, alphabet in _data()["alphabets"].items()
    )
    runs = (len(list(run)) for is_letter, run in groupby(small, _sound) if is_letter)
    return fitting + RUN * sum(length > LONGEST_RUN for length in runs)


def _spoken(countries: Collection[str]) -> set[str]:
    """The languages and scripts of these countries."""
    return {language for language, places in _data()["spoken"].items() if not set(places).isdisjoint(countries)}


def _sound(sign: str) -> str:
    """ "v" for a vowel, "c" for a consonant, "" for no letter."""
    if not sign.isalpha():
        return ""
    return "v" if unicodedata.normalize("NFD", sign)[0] in _VOWELS else "c"
