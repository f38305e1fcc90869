"""What the commands print, whatever the terminal can show, and how they end where the machine fails."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta

import pytest

from tests.cli.conftest import Place

DAY = date(2023, 12, 6)
COMMANDS = [
    ("list",),
    ("list", "-f", "csv"),
    ("list", "-f", "markdown"),
    ("search", "Alpha"),
    ("show", "Alpha Co."),
    ("watch", "add", "Älpha Çompany \u4e2d\u56fd", "--country", "IR"),
    ("status",),
    ("--help",),
]


@pytest.fixture
def started(place: Place) -> Place:
    place.start_from("2023-26935", DAY)
    place.elmon("watch", "add", "Älpha Çompany \u4e2d\u56fd \U0001f600", "--reference", "K-1")
    return place


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_terminal_that_lacks_letters_changes_no_exit_status(
    started: Place, command: tuple[str, ...], encoding: str
) -> None:
    wanted = started.elmon(*command)
    done = started.elmon(*command, PYTHONIOENCODING=f"{encoding}:strict")
    assert done.returncode == wanted.returncode
    assert "Traceback" not in done.stderr
    assert len(done.stdout.splitlines()) > 0 or not wanted.stdout


@pytest.mark.parametrize("form", ["json", "jsonl"])
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_json_stays_the_same_value(started: Place, encoding: str, form: str) -> None:
    for command in (("watch", "list"), ("list",)):
        wanted = started.elmon(*command, "-f", form, PYTHONIOENCODING="utf-8").stdout
        done = started.elmon(*command, "-f", form, PYTHONIOENCODING=f"{encoding}:strict", PYTHONUTF8="0")
        assert done.returncode == 0
        parts = wanted.splitlines() if form == "jsonl" else [wanted]
        found = done.stdout.splitlines() if form == "jsonl" else [done.stdout]
        assert [json.loads(part) for part in found] == [json.loads(part) for part in parts]
        assert done.stdout.isascii() or encoding != "ascii"


@pytest.mark.parametrize("output", [">&-", ">/dev/full"])
def test_an_alert_that_standard_output_does_not_take_is_tried_again(place: Place, output: str) -> None:
    place.start_from("2023-26935", DAY)
    place.register.publish_through(DAY + timedelta(days=1))
    place.config.write_text(place.config.read_text().partition("[[channel]]")[0])
    command = f'"{sys.executable}" -m monitor --config "{place.config}" poll {output}'
    done = subprocess.run(
        ["sh", "-c", command], cwd=place.folder, env=place.environment(), stderr=subprocess.PIPE, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "not delivered yet" in done.stderr
    waiting = json.loads(place.elmon("alerts", "list", "-f", "json").stdout)
    assert waiting
    assert {message["state"] for message in waiting} == {"pending"}
