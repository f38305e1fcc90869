"""What a copy of the list that is a table has no column for: which columns it may lack, and what of an entry each holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from monitor.errors import CannotRead
from monitor.text.clean import one_line

COUNTRY, CITATION_DATES = "country", "citation dates"
"""What a column may hold besides whole fields of an entry: its destination, and the dates of what it cites."""
BIS_NAMES = ("Source List", "Name")
BIS_FIELDS: Mapping[str, tuple[str, ...]] = {
    "Address": ("addresses",),
    "Country": (COUNTRY, "addresses"),
    "Alternate Name": ("aliases",),
    "Federal Register Notice": ("citations", CITATION_DATES),
    "Effective Date": (CITATION_DATES,),
    "License Requirement": ("license_requirement",),
    "License Policy": ("license_review_policy",),
    "Remarks/Notes": ("cross_references",),
}
"""The columns of BIS's CSV beside those that name a party, and the fields of an entry that cannot be known without them."""
CSL_NAMES = ("source", "name")
CSL_FIELDS: Mapping[str, tuple[str, ...]] = {
    "addresses": ("addresses", COUNTRY),
    "alt_names": ("aliases",),
    "federal_register_notice": ("citations", CITATION_DATES),
    "start_date": (CITATION_DATES,),
    "license_requirement": ("license_requirement",),
    "license_policy": ("license_review_policy",),
}
"""The same of the Consolidated Screening List, whose destinations stand at the end of addresses."""
_ENOUGH = 3
"""Columns of a kind that a table has which is meant to be of that kind."""


def header_of(text: str) -> tuple[str, ...]:
    """The names of a CSV table's columns; none where there is no readable first line."""
    try:
        return tuple(one_line(name) for name in next(csv.reader(io.StringIO(text)), []))
    except csv.Error:
        return ()


def is_table_of(header: tuple[str, ...], names: tuple[str, ...], fields: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a table with ``header`` is of a kind: it names parties and their list, and says something of them."""
    return set(names) <= set(header) and not fields.keys().isdisjoint(header)


def refuse_unnamed(header: tuple[str, ...], what: str) -> None:
    """Raise CannotRead for a copy of the list, as its columns show, that does not name its parties or their list."""
    for names, fields, of in ((BIS_NAMES, BIS_FIELDS, "BIS's CSV"), (CSL_NAMES, CSL_FIELDS, "the screening list")):
        lacking = [name for name in names if name not in header]
        if lacking and len({*names, *fields} & set(header)) >= _ENOUGH:
            columns = "the columns" if len(lacking) > 1 else "the column"
            raise CannotRead(f"{what} has columns of {of} and lacks {columns} {', '.join(lacking)}; save it with them.")


def lacking_columns(data: bytes, fields: Mapping[str, tuple[str, ...]], *, is_json: bool = False) -> tuple[str, ...]:
    """Which columns of a kind an unpacked copy lacks; of JSON, the keys that it has nowhere."""
    if is_json:
        return tuple(name for name in fields if f'"{name}"'.encode() not in data)
    header = header_of(data[:65536].decode("utf-8-sig", "replace"))
    return tuple(name for name in fields if name not in header)
