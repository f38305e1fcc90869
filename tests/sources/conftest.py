"""What the sources' tests share: no waiting between tries, a recorded Register, and a client with short deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from monitor.demo.register import RecordedRegister
from monitor.http import Client

LAST_DAY = date(2024, 12, 31)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.http.client.pauses", lambda attempts: iter([0.0] * (min(attempts, 2) - 1)))


@pytest.fixture
def register() -> Iterator[RecordedRegister]:
    with RecordedRegister() as register:
        register.publish_through(LAST_DAY)
        yield register


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(timeout_seconds=2, max_bytes=4_000_000, requests_per_second=10_000) as client:
        yield client
