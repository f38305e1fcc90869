"""The dead-man's switch: asked after good rounds, not too often, and never in anybody's way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.clock import SetClock
from monitor.demo.register import RecordedRegister
from monitor.http import Client, HttpResponse
from monitor.operations.ping import Ping
from tests.monitoring import Monitor

SECRET = "5f0c2a1e-77aa"


def test_not_more_often_than_it_may() -> None:
    clock = SetClock(datetime(2030, 1, 2, 12, tzinfo=UTC))
    asked: list[str] = []

    def get(url: str) -> HttpResponse:
        asked.append(url)
        return HttpResponse(url, 200, {}, b"")

    ping = Ping(get, "https://p/x", 60, clock, lambda: True, pytest.fail)
    for seconds, expected in ((0, 1), (59, 1), (61, 2), (61, 2), (-600, 3)):
        clock.set(datetime(2030, 1, 2, 12, tzinfo=UTC) + timedelta(seconds=seconds))
        ping()
        assert len(asked) == expected, seconds


def test_not_while_a_source_is_stale() -> None:
    ping = Ping(lambda u: pytest.fail(), "https://p/x", 60, SetClock(datetime.now(UTC)), lambda: False, pytest.fail)
    ping()


@pytest.mark.parametrize("trouble", ["refused", "answered 404", "a bug"])
def test_trouble_is_told_without_the_address_and_disturbs_nobody(trouble: str) -> None:
    told: list[str] = []
    with RecordedRegister() as server, Client(timeout_seconds=2, requests_per_second=1000, attempts=1) as client:

        def broken(url: str) -> HttpResponse:
            raise RuntimeError(url)

        get = broken if trouble == "a bug" else client.get
        url = f"{server.host}/{SECRET}?key={SECRET}"
        ping = Ping(get, url, 60, SetClock(datetime.now(UTC)), lambda: True, told.append)
        if trouble == "refused":
            with server.refusing():
                ping()
        else:
            ping()
    assert len(told) == 1
    assert "127.0.0.1" in told[0] and SECRET not in told[0]
    assert {"refused": "cannot be reached", "answered 404": "answered 404", "a bug": "RuntimeError"}[trouble] in told[0]


def test_the_daemon_calls_it_after_good_rounds_only(monitor: Monitor) -> None:
    from monitor.daemon import Daemon
    from tests.polling.test_daemon_inside import PLANS, daemon, pass_time, until

    called: list[int] = []
    made: Daemon = daemon(monitor, "one")
    made.ping = lambda: called.append(1)
    monitor.set("2019-10-07T15:00:00")
    made._scheduler.start()
    try:
        made.turn()
        until(lambda: len(called) == 1)
        assert made.liveness.polls() == {(source, "good"): 1 for source in PLANS}
        monitor.register.fault("503", times=10, path="public-inspection")
        pass_time(monitor, 60)
        made.turn()
        assert (
            made.liveness.polls()[
                "public inspection desk"
                if ("public inspection desk", "good") in made.liveness.polls()
                else next(iter(PLANS)),
                "nonsense",
            ]
            == 1
        )
        assert not made.liveness.went_well()
    finally:
        made.stopping.set()
        made._scheduler.shutdown()
    assert len(called) == 1
