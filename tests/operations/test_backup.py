"""Backups: whole while others write, checked, private, and put back without destroying anything unasked."""

from __future__ import annotations

import gzip
import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.clock import SetClock
from monitor.errors import CannotRead, StoreError, UsageError
from monitor.operations.backup import restore_backup, take_backup
from monitor.store import open_store
from monitor.store.engine import Database
from monitor.store.processes import this_instance
from tests.operations.test_copying import Fresh, filled, fresh, silent  # noqa: F401 - a fixture
from tests.store.conftest import postgres  # noqa: F401 - a fixture
from tests.store.making import NOW, added, outcome

ROOT = Path(__file__).resolve().parents[2]
CLOCK = SetClock(NOW + timedelta(days=1))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(filled(f"sqlite:///{tmp_path / 'elmon.db'}"))
    yield database
    database.close()


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def documents(url: str) -> int:
    store = open_store(url)
    try:
        return len(store.documents.recorded())
    finally:
        store.close()


@pytest.mark.parametrize("name", ["copy.db", "copy.db.gz"])
def test_what_was_backed_up_comes_back(name: str, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "backups" / name
    steps: list[tuple[int, int]] = []
    size = take_backup(database, file, lambda done, total: steps.append((done, total)))
    assert size == file.stat().st_size
    assert steps[-1][0] == steps[-1][1] > 0
    assert names(file.parent) == [name]  # nothing is left beside it
    with file.open("rb") as stream:
        assert (stream.read(2) == b"\x1f\x8b") == name.endswith(".gz")
    new = f"sqlite:///{tmp_path / 'other' / 'new.db'}"
    restore_backup(file, new, CLOCK, silent)
    was, became = open_store(str(database.url)), open_store(new)
    assert became.outbox.rows(1000) == was.outbox.rows(1000)
    assert became.documents.recorded() == was.documents.recorded()
    with became.database.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    was.close()
    became.close()
    assert names(tmp_path / "other") in (["new.db"], ["new.db", "new.db-shm", "new.db-wal"])


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_files_are_their_user_s_alone_whatever_the_mask(mask: int, tmp_path: Path) -> None:
    before = os.umask(mask)
    try:
        store = open_store(f"sqlite:///{tmp_path / 'data' / 'elmon.db'}")
        store.ledger.record(outcome(added("New")), now=NOW)
        modes = {f.name: f.stat().st_mode & 0o777 for f in (tmp_path / "data").iterdir()}
        assert modes == {"elmon.db": 0o600, "elmon.db-wal": 0o600, "elmon.db-shm": 0o600}
        for name in ("a.db", "a.db.gz"):
            take_backup(store.database, tmp_path / "backups" / name, silent)
            assert (tmp_path / "backups" / name).stat().st_mode & 0o777 == 0o600
        store.close()
        new = tmp_path / "data" / "new.db"
        restore_backup(tmp_path / "backups" / "a.db.gz", f"sqlite:///{new}", CLOCK, silent)
        assert new.stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "backups").stat().st_mode & 0o077 == 0
    finally:
        os.umask(before)


def test_a_backup_is_whole_while_others_write(database: Database, tmp_path: Path) -> None:
    store, stop = open_store(str(database.url)), threading.Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            store.ledger.record(outcome(added(f"Late {n}"), number=f"2031-{n:05}"), now=NOW)
            n += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            take_backup(database, tmp_path / f"{n}.db", silent)
            assert sum(1 for _ in open_rows(tmp_path / f"{n}.db")) == 0  # every message has its alert
    finally:
        stop.set()
        writer.join()
        store.close()


def open_rows(file: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(file)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute(
            "SELECT id FROM outbox WHERE change_set NOT IN (SELECT key FROM change_set)"
            " UNION ALL SELECT number FROM document WHERE number NOT IN (SELECT document_number FROM change)"
        ).fetchall()
    finally:
        connection.close()


def test_nothing_is_written_over_unasked(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    take_backup(database, file, silent)
    with pytest.raises(UsageError, match="is there already; name another file, or say --replace"):
        take_backup(database, file, silent)
    take_backup(database, file, silent, replace=True)
    store = open_store(str(database.url))
    store.ledger.record(outcome(added("Late"), number="2031-00001"), now=NOW)
    store.close()
    with pytest.raises(UsageError, match="is not empty; back it up, then say --replace"):
        restore_backup(file, str(database.url), CLOCK, silent)
    assert documents(str(database.url)) == 31
    restore_backup(file, str(database.url), CLOCK, silent, replace=True)
    assert documents(str(database.url)) == 30


def test_not_under_an_instance_at_work_but_under_a_dead_one(database: Database, tmp_path: Path) -> None:
    take_backup(database, tmp_path / "a.db", silent)
    store, now = open_store(str(database.url)), datetime.now(UTC)
    clock = SetClock(now)
    store.leases.acquire("poll", this_instance(), 600, now)
    with pytest.raises(UsageError, match=r"is at work on .* stop elmon run first"):
        restore_backup(tmp_path / "a.db", str(database.url), clock, silent, replace=True)
    store.leases.release("poll", this_instance())
    machine = this_instance().rsplit(":", 2)[0]
    store.leases.acquire("poll", f"{machine}:4194303:1", 600, now)
    restore_backup(tmp_path / "a.db", str(database.url), clock, silent, replace=True)
    store.leases.acquire("poll", "elsewhere", 3600, now)  # a clock was wrong
    store.close()
    restore_backup(tmp_path / "a.db", str(database.url), clock, silent, replace=True)


def test_a_reader_in_between_sees_the_old_or_the_new(database: Database, tmp_path: Path) -> None:
    take_backup(database, tmp_path / "a.db", silent)
    store = open_store(str(database.url))
    restore_backup(tmp_path / "a.db", str(database.url), CLOCK, silent, replace=True)
    assert len(store.documents.recorded()) == 30  # the connection that was open goes on
    store.ledger.record(outcome(added("Late"), number="2031-00001"), now=NOW)
    store.close()
    assert documents(str(database.url)) == 31


KILLED = """
import os, sys
from pathlib import Path
from monitor.clock import SystemClock
from monitor.operations.backup import restore_backup
from monitor.store import backup
backup.PAGES = 1
def half(done, total):
    if done > total / 2:
        os._exit(9)
restore_backup(Path(sys.argv[1]), sys.argv[2], SystemClock(), half, replace=True)
"""


def test_killed_half_way_the_old_content_is_still_there(database: Database, tmp_path: Path) -> None:
    take_backup(database, tmp_path / "a.db", silent)
    store = open_store(str(database.url))
    store.ledger.record(outcome(added("Late"), number="2031-00001"), now=NOW)  # and a process that has it open
    command = [sys.executable, "-c", KILLED, str(tmp_path / "a.db"), str(database.url)]
    killed = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=60)
    assert killed.returncode == 9, killed.stderr
    assert len(store.documents.recorded()) == 31
    with store.database.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    store.ledger.record(outcome(added("Later"), number="2031-00002"), now=NOW)
    store.close()
    restore_backup(tmp_path / "a.db", str(database.url), CLOCK, silent, replace=True)
    assert documents(str(database.url)) == 30


def test_an_empty_database_is_no_backup(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'misspelt.db'}")
    with pytest.raises(UsageError, match="holds nothing yet"):
        take_backup(database, tmp_path / "a.db", silent)
    database.close()
    assert not (tmp_path / "a.db").exists()


def test_what_a_killed_backup_left_is_taken_away_a_day_later(database: Database, tmp_path: Path) -> None:
    place = tmp_path / "backups"
    place.mkdir()
    for name in (
        ".a.db.gz.copy.77",
        ".a.db.gz.copy.77-journal",
        ".a.db.gz.packed.77",
        ".b.db.copy.78",
        ".other.copy.x",
    ):
        (place / name).touch()
        if "78" not in name:
            os.utime(place / name, (0, 0))
    take_backup(database, place / "new.db", silent)
    assert names(place) == [".b.db.copy.78", ".other.copy.x", "new.db"]


def broken(kind: str, good: bytes) -> bytes:
    packed = gzip.compress(good, mtime=0)
    return {
        "empty": b"",
        "text": b"not a database at all " * 100,
        "cut": good[: len(good) // 2],
        "overwritten": good[:8192] + b"\xff" * 8192 + good[16384:],
        "cut gzip": packed[: len(packed) // 2],
        "damaged gzip": packed[:200] + b"\xff" * 50 + packed[250:],
        "gzip of text": gzip.compress(b"x" * 10_000, mtime=0),
    }[kind]


@pytest.mark.parametrize("kind", ["empty", "text", "cut", "overwritten", "cut gzip", "damaged gzip", "gzip of text"])
def test_what_is_no_sound_backup_changes_nothing(kind: str, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    take_backup(database, file, silent)
    file.write_bytes(broken(kind, file.read_bytes()))
    target = f"sqlite:///{tmp_path / 'target.db'}"
    filled(target)
    with pytest.raises(CannotRead, match=r"a\.db.*(take another backup|name another file)"):
        restore_backup(file, target, CLOCK, silent, replace=True)
    assert documents(target) == 30
    assert not [name for name in names(tmp_path) if name.startswith(".")]


def test_other_databases_and_newer_ones_are_refused(database: Database, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path / 'target.db'}"
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE recipes (name)")
    other.close()
    with pytest.raises(CannotRead, match="none of elmon's"):
        restore_backup(tmp_path / "other.db", target, CLOCK, silent)
    with database.connection() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    take_backup(database, tmp_path / "newer.db", silent)
    with pytest.raises(CannotRead, match="newer version of elmon"):
        restore_backup(tmp_path / "newer.db", target, CLOCK, silent)
    with pytest.raises(CannotRead, match="is no file"):
        restore_backup(tmp_path, target, CLOCK, silent)


def test_a_place_that_cannot_be_written_is_a_sentence(database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"cannot be written .*check the path"):
        take_backup(database, tmp_path / "file" / "a.db", silent)


def test_postgresql_is_told_its_own_tool_and_takes_a_backup(fresh: Fresh, database: Database, tmp_path: Path) -> None:  # noqa: F811
    url = fresh("postgresql")
    server = Database(url)
    with pytest.raises(
        UsageError, match=r"pg_dump --format=custom --file=\S*a\.dump '?--dbname=postgresql://"
    ) as caught:
        take_backup(server, tmp_path / "a.dump", silent)
    assert "***" not in str(caught.value).partition("--dbname")[2]
    assert re.search(r"pg_dump must be of the server's version \([0-9.]+\b.*\) or newer", str(caught.value))
    with pytest.raises(UsageError, match=r"--file=\S*elmon-2026-07-18\.dump .*sqlite:///\S*/elmon-2026-07-18\.db\)"):
        take_backup(server, tmp_path / "elmon-2026-07-18.db.gz", silent)
    server.close()
    take_backup(database, tmp_path / "a.db.gz", silent)
    restore_backup(tmp_path / "a.db.gz", url, CLOCK, silent)
    assert documents(url) == 30
    with pytest.raises(UsageError, match="make a new PostgreSQL database"):
        restore_backup(tmp_path / "a.db.gz", url, CLOCK, silent, replace=True)
