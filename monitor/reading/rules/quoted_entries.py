"""What an instruction quotes: a name, or a whole entry with its aliases and its address."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from monitor.reading.entries.addresses import ends_in_destination
from monitor.reading.entries.aliases import find_marker
from monitor.reading.entries.entity_cell import CellParty, read_party
from monitor.reading.entries.names import is_name
from monitor.text.destinations import heading

# A town behind its postal code. e.g. "Peltoinlahdentie 19, FI-54800 Savitaipale"
_POSTAL = re.compile(r"\b(?:[A-Z]{1,3}-)?[0-9]{4,6} [A-Z]\w+")
# e.g. "(See alternate address"
_REFERS = re.compile(r"\(\s*See\b", re.IGNORECASE)
_FORM = r"\b(?:Ltd|Limited|Inc|Corp|Corporation|Co|Company|LLC|L\.L\.C|JSC|OJSC|PLC|GmbH|FZE|FZC|FZCO|LLP|S\.A|B\.V|AG)\b\.?"
# Between two names in one quotation. e.g. "Orel Works Ltd. and Tula Works Ltd."
_NEXT_NAME = re.compile(rf"(?<=[\w.])(?:;|; and|, and| and|,) (?!{_FORM})(?=[A-Z])")
# e.g. "Orel Works Ltd."
_ENDS_IN_FORM = re.compile(rf"{_FORM}$")


def several_names(quotation: str) -> list[str]:
    """The names in ``quotation`` where each of two or more ends in its legal form; none for one name.

    “Orel Works Ltd. and Tula Works Ltd.” may be two parties, “Orel Science and Trade Co., Ltd.” is one.
    """
    names: list[str] = []
    begin = 0
    for match in _NEXT_NAME.finditer(quotation):
        if _ENDS_IN_FORM.search(quotation, begin, match.start()):
            names.append(quotation[begin : match.start()])
            begin = match.end()
    return [*names, quotation[begin:]] if names and _ENDS_IN_FORM.search(quotation, begin) else []


@lru_cache(maxsize=4096)
def whole_entry(quotation: str) -> CellParty | None:
    """The entry in ``quotation``, None where it is a name alone.

    e.g. “Frank Genin, a.k.a., the following one alias: -Franck Genin. RM 1905, ... Hong Kong (See alternate ...)”
    """
    if "," not in quotation:
        return None
    party = read_party((quotation,))
    if not party.name or party.name == quotation:
        return None
    announced = find_marker(quotation)
    told = announced is not None and not announced["paren"] and "," in quotation[announced.end() :]
    located = any(map(_is_address, party.addresses))
    return party if told or located or _REFERS.search(quotation) else None


def is_surely_one(quotation: str) -> bool:
    """Whether ``quotation`` holds one whole entry and nothing else, whatever marks stand around it.

    Its name ends where its aliases or its address begin, and the last address where a full one does.
    """
    party = whole_entry(quotation)
    if party is None or party.doubts or party.problems or not party.addresses:
        return False
    return all(map(_is_address, party.addresses)) and not any(map(is_name, party.addresses))


def _is_address(text: str) -> bool:
    """Whether ``text`` is where a party is for certain, and no further part of its name: a destination or postal code ends it.

    “OOO Druzhba,Ul. Profsoyuznaya d.3 Balei,Zabaikalski Kr.” (88 FR 85095) is quoted as a name.
    """
    town = text.rpartition(",")[2].strip()
    return "," in text and (ends_in_destination(text) or _POSTAL.fullmatch(town) is not None)


def name_on_list(quotation: str, is_listed: Callable[[str], bool]) -> str:
    """The name in ``quotation`` by which the list has the party: as quoted, or without the country behind it.

    “Huawei Cuba, Cuba” is Huawei Cuba, but “Huawei OpenLab, Singapore” is called so; only the list tells them apart.
    """
    if is_listed(quotation):
        return quotation
    bare, comma, country = quotation.rpartition(",")
    return bare if comma and heading(country) and is_listed(bare) else quotation
