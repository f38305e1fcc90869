"""History later: an older copy of the list and the rules since, read aside, then laid beneath the list that is there.

Everything is fetched and read in a database of its own first. The monitor's own is written once, in the end, so that
whatever fails on the way has changed nothing.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from monitor.errors import UpstreamError, UsageError
from monitor.history.baseline import COPIES, bundled, refuse_cut, take_baseline
from monitor.history.beneath import LaidBeneath, lay_history_beneath
from monitor.polling.published import PublishedPoller
from monitor.sources.ecfr import Ecfr
from monitor.sources.results import Failure, Mark, Unchanged
from monitor.store import Store, open_store
from monitor.store.progress import Progress


@dataclass(frozen=True, slots=True)
class OlderCopy:
    """The bytes of an older list, which it was on ``day``, and where they come from."""

    day: date
    data: bytes
    source: str


def begins_later(store: Store, since: date) -> date | None:
    """The day on which the list begins, where that is after ``since``; None where nothing is to be laid beneath it."""
    baseline = store.ledger.baseline()
    return baseline.as_of if baseline is not None and baseline.as_of > since else None


def older_copy(ecfr: Ecfr, since: date) -> OlderCopy:
    """The list of ``since``: a copy that ships with elmon, where one is of that day or the one before, else the eCFR's.

    Raises UpstreamError where the eCFR has none, or does not answer.
    """
    for day in sorted(COPIES, reverse=True):
        if timedelta(0) <= since - day <= timedelta(days=1):
            return OlderCopy(day, bundled(COPIES[day]), f"bundled eCFR copy of {day}")
    copy = ecfr.snapshot_bytes(since)
    if isinstance(copy, Failure | Unchanged):
        why = copy.message if isinstance(copy, Failure) else f"The eCFR gave no copy of {since}."
        raise UpstreamError(f"{why} A copy of your own does as well: elmon backfill --since {since} --from FILE.")
    return OlderCopy(since, copy.data, f"eCFR copy of {since}")


def lay_beneath(
    poller: PublishedPoller, copy: OlderCopy, done: Progress | None = None, *, force: bool = False
) -> LaidBeneath | Failure:
    """Lay an older copy beneath the list of ``poller``, with every rule published since; nobody is alerted.

    A Failure comes back where not every document came; then, as wherever something is raised, nothing was changed. Raises
    CannotRead for what is no whole copy of the list (``force`` believes it).
    """
    newer = begins_later(poller.store, copy.day)
    if newer is None:
        raise UsageError(f"The list begins on {copy.day} or before already; leave --from out.")
    with tempfile.TemporaryDirectory(prefix="elmon-") as folder:
        aside = open_store(f"sqlite:///{Path(folder) / 'aside.db'}")
        try:
            older = take_baseline(aside, copy.data, copy.source, copy.day, poller.clock, force=force)
            if not force:
                refuse_cut(older)
            nobody = replace(poller.audience, recipients=None)
            reading = replace(poller, store=aside, audience=nobody, allowance=None, mark=Mark())
            report = reading.take_range(copy.day, newer, done)
            if report.error is not None:
                return report.error
            baseline = aside.ledger.baseline()
            shown = replace(older, source=baseline.source if baseline else older.source)
            sha256 = hashlib.sha256(copy.data).hexdigest()
            return lay_history_beneath(poller.store, aside, shown, sha256, poller.clock.now())
        finally:
            aside.close()
