"""All that is kept of one of the user's parties, to be handed out or taken away; and records whose time is over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, exists, func, or_, select
from sqlmodel import col

from monitor.model import Alert, Named, WatchedParty
from monitor.store.change_sets import DEAD, SENT, alert_of, named_in
from monitor.store.engine import Database
from monitor.store.party_tables import DecisionRow, SeenMatch, WatchRow
from monitor.store.tables import ChangeSet, OutboxRow
from monitor.store.watch_revision import raise_revision


@dataclass(frozen=True, slots=True)
class KeptParty:
    """A party as it is on the watchlist, and since when. A JSON shape."""

    party: WatchedParty
    added_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """What somebody decided of one of its matches. A JSON shape."""

    match: str
    entry: Named
    decision: str
    who: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptAlert:
    """An alert that names it, and whom it was for, by channel and recipient. A JSON shape."""

    change_set: str
    created_at: datetime
    recipients: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PartyData:
    """All that is kept of the party with a ``reference``; ``party`` is None for one that is no longer on the watchlist, and
    ``seen`` are the ids of matches that somebody was shown. A JSON shape."""

    reference: str
    party: KeptParty | None
    decisions: tuple[KeptDecision, ...]
    seen: tuple[str, ...]
    alerts: tuple[KeptAlert, ...]

    def __bool__(self) -> bool:
        return bool(self.party or self.decisions or self.seen or self.alerts)


@dataclass(frozen=True, slots=True)
class Ended:
    """How many records went, or would go: alerts with their messages, and decisions."""

    alerts: int
    decisions: int


def data_of_party(database: Database, reference: str) -> PartyData:
    """All that the database has of the party with this reference."""
    with database.reading() as session:
        row = session.get(WatchRow, reference)
        party = None
        if row is not None:
            named = WatchedParty(row.reference, row.name, row.country, row.address, source=row.source)
            party = KeptParty(named, row.added_at, row.updated_at)
        made = session.execute(
            select(DecisionRow).where(col(DecisionRow.reference) == reference).order_by(col(DecisionRow.id))
        )
        decisions = tuple(KeptDecision(d.match, named_in(d), d.decision, d.who, d.why, d.at) for d in made.scalars())
        seen = session.execute(select(SeenMatch.match).where(col(SeenMatch.reference) == reference)).scalars().all()  # type: ignore[call-overload]
        # In the JSON of an alert the reference stands in quotes; whether it is a party's is looked at then.
        quoted = json.dumps(reference, ensure_ascii=False)
        naming = select(ChangeSet).where(col(ChangeSet.alert).contains(quoted, autoescape=True))
        told = session.execute(naming.order_by(col(ChangeSet.created_at))).scalars().all()
        sent = {
            one.key: tuple(
                (m.channel, m.recipient)
                for m in session.execute(select(OutboxRow).where(col(OutboxRow.change_set) == one.key)).scalars()
            )
            for one in told
        }
        alerts = tuple(
            KeptAlert(one.key, one.created_at, sent[one.key])
            for one in told
            if _names(alert_of(one.alert, one.key), reference)
        )
    return PartyData(reference, party, decisions, tuple(sorted(seen)), alerts)


def forget_party(database: Database, reference: str, decisions_before: datetime | None) -> int:
    """Take away a party with what its matches stand for, and the decisions on them made before a moment (None: none of
    them); how many decisions went."""
    with database.writing() as session:
        connection = session.connection()
        if connection.execute(delete(WatchRow).where(col(WatchRow.reference) == reference)).rowcount:
            raise_revision(session)
        connection.execute(delete(SeenMatch).where(col(SeenMatch.reference) == reference))
        if decisions_before is None:
            return 0
        old = and_(col(DecisionRow.reference) == reference, col(DecisionRow.at) < decisions_before)
        return connection.execute(delete(DecisionRow).where(old)).rowcount


def end_records(
    database: Database, alerts_before: datetime | None, decisions_before: datetime | None, *, dry: bool = False
) -> Ended:
    """Take away alerts and decisions older than the moments given; None keeps all of a kind. ``dry`` only counts.

    Of alerts, those stay that are still to be sent; of decisions, the one that counts of a match of a party on the watchlist.
    """
    waits = exists().where(col(OutboxRow.change_set) == col(ChangeSet.key), col(OutboxRow.state).not_in((SENT, DEAD)))
    newer = select(func.max(DecisionRow.id)).group_by(col(DecisionRow.match))
    watched = select(col(WatchRow.reference))
    alerts = decisions = 0
    with database.writing() as session:
        connection = session.connection()
        if alerts_before is not None:
            old = and_(col(ChangeSet.created_at) < alerts_before, ~waits)
            keys = connection.execute(select(col(ChangeSet.key)).where(old)).scalars().all()
            alerts = len(keys)
            for at in range(0, len(keys) if not dry else 0, 500):
                some = keys[at : at + 500]
                connection.execute(delete(OutboxRow).where(col(OutboxRow.change_set).in_(some)))
                connection.execute(delete(ChangeSet).where(col(ChangeSet.key).in_(some)))
        if decisions_before is not None:
            is_over = or_(col(DecisionRow.id).not_in(newer), col(DecisionRow.reference).not_in(watched))
            gone = and_(col(DecisionRow.at) < decisions_before, is_over)
            ids = connection.execute(select(col(DecisionRow.id)).where(gone)).scalars().all()
            decisions = len(ids)
            for at in range(0, len(ids) if not dry else 0, 500):
                connection.execute(delete(DecisionRow).where(col(DecisionRow.id).in_(ids[at : at + 500])))
    return Ended(alerts, decisions)


def _names(alert: Alert, reference: str) -> bool:
    return any(match.watch.reference == reference for match in alert.matches)
