"""Databases of both kinds, a PostgreSQL server that may be stopped, and a daemon that is turned by hand."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from monitor.alerting.dispatch import Dispatcher
from monitor.daemon import Daemon
from monitor.polling.allowance import Allowance
from monitor.polling.source_watch import Source, SourceWatch, plans
from monitor.store import Store, open_store
from tests.cli.conftest import place  # noqa: F401 - a fixture
from tests.monitoring import Monitor, monitor, no_waiting, replies  # noqa: F401 - fixtures
from tests.store.conftest import postgres, postgres_server, url  # noqa: F401 - fixtures

PLANS = plans(1, 1)


@pytest.fixture(scope="session")
def own_server() -> Iterator[Any]:
    """A PostgreSQL server of these tests alone, which they may stop."""
    with postgres_server() as server:
        yield server


def new_database(server: Any) -> str:
    """The URL of a new database on ``server``."""
    name = f"t{uuid.uuid4().hex[:12]}"
    server.psql(f"CREATE DATABASE {name}")
    return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def said() -> Iterator[list[Any]]:
    """What is logged."""
    with structlog.testing.capture_logs() as entries:
        yield entries


Make = Callable[[str], Daemon]


@pytest.fixture
def daemon(monitor: Monitor) -> Iterator[Make]:  # noqa: F811
    """Makes a daemon on the database at a URL, with the monitor's register, sinks and clock; not started."""
    opened: list[Store] = []

    def make(at: str) -> Daemon:
        store = open_store(at)
        opened.append(store)
        if not store.database.is_sqlite:  # a server has a clock of its own, which is right
            store.database.moment = lambda now: monitor.register.now  # type: ignore[method-assign]
        monitor.poller.store = monitor.looker.store = store
        asked: dict[str, Any] = {"public inspection": monitor.looker.poll, "federal register": monitor.poller.poll}
        sources = [Source(name, plan, asked[name]) for name, plan in PLANS.items()]
        watch = SourceWatch(store, monitor.clock, sources, Allowance(lambda: 0), monitor.watch.recipients)
        dispatcher = Dispatcher(store, monitor.channels, monitor.clock, f"test-{len(opened)}")
        return Daemon(watch, dispatcher, PLANS, seconds=lambda: monitor.clock.now().timestamp())

    yield make
    for store in opened:
        store.close()
