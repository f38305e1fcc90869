"""The machine's clock is set under a running daemon: polling, delivery and the health page go on, and it is said."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import SystemClock, eastern_day
from tests.cli.conftest import Place
from tests.cli.test_daemon import stop, until
from tests.shifted_clock import ShiftedClock

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("cc") is None,
    reason="no C compiler, which makes the library that sets the clock of one process",
)


@dataclass
class Daemon:
    """A running daemon and its clock."""

    process: subprocess.Popen[str]
    clock: ShiftedClock
    ready: str

    def set_clock(self, by: timedelta) -> None:
        self.clock.set(by)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(self.ready, timeout=5):
                return True
        except urllib.error.HTTPError:
            return False

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def megabytes(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        assert found is not None
        return int(found[1]) / 1024


@pytest.fixture
def daemon(place: Place, request: pytest.FixtureRequest) -> Daemon:
    return started(place, request, timedelta(0))


def started(place: Place, request: pytest.FixtureRequest, ahead: timedelta) -> Daemon:
    """A daemon whose clock is ``ahead`` from its first moment."""
    clock = ShiftedClock(place.folder, ahead)
    place.start_from("2023-26935", date(2023, 12, 6))
    place.hold_back()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "--config", str(place.config), "run"],
        cwd=place.folder, env=place.environment(**clock.environment),
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    request.addfinalizer(process.kill)
    assert process.stderr is not None
    ready = ""
    while not ready:
        ready = (re.search(r"http://\S+/healthz", process.stderr.readline()) or [""])[0].replace("healthz", "readyz")
    found = Daemon(process, clock, ready)
    until(found.is_ready)
    return found


def goes_on(place: Place) -> Callable[[], bool]:
    asked = len(place.register.requests)
    return lambda: len(place.register.requests) >= asked + 5


def published_today(place: Place, number: str, by: timedelta) -> dict[str, Any]:
    """A recorded rule published on the day that the daemon's clock shows."""
    record = next(d for d in place.register.documents if d["document_number"] == number)
    record["publication_date"] = eastern_day(SystemClock().now() + by).isoformat()
    return record


def subjects(place: Place) -> list[str]:
    return [str(mail.message["Subject"]) for mail in place.mail.received]


def test_a_clock_put_back_two_hours_silences_nothing(place: Place, daemon: Daemon) -> None:
    back = timedelta(hours=-2)
    daemon.set_clock(back)
    until(lambda: any("put back by 2 hours" in subject for subject in subjects(place)))
    until(goes_on(place))
    published_today(place, "2023-26935", back)
    until(lambda: any("88 FR 85095" in subject for subject in subjects(place)))
    until(daemon.is_ready)
    assert "the machine's clock was set" in stop(daemon.process)


def test_a_clock_put_forward_400_days_costs_nothing(place: Place, daemon: Daemon) -> None:
    ahead = timedelta(days=400)
    published_today(place, "2024-14635", timedelta(days=-3))  # a year without any rule would not be believed
    before = daemon.cpu_seconds()
    daemon.set_clock(ahead)
    until(lambda: any("put forward by 400 days" in subject for subject in subjects(place)))
    time.sleep(3)
    assert daemon.cpu_seconds() - before < 3
    assert daemon.megabytes() < 250
    published_today(place, "2023-26935", ahead)
    until(lambda: any("88 FR 85095" in subject for subject in subjects(place)))
    daemon.set_clock(timedelta(0))  # and right again
    until(lambda: any("put back by 400 days" in subject for subject in subjects(place)))
    until(goes_on(place))
    until(daemon.is_ready)
    assert len([s for s in subjects(place) if "88 FR 85095" in s]) == 1
    stop(daemon.process)


@pytest.mark.parametrize(
    ("ahead", "said"), [(timedelta(days=-2), "2 days behind"), (timedelta(days=400), "400 days ahead of")]
)
def test_a_clock_that_is_wrong_from_the_start_is_told_once(
    place: Place, request: pytest.FixtureRequest, ahead: timedelta, said: str
) -> None:
    daemon = started(place, request, ahead)
    until(lambda: any(said in subject for subject in subjects(place)))
    until(goes_on(place))
    assert len([subject for subject in subjects(place) if "clock" in subject]) == 1
    daemon.set_clock(timedelta(0))
    until(lambda: any("right again" in subject for subject in subjects(place)))
    assert "the machine's clock" in stop(daemon.process)


def test_a_poll_from_cron_says_that_the_clock_is_wrong(place: Place) -> None:
    place.start_from("2023-26935", date(2023, 12, 6))
    place.register.dated = lambda: SystemClock().now() + timedelta(hours=3)
    for _ in range(3):
        place.elmon("poll")
        time.sleep(1.1)  # answers of one second are one answer
    assert "The machine's clock is 3 hours behind" in place.elmon("poll").stderr
    assert len([subject for subject in subjects(place) if "3 hours behind" in subject]) == 1
    status = place.elmon("status")
    assert (status.returncode, "3 hours behind" in status.stdout) == (1, True)
