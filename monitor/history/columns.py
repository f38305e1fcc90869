"""Copies of the list that have fewer columns than others, made comparable: what one lacks is no difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from monitor.model import Entry


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
