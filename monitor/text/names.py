"""Names as keys: two spellings of one name fold to the same text."""

from __future__ import annotations

import re
from functools import lru_cache

_NOT_WORD = re.compile(r"[\W_]+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\W_]+(?=\d)")
_ACRONYM = re.compile(r"\s*\(\s*[A-Z][A-Z0-9 .&\u2013/-]*\)\s*$")
_LEGAL_FORMS = frozenset(
    "ag ao bv bhd co company corp corporation doo dmcc fzc fzco fze gmbh inc incorporated jsc kg limited llc llp ltd "
    "nv oao ojsc ooo oy pao pjsc plc private pt pte pty pvt sa sdn sirketi srl sti zao".split()
)


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """``name`` without case, spaces, punctuation, quotation marks, dashes and diacritics; legal forms stay.

    Numbers stay apart, whatever parts them: \u201c\u00a7 744.1(1)\u201d is not \u201c\u00a7 744.11\u201d, and Plant 1-2 is not Plant 12.
    """
    key = _fold(name)
    if not key.isascii():
        from anyascii import anyascii  # noqa: PLC0415 - few names need it

        key = _fold(anyascii(key))
    return key


def _fold(name: str) -> str:
    parts = _BETWEEN_DIGITS.split(name.lower())
    return ".".join([_NOT_WORD.sub("", part) for part in parts])


def without_acronym(name: str) -> str:
    """``name`` without an acronym in brackets at its end: \u201cNingbo Semiconductor International (NSI)\u201d.

    Brackets that hold words stay: \u201cFoo Systems (Shanghai)\u201d and \u201cFoo Systems (Hong Kong)\u201d are two firms.
    """
    return _ACRONYM.sub("", name) or name


@lru_cache(maxsize=8192)
def telling_words(name: str) -> tuple[str, ...]:
    """The folded words of ``name`` without its legal forms, its dots and an acronym in brackets at its end."""
    spaced = _NOT_WORD.sub(" ", without_acronym(name).replace(".", "").replace("'", ""))
    words = [key for word in spaced.split() if (key := fold(word))]
    return tuple(w for w in words if w not in _LEGAL_FORMS) or tuple(words)
