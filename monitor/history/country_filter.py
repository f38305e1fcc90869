"""The destinations that a user's countries mean, as filters of the list and of changes take them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from monitor.errors import UsageError
from monitor.text.countries import country_named, not_a_country


@dataclass(frozen=True, slots=True)
class CountryFilter:
    """The destinations wanted (none: all), and what the reader should know of how they were understood."""

    destinations: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The destinations wanted, by name; "" for all."""
        return " or ".join(sorted(self.destinations))

    def admits(self, destination: str) -> bool:
        """Whether a destination is wanted."""
        return not self.destinations or destination in self.destinations

    def one(self, known: Collection[str] = ()) -> str:
        """The one destination of the filter for who can take one only: that which the data ``known`` has; "" for all."""
        return max(sorted(self.destinations), key=lambda destination: destination in known, default="")


def country_filter(written: Iterable[str], known: Collection[str] = ()) -> CountryFilter:
    """The filter for countries as users write them; a destination ``known`` in the data is always one.

    Raises UsageError, with the nearest names, for a text that is neither destination nor country.
    """
    wanted: set[str] = set()
    notes: dict[str, None] = {}
    for text in filter(None, map(str.strip, written)):
        if text.upper() in known:
            wanted.add(text.upper())
        country = country_named(text)
        if country is None:
            if text.upper() not in known:
                raise UsageError(not_a_country(text))
            continue
        wanted.update(country.destinations)
        if country.misspelt:
            notes[f"\u201c{text}\u201d is read as {country.name}."] = None
        if country.note:
            notes[country.note] = None
    return CountryFilter(frozenset(wanted), tuple(notes))
