"""One document recorded: what it does to the list, whom to tell, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from monitor.alerting.alerts import make_alert
from monitor.alerting.recipients import Screen, nobody, unscreened
from monitor.clock import eastern_day
from monitor.comparing.history import Step, build_history, corrects
from monitor.comparing.rules import Application, apply_rule
from monitor.model import Alert, Document, Entry, History, Operation, Rule, RuleAlert, Verdict
from monitor.reading.rules.matching import KnownEntry
from monitor.store import Store
from monitor.store.documents import in_force_on
from monitor.store.ledger import Outcome
from monitor.text.names import fold

Further = Callable[[RuleAlert, Rule], tuple[tuple[Alert, tuple[tuple[str, str], ...]], ...]]
"""Which other alerts a document causes besides its own, with their recipients."""


def nothing_further(alert: RuleAlert, rule: Rule) -> tuple[tuple[Alert, tuple[tuple[str, str], ...]], ...]:
    """None."""
    return ()


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records documents in ``store``. ``note`` captions every alert (the demo says "reconstructed").

    ``screen`` looks for the user's parties in each alert before anybody is addressed.
    """

    store: Store
    recipients: Callable[[RuleAlert], tuple[tuple[str, str], ...]] = nobody
    note: str = ""
    further: Further = nothing_further
    screen: Screen = unscreened

    def record(self, document: Document, rule: Rule, sha256: str, now: datetime) -> RuleAlert | None:
        """Record a document as read; the alert it caused, None if it is none of ours or known.

        A rule that acts before others that are recorded already takes its place among them, and what they do is worked
        out anew. Raises StoreError if the database refuses; then nothing is recorded.
        """
        if rule.verdict is Verdict.IRRELEVANT:
            further = self.further(make_alert(document, rule, (), (), self.note), rule)
            self.store.ledger.record(Outcome(document, rule, sha256, (), None, (), further=further), now=now)
            return None
        applied, history = self.apply(document, rule, now)
        alert = make_alert(document, rule, applied.changes, applied.problems, self.note)
        alert = self.screen(replace(alert, thread=self._corrected(rule)))
        to, further = self.recipients(alert), self.further(alert, rule)
        outcome = Outcome(document, rule, sha256, applied.changes, alert, to, history, further)
        return alert if self.store.ledger.record(outcome, now=now) else None

    def apply(self, document: Document, rule: Rule, now: datetime) -> tuple[Application, History | None]:
        """What the rule does to the list; with the whole history where it does not come last in it."""
        if rule.verdict is Verdict.UNREADABLE:
            return Application((), (), ()), None
        if self.store.documents.comes_last(document, rule):
            return apply_rule(rule, self.list_of(document, rule, now)), None
        steps = [
            Step(day, other) for day, other in self.store.documents.rules() if other.document_number != document.number
        ]
        steps.append(Step(in_force_on(document, rule) or eastern_day(now), rule))
        history, applied = rebuild(self.store, steps)
        return applied[rule.document_number], history

    def _corrected(self, rule: Rule) -> str:
        """The document whose entries a correction corrects, the newest of them; "" for a rule that corrects none."""
        if not corrects(rule):
            return ""
        named = {(a.country, fold(a.name)) for a in rule.amendments if a.operation is Operation.CORRECT}
        for change in reversed(self.store.ledger.changes()):
            earlier = change.document_number
            if earlier != rule.document_number and (change.country, fold(change.name)) in named:
                return earlier
        return ""

    def known_before(self, document: Document, now: datetime) -> KnownEntry:
        """Tells whether the list that a document amends has an entry; loaded only where its reading asks."""
        listed: set[tuple[str, str]] = set()

        def known(country: str, name: str) -> bool:
            if not listed:
                listed.update((e.country, fold(e.name)) for e in self.list_of(document, None, now))
            return (country, fold(name)) in listed

        return known

    def list_of(self, document: Document, rule: Rule | None, now: datetime) -> list[Entry]:
        """The list that a rule amends: of its day, without what the document itself did to it already.

        A rule in force before the baseline amends the baseline.
        """
        day = in_force_on(document, rule or Rule(document.number)) or eastern_day(now)
        baseline = self.store.ledger.baseline()
        entries = self.store.ledger.entries(max(day, baseline.as_of) if baseline else day)
        for change in reversed(self.store.ledger.changes(document_number=document.number)):
            if change.after is not None and change.after in entries:
                entries.remove(change.after)
                entries += [change.before] if change.before is not None else []
            elif change.after is None and change.before is not None:
                entries.append(change.before)
        return entries


def rebuild(store: Store, steps: list[Step]) -> tuple[History, dict[str, Application]]:
    """The history that ``steps`` make of the newest baseline, and what each of them does."""
    baseline = store.ledger.baseline()
    as_of = baseline.as_of if baseline else min((step.day for step in steps), default=date.max)
    return build_history(store.ledger.starting_entries(), as_of, steps)
