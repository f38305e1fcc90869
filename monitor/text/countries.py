"""Countries as people write them, for what users give: filters, watchlists, settings. All of it is data in countries.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from monitor.text.clean import one_line
from monitor.text.destinations import heading, nationalities
from monitor.text.remembered import remembered

LONG_ENOUGH = 6
"""Letters from which on a name is known when one of them is wrong."""
ALIKE = 70
"""How like the text, in percent, a name must be to be offered as what may have been meant."""
MOST_OFFERED = 3
# What stands between two ways to say one country. e.g. "DE - Germany", "Germany [DE]", "DE/Germany", "Germany (DE)"
_PARTS = re.compile(r"\s-\s|[/|,;:()\[\]]")
# e.g. "\U0001f1e9\U0001f1ea"
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory: as the list heads it, in capitals where the list heads none.

    ``destinations`` are the headings under which the list has its parties, ``note`` says why where these are others'.
    ``misspelt`` says that the text was one letter off.
    """

    name: str
    destinations: tuple[str, ...]
    note: str = ""
    misspelt: bool = False


@remembered(4096, longest=200)
def country_named(text: str) -> Country | None:
    """The country that a name, adjective or ISO code means, however it is spelt; None for what is none.

    A name that is one letter off, and like no other country's, is that country's.
    """
    text = _FLAG.sub(_letters_of_flag, text)
    key = _key(text)
    if not key:
        return None
    if name := _named(text):
        return _country(name)
    said = {_named(part) for part in _PARTS.split(text) if _key(part)}
    if len(said) == 1 and (name := said.pop()):  # "DE - Germany", "Germany [DE]"
        return _country(name)
    nearly = {_names()[one] for one in _one_letter_off(key)}
    return _country(nearly.pop(), misspelt=True) if len(nearly) == 1 else None


def _named(text: str) -> str:
    key = _key(text)
    return _names().get(key, "") or heading(text) or (_foreign_names().get(key, "") if key else "")


def _letters_of_flag(flag: re.Match[str]) -> str:
    return "(" + "".join(chr(ord(sign) - 0x1F1E6 + ord("A")) for sign in flag[0]) + ")"


def nearest_countries(text: str) -> tuple[str, ...]:
    """The names most like a text that names no country, the likest first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where a name is wrong

    written = {key: name for key, name in _names().items() if len(key) > 3}
    found = process.extract(_key(text), list(written), scorer=fuzz.ratio, limit=12, score_cutoff=ALIKE)
    return tuple(dict.fromkeys(written[key] for key, _, _ in found))[:MOST_OFFERED]


def not_a_country(text: str) -> str:
    """A sentence about a text that names no country, with the nearest."""
    nearest = nearest_countries(text)
    hint = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
    return f"\u201c{one_line(text)[:60]}\u201d is not a destination or country.{hint}"


def agreement(first: str, second: str) -> str | None:
    """Why two countries, by their names here, are evidence for each other; "" for one and the same, None where they are not."""
    return "" if first == second else _agreements().get(frozenset((first, second)))


def countries_agree(ours: str, theirs: str) -> bool | None:
    """Whether a party's country is evidence for an entry's; None, for and against nothing, where either is not known."""
    if not ours or not theirs:
        return None
    if agreement(ours, theirs) is not None:
        return True
    known = country_named(ours)
    return None if known is None else agreement(known.name, theirs) is not None


def agreeing(name: str) -> tuple[str, ...]:
    """A country and those that are evidence for it, by their names here."""
    return (name, *(other for pair in _agreements() if name in pair for other in pair if other != name))


def _key(text: str) -> str:
    """Small letters and digits alone, without accents; a stroke stays, for "n/a" is not the code of Namibia."""
    plain = unicodedata.normalize("NFKD", one_line(text).casefold()).removeprefix("the ")
    return "".join(sign for sign in plain if sign.isalnum() or sign == "/")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("monitor.text") / "countries.toml").read_text("utf-8"))


def _country(name: str, *, misspelt: bool = False) -> Country:
    under = {one["place"]: one for one in _data()["listed_under"]}.get(name)
    destinations = (name, under["destination"]) if under else (name,)
    return Country(name, destinations, under["reason"] if under else "", misspelt)


@cache
def _names() -> dict[str, str]:
    """The key of every way to write a country, and its name."""
    data = _data()
    found: dict[str, str] = {}
    for adjective, destination in nationalities():
        found[_key(adjective)] = destination
    for table in (data["misspelt"], data["names"], data["crimea"]):
        for name, others in table.items():
            for other in (name, *others):
                found[_key(other)] = _as_listed(name)
    for alpha2, alpha3, name in data["iso"]["codes"]:
        for written in (alpha2, alpha3, name):
            found[_key(written)] = _as_listed(name)
    return found


@cache
def _foreign_names() -> dict[str, str]:
    """The same in other languages; seldom wanted, and larger than all the rest."""
    known = {alpha2: name for alpha2, _, name in _data()["iso"]["codes"]}
    names = tomllib.loads((files("monitor.text") / "country_names.toml").read_text("utf-8"))
    return {_key(other): _as_listed(known[code]) for code, others in names.items() for other in others}


def _as_listed(name: str) -> str:
    return heading(name) or name.upper()


@cache
def _agreements() -> dict[frozenset[str], str]:
    return {frozenset(pair): one["reason"] for one in _data()["agree"] for pair in _pairs(one["places"])}


def _pairs(places: Iterable[str]) -> Iterator[tuple[str, str]]:
    places = tuple(places)
    return ((a, b) for n, a in enumerate(places) for b in places[n + 1 :])


def _one_letter_off(key: str) -> list[str]:
    """The known keys that one wrong, missing, added or exchanged letter leads to."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only where a name is wrong

    if len(key) < LONG_ENOUGH:
        return []
    near = (one for one in _names() if abs(len(one) - len(key)) <= 1 and len(one) >= LONG_ENOUGH - 1)
    return [one for one in near if OSA.distance(key, one, score_cutoff=1) <= 1]
