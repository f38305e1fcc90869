"""The places of a running text where names stand: words that are written with a capital or a digit, side by side.

No markup, table or punctuation is relied on beyond what parts one name from the next: text of a document that could not
be read has nothing else but the columns of its tables (``columns.py``). The time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.screening.columns import column_texts

MOST_CHARACTERS = 4_000_000
"""What is looked at of a text."""
MOST_WORDS, OVERLAP = 24, 12
"""A longer run of such words is cut into pieces of this many, each of which begins in the one before."""

# e.g. "Co.", "“", "Foo''"
_PIECE = re.compile(r"``|''|[“”\"„«»\[\]{}();:|]|,|(?:(?!``|'')[^\s,;:()\[\]{}“”\"„«»|])+")
_ENDS = frozenset(("``", "''", *'“”"„«»[]{};:|'))
_BRACKETS = frozenset("()")
_LINKS = frozenset(
    ("of", "and", "the", "for", "de", "di", "da", "del", "la", "al", "el", "bin", "ibn", "van", "von", "i", "&")
)
"""Words within a name that are written small; at most two of them side by side."""
_FORMS = frozenset(
    ("ltd", "inc", "llc", "llp", "co", "corp", "gmbh", "ag", "sa", "srl", "spa", "bv", "nv", "plc", "pte", "pty", "pvt", "fze",
     "fzco", "fzc", "jsc", "ojsc", "pjsc", "oao", "zao", "ooo", "ao", "doo", "dd", "sro", "oy", "ab", "as", "kk", "lda",
     "limited", "incorporated", "company", "corporation")
)  # fmt: skip
"""Legal forms: a comma before one of them is within the name."""
_LONGEST_SHORT_FORM = 5
"""Letters of a word whose full stop does not end the sentence ("Corp.", "Ltd.")."""
# e.g. "\n\n", "    "
_NEW_PLACE = re.compile(r"\n\s*\n|[ \t]{3,}")
# e.g. "--"
_INNER = re.compile(r"[^\w]+")


def name_runs(text: str) -> Iterator[str]:
    """The runs in their order, each in one line; the same one as often as it is there."""
    for piece, in_table in column_texts(text[:MOST_CHARACTERS]):
        yield from runs_of(piece, in_table=in_table)


def runs_of(text: str, *, in_table: bool = False) -> Iterator[str]:
    """The runs of a piece of text; in a table's cell a line that ends in a full stop ends a name ("--BVST.")."""
    run: list[str] = []
    links: list[str] = []
    after_comma = False
    end = 0
    for found in _PIECE.finditer(text):
        piece, between = found.group(), text[end : found.start()]
        end = found.end()
        bare = _INNER.sub("", piece).casefold() or piece  # "&" has no letters
        if in_table and "\n" in between and run and run[-1].endswith(".") and not links and bare not in _FORMS:
            yield from _cut(run)
            run, after_comma = [], False
        if run and (piece in _ENDS or _NEW_PLACE.search(between)):
            yield from _cut(run)
            run, links, after_comma = [], [], False
        if piece in _ENDS or piece in _BRACKETS:
            continue
        if piece == ",":
            after_comma = True
            continue
        if after_comma and run and bare not in _FORMS:
            yield from _cut(run)
            run, links = [], []
        after_comma = False
        if _is_of_a_name(piece):
            run += [*links, piece] if run else [piece]
            links = []
            if piece.endswith(".") and len(bare) > _LONGEST_SHORT_FORM and bare not in _FORMS:
                yield from _cut(run)
                run = []
        elif run and bare in _LINKS and len(links) < 2:
            links.append(piece)
        elif run:
            yield from _cut(run)
            run, links = [], []
    yield from _cut(run)


# e.g. "trading"
_SMALL_WORD = re.compile(r"(?<![\w'’-])[a-z]{3,}+(?![\w'’-])")


def small_words(text: str) -> frozenset[str]:
    """The words that the text writes small somewhere: no name is told by such a word alone."""
    return frozenset(_SMALL_WORD.findall(text[:MOST_CHARACTERS]))


def _is_of_a_name(word: str) -> bool:
    """Whether a word has a capital or a digit, or is of a script that has no small letters."""
    return any(c.isalnum() and not c.islower() for c in word)


def _cut(run: list[str]) -> Iterator[str]:
    at = 0
    while at < len(run):
        yield " ".join(run[at : at + MOST_WORDS])
        if at + MOST_WORDS >= len(run):
            return
        at += MOST_WORDS - OVERLAP
