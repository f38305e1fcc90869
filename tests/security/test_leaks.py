"""Secrets are in no output, log, traceback or database row, whatever goes wrong; and files are their user's alone."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.config.settings import HealthSettings
from monitor.store import open_store
from tests.cli.conftest import Place
from tests.cli.test_daemon import DAY, NEXT, start, stop, until

SECRET = "Zk7-s3cret/Pa55w0rd"
QUOTED = "Zk7-s3cret%2FPa55w0rd"


def told(place: Place, *arguments: str, **environment: str) -> str:
    done = place.elmon(*arguments, **environment)
    assert done.returncode not in (0, 141), done.stdout
    return done.stdout + done.stderr


def assert_hidden(words: str) -> None:
    assert "s3cret" not in words and "Pa55w0rd" not in words, words


@pytest.mark.parametrize("debug", [(), ("--debug",)])
def test_the_databases_password(place: Place, debug: tuple[str, ...]) -> None:
    pytest.importorskip("psycopg")
    for url in (
        f"postgresql+psycopg://elmon:{QUOTED}@127.0.0.1:9/elmon?connect_timeout=2",
        f"postgresql+psycopg://127.0.0.1:9/elmon?connect_timeout=2&user=elmon&password={QUOTED}",
        f"postgresql+psycopg://elmon:{QUOTED}@127.0.0.1:port/elmon",
        f"mysql://elmon:{QUOTED}@127.0.0.1/elmon",
    ):
        words = told(place, *debug, "status", ELMON_DATABASE__URL=url)
        assert_hidden(words)
        assert ("Traceback" in words) is bool(debug)


def unreachable(place: Place) -> None:
    """A webhook and a mail server that nobody serves, each with a secret."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    (place.folder / "hook").write_text(f"http://127.0.0.1:{port}/services/{SECRET}")
    (place.folder / "word").touch(0o600)
    (place.folder / "word").write_text(SECRET)
    text = place.config.read_text().replace(
        f"port = {place.mail.port}", f'port = {port}\nusername = "elmon"\npassword_file = "word"'
    )
    place.config.write_text(text)


def test_what_a_channel_knows_is_in_no_row_and_no_word(place: Place) -> None:
    unreachable(place)
    place.start_from("2023-26935", DAY)
    place.register.publish_through(NEXT)
    done = place.elmon("--debug", "poll")
    assert "2 to be tried again" in done.stderr
    words = done.stdout + done.stderr
    for channel in ("mail", "slack"):
        words += told(place, "--debug", "alerts", "test", channel)
    words += place.elmon("alerts", "list", "-f", "json").stdout
    assert_hidden(words)
    with sqlite3.connect(place.folder / "elmon.db") as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    assert_hidden(dump)


def test_the_daemons_log(place: Place, request: pytest.FixtureRequest) -> None:
    unreachable(place)
    place.start_from("2023-26935", DAY)
    place.register.publish_through(NEXT)
    daemon = start(place)
    request.addfinalizer(daemon.kill)
    until(lambda: '"attempts": 1' in place.elmon("alerts", "list", "-f", "json").stdout)
    assert_hidden(stop(daemon))


def test_a_traceback_of_any_kind_hides_what_the_settings_keep_secret(place: Place) -> None:
    """A bug, in the middle of a command, with the secret in its message."""
    (place.folder / "hook").write_text(f"https://hooks.slack.com/services/{SECRET}")
    script = (
        "import sys\nfrom monitor.alerting.dispatch import Dispatcher\n"
        f"def bug(self): raise RuntimeError('at https://hooks.slack.com/services/{SECRET}')\n"
        "Dispatcher.round = bug\nfrom monitor.cli.entry_point import run\n"
        "sys.exit(run(['--debug', '--config', sys.argv[1], 'poll']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, place.config], cwd=place.folder, env=place.environment(), capture_output=True,
        text=True, check=False, timeout=60,
    )  # fmt: skip
    assert "RuntimeError" in done.stderr
    assert_hidden(done.stderr)


# -- files --------------------------------------------------------------------------------------------------------------


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@pytest.fixture
def careless() -> Iterator[None]:
    """The process's umask is 0: whatever is made without care is everybody's."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("careless")
def test_the_database_and_what_lies_beside_it_is_its_users_alone(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    store = open_store(f"sqlite:///{folder / 'elmon.db'}")
    assert modes(folder) == {"elmon.db": 0o600, "elmon.db-wal": 0o600, "elmon.db-shm": 0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    store.close()


@pytest.mark.usefixtures("careless")
@pytest.mark.parametrize("name", ["copy.db", "copy.db.gz"])
def test_a_backup_is_its_users_alone(place: Place, name: str) -> None:
    place.start_from("2023-26935", DAY)
    done = place.elmon("db", "backup", str(place.folder / "kept" / name))
    assert done.returncode == 0, done.stderr
    assert modes(place.folder / "kept") == {name: 0o600}


def test_nobody_on_the_network_is_answered_unasked() -> None:
    assert HealthSettings().host == "127.0.0.1"
