"""Past rules, fetched and applied in order; nobody is alerted about the past.

Who was alerted about a rule while it was on public inspection gets its confirmation all the same.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.alerting.recipients import Audience
from monitor.clock import eastern_day
from monitor.errors import UsageError
from monitor.history.baseline import COPIES, ensure_baseline, take_bundled
from monitor.model import Alert, RuleAlert
from monitor.polling.published import SOURCE, PublishedPoller, PublishedReport
from monitor.store.progress import Progress


def backfill(poller: PublishedPoller, since: date, done: Progress | None = None) -> PublishedReport:
    """Take every rule published from ``since`` to today that the database has not yet.

    An empty database starts from the newest bundled copy that is not after ``since``. What is recorded stays recorded:
    stopped at any point, the next call goes on from there. Raises UsageError where the list begins only later.
    """
    today = eastern_day(poller.clock.now())
    if since > today:
        raise UsageError(f"--since {since} lies in the future.")
    baseline = poller.store.ledger.baseline()
    if baseline is None:
        take_bundled(poller.store, _copy_before(since), poller.clock)
        ensure_baseline(poller.store, poller.clock)  # the lists that the older copy has not
    elif baseline.as_of > since:
        raise UsageError(
            f"This database's list begins on {baseline.as_of}; rules before that are in it already. elmon backfill "
            f"--since {since} lays the list of that day beneath it."
        )
    silent = replace(poller, audience=_confirmations_only(poller.audience))
    follows_on = since <= poller.window().since
    report = silent.take_range(since, today, done)
    if report.good and follows_on:  # nothing is missing between the list and today: as good as a poll
        state = poller.store.sources.state(SOURCE)
        requests = state.requests if state and state.asked_on == today else 0
        poller.store.sources.good(SOURCE, poller.clock.now(), today, requests)
    return report


def _confirmations_only(audience: Audience) -> Audience:
    def recipients(alert: Alert) -> tuple[tuple[str, str], ...]:
        return audience.of(alert) if isinstance(alert, RuleAlert) and alert.confirms else ()

    return replace(audience, recipients=recipients)


def _copy_before(since: date) -> date:
    days = [day for day in COPIES if day <= since]
    if not days:
        raise UsageError(
            f"The oldest copy of the list that ships with elmon is of {min(COPIES)}. Give the list of {since} yourself: "
            f"elmon backfill --since {since} --from FILE."
        )
    return max(days)
