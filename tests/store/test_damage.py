"""Disks that fill up, bytes that flip, files that are cut or may not be written: sentences, and nothing made up."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.alerting.alerts import operator_alert
from monitor.errors import StoreError
from monitor.history.list_history import load_history
from monitor.model import OperatorAlert
from monitor.store import Store, open_store
from monitor.store import engine as engine_module
from monitor.store.retention import shrink
from tests.store.making import LIST, outcome

NOW = datetime(2030, 1, 1, tzinfo=UTC)
DAY = date(2030, 1, 1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database of a list and an alert."""
    file = tmp_path / "elmon.db"
    store = open_store(f"sqlite:///{file}")
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="b" * 64, now=NOW)
    for key in ("operator/first", "operator/second"):
        store.outbox.add(operator_alert(key, "A trial", ("It is one.",)), [("mail", "a@example.org")], NOW)
    store.close()
    return file


def opened(file: Path) -> Store:
    return open_store(f"sqlite:///{file}")


def flip(file: Path, statement: str) -> None:
    with sqlite3.connect(file) as connection:
        assert connection.execute(statement).rowcount > 0
    connection.close()


READS: list[tuple[str, Callable[[Store], Any]]] = [
    ("history", lambda store: load_history(store).entries_on(DAY)),
    ("ledger", lambda store: store.ledger.entries(DAY)),
]


@pytest.mark.parametrize("damage", ["substr(content, 2)", "replace(content, '\"name\"', '\"nome\"')", "'[]'", "'null'"])
@pytest.mark.parametrize("read", [read for _, read in READS], ids=[name for name, _ in READS])
def test_an_entry_that_is_no_entry_any_more_is_an_error(file: Path, read: Callable[[Store], Any], damage: str) -> None:
    flip(file, f"UPDATE entry_version SET content = {damage} WHERE id = 1")
    with pytest.raises(StoreError, match=r"damaged.*Restore a backup"):
        read(opened(file))


def test_an_entry_that_is_another_one_is_an_error(file: Path) -> None:
    flip(file, "UPDATE entry_version SET content = replace(content, 'a', 'e')")
    with pytest.raises(StoreError, match="damaged"):
        load_history(opened(file)).entries_on(DAY)


def test_text_that_is_none_is_an_error(file: Path) -> None:
    flip(file, "UPDATE entry_version SET content = CAST(x'7bff7d' AS TEXT) WHERE id = 1")
    with pytest.raises(StoreError, match=r"damaged.*Restore a backup"):
        opened(file).ledger.entries(DAY)


def test_a_damaged_alert_holds_up_no_other_and_its_recipient_hears_of_it(file: Path) -> None:
    flip(file, "UPDATE change_set SET alert = substr(alert, 9) WHERE key = 'operator/first'")
    outbox = opened(file).outbox
    (first,) = outbox.lease(NOW, "me", 60, 1)
    assert isinstance(first.alert, OperatorAlert)
    assert "operator/first" in first.alert.headline
    assert outbox.mark_sent(first.id, "me", NOW)
    (second,) = outbox.lease(NOW, "me", 60, 1)
    assert second.alert.change_set == "operator/second"


def test_a_database_that_was_cut_to_nothing_is_no_new_one(file: Path) -> None:
    file.write_bytes(b"")
    with pytest.raises(StoreError, match=r"is empty: what it held is gone\. Restore a backup"):
        opened(file)
    assert file.stat().st_size == 0
    file.unlink()
    assert load_history(opened(file)).versions == ()


@pytest.mark.parametrize("has_links", [True, False])
def test_a_first_start_that_was_killed_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    """A database has its first page before it has its name: whatever is there then is none that was cut."""
    file, sizes = tmp_path / "new.db", []
    opening, linking = os.open, os.link

    def seen(path: Any, *rest: Any, **named: Any) -> int:
        if Path(path) == file:
            sizes.append(file.stat().st_size)
            raise KeyboardInterrupt
        return opening(path, *rest, **named)

    def linked(*paths: Any) -> None:
        if not has_links:
            raise OSError(errno.EPERM, "no links")
        linking(*paths)

    with monkeypatch.context() as patch:
        patch.setattr(engine_module.os, "link", linked)  # type: ignore[attr-defined]
        patch.setattr(engine_module.os, "open", seen)  # type: ignore[attr-defined]
        with pytest.raises(KeyboardInterrupt):
            opened(file)
    assert sizes
    assert min(sizes) > 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert load_history(opened(file)).versions == ()


@pytest.mark.parametrize("cut", [100, 4096, 10_000])
def test_a_database_that_was_cut_short_is_an_error(file: Path, cut: int) -> None:
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(StoreError, match=r"damaged|no database"):
        load_history(opened(file)).entries_on(DAY)


@pytest.mark.parametrize("refusal", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_database_that_may_not_be_written_can_be_read(
    file: Path, monkeypatch: pytest.MonkeyPatch, refusal: int
) -> None:
    opening = os.open

    def refused(path: Any, flags: int, *rest: Any, **named: Any) -> int:  # root may write whatever the mode says
        if Path(path) == file and flags & os.O_RDWR:
            raise OSError(refusal, os.strerror(refusal))
        return opening(path, flags, *rest, **named)

    monkeypatch.setattr(engine_module.os, "open", refused)  # type: ignore[attr-defined]
    before = file.read_bytes()
    store = opened(file)
    assert len(load_history(store).entries_on(DAY)) == len(LIST.entries)
    with pytest.raises(StoreError, match="may not be written"):
        store.outbox.add(operator_alert("operator/third", "A trial", ()), [("mail", "a")], NOW)
    store.close()
    assert file.read_bytes() == before
    assert sorted(p.name for p in file.parent.iterdir()) == [file.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size")
def test_shrinking_on_a_full_disk_is_an_error(file: Path) -> None:
    (file.parent / "monitor.toml").write_text(f'[database]\nurl = "sqlite:///{file}"\n')
    command = ["-m", "monitor", "--config", "monitor.toml", "db", "prune", "--keep-days", "7", "--vacuum"]
    full = (
        "import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); sys.argv = ['elmon', *sys.argv[1:]]; "
        "runpy.run_module('monitor', run_name='__main__')"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", full, *command[2:]], cwd=file.parent, env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 5, done.stderr
    assert "make room" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(load_history(opened(file)).entries_on(DAY)) == len(LIST.entries)


def test_shrinking_what_somebody_keeps_locked_is_an_error(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "BUSY_MILLISECONDS", 50)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another process keeps it locked"):
        shrink(opened(file).database)
    other.close()


def test_a_database_cut_beside_its_log_is_no_new_one_even_at_once(file: Path) -> None:
    store = opened(file)
    store.outbox.add(operator_alert("operator/third", "A trial", ()), [("mail", "a")], NOW)
    log = file.with_name(file.name + "-wal").read_bytes()
    store.close()
    file.write_bytes(b"")
    file.with_name(file.name + "-wal").write_bytes(log)
    with pytest.raises(StoreError, match="is empty"):
        opened(file)


def test_a_file_that_was_taken_away_is_noticed(file: Path) -> None:
    store = opened(file)
    store.require_ours()
    file.rename(file.with_name("moved.db"))
    with pytest.raises(StoreError, match="was removed or replaced"):
        store.require_ours()
    opened(file).close()
    with pytest.raises(StoreError, match="was removed or replaced"):
        store.require_ours()
    store.close()


def test_a_verdict_that_is_none_is_an_error(file: Path) -> None:
    store = opened(file)
    store.ledger.record(outcome(), now=NOW)
    flip(file, "UPDATE document SET verdict = 'vErified'")
    for read in (
        lambda: store.ledger.context("2030-00001"),
        lambda: load_history(store).documents,
    ):
        with pytest.raises(StoreError, match="damaged"):
            read()
    assert store.documents.verdicts(["2030-00001"]) == {"2030-00001": None}, "it is recorded, whatever it was"
    assert any("the verdict on 2030-00001" in sentence for sentence in store.database.damage.unreported())
    store.close()


def test_a_retry_that_was_put_off_by_a_clock_that_ran_ahead_is_due(file: Path) -> None:
    outbox = opened(file).outbox
    (item,) = outbox.lease(NOW, "me", 60, 1)
    outbox.retry_later(item.id, "me", NOW + timedelta(days=2), "down")
    (again,) = outbox.lease(NOW, "me", 60, 1)
    assert again.id == item.id


def test_a_lease_whose_end_is_no_moment_is_free(file: Path) -> None:
    leases = opened(file).leases
    assert leases.acquire("poll", "other", 60, NOW)
    flip(file, "UPDATE lease SET until = 'garbage'")
    assert leases.acquire("poll", "me", 60, NOW)
    assert not leases.acquire("poll", "other", 60, NOW)


@pytest.mark.parametrize("column", ["recorded_at", "publication_date", "in_force_on"])
def test_a_document_with_a_day_that_is_none_hides_no_other(file: Path, column: str) -> None:
    store = opened(file)
    store.ledger.record(outcome(number="2030-00001"), now=NOW)
    store.ledger.record(outcome(number="2030-00002"), now=NOW)
    flip(file, f"UPDATE document SET {column} = 'x' WHERE number = '2030-00001'")
    assert set(store.documents.published(date(2029, 1, 1))) == {"2030-00002"}
    assert any("2030-00001" in sentence for sentence in store.database.damage.unreported())
    with pytest.raises(StoreError, match=r"damaged: 'x' is where .* was written\. Restore a backup"):
        store.documents.recorded("2030-00001")


def test_a_message_whose_state_is_none_is_due_again_and_noted_unless_it_was_sent(file: Path) -> None:
    store = opened(file)
    (first,) = store.outbox.lease(NOW, "me", 60, 1)
    store.outbox.mark_sent(first.id, "me", NOW)
    flip(file, "UPDATE outbox SET state = 'pendinf'")
    assert store.outbox.backlog(NOW).waiting == 0
    store.outbox.restore_states()
    assert store.outbox.backlog(NOW).waiting == 1
    assert [item.alert.change_set for item in store.outbox.lease(NOW, "me", 60, 9)] == ["operator/second"]
    noted = store.database.damage.unreported()
    assert any("operator/first" in said for said in noted)
    assert any("operator/second" in said and "'pendinf'" in said for said in noted)


def test_a_user_of_postgresql_who_may_do_too_little_is_told_what(postgres: Any) -> None:
    name = f"poor{uuid.uuid4().hex[:12]}"
    postgres.psql(f"CREATE ROLE {name} LOGIN")
    postgres.psql(f"CREATE DATABASE {name}")
    url = str(postgres.get_uri(database=name)).replace("postgresql://postgres:", f"postgresql+psycopg://{name}", 1)
    with pytest.raises(StoreError, match="its user may do too little there; make it the owner"):
        open_store(url)
