"""Records of an answer that were set aside: the operator is alerted about them once, and again where there are others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from monitor.alerting.alerts import operator_alert
from monitor.alerting.recipients import Audience
from monitor.rendering.words import count_of
from monitor.sources.results import SetAside
from monitor.store import Store

_NAMED = 8


def report_set_aside(store: Store, audience: Audience, source: str, odd: Sequence[SetAside], now: datetime) -> None:
    """Alert the operator about the records of an answer of ``source`` that were not taken, though the others were.

    Raises StoreError if the database refuses.
    """
    if not odd:
        return
    said = sorted(f"{record.number or 'A document without a number'}: {record.why.rstrip('.')}." for record in odd)
    known_as = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
    more = [f"And {count_of(len(said) - _NAMED, 'more record')}."] if len(said) > _NAMED else []
    alert = operator_alert(
        f"operator/{source}/set-aside/{known_as}",
        f"{count_of(len(said), 'record')} of the {source} set aside: {said[0].partition(':')[0]}",
        (
            *said[:_NAMED],
            *more,
            "The other documents of the answer were taken. Look at these yourself: one of them may amend the Entity List. "
            "Where the Register corrects its record, the document is taken then.",
        ),
    )
    store.outbox.add(alert, audience.of(alert), now)
