"""A daemon whose threads are stuck ends itself, so that it is started anew; systemd is told how it is; poll has the lease."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from monitor.clock import SystemClock
from monitor.operations.liveness import LONGEST_TURN, Liveness
from monitor.polling.lease import leading
from monitor.store import open_store
from monitor.store.processes import this_instance
from monitor.store.sources import POLL_LEASE
from tests.cli.conftest import Place
from tests.cli.test_daemon import start, stop, until

FREEZE = """
import re, sys, threading, time
from monitor.operations import watchdog
watchdog.Watchdog.__init__.__defaults__ = (3.0, *watchdog.Watchdog.__init__.__defaults__[1:])
def hold():
    time.sleep(5)
    {frozen}
threading.Thread(target=hold, daemon=True).start()
import runpy
sys.argv = ["elmon", "--config", sys.argv[1], "run"]
runpy.run_module("monitor", run_name="__main__")
"""
HOLDS_THE_INTERPRETER = 're.match("(?:a+)+$", "a" * 60 + "b")'
STUCK_HEART = "from monitor.daemon import Daemon; Daemon._look_at_the_clock = lambda self: time.sleep(3600)"
STUCK_DELIVERY = """
    from monitor.alerting.dispatch import Dispatcher; from monitor.operations import liveness
    liveness.LONGEST_TURN = 2.0
    Dispatcher.round = lambda self: time.sleep(3600)
"""


@contextmanager
def listening(place: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
        there.bind(str(place))
        there.settimeout(20)
        yield there


def test_systemd_is_told_that_it_is_ready_alive_and_stopping(place: Place, request: pytest.FixtureRequest) -> None:
    place.start_from("2023-26935", date(2023, 12, 6))
    place.hold_back()
    with listening(place.folder / "notify") as there:
        os.environ["NOTIFY_SOCKET"] = str(place.folder / "notify")
        try:
            daemon = start(place)
        finally:
            del os.environ["NOTIFY_SOCKET"]
        request.addfinalizer(daemon.kill)
        assert there.recv(100) == b"READY=1"
        assert [there.recv(100) for _ in range(3)] == [b"WATCHDOG=1"] * 3
        stop(daemon)
        last = b""
        there.settimeout(0.1)
        while last != b"STOPPING=1":
            last = there.recv(100)


@pytest.mark.parametrize(
    "frozen", [HOLDS_THE_INTERPRETER, STUCK_HEART, STUCK_DELIVERY], ids=["interpreter", "heart", "delivery"]
)
def test_a_frozen_thread_ends_the_process(place: Place, frozen: str) -> None:
    place.start_from("2023-26935", date(2023, 12, 6))
    place.hold_back()
    ended = subprocess.run(
        [sys.executable, "-c", FREEZE.format(frozen=frozen), str(place.config)],
        cwd=place.folder, env=place.environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "Thread 0x" in ended.stderr  # where every thread was
    needs_no_interpreter = "Timeout (" in ended.stderr  # it reads running threads' places, which may crash it
    assert needs_no_interpreter == (frozen == HOLDS_THE_INTERPRETER)


def test_a_delivery_that_never_ends_is_noticed() -> None:
    seconds = [0.0]
    liveness = Liveness(lambda: seconds[0])
    liveness.begin_delivery()

    def another_round() -> None:
        liveness.begin_delivery()
        liveness.end_delivery()

    other = threading.Thread(target=another_round)
    other.start()
    other.join()
    seconds[0] = LONGEST_TURN + 1
    liveness.beat()
    assert "one delivery has been at work for 7201 s" in liveness.trouble()
    liveness.end_delivery()
    assert liveness.trouble() == ""


# -- the lease of a single round ---------------------------------------------------------------------------------------


def test_a_round_from_cron_asks_nobody_while_another_instance_polls(place: Place) -> None:
    place.start_from("2023-26935", date(2023, 12, 6))
    place.hold_back()
    store = open_store(f"sqlite:///{place.folder / 'elmon.db'}")
    assert store.leases.acquire(POLL_LEASE, this_instance(), 180, datetime.now(UTC))  # this process lives
    place.register.requests.clear()
    done = place.elmon("poll")
    assert (done.returncode, place.register.requests) == (0, [])
    assert "Another instance polls this database" in done.stderr
    store.leases.release(POLL_LEASE, this_instance())
    assert place.elmon("poll").returncode == 0
    assert place.register.requests != []
    assert store.leases.acquire(POLL_LEASE, "another", 180, datetime.now(UTC))  # it gave its lease back
    store.close()


def test_a_long_round_keeps_its_lease(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.polling.lease.LEASE_SECONDS_ALONE", 1.5)
    store = open_store(f"sqlite:///{place.folder / 'elmon.db'}")
    with leading(store, SystemClock(), "one") as leads:
        assert leads
        end = time.monotonic() + 3
        while time.monotonic() < end:
            assert not store.leases.acquire(POLL_LEASE, "two", 1.5, datetime.now(UTC))
            time.sleep(0.1)
    until(lambda: store.leases.acquire(POLL_LEASE, "two", 1.5, datetime.now(UTC)), 1)
    store.close()
