"""The user's own parties: imported from files, screened against the list and against every change, and decided on."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import structlog

from monitor.alerting.alerts import operator_alert
from monitor.alerting.recipients import Recipients, not_screened
from monitor.clock import Clock, eastern_day
from monitor.errors import CannotRead
from monitor.model import (
    Alert,
    Decision,
    Entry,
    Match,
    OperatorAlert,
    PartiesAlert,
    RuleAlert,
    Stage,
    Verdict,
    WatchedParty,
)
from monitor.reading.local_file import read_file
from monitor.reading.parties.party_file import Parties, read_parties
from monitor.reading_process import PARTY_FILES
from monitor.rendering.words import count_of
from monitor.screening.decisions import DISMISSED, entry_print, holds, party_print, same_name
from monitor.screening.index import Index
from monitor.screening.mentions import NamesInText, match_of
from monitor.screening.names import prepare
from monitor.screening.variants import names_of
from monitor.screening.weights import Weights
from monitor.store import Store
from monitor.store.progress import Progress
from monitor.store.watchlist import Taken

MOST_MAY_GO = 0.5
"""The part of the watchlist that a file may remove before somebody must confirm that it is meant."""
NAMES_ALONE = 0.1
"""How much less will do where a filed rule gives names without aliases: "Hikvision (UK)" has little of "Hangzhou Hikvision
Digital Technology", and equals the alias that comes with the table."""
MOST_IN_AN_ALERT = 500
"""Matches that one alert carries; there are never so many, unless a file of parties is none."""


A = TypeVar("A", bound=Alert)

log = structlog.get_logger()


def screen_parties(
    store: Store,
    parties: Sequence[WatchedParty],
    index: Index,
    entries: Iterable[Entry],
    minimum: float,
    *,
    dismissed: bool = False,
    done: Progress | None = None,
    failed: list[str] | None = None,
) -> list[Match]:
    """What of ``parties`` may be entries of ``index``, with what was decided; confirmed ones first, then best first.

    ``entries`` are as they are now. Matches that were dismissed are left out as long as both sides are what they were,
    unless ``dismissed`` wants them. With ``failed`` a party that cannot be screened is named in it, and the others are.
    """
    found = undecided_matches(parties, index, minimum, done=done, failed=failed)
    return decided_matches(store, found, entries, dismissed=dismissed)


def undecided_matches(
    parties: Sequence[WatchedParty],
    index: Index,
    minimum: float,
    *,
    done: Progress | None = None,
    failed: list[str] | None = None,
) -> list[Match]:
    """What of ``parties`` may be entries of ``index``, whatever was decided: the part that takes its time."""
    found: list[Match] = []
    for n, party in enumerate(parties):
        if done and n % 256 == 0:
            done(n, len(parties))
        found += _matches(index, party, minimum, failed)
    return found


def decided_matches(
    store: Store, matches: Iterable[Match], entries: Iterable[Entry], *, dismissed: bool = False
) -> list[Match]:
    """Matches with what was decided of them, as :func:`screen_parties` gives them."""
    decisions = store.watchlist.newest_decisions()
    by_name: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries if decisions else ():
        by_name[same_name(entry)].append(entry)
    found: list[Match] = []
    for match in matches:
        decided = decisions.get(match.id)
        if decided and holds(decided, match, by_name[same_name(match.entry)]):
            match = replace(match, decision="" if decided.decision == "open" else decided.decision)  # noqa: PLW2901
        if dismissed or match.decision != DISMISSED:
            found.append(match)
    return in_order(found)


def _matches(index: Index, party: WatchedParty, minimum: float, failed: list[str] | None) -> Sequence[Match]:
    try:
        return index.matches(party, minimum)
    except Exception as error:
        if failed is None:
            raise
        log.exception("a party could not be screened", reference=party.reference)
        failed.append(f"{party.name!r}: {type(error).__name__}")
        return ()


def in_order(matches: Iterable[Match]) -> list[Match]:
    """Confirmed ones first, then best first."""
    return sorted(matches, key=lambda m: (not m.decision, -m.score, m.watch.reference, m.entry.country, m.entry.name))


_DOCUMENTS = {
    (Stage.PUBLISHED, Verdict.UNREADABLE): "which could not be parsed",
    (Stage.PUBLISHED, Verdict.CONFLICTING): "whose cross-checks disagree",
    (Stage.PUBLIC_INSPECTION, Verdict.UNREADABLE): "which is on public inspection and could not be parsed",
    (Stage.PUBLIC_INSPECTION, Verdict.CONFLICTING): "which is on public inspection and whose cross-checks disagree",
    (Stage.PUBLIC_INSPECTION, Verdict.VERIFIED): "which is on public inspection",
}
"""What is said of a document whose words name a party."""


@dataclass(slots=True)
class Screener:
    """Looks for the user's parties in a rule's alert: before and after each change, or the name where no text is known; and
    in all words of the document, where these are given.

    Words weigh what they weigh in the whole list, so that "Technology" weighs as little in a rule of one entry. Their weights
    are worked out once a day: one rule changes them by nothing that matters.
    """

    store: Store
    minimum: float
    clock: Clock
    _weights: Weights | None = field(default=None, repr=False)
    _weighed_on: date = date.min

    def __call__(self, alert: A, words: str = "", /) -> A:
        """The alert with its matches, and behind them the parties that ``words``, the document's own, name besides.

        It stays as it is where nobody is watched, or it is about no rule.
        """
        if not isinstance(alert, RuleAlert) or not (alert.changes or words):
            return alert
        parties = self.store.watchlist.parties()
        if not parties:
            return alert
        entries = list(_entries_in(alert))
        index = Index(entries, self.weights())
        least = self.minimum if any(entry.text for entry in entries) else max(self.minimum - NAMES_ALONE, 0.0)
        failed: list[str] = []
        listed = screen_parties(self.store, parties, index, _newest(alert), least, failed=failed) if entries else []
        found = list(_one_each(listed))
        if words:
            found += self._mentions(alert, words, parties, {match.watch for match in found})
        alert = replace(alert, matches=tuple(found[:MOST_IN_AN_ALERT]))
        return not_screened(alert, "; ".join(failed)) if failed else alert

    def _mentions(
        self, alert: RuleAlert, words: str, parties: Sequence[WatchedParty], known: Collection[WatchedParty]
    ) -> list[Match]:
        """The parties that the words of a document name, best first, without those ``known`` by entry and those of whom
        somebody decided that they are not the party of that name."""
        dismissed = {
            (decided.reference, decided.party_print, prepare(decided.entry.name).words)
            for decided in self.store.watchlist.newest_decisions().values()
            if decided.decision == DISMISSED
        }
        named = NamesInText(words, self.weights()).mentions((p for p in parties if p not in known), self.minimum)
        return in_order(
            match_of(mention, _DOCUMENTS.get((alert.stage, alert.verdict), ""))
            for mention in named
            if not dismissed or (mention.watch.reference, party_print(mention.watch), mention.words) not in dismissed
        )

    def weights(self) -> Weights:
        """The weight of each word, by the list in effect today."""
        today = eastern_day(self.clock.now())
        if self._weights is None or self._weighed_on != today:
            listed = self.store.ledger.intact_entries(today)
            self._weights = Weights(written.name for entry in listed for written in names_of(entry))
            self._weighed_on = today
        return self._weights


def _entries_in(alert: RuleAlert) -> Iterable[Entry]:
    """Both sides of every change; an entry of the name alone where a filed rule gives no text."""
    for change in alert.changes:
        sides = [side for side in (change.after, change.before) if side is not None]
        yield from sides or [Entry(country=change.country, name=change.name)]


def _newest(alert: RuleAlert) -> Iterable[Entry]:
    """Of every change the side that is the later one."""
    return (c.after or c.before or Entry(country=c.country, name=c.name) for c in alert.changes)


def _one_each(matches: Iterable[Match]) -> Iterable[Match]:
    """The best match of each party and entry: both sides of a revision match alike."""
    seen: set[str] = set()
    for match in matches:
        if match.id not in seen:
            seen.add(match.id)
            yield match


# -- decisions ---------------------------------------------------------------------------------------------------------


def decide(
    store: Store, match: Match, entries: Iterable[Entry], decision: str, who: str, why: str, now: datetime
) -> Decision:
    """Put on record what somebody decided of a match with those of ``entries`` that have its name, as they are now."""
    about = [entry for entry in entries if same_name(entry) == same_name(match.entry)]
    decided = Decision(
        match.id, match.watch.reference, match.entry, decision, who, why, now,
        party_print(match.watch), entry_print(about),
    )  # fmt: skip
    store.watchlist.decide(decided)
    return decided


# -- files -------------------------------------------------------------------------------------------------------------


def refuse_to_empty(store: Store, taken: Taken, what: str) -> None:
    """Raise CannotRead where a file would remove so much of the watchlist that it is more likely the wrong file."""
    known = store.watchlist.count()
    if taken.removed > known * MOST_MAY_GO:
        raise CannotRead(
            f"{what} would take {taken.removed:,} of {known:,} parties off the watchlist; if that is meant, say --yes, "
            "or remove them by hand."
        )


def read_party_file(
    path: Path, columns: dict[str, str] | None = None, sheet: str = "", *, stable: bool = True
) -> tuple[Parties, str]:
    """The parties of a file, and its SHA-256."""
    data = read_file(path)
    found = PARTY_FILES.read(str(path), read_parties, data, str(path), columns, sheet=sheet, stable=stable)
    return found, hashlib.sha256(data).hexdigest()


@dataclass(slots=True)
class WatchFileImporter:
    """Keeps the watchlist as a file of the settings has it: what came with the file is removed with it; others stay."""

    store: Store
    path: Path
    minimum: float
    clock: Clock
    recipients: Recipients
    _seen: tuple[int, int] = (0, 0)
    """The file's time and size when it was looked at last: bytes need not be read again for every turn."""

    def turn(self) -> Alert | None:
        """Import the file if its bytes are others than last time; the alert about its parties that are on the list.

        A file that cannot be imported changes nothing and is reported to the operator, once for each content.
        """
        now = self.clock.now()
        if self.store.ledger.baseline() is None:  # nothing to screen against yet
            return None
        try:
            stat = self.path.stat()
            if (stat.st_mtime_ns, stat.st_size) == self._seen:
                return None
            sha256 = hashlib.sha256(read_file(self.path)).hexdigest()
        except (CannotRead, OSError) as error:
            missing = f"{self.path} cannot be read ({getattr(error, 'strerror', None) or error})."
            return self._refused("missing", missing, now)
        alert = self._take(sha256, now)
        self._seen = (stat.st_mtime_ns, stat.st_size)
        return alert

    def _take(self, sha256: str, now: datetime) -> Alert | None:
        last = self.store.watchlist.file(str(self.path))
        if last is not None and last.sha256 == sha256:
            return None
        try:
            found, sha256 = read_party_file(self.path)
            ahead = self.store.watchlist.compared(found.parties, replace=self.path.name)
            if last is not None:
                refuse_to_empty(self.store, ahead, str(self.path))
        except CannotRead as error:
            return self._refused(sha256, str(error), now)
        alert = self._alert(self._on_the_list(ahead.fresh, now), found, sha256)
        addressed = [(alert, self.recipients(alert))] if alert else []
        self.store.watchlist.take(
            found.parties, self.path.name, now, replace=self.path.name, file=(str(self.path), sha256), alerts=addressed
        )
        return alert

    def _on_the_list(self, fresh: Sequence[WatchedParty], now: datetime) -> list[Match]:
        entries = self.store.ledger.entries(eastern_day(now)) if fresh else []
        return screen_parties(self.store, fresh, Index(entries), entries, self.minimum) if entries else []

    def _alert(self, matches: Sequence[Match], found: Parties, sha256: str) -> PartiesAlert | OperatorAlert | None:
        if not matches and not found.problems:
            return None
        parties = len({m.watch.reference for m in matches})
        said = [f"{self.path.name}: {problem}." for problem in found.problems[:8]]
        more = len(found.problems) - len(said)
        said += [f"and {count_of(more, 'more such line')}."] if more else []
        headline = f"{count_of(parties, 'of your new parties', 'of your new parties')} may be on the Entity List"
        if not matches:
            return operator_alert(f"operator/parties/{sha256[:12]}", "Some of your parties could not be read", said)
        return PartiesAlert(
            change_set=f"parties/{sha256[:12]}",
            headline=headline,
            said=tuple(said),
            matches=tuple(matches[:MOST_IN_AN_ALERT]),
        )

    def _refused(self, sha256: str, why: str, now: datetime) -> OperatorAlert | None:
        last = self.store.watchlist.file(str(self.path))
        if last is not None and last.sha256 == sha256:
            return None
        alert = operator_alert(
            f"operator/parties/{sha256[:12]}/{now:%Y-%m-%dT%H:%M}",
            "Your parties could not be read",
            (why, "The watchlist stays as it is; every change is screened against it."),
        )
        self.store.watchlist.refuse_file(str(self.path), sha256, why, alert, self.recipients(alert), now)
        return alert
