"""What the checks that are made once a day have in common: when to try again, and the alert when one does not succeed."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.alerting.alerts import operator_alert
from monitor.alerting.recipients import Recipients
from monitor.polling.failures import patience_of
from monitor.polling.schedule import is_future
from monitor.rendering.words import eastern_words
from monitor.store import Store
from monitor.store.sources import SourceState

AGAIN_AFTER = timedelta(hours=1)
"""How long to wait after an answer that was none; what is checked once a day is not urgent."""
ALARM_AFTER = timedelta(days=4)
"""How long there may be no successful check: a long weekend, and a day."""
REMIND_AFTER = timedelta(days=7)


def due_out_of_turn(state: SourceState, now: datetime) -> datetime | None:
    """When to ask again after a failure, at once where the last try or success lies in the future, because a clock was ahead
    then; None for a check that went well and has its time of day."""
    if not state.failures:
        return now if is_future(state.last_good_at, now) else None
    if state.last_tried_at > now:
        return now
    return max(state.last_tried_at + AGAIN_AFTER, patience_of(state))


def alarm_when_overdue(
    store: Store, recipients: Recipients, source: str, what: str, since: datetime, now: datetime
) -> None:
    """Alert the operator when ``what`` has not succeeded for days, remind of it once a week, and give the all-clear.

    ``since`` is when it was first expected, by a clock that may have been ahead. Raises StoreError if the database refuses.
    """
    state = store.sources.state(source)
    if state is None:
        return
    last = state.last_good_at if state.last_good_at and state.last_good_at <= now else None
    if not state.failures:
        if state.alarmed_at is not None:
            alert = operator_alert(f"operator/{source}/good/{now:%Y-%m-%dT%H:%M}", f"{what} succeeds again", ())
            store.sources.alarm(source, alert, recipients(alert), now, over=True)
        return
    if abs(now - (last or since)) < ALARM_AFTER or (state.reminded_at and abs(now - state.reminded_at) < REMIND_AFTER):
        return
    good = f"since {eastern_words(last)}" if last else "yet"
    alert = operator_alert(
        f"operator/{source}/overdue/{now:%Y-%m-%dT%H:%M}",
        f"{what} has not succeeded {good}",
        (state.last_error, "It is tried again every hour. Polling and alerts go on."),
    )
    store.sources.alarm(source, alert, recipients(alert), now)
