"""How a database stands, looked at without changing it: not even made where it is missing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from monitor.store.engine import Database
from monitor.store.upgrade import HEAD, version_of


@dataclass(frozen=True, slots=True)
class DatabaseCheck:
    """``version`` is that of the tables ("" for none), ``engine`` what serves them and how; the rest is 0 where it cannot
    be told: ``mode`` are the file's permission bits, ``free`` the bytes left on its disk."""

    shown: str
    version: str
    newest: str
    engine: str
    mode: int = 0
    free: int = 0
    wal: bool = True


def file_of(url: str) -> Path | None:
    """The file that a SQLite address names; None for every other address."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return None
    named = parsed.drivername.startswith("sqlite") and parsed.database not in (None, "", ":memory:")
    return Path(str(parsed.database)) if named else None


def examine(url: str) -> DatabaseCheck:
    """Look at the database at ``url``, which must be there, and whether it takes a write. Raises StoreError, SettingsError."""
    database = Database(url)
    try:
        with database.writing(shared=True) as session:
            connection = session.connection()
            version = version_of(connection)
            if inspect(connection).has_table("lease"):
                connection.execute(text("UPDATE lease SET holder = holder WHERE 1 = 0"))
            if not database.is_sqlite:
                engine = f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar()}"
                return DatabaseCheck(database.shown, version, HEAD, engine)
            engine = f"SQLite {connection.execute(text('SELECT sqlite_version()')).scalar()}"
            journal = connection.execute(text("PRAGMA journal_mode")).scalar()
        path = Path(str(database.url.database))
        free = shutil.disk_usage(path.parent).free
        return DatabaseCheck(database.shown, version, HEAD, engine, path.stat().st_mode & 0o777, free, journal == "wal")
    finally:
        database.close()
