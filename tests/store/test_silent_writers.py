"""Writers on PostgreSQL that are no longer heard of, or take long: nobody waits for them for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from monitor.errors import StoreError
from monitor.store import Store, open_store
from tests.store.making import NOW
from tests.store.test_kills import ROOT


@pytest.fixture
def url(postgres: Any) -> str:
    name = f"t{uuid.uuid4().hex[:12]}"
    postgres.psql(f"CREATE DATABASE {name}")
    return str(postgres.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def others(url: str) -> Iterator[tuple[Store, Store]]:
    first, second = open_store(url), open_store(url)
    yield first, second
    first.close()
    second.close()


def test_a_writer_that_falls_silent_is_ended(others: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.store.engine.SILENT_SECONDS", 1)
    first, second = others
    with pytest.raises(StoreError), first.database.writing() as session:
        second.sources.failed("register", NOW, "waits, and then it is its turn")
        session.connection().exec_driver_sql("SELECT 1")
    assert second.sources.states()[0].last_error.startswith("waits")
    first.sources.failed("register", NOW, "it goes on")
    assert second.sources.states()[0].last_error == "it goes on"


def test_a_process_that_hangs_in_a_transaction_holds_nobody_up(url: str) -> None:
    script = (
        "import os, signal, sys, monitor.store.engine as engine; engine.SILENT_SECONDS = 1\n"
        "from monitor.store import open_store\n"
        "with open_store(sys.argv[1]).database.writing(): os.kill(os.getpid(), signal.SIGSTOP)"
    )
    with subprocess.Popen([sys.executable, "-c", script, url], cwd=ROOT, stderr=subprocess.DEVNULL) as hanging:
        os.waitid(os.P_PID, hanging.pid, os.WSTOPPED)
        store = open_store(url)
        store.sources.failed("register", NOW, "it is our turn")
        store.close()
        hanging.send_signal(signal.SIGKILL)


def test_the_lease_is_kept_while_somebody_writes_long(others: tuple[Store, Store]) -> None:
    first, second = others
    with first.database.writing():
        assert second.leases.acquire("poll", "second", 7, NOW)
        second.leases.release("poll", "second")


def test_a_server_that_is_unplugged_is_noticed(others: tuple[Store, Store]) -> None:
    with others[0].database.connection() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        parameters = driver.info.get_parameters()
    assert (parameters["keepalives_idle"], parameters["tcp_user_timeout"]) == ("5", "15000")


def test_the_address_may_say_otherwise(url: str) -> None:
    store = open_store(f"{url}&keepalives_idle=60&connect_timeout=3")
    with store.database.connection() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        assert driver.info.get_parameters()["keepalives_idle"] == "60"
    store.close()
