"""A cross-check of an entity cell: every word of it is in a field, or only leads from one field to the next."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

# Letters and figures apart, so that "9th" and "9 th" are the same words. e.g. "9th"
_WORD = re.compile(r"[0-9]+|[^\W0-9_]+")
# The same of plain letters, told in half the time. e.g. "9th"
_ASCII_WORD = re.compile(r"[0-9]+|[a-z]+")
# A power is a word of its own, as its mark is in print. e.g. "10\u2076"
_POWER = re.compile("(?=[\u00b2\u00b3\u00b9\u2070\u2074-\u2079])(?<![\u00b2\u00b3\u00b9\u2070\u2074-\u2079])")
# e.g. "\u2076"
_POWERS = re.compile("[\u00b2\u00b3\u00b9\u2070\u2074-\u2079]")
# e.g. "e\u0301"
_ACCENTS = re.compile("[\u0300-\u036f]+")
_SECTION = frozenset(("sec", "secs"))
"""What govinfo's text types for a section sign."""
_WORDS = """
    a k f d b n aka fka dba nka also known as formerly previously doing business trading
    the following follow and or other one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty hundred
    alternate alternative alt additional former previous prior trade english name names
    address addresses location locations office offices site sites located at in with its of to include including includes all
    consisting comprising namely see under entity entities subordinate affiliated institution institutions subsidiary
    subsidiaries branch branches affiliate affiliates company companies organization organizations unit units named
    apply applies them these for entry this
"""
_LEADING = frozenset(_WORDS.split())
"""Words that lead from one field of an entry to the next."""
_MOST_SHOWN = 8


def words_of(texts: Iterable[str]) -> Counter[str]:
    """The words of ``texts`` and how often each stands there."""
    found: Counter[str] = Counter()
    for text, times in Counter(texts).items():  # requirements and policies are the same in most rows
        bare = (text if text.isascii() else _bare(text)).casefold()
        words = (_ASCII_WORD if bare.isascii() else _WORD).findall(bare)
        if times == 1:
            found.update(words)
        else:
            found.update({word: times * number for word, number in Counter(words).items()})
    for word in _SECTION:
        del found[word]
    return found


def _bare(text: str) -> str:
    """``text`` without accents, its powers apart."""
    if _POWERS.search(text):
        text = _POWER.sub(" ", text)
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text))


def _leads(word: str) -> bool:
    """Whether a word leads from one field to the next, the typing errors of the official text among them ("aliaes")."""
    return word in _LEADING or word.isdigit() or word.startswith("alia")


def words_nowhere(text: str, fields: Iterable[str]) -> tuple[str, ...]:
    """A sentence on words of an entity cell's ``text`` that none of its ``fields`` has."""
    there = words_of(fields)
    lost = [word for word in words_of((text,)) - there if not (_leads(word) or word.removeprefix("and") in there)]
    if not lost:
        return ()
    shown = ", ".join(f"\u201c{word}\u201d" for word in lost[:_MOST_SHOWN])
    return (f"of its text {shown} {'is' if len(lost) == 1 else 'are'} in no name and no address",)
