"""Instructions about a destination itself: its heading renamed or taken off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from monitor.text.destinations import as_heading, destination_pattern, heading
from monitor.text.numbers import NUMBER
from monitor.text.quotes import CLOSE, OPEN

_PLACE = (
    rf"(?:{OPEN}[0-9]{{1,6}}{CLOSE}|(?-i:[A-Z][A-Z',\u2019.() \u00c0-\u00dd-]{{1,80}}[A-Z)])|{destination_pattern()})"
)
_NOUN = r"(?:destinations?|country|countries|(?:(?:country|destination)\s*)?headings?)"
# e.g. "revising the country name of TURKEY to read T\u00dcRKIYE", "revising the destination TURKEY to read IRAN"
_RENAMES = re.compile(
    rf"\b(?:revis|renam|chang|amend|correct)\w*\s+(?:the\s+)?{_NOUN}\s+(?:name\s+)?(?:of\s+|for\s+)?(?P<old>{_PLACE})"
    rf"\s+(?:to\s+read(?:\s+as)?|to|as)\s+(?P<new>{_PLACE})",
    re.IGNORECASE,
)
# A further destination that is taken off. e.g. ", IRAQ", " and the destination of IRAN"
_FURTHER = (
    rf"(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:the\s+)?(?:{_NOUN}\s+(?:of\s+|for\s+)?)?{_PLACE}"
    r"(?=\s*(?:[;.,]|$|and\b|in\s+(?:its|their)\b))"
)
# e.g. "removing the destination of HONG KONG", "By removing Australia;", "removing Australia in its entirety"
_REMOVES = re.compile(
    rf"\b(?:remov|delet)\w*\s+(?:the\s+)?(?P<places>(?:{_NOUN}\s+(?:of\s+|for\s+)?{_PLACE}|{destination_pattern()}"
    rf"(?=\s*(?:[;.,]|$|and\b|(?:in\s+(?:its|their)\s+entirety|from\s+the\s+(?:Entity\s+)?list)\b)))"
    rf"(?:{_FURTHER}){{0,20}})",
    re.IGNORECASE,
)
# Behind other words of a removal. e.g. "removing the entry for \ue0001\ue001 under IRAN and the destination of Australia"
_ALSO_REMOVES = re.compile(
    rf"\b(?:remov|delet)\w*+\s++[^;:]{{1,400}}?(?P<also>(?:,\s*+|\s)and\s++(?:the\s++)?(?P<places>{_NOUN}\s+(?:of\s+|for\s+)?{_PLACE}))"
    r"(?=\s*(?:[;.,]|$))",
    re.IGNORECASE,
)

# Behind a destination that is taken off: entries of another. e.g. " and the entry for \ue0001\ue001"
_AND_ENTRIES = re.compile(r",?\s+and\s+(?:the\s+)?entr(?:y|ies)\b", re.IGNORECASE)


# e.g. "IRAN"
@cache
def _place_alone() -> re.Pattern[str]:
    return re.compile(rf"{destination_pattern()}|{_PLACE}", re.IGNORECASE)


# As in "under “IRAN,”", "a heading for “MALTA”". e.g. "under \ue0001\ue001"
_QUOTED_PLACE = re.compile(
    rf"(?P<lead>\b(?:under|from|to|destinations?(?:\s+of)?|country(?:\s+of)?|heading(?:\s+for)?)"
    rf"\s+(?:the\s+)?){OPEN}(?P<index>[0-9]+){CLOSE}",
    re.IGNORECASE,
)
# As in "the entry for “CHINA, PEOPLE'S REPUBLIC OF” to add". e.g. "revising the entry for \ue0001\ue001 to add"
_QUOTED_HEADING = re.compile(
    rf"(?P<lead>\bentry\s+for\s+){OPEN}(?P<index>[0-9]+){CLOSE}(?=[\s,]*(?:by|to)\s+(?:add|remov|revis))", re.IGNORECASE
)


_UNDER = rf"(?P<place>under\s+(?:the\s+)?(?:{_NOUN}\s+(?:of\s+|for\s+)?(?:the\s+)?)?{_PLACE})"


# e.g. "adding an entry under SINGAPORE for \ue0001\ue001"
@cache
def _place_between() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<entries>\b(?:(?:{NUMBER}|an?|the)\s+)?(?:(?:new|existing)\s+)?(?:entr(?:y|ies)|entit(?:y|ies))"
        rf"(?:,?\s+in\s+alphabetical\s+order)?),?\s+{_UNDER},?\s+(?=(?:for\s+(?:the\s+)?)?{OPEN})",
        re.IGNORECASE,
    )


# Beside such entries, one with its destination behind it. e.g. "the entry for \ue0001\ue001 under IRAN"
@cache
def _place_behind() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<entries>\b(?:the|an|one)\s+(?:entry\s+for|entity,?)\s+{OPEN}[0-9]{{1,6}}{CLOSE}),?\s+{_UNDER}",
        re.IGNORECASE,
    )


def with_place_first(text: str) -> str:
    """The masked ``text`` with a destination between entries and their names set before both: its names are those there."""

    def turned(match: re.Match[str]) -> str:
        return f"{match['place']}, {match['entries']}{' ' if match.re is _place_between() else ''}"

    first, found = _place_between().subn(turned, text)
    return _place_behind().sub(turned, first) if found else text


def plain_destinations(text: str, quotes: Sequence[str]) -> str:
    """The masked ``text`` with quoted destinations ("under “IRAN,”") written out: they are no names."""

    def plain(match: re.Match[str]) -> str:
        name = heading(quotes[int(match["index"])].strip(" ,;."))
        return f"{match['lead']}{name}" if name else match.group()

    return _QUOTED_HEADING.sub(plain, _QUOTED_PLACE.sub(plain, text))


def renamed_destination(text: str, quotes: Sequence[str]) -> tuple[str, str, str] | None:
    """The old and the new heading where the masked ``text`` renames a destination, and the text without that instruction."""
    match = _RENAMES.search(text)
    if match is None:
        return None
    left = text[: match.start()] + text[match.end() :]
    return _heading(match["old"], quotes), _as_printed(match["new"], quotes).upper(), left


def removed_destinations(text: str, quotes: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The headings that the masked ``text`` takes off, and the text without these words."""
    places: list[str] = []

    def taken(match: re.Match[str]) -> str:
        places.extend(_heading(place.group(), quotes) for place in _place_alone().finditer(match["places"]))
        also = match.re is _ALSO_REMOVES
        kept = match.group()[: match.start("also") - match.start()] if also else ""
        return "removing" if not also and _AND_ENTRIES.match(match.string, match.end()) else kept

    for pattern in (_REMOVES, _ALSO_REMOVES):
        text = pattern.sub(taken, text)
    return tuple(dict.fromkeys(places)), text


def _as_printed(said: str, quotes: Sequence[str]) -> str:
    if said.startswith(OPEN):
        said = quotes[int(said.strip(OPEN + CLOSE))]
    return said.strip(" ,;.")


def _heading(said: str, quotes: Sequence[str]) -> str:
    printed = _as_printed(said, quotes)
    return printed if printed.isupper() else heading(printed) or as_heading(printed)
