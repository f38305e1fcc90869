"""Leases on a server that several machines share go by its clock: theirs may differ by hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.store import Store, open_store
from monitor.store.counts import holder_of
from tests.store.making import TO, outcome

HOURS = timedelta(hours=3)


@pytest.fixture
def shared(postgres: Any) -> Iterator[Store]:
    postgres.psql("CREATE DATABASE server_clock")
    uri = str(postgres.get_uri(database="server_clock"))
    store = open_store(uri.replace("postgresql://", "postgresql+psycopg://", 1))
    yield store
    store.close()
    postgres.psql("DROP DATABASE server_clock")


def test_one_leader_and_one_sender_whatever_the_machines_clocks_say(shared: Store) -> None:
    now = datetime.now(UTC)
    for ahead in (HOURS, -HOURS):
        assert shared.leases.acquire("poll", "one", 60, now)
        assert not shared.leases.acquire("poll", "two", 60, now + ahead)
        assert shared.leases.acquire("poll", "one", 60, now + ahead)  # its own, renewed
        assert not shared.leases.acquire("poll", "two", 60, now)
        assert holder_of(shared.database, "poll", now + ahead) == "one"
    shared.ledger.record(outcome(recipients=TO), now=now - HOURS)
    taken = shared.outbox.lease(now, "one", 300, 100)
    assert len(taken) == len(TO)
    for ahead in (HOURS, -HOURS):
        assert shared.outbox.channels_due(now + ahead) == []
        assert shared.outbox.lease(now + ahead, "two", 300, 100) == []
