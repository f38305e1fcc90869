"""Backups: taken while the monitor is at work, put back only where that destroys nothing unasked."""

from __future__ import annotations

import shlex
import tempfile
from pathlib import Path

from monitor.clock import Clock
from monitor.errors import UsageError
from monitor.operations.copying import move
from monitor.store import open_store
from monitor.store.backup import back_up, has_data, opened, restore, server_version
from monitor.store.counts import holder_of
from monitor.store.engine import Database
from monitor.store.processes import has_ended
from monitor.store.progress import Progress
from monitor.store.sources import POLL_LEASE
from monitor.store.upgrade import upgrade_tables


def take_backup(database: Database, file: Path, done: Progress, *, replace: bool = False) -> int:
    """Back a SQLite database up into ``file``; its size in bytes. Raises UsageError where there is something already.

    On PostgreSQL that is its own tools' work: the error says which.
    """
    if not database.is_sqlite:
        copy = shlex.quote(f"sqlite:///{_named(file, '.db').absolute()}")
        raise UsageError(
            f"{database.shown} is on PostgreSQL; back it up with: {pg_dump(database, file)} (pg_dump must be of "
            f"the server's version{server_version(database)} or newer; or into a SQLite file: "
            f"elmon db copy {copy})."
        )
    if not has_data(database):
        raise UsageError(f"The database {database.shown} holds nothing yet; is database.url the right one?")
    if file.exists() and not replace:
        raise UsageError(f"{file} is there already; name another file, or say --replace.")
    return back_up(database, file, done)


def pg_dump(database: Database, file: Path) -> str:
    """The command that backs a PostgreSQL database up; the password comes from ~/.pgpass or PGPASSWORD."""
    url = database.url
    query = {key: value for key, value in url.query.items() if key != "password"}
    bare = url.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    return shlex.join(
        ["pg_dump", "--format=custom", f"--file={_named(file, '.dump')}", f"--dbname={bare.render_as_string()}"]
    )


def _named(file: Path, ending: str) -> Path:
    """``file`` with the ending of what will be in it: elmon-2026-07-18.db.gz is elmon-2026-07-18.dump for pg_dump."""
    bare = file.name.removesuffix(".gz").removesuffix(".db").removesuffix(".dump")
    return file.with_name(f"{bare}{ending}")


def restore_backup(file: Path, url: str, clock: Clock, done: Progress, *, replace: bool = False) -> None:
    """Put a backup in the place of what the database at ``url`` holds, and bring it to this version's tables.

    Raises UsageError where that holds something and not ``replace``, or where an instance is at work on it; CannotRead
    for what is no sound backup.
    """
    database = Database(url)
    try:
        if has_data(database):
            _may_be_replaced(database, clock, replace)
        if database.is_sqlite:
            restore(file, database, done)
            upgrade_tables(database)
            return
    finally:
        database.close()
    with tempfile.TemporaryDirectory(prefix="elmon-") as room, opened(file, Path(room)) as plain:
        copy = Path(room) / "copy.db"
        copy.write_bytes(plain.read_bytes())
        open_store(f"sqlite:///{copy}").close()  # an older backup is brought to this version first
        move(f"sqlite:///{copy}", url, done)


def at_work(database: Database, clock: Clock) -> str:
    """The instance that polls on this database; "" for none that is known to live."""
    holder = holder_of(database, POLL_LEASE, clock.now())
    return "" if not holder or has_ended(holder) else holder


def _may_be_replaced(database: Database, clock: Clock, replace: bool) -> None:
    if not database.is_sqlite:
        raise UsageError(f"{database.shown} is not empty; make a new PostgreSQL database and restore into that.")
    if not replace:
        raise UsageError(
            f"The database {database.shown} is not empty; back it up, then say --replace to lose what is in it."
        )
    if holder := at_work(database, clock):
        raise UsageError(f"An instance ({holder}) is at work on {database.shown}; stop elmon run first.")
