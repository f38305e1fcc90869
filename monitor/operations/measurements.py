"""Everything that is measured of a monitor, for its metrics: what all instances share, and what this one does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from monitor.clock import Clock
from monitor.operations.status import Status, read_status
from monitor.polling.schedule import Plan
from monitor.store import Store
from monitor.store.counts import holder_of, read_counts

OTHER = "other"
"""Stands for all channels that the settings no longer have, so that their names do not pile up."""


@dataclass(frozen=True, slots=True)
class Measurements:
    """``late_seconds`` is how long the oldest message that should have gone is late, ``leads`` whether this instance polls.

    ``messages`` by (channel, state), ``documents`` by (stage, verdict).
    """

    status: Status
    messages: Mapping[tuple[str, str], int]
    documents: Mapping[tuple[str, str], int]
    late_seconds: float
    leads: bool
    bytes: int


def read_measurements(
    store: Store, clock: Clock, plans: Mapping[str, Plan], channels: Collection[str], lease: str, holder: str
) -> Measurements:
    """The measurements now. Raises StoreError where the database does not answer."""
    now = clock.now()
    figures = read_counts(store.database, now)
    messages: Counter[tuple[str, str]] = Counter()
    for (channel, state), count in figures.messages.items():
        messages[channel if channel in channels else OTHER, state] += count
    late = (now - figures.late_since).total_seconds() if figures.late_since else 0.0
    leads = holder_of(store.database, lease, now) == holder
    status = read_status(store, clock, plans)
    return Measurements(status, messages, figures.documents, max(late, 0.0), leads, figures.bytes)
