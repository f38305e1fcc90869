"""What one document does to the list: its changes, or the whole history anew where it does not come last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.clock import eastern_day
from monitor.comparing.history import Beginnings, Step, build_history, corrects, day_of
from monitor.comparing.rules import Application, apply_rule
from monitor.history.application import applied_by_day, reapplied
from monitor.model import (
    NOTHING_APPLIED,
    AppliedByDay,
    Change,
    Document,
    Entry,
    History,
    ListName,
    Operation,
    Rule,
    Verdict,
)
from monitor.store import Store
from monitor.store.context import Context
from monitor.store.documents import Recorded, effective_day
from monitor.store.ledger import Reapplied
from monitor.text.names import fold


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule does to the list, and sentences about amendments that do not fit it.

    ``history`` is the whole of it, where the rule does not come last. ``corrects`` is the document whose entries it
    corrects, "" for none. ``applied`` is what becomes of its amendments, ``others`` what of other rules' in that history.
    """

    changes: tuple[Change, ...] = ()
    problems: tuple[str, ...] = ()
    history: History | None = None
    corrects: str = ""
    applied: AppliedByDay = NOTHING_APPLIED
    others: Mapping[str, Reapplied] = field(default_factory=dict)


@dataclass(slots=True)
class ListBefore:
    """The lists that a document amends: of its day, without what the document itself did to it already (``acts``).

    Loaded when it is first asked for, and once: a document that amends nothing needs none. ``since`` is the day of the
    list that everything starts from; a rule that takes effect before it amends that list. Of a list that ``is_damaged``
    nobody is to ask what it has.
    """

    store: Store
    document: Document
    since: date | None
    acts: bool
    now: datetime
    is_damaged: bool = False
    _lists: dict[date, list[Entry]] = field(default_factory=dict, repr=False)
    _names: set[tuple[str, str]] = field(default_factory=set, repr=False)

    def entries(self, rule: Rule | None = None) -> list[Entry]:
        """The list on the day that ``rule`` states; without one, on the day of the document's record."""
        day = effective_day(self.document, rule) or eastern_day(self.now)
        day = max(day, self.since) if self.since else day
        if day not in self._lists:
            self._lists[day] = self._loaded(day)
        return self._lists[day]

    def has(self, country: str, name: str) -> bool:
        """Whether the Entity List has an entry, for the reading of the document's text."""
        if not self._names:
            ours = (entry for entry in self.entries() if entry.list is ListName.ENTITY)
            self._names.update((entry.country, fold(entry.name)) for entry in ours)
        return (country, fold(name)) in self._names

    def amends(self, said: str) -> bool | None:
        """Whether another document, by its number, citation or title, amends the list: its corrections do, too.

        None where no such document is recorded.
        """
        return self.store.documents.amends_list(said, beside=self.document.number)

    def _loaded(self, day: date) -> list[Entry]:
        entries = self.store.ledger.entries(day)
        own = self.store.ledger.changes(document_number=self.document.number) if self.acts else []
        for change in reversed(own):
            if change.after is not None and change.after in entries:
                entries.remove(change.after)
                entries += [change.before] if change.before is not None else []
            elif change.after is None and change.before is not None:
                entries.append(change.before)
        return entries


def apply(document: Document, rule: Rule, context: Context, before: ListBefore) -> Effect:
    """What a rule as read does to the list; nothing where it could not be read. Raises Damaged where the list is."""
    store = before.store
    corrected = "" if before.is_damaged else _corrected(store, rule)
    day = effective_day(document, rule) or eastern_day(before.now)
    begins = _begins(store, rule, context.since)
    if rule.verdict in (Verdict.UNREADABLE, Verdict.IRRELEVANT):
        return Effect(corrects=corrected, applied=applied_by_day(rule, day, begins, ()))
    if context.damage is not None:  # nobody can say what the list is
        raise context.damage
    others: Mapping[str, Reapplied] = {}
    in_no_baseline = all(day > begins.get(a.list, date.max) for a in rule.amendments if a.list is not ListName.ENTITY)
    if context.comes_last(document, rule) and _acts_on_one_day(document, rule) and in_no_baseline:
        done, history = apply_rule(rule, before.entries(rule)), None
    else:
        steps = [Step(at, other) for at, other in store.documents.rules() if other.document_number != document.number]
        steps.append(Step(day, rule))
        begins = begins if len(begins) > 1 else store.ledger.days_of_baselines()
        history, every = _rebuilt(store, steps, begins)
        done, others = every[rule.document_number], reapplied(steps, every, begins, leave=rule.document_number)
    applied = applied_by_day(rule, day, begins, done.not_applied)
    return Effect(done.changes, done.problems, history, corrected, applied, others)


def _begins(store: Store, rule: Rule, since: date | None) -> Beginnings:
    """The days of the baselines that the amendments of a rule stand upon; ``since`` is the Entity List's."""
    if any(amendment.list is not ListName.ENTITY for amendment in rule.amendments):
        return store.ledger.days_of_baselines()
    return {ListName.ENTITY: since} if since else {}


def _acts_on_one_day(document: Document, rule: Rule) -> bool:
    """Whether all amendments change the list from the day on which the document takes effect."""
    day = effective_day(document, rule)
    return day is not None and all(day_of(amendment, day) == day for amendment in rule.amendments)


def _corrected(store: Store, rule: Rule) -> str:
    """The document whose entries a correction corrects, the newest of them; "" for a rule that corrects none."""
    if not corrects(rule):
        return ""
    named = {(a.country, fold(a.name)) for a in rule.amendments if a.operation is Operation.CORRECT}
    for change in reversed(store.ledger.changes()):
        earlier = change.document_number
        if earlier != rule.document_number and (change.country, fold(change.name)) in named:
            return earlier
    return ""


def rebuild(store: Store, steps: list[Step]) -> tuple[History, dict[str, Application]]:
    """The history that ``steps`` make of the newest baselines, and what each of them does."""
    return _rebuilt(store, steps, store.ledger.days_of_baselines())


def _rebuilt(store: Store, steps: list[Step], begins: Beginnings) -> tuple[History, dict[str, Application]]:
    first = min((step.day for step in steps), default=date.max)
    return build_history(store.ledger.starting_entries(), begins or {ListName.ENTITY: first}, steps)


def complete(store: Store, now: datetime) -> None:
    """Work out what became of the amendments of documents that an earlier version recorded."""
    today, begins = eastern_day(now), store.ledger.days_of_baselines()
    steps = [Step(day, rule) for day, rule in store.documents.rules()]
    _, every = rebuild(store, steps)
    found = {one.document.number: _as_recorded(one, begins, today) for one in store.documents.recorded()}
    store.ledger.reapply(found | reapplied(steps, every, begins))


def _as_recorded(one: Recorded, begins: Beginnings, today: date) -> Reapplied:
    """Of a document that does not act on the list: the list that everything starts from has what it did."""
    day = effective_day(one.document, one.rule) or today
    return Reapplied(applied_by_day(one.rule, day, begins, ()), one.attention)
