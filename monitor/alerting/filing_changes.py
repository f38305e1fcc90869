"""Which alerts a filing on public inspection causes as it is now, given what was kept of it, and who gets each."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace

from monitor.alerting.alerts import short_hash
from monitor.alerting.filing_alerts import alert_on_filing, alert_on_filing_change, anyone, differences_of, key_of
from monitor.alerting.recipients import Audience
from monitor.alerting.rule_alerts import READ
from monitor.model import Alert, FilingAlert, Rule, RuleAlert, Verdict
from monitor.shapes import as_json
from monitor.sources.public_inspection import Filing, Turn, filing_from, turns
from monitor.store.filings import MISSED, RecordedFiling
from monitor.store.outbox import Addressed

ALERTED = (*READ, Verdict.UNREADABLE)
"""The verdicts on a filing that somebody is alerted about."""


@dataclass(frozen=True, slots=True)
class FilingChange:
    """A filing as it is now, what was ``kept`` of it (None: it is new), and what has become of it since."""

    filing: Filing
    kept: RecordedFiling | None
    before: Filing | None
    turns: tuple[Turn, ...]

    @classmethod
    def since(cls, kept: RecordedFiling | None, filing: Filing) -> FilingChange:
        """What has become of a filing that was kept."""
        before = filing_from(kept.record) if kept else None
        if kept and before and before.withdrawn and kept.closed == MISSED:
            before = filing  # earlier versions noted a missed day as a withdrawal: that it is listed again is no news
        return cls(filing, kept, before, turns(before, filing))

    @property
    def still_closed(self) -> str:
        """ "missed" for a filing whose day has passed without it, as long as it has no other day."""
        missed = self.kept is not None and self.kept.closed == MISSED
        same = self.before is not None and self.before.publication_date == self.filing.publication_date
        return MISSED if missed and same else ""

    @property
    def was_alerted(self) -> bool:
        """Whether it was read, or could not be, as a rule that somebody is alerted about."""
        return self.kept is not None and is_alerted(self.kept)


def is_alerted(kept: RecordedFiling) -> bool:
    """Whether a filing was worth an alert: a rule on the list, or one that could not be read."""
    return bool(kept.attention) or (kept.rule is not None and kept.rule.verdict in ALERTED)


def alerts_about_text(change: FilingChange, rule: Rule, sha256: str, note: str) -> tuple[Alert, ...]:
    """What the text of a filing is worth, given what was read in it and alerted before."""
    filing, kept = change.filing, change.kept
    was = kept.rule if kept and kept.rule and kept.rule.verdict in ALERTED else None
    if was is None:
        return (alert_on_filing(filing, rule, note),) if rule.verdict in ALERTED else ()
    if kept and kept.sha256 == sha256:
        unreplaced = tuple(turn for turn in change.turns if turn is not Turn.REPLACED)
        return alerts_about_turns(replace(change, turns=unreplaced), note)
    again = key_of(filing.number, sha256[:12])
    if was.verdict is Verdict.UNREADABLE and rule.verdict in READ:
        return (alert_on_filing(filing, rule, note, change_set=again, said=("Its text can be read now.",)),)
    if rule.verdict is Verdict.IRRELEVANT:
        said = "Its text was replaced, and the new one does not amend the Entity List."
        return alerts_about_turns(change, note, said)
    differences = differences_of(was, rule)
    if not differences and was.verdict is rule.verdict:
        return alerts_about_turns(change, note, "Its text was replaced; it names the same parties.")
    said = "Its text was replaced. Compared with what was told before:"
    lines = (said, *(differences or ("the same parties are named.",)))
    return (alert_on_filing(filing, rule, note, change_set=again, said=lines),)


def alert_on_new_reading(kept: RecordedFiling, filing: Filing, rule: Rule, note: str) -> RuleAlert | None:
    """The alert about a filing whose unchanged text is read otherwise by a newer version; None where it says nothing new.

    Its key is that of the reading: another version, another reading, another alert.
    """
    was = kept.rule if kept.rule and kept.rule.verdict in ALERTED else None
    if was is None and rule.verdict not in ALERTED:
        return None
    differences = differences_of(was, rule) if was else ()
    if was is not None and not differences and was.verdict is rule.verdict:
        return None
    said = ("Its text was read again by a newer version of the monitor.", *differences)
    print_ = short_hash(json.dumps(as_json(rule), sort_keys=True))
    return alert_on_filing(filing, rule, note, change_set=key_of(filing.number, "again", print_), said=said)


def alerts_about_turns(change: FilingChange, note: str, *more: str) -> tuple[Alert, ...]:
    """What has become of a filing, if somebody was alerted about it; ``more`` are further sentences."""
    if change.before is None or not change.was_alerted or not (change.turns or more):
        return ()
    since = str(change.kept.changed_at) if change.kept and change.turns else ""
    return (alert_on_filing_change(change.before, change.filing, change.turns, more, note, since),)


def choose_recipients(
    alert: Alert, filing: Filing, alerted: Collection[tuple[str, str]], audience: Audience
) -> Addressed:
    """Who gets an alert about a filing: those who want it, and those who were ``alerted`` about the filing before."""
    everybody = audience.of(alert_on_filing_change(filing, filing, (), ()))  # whoever hears of any change of it
    if isinstance(alert, FilingAlert):
        return alert, anyone(alerted, everybody)
    wanted = audience.of(alert)
    return alert, (*wanted, *(pair for pair in anyone(alerted, everybody) if pair not in wanted))
