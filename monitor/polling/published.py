"""One polling round: ask the Register, archive, read, compare, record; each document in one transaction.

A document that cannot be read is quarantined with an alert and asked for again at every round until its text changes.
An answer that is blocked, broken or empty changes nothing but the source's own state, one that is known already costs no
write. Who was told of a document while it lay on the desk gets a confirmation in place of the whole alert.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from monitor.alerting.filing_alerts import confirmation
from monitor.alerting.recipients import Recipients, Screen, unscreened
from monitor.clock import Clock, eastern_day
from monitor.errors import BadAnswer, Blocked, CannotRead, Implausible, MonitorError, Partial, StoreError, UpstreamError
from monitor.history.recording import Recorder
from monitor.model import Document, Rule, RuleAlert, Stage, Verdict
from monitor.polling.schedule import REQUESTS_A_DAY, RESERVE
from monitor.reading.rules.document import read_document
from monitor.reading.rules.names_without_table import lacks_text
from monitor.sources import results
from monitor.sources.federal_register import FederalRegister, Fetched
from monitor.sources.results import Failure, Fresh, Mark
from monitor.store import Store
from monitor.store.filings import Addressed

SOURCE = "federal register"
OVERLAP = timedelta(days=7)
"""How far before the last document taken each round looks again: documents are back-dated and come late."""
LATE_EFFECT = timedelta(days=60)
"""How long before the baseline a rule may have been printed and still take effect after it."""


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """What one round did. ``failed`` names documents whose text did not come; they are asked for again.

    ``seen`` counts the documents of an answer that was new; ``unchanged`` is one that was known.
    """

    since: date
    until: date
    seen: int = 0
    recorded: tuple[RuleAlert, ...] = ()
    irrelevant: int = 0
    failed: tuple[str, ...] = ()
    error: MonitorError | None = None
    unchanged: bool = False
    dark: bool = False

    @property
    def good(self) -> bool:
        """Whether the source was reached and everything it has is taken."""
        return self.error is None

    @property
    def told(self) -> bool:
        """Whether there is anything to deliver."""
        return bool(self.recorded) or self.irrelevant > 0

    @property
    def summary(self) -> str:
        """A sentence for people on what was looked at."""
        if self.unchanged:
            return f"Nothing new among the documents published {self.since} to {self.until}."
        return (
            f"Looked at {self.seen} documents published {self.since} to {self.until}: {len(self.recorded)} of the Entity "
            f"List, {self.irrelevant} new ones that are not."
        )

    @property
    def retry_after(self) -> float | None:
        """Seconds the source has asked for."""
        return self.error.retry_after if isinstance(self.error, UpstreamError) else None


def nothing_spent(now: datetime) -> int:
    """For those who keep no allowance."""
    return 0


def require_allowance(spent: int) -> None:
    """Raise UpstreamError where the requests of the day are used up; what is left goes to asking what there is."""
    if spent > REQUESTS_A_DAY - RESERVE:
        raise UpstreamError(f"The {REQUESTS_A_DAY:,} requests of the day are used up; its text is fetched tomorrow.")


def until(now: datetime, seconds: float | None) -> datetime | None:
    """When a source may be asked again that has asked for so many seconds."""
    return now + timedelta(seconds=seconds) if seconds else None


def error_of(failure: Failure) -> UpstreamError:
    """The error that a failed question stands for."""
    if isinstance(failure, results.Blocked):
        return Blocked(failure.message, failure.retry_after)
    if isinstance(failure, results.Broken):
        error = BadAnswer(failure.message)
        error.retry_after = failure.retry_after
        return error
    return (Partial if isinstance(failure, results.Partial) else Implausible)(failure.message)


def _nobody_listens(n: int, total: int) -> None:
    """For those who watch no progress."""


@dataclass(slots=True)
class PublishedPoller:
    """The collaborators of a polling round. ``note`` captions every alert (the demo says "reconstructed").

    ``mark`` is by which the answer taken last is known again: kept once all that was in it is safe, and none after a
    restart, so that the first answer is always looked at. ``spent`` tells the requests of the day, ``screen`` looks for the
    user's parties.
    """

    store: Store
    register: FederalRegister
    clock: Clock
    recipients: Recipients
    note: str = ""
    spent: Callable[[datetime], int] = nothing_spent
    mark: Mark = field(default_factory=Mark)
    screen: Screen = unscreened

    def poll(self) -> PublishedReport:
        """One round. Upstream trouble is recorded as a failed poll, reported, and never taken for "nothing new"."""
        now = self.clock.now()
        since, last = self.window()
        report = self._asked(since, last)
        if report.error is None:
            self.store.sources.good(SOURCE, now, last, self.spent(now))
        else:
            not_before = until(self.clock.now(), report.retry_after)
            self.store.sources.failed(SOURCE, now, str(report.error), not_before, self.spent(now))
        return report

    def _asked(self, since: date, last: date) -> PublishedReport:
        outcome = self.register.poll(self._asked_from(since), last, self.mark)
        if isinstance(outcome, results.Unchanged):
            return PublishedReport(since, last, unchanged=True)
        if not isinstance(outcome, (Fresh, results.Empty)):
            return PublishedReport(since, last, error=error_of(outcome))
        report = self._take(outcome.documents, since, last)
        settled = report.error is None and all(self._is_settled(d) for d in outcome.documents if not self._is_old(d))
        self.mark = outcome.mark if settled and isinstance(outcome, Fresh) else Mark()
        return report

    def take_range(
        self, since: date, last: date, done: Callable[[int, int], None] = _nobody_listens
    ) -> PublishedReport:
        """Take every document published from ``since`` to ``last`` that is not recorded yet, in the order of publication.

        ``done`` hears after each document how many of how many are done.
        """
        try:
            answer = self.register.documents(self._asked_from(since), last)
        except UpstreamError as error:
            return PublishedReport(since, last, error=error)
        return self._take(answer.documents, since, last, done)

    def window(self) -> tuple[date, date]:
        """The first and last publication day of the round, Eastern.

        It starts after the baseline (whose rules are in it already), or a week before the last document taken; and as
        long as a round fails, where that round started, so that a text that did not come is not left behind.
        """
        today = eastern_day(self.clock.now())
        baseline = self.store.ledger.baseline()
        start = baseline.as_of + timedelta(days=1) if baseline else today - OVERLAP
        state = self.store.sources.state(SOURCE)
        last = self.store.documents.last_document_date()
        if state is not None and state.cursor is not None:
            start = max(start, min(state.cursor, last or state.cursor) - OVERLAP)
        return min(start, today), today

    def _asked_from(self, since: date) -> date:
        """Rules printed before the baseline may take effect after it: a round that starts there looks further back."""
        baseline = self.store.ledger.baseline()
        return since - LATE_EFFECT if baseline and since <= baseline.as_of + timedelta(days=1) else since

    def _is_old(self, document: Document) -> bool:
        baseline = self.store.ledger.baseline()
        if baseline is None or document.publication_date is None or document.publication_date > baseline.as_of:
            return False
        return document.effective_on is None or document.effective_on <= baseline.as_of

    def _take(
        self,
        answer: tuple[Document, ...],
        since: date,
        last: date,
        done: Callable[[int, int], None] = _nobody_listens,
    ) -> PublishedReport:
        fresh = [d for d in answer if not self._is_old(d)]
        documents = sorted(fresh, key=lambda d: (d.publication_date or last, d.number))
        recorded: list[RuleAlert] = []
        failed: list[str] = []
        irrelevant = 0
        trouble: MonitorError | None = None
        for n, document in enumerate(documents):
            done(n, len(documents))
            if self._is_settled(document):
                continue
            try:
                require_allowance(self.spent(self.clock.now()))
                alert = self.take(document)
            except (UpstreamError, StoreError) as error:  # one document's trouble must not hold up the others
                failed.append(document.number)
                trouble = trouble or error
                continue
            if alert is None:
                irrelevant += 1
            else:
                recorded.append(alert)
        done(len(documents), len(documents))
        return PublishedReport(since, last, len(documents), tuple(recorded), irrelevant, tuple(failed), trouble)

    def _is_settled(self, document: Document) -> bool:
        """Read before, and not quarantined: a text that could not be read may have been mended since."""
        if not self.store.documents.has_document(document.number, Stage.PUBLISHED):
            return False
        rule = self.store.documents.rule(document.number)
        return rule is None or rule.verdict is not Verdict.UNREADABLE

    def take(self, document: Document) -> RuleAlert | None:
        """Fetch, archive, read and record one document; the alert it caused, None if it is none of ours or known.

        Raises UpstreamError if its text does not come.
        """
        fetched = self.register.text(document)
        now = self.clock.now()
        sha256 = self.store.archive.put(fetched.data, url=fetched.url, media_type=fetched.media_type, fetched_at=now)
        rule = self.read(document, fetched)
        recorder = Recorder(self.store, self._first_told, self.note, self._confirmed, self.screen)
        return recorder.record(document, rule, sha256, now)

    def _first_told(self, alert: RuleAlert) -> tuple[tuple[str, str], ...]:
        """Who gets the whole alert: those who want it and have not heard of the document while it lay on the desk."""
        pairs = self.recipients(alert)
        if alert.verdict is Verdict.UNREADABLE:  # that is news to everybody
            return pairs
        told = self._told_at_the_desk(alert.document_number)[0]
        return tuple(pair for pair in pairs if pair not in told)

    def _confirmed(self, alert: RuleAlert, rule: Rule) -> tuple[Addressed, ...]:
        """The confirmation for those who have."""
        told, filed = self._told_at_the_desk(alert.document_number)
        if not told or filed is None or rule.verdict is Verdict.UNREADABLE:
            return ()
        found = confirmation(filed, alert, rule)
        return ((found, tuple(pair for pair in self.recipients(found) if pair in told)),)

    def _told_at_the_desk(self, number: str) -> tuple[frozenset[tuple[str, str]], Rule | None]:
        """Who was told what a filing says; nobody where it could not be read."""
        kept = self.store.filings.get(number)
        if kept is None or kept.rule is None or kept.rule.verdict not in (Verdict.VERIFIED, Verdict.CONFLICTING):
            return frozenset(), None
        return self.store.filings.told_of(number), kept.rule

    def read(self, document: Document, fetched: Fetched) -> Rule:
        """The Rule of a fetched text; one that cannot be read is an unreadable Rule with the reason as its problem.

        A printed document whose text came without its table is held back the same way: its XML is asked for again.
        """
        try:
            known = Recorder(self.store).known_before(document, self.clock.now())
            rule = read_document(fetched.data, f"document {document.number}", document, known)
            if rule.stage is Stage.PUBLISHED and lacks_text(rule):
                waits = (
                    f"Only the {fetched.form} of {document.number} is there, without entry text; its XML is waited for."
                )
                rule = replace(rule, verdict=Verdict.UNREADABLE, problems=(waits, *rule.problems))
            return rule
        except CannotRead as error:
            return Rule(
                document_number=document.number,
                citation=document.citation,
                title=document.title,
                publication_date=document.publication_date,
                effective_on=document.effective_on,
                verdict=Verdict.UNREADABLE,
                problems=(str(error),),
            )
