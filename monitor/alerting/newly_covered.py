"""Parties that a list names which is covered from now on: one message, when a database gets its first copy of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.alerting.recipients import Recipients
from monitor.alerting.watchlist import MOST_IN_AN_ALERT, screen_parties
from monitor.model import ListName, PartiesAlert, Snapshot
from monitor.model.lists import covered
from monitor.rendering.words import lists_in_words
from monitor.screening.index import Index
from monitor.store import Store
from monitor.store.outbox import Addressed


@dataclass(frozen=True, slots=True)
class NewlyCovered:
    """Looks for the user's parties in the first copy of a list: those of ``lists`` (none for all), from ``minimum`` on."""

    store: Store
    minimum: float
    lists: tuple[ListName, ...]
    recipients: Callable[[], Recipients]

    def __call__(self, started: Snapshot, note: str = "") -> tuple[Addressed, ...]:
        """The message about a copy, to whom it goes; none where it has none of the user's parties, or is everything's start."""
        entries = covered(started.entries, self.lists)
        parties = self.store.watchlist.parties() if ListName.ENTITY not in started.lists and entries else []
        matches = screen_parties(self.store, parties, Index(entries), entries, self.minimum) if parties else []
        if not matches:
            return ()
        names = lists_in_words(started.entries)
        alert = PartiesAlert(
            change_set=f"parties/covered/{'+'.join(started.lists)}",
            headline=f"Newly covered: {len({m.watch.reference for m in matches}):,} of your parties may be on {names}",
            said=(
                f"elmon covers {names} from now on, starting from the {started.source}. Nothing was added to them today."
                f"{note}",
            ),
            matches=tuple(matches[:MOST_IN_AN_ALERT]),
        )
        return ((alert, self.recipients()(alert)),)
