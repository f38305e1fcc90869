"""The starting state: a snapshot of the user's choice, or the copy that ships with the package."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files

from monitor.clock import Clock
from monitor.errors import UsageError
from monitor.model import Snapshot
from monitor.reading.files import read_snapshot
from monitor.store import Store

BUNDLED = "part744-2026-07-18.xml.gz"
BUNDLED_AS_OF = date(2026, 7, 18)


def bundled(name: str = BUNDLED) -> bytes:
    """The bytes of a list copy that ships with the package; monitor/data/README.md tells its origin."""
    return (files("monitor.data") / name).read_bytes()


def take_baseline(
    store: Store, data: bytes, source: str, as_of: date, clock: Clock, *, replace_list: bool = False
) -> Snapshot:
    """Archive ``data``, read it and make it the starting state of ``store``, as it stood on ``as_of``.

    Raises CannotRead for what is no copy of the list, StoreError if there is a list already and not ``replace_list``.
    """
    now = clock.now()
    if as_of > now.date():
        raise UsageError(f"--as-of {as_of} lies in the future; give the day on which {source} was the list.")
    sha256 = store.archive.put(data, url=source, media_type="application/octet-stream", fetched_at=now)
    snapshot = replace(read_snapshot(data, source), as_of=as_of)
    store.ledger.take_baseline(snapshot, as_of=as_of, sha256=sha256, now=now, replace=replace_list)
    return snapshot


def ensure_baseline(store: Store, clock: Clock) -> Snapshot | None:
    """Start an empty database from the bundled copy; None if it has a list already."""
    if store.ledger.baseline() is not None:
        return None
    return take_baseline(store, bundled(), f"bundled eCFR copy of {BUNDLED_AS_OF}", BUNDLED_AS_OF, clock)
