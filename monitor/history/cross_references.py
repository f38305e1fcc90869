""" "See alternate address under China": whom an entry's cross-references mean, so that they can be followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.comparing.finding import named
from monitor.history.day_list import DayList
from monitor.history.indexed_entry import IndexedEntry
from monitor.model import Entry
from monitor.text.destinations import as_heading
from monitor.text.names import fold

ALIKE = 80.0
"""Percent (rapidfuzz token ratio) from which a name under the destination referred to is taken for the same party's."""
# e.g. "See alternate addresses under China, Hong Kong, and Taiwan"
_PLACES = re.compile(r"\b(?:under|in|for)\s+(?P<places>[^()\u201c\u201d]+)", re.IGNORECASE)
# e.g. "Hong Kong, and Taiwan", "China and Hong Kong"
_BETWEEN = re.compile(r",(?:\s*and\s)?|;|\band\b")


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference as published, the destinations it names, and the entries it means there."""

    text: str
    countries: tuple[str, ...]
    entries: tuple[IndexedEntry, ...]


def references(entry: Entry, listed: DayList) -> tuple[Reference, ...]:
    """What the cross-references of an entry refer to on a day's list."""
    headings = {country for country, _ in listed.countries}
    found = []
    for text in entry.cross_references:
        places = tuple(dict.fromkeys(place for place in _places(text) if place in headings))
        meant = tuple(one for place in places if (one := _same_party(entry, place, listed)) is not None)
        found.append(Reference(text, places, meant))
    return tuple(found)


def _places(text: str) -> Iterator[str]:
    for match in _PLACES.finditer(text):
        for place in _BETWEEN.split(match["places"]):
            if place.strip(" ."):
                yield as_heading(place.strip(" "))


def _same_party(entry: Entry, country: str, listed: DayList) -> IndexedEntry | None:
    """The entry of one of an entry's names under a destination; else the one with the nearest name."""
    there = [other for other in listed.indexed if other.entry.country == country and other.entry is not entry]
    for name in (entry.name, *entry.aliases):
        if found := named((other.entry for other in there), name):
            return next(other for other in there if other.entry is found[0])
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - few references get here

    names = [fold(other.entry.name) for other in there]
    like = process.extractOne(fold(entry.name), names, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return there[like[2]] if like else None
