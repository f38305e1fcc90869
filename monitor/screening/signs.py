"""What a writer of names puts into them that is none of them: trade marks, pictures, forms run on, digits for letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

FEWEST_LETTERS = 4
"""Letters that a word has beside the digits that stand for others: fewer are a code ("F5", "A1")."""

# e.g. "SiemensAG", "FooGmbH", "MikronJSC", "FooCo.Ltd", "FooCoLtd"
_FORM_BEHIND = re.compile(
    "(?<=[a-z])(?=(?:(?:AG|GmbH|KG|SE|SA|SpA|NV|BV|AB|AO|[OPZ]AO|OOO|TOO|[COP]?JSC|LLC|LLP|PLC|CoLtd|Inc|Corp|Company|Limited|Ltd|LTD"
    "|Pte|Pvt|Pty|Sdn)\\b|(?:Co|CO|Inc|Pte|Pvt|Pty|Sdn)(?=[., ]{0,2}(?:Ltd|LTD|Limited|LIMITED|Bhd|BHD)\\b)))"
)
# e.g. "OAOMikron", "JSCMikron"
_FORM_BEFORE = re.compile(r"(\b(?:[OPZ]AO|OOO|TOO|[COP]?JSC))(?=[A-Z][a-z]{2})")
# e.g. "k4spersky", "h1kvisi0n", "3lectronics"
_WITH_DIGITS = re.compile(r"(?=[a-z]*[01345])[a-z01345]{5,40}")
_LETTERS = str.maketrans("0345", "oeas")
# e.g. "Foo\u2122", "\u2705 Foo"
_SIGN = re.compile("[^\\w\\s!-~]")


def without_signs(text: str) -> str:
    """``text`` without trade marks and pictures. Signs that stand for letters stay: \u2116, \u3231."""
    return text if text.isascii() else _SIGN.sub(lambda sign: " " if _is_picture(sign[0]) else sign[0], text)


def _is_picture(sign: str) -> bool:
    """Whether a sign is a picture, or said by a small raised mark."""
    return unicodedata.category(sign) in {"So", "Sk"} and unicodedata.decomposition(sign)[:7] in {"", "<super>"}


def forms_apart(text: str) -> str:
    """``text`` (Latin letters) with the legal forms that are written as one with a name apart."""
    return _FORM_BEFORE.sub(r"\1 ", _FORM_BEHIND.sub(" ", text))


def in_letters(word: str) -> Iterator[str]:
    """A word in which digits stand for letters, as it is meant; 1 may be i or l. Nothing for other words."""
    if not _WITH_DIGITS.fullmatch(word) or sum(map(str.isalpha, word)) < FEWEST_LETTERS:
        return
    letters = word.translate(_LETTERS)
    yield letters.replace("1", "i")
    if "1" in letters:
        yield letters.replace("1", "l")
