"""How long is kept what may go: served bytes that nothing recorded needs, alerts that were sent, decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.clock import Clock, eastern_day
from monitor.errors import UsageError
from monitor.store import Store
from monitor.store.party_data import Ended, end_records
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


@dataclass(frozen=True, slots=True)
class RecordsKept:
    """How many days alerts and decisions are kept; 0 is for ever."""

    alerts_days: int = 0
    decisions_days: int = 0

    def before(self, days: int, now: datetime) -> datetime | None:
        """The moment before which records go that are kept for ``days``; None where none go."""
        return now - timedelta(days=days) if days else None


def prune_records(store: Store, clock: Clock, kept: RecordsKept, *, dry: bool = False) -> Ended:
    """Take away alerts and decisions whose time is over; how many. ``dry`` only counts them."""
    now = clock.now()
    alerts, decisions = kept.before(kept.alerts_days, now), kept.before(kept.decisions_days, now)
    return end_records(store.database, alerts, decisions, dry=dry)


class DailyPruning:
    """Both once a day, for the instance that polls; ``told`` hears what went."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        keep_days: int,
        told: Callable[[str], object],
        records: RecordsKept | None = None,
    ) -> None:
        self._store, self._clock, self._keep_days, self._told = store, clock, keep_days, told
        self._records = records or RecordsKept()
        self._done_on = date.min

    def turn(self) -> None:
        """Called often; at work on the first call of an Eastern day. 0 days keep everything."""
        today = eastern_day(self._clock.now())
        if today == self._done_on:
            return
        self._done_on = today
        ended = prune_records(self._store, self._clock, self._records)
        if ended.alerts or ended.decisions:
            self._told(f"{ended.alerts:,} alerts and {ended.decisions:,} decisions were deleted: their time is over")
        if not self._keep_days:
            return
        freed = prune_archive(self._store, self._clock, self._keep_days)
        if freed.documents:
            self._told(f"the archive gave up {freed.documents} documents ({freed.bytes:,} bytes)")
