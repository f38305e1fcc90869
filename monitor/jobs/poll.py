"""One polling round: ask the Register, archive, read, compare, record; each document in one transaction.

A document that cannot be read is quarantined with an alert and asked for again at every round until its text changes.
An answer that is blocked, broken or empty changes nothing but the source's own state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from monitor.clock import Clock, eastern_day
from monitor.errors import CannotRead, MonitorError, StoreError, UpstreamError
from monitor.jobs.recording import Recipients, Recorder
from monitor.model import Alert, Document, Rule, Stage, Verdict
from monitor.reading.renditions import read_document
from monitor.reading.untabled import lacks_text
from monitor.sources.federal_register import FederalRegister, Fetched
from monitor.store import Store
from monitor.text.names import fold

SOURCE = "federal register"
OVERLAP = timedelta(days=7)
"""How far before the last document taken each round looks again: documents are back-dated and come late."""
LATE_EFFECT = timedelta(days=60)
"""How long before the baseline a rule may have been printed and still take effect after it."""


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one round did. ``failed`` names documents whose text did not come; they are asked for again."""

    since: date
    until: date
    seen: int = 0
    recorded: tuple[Alert, ...] = ()
    irrelevant: int = 0
    failed: tuple[str, ...] = ()
    error: MonitorError | None = None


@dataclass(frozen=True, slots=True)
class Poller:
    """The collaborators of a polling round. ``note`` captions every alert (the demo says "reconstructed")."""

    store: Store
    register: FederalRegister
    clock: Clock
    recipients: Recipients
    note: str = ""

    def poll(self) -> PollReport:
        """One round. Upstream trouble is recorded as a failed poll, reported, and never taken for "nothing new"."""
        now = self.clock.now()
        since, until = self.window()
        report = self.take_range(since, until)
        if report.error is None:
            self.store.sources.good(SOURCE, now, cursor=until)
        else:
            self.store.sources.failed(SOURCE, now, str(report.error))
        return report

    def take_range(
        self, since: date, until: date, done: Callable[[int, int], None] = lambda n, total: None
    ) -> PollReport:
        """Take every document published from ``since`` to ``until`` that is not recorded yet, in the order of publication.

        ``done`` hears after each document how many of how many are done.
        """
        try:
            answer = self.register.documents(self._asked_from(since), until)
        except UpstreamError as error:
            return PollReport(since, until, error=error)
        fresh = [d for d in answer.documents if not self._is_in_the_baseline(d)]
        documents = sorted(fresh, key=lambda d: (d.publication_date or until, d.number))
        return self._take_all(documents, since, until, done)

    def window(self) -> tuple[date, date]:
        """The first and last publication day of the round, Eastern.

        It starts after the baseline (whose rules are in it already), or a week before the last document taken; and as
        long as a round fails, where that round started, so that a text that did not come is not left behind.
        """
        until = eastern_day(self.clock.now())
        baseline = self.store.ledger.baseline()
        start = baseline.as_of + timedelta(days=1) if baseline else until - OVERLAP
        cursor = next((s.cursor for s in self.store.sources.states() if s.source == SOURCE), None)
        last = self.store.documents.last_document_date()
        if cursor is not None:
            start = max(start, min(cursor, last or cursor) - OVERLAP)
        return min(start, until), until

    def _asked_from(self, since: date) -> date:
        """Rules printed before the baseline may take effect after it: a round that starts there looks further back."""
        baseline = self.store.ledger.baseline()
        return since - LATE_EFFECT if baseline and since <= baseline.as_of + timedelta(days=1) else since

    def _is_in_the_baseline(self, document: Document) -> bool:
        baseline = self.store.ledger.baseline()
        if baseline is None or document.publication_date is None or document.publication_date > baseline.as_of:
            return False
        return document.effective_on is None or document.effective_on <= baseline.as_of

    def _take_all(
        self, documents: list[Document], since: date, until: date, done: Callable[[int, int], None]
    ) -> PollReport:
        recorded: list[Alert] = []
        failed: list[str] = []
        irrelevant = 0
        trouble: MonitorError | None = None
        for n, document in enumerate(documents):
            done(n, len(documents))
            if self._is_settled(document):
                continue
            try:
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
        return PollReport(since, until, len(documents), tuple(recorded), irrelevant, tuple(failed), trouble)

    def _is_settled(self, document: Document) -> bool:
        """Read before, and not quarantined: a text that could not be read may have been mended since."""
        if not self.store.documents.has_document(document.number, Stage.PUBLISHED):
            return False
        rule = self.store.documents.rule(document.number)
        return rule is None or rule.verdict is not Verdict.UNREADABLE

    def take(self, document: Document) -> Alert | None:
        """Fetch, archive, read and record one document; the alert it caused, None if it is none of ours or known.

        Raises UpstreamError if its text does not come.
        """
        fetched = self.register.text(document)
        now = self.clock.now()
        sha256 = self.store.archive.put(fetched.data, url=fetched.url, media_type=fetched.media_type, fetched_at=now)
        rule = self.read(document, fetched)
        return Recorder(self.store, self.recipients, self.note).record(document, rule, sha256, now)

    def read(self, document: Document, fetched: Fetched) -> Rule:
        """The Rule of a fetched text; one that cannot be read is an unreadable Rule with the reason as its problem.

        A printed document whose text came without its table is held back the same way: its XML is asked for again.
        """
        try:
            rule = read_document(fetched.data, f"document {document.number}", document, self._known(document))
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

    def _known(self, document: Document) -> Callable[[str, str], bool]:
        listed: set[tuple[str, str]] = set()

        def known(country: str, name: str) -> bool:
            if not listed:  # the list is loaded once a document, and only where a rule leaves the question open
                entries = Recorder(self.store).list_of(document, None, self.clock.now())
                listed.update((e.country, fold(e.name)) for e in entries)
            return (country, fold(name)) in listed

        return known
