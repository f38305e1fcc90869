"""Parties that an entry lists under its own name: "Foo, including the following two subsidiaries:" above dash lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.reading.entries.announcements import AKA, MARKER
from monitor.text.numbers import NUMBER, read_number

# e.g. ", including the following two subsidiaries:", "; to include its branches:", ", and three subordinate entities:"
_INTRODUCES = re.compile(
    rf"(?:(?<![\s,;])[,;]|(?<![\s,;]))\s++(?:(?:and\s+)?(?:including|to\s+include|consisting\s+of|comprising|namely|with|and)\b"
    rf"(?:\s+(?:its|all|of|the(?=\s+(?!following))))*|the(?=\s+following\b))(?:\s+the)?(?:\s+following)?"
    rf"(?:\s+(?P<stated>{NUMBER}))?(?:\s+following)?(?P<noun>(?:\s+(?-i:[a-z-]+)){{0,3}})\s*:$",
    re.IGNORECASE,
)
# e.g. "two aliases", "former name"
_OTHER_NAMES = re.compile(r"\balias|\bnames?\b|a\.k\.a", re.IGNORECASE)
# e.g. "locations"
_PLACES = re.compile(r"\b(?:address(?:es)?|locations?|offices?|sites?)\b", re.IGNORECASE)
# e.g. "Foo, a.k.a.,"
_ENDS_IN_AKA = re.compile(rf"{AKA}[\s,]*$", re.IGNORECASE)
_DASHES = ("\u2014", "\u2013", "-")


@dataclass(frozen=True, slots=True)
class ListedParties:
    """The lines of an entry ``without`` a list in it, the lines ``listed``, one a party, and the number ``stated``."""

    without: tuple[str, ...]
    listed: tuple[str, ...] = ()
    stated: int | None = None


def take_listed(lines: tuple[str, ...]) -> ListedParties:
    """Part the parties that the ``lines`` of an entry list under an introduction; lists of places stay addresses."""
    for at, line in enumerate(lines[:-1]):
        found = _introduction(line) if line.endswith(":") and lines[at + 1].startswith(_DASHES) else None
        if found is None:
            continue
        stated = read_number(found["stated"]) if found["stated"] else None
        end = at + 1
        while end < len(lines) and lines[end].startswith(_DASHES) and (stated is None or end - at <= stated):
            end += 1
        above, own = lines[:at], line[: found.start()]
        if _PLACES.search(found["noun"]):
            return ListedParties((*above, own + (";" if at else ","), *lines[at + 1 :]))
        return ListedParties((*above, f"{own},", *lines[end:]), lines[at + 1 : end], stated)
    return ListedParties(lines)


def _introduction(line: str) -> re.Match[str] | None:
    found = _INTRODUCES.search(line)
    marker = MARKER.search(line, 0, found.start()) if found else None
    if marker and ":" not in line[marker.start() : -1]:
        return None  # "a.k.a., the following two aliases, and three subordinate institutions:": the aliases come first
    at = found is not None and _PLACES.search(found["noun"]) and "includ" not in found.group()
    if found is None or at or _OTHER_NAMES.search(found["noun"]) or _ENDS_IN_AKA.search(line, 0, found.start() + 1):
        return None
    return found
