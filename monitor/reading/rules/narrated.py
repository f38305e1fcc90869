"""Removals that a rule tells in a sentence, with the place of each party: what an instruction may leave out.

    ... to remove the following three entities ...: Vortex Electronics, located in Australia; and FIMCO FZE, located in Iran
    2. Supplement No. 4 to part 744 is amended: a. By removing the entry for Australia;

A sentence lists no parties by destination, so it is no cross-check; it only names the party that an instruction means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from monitor.model import Operation
from monitor.reading.rules.preamble import Listed
from monitor.reading.rules.quoted_entries import several_names
from monitor.text.destinations import destination_pattern, heading
from monitor.text.names import fold

# e.g. "removes one entity", "the decision to remove"
_REMOVES = re.compile(r"\b(?:remov|delet)(?:es?|ing)\b", re.IGNORECASE)
_LONGEST_SENTENCE = 4000
# What stands before a party in such a sentence. e.g. "as follows: ", "; and ", "removes one entity, ", "removing "
_LEAD = (
    r"(?:[;:]\s(?:and\s)?|\b(?i:remov|delet)(?i:es?|ing)\s(?i:the\s)?(?i:entry\sfor\s)?"
    r"(?i:(?:one|the)\s(?:entity|party),?\s)?)"
)


# e.g. ": Vortex Electronics, located in Australia;"
@cache
def _located() -> re.Pattern[str]:
    return re.compile(
        rf"{_LEAD}\u201c?(?P<name>[A-Z0-9][^;:\u201c\u201d]{{1,150}}?)[,\u201d]{{0,2}},?\s(?:which\sis\s)?(?:located\s)in\s"
        rf"(?:the\s)?(?P<place>(?i:{destination_pattern()}))(?=[;,.]|\s(?:from|and|on|that|which)\b|$)"
    )


def narrated_removals(texts: Iterable[str], listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """The parties that sentences of ``texts`` remove, under destinations where ``listed`` removes none."""
    told = {item.country for item in listed if item.operation is Operation.REMOVE}
    found: dict[tuple[str, str], Listed] = {}
    for text in texts:
        if not (removes := _REMOVES.search(text)) or "located in" not in text:
            continue
        for match in _located().finditer(text, removes.start(), removes.start() + _LONGEST_SENTENCE):
            country, name = heading(match["place"]), match["name"]
            if country not in told and not several_names(name):
                found.setdefault((country, fold(name)), Listed(Operation.REMOVE, country, name))
    return tuple(found.values())
