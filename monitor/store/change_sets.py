"""Alerts as they are stored: under a key that fits its column, with a message for each recipient."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from monitor.errors import StoreError
from monitor.model import Alert, ListName, Match, Named, OperatorAlert
from monitor.shapes import alert_from, as_json
from monitor.store.engine import insert_new
from monitor.store.party_tables import DecisionRow, SeenMatch
from monitor.store.stored import stored, stored_as
from monitor.store.tables import ChangeSet, OutboxRow

PENDING, LEASED, HELD, SENT, DEAD = STATES = ("pending", "leased", "held", "sent", "dead")
LONGEST = 80
"""Letters of a key; PostgreSQL refuses more."""


def enqueue(
    session: Session, change_set: str, alert: Alert, recipients: Iterable[tuple[str, str]], now: datetime
) -> None:
    """Put an alert and its messages into the transaction of ``session``, with what its matches stand for, so that they can
    be decided on; nothing if that change set was alerted before."""
    change_set = bounded_key(change_set)
    shape = {**as_json(alert), "change_set": change_set}
    text = json.dumps(shape, ensure_ascii=False)
    if not insert_new(session, ChangeSet(key=change_set, thread=alert.thread_key, alert=text, created_at=now)):
        return
    for channel, recipient in dict.fromkeys(recipients):
        session.add(
            OutboxRow(
                change_set=change_set, channel=channel, recipient=recipient, state=PENDING,
                due_at=now, leased_until=None, created_at=now, sent_at=None,
            )
        )  # fmt: skip
    if alert.matches:
        insert_new(session, *map(seen_match, {match.id: match for match in alert.matches}.values()))


def seen_match(match: Match) -> SeenMatch:
    """The row that keeps what a match's id stands for."""
    return SeenMatch(
        match=match.id, reference=match.watch.reference, list=match.entry.list.value, country=match.entry.country,
        name=match.entry.name,
    )  # fmt: skip


def named_in(row: SeenMatch | DecisionRow) -> Named:
    """The entry that a row names."""
    return Named(row.country, row.name, stored_as(ListName, row.list, "the name of a list"))


def bounded_key(change_set: str) -> str:
    """``change_set`` as it is stored: a long one (it may hold a channel's name) ends in its hash, so that it fits."""
    if len(change_set) <= LONGEST:
        return change_set
    return f"{change_set[: LONGEST - 17]}/{hashlib.sha256(change_set.encode()).hexdigest()[:16]}"


def alert_of(text: str, change_set: str) -> Alert:
    """The alert of a message; where it is damaged, one in its place that says so: the others must not wait behind it."""
    try:
        return stored(text, alert_from, f"the alert {change_set}")
    except StoreError as error:
        headline = f"An alert to you cannot be read any more: {change_set}"
        said = (str(error), "Look up by hand what it was about: the first part of its name is the document's number.")
        return OperatorAlert(change_set=change_set, headline=headline, said=said)
