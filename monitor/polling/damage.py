"""Damaged rows of the database: the operator is alerted about each, once, while everything else goes on."""

from __future__ import annotations

from datetime import datetime

import structlog

from monitor.alerting.alerts import operator_alert, short_hash
from monitor.alerting.recipients import Recipients
from monitor.clock import eastern_day
from monitor.errors import Damaged, StoreError
from monitor.store import Store, unwritten
from monitor.store.list_counts import missing_of

log = structlog.get_logger()


def look_for_damage(store: Store, now: datetime) -> None:
    """Look at every column, and at every entry on the list, where it is time to and before anything hangs on it; where the
    database refuses, the next turn does."""
    if not store.database.damage.may_be_more(now):
        return
    try:
        unwritten.look_for_damage(store.database, now)
        if missing := missing_of(store.database):
            raise missing
        store.ledger.entries(eastern_day(now))
    except Damaged as found:  # the first of them will do
        store.database.damage.note(found)
    except StoreError as error:
        log.error("the database could not be looked at", error=str(error))


def report_damage(store: Store, recipients: Recipients, now: datetime) -> None:
    """Alert the operator about rows that were set aside since the last call. Raises StoreError if the database refuses."""
    store.outbox.restore_states()
    for sentence in store.database.damage.unreported():
        log.error("the database is damaged", found=sentence)
        alert = operator_alert(
            f"operator/damage/{short_hash(sentence)}",
            "The database is damaged",
            (
                sentence,
                "What is damaged was set aside; everything else goes on. A filing is read again from its source. While the "
                "list itself is damaged, rules are reported and not applied.",
            ),
        )
        store.outbox.add(alert, recipients(alert), now)
        store.database.damage.reported(sentence)
