"""The local list against the eCFR's own state: every difference with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from monitor.comparing.identity import name_key
from monitor.comparing.lists import compare_entries, compare_lists
from monitor.errors import UsageError
from monitor.history.list_history import ListHistory, load_history
from monitor.model import SUPPLEMENT, Change, ChangeKind, Entry, ListName, Operation, PartyKey, Verdict
from monitor.reading.lists.ecfr_notes import Correction, NotCodified, known_corrections
from monitor.rendering.reconcile import Explained, Reconciliation
from monitor.store import Store
from monitor.store.sources import PUBLISHED
from monitor.text.names import fold

USUAL_LAG = timedelta(days=10)
"""The eCFR lags the Register by one or two business days; beyond this a rule that is missing there wants an explanation."""


class Reason(StrEnum):
    """Why the ledger and the eCFR differ in an entry."""

    LAGS = "eCFR lags"
    NOT_CODIFIED = "could not be codified"
    CORRECTION = "known eCFR correction"
    NOT_LOADED = "rule not yet loaded"
    OURS = "error in local list"
    UNKNOWN = "unknown"


def rules_until(store: Store, day: date) -> date:
    """The day up to which the rules are recorded: that of the first list, or the last one that the Register was asked for."""
    baseline, state = store.ledger.baseline(), store.sources.state(PUBLISHED)
    start = baseline.as_of if baseline else day
    return min(max(start, (state and state.cursor) or start), day)


EXPLAINED = frozenset((Reason.LAGS, Reason.NOT_CODIFIED, Reason.CORRECTION))


def reconcile(
    store: Store,
    source: str,
    day: date,
    theirs: Sequence[Entry],
    notes: Iterable[NotCodified] = (),
    copy_of: str = "the eCFR",
) -> Reconciliation:
    """Compare the ledger's list of ``day`` with ``theirs``, the eCFR's, and explain every difference.

    Raises UsageError for a day before the first list known, of which there is nothing to compare with.
    """
    begins = store.ledger.days_of_baselines()
    named = {entry.list for entry in theirs}
    lists = [n for n in ListName if n in named and (n is ListName.ENTITY or begins.get(n, date.max) <= day)]
    history = load_history(store, lists=lists)
    theirs = [entry for entry in theirs if entry.list in lists]
    if history.baseline is not None and day < history.baseline.as_of:
        raise UsageError(
            f"{source} is of {day}, and this database knows the list from {history.baseline.as_of} on: nothing to compare. "
            f"Give a copy of {history.baseline.as_of} or later; elmon diff OLD NEW compares two copies."
        )
    changes = compare_lists(history.entries_on(day), theirs)
    real = [c for c in changes if c.kind is not ChangeKind.EDITORIAL]
    explanation = _Explanation(store, history, day, tuple(notes))
    found = tuple(map(explanation.explained, real))
    return Reconciliation(
        source, day, len(theirs), len(changes) - len(real), found, copy_of, Counter(map(name_key, theirs))
    )


class _Explanation:
    """Everything that may explain a difference, tried in turn: the most certain first."""

    def __init__(self, store: Store, history: ListHistory, day: date, notes: tuple[NotCodified, ...]) -> None:
        self.day = day
        self.notes = notes
        self.corrections: tuple[Correction, ...] = known_corrections()
        self.documents = {r.document.number: r for r in store.documents.recorded()}
        self.known_since = history.baseline.as_of if history.baseline else day
        self.begins = {name: begins.as_of for name, begins in history.recorded.beginnings.items()}
        self.rules_until = rules_until(store, day)
        self.last_change: dict[PartyKey, Change] = {}
        for change in sorted(history.changes, key=lambda c: c.effective_on or self.known_since):
            if (change.effective_on or self.known_since) <= day:
                for entry in filter(None, (change.before, change.after)):
                    self.last_change[name_key(entry)] = change

    def explained(self, change: Change) -> Explained:
        """A difference with its reason; one that rights a mistake of the first list has the day from which it was right."""
        known = self._wrong_at_first(change)
        if known is not None:
            why = f"The local list starts from a copy that is wrong here: {known.why}."
            return Explained(Reason.OURS.value, why, False, replace(change, effective_on=known.wrong_to))
        reason, why = self.reason(change)
        return Explained(reason.value, why, reason in EXPLAINED, change)

    def reason(self, change: Change) -> tuple[Reason, str]:
        """Why the eCFR differs from the ledger by ``change``."""
        entries = [e for e in (change.before, change.after) if e is not None]
        return (
            self._not_codified(entries)
            or self._corrected(entries)
            or self._lags(change, entries)
            or self._misread(entries)
            or self._not_seen(change)
            or (Reason.UNKNOWN, "No rule, note or correction that this database knows explains it.")
        )

    def _not_codified(self, entries: list[Entry]) -> tuple[Reason, str] | None:
        names = {fold(e.name) for e in entries}
        for note in self.notes:
            if names & {fold(name) for name in note.names}:
                return Reason.NOT_CODIFIED, f"The eCFR says: {note.text}"
        return None

    def _corrected(self, entries: list[Entry]) -> tuple[Reason, str] | None:
        """The eCFR's copy is wrong."""
        known = self._mistake(entries, self.day)
        return (Reason.CORRECTION, known.why) if known else None

    def _wrong_at_first(self, change: Change) -> Correction | None:
        """The mistake of the copy that the ledger starts from; what was recorded of the entry since explains itself."""
        entries = [e for e in (change.before, change.after) if e is not None]
        known = self._mistake(entries, self.known_since)
        if known is None or known.wrong_to > self.day or any(name_key(e) in self.last_change for e in entries):
            return None
        return known

    def _mistake(self, entries: list[Entry], day: date) -> Correction | None:
        """What is known to be wrong of an entry in the eCFR's copy of a day."""
        keys = {name_key(e) for e in entries}
        return next(
            (
                known
                for known in self.corrections
                if known.wrong_from <= day < known.wrong_to
                and (SUPPLEMENT, fold(known.country), fold(known.name)) in keys
            ),
            None,
        )

    def _lags(self, change: Change, entries: list[Entry]) -> tuple[Reason, str] | None:
        """The eCFR still has the text from before our last change."""
        ours = next((c for e in entries if (c := self.last_change.get(name_key(e)))), None)
        if ours is None or not _same(ours.before, change.after) or not _same(ours.after, change.before):
            return None
        one = self.documents.get(ours.document_number)
        published = (one.document.publication_date if one else None) or ours.effective_on or self.day
        change_made = f"{ours.citation or ours.document_number} of {published} {ours.kind.value} it"
        if self.day - max(published, ours.effective_on or published) <= USUAL_LAG:
            return Reason.LAGS, f"{change_made}; the eCFR has not codified that yet."
        return (
            Reason.UNKNOWN,
            f"{change_made}, {(self.day - published).days} days before this copy, and the eCFR has not followed.",
        )

    def _misread(self, entries: list[Entry]) -> tuple[Reason, str] | None:
        """A rule that names the entry was not read whole, or did not fit the list."""
        names = {fold(e.name) for e in entries}
        for number, one in self.documents.items():
            for amendment in (refused.amendment for refused in one.applied.not_applied):
                in_words = amendment.entry is None and amendment.operation is not Operation.REMOVE
                if in_words and fold(amendment.name) in names:
                    return Reason.OURS, f"{number} amends it in words that were not applied: {amendment.instruction}"
            named = [p for p in (*one.rule.problems, one.attention) if any(name and name in fold(p) for name in names)]
            if named:
                return Reason.OURS, f"{number}: {named[0]}"
        return None

    def _not_seen(self, change: Change) -> tuple[Reason, str] | None:
        """The eCFR's entry cites a rule that this database has not recorded."""
        if change.after is None:
            return self._in_gap()
        before = {(c.volume, c.page) for c in change.before.citations} if change.before else set()
        for cited in change.after.citations:
            recent = cited.date is not None and cited.date > self.begins.get(change.list, self.known_since)
            if recent and (cited.volume, cited.page) not in before and not self._recorded_on(cited.date):
                return Reason.NOT_LOADED, (
                    f"It cites {cited.volume} FR {cited.page} of {cited.date}, a rule that this database has not loaded: run "
                    f"elmon backfill --since {cited.date}."
                )
        return self._in_gap()

    def _in_gap(self) -> tuple[Reason, str] | None:
        """No rules are loaded for the days before the copy, and one of theirs may have done it."""
        if self.rules_until >= self.day - USUAL_LAG:
            return None
        return Reason.NOT_LOADED, (
            f"The rules published between {self.rules_until} and {self.day} are not loaded; one of them may have done this: "
            f"run elmon backfill --since {self.rules_until}."
        )

    def _recorded_on(self, day: date | None) -> bool:
        acted = (Verdict.VERIFIED, Verdict.CONFLICTING)
        return any(r.document.publication_date == day and r.rule.verdict in acted for r in self.documents.values())


def _same(one: Entry | None, other: Entry | None) -> bool:
    if one is None or other is None:
        return one is other
    change = compare_entries(one, other)
    return change is None or change.kind is ChangeKind.EDITORIAL
