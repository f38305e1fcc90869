"""One polling round of the bureau's notices: the orders on export privileges among them are told, each once.

They change no list: nothing of them is recorded but that they were told, with the row of this source. The first question
draws the line: what was published before it is never told. An answer that is blocked, broken or empty changes nothing. An
order whose text does not come is told all the same, after the time that a rule's text is given, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import structlog

from monitor.alerting.denial_orders import alert_on_denial_order
from monitor.alerting.recipients import Audience
from monitor.clock import EASTERN, Clock, eastern_day
from monitor.errors import StoreError
from monitor.model import Document, RuleAlert
from monitor.polling.allowance import Allowance
from monitor.polling.failures import NotRecorded, note_failure
from monitor.polling.intake import archive_text
from monitor.polling.published import OVERLAP, TEXT_PATIENCE
from monitor.polling.schedule import DENIAL_ORDERS, OUT_AT
from monitor.polling.set_aside import report_set_aside
from monitor.reading.denial_orders import is_denial_order
from monitor.reading.plain_words import plain_words
from monitor.sources.federal_register import NOTICES, Empty, FederalRegister, Fetched
from monitor.sources.results import AccessBlocked, Failure, Fresh, Mark, SetAside, Unchanged
from monitor.store import Store

SOURCE = DENIAL_ORDERS
_FROM = "from/"
"""What stands before the day from which on orders are told, beside the numbers of those told."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DenialOrdersReport:
    """What one round did: the numbers of the orders ``told``, and of those ``failed``, which are tried again."""

    since: date
    until: date
    seen: int = 0
    told: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    error: Failure | None = None
    blacked_out: bool = False
    recorded: tuple[RuleAlert, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the source was reached and every order that it has is told."""
        return self.error is None

    @property
    def alerted(self) -> bool:
        """Whether there may be anything to deliver."""
        return bool(self.told)

    @property
    def summary(self) -> str:
        """A sentence for people on what was looked at."""
        waiting = f" Not told yet: {', '.join(self.failed)}." if self.failed else ""
        return (
            f"Looked at {self.seen} notices published {self.since} to {self.until}: "
            f"{len(self.told)} new orders on export privileges.{waiting}"
        )


@dataclass(frozen=True, slots=True)
class Told:
    """From which day on orders are told (Eastern), the numbers of those that were, and the last day that was answered."""

    since: date
    numbers: frozenset[str] = frozenset()
    cursor: date | None = None

    @property
    def words(self) -> frozenset[str]:
        """As it is kept."""
        return self.numbers | {f"{_FROM}{self.since.isoformat()}"}

    def is_news(self, document: Document) -> bool:
        """Whether nobody was told of a document, and it is not from before."""
        day = document.publication_date
        return document.number not in self.numbers and (day is None or day >= self.since)


@dataclass(slots=True)
class DenialOrdersPoller:
    """The collaborators of a round; ``mark`` is by which the answer taken last is known again, none after a restart."""

    store: Store
    register: FederalRegister
    clock: Clock
    audience: Audience = field(default_factory=Audience)
    allowance: Allowance | None = None
    mark: Mark = field(default_factory=Mark)

    def poll(self) -> DenialOrdersReport:
        """One round. A failure of the source is recorded, reported, and never taken for "nothing new"."""
        now = self.clock.now()
        told = self._told(now)
        until = eastern_day(now)
        since = min(max(told.since, min(told.cursor or told.since, until) - OVERLAP), until)
        outcome = self.register.poll(since, until, self.mark, NOTICES)
        report = self._taken(outcome, told, since, until)
        spent = self.allowance.spent(now) if self.allowance else 0
        if report.error is None:
            moved = None if isinstance(outcome, Empty) else until
            self.store.sources.good(SOURCE, now, moved, spent)
        else:
            note_failure(self.store, SOURCE, report.error, now, self.clock, spent)
        return report

    def _told(self, now: datetime) -> Told:
        """What was told so far; where nothing is noted, that it begins now: with today's issue, if that is not out yet."""
        state = self.store.sources.state(SOURCE)
        words = state.reported if state else frozenset()
        days = [_day_of(word) for word in words if word.startswith(_FROM)]
        numbers = frozenset(word for word in words if not word.startswith(_FROM))
        today = eastern_day(now)
        since, tomorrow = min(filter(None, days), default=None), today + timedelta(days=1)
        if since is not None and since <= tomorrow:  # a later one was noted by a clock that ran ahead
            return Told(since, numbers, state.cursor if state else None)
        told = Told(today if now.astimezone(EASTERN).time() < OUT_AT else tomorrow, numbers)
        self.store.sources.report(SOURCE, told.words, None, (), now)
        return told

    def _taken(
        self, outcome: Fresh[Document] | Unchanged | Empty | Failure, told: Told, since: date, until: date
    ) -> DenialOrdersReport:
        if isinstance(outcome, Failure):
            return DenialOrdersReport(since, until, error=outcome)
        if not isinstance(outcome, Fresh):
            if isinstance(outcome, Empty):
                self.mark = Mark()
            return DenialOrdersReport(since, until)
        listed = frozenset(document.number for document in outcome.documents)
        told = Told(told.since, told.numbers & listed, told.cursor)  # the others are out of reach
        report = replace(self._tell(outcome.documents, told, since, until), set_aside=outcome.set_aside)
        may = "it may be an order denying export privileges"
        report_set_aside(self.store, self.audience, SOURCE, outcome.set_aside, self.clock.now(), may)
        self.mark = Mark() if report.failed else outcome.mark
        return report

    def _tell(self, documents: Iterable[Document], told: Told, since: date, until: date) -> DenialOrdersReport:
        """Tell of every order that is news, oldest first; one that fails does not hold up the others."""
        seen, new, failed = 0, [], []
        error: Failure | None = None
        for document in documents:
            seen += 1
            if not told.is_news(document) or not is_denial_order(document.title):
                continue
            try:
                trouble = self._tell_one(document, told)
            except StoreError as refused:
                trouble = NotRecorded(str(refused))
            except Exception as bug:  # that one order meets, and that must not hold up the others
                log.exception("an order made the monitor fail", document=document.number)
                trouble = NotRecorded(
                    f"Order {document.number} made the monitor fail ({type(bug).__name__}: {bug})"[:500]
                )
            if trouble is None:
                new.append(document.number)
                told = Told(told.since, told.numbers | {document.number}, told.cursor)
            else:
                failed.append(document.number)
                error = error or trouble
        return DenialOrdersReport(since, until, seen, tuple(new), tuple(failed), error)

    def _tell_one(self, document: Document, told: Told) -> Failure | None:
        """Put the alert about one order into the outbox, once; what kept it back for now, where something did."""
        now = self.clock.now()
        text = self._text(document, now)
        words, why = ("", text.message) if isinstance(text, Failure) else (self._words(document, text, now), "")
        if isinstance(text, Failure) and _may_come(document, now):
            return text
        alert = alert_on_denial_order(document, words, self.audience, why or ("" if words else "It has no words."))
        self.store.sources.report(
            SOURCE, told.words | {document.number}, alert, self.audience.of(alert), self.clock.now()
        )
        return None

    def _text(self, document: Document, now: datetime) -> Fetched | Failure:
        """Its text as flowing text, else in any other form."""
        if self.allowance and (spent := self.allowance.for_texts(now)):
            return spent
        text = self.register.rendition(document, "text")
        if isinstance(text, Failure) and not isinstance(text, AccessBlocked):
            return self.register.text(document)
        return text

    def _words(self, document: Document, text: Fetched, now: datetime) -> str:
        """The words of a text, archived before it is read; "" where a bug meets it, which must cost nobody the alert."""
        archive_text(self.store, text, now)
        try:
            return plain_words(text.data)
        except Exception:
            log.exception("the text of an order made the monitor fail", document=document.number)
            return ""


def _may_come(document: Document, now: datetime) -> bool:
    """Whether a text that did not come may yet, as a rule's may, soon after the day's issue is out."""
    day = document.publication_date
    return day is not None and now - datetime.combine(day, OUT_AT, EASTERN) < TEXT_PATIENCE


def _day_of(word: str) -> date | None:
    try:
        return date.fromisoformat(word.removeprefix(_FROM))
    except ValueError:  # damaged: as if it had never been asked
        return None
