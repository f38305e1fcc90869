"""The user's own parties, and what somebody has decided of their matches.

Parties are read as plain rows: tens of thousands are wanted for every rule that is alerted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import datetime
from itertools import chain
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from monitor.clock import SystemClock
from monitor.errors import Damaged, UsageError
from monitor.model import Alert, Decision, Match, Named, SourceFile, WatchedParty
from monitor.model.packed_parties import PackedParties, PartyRow
from monitor.store.change_sets import enqueue, named_in, seen_match
from monitor.store.engine import Database, insert_new
from monitor.store.party_comparison import KnownParties, Taken, compared_with, state_of, without
from monitor.store.party_history import note_added, note_events
from monitor.store.party_rows import COLUMNS, batches, party_of, write_parties
from monitor.store.party_sources import note_source
from monitor.store.party_tables import DecisionRow, SeenMatch, WatchFile, WatchRow
from monitor.store.watch_revision import State, raise_revision, state_of_parties

T = TypeVar("T")


NO_FILE = SourceFile()


@dataclass(frozen=True, slots=True)
class FileState:
    """What was last looked at of a file that the settings name; ``trouble`` is why it was not taken, "" if it was."""

    sha256: str
    trouble: str
    taken_at: datetime


class Watchlist:
    """The parties by reference, and the decisions by match."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- parties ------------------------------------------------------------------------------------------------------

    def parties(self, references: Sequence[str] | None = None) -> list[WatchedParty]:
        """All parties by reference, or those of ``references`` that there are."""
        query = sa.select(*map(col, COLUMNS))
        with self._database.reading() as session:
            if references is None:
                rows = list(session.connection().execute(query.order_by(col(WatchRow.reference))))
            else:
                rows = [
                    row
                    for some in batches(references)
                    for row in session.connection().execute(query.where(col(WatchRow.reference).in_(some)))
                ]
        return [party_of(*row[:6]) for row in rows]

    def in_batches(self, many: int) -> Iterator[list[WatchedParty]]:
        """All parties by reference, ``many`` at a time."""
        query = sa.select(*map(col, COLUMNS)).order_by(col(WatchRow.reference)).limit(many)
        last = ""
        while True:
            with self._database.reading() as session:
                rows = list(
                    session.connection().execute(query.where(col(WatchRow.reference) > last) if last else query)
                )
            if not rows:
                return
            yield [party_of(*row[:6]) for row in rows]
            if len(rows) < many:
                return
            last = rows[-1][0]

    def state(self) -> State:
        """What changes whenever a party does; whether there are any comes first."""
        with self._database.reading() as session:
            return state_of_parties(session)

    def count(self) -> int:
        """How many parties there are."""
        with self._database.reading() as session:
            return session.exec(select(func.count()).select_from(WatchRow)).one()

    def sources(self) -> frozenset[str]:
        """The names of all sources that have parties."""
        with self._database.reading() as session:
            return frozenset(session.connection().execute(sa.select(col(WatchRow.source)).distinct()).scalars())

    def called(self, parties: PackedParties) -> Iterator[tuple[str, str, PartyRow]]:
        """The parties of all sources that these call as ``parties`` are: source, name, and what is called so."""
        with self._database.reading() as session:
            known = KnownParties(session)
            others = defaultdict(list)
            for (_, own), here in known.elsewhere.items():
                others[own].append(here)
            for some in parties.batches():
                ours = {row[0]: row for row in some}
                wanted = ours.keys() | set(chain.from_iterable(others[own] for own in ours.keys() & others.keys()))
                yield from ((row.source, row.name, ours[row.own]) for row in known.under(wanted) if row.own in ours)

    def compared(self, parties: Iterable[WatchedParty], source: str, *, replace: bool = False) -> Taken:
        """What :meth:`take` would do; nothing is written."""
        with self._database.reading() as session:
            state = state_of(session)
            return changed(compared_with(session, PackedParties.of(parties), source, replace), state=state)

    def take(
        self,
        parties: Iterable[WatchedParty],
        source: str,
        now: datetime,
        *,
        replace: bool = False,
        spared: Collection[str] = (),
        file: tuple[str, str] | None = None,
        source_file: SourceFile = NO_FILE,
        alerts: Sequence[tuple[Alert, Iterable[tuple[str, str]]]] = (),
        who: str = "",
        planned: Taken | None = None,
    ) -> Taken:
        """Add and update the parties of a source, by the references that it has for them; with ``replace`` its parties
        that are not among them go. What other sources have stays as it is, whatever its references.

        Parties ``spared``, by their references here, are neither changed nor removed. In the same transaction ``file`` (path,
        SHA-256) is noted as looked at, ``source_file`` as what the source is taken from, and the
        ``alerts`` are put into the outbox. What was ``planned`` by :meth:`compared` for the same parties is not worked out
        again, as long as no party has changed since.
        """
        with self._database.writing() as session:
            if planned is None or planned.state != state_of(session):
                planned = compared_with(session, PackedParties.of(parties), source, replace)
            taken = without(planned, frozenset(spared))
            _write(session, taken, source, now)
            note_events(session, (*taken.revised, *((party, None) for party in taken.gone)), who, now)
            if who and not source:
                known = {before.reference for before, _ in taken.revised}
                note_added(session, [p.reference for p in taken.fresh if p.reference not in known], who, now)
            for some in batches([party.reference for party in taken.gone]):
                session.connection().execute(delete(WatchRow).where(col(WatchRow.reference).in_(some)))
            if taken.fresh or taken.gone:
                raise_revision(session)
            if source:
                note_source(session, source, source_file, now)
            if file is not None:
                _note(session, *file, "", now)
            for alert, recipients in alerts:
                enqueue(session, alert.change_set, alert, recipients, now)
        return taken

    def edit(self, party: WatchedParty, who: str, now: datetime) -> bool:
        """Change the party of a reference here, whosever it is; whether anything is another now.

        Raises UsageError where no party has the reference.
        """
        with self._database.writing() as session:
            row = session.get(WatchRow, party.reference)
            if row is None:
                raise UsageError(f"No party has the reference {party.reference}; elmon watch list shows them all.")
            given = changed(party, reference=row.own_reference)
            taken = compared_with(session, PackedParties.of([given]), row.source, False)
            _write(session, taken, row.source, now)
            note_events(session, taken.revised, who, now)
            if taken.revised:
                raise_revision(session)
        return bool(taken.revised)

    def remove(self, references: Sequence[str], who: str = "", now: datetime | None = None) -> int:
        """Take parties off; how many there were. What was decided of their matches stays on record."""
        gone = self.parties(references)
        with self._database.writing() as session:
            note_events(session, ((party, None) for party in gone), who, now or SystemClock().now())
            raise_revision(session)
            return sum(
                session.connection().execute(delete(WatchRow).where(col(WatchRow.reference).in_(some))).rowcount
                for some in batches(references)
            )

    # -- files that the settings name ---------------------------------------------------------------------------------

    def file(self, path: str) -> FileState | None:
        """What was last looked at of a file; None for a file that is new."""
        with self._database.reading() as session:
            row = session.get(WatchFile, path)
        return FileState(row.sha256, row.trouble, row.taken_at) if row else None

    def refuse_file(
        self, path: str, sha256: str, trouble: str, alert: Alert, recipients: Iterable[tuple[str, str]], now: datetime
    ) -> None:
        """Note that a file cannot be imported, with the alert about it, in one transaction; the parties stay as they are."""
        with self._database.writing() as session:
            _note(session, path, sha256, trouble, now)
            enqueue(session, alert.change_set, alert, recipients, now)

    # -- matches ------------------------------------------------------------------------------------------------------

    def remember(self, matches: Sequence[Match]) -> None:
        """Keep what the ids of matches stand for, so that they can be decided on without screening everything again."""
        wanted = {m.id: m for m in matches}
        with self._database.reading() as session:
            known = {
                row
                for some in batches(list(wanted))
                for row in session.exec(select(SeenMatch.match).where(col(SeenMatch.match).in_(some)))
            }
        fresh = [m for number, m in wanted.items() if number not in known]
        if not fresh:
            return
        with self._database.writing() as session:
            for some in batches(fresh):
                insert_new(session, *map(seen_match, some))

    def seen(self, beginning: str) -> list[tuple[str, str, Named]]:
        """(id, the party's reference, the entry) of the matches whose ids begin so and that somebody was shown."""
        query = select(SeenMatch).where(col(SeenMatch.match).startswith(beginning, autoescape=True)).limit(9)
        with self._database.reading() as session:
            return [(row.match, row.reference, named_in(row)) for row in session.exec(query)]

    # -- decisions ----------------------------------------------------------------------------------------------------

    def decide(self, decision: Decision) -> None:
        """Put a decision on record; it supersedes earlier ones of the same match."""
        with self._database.writing() as session:
            session.add(
                DecisionRow(
                    match=decision.match, reference=decision.reference, list=decision.entry.list.value,
                    country=decision.entry.country,
                    name=decision.entry.name, decision=decision.decision, who=decision.who, why=decision.why,
                    at=decision.at, party_print=decision.party_print, entry_print=decision.entry_print,
                )
            )  # fmt: skip

    def decisions(self) -> list[Decision]:
        """All decisions ever made, the oldest first. Raises Damaged where one is not what was written."""
        with self._database.reading() as session:
            rows = session.exec(select(DecisionRow).order_by(col(DecisionRow.id))).all()
        return [
            Decision(
                r.match, r.reference, named_in(r), r.decision, r.who, r.why, r.at, r.party_print, r.entry_print
            )
            for r in rows
        ]  # fmt: skip

    def newest_decisions(self) -> dict[str, Decision]:
        """The newest decision of each match; none counts where one is damaged, which is noted: it may have been the newest."""
        try:
            return {decision.match: decision for decision in self.decisions()}
        except Damaged:
            return {}


def _note(session: Session, path: str, sha256: str, trouble: str, now: datetime) -> None:
    row = session.get(WatchFile, path) or WatchFile(path=path, sha256=sha256, taken_at=now)
    row.sha256, row.trouble, row.taken_at = sha256, trouble, now
    session.add(row)


def _write(session: Session, taken: Taken, source: str, now: datetime) -> None:
    write_parties(session, taken.fresh, dict(taken.own), [after for _, after in taken.revised], source, now)
