"""A SQLite database copied whole while it is at work, and put back; and what kind of database a file holds."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import func, inspect, select, text

from monitor.errors import CannotRead, StoreError, UsageError
from monitor.store.engine import Database
from monitor.store.progress import Progress
from monitor.store.tables import metadata
from monitor.store.upgrade import HEAD

PAGES = 2048
"""Copied in one go; writers wait so long and no longer."""
_CHUNK = 1 << 20
# e.g. ".elmon.db.copy.4711", ".elmon.db.packed.4711-wal"
_LEFT = re.compile(r"\..+\.(?:copy|packed|unpacked)\.[0-9]+(?:-wal|-shm|-journal)?")
_DATA = tuple(table.name for table in metadata.sorted_tables if table.name != "lease")


def back_up(database: Database, file: Path, done: Progress) -> int:
    """Copy the SQLite database into ``file`` (gzip where it ends in .gz), checked, mode 0600; its size in bytes.

    The file appears under its name only when it is whole. Raises StoreError where it cannot be written or the copy is
    damaged.
    """
    with _sentences(f"The backup {file} cannot be written"):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _private(file, "copy") as copy, _private(file, "packed") as packed:
            with closing(_open(path_of(database))) as source, closing(_open(copy)) as target:
                source.backup(target, pages=PAGES, progress=lambda _, left, total: done(total - left, total))
                target.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
                _check(target, "The copy")
            if file.suffix == ".gz":
                _pack(copy, packed)
            whole = packed if file.suffix == ".gz" else copy
            _flush(whole)
            whole.replace(file)
        _flush(file.parent)
    return file.stat().st_size


def restore(file: Path, database: Database, done: Progress) -> None:
    """Put a backup in the place of all that the SQLite database holds.

    Through the database's own locks: another process sees the old content or the new, never a mixture, and a crash
    leaves the old. Raises CannotRead for what is no sound backup of ours, StoreError where the database refuses.
    """
    path = path_of(database)
    with (
        _sentences(f"The database {database.shown} cannot be restored"),
        opened(file, path.parent) as plain,
        closing(_open(plain, read_only=True)) as source,
        closing(_open(path)) as target,
    ):
        source.backup(target, pages=PAGES, progress=lambda _, left, total: done(total - left, total))
        target.execute("PRAGMA journal_mode = WAL")
        _check(target, "The restored database")


@contextmanager
def opened(file: Path, room: Path) -> Iterator[Path]:
    """A backup checked to be a sound database of ours, unpacked in the folder ``room`` where it is gzip.

    Raises CannotRead for anything else.
    """
    if not file.is_file():
        raise CannotRead(f"{file} is no file; name the backup.")
    with _private(room / file.name, "unpacked") as unpacked:
        try:
            with file.open("rb") as stream:
                packed = stream.read(2) == b"\x1f\x8b"
            if packed:
                with gzip.open(file) as source, unpacked.open("wb") as target:
                    shutil.copyfileobj(source, target, _CHUNK)
            with closing(_open(unpacked if packed else file, read_only=True)) as connection:
                _check(connection, "it")
                _check_ours(connection, file)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise CannotRead(f"{file} is damaged gzip ({error}); take another backup.") from None
        except (StoreError, sqlite3.Error) as error:
            raise CannotRead(f"{file} is no sound SQLite database ({error}); take another backup.") from None
        except OSError as error:
            raise CannotRead(f"{file} cannot be read ({error.strerror}); check its path and permissions.") from None
        yield unpacked if packed else file


def has_data(database: Database) -> bool:
    """Whether the database holds anything that a person would miss."""
    with database.reading() as session:
        connection = session.connection()
        there = set(inspect(connection).get_table_names())
        tables = [table for table in metadata.sorted_tables if table.name in there and table.name in _DATA]
        return any(connection.execute(select(func.count()).select_from(table)).scalar() for table in tables)


def server_version(database: Database) -> str:
    """The version of a PostgreSQL server, in brackets: pg_dump refuses a newer server. "" where it does not answer."""
    try:
        with database.reading() as session:
            said = session.connection().execute(text("SHOW server_version")).scalar()
        return f" ({str(said).partition(' ')[0]})"
    except StoreError:
        return ""


def path_of(database: Database) -> Path:
    """The file of a SQLite database. Raises UsageError for one that is in memory or on PostgreSQL."""
    if not database.is_sqlite or database.url.database in (None, "", ":memory:"):
        raise UsageError(f"{database.shown} is no SQLite file.")
    return Path(str(database.url.database))


def _open(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=30)
    connection.execute("PRAGMA trusted_schema = OFF")  # a backup's schema runs nothing of its own
    return connection


def _check(connection: sqlite3.Connection, what: str) -> None:
    """Raise StoreError unless every page is as it should be."""
    said = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
    if said != ["ok"]:
        raise StoreError(f"{what} is damaged: {' '.join(' '.join(map(str, said)).split())[:200]}")


def _check_ours(connection: sqlite3.Connection, file: Path) -> None:
    with suppress(sqlite3.OperationalError):  # no such table
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
        if version > HEAD:
            raise CannotRead(
                f"{file} was written by a newer version of elmon (its tables are at {version}, this version knows {HEAD}); "
                "install that version."
            )
        if version:
            return
    raise CannotRead(f"{file} is a database, but none of elmon's; name another file.")


@contextmanager
def _private(file: Path, kind: str) -> Iterator[Path]:
    """A file of its user's alone beside ``file``; gone in the end unless it was moved to where it belongs."""
    _sweep(file.parent)
    part = file.with_name(f".{file.name}.{kind}.{os.getpid()}")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
    finally:
        for left in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm", "-journal"))):
            left.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Take away what a process that was killed more than a day ago has left: such copies would fill the disk."""
    for left in folder.iterdir():
        if _LEFT.fullmatch(left.name) and left.stat().st_mtime < time.time() - 86_400:
            left.unlink(missing_ok=True)


def _pack(plain: Path, packed: Path) -> None:
    with plain.open("rb") as source, packed.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as target:
        shutil.copyfileobj(source, target, _CHUNK)


def _flush(path: Path) -> None:
    """To the disk itself: a backup that a power cut takes along is none."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _sentences(what: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{what} ({error}); check the disk's space, and whether another process locks it.") from error
    except OSError as error:
        raise StoreError(f"{what} ({error.strerror}); check the path, its permissions and the disk's space.") from error
