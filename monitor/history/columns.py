"""Copies of the list that have fewer columns than others, made comparable: what one lacks is no difference."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from monitor.model import Entry, ListName


class ListColumns(StrEnum):
    """Whose columns a copy of the list has."""

    ALL = "all"
    """The eCFR's, and those of this database."""
    BIS = "bis"
    SCREENING = "screening"


LACKING = {
    ListColumns.ALL: "",
    ListColumns.BIS: "footnotes and affiliated entities",
    ListColumns.SCREENING: "footnotes, cross-references, affiliated entities apart from aliases, dates of citations,"
    " destinations without an ISO code of their own",
}
"""What each has no column for, in words."""


def comparable(entries: Sequence[Entry], columns: ListColumns, other: ListColumns) -> Sequence[Entry]:
    """``entries`` of a copy with ``columns``, without what a copy with the columns ``other`` has no place for."""
    if not entries or columns is other or columns is ListColumns.SCREENING:
        return entries
    if other is ListColumns.SCREENING:
        return as_screening_list(entries)
    if other is ListColumns.BIS:
        return [replace(entry, footnotes=(), sub_entities=()) for entry in entries]
    return entries


def as_screening_list(entries: Sequence[Entry]) -> Sequence[Entry]:
    """``entries`` as they come back from a file in the Consolidated Screening List's columns."""
    from monitor.exporting.csl import render_csl  # noqa: PLC0415 - few comparisons are with such a file
    from monitor.reading.lists.bis_and_csl import read_csl_csv  # noqa: PLC0415

    return read_csl_csv(render_csl(entries).encode("utf-8", "replace"), "the list").entries


def left_out(name: str, columns: ListColumns, other: ListColumns) -> tuple[str, ...]:
    """A sentence on what a copy called ``name`` lacks that the other has; nothing where both have the same columns."""
    if columns is other or columns is ListColumns.ALL:
        return ()
    return (f"{name} has no columns for {LACKING[columns]}; they are left out of the comparison.",)


COUNTRY, CITATION_DATES = "country", "citation dates"
_EMPTY: Mapping[str, object] = {
    COUNTRY: "", "addresses": (), "aliases": (), "citations": (), "cross_references": (), "license_requirement": "",
    "license_review_policy": "",
}  # fmt: skip
_LISTED = ("addresses", "aliases", "citations", "cross_references")
_TERMS = ("license_requirement", "license_review_policy")


def without_fields(entries: Sequence[Entry], fields: Collection[str]) -> Sequence[Entry]:
    """``entries`` without what a copy that lacks columns cannot say: ``fields`` of theirs, their destination or the dates of
    what they cite. Where what tells one entry of a party from its next is gone, the party is one entry."""
    if not fields:
        return entries
    emptied = {name: _EMPTY[name] for name in fields if name in _EMPTY}
    left = [replace(entry, **emptied) for entry in entries]  # type: ignore[arg-type]
    if CITATION_DATES in fields:
        left = [replace(e, citations=tuple(replace(c, date=None) for c in e.citations)) for e in left]
    return list(_by_party(left)) if {COUNTRY, "citations"} & set(fields) else left


def _by_party(entries: Sequence[Entry]) -> Iterator[Entry]:
    """One entry for each party of a destination, with all that is said of it, in an order that does not depend on theirs."""
    grouped: dict[tuple[ListName, str, str], list[Entry]] = {}
    for entry in entries:
        grouped.setdefault((entry.list, entry.country, entry.name), []).append(entry)
    for same in grouped.values():
        if len(same) == 1:
            yield same[0]
            continue
        listed = {name: tuple(dict.fromkeys(one for e in same for one in getattr(e, name))) for name in _LISTED}
        terms = {name: "; ".join(sorted({getattr(e, name) for e in same} - {""})) for name in _TERMS}
        yield replace(same[0], **listed, **terms)  # type: ignore[arg-type]


def lacking_in_words(name: str, lacking: Mapping[str, object], other: Mapping[str, object]) -> Iterator[str]:
    """A sentence on the columns that a copy called ``name`` lacks and the other has; nothing where both lack them."""
    if only := [f"\u201c{column}\u201d" for column in lacking if column not in other]:
        what, it = ("the columns", "they are") if len(only) > 1 else ("the column", "it is")
        yield f"{name} lacks {what} {', '.join(only)}; {it} left out of the comparison."
