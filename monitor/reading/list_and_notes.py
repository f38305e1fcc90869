"""A copy of the whole list with the notes of the eCFR on amendments that were not carried out."""

from __future__ import annotations

from monitor.model import Snapshot
from monitor.reading.files import Kind, kind_of, open_bytes, read_snapshot
from monitor.reading.lists.ecfr_notes import NotCodified, read_notes


def read_list_and_notes(data: bytes, what: str) -> tuple[Snapshot, tuple[NotCodified, ...]]:
    """The list in ``data``, packed or not, and its notes, which only the eCFR has. Raises CannotRead."""
    data = open_bytes(data, what)
    snapshot = read_snapshot(data, what)
    return snapshot, read_notes(data, what) if kind_of(data, what) is Kind.ECFR else ()
