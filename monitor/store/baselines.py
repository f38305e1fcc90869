"""The states that the lists start from: each list's newest copy on which the rules recorded since build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from monitor.errors import Damaged, WouldLose
from monitor.model import Entry, ListName, Snapshot
from monitor.store.change_sets import enqueue
from monitor.store.documents import newest_baseline, newest_baselines, refuse_to_forget
from monitor.store.engine import Database
from monitor.store.outbox import Addressed
from monitor.store.tables import EntryVersion, ListVersion
from monitor.store.versions import ENTRY_COLUMNS, baseline_rows, entry_of, forget, open_version


@dataclass(frozen=True, slots=True)
class BaselineInfo:
    """The state the ledger starts from."""

    source: str
    as_of: date
    taken_at: datetime
    entry_count: int


class Baselines:
    """The baselines of the lists, and the copies that they are taken from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_baseline(
        self,
        snapshot: Snapshot,
        *,
        as_of: date,
        sha256: str,
        now: datetime,
        replace: bool = False,
        told: Sequence[Addressed] = (),
    ) -> None:
        """Make each list of ``snapshot`` what it has, as of a day. Documents and alerts already recorded stay, and those
        ``told`` of it are kept with it.

        Raises StoreError if there is one of the lists already and not ``replace``, or if rules published or taking effect
        after ``as_of`` have changed one: their changes would be lost.
        """
        counts = Counter(entry.list for entry in snapshot.entries) or Counter({ListName.ENTITY: 0})
        with self._database.writing() as session:
            known = newest_baselines(session)
            present = next((known[name] for name in ListName if name in counts and name in known), None)
            if present is not None and not replace:
                raise WouldLose(
                    f"The database has a list already: {present.entry_count} entries of {present.source} as of "
                    f"{present.as_of}. Add --replace to start over from another (documents and alerts stay)."
                )
            refuse_to_forget(session, as_of, counts)
            forget(session, counts, now)
            for entry in snapshot.entries:
                open_version(session, entry, as_of, now, f"baseline {as_of}")
            for name, count in counts.items():
                session.add(
                    ListVersion(
                        kind="baseline", list=name.value, source=snapshot.source, as_of=as_of, entry_count=count,
                        sha256=sha256, known_at=now,
                    )
                )  # fmt: skip
            for alert, recipients in told:
                enqueue(session, alert.change_set, alert, recipients, now)

    def has_list(self) -> bool:
        """Whether there is a list, however damaged."""
        with self._database.reading() as session:
            return session.exec(select(ListVersion.id).limit(1)).first() is not None

    def baseline(self) -> BaselineInfo | None:
        """The newest baseline; None in an empty database. Raises Damaged where it is not what was written."""
        with self._database.reading() as session:
            row = newest_baseline(session)
        return BaselineInfo(row.source, row.as_of, row.known_at, row.entry_count) if row else None

    def beginnings(self) -> dict[ListName, BaselineInfo]:
        """The newest baseline of every list that the database has. Raises Damaged where one is not what was written."""
        with self._database.reading() as session:
            found = newest_baselines(session)
        return {name: BaselineInfo(r.source, r.as_of, r.known_at, r.entry_count) for name, r in found.items()}

    def lists_known(self) -> frozenset[str]:
        """The names of the lists that the database has, however damaged."""
        with self._database.reading() as session:
            return frozenset(session.exec(select(ListVersion.list).where(ListVersion.kind != "rule").distinct()).all())

    def days_of_baselines(self) -> dict[ListName, date]:
        """Their days."""
        return {name: info.as_of for name, info in self.beginnings().items()}

    def intact_baseline(self) -> BaselineInfo | None:
        """The same; None also where it is damaged, which is noted: those who ask the sources go on without it."""
        try:
            return self.baseline()
        except Damaged:
            return None

    def starting_entries(self) -> list[Entry]:
        """The entries of the newest baselines of all lists, as they were taken."""
        with self._database.reading() as session:
            rows = [
                row
                for base in newest_baselines(session).values()
                for row in session.exec(
                    select(*ENTRY_COLUMNS).where(*baseline_rows(base)).order_by(col(EntryVersion.id))
                )
            ]
        return [entry_of(*row) for row in rows]
