"""How the monitor is doing: sources, lag, backlog, the list, and what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.clock import Clock, eastern_day
from monitor.jobs.schedule import Plan
from monitor.jobs.watching import overdue
from monitor.store import Store


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source: when it was last good, what was wrong since, and how many requests the day has cost so far.

    ``told_at`` is when somebody was told that it cannot be seen, None while it can.
    """

    source: str
    last_good_at: datetime | None
    last_tried_at: datetime | None
    last_error: str
    stale: bool
    told_at: datetime | None = None
    requests_today: int = 0


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
    told = f"; told {_at(source.told_at)}" if source.told_at else ""
    return ("STALE: " if source.stale else "") + good + trouble + told


def _at(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC") if moment else "never"


def read_status(store: Store, clock: Clock, plans: Mapping[str, Plan]) -> Status:
    """The Status of a database; ``plans`` tell how often each source is meant to be asked."""
    now = clock.now()
    states = {s.source: s for s in store.sources.states()}
    sources = tuple(
        SourceStatus(
            s.source,
            s.last_good_at,
            s.last_tried_at,
            s.last_error or "",
            stale=overdue(s.last_good_at, s.alarmed_at, plans.get(s.source), now),
            told_at=s.alarmed_at,
            requests_today=s.requests if s.asked_on == eastern_day(now) else 0,
        )
        for s in states.values()
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
        reviews=(*store.filings.reviews(), *store.documents.reviews()),
    )
