"""Files of the user's parties: read, and kept up with where the settings name one."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.alerting.alerts import operator_alert
from monitor.alerting.party_import import ImportPlan, plan_import, require_own_source
from monitor.alerting.recipients import Recipients
from monitor.alerting.remembered_reading import as_remembered, file_taken, source_of
from monitor.alerting.watchlist import MOST_IN_AN_ALERT, screen_filings, screen_parties
from monitor.clock import Clock, eastern_day
from monitor.errors import CannotRead, UsageError
from monitor.model import MENTION, Alert, ListName, Match, OperatorAlert, PartiesAlert, SourceFile, WatchedParty
from monitor.model.lists import covered
from monitor.reading.local_file import read_file
from monitor.reading.parties.party_file import MAX_BYTES, Parties, read_parties
from monitor.reading.parties.tables import AS_FOUND, ReadingOptions
from monitor.reading_process import PARTY_FILES
from monitor.rendering.words import count_of, lists_in_words
from monitor.screening.index import Index
from monitor.store import Store
from monitor.store.party_comparison import Taken
from monitor.store.progress import Progress

MOST_MAY_GO = 0.5
"""The part of the watchlist that a file may lack before it is more likely the wrong file, unless the settings allow it."""
Removal = int | float
"""How much a file may remove by itself: so many parties, or (a float, 1.0 at most) that part of its own."""


def refuse_to_empty(store: Store, taken: Taken, what: str) -> None:
    """Raise CannotRead where a file would remove so much of the watchlist that it is more likely the wrong file."""
    known = store.watchlist.count()
    if taken.removed > known * MOST_MAY_GO:
        raise CannotRead(
            f"{what} would take {taken.removed:,} of {known:,} parties off the watchlist; if that is meant, say --yes, "
            "or remove them by hand."
        )


def may_go(plan: ImportPlan, largest: Removal) -> bool:
    """Whether what a file removes and replaces is no more than the settings let it take by itself."""
    taken, lost = plan.taken, len(plan.replaced) + len(plan.taken.gone)
    own = taken.changed + taken.unchanged + taken.removed
    return lost <= (largest if isinstance(largest, int) else int(largest * own + 1e-9))


def read_party_file(
    path: Path,
    options: ReadingOptions = AS_FOUND,
    done: Progress | None = None,
    *,
    stable: bool = True,
    waits: bool = True,
) -> tuple[Parties, str]:
    """The parties of a file, and its SHA-256; ``done`` is told how many of how many rows are read. A pipe is read only where
    the reader ``waits`` for it: nobody does for a file of the settings."""
    data = read_file(path, MAX_BYTES, waits=waits)
    found = PARTY_FILES.read(str(path), read_parties, data, str(path), options, done, stable=stable)
    return found, hashlib.sha256(data).hexdigest()


@dataclass(slots=True)
class WatchFileImporter:
    """Keeps the watchlist as a file of the settings has it: what came with it may go with it, as far as ``largest_removal``
    says; on whose matches somebody has decided stays, and so do others' parties."""

    store: Store
    path: Path
    minimum: float
    clock: Clock
    recipients: Recipients
    source: str = ""
    """The name of its source in the settings; "" for the file's own."""
    largest_removal: Removal = 0
    lists: tuple[ListName, ...] = ()
    _seen: tuple[int, int] = (0, 0)
    """The file's time and size when it was looked at last: bytes need not be read again for every turn."""

    def turn(self) -> Alert | None:
        """Import the file if its bytes are others than last time; the alert about its parties that are on the list.

        A file that cannot be imported changes nothing and is reported to the operator, once for each content.
        """
        now = self.clock.now()
        if not self.store.ledger.has_list():  # nothing to screen against yet
            return None
        try:
            stat = self.path.stat()
            if (stat.st_mtime_ns, stat.st_size) == self._seen:
                return None
            sha256 = hashlib.sha256(read_file(self.path, MAX_BYTES, waits=False)).hexdigest()
        except (CannotRead, OSError, ValueError) as error:  # ValueError: a path that no file can have
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
            source = self.source or source_of(self.store, self.path.name, str(self.path))
            options = as_remembered(self.store, source, AS_FOUND)
            found, sha256 = read_party_file(self.path, options, waits=False)
            if last is None and not self.source:
                require_own_source(self.store, found.parties, source)
            plan = plan_import(self.store, found.parties, source, replace=True)
            meant = may_go(plan, self.largest_removal)
            if last is not None and not meant:
                refuse_to_empty(self.store, plan.taken, str(self.path))
        except (CannotRead, UsageError) as error:
            return self._refused(sha256, str(error), now)
        spared = plan.spared(yes=meant, accept_replacements=False)
        fresh = plan.taken.fresh.without(frozenset(spared))
        alert = self._alert(self._on_the_list(fresh, now), found, sha256, self._not_taken(plan, spared, source))
        addressed = [(alert, self.recipients(alert))] if alert else []
        self.store.watchlist.take(
            found.parties, source, now, replace=True, spared=spared, file=(str(self.path), sha256),
            source_file=file_taken(found, options, SourceFile(self.path.name, str(self.path))), alerts=addressed,
            planned=plan.taken,
        )  # fmt: skip
        return alert

    def _not_taken(self, plan: ImportPlan, spared: Sequence[str], source: str) -> list[str]:
        """What of the file needs somebody's consent, and how it is given; nothing where all was taken."""
        lines = plan.not_taken(spared)
        if not lines:
            return []
        more = [f"and {len(lines) - 8:,} more."] if len(lines) > 8 else []
        command = f'elmon watch import {self.path} --source "{source}" --replace {plan.remedy(spared)}'
        return [*(f"Not taken: {line}." for line in lines[:8]), *more, f"If that is meant: {command}"]

    def _on_the_list(self, fresh: Sequence[WatchedParty], now: datetime) -> list[Match]:
        entries = covered(self.store.ledger.entries(eastern_day(now)), self.lists) if fresh else []
        if not entries:
            return []
        index = Index(entries)
        listed = screen_parties(self.store, fresh, index, entries, self.minimum)
        filed = [filing.rule for filing in self.store.filings.open() if filing.rule]
        return [*listed, *screen_filings(self.store, fresh, filed, entries, index.weights, self.minimum)]

    def _alert(
        self, matches: Sequence[Match], found: Parties, sha256: str, not_taken: Sequence[str]
    ) -> PartiesAlert | OperatorAlert | None:
        if not matches and not found.problems and not not_taken:
            return None
        parties = len({m.watch.reference for m in matches})
        said = [f"{self.path.name}: {problem}." for problem in found.problems[:8]]
        more = len(found.problems) - len(said)
        said += [f"and {count_of(more, 'more such line')}."] if more else []
        said += not_taken
        only_filed = all(match.kind == MENTION for match in matches)
        where = (
            "named in a filing on public inspection"
            if only_filed
            else f"on {lists_in_words((match.entry for match in matches), 'or')}"
        )
        headline = f"{count_of(parties, 'of your new parties', 'of your new parties')} may be {where}"
        if not matches:
            what = "Some of your parties were not imported" if not_taken else "Some of your parties could not be read"
            return operator_alert(f"operator/parties/{sha256[:12]}", what, said)
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


def take_files(files: Sequence[WatchFileImporter]) -> list[Alert]:
    """A turn of each; one that fails, for whatever reason, does not hold up the others."""
    alerts: list[Alert] = []
    with contextlib.ExitStack() as turns:
        for file in reversed(files):
            turns.callback(_turn, file, alerts)
    return alerts


def _turn(file: WatchFileImporter, alerts: list[Alert]) -> None:
    if alert := file.turn():
        alerts.append(alert)
