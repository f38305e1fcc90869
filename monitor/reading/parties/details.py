"""What a row says of a party beside its name, country and address: aliases, further addresses, identifiers, owners."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

from monitor.model.packed_parties import Details
from monitor.reading.parties.columns import DETAIL_KINDS, ColumnMapping
from monitor.reading.parties.headings import type_meant
from monitor.reading.parties.said import said_in
from monitor.text.clean import one_line
from monitor.text.names import fold

LONGEST = 1000
"""Characters of an alias or an address."""
MOST = 50
"""Aliases, and addresses, of one party."""
BETWEEN_ALIASES, BETWEEN_ADDRESSES = "; ", " | "
"""What stands between several in one cell, where this program writes them."""
# e.g. "Foo Ltd; Bar Ltd", "Foo Ltd | Bar Ltd", "Foo Ltd\nBar Ltd"
_ALIASES = re.compile(r"[;\uff1b|\r\n]")


def details_in(
    mapping: ColumnMapping, rows: Sequence[Sequence[str]], names: Sequence[str], addresses: Sequence[str]
) -> list[Details]:
    """The details in each of some rows; what repeats the name or the address is left out."""
    said: dict[str, Sequence[str | tuple[str, ...]]] = {}
    for field in (field for field in DETAIL_KINDS if field in mapping.fields):
        if field == "aliases":
            said[field] = [_others(_aliases(mapping, cells), own) for cells, own in zip(rows, names, strict=True)]
        elif field == "addresses":
            said[field] = [_others(_addresses(mapping, cells), own) for cells, own in zip(rows, addresses, strict=True)]
        elif field == "type":
            said[field] = list(map(type_meant, mapping.values(field, rows)))
        else:
            said[field] = [text[:LONGEST] for text in mapping.values(field, rows)]
    fields = tuple(said)
    return [tuple(compress(zip(fields, row, strict=True), row)) for row in zip(*said.values(), strict=True)]


def _aliases(mapping: ColumnMapping, cells: Sequence[str]) -> Iterator[str]:
    return (part for cell in mapping.cells("aliases", cells) for part in _ALIASES.split(cell))


def with_parent(name: str, details: Details) -> Details:
    """The details of "Parent:Child", as QuickBooks names a customer of a customer: the child's own name is an alias, and the
    parent its parent, unless the file says another."""
    parent, colon, child = name.rpartition(":")
    if not colon or child[:1].isspace() or parent[-1:].isspace() or not (fold(parent) and fold(child)):
        return details
    said = dict(details)
    aliases = said.get("aliases", ())
    own = {"aliases": (*aliases, child), "parent": said.get("parent", parent.rpartition(":")[2])}
    return tuple((field, (said | own)[field]) for field in DETAIL_KINDS if field in said or field in own)


def _addresses(mapping: ColumnMapping, cells: Sequence[str]) -> Iterator[str]:
    """The further addresses: each whole one, and the one whose parts stand in columns of their own."""
    columns = mapping.fields.get("addresses", ())
    for whole in (column for column in columns if column.kind != "shipping" and column.at < len(cells)):
        yield from cells[whole.at].split(BETWEEN_ADDRESSES.strip())
    parts = (one_line(cells[c.at]) for c in columns if c.kind == "shipping" and c.at < len(cells))
    yield ", ".join(filter(None, parts))


def _others(texts: Iterable[str], own: str) -> tuple[str, ...]:
    found: dict[str, str] = {fold(own): own}
    for said in said_in(list(texts)):
        line = said[:LONGEST]
        if (key := fold(line)) and len(found) <= MOST:
            found.setdefault(key, line)
    return tuple(found.values())[1:]
