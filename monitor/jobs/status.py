"""How the monitor is doing: sources, lag, backlog, the list, and what waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.clock import Clock, eastern_day
from monitor.store import Store

STALE_AFTER_POLLS = 4
"""A source is stale when it has not been good for this many of its own polling intervals, and at least an hour."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source: when it was last good, and what was wrong since."""

    source: str
    last_good_at: datetime | None
    last_tried_at: datetime | None
    last_error: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Status:
    """Everything ``elmon status`` tells. ``reviews`` are documents whose reading a person must check."""

    sources: tuple[SourceStatus, ...]
    waiting: int
    dead: int
    oldest_waiting: datetime | None
    entries: int
    baseline: str
    last_document: str
    reviews: tuple[str, ...]

    @property
    def stale(self) -> bool:
        """Whether any source has not been good for too long, or none has ever been."""
        return not self.sources or any(s.stale for s in self.sources)

    def lines(self) -> list[tuple[str, str]]:
        """Rows (what, state) for people."""
        rows = [(s.source, _source_words(s)) for s in self.sources] or [("sources", "never polled: run elmon poll")]
        rows += [
            ("list", f"{self.entries} entries in force; baseline {self.baseline}"),
            ("last document", self.last_document or "none yet"),
            (
                "alerts waiting",
                f"{self.waiting}" + (f", oldest since {_at(self.oldest_waiting)}" if self.waiting else ""),
            ),
            (
                "alerts given up",
                f"{self.dead}" + ("; see elmon alerts list, then elmon alerts retry" if self.dead else ""),
            ),
        ]
        rows += [("to be checked", review) for review in self.reviews or ("nothing",)]
        return rows


def _source_words(source: SourceStatus) -> str:
    good = f"last good poll {_at(source.last_good_at)}" if source.last_good_at else "never good yet"
    trouble = f"; since then: {source.last_error}" if source.last_error else ""
    return ("STALE: " if source.stale else "") + good + trouble


def _at(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC") if moment else "never"


def read_status(store: Store, clock: Clock, poll_seconds: float) -> Status:
    """The Status of a database; ``poll_seconds`` is how often its sources are meant to be asked."""
    now = clock.now()
    patience = max(timedelta(seconds=poll_seconds * STALE_AFTER_POLLS), timedelta(hours=1))
    sources = tuple(
        SourceStatus(
            s.source,
            s.last_good_at,
            s.last_tried_at,
            s.last_error or "",
            stale=s.last_good_at is None or now - s.last_good_at > patience,
        )
        for s in store.sources.states()
    )
    backlog = store.outbox.backlog(now)
    baseline = store.ledger.baseline()
    last = store.documents.last_document_date()
    return Status(
        sources=sources,
        waiting=backlog.waiting,
        dead=backlog.dead,
        oldest_waiting=backlog.oldest,
        entries=store.ledger.count_entries(eastern_day(now)) if baseline else 0,
        baseline=f"{baseline.source} as of {baseline.as_of}" if baseline else "none yet",
        last_document=last.isoformat() if last else "",
        reviews=tuple(store.documents.reviews()),
    )
