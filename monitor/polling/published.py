"""One polling round of published documents: which are new, and each of them on its way (``polling/intake.py``).

A document that cannot be read is quarantined with an alert and asked for again at every round until its text changes.
An answer that is blocked, broken or empty changes nothing but the source's own state, and the next round asks for the same
days; one that is known already costs no write. Who was alerted about a document while it was on public inspection gets a
confirmation in place of the whole alert. What no round sees is found once a day (``polling/completeness.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

import structlog

from monitor.alerting.recipients import Audience
from monitor.clock import EASTERN, Clock, eastern_day
from monitor.errors import StoreError
from monitor.model import Document, RuleAlert, Verdict
from monitor.polling.allowance import Allowance
from monitor.polling.failures import NotRecorded, note_failure
from monitor.polling.intake import TakenDocument, quarantine, take_document, take_rule, unread_rule
from monitor.polling.schedule import LAST_400_DAYS, OUT_AT, PUBLISHED
from monitor.polling.set_aside import report_set_aside, says_entity_list, tell_unread
from monitor.reading.rules.best_reading import FORMS
from monitor.sources.federal_register import Empty, FederalRegister, Fetched
from monitor.sources.results import AccessBlocked, Failure, Fresh, Mark, SetAside, Unchanged
from monitor.store import Store
from monitor.store.progress import Progress
from monitor.store.sources import NOTED_EVERY

SOURCE = PUBLISHED
OVERLAP = timedelta(days=7)
"""How far before the last document taken each round looks again: documents are back-dated and come late."""
TEXT_PATIENCE = timedelta(minutes=30)
"""How long after that a rule may be without a text before it is alerted about unread."""
TEXT_ALERTS = timedelta(days=14)
"""How long after its publication that still is news."""
EMPTY_BELIEVED = timedelta(days=2)
"""How long after the check of 400 days an answer without any document is believed."""
DOUBTED = "It says that nothing was published, which is believed once the daily check for missing rules has succeeded."
LATE_EFFECT = timedelta(days=60)
"""How long before the baseline a rule may have been published and still take effect after it."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """What one round did. ``failed`` names documents that were not taken, ``unread`` those that could not be read; both are
    asked for again.

    ``seen`` counts the documents of an answer that was new; ``unchanged`` is one that was known, ``empty`` one without any.
    ``error`` is what went wrong first; ``set_aside`` are records that were not taken.
    """

    since: date
    until: date
    seen: int = 0
    recorded: tuple[RuleAlert, ...] = ()
    irrelevant: int = 0
    failed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    error: Failure | None = None
    unchanged: bool = False
    empty: bool = False
    blacked_out: bool = False
    set_aside: tuple[SetAside, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the source was reached and everything it has is taken."""
        return self.error is None

    @property
    def alerted(self) -> bool:
        """Whether there may be anything to deliver."""
        return bool(self.recorded) or self.irrelevant > 0

    @property
    def summary(self) -> str:
        """A sentence for people on what was looked at."""
        if self.unchanged:
            return f"Nothing new among the documents published {self.since} to {self.until}."
        return (
            f"Looked at {self.seen} documents published {self.since} to {self.until}: {len(self.recorded)} of the Entity "
            f"List, {self.irrelevant} new ones that are not.{self.not_taken}"
        )

    @property
    def not_taken(self) -> str:
        """Sentences on documents of which nobody knows yet whether they amend the list; "" where there are none."""
        unread = f" Could not be read, and may amend it: {', '.join(self.unread)}." if self.unread else ""
        return f"{unread} Not taken yet: {', '.join(self.failed)}." if self.failed else unread


@dataclass(frozen=True, slots=True)
class PollWindow:
    """The publication days of a round, ``since`` to ``until``, Eastern; ``as_of`` is the day of the list that everything
    starts from (None: there is none)."""

    since: date
    until: date
    as_of: date | None

    @property
    def asked_from(self) -> date:
        """Rules published before the baseline may take effect after it: a round that starts there looks further back."""
        starts_there = self.as_of is not None and self.since <= self.as_of + timedelta(days=1)
        return self.since - LATE_EFFECT if starts_there else self.since

    def is_old(self, document: Document) -> bool:
        """Whether the baseline has a document already."""
        if self.as_of is None or document.publication_date is None or document.publication_date > self.as_of:
            return False
        return document.effective_on is None or document.effective_on <= self.as_of


@dataclass(slots=True)
class PublishedPoller:
    """The collaborators of a polling round.

    ``mark`` is by which the answer taken last is known again: kept once all that was in it is safe, and none after a
    restart, so that the first answer is always looked at. Without an ``allowance`` no requests are counted.
    """

    store: Store
    register: FederalRegister
    clock: Clock
    audience: Audience = field(default_factory=Audience)
    allowance: Allowance | None = None
    mark: Mark = field(default_factory=Mark)

    def poll(self) -> PublishedReport:
        """One round. A failure of the source is recorded, reported, and never taken for "nothing new"."""
        now = self.clock.now()
        report = self._asked(self.window())
        spent = self.allowance.spent(now) if self.allowance else 0
        if report.error is None:
            self._note_good(report, now, spent)
        else:
            note_failure(self.store, SOURCE, report.error, now, self.clock, spent)
        return report

    def _note_good(self, report: PublishedReport, now: datetime, spent: int) -> None:
        """An empty answer is no news, and need not be one: the next round asks for the same days again. It says that the list
        is current only where the check of 400 days, of which none is believed, has had its answer lately."""
        checked = self.store.sources.state(LAST_400_DAYS) if report.empty else None
        good = checked.last_good_at if checked else None
        if report.empty and (good is None or abs(now - good) > EMPTY_BELIEVED):
            state = self.store.sources.state(SOURCE)
            noted = state is not None and state.last_error == DOUBTED and abs(now - state.last_tried_at) < NOTED_EVERY
            if not noted:
                self.store.sources.failed(SOURCE, now, DOUBTED, None, spent, failures=0)
            return
        self.store.sources.good(SOURCE, now, None if report.empty else report.until, spent)

    def take_range(self, since: date, until: date, done: Progress | None = None) -> PublishedReport:
        """Take every document published from ``since`` to ``until`` that is not recorded yet, in the order of
        publication."""
        baseline = self.store.ledger.baseline()
        window = PollWindow(since, until, baseline.as_of if baseline else None)
        answer = self.register.documents(window.asked_from, until)
        if isinstance(answer, Failure):
            return PublishedReport(since, until, error=answer)
        return self._take(answer.documents, window, done)

    def window(self) -> PollWindow:
        """The days of the next round.

        It starts after the baseline (whose rules are in it already), or a week before the last document taken; and as
        long as a round fails, where that round started, so that a text that did not come is not left behind.
        """
        today = eastern_day(self.clock.now())
        baseline = self.store.ledger.intact_baseline()
        start = baseline.as_of + timedelta(days=1) if baseline else today - OVERLAP
        state = self.store.sources.state(SOURCE)
        if state is not None and state.cursor is not None:
            last = self.store.documents.last_document_date()
            # A cursor in the future was noted by a clock that ran ahead.
            start = max(start, min(state.cursor, last or state.cursor, today) - OVERLAP)
        return PollWindow(min(start, today), today, baseline.as_of if baseline else None)

    def _asked(self, window: PollWindow) -> PublishedReport:
        outcome = self.register.poll(window.asked_from, window.until, self.mark)
        if isinstance(outcome, Failure):
            return PublishedReport(window.since, window.until, error=outcome)
        if isinstance(outcome, Unchanged):
            return PublishedReport(window.since, window.until, unchanged=True)
        if isinstance(outcome, Empty):
            self.mark = Mark()
            return PublishedReport(window.since, window.until, empty=True)
        report = self.take_answer(outcome, window)
        safe = not report.failed and not report.unread
        self.mark = outcome.mark if safe else Mark()
        return report

    def take_answer(self, answer: Fresh[Document], window: PollWindow) -> PublishedReport:
        """Take what is new in an answer, and alert the operator about what was set aside in it; where that speaks of the
        Entity List, everybody."""
        report = self._take(answer.documents, window)
        report_set_aside(self.store, self.audience, SOURCE, answer.set_aside, self.clock.now())
        told = tuple(self._told_unread(answer.set_aside))
        unread = (*report.unread, *(alert.document_number for alert in told))
        return replace(report, set_aside=answer.set_aside, recorded=(*report.recorded, *told), unread=unread)

    def _told_unread(self, odd: Iterable[SetAside]) -> Iterator[RuleAlert]:
        """The alerts about records set aside that speak of the Entity List, themselves or in their texts; once each."""
        kept = {record.document.number: (record.document, record.why) for record in odd if record.document}
        known = self.store.documents.verdicts(kept) if kept else {}
        for document, why in (one for number, one in kept.items() if number not in known):
            now = self.clock.now()
            spent = self.allowance.for_texts(now) if self.allowance else None
            fetched = spent or self.register.text(document)
            text = fetched if isinstance(fetched, Fetched) else None
            if says_entity_list(document, text) and (
                alert := tell_unread(self.store, self.audience, document, text, why, now)
            ):
                yield alert

    def _take(self, documents: Iterable[Document], window: PollWindow, done: Progress | None = None) -> PublishedReport:
        new = [d for d in documents if not window.is_old(d)]
        recorded: list[RuleAlert] = []
        failures: dict[str, Failure] = {}
        unread: list[str] = []
        irrelevant = 0
        verdicts = self.store.documents.verdicts(d.number for d in new)
        for n, document in enumerate(sorted(new, key=lambda d: (d.publication_date or window.until, d.number))):
            if done:
                done(n, len(new))
            if verdicts.get(document.number, Verdict.UNREADABLE) is not Verdict.UNREADABLE:
                continue
            taken = self.take(document)
            if isinstance(taken, Failure):  # one document's trouble must not hold up the others
                failures[document.number] = taken
                continue
            if taken.alert:
                recorded.append(taken.alert)
            elif taken.recorded:
                irrelevant += 1
            if taken.unread:
                unread.append(document.number)
        if done:
            done(len(new), len(new))
        error = next(iter(failures.values()), None)
        return PublishedReport(
            window.since, window.until, len(new), tuple(recorded), irrelevant, tuple(failures), tuple(unread), error
        )

    def take(self, document: Document) -> TakenDocument | Failure:
        """Fetch the text of one document and take it its whole way; what kept it back, where something did."""
        if self.allowance and (spent := self.allowance.for_texts(self.clock.now())):
            return spent
        fetched = self.register.text(document)
        if isinstance(fetched, Failure):
            return self._without_text(document, fetched)
        try:
            others = partial(self.others_of, document, fetched.form)
            return take_document(self.store, document, fetched, self.audience, self.clock.now(), others)
        except StoreError as error:
            return NotRecorded(str(error))
        except Exception as error:  # a bug that one document meets must not hold up the others
            log.exception("a document made the monitor fail", document=document.number)
            return self._quarantined(document, fetched, error)

    def _without_text(self, document: Document, failure: Failure) -> TakenDocument | Failure:
        """A rule of these days whose text does not come is alerted about unread after a while, once, and asked for again."""
        now, day = self.clock.now(), document.publication_date
        if day is None or isinstance(failure, AccessBlocked):  # blocked: all of the source, and its own alarm tells
            return failure
        waited = now - datetime.combine(day, OUT_AT, EASTERN)
        if not TEXT_PATIENCE <= waited <= TEXT_ALERTS:
            return failure
        minutes = TEXT_PATIENCE.seconds // 60
        rule = unread_rule(
            document, f"Its text did not come within {minutes} minutes of publication. {failure.message}"
        )
        try:
            alert = take_rule(self.store, document, rule, "", now, self.audience)
        except StoreError as error:
            return NotRecorded(str(error))
        return TakenDocument(alert is not None, alert, unread=True)

    def _quarantined(self, document: Document, fetched: Fetched, error: Exception) -> TakenDocument | Failure:
        try:
            return quarantine(self.store, document, fetched, error, self.audience, self.clock.now())
        except Exception as again:  # noqa: BLE001 - it was logged; the round names it as not taken
            return NotRecorded(f"{document.number} was not recorded: {again}")

    def others_of(self, document: Document, form: str) -> Iterator[Fetched]:
        """The renditions of a document that come after ``form``, as far as they come and the allowance of the day goes.

        Those before it were asked for already, and are not there.
        """
        for other in FORMS[FORMS.index(form) + 1 :]:
            if self.allowance and self.allowance.for_texts(self.clock.now()):
                return
            fetched = self.register.rendition(document, other)
            if isinstance(fetched, AccessBlocked):
                return
            if isinstance(fetched, Fetched):
                yield fetched
