"""The archive read again: what a better reader makes of documents that were recorded, before anybody accepts it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from monitor.clock import Clock, eastern_day
from monitor.comparing.history import Step
from monitor.comparing.lists import compare_lists
from monitor.errors import StoreError
from monitor.history.application import applied_by_day, reapplied
from monitor.history.list_history import EVERY_LIST, load_history
from monitor.history.recording import ListBefore, rebuild
from monitor.model import Diff, History, Rule, Verdict
from monitor.reading.rules.best_reading import read_again
from monitor.reading.rules.document import read_document
from monitor.rendering.attention import attention
from monitor.store import Store
from monitor.store.documents import Recorded, effective_day
from monitor.store.ledger import Reapplied


@dataclass(frozen=True, slots=True)
class Replay:
    """What reading again gives. ``diff`` is from the list as recorded to the list as read now; ``events`` the number of
    changes that appear or disappear anywhere in the history, ``problems`` what could not be read again, ``others`` what
    becomes of each document's amendments."""

    readings: dict[str, Rule]
    history: History
    diff: Diff
    events: int
    problems: tuple[str, ...]
    others: Mapping[str, Reapplied]


def replay(store: Store, clock: Clock, done: Callable[[int, int], object] | None = None) -> Replay:
    """Read every archived document again and work out the history it leads to. Changes nothing."""
    now = clock.now()
    baseline = store.ledger.baseline()
    since = baseline.as_of if baseline else None
    recorded = [r for r in store.documents.recorded() if r.sha256]
    readings: dict[str, Rule] = {}
    problems: list[str] = []
    for n, one in enumerate(recorded):
        if done:
            done(n, len(recorded))
        try:
            rule = _again(store, one, since, now)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - one document's trouble must not hold up the others
            if one.rule.verdict is not Verdict.UNREADABLE:
                problems.append(f"{one.document.number} was read before and cannot be read now: {error}")
            continue
        if rule != one.rule:
            readings[one.document.number] = rule
    if done:
        done(len(recorded), len(recorded))
    return _outcome(store, readings, tuple(problems), now)


def _again(store: Store, one: Recorded, since: date | None, now: datetime) -> Rule:
    before = ListBefore(store, one.document, since, acts=True, now=now)
    data, what = store.archive.get(one.sha256), f"document {one.document.number}"
    rule = read_document(data, what, one.document, before.has, before.amends)
    return read_again(rule, one.rule)


def _outcome(store: Store, readings: dict[str, Rule], problems: tuple[str, ...], now: datetime) -> Replay:
    steps = [Step(day, rule) for day, rule in store.documents.rules() if rule.document_number not in readings]
    documents = {r.document.number: r.document for r in store.documents.recorded()}
    for number, rule in readings.items():
        if rule.verdict in (Verdict.VERIFIED, Verdict.CONFLICTING):
            steps.append(Step(effective_day(documents[number], rule) or eastern_day(now), rule))
    history, every = rebuild(store, steps)
    begins = store.ledger.days_of_baselines()
    others = reapplied(steps, every, begins) | {
        number: Reapplied(applied_by_day(rule, eastern_day(now), begins, ()), attention(rule, ()))
        for number, rule in readings.items()
        if number not in every
    }
    before, day = load_history(store, lists=EVERY_LIST), eastern_day(now)
    after = [version.entry for version in history.versions if version.is_effective(day)]
    diff = Diff("as recorded", "as read now", compare_lists(before.entries_on(day), after))
    was, will_be = Counter(before.changes), Counter(c for made in history.changes.values() for c in made)
    events = ((was - will_be) + (will_be - was)).total()
    return Replay(readings, history, diff, events, problems, others)


def accept(store: Store, found: Replay, clock: Clock) -> None:
    """Make the new readings and their history what is recorded, in one transaction."""
    store.ledger.rewrite(found.history, found.readings, found.others, now=clock.now())
