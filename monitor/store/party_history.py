"""What became of each party: added, changed and removed, when and by whom.

That a party of a file is new is known from its row, and who added one by hand from an event; the other events are of what
a row does not show any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, select

from monitor.model import PartyEvent, WatchedParty
from monitor.shapes import json_text, party_from
from monitor.store.engine import Database
from monitor.store.party_rows import batches
from monitor.store.party_tables import WatchEvent, WatchRow
from monitor.store.stored import stored

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
Pair = tuple[WatchedParty, WatchedParty | None]
"""A party before and after; None for one that went."""


class PartyHistory:
    """The history of each party of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, reference: str) -> list[PartyEvent]:
        """What became of a party by its reference here, the newest first; an event that is damaged is noted and left out."""
        with self._database.reading() as session:
            row = session.get(WatchRow, reference)
            query = select(WatchEvent).where(col(WatchEvent.reference) == reference).order_by(col(WatchEvent.id).desc())
            events = session.exec(query).all()
            found = self._database.damage.intact(events, _event)
            if row is None or any(event.what == ADDED and event.at == row.added_at for event in found):
                return found
        added = PartyEvent(ADDED, row.added_at, "", None, None)
        return sorted([*found, added], key=lambda event: event.at, reverse=True)


def note_events(session: Session, pairs: Iterable[Pair], who: str, now: datetime) -> None:
    """Note what was changed and removed, in the transaction that does it."""
    events = [
        {"reference": before.reference, "what": CHANGED if after else REMOVED, "before": json_text(before),
         "after": json_text(after) if after else "", "who": who, "at": now}
        for before, after in pairs
    ]  # fmt: skip
    for some in batches(events):
        session.connection().execute(insert(WatchEvent), list(some))


def note_added(session: Session, references: Iterable[str], who: str, now: datetime) -> None:
    """Note who added parties by hand."""
    events = [{"reference": one, "what": ADDED, "before": "", "after": "", "who": who, "at": now} for one in references]
    for some in batches(events):
        session.connection().execute(insert(WatchEvent), list(some))


def _event(row: WatchEvent) -> PartyEvent:
    before, after = (
        stored(text, party_from, f"the history of the party {row.reference}") if text else None
        for text in (row.before, row.after)
    )
    return PartyEvent(row.what, row.at, row.who, before, after)
