"""Damaged rows of the database: the operator is alerted about each, once, while everything else goes on."""

from __future__ import annotations

import hashlib
from datetime import datetime

import structlog

from monitor.alerting.alerts import operator_alert
from monitor.alerting.recipients import Recipients
from monitor.store import Store

log = structlog.get_logger()


def report_damage(store: Store, recipients: Recipients, now: datetime) -> None:
    """Alert the operator about rows that were set aside since the last call. Raises StoreError if the database refuses."""
    store.outbox.restore_states()
    for sentence in store.database.damage.unreported():
        log.error("the database is damaged", found=sentence)
        alert = operator_alert(
            f"operator/damage/{hashlib.sha256(sentence.encode()).hexdigest()[:16]}",
            "The database is damaged",
            (
                sentence,
                "What is damaged was set aside; everything else goes on. A filing is read again from its source. While the "
                "list itself is damaged, rules are reported and not applied.",
            ),
        )
        store.outbox.add(alert, recipients(alert), now)
        store.database.damage.reported(sentence)
