"""Names as keys: two spellings of one name fold to the same text."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from monitor.text.legal_forms import legal_forms
from monitor.text.remembered import remembered

# e.g. "Foo-Bar, Ltd."
_NOT_WORD = re.compile(r"[\W_]+")
_NO_WORDS = {code: None for code in range(128) if not chr(code).isalnum()}  # the same for ASCII, four times as fast
# e.g. "744.11", "Plant 1-2"
_GAP = re.compile(r"[0-9][\W_]+(?=[0-9])")
# e.g. "744.11", "Plant 1-2"
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[\W_]+(?=[0-9])")
# e.g. "Plant 1-2"
_NUMBER = re.compile(r"[0-9]+")
# e.g. "11\u20442 Miles"
_NUMERATOR = re.compile(r"(?<=[0-9])(?=[0-9]\u2044)")
# e.g. "Ningbo Semiconductor International (NSI)"
_ACRONYM = re.compile(r"(?<!\s)\s*\(\s*[A-Z][A-Z0-9 .&\u2013/-]*\)\s*$")


@remembered(65536, longest=400)
def fold(name: str) -> str:
    """``name`` without case, spaces, punctuation, quotation marks, dashes and diacritics; legal forms stay.

    Numbers stay apart, whatever parts them: "744.1(1)" is not "744.11", and Plant 1-2 is not Plant 12.
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)
        # A numerator stands apart from its whole: 1\u00bd Miles Northern Highway, Belize, was printed "1 1/2" in 2023
        # and "11\u20442" in 2026.
        name = _NUMERATOR.sub(" ", name) if "\u2044" in name else name
    key = _fold(name)
    if not key.isascii():
        from anyascii import anyascii  # noqa: PLC0415 - few names need it

        key = _fold(anyascii(key))
    return key


def same_spelling(first: str, second: str) -> bool:
    """Whether two texts are one name but for case, spaces and punctuation.

    Accents, symbols, scripts, word order and legal forms count, and so does what parts two numbers: Plant 1-2 is not Plant 12.
    """
    return _letters(first) == _letters(second) and _NUMBER.findall(first) == _NUMBER.findall(second)


def _letters(name: str) -> str:
    folded = unicodedata.normalize("NFC", name).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] not in "PZC")


def _fold(name: str) -> str:
    name = name.lower()
    if _GAP.search(name):  # cheaper than splitting every name
        return ".".join([_words(part) for part in _BETWEEN_DIGITS.split(name)])
    return _words(name)


def _words(name: str) -> str:
    return name.translate(_NO_WORDS) if name.isascii() else _NOT_WORD.sub("", name)


def without_acronym(name: str) -> str:
    """``name`` without an acronym in brackets at its end: "Ningbo Semiconductor International (NSI)".

    Brackets that hold words stay: "Foo Systems (Shanghai)" and "Foo Systems (Hong Kong)" are two firms.
    """
    return _ACRONYM.sub("", name) or name


@remembered(8192, longest=400)
def telling_words(name: str) -> tuple[str, ...]:
    """The folded words of ``name`` without its legal forms, its dots and an acronym in brackets at its end."""
    spaced = _NOT_WORD.sub(" ", without_acronym(name).replace(".", "").replace("'", ""))
    words = [key for word in spaced.split() if (key := fold(word))]
    return tuple(w for w in words if w not in _forms_of_one_word()) or tuple(words)


@cache
def _forms_of_one_word() -> frozenset[str]:
    return frozenset(fold(form) for form in legal_forms() if " " not in form)
