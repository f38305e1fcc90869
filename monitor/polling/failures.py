"""What keeps a document back besides its source, and what a failure means for who asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.clock import Clock
from monitor.errors import StoreError, UpstreamError
from monitor.sources.results import Failure
from monitor.store import Store
from monitor.store.sources import SourceState


@dataclass(frozen=True, slots=True)
class AllowanceSpent(Failure):
    """The requests of the day are used up; what is left of them goes to asking which documents there are."""


@dataclass(frozen=True, slots=True)
class NotRecorded(Failure):
    """The database refused what a document does; the document is asked for again."""


def exit_status_of(failure: Failure) -> int:
    """The exit status of a command that met a failure: the database's, or a source's."""
    return StoreError.exit_status if isinstance(failure, NotRecorded) else UpstreamError.exit_status


LONGEST_WAIT = timedelta(hours=6)
"""How long a source may ask for patience, whatever was noted of it: by an earlier version, or while a clock was wrong."""


def wait_until(now: datetime, failure: Failure) -> datetime | None:
    """When a source may be asked again that has asked for patience; None where it has not."""
    return now + timedelta(seconds=failure.retry_after) if failure.retry_after else None


def note_failure(store: Store, source: str, failure: Failure, asked_at: datetime, clock: Clock, spent: int) -> None:
    """Note that a source that was asked at a moment failed, and until when it asked to be left alone; ``spent`` counts the
    day's requests."""
    store.sources.failed(source, asked_at, failure.message, wait_until(clock.now(), failure), spent)


def patience_of(state: SourceState) -> datetime:
    """Until when a source is to be left alone that has asked for it; the moment of the last try where it has not."""
    asked = state.not_before or state.last_tried_at
    return min(asked, state.last_tried_at + LONGEST_WAIT)
