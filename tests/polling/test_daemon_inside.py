"""The daemon from inside: channels do not hold up sources, several instances are one monitor, idling writes little."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from monitor.alerting.dispatch import Dispatcher
from monitor.clock import EASTERN
from monitor.daemon import Daemon
from monitor.delivery.protocol import Delivered, Envelope, Result
from monitor.model import Alert
from monitor.polling.allowance import Allowance
from monitor.polling.lease import LEASE_SECONDS_ALONE
from monitor.polling.public_inspection import SOURCE as PUBLIC_INSPECTION
from monitor.polling.source_watch import Source, SourceWatch, plans
from monitor.store.sources import POLL_LEASE
from monitor.web.health import HealthServer
from tests.monitoring import Monitor

PLANS = plans(1, 1)
FILED = "2019-10-07T16:15:30"


@dataclass
class Hanging:
    """A mail server that takes its time."""

    name: str = "mail"
    kind: str = "email"
    recipients: tuple[str, ...] = ("one@example.org", "two@example.org")
    taken: list[str] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)

    def send(self, alert: Alert, recipient: str, envelope: Envelope) -> Result:
        """Take the message when it is released."""
        self.taken.append(recipient)
        self.release.wait(20)
        return Delivered()


def daemon(monitor: Monitor, holder: str, channels: dict[str, object] | None = None) -> Daemon:
    asked = {source.name: source.ask for source in monitor.watch.sources}
    sources = [Source(name, plan, asked[name]) for name, plan in PLANS.items()]
    watch = SourceWatch(monitor.store, monitor.clock, sources, Allowance(lambda: 0), monitor.watch.recipients)
    dispatcher = Dispatcher(monitor.store, channels or monitor.channels, monitor.clock, holder)  # type: ignore[arg-type]
    return Daemon(watch, dispatcher, PLANS)


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def pass_time(monitor: Monitor, seconds: int) -> None:
    monitor.clock.set(monitor.clock.now() + timedelta(seconds=seconds))
    monitor.register.set(monitor.clock.now())


def test_a_mail_server_that_hangs_does_not_blind_the_monitor(monitor: Monitor) -> None:
    monitor.set(FILED)
    mail = Hanging()
    watching = daemon(monitor, "one", {**monitor.channels, "mail": mail})
    watching.start()
    until(lambda: mail.taken == ["one@example.org"])  # hangs from here on
    asked = len(monitor.register.requests)
    for _ in range(3):
        pass_time(monitor, 2)
        watching.turn()
    assert len(monitor.register.requests) >= asked + 6
    mail.release.set()
    until(lambda: [r.state for r in monitor.store.outbox.rows()] == ["sent"] * 3)
    watching.stop()


def test_daily_work_waits_while_the_clock_is_doubtful(monitor: Monitor) -> None:
    monitor.set(FILED)
    watching, done = daemon(monitor, "one"), []
    watching.daily = lambda: done.append(monitor.clock.now())
    watching.turn()
    assert len(done) == 1
    watching.heartbeat()
    pass_time(monitor, 400 * 86_400)
    watching.heartbeat()
    watching.turn()
    assert len(done) == 1
    (key,) = [key for key in monitor.alerted() if key.startswith("operator/clock/")]
    assert len(monitor.alerted()[key]) == 3


def test_several_instances_are_one_monitor(monitor: Monitor) -> None:
    monitor.set(FILED)
    first, second = daemon(monitor, "one"), daemon(monitor, "two")
    first.turn()
    assert len(monitor.alerted()) == 1
    asked = len(monitor.register.requests)
    second.turn()
    assert len(monitor.register.requests) == asked
    pass_time(monitor, int(LEASE_SECONDS_ALONE) + 1)  # the first has died
    second.turn()
    assert len(monitor.register.requests) > asked
    asked = len(monitor.register.requests)
    first.turn()
    assert len(monitor.register.requests) == asked
    assert list(monitor.alerted()) == ["2019-22210/public-inspection"]
    second.store.leases.release(POLL_LEASE, "two")


def test_polling_what_is_known_writes_nothing_but_a_note_now_and_then(monitor: Monitor) -> None:
    monitor.set(FILED)
    watching = daemon(monitor, "one")
    watching.turn()
    watching.deliver()
    other = sqlite3.connect(str(monitor.store.database.url.database))
    written = 0
    asked = len(monitor.register.requests)
    before = other.execute("PRAGMA data_version").fetchone()
    for _ in range(120):  # ten minutes
        pass_time(monitor, 5)
        watching.turn()
        watching.deliver()
        after = other.execute("PRAGMA data_version").fetchone()
        written, before = written + (after != before), after
    other.close()
    polled = len(monitor.register.requests) - asked
    assert polled >= 240
    assert written <= 10  # the lease every minute and a half, the sources every five minutes


def test_a_lease_and_a_source_that_are_well_cost_no_write(monitor: Monitor) -> None:
    now = monitor.set(FILED)
    monitor.store.leases.acquire(POLL_LEASE, "one", 60, now)
    monitor.store.sources.good(PUBLIC_INSPECTION, now)
    other = sqlite3.connect(str(monitor.store.database.url.database))
    before = other.execute("PRAGMA data_version").fetchone()
    soon = now + timedelta(seconds=20)
    assert monitor.store.leases.acquire(POLL_LEASE, "one", 60, soon)
    monitor.store.sources.good(PUBLIC_INSPECTION, soon)
    assert other.execute("PRAGMA data_version").fetchone() == before
    assert monitor.store.leases.acquire(POLL_LEASE, "one", 60, now + timedelta(seconds=31))
    assert other.execute("PRAGMA data_version").fetchone() != before
    other.close()


def test_the_health_page_says_which_source_cannot_be_seen(monitor: Monitor) -> None:
    monitor.clock.set(datetime(2019, 10, 7, 15, tzinfo=EASTERN))
    monitor.register.set(monitor.clock.now())
    monitor.year_is_checked()
    watching = daemon(monitor, "one")
    with HealthServer("127.0.0.1", 0, watching.status) as server:
        watching.turn()
        ready = server.url.replace("healthz", "readyz")
        with urllib.request.urlopen(ready, timeout=5) as answer:
            assert json.load(answer)["stale"] is False
        monitor.register.fault("503", times=10_000, path="public-inspection")
        for _ in range(50):
            pass_time(monitor, 60)
            watching.turn()
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(ready, timeout=5)
        sources = {s["source"]: s for s in json.load(refused.value)["sources"]}
        with urllib.request.urlopen(server.url, timeout=5) as answer:
            assert json.load(answer) == {"alive": True, "reason": ""}  # starting it anew would not help
        refused.value.close()
        assert (refused.value.code, sources[PUBLIC_INSPECTION]["stale"]) == (503, True)
        assert sources[PUBLIC_INSPECTION]["told_at"] is not None
        assert "503" in sources[PUBLIC_INSPECTION]["last_error"]
