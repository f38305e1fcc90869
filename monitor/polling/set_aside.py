"""Records of an answer that were set aside: the operator is alerted about each, once for each reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.alerting.alerts import operator_alert, short_hash
from monitor.alerting.recipients import Audience
from monitor.sources.results import SetAside
from monitor.store import Store


def report_set_aside(
    store: Store,
    audience: Audience,
    source: str,
    odd: Iterable[SetAside],
    now: datetime,
    may: str = "it may amend the Entity List",
) -> None:
    """Alert the operator about records that ``source`` gave and that were not taken, though the others were; ``may`` says
    what such a document may be.

    Raises StoreError if the database refuses.
    """
    for record in odd:
        named = record.number or "a document without a number"
        alert = operator_alert(
            f"operator/{source}/set-aside/{short_hash(record.number, record.why)}",
            f"A record of the {source} was set aside: {named}",
            (
                f"It was not taken: {record.why.rstrip('.')}. The other documents of the answer were taken.",
                f"Look at the document yourself: {may}. Where the Register corrects its record, the document is taken then.",
            ),
        )
        store.outbox.add(alert, audience.of(alert), now)
