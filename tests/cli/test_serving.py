"""``elmon serve`` and the pages beside ``elmon run``, as processes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import httpx
import pytest

from monitor.cli.context import CommandContext
from monitor.cli.serving import listen, site_of
from tests.cli.conftest import Place

DAY = date(2023, 12, 6)


def start(place: Place, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "--config", str(place.config), *arguments],
        cwd=place.folder, env=place.environment(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate(timeout=20)


def address(process: subprocess.Popen[str]) -> str:
    """Where the pages are, as the process says."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"The pages are at (http://\S+/)", line):
            return found[1]
    raise AssertionError("".join(said))


def test_a_log_that_is_json_has_no_other_lines(place: Place, request: pytest.FixtureRequest) -> None:
    with place.config.open("a") as settings:
        settings.write('[log]\nformat = "json"\n[watchlist]\nfile = "nowhere.csv"\n')
    serving = start(place, "serve", "--port", "0")
    request.addfinalizer(lambda: end(serving))
    assert serving.stderr is not None
    said = []
    for line in serving.stderr:  # of an empty database: that it is filled, then where the pages are
        said.append(json.loads(line)["event"])
        if "The pages are at http://127.0.0.1:" in said[-1]:
            break
    assert any("The database was empty" in event for event in said)


def test_it_serves_until_told_to_stop(place: Place, request: pytest.FixtureRequest) -> None:
    place.start_from("2023-26935", DAY)
    serving = start(place, "serve", "--port", "0")
    request.addfinalizer(lambda: end(serving))
    url = address(serving)
    assert url.startswith("http://127.0.0.1:")
    answer = httpx.get(f"{url}list.json?list=entity-list")
    assert [e["name"] for e in answer.json()["entries"]] == ["Alpha Co.", "Beta"]
    assert "server" not in answer.headers
    with socket.create_connection((answer.request.url.host, answer.request.url.port or 80), timeout=10) as stranger:
        stranger.sendall(b"\x16\x03\x01 no HTTP\r\n\r\n")
        stranger.recv(1000)
    serving.send_signal(signal.SIGTERM)
    serving.wait(timeout=20)
    assert serving.stderr is not None
    said = serving.stderr.read()
    assert serving.returncode in (0, -signal.SIGTERM)
    assert "Traceback" not in said
    (line,) = [line for line in said.splitlines() if "Invalid HTTP request" in line]
    assert re.match(r"\d{4}-\d\d-\d\d.*\[warning", line), "as all other lines are logged"


def test_a_change_is_seen_without_a_restart(place: Place, request: pytest.FixtureRequest) -> None:
    place.start_from("2023-26935", DAY)
    serving = start(place, "serve", "--port", "0")
    request.addfinalizer(lambda: end(serving))
    url = address(serving)
    assert httpx.get(f"{url}rules.json").json()["found"] == 0
    place.register.publish_through(date(2023, 12, 7))
    assert place.elmon("backfill", "--since", "2023-12-07").returncode == 0
    limit = time.monotonic() + 20
    while httpx.get(f"{url}rules.json").json()["found"] != 1:
        assert time.monotonic() < limit
        time.sleep(0.2)
    assert httpx.get(f"{url}list.json?as_of=2023-12-07").json()["found"] > 2


def test_a_port_that_is_taken_is_said(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = place.elmon("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "cannot listen on 127.0.0.1" in done.stderr


@pytest.mark.parametrize("token", ["short", "", "a token with a\nsecond line in it", None])
def test_a_token_that_is_none_is_refused(place: Place, token: str | None) -> None:
    if token is not None:
        (place.folder / "token").write_text(token)
    place.config.write_text(place.config.read_text() + '\n[web]\ntoken_file = "token"\nport = 0\n')
    done = place.elmon("serve")
    assert done.returncode == 2
    assert "token_file" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_answer_does_not_wait_for_the_reader_s_acknowledgement() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        connection, _ = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_links_lead_where_the_sources_are(place: Place) -> None:
    site = site_of(CommandContext(config=place.config), "127.0.0.1")
    assert place.register.base_url.startswith(site.register)
    assert site.citation_link(84, 54002) == f"{site.register}/citation/84-FR-54002"
    assert site.citation_link(84, None) == ""
    assert site.list_link.startswith("https://www.ecfr.gov/current/title-15/")


def test_the_daemon_serves_them_in_a_process_of_their_own(place: Place, request: pytest.FixtureRequest) -> None:
    place.start_from("2023-26935", DAY)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place.config.write_text(place.config.read_text() + f"\n[web]\nenabled = true\nport = {port}\n")
    daemon = start(place, "run")
    request.addfinalizer(lambda: end(daemon))
    url = address(daemon)
    assert httpx.get(f"{url}list.json?list=entity-list").json()["found"] == 2
    child = child_of(daemon.pid)
    daemon.send_signal(signal.SIGTERM)
    daemon.wait(timeout=30)
    assert daemon.returncode == 0
    until_gone(child)


def test_the_pages_end_with_a_daemon_that_is_killed(place: Place, request: pytest.FixtureRequest) -> None:
    place.start_from("2023-26935", DAY)
    place.config.write_text(place.config.read_text() + "\n[web]\nenabled = true\nport = 0\n")
    daemon = start(place, "run")
    request.addfinalizer(lambda: end(daemon))
    address(daemon)
    child = child_of(daemon.pid)
    daemon.kill()
    daemon.wait(timeout=30)
    until_gone(child)


def child_of(parent: int) -> int:
    """The process of the pages."""
    found = Path(f"/proc/{parent}/task").glob("*/children")
    return int(" ".join(path.read_text() for path in found).split()[-1])


def until_gone(process: int) -> None:
    limit = time.monotonic() + 20
    with suppress(ProcessLookupError):
        while time.monotonic() < limit:
            os.kill(process, 0)
            if "\nState:\tZ" in Path(f"/proc/{process}/status").read_text():
                return
            time.sleep(0.1)
        raise AssertionError("the pages are still served")
