"""Once a day: the ledger compared with the eCFR's newest copy, and the operator alerted about what nothing explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from monitor.alerting.alerts import operator_alert, short_hash
from monitor.alerting.recipients import Recipients
from monitor.clock import Clock, eastern_day
from monitor.history.accepted import accepted_rule
from monitor.history.baseline import refuse_shrunken
from monitor.history.reconcile import reconcile, rules_until
from monitor.history.recording import apply
from monitor.model import Change, OperatorAlert
from monitor.polling.daily_source import alarm_when_overdue, due_out_of_turn
from monitor.polling.failures import wait_until
from monitor.polling.intake import list_before, record
from monitor.polling.schedule import ECFR, is_future, next_time_of_day
from monitor.reading.list_and_notes import read_list_and_notes
from monitor.reading_process import DOCUMENTS
from monitor.rendering.reconcile import Explained, Reconciliation
from monitor.rendering.words import count_of, differences
from monitor.sources.ecfr import Ecfr, FreshCopy, TitleDates
from monitor.sources.results import Broken, Failure
from monitor.store import Store
from monitor.store.ledger import Outcome

SOURCE = ECFR
_NAMED = 8


def newest_copy(ecfr: Ecfr, store: Store, now: datetime) -> FreshCopy | Failure:
    """The newest copy of the eCFR, archived."""
    dates = ecfr.titles()
    copy = ecfr.snapshot_bytes(dates.up_to_date_as_of) if isinstance(dates, TitleDates) else dates
    if isinstance(copy, Failure):
        return copy
    if not isinstance(copy, FreshCopy):
        return Broken("The eCFR gave no copy of part 744.")
    store.archive.put(copy.data, url=copy.url, media_type=copy.media_type, fetched_at=now)
    return copy


@dataclass(frozen=True, slots=True)
class Accepted:
    """Differences that became the local list's own, under a number, with sentences on what did not fit.

    It is ``whole`` where no difference is left open: from then on the list is known through the copy's day.
    """

    number: str
    problems: tuple[str, ...]
    whole: bool


def accept(
    store: Store, changes: Sequence[Change], found: Reconciliation, who: str, why: str, now: datetime
) -> Accepted:
    """Make a copy's state of some entries the local list's, as a document of its own that says who, when and why.

    It is applied as every rule is; nobody is alerted about it. Raises StoreError if the database refuses.
    """
    document, rule, info = accepted_rule(changes, found, rules_until(store, found.day), who, why, now)
    context = store.ledger.context(document.number)
    effect = apply(document, rule, context, list_before(store, document, context, now))
    info = replace(info, whole=not effect.problems and all(d.settled or d.change in changes for d in found.differences))
    outcome = Outcome(document, rule, "", effect.changes, None, (), effect.history, (), context.list_mark, effect.applied,
                      effect.others, info)  # fmt: skip
    record(store, outcome, now)
    return Accepted(document.number, effect.problems, info.whole)


@dataclass(slots=True)
class DailyReconciliation:
    """Asks the eCFR on business days ``at`` an Eastern time of day. Nothing is accepted from it: a person does that."""

    store: Store
    ecfr: Ecfr
    clock: Clock
    recipients: Recipients
    at: time

    def due(self) -> datetime | None:
        """When it is to be asked next; None where there is no list to hold against it."""
        now, baseline = self.clock.now(), self.store.ledger.intact_baseline()
        if baseline is None:
            return None
        state = self.store.sources.state(SOURCE)
        if state is not None and (again := due_out_of_turn(state, now)):
            return again
        if state is None and is_future(
            baseline.taken_at, now
        ):  # a clock was ahead then: it would be due for ever tomorrow
            return now
        return next_time_of_day(min(state.last_tried_at if state else baseline.taken_at, now), self.at)

    def turn(self) -> Reconciliation | Failure | None:
        """Reconcile if it is time; None if it is not, or if the copy is older than the first list known. A Failure of the
        eCFR is noted and returned.

        Raises CannotRead for a copy that is none, and StoreError; whatever is raised is noted, too.
        """
        now, due = self.clock.now(), self.due()
        if due is None or due > now:
            return None
        try:
            return self._checked(now)
        finally:
            self._look_after(now)

    def _look_after(self, now: datetime) -> None:
        baseline = self.store.ledger.intact_baseline()
        if baseline is not None:
            what = "The daily check against the eCFR"
            alarm_when_overdue(self.store, self.recipients, SOURCE, what, baseline.taken_at, now)

    def _checked(self, now: datetime) -> Reconciliation | Failure | None:
        try:
            copy = newest_copy(self.ecfr, self.store, now)
            if isinstance(copy, Failure):
                self.store.sources.failed(SOURCE, now, copy.message, wait_until(now, copy))
                return copy
            baseline = self.store.ledger.baseline()
            if baseline is not None and copy.day < baseline.as_of:  # the eCFR lags behind a list that was started today
                self.store.sources.good(SOURCE, now, copy.day)
                return None
            report = self._reconcile(copy, now)
        except Exception as error:  # whatever it is, it is tried again in an hour, not in every turn
            self.store.sources.failed(SOURCE, now, str(error) or type(error).__name__)
            raise
        self.store.sources.good(SOURCE, now, report.day)
        return report

    def _reconcile(self, copy: FreshCopy, now: datetime) -> Reconciliation:
        snapshot, notes = DOCUMENTS.read("the eCFR", read_list_and_notes, copy.data, "the eCFR")
        refuse_shrunken(self.store, snapshot, copy.day)
        report = reconcile(self.store, "the eCFR", copy.day, snapshot.entries, notes)
        self._alert(report, now)
        return report

    def _alert(self, report: Reconciliation, now: datetime) -> None:
        """Alert the operator about open differences: about each once, and again where it returns after it was gone."""
        state = self.store.sources.state(SOURCE)
        left = {_known_as(d.change): d for d in report.differences if not d.settled}
        reported, found = state.reported if state else frozenset(), frozenset(left)
        if found == reported:
            return
        new = [d for known_as, d in left.items() if known_as not in reported]
        alert = _alert_on(report, new, len(left), now) if new else None
        self.store.sources.report(SOURCE, found, alert, self.recipients(alert) if alert else (), now)


def _alert_on(report: Reconciliation, new: Sequence[Explained], left: int, now: datetime) -> OperatorAlert:
    said = [f"{d.change.name} ({d.change.country}): {d.reason}. {d.why}" for d in new]
    more = [f"and {count_of(len(said) - _NAMED, 'more difference')}"] if len(said) > _NAMED else []
    known = [f"{count_of(left - len(new), 'difference')} reported before."] if left > len(new) else []
    known_as = short_hash(*sorted(_known_as(d.change) for d in new))
    return operator_alert(
        f"operator/{SOURCE}/{eastern_day(now)}/{known_as}",
        f"{count_of(len(new), 'difference')} between the local list and the eCFR of {report.day} that nothing explains",
        (*said[:_NAMED], *more, *known, "elmon reconcile shows them all, and accepts them with --accept --why."),
    )


def _known_as(change: Change) -> str:
    """By what a difference is known again: what differs, whatever is said of it that day."""
    return short_hash(change.kind.value, change.country, change.name, *differences(change))
