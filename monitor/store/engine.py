"""The engine: SQLite or PostgreSQL from one URL, transactions, and the database's refusals as sentences.

SQLite runs in WAL mode with foreign keys on; writers begin with BEGIN IMMEDIATE, so that two of them queue instead of
failing half-way (the default, DEFERRED, takes the lock at the first write and then cannot wait). On PostgreSQL an
advisory lock makes them queue the same way, so that “is it there? then write it” is safe on both; a writer that is no
longer heard of (its machine is gone, or hangs) is ended by the server, so that the others need not queue for ever.
"""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from importlib import import_module
from operator import methodcaller
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlmodel import Session, SQLModel

from monitor.errors import Damaged, SettingsError, StoreError
from monitor.store.stored import Damage

# e.g. "password=secret&"
_PASSWORD_ASKED = re.compile(r"(password=)[^&]*")
BUSY_MILLISECONDS = 30_000
CONNECT_SECONDS = 10
SILENT_SECONDS = 20
"""How long a writer on PostgreSQL may say nothing before the server ends it and frees what it had locked."""
ONE_WRITER, ONE_LEASER = 5_310_744, 5_310_745
"""The advisory locks of those who write one at a time; any numbers of our own."""
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}
_KEEP_ALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 15_000}


class Database:
    """One engine and its two kinds of transactions."""

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
        except (ArgumentError, ValueError):  # a port that is no number is a bare ValueError
            raise SettingsError("database.url is no database address; write sqlite:////path/elmon.db.") from None
        self.shown = _PASSWORD_ASKED.sub(r"\1***", self.url.render_as_string(hide_password=True))
        self.read_only = False
        self.damage = Damage()
        self.counted_until = 0.0
        """Until when the list's entries need not be counted again, by time.monotonic(); see ``list_counts``."""
        self.is_sqlite = self.url.drivername in {"sqlite", "sqlite+pysqlite"}
        if not self.is_sqlite and self.url.drivername != "postgresql+psycopg":
            raise SettingsError(
                f"The database {self.shown} is of no kind that works here; write sqlite:////path/elmon.db or "
                "postgresql+psycopg://user@host/name."
            )
        if self.is_sqlite:
            self._prepare_file()
        self.engine = self._engine()
        if self.is_sqlite:
            _tune_sqlite(self.engine, read_only=self.read_only)
        self._file = _identity(Path(str(self.url.database))) if self.is_sqlite else None
        self._writer = self.engine.execution_options(immediate=True)

    def _engine(self) -> Engine:
        # A server that is unplugged sends no word: without these, whoever asks it waits for hours.
        ours = {} if self.is_sqlite else {"connect_timeout": CONNECT_SECONDS, **_KEEP_ALIVE}
        waits = {key: value for key, value in ours.items() if key not in self.url.query}
        if self.read_only:
            return create_engine(self.url, creator=partial(_open_read_only, Path(str(self.url.database))))
        try:
            return create_engine(self.url, pool_pre_ping=not self.is_sqlite, connect_args=waits)
        except ImportError:
            raise SettingsError(
                f"No driver for {self.shown}; install it with: pip install 'entity-list-monitor[postgres]'."
            ) from None
        except (ValueError, TypeError, SQLAlchemyError) as error:
            raise SettingsError(f"The options of the database {self.shown} are wrong: {error}.") from None

    def _prepare_file(self) -> None:
        """A database of its user's alone: the folder is made, the file has mode 0600 from its first moment."""
        if not self.url.database or self.url.database == ":memory:":
            return
        path = Path(self.url.database)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                _make_empty(path.resolve())
            os.close(os.open(path, os.O_RDWR))
            if path.stat().st_size == 0:
                raise StoreError(
                    f"The database {path} is empty: what it held is gone. Restore a backup with elmon db restore, or delete "
                    "the file to start over."
                )
        except (OSError, sqlite3.Error, ValueError) as error:  # ValueError: a NUL in the path
            if isinstance(error, OSError) and error.errno in _NOT_WRITABLE and os.access(path, os.R_OK):
                self.read_only = True
                return
            raise StoreError(
                f"The database {path} cannot be opened ({getattr(error, 'strerror', error)}); check its folder and "
                "permissions, or set database.url."
            ) from None

    def require_file(self) -> None:
        """Raise StoreError where the database's file was taken away, or another put in its place, since it was opened:
        what is written goes where nobody will look for it."""
        if self._file is not None and _identity(Path(str(self.url.database))) != self._file:
            raise StoreError(
                f"The file of the database {self.shown} was removed or replaced while it is in use. Put it back, or stop elmon "
                "and start it again."
            )

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with self.refusals(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self, *, shared: bool = False, queue: int = ONE_WRITER) -> Iterator[Session]:
        """A transaction that commits at its end, or leaves no trace; one at a time of those in the same ``queue``.

        ``shared`` lets several write at once on PostgreSQL, for those who lock the rows they touch.
        """
        with self.refusals(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            self._queue(session.connection(), None if shared else queue)
            yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A writing transaction without a session, for migrations."""
        with self.refusals(), self._writer.begin() as connection:
            self._queue(connection, ONE_WRITER)
            yield connection

    def moment(self, now: datetime) -> datetime:
        """The server's time, by which leases are judged, for the clocks of the machines that share it may differ; ``now``,
        this machine's, on SQLite, whose users share one."""
        if self.is_sqlite:
            return now
        with self.reading() as session:
            told: datetime = session.connection().execute(select(func.clock_timestamp())).scalar_one()
        return told

    def _queue(self, connection: Connection, queue: int | None) -> None:
        if self.is_sqlite:
            return
        patience = func.set_config("lock_timeout", str(BUSY_MILLISECONDS), True)
        silence = func.set_config("idle_in_transaction_session_timeout", f"{SILENT_SECONDS}s", True)
        connection.execute(select(patience, silence))
        if queue is not None:
            connection.execute(select(func.pg_advisory_xact_lock(queue)))

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Turns what the database's driver raises into StoreError, and notes what was found damaged."""
        try:
            yield
        except Damaged as found:
            self.damage.note(found)
            raise
        except DBAPIError as error:
            raise StoreError(f"The database {self.shown} refuses: {_sentence(error.orig)}") from error
        except sqlite3.Error as error:
            raise StoreError(f"The database {self.shown} refuses: {_sentence(error)}") from error
        except SQLAlchemyError as error:
            raise StoreError(f"The database {self.shown} cannot be used: {type(error).__name__}.") from error
        except (OverflowError, UnicodeEncodeError) as error:  # drivers raise these bare
            raise StoreError(f"The database {self.shown} cannot take a value: {error}.") from error

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def insert_new(session: Session, *rows: SQLModel) -> int:
    """Insert those of ``rows`` (of one table, at least one) whose keys are not there yet; how many those are.

    One statement that reads nothing, so that of several writers one inserts.
    """
    connection = session.connection()
    # Imported where it is used: PostgreSQL's takes 3 MB, and time at the start of every command.
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    statement = dialect.insert(type(rows[0])).values([row.model_dump() for row in rows]).on_conflict_do_nothing()
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


# e.g. "password=secret"
_PASSWORD = re.compile(r"password=\S+")
# e.g. "database is locked", "database disk image is malformed",
#   "attempt to write a readonly database", "file is not a database", "database or disk is full",
#   "unable to open database file", "password authentication failed", "connection to server failed", "no such table",
#   "permission denied for schema public", "connection to server on socket failed: Permission denied"
_REMEDIES = tuple(
    (re.compile(said, re.IGNORECASE), remedy)
    for said, remedy in (
        (r"database is locked|lock timeout", "another process keeps it locked; stop that process or wait."),
        (r"permission denied for", "its user may do too little there; make it the owner of the database."),
        (r"connection.{0,200}?permission denied", "it may not be reached; check the permissions of its socket's folder."),
        (r"readonly|read-only|permission denied", "it may not be written; check the permissions of the file and its folder."),
        (r"could not decode|malformed", "it is damaged; restore a backup with elmon db restore."),
        (r"not a database|file is encrypted", "the file is no database of elmon; move it away or restore a backup."),
        (r"disk is full|No space left|disk I/O error",
         "the disk is full, or does not work; make room, or check it, and run the command again."),
        (r"unable to open", "it cannot be opened; check the path and its permissions."),
        (r"password authentication failed", "user name or password are wrong; check database.url and its password_file."),
        (r"connection.{0,200}?(?:refused|failed|closed)|could not connect|server closed",
         "no answer; does it run? Is the URL right?"),
        (r"no such table|does not exist", "its tables are missing; run elmon db upgrade."),
    )
)  # fmt: skip


def _sentence(error: BaseException | None) -> str:
    said = " ".join(str(error).split())
    remedy = next((remedy for pattern, remedy in _REMEDIES if pattern.search(said)), "")
    return remedy or _PASSWORD.sub("password=***", said)[:300]


def _identity(path: Path) -> tuple[int, int] | None:
    """By which a file is known again; None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def _make_empty(path: Path) -> None:
    """Put a database without tables at ``path``, where nothing is; it is whole from its first moment there, whoever is killed
    meanwhile, so that a file without a byte is always one that has lost what it held."""
    with TemporaryDirectory(prefix=".elmon-", dir=path.parent, ignore_cleanup_errors=True) as folder:
        made = Path(folder) / path.name
        connection = sqlite3.connect(made)
        connection.execute("PRAGMA journal_mode = WAL")  # writes the first page
        connection.close()
        made.chmod(0o600)
        try:
            os.link(made, path)
        except FileExistsError:  # another process was quicker
            return
        except OSError:  # a disk without links
            if not path.exists():
                made.replace(path)


def _has_log(path: Path) -> bool:
    """Whether a database has a write-ahead log with something in it."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _open_read_only(path: Path) -> sqlite3.Connection:
    """A connection to a database that may be read only. Beside one in WAL mode SQLite would write files of its own, unless
    nothing is under way: then it takes the file as one that does not change."""
    still = "" if _has_log(path) else "&immutable=1"
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro{still}", uri=True, check_same_thread=False)


_text = methodcaller("decode", "utf-8", "surrogateescape")
"""Text from SQLite; bytes that the disk has changed become letters that no reader of what was written takes."""


def _tune_sqlite(engine: Engine, *, read_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        connection.text_factory = _text  # SQLite's own refuses a whole answer for one letter that is none
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        if not read_only:
            _use_wal(cursor)
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Switch to WAL. SQLite refuses at once, whatever busy_timeout says, while another does the same to a new file."""
    end = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
        time.sleep(0.01)
