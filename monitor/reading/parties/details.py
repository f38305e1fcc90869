"""What a row says of a party beside its name, country and address: aliases, further addresses, identifiers, owners."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from monitor.model import NO_DETAILS, PartyDetails
from monitor.reading.parties.headings import type_meant
from monitor.reading.parties.mapping import ColumnMapping
from monitor.text.clean import one_line
from monitor.text.names import fold

LONGEST = 1000
"""Characters of an alias or an address."""
MOST = 50
"""Aliases, and addresses, of one party."""
BETWEEN_ALIASES, BETWEEN_ADDRESSES = "; ", " | "
"""What stands between several in one cell, where this program writes them."""
_TEXTS = ("city", "state", "postcode", "type", "born_on", "lei", "registration_number", "parent", "owner", "share")
# e.g. "Foo Ltd; Bar Ltd", "Foo Ltd | Bar Ltd", "Foo Ltd\nBar Ltd"
_ALIASES = re.compile(r"[;\uff1b|\r\n]")


def details_in(mapping: ColumnMapping, cells: Sequence[str], name: str, address: str) -> PartyDetails:
    """The details in a row; what repeats the name or the address is left out."""
    if not mapping.has_details:
        return NO_DETAILS
    said = {field: text[:LONGEST] for field in _TEXTS if (text := mapping.value(field, cells))}
    if "type" in said:
        said["type"] = type_meant(said["type"])
    aliases = _others((part for cell in mapping.cells("aliases", cells) for part in _ALIASES.split(cell)), name)
    addresses = _others(_addresses(mapping, cells), address)
    details = replace(PartyDetails(**said), aliases=aliases, addresses=addresses)  # type: ignore[arg-type]
    return NO_DETAILS if details == NO_DETAILS else details


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
