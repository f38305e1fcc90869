"""What machines do to a monitor besides killing it: it says so, loses nothing, and goes on by itself when it is over."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from monitor.clock import EASTERN, SystemClock, eastern_day
from monitor.daemon import Daemon
from monitor.demo.sinks import WebhookSink
from monitor.errors import StoreError
from monitor.model import Snapshot
from monitor.store import Store, open_store
from tests.cli.conftest import Place
from tests.cli.test_daemon import start
from tests.crash.conftest import Make, new_database
from tests.monitoring import Monitor
from tests.store.making import NOW, added, by_our_clock, outcome

FILED = "2019-10-07T16:15:30"
ROOT = Path(__file__).resolve().parents[2]


def begun(monitor: Monitor, make: Make, at: str) -> Daemon:
    """A daemon that leads, with an empty list, before anything is filed."""
    daemon = make(at)
    monitor.set("2019-10-07T15:00:00")
    empty = Snapshot("an empty list", None, ())
    if daemon.store.ledger.baseline() is None:
        daemon.store.ledger.take_baseline(empty, as_of=date(2019, 10, 1), sha256="0" * 64, now=monitor.clock.now())
    daemon.turn()
    assert daemon.leading
    return daemon


def during(monitor: Monitor, daemon: Daemon, said: list[dict[str, Any]], fault: str) -> None:
    """A rule is filed, a round is turned and delivered: nothing happens but that the fault is told."""
    monitor.set(FILED)
    del said[:]
    daemon.turn()
    daemon.heartbeat()
    daemon.deliver()
    told = [str(entry.get("error", "")) for entry in said if entry["log_level"] == "error"]
    assert any(fault in error for error in told), said
    assert not any("Traceback" in str(entry) or "exc_info" in entry for entry in said), said
    assert monitor.mail.received == []


def after(monitor: Monitor, daemon: Daemon) -> None:
    """The fault is over: without anybody's help the rule is found and told, once."""
    later = monitor.clock.now() + timedelta(minutes=5)
    monitor.clock.set(later)
    monitor.register.set(later)
    daemon.heartbeat()
    daemon.turn()
    daemon.deliver()
    daemon.turn()
    daemon.deliver()
    rows = daemon.store.outbox.rows()
    assert sorted((r.change_set, r.state) for r in rows) == [("2019-22210/public-inspection", "sent")] * 3
    assert len(monitor.mail.received) == 2
    assert len(monitor.slack.received) == 1


# -- PostgreSQL ---------------------------------------------------------------------------------------------------------


def test_the_server_is_stopped_and_started(
    monitor: Monitor, daemon: Make, own_server: Any, said: list[dict[str, Any]]
) -> None:
    watching = begun(monitor, daemon, new_database(own_server))
    own_server.stop()
    during(monitor, watching, said, "no answer; does it run?")
    own_server.ensure_postgres_running()
    after(monitor, watching)


def test_stopping_while_the_server_is_away_is_orderly(
    monitor: Monitor, daemon: Make, own_server: Any, said: list[dict[str, Any]]
) -> None:
    watching = begun(monitor, daemon, new_database(own_server))
    watching._scheduler.start()
    own_server.stop()
    watching.stop()
    assert [entry["event"] for entry in said][-2:] == ["the lease could not be given up", "stopped"]
    own_server.ensure_postgres_running()


CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"


def test_a_connection_is_cut_in_the_middle_of_a_transaction(
    monitor: Monitor, daemon: Make, own_server: Any, said: list[dict[str, Any]]
) -> None:
    watching = begun(monitor, daemon, new_database(own_server))
    database = watching.store.database.url.database
    statements: list[str] = []

    def cut(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)
        if "INSERT INTO outbox" in statement:
            own_server.psql(CUT.replace("current_database()", f"'{database}'"))

    event.listen(watching.store.database.engine, "before_cursor_execute", cut)
    during(monitor, watching, said, "The database")
    assert any("INSERT INTO filing" in statement for statement in statements)
    event.remove(watching.store.database.engine, "before_cursor_execute", cut)
    assert watching.store.filings.all() == {}
    after(monitor, watching)


# -- SQLite -------------------------------------------------------------------------------------------------------------


def pragmas(store: Store, words: str) -> Callable[[], None]:
    """``words`` at the beginning of every transaction; what takes it back."""

    def begin(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA {words}")

    event.listen(store.database.engine, "begin", begin)
    return lambda: event.remove(store.database.engine, "begin", begin)


def test_the_disk_is_full(monitor: Monitor, daemon: Make, tmp_path: Path, said: list[dict[str, Any]]) -> None:
    watching = begun(monitor, daemon, f"sqlite:///{tmp_path / 'full.db'}")
    make_room = pragmas(watching.store, "max_page_count = 1")
    during(monitor, watching, said, "the disk is full")
    make_room()
    pragmas(watching.store, "max_page_count = 4294967294")
    after(monitor, watching)


@pytest.fixture
def small_disk(tmp_path: Path) -> Any:
    """A file system of one megabyte, where this process may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this user cannot mount a small disk (a test with SQLite's own limit shows the same)")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_real_disk_is_full(monitor: Monitor, daemon: Make, small_disk: Path, said: list[dict[str, Any]]) -> None:
    watching = begun(monitor, daemon, f"sqlite:///{small_disk / 'full.db'}")
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(1024)):
                pass
        except OSError:
            pass
    during(monitor, watching, said, "the disk is full")
    filler.unlink()
    after(monitor, watching)


def test_another_process_keeps_the_database_locked(
    monitor: Monitor, daemon: Make, tmp_path: Path, said: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.store.engine.BUSY_MILLISECONDS", 50)
    watching = begun(monitor, daemon, f"sqlite:///{tmp_path / 'locked.db'}")
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN IMMEDIATE');"
        "print('locked', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, tmp_path / "locked.db"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout and other.stdin
        other.stdout.readline()
        during(monitor, watching, said, "another process keeps it locked")
        other.stdin.write(b"\n")
        other.stdin.flush()
        other.wait()
    after(monitor, watching)


def test_a_folder_that_may_only_be_read_is_a_sentence(tmp_path: Path) -> None:
    """As a user who is not root, whom no permission stops."""
    folder = tmp_path / "kept"
    folder.mkdir()
    open_store(f"sqlite:///{folder / 'elmon.db'}").close()
    for place in (*folder.iterdir(), folder):
        place.chmod(0o555 if place == folder else 0o444)
    for parent in folder.parents:
        if parent.stat().st_uid == os.getuid() and not parent.stat().st_mode & 0o005:
            parent.chmod(parent.stat().st_mode | 0o005)
    told = subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, f"sqlite:///{folder / 'elmon.db'}", f"sqlite:///{folder / 'new.db'}"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert told.count("permissions") == 2, told


_AS_NOBODY = """
import os, sys
from monitor.demo.sinks import WebhookSink
from monitor.errors import StoreError
from monitor.store import open_store
import sqlalchemy.dialects.sqlite
if os.getuid() == 0:
    os.setuid(65534)
for url in sys.argv[1:]:
    try:
        open_store(url).sources.failed("x", None, "x")
    except StoreError as error:
        print(error)
"""

# -- both ---------------------------------------------------------------------------------------------------------------


def test_whoever_stays_behind_an_upgrade_writes_nothing_more(
    monitor: Monitor, daemon: Make, url: str, said: list[dict[str, Any]]
) -> None:
    watching = begun(monitor, daemon, url)
    _set_revision(watching.store, "9999")
    during(monitor, watching, said, "written by a newer version")
    with pytest.raises(StoreError, match=r"newer version .* install that version. There is no way back"):
        open_store(url)
    assert watching.store.filings.all() == {}
    assert watching.store.leases.acquire("poll", "the new one", 180, monitor.clock.now() + timedelta(minutes=4))
    watching.store.leases.release("poll", "the new one")
    _set_revision(watching.store, _head())
    after(monitor, watching)


def _set_revision(store: Store, revision: str) -> None:
    with store.database.connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": revision})


def _head() -> str:
    from monitor.store.upgrade import HEAD

    return HEAD


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(hours=3), timedelta(hours=-3), timedelta(days=-400)])
def test_a_clock_that_jumps_and_is_put_right(
    monitor: Monitor, daemon: Make, url: str, jump: timedelta, said: list[dict[str, Any]]
) -> None:
    """Only ours jumps, the Register's goes on; what happens meanwhile is told, at the latest when ours is right again."""
    watching = begun(monitor, daemon, url)
    right = datetime.fromisoformat(FILED).replace(tzinfo=EASTERN)
    monitor.register.set(right)
    monitor.clock.set(right + jump)
    for _ in range(2):
        watching.heartbeat()
        watching.turn()
        watching.store.outbox.lease(monitor.clock.now(), "died sending", 300, 1)
    monitor.clock.set(right)
    after(monitor, watching)
    assert not [entry for entry in said if "exc_info" in entry]


def test_a_lease_that_is_taken_twice_is_marked_once(url: str) -> None:
    """Who was slow to send, so that its lease ran out, does not mark what another has sent meanwhile."""
    store = by_our_clock(open_store(url))
    store.ledger.record(outcome(added("Delta")), now=NOW)
    (item,) = store.outbox.lease(NOW, "slow", 300, 1)
    later = NOW + timedelta(minutes=6)
    again = next(d for d in store.outbox.lease(later, "quick", 300, 9) if d.id == item.id)
    marks = [store.outbox.mark_sent(again.id, "quick", later), store.outbox.mark_sent(item.id, "slow", later)]
    assert marks == [True, False]
    store.close()


def test_many_threads_lease_each_message_once(url: str) -> None:
    store = open_store(url)
    for n in range(30):
        number = f"2030-{n:05}"
        store.ledger.record(outcome(added(f"Party {n}"), number=number, recipients=((f"c{n}", "x"),)), now=NOW)
    taken: list[int] = []

    def take(holder: str) -> None:
        while got := store.outbox.lease(NOW, holder, 300, random.Random(holder).randint(1, 3)):
            for item in got:
                assert store.outbox.mark_sent(item.id, holder, NOW)
                taken.append(item.id)

    threads = [threading.Thread(target=take, args=(f"holder {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 30
    store.close()


def test_told_to_stop_in_the_middle_of_a_message_it_finishes_it(place: Place, request: pytest.FixtureRequest) -> None:
    place.start_from("2023-26935", date(2023, 12, 6))
    today = eastern_day(SystemClock().now())
    record = next(d for d in place.register.documents if d["document_number"] == "2023-26935")
    record["publication_date"] = today.isoformat()
    place.register.publish_through(date.max)
    with SlowWebhook() as slow:
        (place.folder / "hook").write_text(slow.url)
        watching = start(place)
        request.addfinalizer(watching.kill)
        assert slow.asked.wait(20)
        watching.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            watching.wait(1)  # it does not leave while the other side has not answered
        slow.go_on.set()
        said = watching.communicate(timeout=20)[1]
    assert (watching.returncode, "Traceback" in said) == (0, False), said
    rows = {r["channel"]: r for r in json.loads(place.elmon("alerts", "list", "-f", "json").stdout)}
    assert (rows["slack"]["state"], len(slow.received)) == ("sent", 1)


class SlowWebhook(WebhookSink):
    """Answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go_on = threading.Event(), threading.Event()
        asked, go_on = self.asked, self.go_on
        quick = self.server.RequestHandlerClass

        class Handler(quick):  # type: ignore[misc, valid-type]
            def answer(self, body: bytes) -> Any:
                asked.set()
                go_on.wait(20)
                return super().answer(body)

        self.server.RequestHandlerClass = Handler
