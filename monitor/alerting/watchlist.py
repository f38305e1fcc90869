"""The user's own parties: imported from files, screened against the list and against every change, and decided on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

import structlog

from monitor.alerting.all_cores import MANY, cores, on_all_cores
from monitor.alerting.indexed_parties import IndexedParties
from monitor.alerting.recipients import not_screened
from monitor.clock import Clock, eastern_day
from monitor.model import (
    MENTION,
    Alert,
    Decision,
    DenialOrderAlert,
    Entry,
    ListName,
    Match,
    Rule,
    RuleAlert,
    Stage,
    Verdict,
    WatchedParty,
)
from monitor.model.lists import covered
from monitor.model.named_changes import named_changes, named_entry
from monitor.screening.decisions import DISMISSED, entry_print, holds, party_print, same_name
from monitor.screening.index import Index
from monitor.screening.mentions import NamesInText, match_of
from monitor.screening.names import prepare
from monitor.screening.some_parties import screen_some
from monitor.screening.variants import names_of
from monitor.screening.weights import Weights
from monitor.store import Store
from monitor.store.progress import Progress

NAMES_ALONE = 0.1
"""How much less will do where a filed rule gives names without aliases: "Hikvision (UK)" has little of "Hangzhou Hikvision
Digital Technology", and equals the alias that comes with the table."""
AT_ONCE = 1000
"""Parties that a child process screens before it hands over what it found."""
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


def screen_filings(
    store: Store,
    parties: Sequence[WatchedParty],
    filed: Iterable[Rule],
    entries: Sequence[Entry],
    weights: Weights,
    minimum: float,
    *,
    dismissed: bool = False,
) -> list[Match]:
    """What of ``parties`` may be parties that filings on public inspection name and ``entries``, the list, does not have.

    Filings give names alone, so that :data:`NAMES_ALONE` less will do.
    """
    found = undecided_in_filings(parties, filed, entries, weights, minimum)
    return decided_in_filings(store, found, dismissed=dismissed)


def undecided_in_filings(
    parties: Sequence[WatchedParty], filed: Iterable[Rule], entries: Iterable[Entry], weights: Weights, minimum: float
) -> dict[str, list[Match]]:
    """What :func:`screen_filings` finds by the filings' numbers, whatever was decided: the part that takes its time."""
    known = set(map(same_name, entries))
    found: dict[str, list[Match]] = {}
    for rule in filed:
        named = [named_entry(change) for change in named_changes(rule)]
        unlisted = [entry for entry in named if same_name(entry) not in known]
        least = max(minimum - NAMES_ALONE, 0.0)
        found[rule.document_number] = undecided_matches(parties, Index(unlisted, weights), least) if unlisted else []
    return found


def decided_in_filings(store: Store, matches: Mapping[str, Sequence[Match]], *, dismissed: bool = False) -> list[Match]:
    """The same with what was decided, as :func:`screen_filings` gives them, filing by filing."""
    found: list[Match] = []
    for number, undecided in matches.items():
        named = [named_entry(match.entry) for match in undecided]
        said = f"Named in the filing {number} on public inspection, not on this list yet. "
        for match in decided_matches(store, undecided, named, dismissed=dismissed):
            why = match.explanation[:1].upper() + match.explanation[1:]
            found.append(replace(match, kind=MENTION, explanation=said + why))
    return found


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
    if len(parties) >= MANY and cores() > 1:
        whole = (index.entries, index.weights)
        batches = (parties[at : at + AT_ONCE] for at in range(0, len(parties), AT_ONCE))
        for n, (some, matches) in enumerate(on_all_cores(screen_some, batches, minimum, lambda: whole)):
            if done:
                done(n * AT_ONCE, len(parties))
            found += (
                [m for party in some for m in _matches(index, party, minimum, failed)] if matches is None else matches
            )
        return found
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
    by_name: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
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


_ORDER = "an order on export privileges"
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
    lists: tuple[ListName, ...] = ()
    """Those whose entries the parties are held against; none for all."""
    _weights: Weights | None = field(default=None, repr=False)
    _weighed_on: date = date.min
    _parties: IndexedParties = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._parties = IndexedParties(self.store)

    def __call__(self, alert: A, words: str = "", /) -> A:
        """The alert with its matches, and behind them the parties that ``words``, the document's own, name besides.

        It stays as it is where nobody is watched, or it is about no rule and no order on export privileges.
        """
        if isinstance(alert, DenialOrderAlert):
            parties = self.store.watchlist.parties()
            found = self._mentions(words, _ORDER, parties, ()) if parties else []
            return replace(alert, matches=tuple(found[:MOST_IN_AN_ALERT]))
        if not isinstance(alert, RuleAlert) or not (alert.changes or words):
            return alert
        state = self.store.watchlist.state()
        if not state[0]:
            return alert
        entries = covered(_entries_in(alert), self.lists)
        index = Index(entries, self.weights())
        least = self.minimum if any(entry.text for entry in entries) else max(self.minimum - NAMES_ALONE, 0.0)
        failed: list[str] = []
        likely = self._parties.likely(index, state) if entries else ()
        listed = screen_parties(self.store, likely, index, _newest(alert), least, failed=failed) if likely else []
        found = list(_one_each(listed))
        if words:
            document = _DOCUMENTS.get((alert.stage, alert.verdict), "")
            found += self._mentions(words, document, self.store.watchlist.parties(), {match.watch for match in found})
        alert = replace(alert, matches=tuple(found[:MOST_IN_AN_ALERT]))
        return not_screened(alert, "; ".join(failed)) if failed else alert

    def _mentions(
        self, words: str, document: str, parties: Sequence[WatchedParty], known: Collection[WatchedParty]
    ) -> list[Match]:
        """The parties that the words of a ``document`` (what it is, in words) name, best first, without those ``known`` by
        entry and those of whom somebody decided that they are not the party of that name."""
        dismissed = {
            (decided.reference, decided.party_print, prepare(decided.entry.name).words)
            for decided in self.store.watchlist.newest_decisions().values()
            if decided.decision == DISMISSED
        }
        named = NamesInText(words, self.weights()).mentions((p for p in parties if p not in known), self.minimum)
        return in_order(
            match_of(mention, document)
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
        yield from sides or [named_entry(change)]


def _newest(alert: RuleAlert) -> Iterable[Entry]:
    """Of every change the side that is the later one."""
    return (c.after or c.before or named_entry(c) for c in alert.changes)


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
