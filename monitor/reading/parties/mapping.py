"""Which column of a table is which field of a party: by its heading, and as much by its values.

"Vendor" over numbers is a reference; a column of ISO codes is a country whatever heads it; a column of numbers holds no
names. Where two columns may be the name and differ, it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from monitor.errors import CannotRead, Undecided
from monitor.reading.parties.headings import ADDRESS_KINDS, Headings, key_of, kind_of, type_meant
from monitor.reading.parties.said import said_in
from monitor.text.clean import one_line
from monitor.text.countries import country_named
from monitor.text.names import fold

DETAIL_KINDS = {
    "aliases": ("alias",), "addresses": ("shipping", "address_more"), "city": ("city",), "state": ("state",),
    "postcode": ("postcode",), "type": ("type",), "born_on": ("born",), "lei": ("lei",),
    "registration_number": ("registration",), "parent": ("parent",), "owner": ("owner",), "share": ("share",),
}  # fmt: skip
"""The details of a party, and the kinds of columns that hold them; of lists all such columns, of others the first."""
LISTS = ("aliases", "addresses")
PLACES = ("city", "state", "postcode")
"""Details that are parts of the address too."""
FIELDS = ("reference", "name", "country", "address", *DETAIL_KINDS)
"""What is taken of a party, and may be named with ``--column``."""
NAME_KINDS = (("legal_name",), ("name",), ("plain_name", "party"))
"""Kinds of columns that hold names: the surest first, of one line those that are as sure as each other."""
ENOUGH = 200
"""So many values of a column tell what it holds."""
MOSTLY = 0.5
JOINED = " + "
"""What stands between the headings of a field that has several columns."""
FEWEST_COUNTRIES = 0.9
REPEATED = 10
"""From so many values on, a reference of which more than half are the same is none."""
# e.g. "100234", "C100", "V-0078", "DE 4711/2"
_CODE = re.compile(r"\W*[A-Za-z]{0,4}[-_./ ]?[0-9][-_./ 0-9]*")


@dataclass(frozen=True)
class Column:
    """A column: where it stands, the heading that tells it from the others and what it is headed in the file, and its first
    values that are not blank."""

    at: int
    heading: str
    written: str
    values: tuple[str, ...]

    @cached_property
    def kind(self) -> str:
        """What its heading says it is, "" for one that is not known."""
        return kind_of(self.written)

    @cached_property
    def is_of_codes(self) -> bool:
        """Whether its values are numbers or codes as "C-100"."""
        return self._most(lambda value: bool(_CODE.fullmatch(value)))

    @cached_property
    def is_of_countries(self) -> bool:
        """Whether its values are countries, as names or ISO codes."""
        return self._most(lambda value: country_named(value) is not None, FEWEST_COUNTRIES)

    @cached_property
    def is_of_types(self) -> bool:
        """Whether its values are types of parties: company, person, vessel."""
        return self._most(lambda value: bool(type_meant(value)))

    @cached_property
    def may_be_names(self) -> bool:
        """Whether its values may be names: they have letters, and are no codes."""
        return self._most(lambda value: any(map(str.isalpha, fold(value)))) and not self.is_of_codes

    @cached_property
    def is_repeated(self) -> bool:
        """Whether most of its values are one another's, so that they tell no party from another."""
        return len(self.values) >= REPEATED and 2 * len(set(self.values)) < len(self.values)

    @property
    def sample(self) -> str:
        """The column as a question shows it: "Vendor" (100234, 100235)."""
        values = ", ".join(value[:30] for value in dict.fromkeys(self.values[:2]))
        return f"\u201c{self.heading}\u201d ({values or 'empty'})"

    def _most(self, holds: Callable[[str], bool], part: float = MOSTLY) -> bool:
        return bool(self.values) and sum(map(holds, self.values)) >= part * len(self.values)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The columns of each field, joined where they are several, and those that are not taken."""

    fields: dict[str, tuple[Column, ...]]
    ignored: tuple[Column, ...]
    person: tuple[Column, ...] = ()
    """The columns of given and family names that name a party where its own name is blank."""

    @property
    def has_details(self) -> bool:
        """Whether a column holds more of a party than :class:`~monitor.model.WatchedParty` itself."""
        return not DETAIL_KINDS.keys().isdisjoint(self.fields)

    def cells(self, field: str, cells: Sequence[str]) -> list[str]:
        """The cells of a field in a row, as they are written."""
        return [cells[column.at] for column in self.fields.get(field, ()) if column.at < len(cells)]

    def values(self, field: str, rows: Sequence[Sequence[str]]) -> list[str]:
        """A field's value in each of some rows, its parts joined by blanks, those of an address by commas."""
        found = _joined(self.fields.get(field, ()), rows, _address_of if field == "address" else _words_of)
        if field != "name" or not self.person or all(found):
            return found
        persons = _joined(self.person, rows, _words_of)
        return [name or person for name, person in zip(found, persons, strict=True)]

    @property
    def headings(self) -> dict[str, str]:
        """The headings of each field's columns: "Name 1 + Name 2"."""
        return {field: JOINED.join(column.heading for column in columns) for field, columns in self.fields.items()}


def _joined(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], join: Callable[[Sequence[str]], str]
) -> list[str]:
    parts = [said_in(_cells(rows, column.at)) for column in columns]
    if len(parts) < 2:  # most fields of most files
        return parts[0] if parts else [""] * len(rows)
    return list(map(join, zip(*parts, strict=True)))


def _cells(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    try:
        return [row[at] for row in rows]
    except IndexError:  # a row that ends before
        return [row[at] if at < len(row) else "" for row in rows]


def _words_of(parts: Sequence[str]) -> str:
    return " ".join(filter(None, parts))


def _address_of(parts: Sequence[str]) -> str:
    """The parts of an address, without those that an earlier one says already."""
    found: list[str] = []
    known = ""
    for part in filter(None, parts):
        key = fold(part)
        if not found or key not in known:
            found.append(part)
            known = f"{known}\n{key}"
    return ", ".join(found)


def columns_of(headings: Headings, rows: Iterable[Sequence[str]]) -> list[Column]:
    """The columns of a table, those too that are empty."""
    values: list[list[str]] = [[] for _ in headings.names]
    wanting = list(enumerate(values))
    for cells in rows:
        full = False
        for at, kept in wanting:
            if at < len(cells) and cells[at] and (value := one_line(cells[at])):
                kept.append(value)
                full = full or len(kept) >= ENOUGH
        if full:
            wanting = [(at, kept) for at, kept in wanting if len(kept) < ENOUGH]
            if not wanting:
                break
    columns = zip(headings.names, headings.written, values, strict=True)
    return [Column(n, name, written, tuple(kept)) for n, (name, written, kept) in enumerate(columns)]


def headings_named(chosen: Mapping[str, str]) -> list[str]:
    """The headings that somebody named, one by one."""
    return [part for heading in chosen.values() for part in heading.split(JOINED)]


def present(columns: Sequence[Column], chosen: Mapping[str, str]) -> dict[str, str]:
    """Those of ``chosen`` that there are, and the name: an object has only the keys that it has values for."""
    headings = {column.heading for column in columns}
    kept = {field: [part for part in text.split(JOINED) if part in headings] for field, text in chosen.items()}
    return {field: JOINED.join(parts) for field, parts in kept.items() if parts} | {
        field: chosen[field] for field in ("name",) if field in chosen and not kept[field]
    }


def understood(
    columns: Sequence[Column], what: str, chosen: Mapping[str, str], *, settled: bool = False
) -> ColumnMapping:
    """Which column is which field; ``chosen`` are headings by field ("Name 1 + Name 2" for several), which settle it.

    With ``settled`` they are those of an earlier version of the file.

    Raises Undecided where none, or more than one, may be the name, with the columns and the option that settles it.
    """
    found: dict[str, tuple[Column, ...]] = {
        field: _named(columns, heading, what, field if settled else "") for field, heading in chosen.items()
    }
    free = [column for column in columns if column not in [one for taken in found.values() for one in taken]]
    if "name" not in found:
        found["name"] = _names(free, columns, what)
        _require_upright(found["name"][0], what)
    for field, find in (("country", _country), ("reference", _reference), ("address", _address)):
        free = [column for column in free if column not in found["name"]]
        if field not in found and not settled and (fitting := find(free, what)):
            found[field] = fitting
            free = [column for column in free if column not in fitting]
    for field, kinds in DETAIL_KINDS.items():
        of_kind = [
            column for column in (columns if field in PLACES else free) if column.kind in kinds and column.values
        ]
        fitting = tuple(column for column in of_kind if field != "type" or column.is_of_types)
        if field not in found and fitting:
            found[field] = fitting if field in LISTS else fitting[:1]
    taken = [column for fitting in found.values() for column in fitting]
    ordered = {field: found[field] for field in FIELDS if field in found}
    person = () if settled or "name" in chosen else _person(free)
    left = tuple(c for c in columns if c not in taken and c not in person and (c.values or c.kind))
    return ColumnMapping(ordered, left, person)


def _person(free: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(c for kind in ("given_name", "family_name") for c in free if c.kind == kind and c.may_be_names)


def _require_upright(name: Column, what: str) -> None:
    """Raise Undecided where what stands in the column of names are headings: each line is a field, each column a party."""
    headings = sum(bool(kind_of(value)) for value in name.values)
    if headings > 1 and headings >= MOSTLY * len(name.values):
        raise Undecided(
            f"{what} seems to lie on its side: {name.sample} are headings. Turn it round (copy, paste special, transpose) so "
            "that each line is a party; or say which column holds the names: --column name=HEADING."
        )


def _named(columns: Sequence[Column], heading: str, what: str, remembered: str = "") -> tuple[Column, ...]:
    """The columns of a heading, or of several joined; ``remembered`` is the field that an earlier file had it for."""
    for fits in (lambda c: c.heading == heading, lambda c: key_of(c.heading) == key_of(heading)):
        if found := next(filter(fits, columns), None):
            return (found,)
    if JOINED in heading:
        return tuple(column for part in heading.split(JOINED) for column in _named(columns, part, what, remembered))
    missing = f"{what} has no column \u201c{heading}\u201d"
    there = ", ".join(sorted(c.heading for c in columns)) or "none"
    if remembered:
        raise Undecided(
            f"{missing}, which was the {remembered} in this source's last file; it has {there}. Say --column "
            f"{remembered}=HEADING, or --new-mapping to look at the file anew."
        )
    raise CannotRead(f"{missing}; it has {there}.")


def _names(free: Sequence[Column], columns: Sequence[Column], what: str) -> tuple[Column, ...]:
    for kinds in NAME_KINDS:
        fitting = [column for column in free if column.kind in kinds and _may_be_the_name(column)]
        if not fitting:
            continue
        if len(fitting) > 1 and not _are_alike(fitting):
            raise Undecided(
                f"{what}: more than one column may be the name: {_samples(fitting)}. Say which: --column name=HEADING."
            )
        return (fitting[0], *(column for column in free if column.kind == "name_more"))
    if persons := _person(free):
        return persons
    headed = [column for column in free if column.kind in [kind for kinds in NAME_KINDS for kind in kinds]]
    if len(headed) == 1 and not any(map(fold, headed[0].values)):  # no party is named in it, as each line says
        return (headed[0],)
    raise Undecided(
        f"{what} has no column that is headed as names are and holds names; it has {_samples(columns) or 'none'}. "
        "Say which: --column name=HEADING; --heading-row N where the headings stand in line N, 0 where there are none."
    )


def _may_be_the_name(column: Column) -> bool:
    """Whether the values bear the heading out; a column of countries bears out no name, unless it is one or two firms."""
    return column.may_be_names and not (column.is_of_countries and len(column.values) > 2)


def _are_alike(columns: Sequence[Column]) -> bool:
    return len({tuple(map(fold, column.values)) for column in columns}) == 1


def _samples(columns: Sequence[Column]) -> str:
    more = f" and {len(columns) - 12:,} more" if len(columns) > 12 else ""
    return ", ".join(column.sample for column in columns[:12]) + more


def _country(free: Sequence[Column], what: str) -> tuple[Column, ...]:
    headed = [column for column in free if column.kind == "country"]
    by_values = [column for column in headed if column.is_of_countries] or [
        column for column in free if column.kind in ("", "plain_country") and column.is_of_countries
    ]
    if not any(column in headed for column in by_values) and len(by_values) > 1 and not _are_alike(by_values):
        raise Undecided(
            f"{what}: more than one column may be the country: {_samples(by_values)}. Say which: --column country=HEADING."
        )
    return tuple((by_values or headed)[:1])


def _reference(free: Sequence[Column], what: str) -> tuple[Column, ...]:
    def is_one(column: Column) -> bool:
        return bool(column.values) and not column.is_repeated

    numbered = [c for c in free if c.kind == "reference" or (c.kind == "party" and c.is_of_codes)]
    sure = [column for column in numbered if is_one(column)]
    return tuple((sure or [c for c in free if c.kind == "plain_reference" and is_one(c)])[:1])


def _address(free: Sequence[Column], what: str) -> tuple[Column, ...]:
    return tuple(c for kind in ADDRESS_KINDS for c in free if c.kind == kind and c.values)
