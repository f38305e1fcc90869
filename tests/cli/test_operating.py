"""Two instances as processes, watched as an operator would: metrics, JSON logs without secrets, a dead-man's switch."""

from __future__ import annotations

import ctypes
import json
import re
import signal
import subprocess
import sys
import urllib.request
from datetime import date
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.cli.conftest import Place
from tests.cli.test_daemon import until

KEY = "5f0c2a1e77aa4b0e"


def start(place: Place, log: str, request: pytest.FixtureRequest) -> subprocess.Popen[str]:
    environment = place.environment(
        ELMON_LOG__FORMAT="json", ELMON_LOG__LEVEL="debug", ELMON_PING__SECONDS="1",
        ELMON_PING__URL=f"{place.register.base_url}/documents.json?ping={KEY}",
    )  # fmt: skip
    with (place.folder / log).open("w") as stream:
        command = [sys.executable, "-m", "monitor", "--config", str(place.config), "run"]
        daemon = subprocess.Popen(command, cwd=place.folder, env=environment, stderr=stream, text=True)
    request.addfinalizer(daemon.kill)
    return daemon


def metrics(place: Place, log: str) -> dict[str, float]:
    found = re.search(r"http://[^\s\"]+/healthz", (place.folder / log).read_text())
    if found is None:
        return {}
    with urllib.request.urlopen(found[0].replace("healthz", "metrics"), timeout=10) as answer:
        text = answer.read().decode()
    return {s.name: s.value for family in text_string_to_metric_families(text) for s in family.samples}


def test_what_an_operator_sees_of_two_instances(place: Place, request: pytest.FixtureRequest) -> None:
    place.start_from("2023-26935", date(2023, 12, 6))
    place.hold_back()
    logs = ("one.log", "two.log")
    instances = {log: start(place, log, request) for log in logs}
    until(lambda: all(metrics(place, log).get("elmon_ready") == 1 for log in logs), 40)
    assert sum(metrics(place, log)["elmon_lease_held"] for log in logs) == 1
    assert {metrics(place, log)["elmon_entries_in_force"] for log in logs} == {2}
    until(lambda: sum(KEY in asked for asked in place.register.requests) >= 2, 20)
    first = next(log for log in logs if metrics(place, log)["elmon_lease_held"])
    (second,) = set(logs) - {first}
    instances[first].send_signal(signal.SIGTERM)
    assert instances[first].wait(30) == 0
    until(lambda: metrics(place, second)["elmon_lease_held"] == 1, 20)
    instances[second].send_signal(signal.SIGTERM)
    assert instances[second].wait(30) == 0
    for log in logs:
        lines = [json.loads(line) for line in (place.folder / log).read_text().splitlines()]
        assert {"event", "level", "timestamp"} <= set.intersection(*map(set, lines))
        assert lines[-1]["event"] == "stopped"
        assert KEY not in (place.folder / log).read_text()
        assert place.slack.url not in (place.folder / log).read_text()


def test_a_signal_that_the_kernel_gives_to_another_thread_stops_it_too(
    place: Place, request: pytest.FixtureRequest
) -> None:
    """Python's handlers run in the main thread, which waits; it has to be woken."""
    place.start_from("2023-26935", date(2023, 12, 6))
    daemon = start(place, "one.log", request)
    until(lambda: metrics(place, "one.log").get("elmon_ready") == 1, 40)
    threads = sorted(int(task.name) for task in Path(f"/proc/{daemon.pid}/task").iterdir())
    tgkill = ctypes.CDLL(None).tgkill  # a thread may have ended since: then the next one is asked
    assert any(tgkill(daemon.pid, thread, int(signal.SIGTERM)) == 0 for thread in reversed(threads[1:]))
    assert daemon.wait(30) == 0
