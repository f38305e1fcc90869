"""What a row says of a party beside its name, country and address: aliases, further addresses, identifiers, owners."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from monitor.model import NO_DETAILS, PartyDetails
from monitor.reading.parties.headings import type_meant
from monitor.reading.parties.mapping import DETAIL_KINDS, LISTS, ColumnMapping
from monitor.text.clean import one_line
from monitor.text.names import fold

LONGEST = 1000
"""Characters of an alias or an address."""
MOST = 50
"""Aliases, and addresses, of one party."""
BETWEEN_ALIASES, BETWEEN_ADDRESSES = "; ", " | "
"""What stands between several in one cell, where this program writes them."""
_TEXTS = frozenset(DETAIL_KINDS) - set(LISTS)
# e.g. "Foo Ltd; Bar Ltd", "Foo Ltd | Bar Ltd", "Foo Ltd\nBar Ltd"
_ALIASES = re.compile(r"[;\uff1b|\r\n]")


def details_in(mapping: ColumnMapping, cells: Sequence[str], name: str, address: str) -> PartyDetails:
    """The details in a row; what repeats the name or the address is left out."""
    said: dict[str, Any] = {}
    for field in mapping.fields:
        if field in _TEXTS and (text := mapping.value(field, cells)):
            said[field] = type_meant(text) if field == "type" else text[:LONGEST]
    if "aliases" in mapping.fields:
        parts = (part for cell in mapping.cells("aliases", cells) for part in _ALIASES.split(cell))
        said["aliases"] = _others(parts, name)
    if "addresses" in mapping.fields:
        said["addresses"] = _others(_addresses(mapping, cells), address)
    return PartyDetails(**said) if any(said.values()) else NO_DETAILS


def _addresses(mapping: ColumnMapping, cells: Sequence[str]) -> Iterator[str]:
    """The further addresses: each whole one, and the one whose parts stand in columns of their own."""
    columns = mapping.fields.get("addresses", ())
    for whole in (column for column in columns if column.kind != "shipping" and column.at < len(cells)):
        yield from cells[whole.at].split(BETWEEN_ADDRESSES.strip())
    parts = (one_line(cells[c.at]) for c in columns if c.kind == "shipping" and c.at < len(cells))
    yield ", ".join(filter(None, parts))


def _others(texts: Iterable[str], own: str) -> tuple[str, ...]:
    found: dict[str, str] = {fold(own): own}
    for text in texts:
        line = one_line(text)[:LONGEST]
        if (key := fold(line)) and len(found) <= MOST:
            found.setdefault(key, line)
    return tuple(found.values())[1:]
