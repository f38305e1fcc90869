"""A cross-check of the reading itself: every word printed in the list's tables is in an entry, or accounted for beside it.

The words of the tables are taken as the rendition has them, before anything was cut, and compared with those of the
entries, in whatever order: so a lost cell, a dropped mark, a word put into two cells or glued to another is noticed in
every rendition. Spacing, punctuation and line ends are no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from monitor.model import Check, Entry

# Letters and figures apart, so that "9th" and "9 th" are the same words. e.g. "9th"
_WORD = re.compile(r"[0-9]+|[^\W0-9_]+")
# A power is a word of its own, as its mark is in print. e.g. "10\u2076"
_POWER = re.compile("(?=[\u00b2\u00b3\u00b9\u2070\u2074-\u2079])(?<![\u00b2\u00b3\u00b9\u2070\u2074-\u2079])")
# e.g. "e\u0301"
_ACCENTS = re.compile("[\u0300-\u036f]+")
_SECTION = frozenset(("sec", "secs"))
"""What govinfo's text types for a section sign."""
UNDECODED = "\ufffd"
"""Stands for a letter that a rendition has lost."""
_MOST_SHOWN = 12
_ALL_READ = "every printed word is read"


def words_of(texts: Iterable[str]) -> Counter[str]:
    """The words of ``texts`` and how often each stands there."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(_WORD.findall((text if text.isascii() else _bare(text)).casefold()))
    for word in _SECTION:
        del found[word]
    return found


def _bare(text: str) -> str:
    """``text`` without accents, its powers apart."""
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", _POWER.sub(" ", text)))


def check_words(
    printed: Iterable[str], entries: Iterable[Entry], citations: Iterable[str], beside: Iterable[str]
) -> Check:
    """Whether the words ``printed`` are those of ``entries``, their citation cells, and what was read ``beside`` them."""
    texts: list[str] = [*citations, *beside]
    marks: set[str] = set()
    for entry in entries:
        texts += (entry.text, entry.license_requirement, entry.license_review_policy)
        marks |= set(map(str, entry.footnotes))
    printed = tuple(printed)
    there, read = words_of(printed), words_of(texts)
    lost = [word for word in (there - read) if word not in marks]
    invented = [word for word in (read - there) if word not in marks]
    said = [
        _listed(what, found)
        for what, found in (("printed and not read", lost), ("read more often than printed", invented))
        if found
    ]
    if undecoded := [word for text in printed if UNDECODED in text for word in text.split() if UNDECODED in word]:
        said.append(_listed("letters lost", undecoded))
    return Check("words of the table", _ALL_READ, "; ".join(said) or _ALL_READ, not said)


def _listed(what: str, found: list[str]) -> str:
    shown = ", ".join(f"\u201c{word}\u201d" for word in found[:_MOST_SHOWN])
    more = len(found) - _MOST_SHOWN
    return f"{what}: {shown}" + (f" and {more} more" if more > 0 else "")
