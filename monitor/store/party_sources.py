"""The sources that parties come from: named, noted with the file that was taken last, renamed and removed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from monitor.errors import Damaged, UsageError
from monitor.model import PartySource, SourceFile
from monitor.shapes import json_text
from monitor.store.engine import Database
from monitor.store.party_tables import WatchRow, WatchSource
from monitor.store.stored import stored
from monitor.store.watch_revision import raise_revision


class PartySources:
    """The named sources of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[PartySource]:
        """All of them by name."""
        with self._database.reading() as session:
            count = sa.select(col(WatchRow.source), sa.func.count()).group_by(col(WatchRow.source))
            counts: dict[str, int] = {row[0]: row[1] for row in session.connection().execute(count)}
            rows = session.exec(select(WatchSource).order_by(col(WatchSource.name))).all()
            return [_source(row, counts.get(row.name, 0)) for row in rows]

    def named(self, name: str) -> PartySource | None:
        """The source of a name; None where there is none."""
        return next((source for source in self.all() if source.name == name), None)

    def rename(self, name: str, new: str) -> None:
        """Give a source another name; its parties keep their references. Raises UsageError where that is taken."""
        with self._database.writing() as session:
            row = session.get(WatchSource, name)
            if row is None or session.get(WatchSource, new) is not None:
                raise UsageError(
                    f"There is no source \u201c{name}\u201d; elmon watch sources list shows them all."
                    if row is None
                    else f"There is a source \u201c{new}\u201d already; nothing was renamed."
                )
            changed = sa.update(WatchRow).where(col(WatchRow.source) == name).values(source=new)
            session.connection().execute(changed)
            raise_revision(session)
            session.connection().execute(sa.update(WatchSource).where(col(WatchSource.name) == name).values(name=new))

    def forget(self, name: str) -> None:
        """Take a source away that has no parties any more."""
        with self._database.writing() as session:
            session.connection().execute(sa.delete(WatchSource).where(col(WatchSource.name) == name))


def note_source(session: Session, name: str, file: SourceFile, now: datetime) -> None:
    """Note which file a source's parties were taken from; what it does not say stays as it was."""
    row = session.get(WatchSource, name) or WatchSource(name=name, file="", added_at=now, taken_at=now)
    row.file, row.path, row.owner = file.name or row.file, file.path or row.path, file.owner or row.owner
    row.mapping = json_text(dict(file.mapping)) if file.mapping else row.mapping
    row.taken_at = now
    session.add(row)


def _source(row: WatchSource, parties: int) -> PartySource:
    try:
        mapping = stored(row.mapping, dict, "how a source is read") if row.mapping else {}
    except Damaged:  # it is looked at anew
        mapping = {}
    return PartySource(
        row.name, SourceFile(row.file, row.path, row.owner, mapping), parties, row.added_at, row.taken_at
    )
