"""One look at public inspection: what is new there is read and alerted about at once, what becomes of it as well.

What a filing says never changes the list. Its text has the names, but runs the cells of the table together, so that an
entry made of it would have no address and no terms; and it may be withdrawn. The published rule, of the same number,
changes the list from the day on which it says so, which may lie before its publication: the history is then worked out
anew. Until then the filing is kept with what was read in it, and ``elmon status`` shows what a person must look at.

A filing takes the way of ``polling/intake.py`` without the step that applies it: archived, read, alerts composed,
recipients chosen, recorded. What was seen last of every filing is in the database, and commits together with the alerts
about it: a restart alerts nobody twice and loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import structlog

from monitor.alerting.alerts import short_hash
from monitor.alerting.filing_alerts import alert_on_filing, alert_on_missing_publication, key_of
from monitor.alerting.filing_changes import (
    ALERTED,
    FilingChange,
    alerts_about_text,
    alerts_about_turns,
    choose_recipients,
    is_alerted,
)
from monitor.alerting.recipients import Audience
from monitor.clock import Clock, eastern_day
from monitor.errors import CannotRead, ReaderEnded, StoreError
from monitor.model import Alert, Rule, Stage, Verdict
from monitor.polling.allowance import Allowance
from monitor.polling.failures import NotRecorded, note_failure
from monitor.polling.inspection_report import PublicInspectionReport
from monitor.polling.intake import TakenText, archive_text, is_ended, unread_rule, why_set_aside
from monitor.polling.schedule import PUBLIC_INSPECTION, PUBLISHED
from monitor.polling.set_aside import report_set_aside
from monitor.reading.plain_words import plain_words
from monitor.reading.rules.corrections import AmendsList
from monitor.reading.rules.document import read_document
from monitor.reading_process import DOCUMENTS
from monitor.rendering.attention import attention
from monitor.rendering.filings import rescheduled
from monitor.shapes import as_json
from monitor.sources.public_inspection import Filing, PublicInspection, Turn, filing_from
from monitor.sources.results import BlackedOut, Failure, Fresh, Mark, Unchanged
from monitor.store import Store
from monitor.store.filings import IRRELEVANT, MISSED, WITHDRAWN, RecordedFiling

SOURCE = PUBLIC_INSPECTION
TEXT_PATIENCE = timedelta(minutes=5)
"""How long a filed rule may be without a text before it is alerted about unread."""
READ_AGAIN = timedelta(minutes=10)
"""How often a text is fetched again that could not be read."""
_ANOTHER_TEXT = (Turn.REFILED, Turn.REPLACED)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knows of the filings of a look: each as it was kept, which are published, and the list's day."""

    kept: dict[str, RecordedFiling]
    published: frozenset[str]
    as_of: date | None

    def is_past(self, filing: Filing) -> bool:
        """Published already, or published before the list that everything starts from."""
        day = filing.publication_date
        in_the_baseline = self.as_of is not None and day is not None and day <= self.as_of
        return in_the_baseline or filing.number in self.published


@dataclass(slots=True)
class PublicInspectionPoller:
    """The collaborators of a look. Without an ``allowance`` no requests are counted."""

    store: Store
    source: PublicInspection
    clock: Clock
    audience: Audience = field(default_factory=Audience)
    allowance: Allowance | None = None
    mark: Mark = field(default_factory=Mark)
    pending: dict[str, tuple[Filing, datetime]] = field(default_factory=dict)
    """Filings whose text is to be asked for again, and from when on."""
    checked_on: date | None = None
    """The Eastern day on which filings were last held against what was published."""

    def poll(self) -> PublicInspectionReport:
        """One look. A failure is recorded, reported, and never taken for an empty list."""
        now = self.clock.now()
        outcome = self.source.poll(self.mark)
        if isinstance(outcome, BlackedOut):
            # Asked, and never seen: that must not look like nothing to say.
            if self.store.sources.state(SOURCE) is None:
                self.store.sources.failed(SOURCE, now, "It gives no list at this hour.", None, 0)
            return PublicInspectionReport(blacked_out=True)
        if isinstance(outcome, Failure):
            return self._noted(PublicInspectionReport(error=outcome, listed=False), now)
        if isinstance(outcome, Fresh):
            listed = {f.number for f in outcome.documents}
            self.pending = {number: waits for number, waits in self.pending.items() if number in listed}
            report = replace(self._take(outcome.documents, now), set_aside=outcome.set_aside)
            report_set_aside(self.store, self.audience, SOURCE, outcome.set_aside, now)
            self.mark = outcome.mark
        else:
            report = self._take(tuple(f for f, due in self.pending.values() if due <= now), now)
            report = replace(report, unchanged=True)
            self.mark = outcome.mark if isinstance(outcome, Unchanged) else Mark()
        # By the source's own clock as well: where ours runs ahead, nothing is missing yet.
        latest = min(now, outcome.answered_at or now)
        return self._noted(replace(report, alerts=(*report.alerts, *self._not_published(latest))), now)

    def _noted(self, report: PublicInspectionReport, now: datetime) -> PublicInspectionReport:
        """The report, once the source's own state says the same."""
        spent = self.allowance.spent(now) if self.allowance else 0
        if report.good or report.error is None:
            self.store.sources.good(SOURCE, now, eastern_day(now), spent)
        else:
            note_failure(self.store, SOURCE, report.error, now, self.clock, spent)
        return report

    def _take(self, filings: Sequence[Filing], now: datetime) -> PublicInspectionReport:
        known = self._known(filings)
        alerts: list[Alert] = []
        failures: dict[str, Failure] = {}
        read = 0
        for filing in filings:
            try:
                taken = self._take_one(filing, known, now)
            except StoreError as error:
                taken = NotRecorded(str(error))
            except Exception as error:  # a bug that one filing meets must not hold up the others
                log.exception("a filing made the monitor fail", document=filing.number)
                taken = self._quarantined(filing, known.kept.get(filing.number), error, now)
            if isinstance(taken, Failure):  # one filing's trouble must not hold up the others
                failures[filing.number] = taken
                self.pending[filing.number] = (filing, now)
                continue
            read += taken is not None
            alerts += taken or ()
        first = next(iter(failures.values()), None)
        return PublicInspectionReport(len(filings), read, tuple(alerts), tuple(failures), first)

    def _known(self, filings: Sequence[Filing]) -> _Known:
        numbers = [filing.number for filing in filings]
        if not numbers:
            return _Known({}, frozenset(), None)
        baseline = self.store.ledger.intact_baseline()
        published = frozenset(self.store.documents.verdicts(numbers))
        return _Known(self.store.filings.all(numbers), published, baseline.as_of if baseline else None)

    def _take_one(self, filing: Filing, known: _Known, now: datetime) -> tuple[Alert, ...] | Failure | None:
        """The alerts that a filing causes as it is now; None where its text was not looked at."""
        change = FilingChange.since(known.kept.get(filing.number), filing)
        kept = change.kept
        past = known.is_past(filing)
        if past or not self._is_text_wanted(change):
            self.pending.pop(filing.number, None)
            alerts = () if past else alerts_about_turns(change, self.audience.note_on(filing.number))
            if change.before != filing:
                self._keep(filing, kept, alerts, now, closed=change.still_closed)
            return alerts or None
        found = self._read(filing, kept, now)
        if isinstance(found, Failure):
            self._text_missing(change, found, now)
            return found
        rule, sha256 = found.rule, found.sha256
        if rule.verdict is Verdict.UNREADABLE:
            self.pending[filing.number] = (filing, now + READ_AGAIN)
        else:
            self.pending.pop(filing.number, None)
        composed = alerts_about_text(change, rule, sha256, self.audience.note_on(filing.number))
        alerts = tuple(self.audience.screened(alert, found.words) for alert in composed)
        if alerts or change.before != filing or kept is None or kept.sha256 != sha256:
            read = RecordedFiling(filing.number, {}, rule, sha256, attention(rule, ()))
            self._keep(filing, read, alerts, now, closed=change.still_closed)
        return alerts

    def _is_text_wanted(self, change: FilingChange) -> bool:
        filing, kept = change.filing, change.kept
        if filing.withdrawn or not filing.may_amend:
            return False
        if kept is None or kept.rule is None or filing.number in self.pending:
            return True
        return kept.rule.verdict is Verdict.UNREADABLE or any(turn in change.turns for turn in _ANOTHER_TEXT)

    def _read(
        self, filing: Filing, kept: RecordedFiling | None, now: datetime, *, again: bool = True
    ) -> TakenText | Failure:
        """What the text says, archived before it is read, and all its words.

        One that cannot be read is fetched once more at once: it may have been cut on its way. One whose reading had to be
        ended, now or as it was ``kept``, is not read again.
        """
        if self.allowance and (spent := self.allowance.for_texts(now)):
            return spent
        fetched = self.source.text(filing)
        if isinstance(fetched, Failure):
            return fetched
        sha256 = archive_text(self.store, fetched, now)
        if kept is not None and kept.rule is not None and kept.sha256 == sha256 and is_ended(kept.rule):
            return TakenText(kept.rule, sha256, plain_words(fetched.data))
        try:
            rule = read_filed(fetched.data, filing, self.store.documents.amends_list)
        except CannotRead as error:
            if again and not isinstance(error, ReaderEnded):
                return self._read(filing, kept, now, again=False)
            rule = _unread(filing, str(error))
        return TakenText(rule, sha256, plain_words(fetched.data) if rule.verdict in ALERTED else "")

    def _quarantined(
        self, filing: Filing, kept: RecordedFiling | None, error: Exception, now: datetime
    ) -> tuple[Alert, ...] | Failure:
        """Alert, once, about a filing that made a step fail, and try it again later."""
        why = why_set_aside(f"filing {filing.number}", error)
        unread = _unread(filing, why)
        self.pending[filing.number] = (filing, now + READ_AGAIN)
        if kept is not None and kept.attention:
            return ()
        key = key_of(filing.number, "failed", short_hash(why))
        alert = alert_on_filing(filing, unread, self.audience.note_on(filing.number), change_set=key)
        try:
            rule, sha256 = (kept.rule, kept.sha256) if kept and kept.rule else (None, "")
            self._keep(filing, RecordedFiling(filing.number, {}, rule, sha256, alert.attention), (alert,), now)
        except Exception as again:  # noqa: BLE001 - it was logged; the look names it as not taken
            return NotRecorded(f"{filing.number} was not recorded: {again}")
        return (alert,)

    def _text_missing(self, change: FilingChange, failure: Failure, now: datetime) -> None:
        """A filed rule whose text does not come is alerted about unread after a while, and read when it comes."""
        filing, kept = change.filing, change.kept
        alerts: tuple[Alert, ...] = ()
        why = kept.attention if kept else ""
        waited = kept is not None and kept.seen_at is not None and now - kept.seen_at >= TEXT_PATIENCE
        if waited and kept is not None and kept.rule is None and not kept.attention:
            unread = _unread(
                filing, f"Its text has not come for {TEXT_PATIENCE.seconds // 60} minutes: {failure.message}"
            )
            alert = alert_on_filing(
                filing, unread, self.audience.note_on(filing.number), change_set=key_of(filing.number, "unread")
            )
            alerts, why = (alert,), alert.attention
        if alerts or kept is None:
            self._keep(filing, RecordedFiling(filing.number, as_json(filing), None, "", why), alerts, now)

    def _not_published(self, now: datetime) -> tuple[Alert, ...]:
        """Filings that were alerted about and should have been published yesterday or before, and are not; once each."""
        today, alerts = eastern_day(now), list[Alert]()
        if self.checked_on == today:
            return ()
        self.checked_on = today
        for kept in self.store.filings.open():
            try:
                alerts += self._alerts_if_missing(kept, today, now)
            except StoreError:
                raise
            except Exception:  # a bug that one filing meets must not hold up the others
                log.exception("a filing made the monitor fail", document=kept.number)
        return tuple(alerts)

    def _alerts_if_missing(self, kept: RecordedFiling, today: date, now: datetime) -> tuple[Alert, ...]:
        filing = filing_from(kept.record)
        day = filing.publication_date
        if day is None or day >= today or not is_alerted(kept):
            return ()
        if not self._is_issue_known(day):
            self.checked_on = None
            return ()
        alert = alert_on_missing_publication(filing, self.audience.note_on(filing.number))
        self._keep(filing, kept, (alert,), now, closed=MISSED)
        return (alert,)

    def _is_issue_known(self, day: date) -> bool:
        """Whether the published documents were asked for after ``day``, and given."""
        state = self.store.sources.state(PUBLISHED)
        good = state.last_good_at if state is not None else None
        return state is not None and good is not None and eastern_day(good) > day and not state.last_error

    def _keep(
        self, filing: Filing, kept: RecordedFiling | None, alerts: Sequence[Alert], now: datetime, closed: str = ""
    ) -> None:
        """Commit a filing and the alerts about it, to those who want them or were alerted about it before."""
        alerted = self.store.filings.alerted(filing.number) if alerts else frozenset()
        kept = kept or RecordedFiling(filing.number, {})
        rule = rescheduled(kept.rule, filing.publication_date) if kept.rule else None
        kept = replace(kept, record=as_json(filing), rule=rule, closed=closed or closed_as(filing, rule))
        addressed = [choose_recipients(alert, filing, alerted, self.audience) for alert in alerts]
        self.store.filings.keep(kept, addressed, now=now)


def read_filed(data: bytes, filing: Filing, amends: AmendsList | None = None) -> Rule:
    """The Rule of a filed text; ``amends`` says whether a document amends the list. Raises CannotRead."""
    what = f"filing {filing.number}"
    rule = DOCUMENTS.read(what, read_document, data, what, filing.document, None, amends)
    return replace(rule, stage=Stage.PUBLIC_INSPECTION)


def closed_as(filing: Filing, rule: Rule | None) -> str:
    """Why a filing as it is now is not awaited; "" where it is."""
    if filing.withdrawn:
        return WITHDRAWN
    return IRRELEVANT if rule is not None and rule.verdict is Verdict.IRRELEVANT else ""


def _unread(filing: Filing, why: str) -> Rule:
    return replace(unread_rule(filing.document, why), stage=Stage.PUBLIC_INSPECTION, filed_at=filing.filed_at)
