"""How the monitor is doing: sources, lag, backlog, the list, and what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from monitor.clock import Clock, eastern_day
from monitor.model import ListName
from monitor.operations.currency import read_currency
from monitor.polling.schedule import CLOCK_DIFFERENCE, DAILY_CHECKS, Plan, is_future
from monitor.polling.source_watch import overdue
from monitor.store import Store
from monitor.store.list_counts import missing_of
from monitor.store.sources import CLOCK

REVIEWS_SHOWN = 20
ONE_DAY = timedelta(days=1)
"""A daily check is asked again when the clock was set back; by less than it is good for, nothing is amiss until then."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source: when it was last good, what was wrong since, and how many requests the day has cost so far.

    ``told_at`` is when somebody was told that it cannot be seen, None while it can; ``lag_seconds`` counts from the last
    good poll, None where there was none.
    """

    source: str
    last_good_at: datetime | None
    last_tried_at: datetime | None
    last_error: str
    stale: bool
    told_at: datetime | None = None
    requests_today: int = 0
    lag_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """Everything ``elmon status`` tells. ``reviews`` are documents whose review is open; ``clock`` is what is
    wrong with the machine's clock, by what the sources say the time is, ``damage`` says what the list lacks. ``entries``
    counts those of the Entity List, ``others`` those of the other lists.

    ``current_through`` is the last day that the list is known of, ``out_of_date`` whether a business day has passed since
    a source was last checked; ``stale`` holds each source to its own schedule.
    """

    sources: tuple[SourceStatus, ...]
    waiting: int
    dead: int
    oldest_waiting: datetime | None
    entries: int
    baseline: str
    last_document: str
    reviews: tuple[str, ...]
    clock: str = ""
    current_through: date | None = None
    out_of_date: bool = True
    others: Mapping[ListName, int] = field(default_factory=dict)
    damage: str = ""

    @property
    def stale(self) -> bool:
        """Whether any source has not been good for too long, or none has ever been."""
        return not self.sources or any(s.stale for s in self.sources)

    @property
    def needs_a_look(self) -> bool:
        """Whether anything is wrong that a person must see to: a source is out of date, alerts were given up, or the machine's
        clock is wrong."""
        return self.stale or self.dead > 0 or bool(self.clock) or bool(self.damage)

    @property
    def reason(self) -> str:
        """Why it is stale, in a sentence; "" where it is not."""
        if not self.sources:
            return "No source has ever been asked; elmon run or elmon poll does."
        late = [f"{s.source}: {_source_words(s).removeprefix('STALE: ')}" for s in self.sources if s.stale]
        return f"Not fresh: {'. '.join(late)}." if late else ""

    def lines(self) -> list[tuple[str, str]]:
        """Rows (what, state) for people."""
        rows = [(s.source, _source_words(s)) for s in self.sources] or [("sources", "never polled: run elmon poll")]
        if self.clock:
            rows.append(("clock", f"{self.clock}; correct it (on Linux: timedatectl set-ntp true)"))
        rows += [("damage", self.damage)] if self.damage else []
        rows += [
            ("list", f"{self.entries} entries in force; baseline {self.baseline}"),
            *((name.title, f"{count} entries in force") for name, count in self.others.items()),
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
        rows += [("to review", review) for review in self.reviews[:REVIEWS_SHOWN] or ("nothing",)]
        if more := len(self.reviews) - REVIEWS_SHOWN:
            rows += [("", f"and {more} more: elmon review list")] if more > 0 else []
        return rows


def _source_words(source: SourceStatus) -> str:
    good = "never good yet"
    if source.last_good_at:
        ago = "" if source.lag_seconds is None else f" ({_ago(source.lag_seconds)} ago)"
        if source.lag_seconds is not None and source.lag_seconds < -CLOCK_DIFFERENCE.total_seconds():
            ago = " (in the future: check the machine's clock)"
        good = f"last good poll {_at(source.last_good_at)}{ago}"
    trouble = f"; since then: {source.last_error}" if source.last_error else ""
    told = f"; told {_at(source.told_at)}" if source.told_at else ""
    return ("STALE: " if source.stale else "") + good + trouble + told


def _ago(seconds: float) -> str:
    """ "40 s", "5 min", "3 h 20 min", "4 days"."""
    minutes = int(seconds) // 60
    if minutes < 2:
        return f"{max(int(seconds), 0)} s"
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes < 2880 else f"{minutes // 1440} days"


def _at(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC") if moment else "never"


def _others(store: Store, day: date) -> dict[ListName, int]:
    known = store.ledger.lists_known()
    return {n: store.ledger.count_entries(day, n) for n in ListName if n in known and n is not ListName.ENTITY}


def read_status(store: Store, clock: Clock, plans: Mapping[str, Plan]) -> Status:
    """The Status of a database; ``plans`` tell how often each source is meant to be asked."""
    now = clock.now()
    states = {s.source: s for s in store.sources.states()}
    clock_state = states.pop(CLOCK, None)
    sources = tuple(
        SourceStatus(
            s.source,
            s.last_good_at,
            s.last_tried_at,
            s.last_error or "",
            stale=overdue(s.last_good_at, s.alarmed_at, plans.get(s.source), now)
            or (s.source in DAILY_CHECKS and is_future(s.last_good_at, now + ONE_DAY)),
            told_at=s.alarmed_at,
            requests_today=s.requests if s.asked_on == eastern_day(now) else 0,
            lag_seconds=round((now - s.last_good_at).total_seconds(), 1) if s.last_good_at else None,
        )
        for s in states.values()
    )
    if sources:  # one that is planned and was never asked must not look like nothing to say
        sources += tuple(SourceStatus(name, None, None, "", stale=True) for name in plans if name not in states)
    backlog = store.outbox.backlog(now)
    baseline = store.ledger.baseline()
    missing = missing_of(store.database) if baseline else None
    last = store.documents.last_document_date()
    current = read_currency(store, now, plans)
    return Status(
        current_through=current.current_through,
        out_of_date=current.out_of_date,
        damage=str(missing or ""),
        sources=sources,
        waiting=backlog.waiting,
        dead=backlog.dead,
        oldest_waiting=backlog.oldest,
        entries=store.ledger.count_entries(eastern_day(now)) if baseline else 0,
        others=_others(store, eastern_day(now)),
        baseline=f"{baseline.source} as of {baseline.as_of}" if baseline else "none yet",
        last_document=last.isoformat() if last else "",
        reviews=(*store.filings.reviews(), *store.documents.reviews()),
        clock=clock_state.last_error if clock_state and clock_state.alarmed_at else "",
    )
