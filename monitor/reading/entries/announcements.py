"""What announces names beside the first in an entity cell: "a.k.a.", "f.k.a., the following two former names:"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.text.numbers import NUMBER

AKA = (
    r"(?:[af]\.\s?k\.\s?a\b\.?|[af]/k/a|d\.?/?b\.?/?a\.|n\.k\.a\b\.?|(?<=[,(] )aka\b|"
    r"(?:formerly|previously|also|now) known as|doing business as)"
)
_ALIAS = (
    r"(?:(?:former|previous|prior|earlier|old|other|additional|further|alternate|alternative|trade|english)\s+)?"
    r"(?:alia\w*|entity|entities|names?)"
)
_ONE = r"(?:(?:former|previous|prior|other|additional|trade)\s+)?(?:alias|name)"
# What announces aliases. e.g. ", a.k.a.,", "the following one alias", "(f.k.a."
MARKER = re.compile(
    rf"(?P<paren>(?:(?<!\s)\s++)?\()?(?<![\w/])(?:{AKA}|(?:and |including )?the follow(?:ing)? {NUMBER} {_ALIAS}\b|"
    rf"(?:and |including |with )?(?:its )?(?:the follow(?:ing)? )?(?:{NUMBER} )?alias(?:es)?\s*:|(?<=, )alias (?-i:[A-Z]))",
    re.IGNORECASE,
)
# All that stands before the first alias. e.g. "a.k.a., the following three aliases:"
INTRODUCTION = re.compile(
    rf"[\s,]*(?:(?:{AKA}|aka\b)[\s,]*)?(?:(?:and|as|including|with)\s+)?(?:its\s+)?"
    rf"(?:(?:the\s+)?(?:follow(?:ing)?\s+(?:the following\s+)?)?(?:(?P<stated>{NUMBER})\s+)?(?:following\s+)?"
    rf"(?:(?P<one>{_ONE}\b)|{_ALIAS})"
    rf"(?:,? (?:and|including)\b[^:\n]*)?|the following)?\s*[:.,;]?",
    re.IGNORECASE,
)
# Where another announcement ends what the first one lists; in "Foo, a.k.a., Bar" none does, that is a name's own alias.
# e.g. ", and a.k.a.,", "; f.k.a., the following one former name:", ", a.k.a., the following two aliases:"
_AGAIN = re.compile(
    rf"(?:(?:[.;,]|(?<![\s.;,]))\s++and\s++|;\s*+(?:and\s++)?|\n[\u2014\u2013-]?|[.,]\s++(?=[fn]\.k|{AKA}[\s,]*+the follow))"
    rf"(?={AKA})",
    re.IGNORECASE,
)
# An announcement where a name or an address should stand. e.g. "and a.k.a.", "the following two aliases: Foo",
#   "Affiliated entities: Foo", "including branches: Foo"
_ANNOUNCES = re.compile(
    rf"^\W*(?:and\s+)?{AKA}|(?<!\w){AKA}\W*$|\bthe following\b(?! addresses apply)|"
    r"\b(?:alias(?:es)?|entit(?:y|ies)|subsidiar(?:y|ies)|branch(?:es)?|affiliates?|institutions?|namely|consisting of|"
    r"including)\s*:",
    re.IGNORECASE,
)
# What announces parties or addresses behind an address. e.g. ", and to include the following two affiliated entities:",
# ", to include the following addresses and the following 22 affiliated entities:", ", including the following branches:"
TO_INCLUDE = re.compile(r",? (?:and )?(?:to include|including) the following\b[^.:]*[.:]?\s*")


def announcements(raw: str) -> list[str]:
    """``raw`` parted where another announcement begins, outside of parentheses."""
    parts: list[str] = []
    start = 0
    for found in _AGAIN.finditer(raw, 1):
        above = raw[start : found.start()]
        if MARKER.match(above.lstrip(" ,;(\n")) and above.count("(") <= above.count(")"):
            parts.append(above)
            start = found.end()
    return [*parts, raw[start:]]


# An alias that goes on with an address, or is the number of those that follow. e.g. "BMTI. No. 2", "three"
_GOES_ON = re.compile(rf"\w{{3}}\.\s+(?:Nos?\.|Room|Unit|Building|Bldg|Floor|P\.?O\.)|^{NUMBER}$", re.IGNORECASE)


def announced_inside(aliases: Sequence[str], addresses: Sequence[str]) -> tuple[str, ...]:
    """A sentence on an alias or address that holds what announces others: they were not parted."""
    return tuple(
        f"\u201c{one}\u201d was not understood as {what}"
        for what, texts in (("an alias", aliases), ("an address", addresses))
        for one in texts
        if (_ANNOUNCES.search(one) and not one.startswith("The following addresses apply"))
        or (texts is aliases and _GOES_ON.search(one))
    )
