"""The ways in which an entry writes the names of its parties: name, aliases, parties within, and what brackets hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.model import Entry
from monitor.screening.names import Name, prepare
from monitor.screening.weights import generic, kinds, places, tells_nothing

# e.g. "Rosoboronexport OJSC (ROE)"
_BRACKET = re.compile(r"(?:(?<!\s)\s++)?\(([^()]{2,60})\)")
# e.g. "ROE", "CSSC 701"
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z](?:[ -]?[0-9]+)?")


# e.g. "United Shipbuilding Corporation “Production Association Northern Machine Building Enterprise”"
_QUOTED = re.compile("\u201c([^\u201c\u201d]{4,200})\u201d")
# e.g. "UEC-Saturn"
_LED = re.compile(r"(?:[A-Z]{2,5})[-\u2010-\u2015]([A-Z][a-z]{3,60}.{0,200})")
PARENTS_WORDS, OWN_WORDS = 2, 3
"""Words that a parent's name has, and those of a name that tells nothing but what its organisation is."""


@dataclass(frozen=True, slots=True)
class Written:
    """One name of an entry: its own, an alias, or that of a party within it."""

    entry: Entry
    kind: str
    name: Name
    within: str = ""


def names_of(entry: Entry) -> Iterator[Written]:
    """Every name of ``entry``; "Rosoboronexport OJSC (ROE)" also without the bracket, and what it holds if an acronym."""
    for text in _ways(entry.name):
        yield Written(entry, "name", prepare(text))
    for alias in entry.aliases:
        for text in _ways(alias):
            yield Written(entry, "alias", prepare(text))
    for sub in entry.sub_entities:
        for name in (sub.name, *sub.aliases):
            for text in _ways(name):
                yield Written(entry, "alias", prepare(text), within=sub.name)


def _below_a_parent(text: str) -> Iterator[str]:
    """The name behind that of a parent: "Tactical Missile Corporation, Joint Stock Company Ravenstvo", behind its acronym:
    "UEC-Saturn", and one in quotation marks that is a name by itself: "United Shipbuilding Corporation “Northern Machine
    Building Enterprise”"."""
    parent, comma, rest = text.partition(", ")
    own = prepare(rest)
    if comma and len(prepare(parent).words) >= PARENTS_WORDS and not own.only_forms and _names_one(own.words):
        yield rest
    if (led := _LED.match(text)) and _names_one(prepare(led[1]).words):
        yield led[1]
    for quoted in _QUOTED.finditer(text):
        if len(prepare(quoted[1]).words) >= OWN_WORDS:
            yield quoted[1]


def _names_one(words: tuple[str, ...]) -> bool:
    if set(words) <= places() or set(words) <= kinds():
        return False
    return len(words) >= OWN_WORDS or any(word not in generic() and len(word) > 2 for word in words)


def _ways(text: str) -> list[str]:
    ways = [text, *_below_a_parent(text)]
    found = _BRACKET.search(text)
    if not found or set(prepare(found[1]).words) <= places():
        return ways
    ways.append(_BRACKET.sub("", text))
    if _ACRONYM.fullmatch(found[1]) and not tells_nothing(prepare(found[1])):
        ways.append(found[1])
        if after := text[found.end() :].strip(" ,"):
            ways.append(f"{found[1]} {after}")  # "CSSC 701st Research Institute"
    return ways
