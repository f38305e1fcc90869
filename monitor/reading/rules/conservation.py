"""A cross-check of the reading itself: every word printed in the list's tables is in an entry, or accounted for beside it.

The words of the tables are taken as the rendition has them, before anything was cut, and compared with those of the
entries, in whatever order: so a lost cell, a dropped mark, a word put into two cells or glued to another is noticed in
every rendition. Spacing, punctuation and line ends are no difference.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.model import Check, Entry
from monitor.reading.entries.cell_words import words_of

UNDECODED = "\ufffd"
"""Stands for a letter that a rendition has lost."""
_MOST_SHOWN = 12
_ALL_READ = "every printed word is read"


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
