"""History worked out later: an older list beneath the one that everything started from, and the rules between them.

From the older list on, the rules lead to a list of the day of the newer one. What that differs in, the rules do not
explain: mistakes of a copy, or of a reading. It becomes a document of its own, accepted differences of that day, so that
the list is from then on what it was before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from monitor.clock import eastern_day
from monitor.comparing.history import Step, build_history
from monitor.comparing.identity import name_key
from monitor.comparing.lists import compare_lists
from monitor.errors import StoreError
from monitor.history.accepted import accepted_rule
from monitor.history.application import reapplied
from monitor.history.list_history import EVERY_LIST, load_history
from monitor.model import Entry, History, ListName, Snapshot, Verdict
from monitor.rendering.reconcile import Reconciliation
from monitor.store import Store
from monitor.store.beneath import Layer, Seam, lay_beneath, list_mark
from monitor.store.documents import Recorded, effective_day

WHO, WHY = "elmon backfill", "Not explained by the rules recorded between the older list and this one."


@dataclass(frozen=True, slots=True)
class LaidBeneath:
    """What was laid beneath the list of ``newer``: the list of ``older``, ``rules`` between them that amend it, and
    ``unexplained`` differences, accepted under the number ``seam`` ("" for none). ``late`` are rules that were not known
    and act on the newer list, too."""

    older: date
    newer: date
    rules: int
    unexplained: int
    seam: str
    late: tuple[str, ...] = ()


def lay_history_beneath(store: Store, aside: Store, older: Snapshot, sha256: str, now: datetime) -> LaidBeneath:
    """Make ``older`` the list's beginning, with the documents recorded in ``aside``, whose own list starts from it.

    Raises StoreError, and changes nothing, where the list would be another one afterwards than before.
    """
    baseline = store.ledger.baseline()
    assert baseline is not None and older.as_of is not None  # noqa: S101 - the caller has made sure
    since, newer = older.as_of, baseline.as_of
    mark, before = list_mark(store.database), load_history(store, lists=EVERY_LIST)
    older = replace(older, entries=older.of(ListName.ENTITY))
    starting = (*older.entries, *(e for e in store.ledger.starting_entries() if e.list is not ListName.ENTITY))
    begins = {**store.ledger.days_of_baselines(), ListName.ENTITY: since}
    known = store.documents.recorded()
    numbers = {one.document.number for one in known}
    new = [one for one in aside.documents.recorded() if one.document.number not in numbers]
    steps = _acting([*known, *new], since)
    target = before.entries_on(newer)
    seam = _seam(_list_of(build_history(starting, begins, steps)[0], newer), target, baseline.source, newer, now)
    if seam is not None:
        steps.append(Step(newer, seam.rule))
    history, every = build_history(starting, begins, steps)
    late = tuple(sorted(one.document.number for one in new if _is_late(one, newer)))
    days = {newer, *(day for day in before.turning_days if day >= newer)}
    if not late and any(Counter(_list_of(history, day)) != Counter(before.entries_on(day)) for day in days):
        raise StoreError(f"The rules since {since} do not lead to the list as it is known; nothing was changed.")
    layer = Layer(older.entries, since, older.source, sha256, mark, history, reapplied(steps, every, begins), seam)
    lay_beneath(store.database, aside.database, layer, now)
    amending = sum(bool(every[step.rule.document_number].changes) for step in steps if step.day <= newer)
    unexplained = len(seam.rule.amendments) if seam else 0
    return LaidBeneath(since, newer, amending - (seam is not None), unexplained, seam.info.number if seam else "", late)


def _acting(recorded: Iterable[Recorded], since: date) -> list[Step]:
    """The rules that change the list of ``since``, as the database would choose them."""
    found = []
    for one in recorded:
        published, day = one.document.publication_date, effective_day(one.document, one.rule)
        is_in_it = published is not None and published <= since and (day is None or day <= since)
        if one.rule.verdict in (Verdict.VERIFIED, Verdict.CONFLICTING) and not is_in_it:
            found.append(Step(day or eastern_day(one.recorded_at), one.rule))
    return sorted(found, key=lambda step: step.place)


def _seam(reached: Sequence[Entry], target: Sequence[Entry], source: str, newer: date, now: datetime) -> Seam | None:
    """The document that makes of the list which the rules lead to the one that is known of the day ``newer``."""
    changes = compare_lists(reached, target)
    if not changes:
        return None
    names = Counter(map(name_key, target))
    found = Reconciliation(source, newer, len(target), 0, (), "the starting", names)
    document, rule, info = accepted_rule(changes, found, newer, WHO, WHY, now)
    return Seam(document, rule, replace(info, whole=True))


def _list_of(history: History, day: date) -> list[Entry]:
    return [version.entry for version in history.versions if version.is_effective(day)]


def _is_late(one: Recorded, newer: date) -> bool:
    """Whether a rule that was not known acts on the newer list: it takes effect after its day."""
    day = effective_day(one.document, one.rule)
    return one.rule.verdict in (Verdict.VERIFIED, Verdict.CONFLICTING) and day is not None and day > newer
