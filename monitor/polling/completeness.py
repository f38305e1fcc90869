"""Once a day: the rules that the Register lists of the last 400 days, held against those recorded.

A round of polling asks for the days since the last document. What the Register's index had not yet then, what is
back-dated or published under another number, and what changes after it was published is found here: missing documents are
taken their whole way, and those recorded are compared with their records and, in turn, with their texts. It is one
request a day, and a few for texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from monitor.alerting.alerts import operator_alert
from monitor.clock import EASTERN, eastern_day
from monitor.history.accepted import is_accepted_difference
from monitor.model import Document, Verdict
from monitor.polling.changed_documents import ChangedDocuments
from monitor.polling.daily_source import alarm_when_overdue, due_out_of_turn
from monitor.polling.damage import report_damage
from monitor.polling.failures import wait_until
from monitor.polling.published import DOUBTED, LATE_EFFECT, PollWindow, PublishedPoller, PublishedReport
from monitor.polling.published import SOURCE as PUBLISHED
from monitor.polling.schedule import LAST_400_DAYS, is_future
from monitor.sources.results import Failure, Fresh, Partial
from monitor.store.documents import Recorded

SOURCE = LAST_400_DAYS
SPAN = timedelta(days=400)
AT = time(7, 20)
"""Eastern: after the day's issue is out."""
FEW = 2
"""So many documents may leave the Register's list at once; more than that, and most of those recorded, is a list cut short."""


@dataclass(frozen=True, slots=True)
class CompletenessReport:
    """What one check found: ``taken`` is about documents that were missing, ``gone`` are numbers that are listed no more,
    ``changed`` those whose record or text has changed in what matters."""

    taken: PublishedReport
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """All documents that somebody was alerted about."""
        return (*(alert.document_number for alert in self.taken.recorded), *self.gone, *self.changed)


@dataclass(slots=True)
class CompletenessCheck:
    """Asks on every day ``AT``; at the first start at once, so that nothing hangs on the first answer of a round."""

    poller: PublishedPoller

    def due(self) -> datetime | None:
        """When it is to be asked next; None where there is no list that documents could be missing from."""
        if self.poller.store.ledger.intact_baseline() is None:
            return None
        now, state = self.poller.clock.now(), self.poller.store.sources.state(SOURCE)
        if state is None or (state.last_good_at is None and not state.failures):
            return now
        if again := due_out_of_turn(state, now):
            return again
        if is_future(
            state.last_tried_at, now
        ):  # by a clock that was ahead: what it found then is of no day that has come
            return now
        return _moment(eastern_day(state.last_tried_at) + timedelta(days=1))

    def turn(self) -> CompletenessReport | Failure | None:
        """Check if it is time; None if it is not. A Failure of the Register is noted and returned.

        Raises StoreError, which is noted as well where it can be.
        """
        due = self.due()
        now, store, allowance = self.poller.clock.now(), self.poller.store, self.poller.allowance
        if due is None or due > now or (allowance and allowance.for_texts(now)):
            return None
        baseline = store.ledger.intact_baseline()
        if baseline is None:
            return None
        today = eastern_day(now)
        window = PollWindow(min(today - SPAN, baseline.as_of + timedelta(days=1) - LATE_EFFECT), today, baseline.as_of)
        try:
            found = self._checked(window, now)
        except Exception as error:
            store.sources.failed(SOURCE, now, str(error) or type(error).__name__)
            raise
        failure = found if isinstance(found, Failure) else found.taken.error
        if failure is None:
            store.sources.good(SOURCE, now, today)
            state = store.sources.state(PUBLISHED)
            if state is not None and state.last_error == DOUBTED:  # this answer says the same of the days until now
                store.sources.good(PUBLISHED, now, None, state.requests)
        else:
            store.sources.failed(SOURCE, now, failure.message, wait_until(now, failure))
        what = "The daily check for missing rules"
        alarm_when_overdue(store, self.poller.audience.of, SOURCE, what, baseline.taken_at, now)
        report_damage(store, self.poller.audience.of, now)
        return found

    def _checked(self, window: PollWindow, now: datetime) -> CompletenessReport | Failure:
        answer = self.poller.register.poll(window.since, window.until)
        if isinstance(answer, Failure):
            return answer
        if not isinstance(answer, Fresh):  # of so many days the source itself believes no empty answer
            return Partial("The Register gave no list of the last 400 days; it is asked again.")
        recorded = self.poller.store.documents.published(window.since)
        listed = {document.number: document for document in answer.documents}
        gone = _gone(recorded, listed, window)
        if len(gone) > max(FEW, len(recorded) // 2):
            return Partial(
                f"The Register lists {len(gone)} of {len(recorded)} recorded documents no more ({gone[0]} first): its list "
                "is cut short. What it has is taken with the next one that is whole."
            )
        taken = self.poller.take_answer(answer, window)
        self._report_gone(gone, recorded, listed, now)
        changed = ChangedDocuments(self.poller, recorded).check(listed.values(), now)
        return CompletenessReport(taken, gone, changed)

    def _report_gone(
        self, gone: tuple[str, ...], recorded: Mapping[str, Recorded], listed: Mapping[str, Document], now: datetime
    ) -> None:
        """Alert the operator about rules on the list that the Register no longer has under their numbers."""
        for number in gone:
            if recorded[number].rule.verdict is Verdict.IRRELEVANT:
                continue
            was = recorded[number].document
            same = [d.number for d in listed.values() if d.citation and d.citation == was.citation]
            now_as = f" The Register has {same[0]} with the same citation." if same else ""
            alert = operator_alert(
                f"operator/{PUBLISHED}/gone/{number}",
                f"The Register no longer lists {number} ({was.citation or was.title})",
                (
                    f"What it changes stays on the list.{now_as} Look at the Register: the document may have been "
                    "published under another number, or withdrawn.",
                ),
            )
            self.poller.store.outbox.add(alert, self.poller.audience.of(alert), now)


def _gone(recorded: Mapping[str, Recorded], listed: Mapping[str, Document], window: PollWindow) -> tuple[str, ...]:
    """Documents recorded that the Register's list of their days has no more, oldest first."""
    return tuple(
        sorted(
            number
            for number, one in recorded.items()
            if not is_accepted_difference(one.document)
            and number not in listed
            and one.document.publication_date is not None
            and one.document.publication_date <= window.until
        )
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, AT, EASTERN).astimezone(UTC)
