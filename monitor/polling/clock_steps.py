"""The machine's clock was set: said to the operator, and what waits for a moment that is far off now waits no more."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.alerting.alerts import operator_alert
from monitor.alerting.recipients import Recipients
from monitor.rendering.words import eastern_words, span_of_time
from monitor.store import Store


def report_clock_step(store: Store, recipients: Recipients, holder: str, step: timedelta, now: datetime) -> None:
    """Alert the operator that the clock of ``holder``'s machine was set by ``step``, and make messages due that were to be
    tried again at a moment of the clock as it was. Raises StoreError if the database refuses."""
    machine = holder.partition("/")[0].partition(":")[0]
    how = f"put {'forward' if step > timedelta(0) else 'back'} by {span_of_time(abs(step))}"
    alert = operator_alert(
        f"operator/clock/{now:%Y-%m-%dT%H:%M:%S}",
        f"The clock of {machine} was {how}",
        (
            f"It shows {eastern_words(now)}. Polling and delivery go on. If that is not the time, correct the clock: dates "
            "in alerts, and when the sources are asked, go by it.",
        ),
    )
    store.outbox.add(alert, recipients(alert), now)
    if step < timedelta(0):
        store.outbox.hasten_all(now)
