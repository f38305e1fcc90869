"""The user's own parties from a file: CSV with any of the usual separators, JSON Lines, or XLSX; one party a line.

Which column is which is told by its heading, or by the user; what was understood is part of the answer, so that it can be
shown before it is used. A line that cannot be used is named; the others are kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from monitor.errors import CannotRead
from monitor.model import WatchedParty
from monitor.reading.files import open_bytes
from monitor.reading.parties.delimited_text import read_separated
from monitor.text.clean import one_line
from monitor.text.countries import country_named, not_a_country
from monitor.text.destinations import as_heading
from monitor.text.names import fold

MAX_BYTES = 200 * 1024 * 1024
LONGEST_NAME = 1000
LONGEST_REFERENCE = 200

HEADINGS = {
    "reference": ("reference", "ref", "id", "number", "no", "key", "code", "customer id", "vendor id", "account"),
    "name": (
        "name", "company", "company name", "party", "party name", "customer", "customer name", "vendor", "vendor name",
        "supplier", "supplier name", "account name", "legal name", "organisation", "organization", "full name", "entity",
    ),
    "country": ("country", "country code", "country name", "iso", "iso2", "nation", "destination"),
    "address": ("address", "street address", "full address", "street", "address line 1", "addr"),
}  # fmt: skip
"""What a column may be headed, per field; the first that fits is taken."""

Row = tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of a file, the column each field was taken from, and what was wrong with which line."""

    parties: tuple[WatchedParty, ...]
    mapping: dict[str, str]
    problems: tuple[str, ...] = ()


def read_parties(
    data: bytes, what: str, chosen: Mapping[str, str] | None = None, *, sheet: str = "", stable: bool = False
) -> Parties:
    """The parties in ``data``, gzipped or not; ``chosen`` names columns for fields, for those that their headings do not tell.

    ``sheet`` names one of a workbook's sheets, else the first is read. A party without a reference gets its line for one,
    or with ``stable`` one that its name and country give it, so that it is the same party when the file comes again.
    Raises CannotRead for what is none of the three, has no column of names, or no party at all.
    """
    data = open_bytes(data, what)
    if len(data) > MAX_BYTES:
        raise CannotRead(f"{what} is {len(data):,} bytes long; more than {MAX_BYTES:,} are not read.")
    problems: list[str] = []
    rows = list(_rows(data, what, sheet, problems))
    if problems and not rows:
        raise CannotRead(f"{what} has no line that can be used, and no column of names: {problems[0]}.")
    mapping = _mapping({heading for _, row in rows[:200] for heading in row}, what, chosen or {})
    parties = tuple(_parties(rows, mapping, problems, stable))
    if not parties:
        raise CannotRead(f"{what} has no line with a party's name.")
    return Parties(parties, mapping, tuple(problems))


def _rows(data: bytes, what: str, sheet: str, problems: list[str]) -> Iterator[Row]:
    if data.startswith(b"PK\x03\x04"):
        from monitor.reading.parties.workbook import read_sheet  # noqa: PLC0415 - its library only where there is a workbook

        return _cells(read_sheet(data, what, sheet), problems)
    if sheet:
        raise CannotRead(f"{what} is no workbook: it has no sheet to choose.")
    text = _decoded(data, what, problems)
    if not text.strip():
        raise CannotRead(f"{what} is empty.")
    return (
        _json_rows(text, problems)
        if text.lstrip().startswith("{")
        else _cells(read_separated(text, problems), problems)
    )


def _decoded(data: bytes, what: str, problems: list[str]) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise CannotRead(f"{what} is damaged UTF-16 text (byte {error.start}); save it as CSV (UTF-8).") from None
    if b"\0" in data[:4096]:
        raise CannotRead(f"{what} is binary data; save it as CSV (UTF-8) or XLSX.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", errors="replace")
    damaged = text.count("\ufffd")
    if damaged > sum(not c.isascii() for c in text) - damaged:  # little of it is UTF-8
        return data.decode("cp1252", errors="replace")
    problems.append(f"{damaged:,} characters are damaged UTF-8 and are read as \ufffd")
    return text


def _json_rows(text: str, problems: list[str]) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            shape = json.loads(line)
        except (ValueError, RecursionError):
            problems.append(f"line {number} is not JSON and is left out")
            continue
        if not isinstance(shape, dict):
            problems.append(f"line {number} is no JSON object and is left out")
            continue
        yield (
            number,
            {
                _sayable(str(key)): one_line(_sayable(str(value)))
                for key, value in shape.items()
                if isinstance(value, str | int)
            },
        )


def _sayable(text: str) -> str:
    """Text without halves of characters, which JSON can write and nothing else can."""
    return text.encode("utf-8", "replace").decode()


def _cells(lines: Iterable[tuple[int, Sequence[str]]], problems: list[str]) -> Iterator[Row]:
    """The lines below the first that holds anything, which heads the columns."""
    header: list[str] = []
    for number, cells in lines:
        if not any(map(str.strip, cells)):
            continue
        if not header:
            header = _told_apart([one_line(cell) for cell in cells], number, problems)
            continue
        if len(cells) > len(header):
            problems.append(f"line {number} has {len(cells)} cells for {len(header)} columns")
        yield number, {h: one_line(c) for h, c in zip(header, cells, strict=False)}


def _told_apart(header: list[str], number: int, problems: list[str]) -> list[str]:
    """Headings of which none stands twice: the first keeps it, the others are numbered."""
    known: list[str] = []
    for heading in header:
        if heading and heading in known:
            problems.append(f"line {number}: two columns are headed \u201c{heading}\u201d; the first of them is taken")
            known.append(next(one for n in count(2) if (one := f"{heading} ({n})") not in known))
        else:
            known.append(heading)
    return known


def _mapping(columns: set[str], what: str, chosen: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, column in chosen.items():
        if column not in columns:
            raise CannotRead(
                f"{what} has no column \u201c{column}\u201d; it has {', '.join(sorted(columns)) or 'none'}."
            )
        found[field] = column
    by_heading = {" ".join(c.casefold().replace("_", " ").replace("-", " ").split()): c for c in sorted(columns)}
    for field, headings in HEADINGS.items():
        fitting = next((by_heading[h] for h in headings if h in by_heading), "")
        if field not in found and fitting and fitting not in found.values():
            found[field] = fitting
    if "name" not in found:
        raise CannotRead(
            f"{what} has no column that is headed as names are ({', '.join(HEADINGS['name'][:4])} ...); it has "
            f"{', '.join(sorted(columns)) or 'none'}. Say which: --column name=HEADING."
        )
    return found


def _parties(
    rows: Iterable[Row], mapping: Mapping[str, str], problems: list[str], stable: bool
) -> Iterator[WatchedParty]:
    seen: dict[str, int] = {}
    parties: dict[tuple[str, ...], int] = {}
    for number, row in rows:
        name, written = row.get(mapping["name"], ""), row.get(mapping.get("country", ""), "")
        country = as_destination(written)
        if odd := country_problem(written):
            problems.append(f"line {number}: {odd}")
        reference = row.get(mapping.get("reference", ""), "")
        reference = reference or (derived_reference(name, country) if stable else f"line {number}")
        if not fold(name):
            problems.append(f"line {number} has no name and is left out")
            continue
        if len(name) > LONGEST_NAME:
            problems.append(f"line {number}: a name of {len(name):,} characters is left out")
            continue
        if len(reference) > LONGEST_REFERENCE:
            problems.append(f"line {number}: a reference of {len(reference):,} characters is left out")
            continue
        party = WatchedParty(reference, name, country, row.get(mapping.get("address", ""), "")[:LONGEST_NAME])
        spelt = (reference, fold(name), country, fold(party.address))
        if spelt in parties:
            problems.append(f"line {number} repeats line {parties[spelt]} and is left out")
            continue
        parties[spelt] = number
        if reference in seen:
            numbered = next(one for n in count(2) if (one := f"{reference} ({n})") not in seen)
            problems.append(
                f"line {number} has the reference {reference} of line {seen[reference]}: both are kept, this one as {numbered}"
            )
            party = replace(party, reference=numbered)
        seen[party.reference] = number
        yield party


def derived_reference(name: str, country: str) -> str:
    """A reference for a party that has none: the same for the same name and country, however they are spelt."""
    return f"p-{hashlib.sha256(f'{fold(name)}|{country}'.encode('utf-8', 'replace')).hexdigest()[:10]}"


def as_destination(text: str) -> str:
    """The country that a name or ISO code means, as the list heads it; as written, where it is none."""
    country = country_named(text) if text else None
    return country.name if country else as_heading(text) if text else ""


def country_problem(text: str) -> str:
    """What is odd about a country as it is written; "" for nothing."""
    country = country_named(text)
    if country is None:
        return f"{not_a_country(text)} The party is taken; its country is no evidence." if text else ""
    return f"the country \u201c{text}\u201d is read as {country.name}" if country.misspelt else ""
