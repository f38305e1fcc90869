"""Russian, Ukrainian and Belarusian words of organisations' names, put into the English that the list translates them by.

A word is known by its stem, whatever its ending and transliteration: "nauchno-proizvodstvennoye predpriyatie" and
"naučno proizvodstvennoje predprijatie" are a science production enterprise, and so is "NPP".
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from monitor.screening.spelling import cuts, once

SHORTEST = 4
"""Stems of fewer letters are not looked up: other languages have them too."""
LONG_ENOUGH = 9
"""Stems from this length on are known with one letter wrong."""
LONGEST_ENDINGLESS = 7
"""Longer stems lose what is left of a genitive."""

_ALIKE = (("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("tz", "c"), ("tc", "c"), ("ts", "c"), ("y", "i"), ("j", "i"))
_GLIDES = (("ie", "e"), ("ia", "a"), ("iu", "u"), ("io", "o"))
_GENITIVES = ("og", "eg", "om", "im", "ih", "ov")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """``word`` (small Latin letters) without ending, in one transliteration: "proizvodstvennoye" is "proizvodstven"."""
    for theirs, ours in _ALIKE:
        word = word.replace(theirs, ours)
    word = once(word)
    for theirs, ours in _GLIDES:
        word = word.replace(theirs, ours)
    bare = once(word).rstrip("aeiou")
    if len(bare) > LONGEST_ENDINGLESS and bare.endswith(_GENITIVES):
        bare = bare[:-2]
    return bare or word


@lru_cache(maxsize=65536)
def in_english(word: str) -> tuple[str, ...] | None:
    """The English words for one of a name, none at all for "imeni"; None where it is not known as a Slavic one."""
    if (meant := _said().get(word)) is not None:
        return meant
    key = stem(word)
    if len(key) < SHORTEST:
        return None
    if (meant := _stems().get(key)) is not None:
        return meant
    if len(key) < LONG_ENOUGH:
        return None
    near = {_stems()[other] for cut in cuts(key) for other in _near_stems().get(cut, ())}
    return near.pop() if len(near) == 1 else None


@cache
def slavic_forms() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The legal forms of several words as stems, by their first one, the longest first."""
    forms: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for form in sorted(_data()["forms"]["words"], key=len, reverse=True):
        stems = tuple(map(stem, form.split()))
        forms[stems[0]].append(stems)
    return {first: tuple(several) for first, several in forms.items()}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("monitor.screening") / "slavic.toml").read_text("utf-8"))


@cache
def english_words() -> frozenset[str]:
    """Every English word that one of these stands for."""
    return frozenset(word for english in (*_said().values(), *_stems().values()) for word in english)


@cache
def _said() -> dict[str, tuple[str, ...]]:
    """Words that are known as they are written, those in letters among them."""
    whole = {word: english for english, theirs in _data()["words"].items() for word in theirs}
    return {word: tuple(english.split()) for word, english in (whole | _data()["short"]).items()}


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    return {
        stem(word): tuple(english.split())
        for english, theirs in _data()["words"].items()
        for word in theirs
        if len(stem(word)) >= SHORTEST
    }


@cache
def _near_stems() -> dict[str, set[str]]:
    near: dict[str, set[str]] = defaultdict(set)
    for key in _stems():
        if len(key) >= LONG_ENOUGH:
            for cut in cuts(key):
                near[cut].add(key)
    return near
