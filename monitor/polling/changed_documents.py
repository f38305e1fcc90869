"""Published documents that were changed afterwards: archived again, read, compared, and reported where it matters.

The Register corrects its XML and its records without a word. A text is fetched again every day for two weeks, then once a
month, and at once when its record has changed. A reading that differs in parties, entries or dates raises an alert; what
was recorded of the document stays until a person accepts the new reading (``elmon replay``). A document that did not concern
the list and now does, or can no longer be read, is taken as one of its own: nobody has heard of it yet.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from monitor.alerting.changed_documents import alert_on_changed_document
from monitor.clock import eastern_day
from monitor.errors import StoreError
from monitor.model import Document, Rule, Verdict
from monitor.polling.intake import archive_text, list_before, read_best, take_document
from monitor.polling.published import PublishedPoller
from monitor.reading.plain_words import plain_words
from monitor.sources.results import Failure
from monitor.sources.texts import Fetched
from monitor.store.documents import Recorded

DAILY_FOR = timedelta(days=14)
"""How long after publication a text is looked at every day."""
CYCLE_DAYS = 30
"""In how many days every older text is looked at once."""

log = structlog.get_logger()


@dataclass(slots=True)
class ChangedDocuments:
    """Compares what the Register has now of documents with what is ``recorded`` of them."""

    poller: PublishedPoller
    recorded: Mapping[str, Recorded]

    def check(self, listed: Iterable[Document], now: datetime) -> tuple[str, ...]:
        """The numbers of documents whose change matters; each was reported. One that fails does not hold up the others."""
        changed = []
        for document in listed:
            one = self.recorded.get(document.number)
            if one is None or one.rule.verdict is Verdict.UNREADABLE:  # the rounds ask for it again and again
                continue
            try:
                if self._check_one(document, one, now):
                    changed.append(document.number)
            except Exception:  # the boundary of one document
                log.exception("a published document could not be compared", document=document.number)
        return tuple(changed)

    def _check_one(self, document: Document, one: Recorded, now: datetime) -> bool:
        store, audience = self.poller.store, self.poller.audience
        other_record = document != one.document
        fetched = self._other_text(document, one, now) if other_record or _is_text_due(document, now) else None
        was_irrelevant = one.rule.verdict is Verdict.IRRELEVANT
        if fetched is None and (was_irrelevant or not other_record):
            return False  # a record by which it may concern the list is not noted before its text was read with it
        sha256, rule = one.sha256, one.rule
        if fetched is not None:
            sha256, rule = self._read(document, fetched, now)
            if was_irrelevant and rule.verdict is not Verdict.IRRELEVANT:
                others = partial(self.poller.others_of, document, fetched.form)
                taken = take_document(store, document, fetched, audience, now, others)
                return taken.alert is not None
        if sha256 == one.sha256 and not other_record:
            return False
        changes = store.ledger.changes(document_number=document.number)
        applied = one.applied.on(eastern_day(now))
        alert = alert_on_changed_document(one.document, one.rule, document, rule, changes, sha256, audience, applied)
        store.ledger.note_changed(document, sha256, alert, audience.of(alert) if alert else (), now)
        return alert is not None

    def _other_text(self, document: Document, one: Recorded, now: datetime) -> Fetched | None:
        """The text as it is now, where its words are not those that were recorded; of a document that does not concern the
        list also where its record has changed, for both say whether it does."""
        allowance = self.poller.allowance
        if not one.sha256 or (allowance and allowance.for_texts(now)):
            return None
        fetched = self.poller.register.text(document)
        if isinstance(fetched, Failure):
            return None  # another day will do
        if one.rule.verdict is Verdict.IRRELEVANT and document != one.document:
            return fetched
        try:
            was = self.poller.store.archive.get(one.sha256)
        except StoreError:  # pruned, or damaged: its reading says whether it is another
            return fetched
        return None if _words(fetched.data) == _words(was) else fetched

    def _read(self, document: Document, fetched: Fetched, now: datetime) -> tuple[str, Rule]:
        store = self.poller.store
        sha256 = archive_text(store, fetched, now)
        before = list_before(store, document, store.ledger.context(document.number), now)
        taken = read_best(before, fetched, sha256, partial(self.poller.others_of, document, fetched.form))
        return taken.sha256, taken.rule


def _is_text_due(document: Document, now: datetime) -> bool:
    today = eastern_day(now)
    published = document.publication_date
    if published is not None and today - published <= DAILY_FOR:
        return True
    return (zlib.crc32(document.number.encode()) + today.toordinal()) % CYCLE_DAYS == 0


def _words(data: bytes) -> list[str]:
    """The words of a text: pages come with marks of their own at every request."""
    return plain_words(data).split()
