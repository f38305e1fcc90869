"""Filings on public inspection read again from the archive: what a better reader makes of them, before anybody accepts it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from monitor.alerting.filing_alerts import differences_of
from monitor.alerting.filing_changes import alert_on_new_reading, choose_recipients
from monitor.alerting.recipients import Audience
from monitor.clock import Clock
from monitor.errors import CannotRead
from monitor.model import Rule, Verdict
from monitor.polling.public_inspection import closed_as, read_filed
from monitor.rendering.attention import attention
from monitor.sources.public_inspection import filing_from
from monitor.store import Store
from monitor.store.filings import WITHDRAWN, RecordedFiling
from monitor.store.outbox import Addressed


@dataclass(frozen=True, slots=True)
class NewReading:
    """A filing as it was recorded, and what is read in its text now."""

    kept: RecordedFiling
    rule: Rule

    @property
    def sentence(self) -> str:
        """What differs, for people."""
        was = self.kept.rule
        verdicts = f"{was.verdict.value if was else 'not read'}, now {self.rule.verdict.value}"
        differences = differences_of(was, self.rule) if was else ()
        return f"{self.kept.number} (on public inspection): {verdicts}. {' '.join(differences)}".rstrip()


@dataclass(frozen=True, slots=True)
class FilingsAgain:
    """The filings that are read otherwise now, and what could not be read again."""

    readings: tuple[NewReading, ...]
    problems: tuple[str, ...]


def read_filings_again(store: Store, done: Callable[[int, int], object] | None = None) -> FilingsAgain:
    """Read the archived text of every filing that is not published yet and not withdrawn. Changes nothing."""
    readings: list[NewReading] = []
    problems: list[str] = []
    filings = list(_to_read(store))
    for n, kept in enumerate(filings):
        if done:
            done(n, len(filings))
        try:
            rule = read_filed(store.archive.get(kept.sha256), filing_from(kept.record), store.documents.amends_list)
        except CannotRead as error:
            if kept.rule and kept.rule.verdict is not Verdict.UNREADABLE:
                problems.append(f"{kept.number} was read before and cannot be read now: {error}")
            continue
        if rule != kept.rule:
            readings.append(NewReading(kept, rule))
    if done:
        done(len(filings), len(filings))
    return FilingsAgain(tuple(readings), tuple(problems))


def _to_read(store: Store) -> Iterator[RecordedFiling]:
    filings = store.filings.all()
    published = store.documents.verdicts(filings)
    for number, kept in sorted(filings.items()):
        if kept.sha256 and kept.closed != WITHDRAWN and number not in published:
            yield kept


def accept_filings(store: Store, found: FilingsAgain, audience: Audience, clock: Clock) -> int:
    """Make the new readings what is recorded, each with the alert that it is worth; how many alerts there are.

    The published rule is compared with what is recorded of its filing: whoever was alerted hears of the difference now.
    """
    alerts = 0
    for reading in found.readings:
        kept, rule = reading.kept, reading.rule
        filing = filing_from(kept.record)
        alert = alert_on_new_reading(kept, filing, rule, audience.note_on(kept.number))
        addressed: tuple[Addressed, ...] = ()
        if alert is not None:
            alert = audience.screened(alert)
            addressed = (choose_recipients(alert, filing, store.filings.alerted(kept.number), audience),)
        looked_at = attention(rule, ()) if rule.verdict is not Verdict.IRRELEVANT else ""
        new = replace(kept, rule=rule, attention=looked_at, closed=closed_as(filing, rule))
        store.filings.keep(new, addressed, now=clock.now())
        alerts += alert is not None
    return alerts
