"""Which column of a table is which field of a party: by its heading, and as much by its values.

"Vendor" over numbers is a reference; a column of ISO codes is a country whatever heads it; a column of numbers holds no
names. Where two columns may be the name and differ, it is asked.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from monitor.errors import CannotRead, Undecided
from monitor.reading.parties.columns import DETAIL_KINDS, JOINED, MOSTLY, Column, ColumnMapping
from monitor.reading.parties.headings import ADDRESS_KINDS, key_of, kind_of
from monitor.text.names import fold

LISTS = ("aliases", "addresses")
PLACES = ("city", "state", "postcode")
"""Details that are parts of the address too."""
FIELDS = ("reference", "name", "country", "address", *DETAIL_KINDS)
"""What is taken of a party, and may be named with ``--column``."""
NAME_KINDS = (("legal_name",), ("name",), ("full_name",), ("plain_name", "firm", "party"))
"""Kinds of columns that hold names: the surest first, of one line those that are as sure as each other."""


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
    columns: Sequence[Column], what: str, chosen: Mapping[str, str], *, settled: bool = False,
    remembered: Container[str] = (),
) -> ColumnMapping:  # fmt: skip
    """Which column is which field; ``chosen`` are headings by field ("Name 1 + Name 2" for several), which settle it.

    With ``settled`` they are those of an earlier version of the file; the columns of the fields ``remembered`` must hold what
    these are.

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
    if "reference" not in found and len(found["name"]) == 1 and found["name"][0].begins_with_codes:
        found["reference"] = found["name"]
    taken = [column for fitting in found.values() for column in fitting]
    ordered = {field: found[field] for field in FIELDS if field in found}
    person = _person(free)
    person = person if any(column.kind == "family_name" for column in person) else ()
    others = [(c,) for kinds in NAME_KINDS for c in free if c.kind in kinds and c not in taken and c.may_be_the_name]
    left = tuple(c for c in columns if c not in taken and c not in person and (c.values or c.kind))
    mapping = ColumnMapping(ordered, left, (*others, *filter(None, (person,))))
    for field in (one for one in mapping.unlike if one in remembered):
        raise Undecided(
            f"{what}: {found[field][0].sample} was the {field} in this source's last file and holds something else now. Say "
            f"--column {field}=HEADING, or --new-mapping to look at the file again."
        )
    return mapping


def _person(free: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(c for kind in ("given_name", "family_name") for c in free if c.kind == kind and c.may_be_names)


class OnItsSide(Undecided):
    """Each line of the table is a field, each column a party."""


def _require_upright(name: Column, what: str) -> None:
    """Raise OnItsSide where what stands in the column of names are headings."""
    headings = sum(bool(kind_of(value)) for value in name.values)
    if headings and headings >= MOSTLY * len(name.values):
        raise OnItsSide(
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
            f"{remembered}=HEADING, or --new-mapping to look at the file again."
        )
    raise CannotRead(f"{missing}; it has {there}.")


def _names(free: Sequence[Column], columns: Sequence[Column], what: str) -> tuple[Column, ...]:
    firms = any(column.kind in ("firm", "party") and column.may_be_the_name for column in free)
    for kinds in NAME_KINDS:
        fitting = [column for column in free if column.kind in kinds and column.may_be_the_name]
        if not fitting or (kinds == ("full_name",) and firms):  # the person's at the firm
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
    same = [column for column in by_values if key_of(column.written) == key_of(by_values[0].written)]
    doubted = same if by_values and by_values[0] in headed else by_values
    if len(doubted) > 1 and not _are_alike(doubted):
        raise Undecided(
            f"{what}: more than one column may be the country: {_samples(doubted)}. Say which: --column country=HEADING."
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
