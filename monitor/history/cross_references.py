""" "See alternate address under China": whom an entry's cross-references mean, so that they can be followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.comparing.finding import named
from monitor.history.list_history import DayList, IndexedEntry
from monitor.text.destinations import as_heading
from monitor.text.names import fold

ALIKE = 80.0
"""Percent (rapidfuzz token ratio) from which a name under the destination referred to is taken for the same party's."""
_PLACES = re.compile(r"\b(?:under|in|for)\s+(?P<places>[^()\u201c\u201d]+)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,\s*(?:and\s+)?|;\s*|\band\b)\s*")


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference as printed, the destinations it names, and the entries it means there."""

    text: str
    countries: tuple[str, ...]
    cards: tuple[IndexedEntry, ...]


def references(card: IndexedEntry, today: DayList) -> tuple[Reference, ...]:
    """What the cross-references of an entry refer to on a day's list."""
    headings = {country for country, _ in today.countries}
    found = []
    for text in card.entry.cross_references:
        places = tuple(dict.fromkeys(place for place in _places(text) if place in headings))
        meant = tuple(one for place in places if (one := _same_party(card, place, today)) is not None)
        found.append(Reference(text, places, meant))
    return tuple(found)


def _places(text: str) -> Iterator[str]:
    for match in _PLACES.finditer(text):
        for place in _BETWEEN.split(match["places"]):
            if place.strip(" ."):
                yield as_heading(place.strip(" "))


def _same_party(card: IndexedEntry, country: str, today: DayList) -> IndexedEntry | None:
    """The entry of one of the card's names under a destination; else the one with the likest name."""
    there = {id(other.entry): other for other in today.cards if other.entry.country == country and other is not card}
    for name in (card.entry.name, *card.entry.aliases):
        if found := named((other.entry for other in there.values()), name):
            return there[id(found[0])]
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - few references get here

    names = {key: fold(other.entry.name) for key, other in there.items()}
    like = process.extractOne(fold(card.entry.name), names, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return there[like[2]] if like else None
