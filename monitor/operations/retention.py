"""How long served bytes are kept that nothing recorded needs: irrelevant documents, copies looked at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from monitor.clock import Clock, eastern_day
from monitor.errors import UsageError
from monitor.store import Store
from monitor.store.retention import Freed, prune, shrink

FEWEST_DAYS = 7
"""What was fetched this week may still be asked for."""


def prune_archive(store: Store, clock: Clock, keep_days: int, *, dry: bool = False, vacuum: bool = False) -> Freed:
    """Take away what is older than ``keep_days`` and not needed; what that freed. ``dry`` only counts it.

    Needed are the bytes of every rule recorded, of what a person must check, of filings not in print yet, of baselines.
    """
    if keep_days < FEWEST_DAYS:
        raise UsageError(f"keep_days must be at least {FEWEST_DAYS}, not {keep_days}.")
    freed = prune(store.database, clock.now() - timedelta(days=keep_days), dry=dry)
    if vacuum and not dry:
        shrink(store.database)
    return freed


class DailyPruning:
    """The same once a day, for the instance that polls; ``told`` hears what went."""

    def __init__(self, store: Store, clock: Clock, keep_days: int, told: Callable[[str], object]) -> None:
        self._store, self._clock, self._keep_days, self._told = store, clock, keep_days, told
        self._done_on = date.min

    def turn(self) -> None:
        """Called often; at work on the first call of an Eastern day. 0 days keep everything."""
        today = eastern_day(self._clock.now())
        if not self._keep_days or today == self._done_on:
            return
        self._done_on = today
        freed = prune_archive(self._store, self._clock, self._keep_days)
        if freed.documents:
            self._told(f"the archive gave up {freed.documents} documents ({freed.bytes:,} bytes)")
