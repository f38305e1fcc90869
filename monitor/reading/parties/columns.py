"""A table's columns: what they hold by their values, and the fields of parties that they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from monitor.reading.parties.headings import Headings, kind_of, type_meant
from monitor.reading.parties.said import said_in
from monitor.text.countries import country_named
from monitor.text.names import fold

DETAIL_KINDS = {
    "aliases": ("alias",), "addresses": ("shipping", "address_more"), "city": ("city",), "state": ("state",),
    "postcode": ("postcode",), "type": ("type",), "born_on": ("born",), "lei": ("lei",),
    "registration_number": ("registration",), "parent": ("parent",), "owner": ("owner",), "share": ("share",),
}  # fmt: skip
"""The details of a party, and the kinds of columns that hold them; of lists all such columns, of others the first."""
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

# A number of a party before its name. e.g. "100234 Foo GmbH", "C-1002 - Foo", "1002: Foo"
NUMBERED = re.compile(r"([A-Z]{0,3}-?[0-9]{3,20}) ?[ :\u2013-] ?(?=[^\W\d_]{2})")


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
    def may_be_countries(self) -> bool:
        """Whether about half of its values are countries, or it has too few to tell."""
        return len(self.values) < 2 or self._most(lambda value: country_named(value) is not None)

    @cached_property
    def is_of_types(self) -> bool:
        """Whether its values are types of parties: company, person, vessel."""
        return self._most(lambda value: bool(type_meant(value)))

    @cached_property
    def may_be_names(self) -> bool:
        """Whether its values may be names: they have letters, and are no codes."""
        return self._most(lambda value: any(map(str.isalpha, fold(value)))) and not self.is_of_codes

    @property
    def may_be_the_name(self) -> bool:
        """Whether the values bear a heading of names out; countries do not, unless they are one or two firms."""
        return self.may_be_names and not (self.is_of_countries and len(self.values) > 2)

    @cached_property
    def begins_with_codes(self) -> bool:
        """Whether its values are a number and a name, as "100234 Foo GmbH"."""
        numbers = [found[1] for value in self.values if (found := NUMBERED.match(value))]
        return len(numbers) > 1 and len(numbers) == len(self.values) == len(set(numbers))

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
    stand_ins: tuple[tuple[Column, ...], ...] = ()
    """Other columns that name a party where its own name is blank, the surest first; given and family names together."""

    @property
    def has_details(self) -> bool:
        """Whether a column holds more of a party than :class:`~monitor.model.WatchedParty` itself."""
        return not DETAIL_KINDS.keys().isdisjoint(self.fields)

    def cells(self, field: str, cells: Sequence[str]) -> list[str]:
        """The cells of a field in a row, as they are written."""
        return [cells[column.at] for column in self.fields.get(field, ()) if column.at < len(cells)]

    def values(self, field: str, rows: Sequence[Sequence[str]]) -> list[str]:
        """A field's value in each of some rows, its parts joined by blanks, those of an address by commas."""
        columns = self.fields.get(field, ())
        found = _joined(columns, rows, _address_of if field == "address" else _words_of)
        if field in ("name", "reference") and columns and columns[0].begins_with_codes:
            parted = list(map(NUMBERED.match, found))
            numbers = [one[1] if one else "" for one in parted]
            return numbers if field == "reference" else [
                text[one.end() :] if one else text for one, text in zip(parted, found, strict=True)
            ]  # fmt: skip
        for columns in self.stand_ins if field == "name" else ():
            if all(found):
                break
            others = _joined(columns, rows, _words_of)
            found = [name or other for name, other in zip(found, others, strict=True)]
        return found

    @property
    def unlike(self) -> tuple[str, ...]:
        """The fields whose columns do not hold what they are headed: numbers as names, names as countries."""
        holds: dict[str, Callable[[Column], bool]] = {
            "name": lambda column: column.may_be_the_name or not column.values,
            "country": lambda column: column.may_be_countries,
        }
        return tuple(f for f, fits in holds.items() if (first := self.fields.get(f, ())[:1]) and not fits(first[0]))

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
        if key not in known or not any(_ends_with(one, part, key) for one in found):
            found.append(part)
            known = f"{known}\n{key}"
    return ", ".join(found)


def _ends_with(address: str, part: str, key: str) -> bool:
    """Whether a part of an address is a town, or ends with it: "12 York Street, York" does, "12 York Street" does not."""
    words = len(part.split())
    return any(key in (fold(one), fold(" ".join(one.split()[-words:]))) for one in (address, *address.split(",")))


def columns_of(headings: Headings, rows: Iterable[Sequence[str]]) -> list[Column]:
    """The columns of a table, those too that are empty."""
    values: list[list[str]] = [[] for _ in headings.names]
    wanting = list(enumerate(values))
    for cells in rows:
        full = False
        for at, kept in wanting:
            if at < len(cells) and cells[at] and (value := said_in((cells[at],))[0]):
                kept.append(value)
                full = full or len(kept) >= ENOUGH
        if full:
            wanting = [(at, kept) for at, kept in wanting if len(kept) < ENOUGH]
            if not wanting:
                break
    columns = zip(headings.names, headings.written, values, strict=True)
    return [Column(n, name, written, tuple(kept)) for n, (name, written, kept) in enumerate(columns)]
