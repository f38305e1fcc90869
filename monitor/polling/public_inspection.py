"""One look at the public-inspection desk: what is new there is read and told at once, what becomes of it as well.

What a filing says never changes the list. Its text has the names, but runs the cells of the table together, so that an
entry made of it would have no address and no terms; and it may be withdrawn. The printed rule, of the same number, changes
the list from the day on which it says so, which may lie before it was printed: the history is then worked out anew. Until
then the filing is kept with what was read in it, and ``elmon status`` shows what a person must look at.

What was seen last of every filing is in the database, and commits together with what is told of it: a restart tells
nothing twice and loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from monitor.alerting.alerts import attention as attention_for
from monitor.alerting.filing_alerts import anyone, differences_of, first_sight, key_of, turned, unprinted
from monitor.alerting.recipients import Recipients, Screen, unscreened
from monitor.clock import Clock, eastern_day
from monitor.errors import BadAnswer, Blocked, CannotRead, MonitorError, StoreError, UpstreamError
from monitor.model import Alert, FilingAlert, Rule, RuleAlert, Stage, Verdict
from monitor.polling.published import SOURCE as PRINTED
from monitor.polling.published import error_of, nothing_spent, require_allowance, until
from monitor.reading.rules.document import read_document
from monitor.shapes import as_json
from monitor.sources.public_inspection import Filing, PublicInspection, Turn, filing_from, turns
from monitor.sources.results import BlackedOut, Empty, Fresh, Mark, Unchanged
from monitor.store import Store
from monitor.store.filings import Addressed, RecordedFiling

SOURCE = "public inspection"
TEXT_PATIENCE = timedelta(minutes=5)
"""How long a filed rule may lie there without a text before it is told unread."""
READ_AGAIN = timedelta(minutes=10)
"""How often a text is fetched again that could not be read."""
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype html|html)", re.IGNORECASE)
_READ = (Verdict.VERIFIED, Verdict.CONFLICTING)
_TOLD = (*_READ, Verdict.UNREADABLE)
_ANOTHER_TEXT = (Turn.REFILED, Turn.REPLACED)


@dataclass(frozen=True, slots=True)
class PublicInspectionReport:
    """What one look did. ``read`` counts the texts read, ``failed`` names filings whose text did not come.

    ``dark`` is the hour at which the list is not told; ``error`` is why the list or a text did not come.
    """

    seen: int = 0
    read: int = 0
    alerts: tuple[Alert, ...] = ()
    failed: tuple[str, ...] = ()
    error: MonitorError | None = None
    listed: bool = True
    dark: bool = False
    unchanged: bool = False

    @property
    def good(self) -> bool:
        """Whether the list was told; a text that is not there yet is asked for again by the minute."""
        return self.listed and not self.dark and not isinstance(self.error, Blocked)

    @property
    def recorded(self) -> tuple[RuleAlert, ...]:
        """The alerts about rules, those about what has become of a filing left out."""
        return tuple(a for a in self.alerts if isinstance(a, RuleAlert))

    @property
    def told(self) -> bool:
        """Whether there is anything to deliver."""
        return bool(self.alerts)

    @property
    def summary(self) -> str:
        """A sentence for people on what was looked at."""
        if self.dark:
            return "The public-inspection desk does not tell its list at this hour."
        return (
            f"Looked at {self.seen} documents on the public-inspection desk: {self.read} new texts read, "
            f"{len(self.alerts)} alerts."
        )

    @property
    def retry_after(self) -> float | None:
        """Seconds the source has asked for."""
        return self.error.retry_after if isinstance(self.error, UpstreamError) else None


@dataclass(slots=True)
class PublicInspectionPoller:
    """The collaborators of a look. ``note`` captions every alert, ``spent`` tells the requests of the day."""

    store: Store
    desk: PublicInspection
    clock: Clock
    recipients: Recipients
    note: str = ""
    spent: Callable[[datetime], int] = nothing_spent
    mark: Mark = field(default_factory=Mark)
    pending: dict[str, tuple[Filing, datetime]] = field(default_factory=dict)
    """Filings whose text is to be asked for again, and from when on."""
    checked_on: date | None = None
    """The Eastern day on which filings were last held against what was printed."""
    screen: Screen = unscreened

    def poll(self) -> PublicInspectionReport:
        """One look. Trouble is recorded, reported, and never taken for an empty desk."""
        now = self.clock.now()
        outcome = self.desk.poll(self.mark)
        if isinstance(outcome, BlackedOut):
            return PublicInspectionReport(dark=True)
        if not isinstance(outcome, (Fresh, Unchanged, Empty)):
            return self._noted(PublicInspectionReport(error=error_of(outcome), listed=False), now)
        if isinstance(outcome, Fresh):
            listed = {f.number for f in outcome.documents}
            self.pending = {number: waits for number, waits in self.pending.items() if number in listed}
            report = self._take(outcome.documents, now)
            self.mark = outcome.mark
        else:
            report = self._take(tuple(f for f, due in self.pending.values() if due <= now), now)
            report = replace(report, unchanged=True)
            self.mark = outcome.mark if isinstance(outcome, Unchanged) else Mark()
        return self._noted(replace(report, alerts=(*report.alerts, *self._unprinted(now))), now)

    def _noted(self, report: PublicInspectionReport, now: datetime) -> PublicInspectionReport:
        """The report, once the source's own state says the same."""
        if report.good:
            self.store.sources.good(SOURCE, now, eastern_day(now), self.spent(now))
        else:
            not_before = until(self.clock.now(), report.retry_after)
            self.store.sources.failed(SOURCE, now, str(report.error), not_before, self.spent(now))
        return report

    def _take(self, filings: tuple[Filing, ...], now: datetime) -> PublicInspectionReport:
        known = self.store.filings.all(f.number for f in filings)
        alerts: list[Alert] = []
        failed: list[str] = []
        trouble: MonitorError | None = None
        read = 0
        for filing in filings:
            try:
                told = self._take_one(filing, known.get(filing.number), now)
            except (UpstreamError, StoreError) as error:  # one filing's trouble must not hold up the others
                failed.append(filing.number)
                trouble = trouble or error
                self.pending[filing.number] = (filing, now)
                continue
            read += told is not None
            alerts += told or ()
        return PublicInspectionReport(len(filings), read, tuple(alerts), tuple(failed), trouble)

    def _take_one(self, filing: Filing, kept: RecordedFiling | None, now: datetime) -> tuple[Alert, ...] | None:
        """The alerts that a filing causes as it is now; None where its text was not looked at."""
        before = filing_from(kept.record) if kept else None
        found = turns(before, filing)
        past = self._is_past(filing)
        if past or not self._is_text_wanted(filing, kept, found):
            self.pending.pop(filing.number, None)
            alerts = () if past else self._turned(before, filing, kept, found)
            if before != filing:
                self._keep(filing, kept, alerts, now)
            return alerts or None
        try:
            rule, sha256 = self._read(filing, now)
        except UpstreamError as error:
            self._text_missing(filing, kept, error, now)
            raise
        if rule.verdict is Verdict.UNREADABLE:
            self.pending[filing.number] = (filing, now + READ_AGAIN)
        else:
            self.pending.pop(filing.number, None)
        alerts = tuple(map(self.screen, self._alerts(before, filing, kept, found, rule, sha256)))
        if alerts or before != filing or kept is None or kept.sha256 != sha256:
            self._keep(filing, RecordedFiling(filing.number, {}, rule, sha256, _attention(rule)), alerts, now)
        return alerts

    def _is_text_wanted(self, filing: Filing, kept: RecordedFiling | None, found: tuple[Turn, ...]) -> bool:
        if filing.withdrawn or not filing.may_amend:
            return False
        if kept is None or kept.rule is None or filing.number in self.pending:
            return True
        return kept.rule.verdict is Verdict.UNREADABLE or any(turn in found for turn in _ANOTHER_TEXT)

    def _is_past(self, filing: Filing) -> bool:
        """Printed already, or printed before the list that everything starts from."""
        baseline = self.store.ledger.baseline()
        day = filing.publication_date
        in_the_baseline = baseline is not None and day is not None and day <= baseline.as_of
        return in_the_baseline or self.store.documents.has_document(filing.number, Stage.PUBLISHED)

    def _read(self, filing: Filing, now: datetime) -> tuple[Rule, str]:
        """What the text says, archived before it is read. Raises UpstreamError if it does not come.

        One that cannot be read is fetched once more at once: it may have been cut on its way.
        """
        data, sha256 = self._fetched(filing, now)
        try:
            return _understood(data, filing), sha256
        except CannotRead:
            data, sha256 = self._fetched(filing, now)
        try:
            return _understood(data, filing), sha256
        except CannotRead as error:
            return _unread(filing, str(error)), sha256

    def _fetched(self, filing: Filing, now: datetime) -> tuple[bytes, str]:
        require_allowance(self.spent(now))
        fetched = self.desk.text(filing)
        if _WEB_PAGE.match(fetched.data) and b"FR Doc" not in fetched.data:
            raise BadAnswer(f"A web page came instead of the text of {filing.number}; the next round asks again.")
        archive = self.store.archive
        return fetched.data, archive.put(fetched.data, url=fetched.url, media_type=fetched.media_type, fetched_at=now)

    def _text_missing(self, filing: Filing, kept: RecordedFiling | None, error: UpstreamError, now: datetime) -> None:
        """A filed rule whose text does not come is told unread after a while, and read when it comes."""
        told: tuple[Alert, ...] = ()
        attention = kept.attention if kept else ""
        waited = kept is not None and kept.seen_at is not None and now - kept.seen_at >= TEXT_PATIENCE
        if waited and kept is not None and kept.rule is None and not kept.attention:
            unread = _unread(filing, f"Its text has not come for {TEXT_PATIENCE.seconds // 60} minutes: {error}")
            alert = first_sight(filing, unread, self.note, change_set=key_of(filing.number, "unread"))
            told, attention = (alert,), alert.attention
        if told or kept is None:
            self._keep(filing, RecordedFiling(filing.number, as_json(filing), None, "", attention), told, now)

    # -- what is told -------------------------------------------------------------------------------------------------

    def _alerts(
        self,
        before: Filing | None,
        filing: Filing,
        kept: RecordedFiling | None,
        found: tuple[Turn, ...],
        rule: Rule,
        sha256: str,
    ) -> tuple[Alert, ...]:
        """What a filing's reading is worth telling, given what was read and told of it before."""
        was = kept.rule if kept and kept.rule and kept.rule.verdict in _TOLD else None
        if was is None:
            return (first_sight(filing, rule, self.note),) if rule.verdict in _TOLD else ()
        if kept and kept.sha256 == sha256:
            return self._turned(before, filing, kept, tuple(t for t in found if t is not Turn.REPLACED))
        if was.verdict is Verdict.UNREADABLE and rule.verdict in _READ:
            again = key_of(filing.number, sha256[:12])
            return (first_sight(filing, rule, self.note, change_set=again, said=("Its text can be read now.",)),)
        if rule.verdict is Verdict.IRRELEVANT:
            said = "Its text was replaced, and the new one does not amend the Entity List."
            return self._turned(before, filing, kept, found, said)
        differences = differences_of(was, rule)
        if not differences and was.verdict is rule.verdict:
            return self._turned(before, filing, kept, found, "Its text was replaced; it names the same parties.")
        said = "Its text was replaced. Compared with what was told before:"
        alert = first_sight(filing, rule, self.note, change_set=key_of(filing.number, sha256[:12]),
                            said=(said, *(differences or ("the same parties are named.",))))  # fmt: skip
        return (alert,)

    def _turned(
        self, before: Filing | None, filing: Filing, kept: RecordedFiling | None, found: tuple[Turn, ...], *more: str
    ) -> tuple[Alert, ...]:
        """What has become of a filing, if it was told."""
        if before is None or not self._was_told(kept) or not (found or more):
            return ()
        return (turned(before, filing, found, more, self.note),)

    @staticmethod
    def _was_told(kept: RecordedFiling | None) -> bool:
        return kept is not None and (bool(kept.attention) or (kept.rule is not None and kept.rule.verdict in _TOLD))

    def _unprinted(self, now: datetime) -> tuple[Alert, ...]:
        """Filings that were told and should have been printed yesterday or before, and are not; each told once."""
        today, alerts = eastern_day(now), []
        if self.checked_on == today:
            return ()
        self.checked_on = today
        for kept in self.store.filings.open():
            filing = filing_from(kept.record)
            day = filing.publication_date
            if day is None or day >= today or not self._was_told(kept):
                continue
            if not self._is_printing_known(day):
                self.checked_on = None
                continue
            alert = unprinted(filing, self.note)
            gone = replace(filing, publication_date=None, filed_at=None, editorial_note="Not printed as planned.")
            self._keep(gone, kept, (alert,), now)
            alerts.append(alert)
        return tuple(alerts)

    def _is_printing_known(self, day: date) -> bool:
        """Whether the printed documents were asked for after ``day``, and given."""
        state = self.store.sources.state(PRINTED)
        return state is not None and state.cursor is not None and state.cursor > day and not state.last_error

    def _keep(self, filing: Filing, kept: RecordedFiling | None, alerts: tuple[Alert, ...], now: datetime) -> None:
        """Commit a filing and what is told of it, to those who want it or were told before."""
        told = self.store.filings.told_of(filing.number) if alerts else frozenset()
        again = anyone(told, self.recipients(turned(filing, filing, (), ()))) if told else ()
        kept = replace(kept or RecordedFiling(filing.number, {}), record=as_json(filing))
        self.store.filings.keep(kept, [self._addressed(alert, again) for alert in alerts], now=now)

    def _addressed(self, alert: Alert, again: tuple[tuple[str, str], ...]) -> Addressed:
        """The alert for those who want it and, ``again``, those who were told of its filing before."""
        if isinstance(alert, FilingAlert):
            return alert, again
        wanted = self.recipients(alert)
        return alert, (*wanted, *(p for p in again if p not in wanted))


def _attention(rule: Rule) -> str:
    return attention_for(rule, ()) if rule.verdict is not Verdict.IRRELEVANT else ""


def _understood(data: bytes, filing: Filing) -> Rule:
    return replace(read_document(data, f"filing {filing.number}", filing.document), stage=Stage.PUBLIC_INSPECTION)


def _unread(filing: Filing, why: str) -> Rule:
    return Rule(
        document_number=filing.number,
        title=filing.title,
        stage=Stage.PUBLIC_INSPECTION,
        publication_date=filing.publication_date,
        filed_at=filing.filed_at,
        verdict=Verdict.UNREADABLE,
        problems=(why,),
    )
