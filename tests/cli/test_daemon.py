"""The daemon as a process: it watches, says so, drains on SIGTERM, and survives being killed between any two steps."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from monitor.clock import SystemClock, eastern_day
from monitor.polling.intake import STEPS
from tests.cli.conftest import ROOT, Place

DAY = date(2023, 12, 6)
NEXT = date(2023, 12, 7)


def start(place: Place) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "--config", str(place.config), "run"],
        cwd=place.folder, env=place.environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def stop(daemon: subprocess.Popen[str]) -> str:
    daemon.send_signal(signal.SIGTERM)
    _, said = daemon.communicate(timeout=30)
    assert daemon.returncode == 0, said
    return said


def test_it_watches_and_stops_when_told(place: Place, request: pytest.FixtureRequest) -> None:
    place.start_from("2023-26935", DAY)
    place.hold_back()
    place.config.write_text(place.config.read_text() + '\n[web]\nhosts = ["elmon"]\n')
    daemon = start(place)
    request.addfinalizer(daemon.kill)
    assert daemon.stderr is not None
    url = ""
    while not url:
        url = (re.search(r"http://\S+/healthz", daemon.stderr.readline()) or [""])[0].replace("healthz", "readyz")

    def healthy() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return json.load(answer)["stale"] is False
        except urllib.error.HTTPError:
            return False

    def asked_as(host: str) -> int:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers={"Host": host}), timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    until(healthy)
    assert [asked_as(host) for host in ("elmon:8744", "evil.example.org")] == [200, 421]
    place.register.fault("503", times=4)  # a failed poll or two
    record = next(d for d in place.register.documents if d["document_number"] == "2023-26935")
    record["publication_date"] = eastern_day(SystemClock().now()).isoformat()
    place.register.publish_through(date.max)
    until(lambda: len(place.mail.received) == 1 and len(place.slack.received) == 1)
    said = stop(daemon)
    assert "stopped" in said
    assert "Traceback" not in said
    rows = json.loads(place.elmon("alerts", "list", "-f", "json").stdout)
    assert [r["state"] for r in rows] == ["sent", "sent"]


def test_it_starts_from_nothing(place: Place, request: pytest.FixtureRequest) -> None:
    daemon = start(place)
    request.addfinalizer(daemon.kill)
    until(lambda: place.register.requests != [])
    said = stop(daemon)
    assert said.count("started from a copy of the list") == 1
    assert "Traceback" not in said
    assert "entries in force; baseline bundled eCFR copy" in " ".join(place.elmon("status").stdout.split())


KILLS = {
    "after the text came": "published.FederalRegister.text",
    **{f"after {step}": f"intake.{step}" for step in STEPS},
    "while recording": "ledger.enqueue",
    "after leasing": "outbox.Outbox.lease",
    "after marking": "outbox.Outbox.mark_sent",
}
WHILE_DELIVERING = ("outbox.Outbox.lease", "outbox.Outbox.mark_sent")
SCRIPT = """
import os, sys
from datetime import datetime
from monitor import clock
from monitor.polling import intake, public_inspection, published
from monitor.store import filings, ledger, outbox
if len(sys.argv) > 2:
    clock.SystemClock.now = lambda self: datetime.fromisoformat(sys.argv[2])
target = {target!r}
if target:
    place, name = target.rsplit(".", 1)
    holder = eval(place)
    whole = getattr(holder, name)
    def last(*a, **k):
        found = whole(*a, **k)
        if found or found is None:
            os._exit(9)
        return found
    setattr(holder, name, last)
from monitor.cli.entry_point import run
sys.exit(run(["--config", sys.argv[1], "poll"]))
"""


@pytest.mark.parametrize("target", KILLS.values(), ids=KILLS.keys())
def test_killed_between_any_two_steps_the_alert_arrives_once(place: Place, target: str) -> None:
    place.start_from("2023-26935", DAY)
    place.register.publish_through(NEXT)
    killed = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(target=target), str(place.config)],
        cwd=ROOT, env=place.environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert killed.returncode == 9, killed.stderr
    before = len(place.mail.received) + len(place.slack.received)
    assert before == 0 or target in WHILE_DELIVERING
    expire_leases(place)
    assert place.elmon("poll").returncode == 0
    assert_told_once(place, target)
    rows = json.loads(place.elmon("alerts", "list", "-f", "json").stdout)
    assert sorted((r["state"], r["channel"]) for r in rows) == [("sent", "mail"), ("sent", "slack")]
    assert len(json.loads(place.elmon("diff", "2023-26935", "-f", "json").stdout)["changes"]) == 44


def test_killed_between_sending_and_marking_one_message_is_repeated_under_its_id(place: Place) -> None:
    place.start_from("2023-26935", DAY)
    place.register.publish_through(NEXT)
    script = SCRIPT.format(target="outbox.Outbox.mark_sent").replace("found = whole(*a, **k)", "found = True")
    killed = subprocess.run(
        [sys.executable, "-c", script, str(place.config)], cwd=ROOT, env=place.environment(), check=False, timeout=60
    )
    assert killed.returncode == 9
    expire_leases(place)
    place.elmon("poll")
    ids = [m.message["Message-ID"] for m in place.mail.received]
    assert len(set(ids)) == 1  # the receiver can drop the second
    assert 2 <= len(ids) + len(place.slack.received) - 1 <= 3  # one was repeated, or both


FILING_KILLS = {
    "after the list came": "public_inspection.PublicInspection.poll",
    "after the text came": "public_inspection.PublicInspection.text",
    "after archiving": "public_inspection.archive_text",
    "after reading": "public_inspection.read_filed",
    "after composing": "public_inspection.alerts_about_text",
    "after choosing": "public_inspection.choose_recipients",
    "while keeping": "filings.enqueue",
    "after keeping": "filings.Filings.keep",
    "after leasing": "outbox.Outbox.lease",
    "after marking": "outbox.Outbox.mark_sent",
}
FILED = datetime(2023, 12, 5, 21, 16, tzinfo=UTC)
"""A minute after 2023-26935 was filed, 16:16 in Washington."""


def poll_as_it_is_filed(place: Place, target: str = "") -> int:
    """The exit status of ``elmon poll`` at that moment, killed after ``target``."""
    place.register.set(FILED)
    place.register.dated = lambda: FILED  # the process has this clock, too
    return subprocess.run(
        [sys.executable, "-c", SCRIPT.format(target=target), str(place.config), FILED.isoformat()],
        cwd=ROOT, env=place.environment(ELMON_PUBLIC_INSPECTION__ENABLED="true"), check=False, timeout=60,
    ).returncode  # fmt: skip


@pytest.mark.parametrize("target", FILING_KILLS.values(), ids=FILING_KILLS.keys())
def test_killed_as_it_is_filed_the_first_sight_is_alerted_about_once(place: Place, target: str) -> None:
    place.start_from("2023-26935", date(2023, 12, 4))
    assert poll_as_it_is_filed(place, target) == 9
    expire_leases(place)
    assert poll_as_it_is_filed(place) == 0
    assert_told_once(place, target)
    assert "filed for public inspection" in str(place.mail.received[0].message["Subject"])
    before = len(place.mail.received)
    assert poll_as_it_is_filed(place) == 0
    assert len(place.mail.received) == before, [str(m.message["Subject"]) for m in place.mail.received]


def assert_told_once(place: Place, target: str) -> None:
    """One message each. Killed while delivering, the other channel may have been between sending and marking its own."""
    assert len({m.message["Message-ID"] for m in place.mail.received}) == 1
    most = 2 if target in WHILE_DELIVERING else 1
    assert 1 <= len(place.mail.received) <= most
    assert 1 <= len(place.slack.received) <= most


def expire_leases(place: Place) -> None:
    """What waiting five minutes would do."""
    import sqlite3

    with sqlite3.connect(place.folder / "elmon.db") as connection:
        connection.execute("UPDATE outbox SET leased_until = '2020-01-01 00:00:00.000000' WHERE state = 'leased'")
    connection.close()


class SlowDown(BaseHTTPRequestHandler):
    """A source that asks for twenty-five seconds."""

    def do_GET(self) -> None:
        self.send_response(429)
        self.send_header("Retry-After", "25")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_sigterm_ends_the_pause_before_the_next_attempt(place: Place, request: pytest.FixtureRequest) -> None:
    place.start_from("2023-26935", DAY)
    asked = threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), SlowDown) as server:
        server.verify_request = lambda *_: asked.set() or True  # type: ignore[method-assign,func-returns-value]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = place.config.read_text().replace(
            place.register.base_url, f"http://127.0.0.1:{server.server_port}/api/v1"
        )
        place.config.write_text(settings)
        daemon = start(place)
        request.addfinalizer(daemon.kill)
        assert asked.wait(20)
        time.sleep(0.3)  # its answer is read, and the pause has begun
        began = time.monotonic()
        stop(daemon)
        assert time.monotonic() - began < 10
        server.shutdown()
