"""Entry versions and the changes that made them, on two time lines; closing one never overwrites it.

A row we knew is ended in ``known_to`` and a new one says what we know now, so that any past day's list, and what we knew
of it on any day, can be shown.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, insert, or_, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.errors import Damaged, StoreError
from monitor.model import Change, Entry, History, ListName, Rule
from monitor.shapes import as_json, entry_from
from monitor.store.column_types import storable
from monitor.store.stored import DAMAGED, RESTORE, stored
from monitor.store.tables import ChangeRow, EntryVersion, ListVersion
from monitor.store.unwritten import unwritten

_AT_ONCE = 500
"""Texts in one statement: databases bound the parameters."""


def dump(value: object) -> str:
    """The JSON kept of a value; the same for equal values, and of the Entity List the same as ever: hashes vouch for it."""
    shape = as_json(value)
    if isinstance(value, Entry):
        del shape["list"]
    elif isinstance(value, Change | Rule):
        shape = _as_ever(shape)
    return storable(json.dumps(shape, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _as_ever(shape: Any) -> Any:
    """A shape without what the first versions did not write: the list where a supplement says it or it is the Entity List,
    and transfers where there are none."""
    if isinstance(shape, list):
        return [_as_ever(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    says_itself = "supplement" in shape or shape.get("list") == ListName.ENTITY.value
    left_out = {"list"} if says_itself else set()
    left_out |= {key for key in ("transferred_from", "transferred_to") if key in shape and shape[key] is None}
    return {key: _as_ever(part) for key, part in shape.items() if key not in left_out}


def content_hash(content: str) -> str:
    """The key of an entry's text."""
    return hashlib.sha256(content.encode()).hexdigest()


ENTRY_COLUMNS = (EntryVersion.content_hash, EntryVersion.content, EntryVersion.country, EntryVersion.name)
"""What :func:`entry_of` reads."""
DatedRow = tuple[str, str, str, str, bool]
"""What :func:`dated_entry_of` reads."""
_WHEN = ("known_to", "known_from", "in_force_from", "in_force_to")


def entry_of(key: str, content: str, country: str = "", name: str = "") -> Entry:
    """An entry's text, for which its hash vouches. Raises Damaged where it is another text by now; ``country`` and ``name``
    are those beside it, which say which one it was."""
    if _hashed(content) != key:
        of = f"{name} ({country})" if name else content[:100]
        raise Damaged(f"{DAMAGED}: the entry {of!a} is not what was written. {RESTORE}")
    return stored(content, entry_from, "an entry")


def dated_entry_of(key: str, content: str, country: str, name: str, is_undated: bool) -> Entry:
    """The same. Raises Damaged also where nobody can say when the entry is in force."""
    if is_undated:
        raise Damaged(f"{DAMAGED}: the days of the entry {name!a} ({country}) are not what was written. {RESTORE}")
    return entry_of(key, content, country, name)


def _hashed(content: str) -> str:
    try:
        return content_hash(content)
    except UnicodeEncodeError:  # of bytes that are no text
        return ""


def effective_rows(session: Session, as_of: date) -> Sequence[DatedRow]:
    """The versions effective on a day, and those known now of which nobody can say whether they are."""
    undated: ColumnElement[bool] = false()
    if session.get_bind().dialect.name == "sqlite":  # elsewhere days and moments are types
        ended, *others = (unwritten(EntryVersion.__table__.columns[name]) for name in _WHEN)  # type: ignore[attr-defined]
        undated = or_(ended, and_(known(), or_(*others)))
    columns: tuple[Any, ...] = (*ENTRY_COLUMNS, undated)
    found: Sequence[Any] = (
        session.connection().execute(sql_select(*columns).where(or_(effective(as_of), undated))).all()
    )
    return found


def baseline_rows(base: ListVersion) -> tuple[ColumnElement[bool], ...]:
    """The versions that a baseline began with, as they were taken."""
    return (
        col(EntryVersion.list) == base.list,
        col(EntryVersion.known_from) == base.known_at,
        col(EntryVersion.source) == f"baseline {base.as_of}",
        col(EntryVersion.in_force_from) == base.as_of,
        col(EntryVersion.in_force_to).is_(None),
    )


def effective(as_of: date) -> ColumnElement[bool]:
    """The versions effective on a day, as known now."""
    still = or_(col(EntryVersion.in_force_to).is_(None), col(EntryVersion.in_force_to) > as_of)
    return and_(known(), col(EntryVersion.in_force_from) <= as_of, still)


def known(at: datetime | None = None) -> ColumnElement[bool]:
    """The versions that are known now, or were at a moment."""
    if at is None:
        return col(EntryVersion.known_to).is_(None)
    return and_(
        col(EntryVersion.known_from) <= at, or_(col(EntryVersion.known_to).is_(None), col(EntryVersion.known_to) > at)
    )


def count_effective(session: Session, as_of: date, of: ListName | None = None) -> int:
    """How many entries of a list are in force on a day; of all lists without one."""
    query = _count(as_of)
    return session.exec(query.where(col(EntryVersion.list) == of.value) if of else query).one()


def add_list_version(session: Session, *, kind: str, source: str, as_of: date, sha256: str, known_at: datetime) -> None:
    """Note the list as it is now as one of its states; the database counts its entries on the day ``as_of``."""
    session.flush()
    counted = _count(as_of).scalar_subquery()
    state = {"kind": kind, "source": source, "as_of": as_of, "sha256": sha256, "known_at": known_at}
    session.connection().execute(insert(ListVersion).values(entry_count=counted, **state))


def moment_after(session: Session, now: datetime) -> datetime:
    """``now``; just behind the newest state of the list, where the clock was set back since: what is written without a state
    of its own follows that one."""
    newest = session.exec(select(ListVersion.known_at).order_by(col(ListVersion.id).desc()).limit(1)).first()
    return max(now, newest + timedelta(microseconds=1)) if newest else now


def _count(as_of: date) -> SelectOfScalar[int]:
    return select(func.count()).select_from(EntryVersion).where(effective(as_of))


def forget(session: Session, lists: Iterable[ListName], now: datetime) -> None:
    """End everything known of some lists; what was known until now stays known as of then."""
    theirs = col(EntryVersion.list).in_([one.value for one in lists])
    connection = session.connection()
    connection.execute(update(EntryVersion).where(known(), theirs).values(known_to=now))


def open_version(
    session: Session, entry: Entry, start: date, now: datetime, source: str, end: date | None = None
) -> None:
    """Add a version that is known from now on."""
    session.add(_version(dump(entry), (entry.list, entry.country, entry.name), start, now, source, end))


def _version(
    content: str, party: tuple[ListName, str, str], start: date, now: datetime, source: str, end: date | None
) -> EntryVersion:
    on, country, name = party
    return EntryVersion(
        list=on.value, country=country, name=name, content_hash=content_hash(content), content=content,
        in_force_from=start, in_force_to=end, known_from=now, known_to=None, source=source,
    )  # fmt: skip


def apply_changes(session: Session, changes: Sequence[tuple[Change, date]], now: datetime) -> None:
    """Close and open the versions that changes end and begin, each change from its day, in their order.

    Raises StoreError for a change of a text that no version has: a bug or a damaged database.
    """
    ended = [dump(change.before) for change, _ in changes if change.before is not None]
    known_versions = _KnownVersions(session, ended, now)
    for change, day in changes:
        start, end = day, None
        if change.before is not None:
            closed = known_versions.close(change.before, day)
            start = max(day, closed.in_force_from)  # revising what does not take effect yet does not make it effective
            end = closed.in_force_to
        if change.after is not None:
            known_versions.open(change.after, start, change.document_number, end)


class _KnownVersions:
    """The versions known now whose texts a rule ends, the oldest first, and those that it opens."""

    def __init__(self, session: Session, contents: Sequence[str], now: datetime) -> None:
        self._session, self._now = session, now
        self._by_hash: dict[str, list[EntryVersion]] = {content_hash(content): [] for content in contents}
        hashes = list(self._by_hash)
        for at in range(0, len(hashes), _AT_ONCE):
            some = col(EntryVersion.content_hash).in_(hashes[at : at + _AT_ONCE])
            for row in session.exec(select(EntryVersion).where(some, known()).order_by(col(EntryVersion.id))):
                self._by_hash[row.content_hash].append(row)

    def close(self, entry: Entry, day: date) -> EntryVersion:
        """End the version with this text; of twins, one. Returns it, with the day on which an earlier rule ends it
        anyway."""
        key = content_hash(dump(entry))
        rows = self._by_hash[key]
        lasting = [row for row in rows if row.in_force_to is None or row.in_force_to > day]
        if not lasting:
            raise StoreError(
                f"The ledger has no open version of \u201c{entry.name}\u201d ({entry.country}); nothing was recorded."
            )
        row = min(lasting, key=lambda r: (r.in_force_from > day, r.in_force_to is not None))
        row.known_to = self._now
        self._session.add(row)
        self._by_hash[key] = [other for other in rows if other is not row]
        if row.in_force_from < day:  # a version closed on the day it opened was never effective
            self.open(entry, row.in_force_from, row.source, day)
        return row

    def open(self, entry: Entry, start: date, source: str, end: date | None) -> None:
        """Add a version that is known from now on."""
        row = _version(dump(entry), (entry.list, entry.country, entry.name), start, self._now, source, end)
        self._session.add(row)
        self._by_hash.setdefault(row.content_hash, []).append(row)


def record_changes(session: Session, number: str, change_set: str, changes: Iterable[Change], now: datetime) -> None:
    """Keep the changes a document made, in its order."""
    for ordinal, change in enumerate(changes):
        session.add(
            ChangeRow(
                document_number=number, change_set=change_set, ordinal=ordinal, effective_on=change.effective_on,
                list=change.list.value, content=dump(change), known_at=now,
            )
        )  # fmt: skip


def adopt(session: Session, history: History, now: datetime) -> None:
    """Make ``history`` what is known: versions and changes that it has not are ended, those it has anew are opened."""
    _adopt_versions(session, history, now)
    kept = session.exec(select(ChangeRow).where(col(ChangeRow.known_to).is_(None)).order_by(col(ChangeRow.id))).all()
    before: dict[str, list[ChangeRow]] = {}
    for row in kept:
        before.setdefault(row.document_number, []).append(row)
    for number in dict.fromkeys((*history.changes, *before)):
        rows, changes = before.get(number, []), history.changes.get(number, ())
        if [row.content for row in rows] == [dump(change) for change in changes]:
            continue
        for row in rows:
            row.known_to = now
            session.add(row)
        record_changes(session, number, rows[0].change_set if rows else f"{number}/history", changes, now)


def _adopt_versions(session: Session, history: History, now: datetime) -> None:
    wanted: Counter[tuple[str, date, date | None, str]] = Counter()
    for version in history.versions:
        wanted[(dump(version.entry), version.effective_from, version.effective_to, version.source)] += 1
    for row in session.exec(select(EntryVersion).where(known())).all():
        key = (row.content, row.in_force_from, row.in_force_to, row.source)
        if wanted[key]:
            wanted[key] -= 1
        else:
            row.known_to = now
            session.add(row)
    for (content, start, end, source), times in wanted.items():
        shape = stored(content, dict, "an entry")
        party = ListName.of(shape["supplement"]), shape["country"], shape["name"]
        for _ in range(times):
            session.add(_version(content, party, start, now, source, end))
