"""The revision of the parties: every write raises it, so that whoever keeps something of them knows when it is old."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col

from monitor.store.party_tables import WatchRevision, WatchRow

_ONLY = 1
State = tuple[bool, int | None, object]
"""Whether there are parties, their revision, and the last change: a backup that is put back has an earlier one of these."""


def state_of_parties(session: Session) -> State:
    """What is another once any party is; it takes as long for a million as for one."""
    revision = sa.select(col(WatchRevision.number)).scalar_subquery()
    changed = sa.select(sa.func.max(col(WatchRow.updated_at))).scalar_subquery()
    asked = sa.select(sa.select(col(WatchRow.reference)).exists(), revision, changed)
    found = session.connection().execute(asked).one()
    return bool(found[0]), found[1], found[2]


def raise_revision(session: Session) -> None:
    """Note, in the transaction that does it, that parties are written; writers of parties queue."""
    connection = session.connection()
    raised = sa.update(WatchRevision).values(number=col(WatchRevision.number) + 1)
    if not connection.execute(raised).rowcount:
        connection.execute(sa.insert(WatchRevision).values(id=_ONLY, number=1))
