"""The lease of the instance that polls: the daemon's, and that of a single round from cron."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from monitor.clock import Clock, Timers
from monitor.store import Store
from monitor.store.processes import has_ended
from monitor.store.sources import POLL_LEASE

HEARTBEAT_SECONDS = 1
"""How often an instance looks after its lease, or whether it can have another's."""
LEASE_SECONDS = 5.0
"""How long another instance waits before it takes over from one that has died on another machine."""
LEASE_SECONDS_ALONE = 180.0
"""The same on SQLite, whose instances share a machine and see each other die: renewing must not keep the disk busy."""


def take_lease(store: Store, clock: Clock, holder: str) -> bool:
    """Take or renew the lease; False while another instance that lives has it. Raises StoreError."""
    seconds = LEASE_SECONDS_ALONE if store.database.is_sqlite else LEASE_SECONDS
    return store.leases.acquire(POLL_LEASE, holder, seconds, clock.now(), has_ended=has_ended)


@contextmanager
def leading(store: Store, clock: Clock, holder: str) -> Iterator[bool]:
    """Hold the lease while in it, however long that takes; False where another instance has it. Raises StoreError."""
    if not take_lease(store, clock, holder):
        yield False
        return
    timers = Timers(lambda error: None)  # what the database refuses to the renewal it refuses to the round as well
    timers.every(HEARTBEAT_SECONDS, "lease", lambda: take_lease(store, clock, holder))
    timers.start()
    try:
        yield True
    finally:
        timers.stop()
        timers.join()
        store.leases.release(POLL_LEASE, holder)
