"""A small place in which every command has something to print, and what is typed for that."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from monitor.cli.entry_point import run
from tests.cli.conftest import Place, place_in

DAY = date(2023, 12, 6)
TYPED: dict[str, tuple[str, ...]] = {
    "read": ("list.xml",),
    "diff": ("2023-12-06", "now"),
    "diff --stat": ("2023-12-06", "now", "--editorial"),
    "show": ("Alpha Co.",),
    "search": ("alpha",),
    "screen": ("ours.csv",),
    "watch import": ("ours.csv", "--yes"),
    "watch add": ("Alpha Company", "--country", "IR"),
    "watch edit": ("E-1", "--country", "IR"),
    "watch sources reimport": ("theirs", "--yes"),
    "watch history": ("E-1",),
    "watch data": ("E-1",),
    "reconcile": ("other.xml", "--as-of", "2023-12-07", "--force"),
    "review list": ("--all",),
    "doctor": ("--offline",),
}
"""What is typed behind a command; behind the others nothing."""
MAY_BE_EMPTY = {"review list"}
"""No document of the small place needs a person."""


@pytest.fixture(scope="package")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A list, a rule, its alerts, parties, a decision."""
    with place_in(tmp_path_factory.mktemp("contracts")) as made, pytest.MonkeyPatch.context() as patched:
        patched.chdir(made.folder)
        made.start_from("2023-26935", DAY)
        made.register.publish_through(DAY + timedelta(days=2))
        (made.folder / "ours.csv").write_text("reference,name,country\nK-1,Alpha Company,IR\n")
        (made.folder / "theirs.csv").write_text("reference,name,country\nT-1,Alpha Companies,IR\n")
        listed = (made.folder / "list.xml").read_text()
        (made.folder / "other.xml").write_text(listed.replace("Alpha Co.", "Gamma Co."))
        (made.folder / "rule.xml").write_bytes(made.register.texts["2023-26935"])
        assert made.elmon("poll").returncode == 0
        for words in (
            ("watch", "import", "theirs.csv", "--yes"),
            ("watch", "add", "Alpha Company", "--reference", "E-1"),
            ("watch", "add", "Beta", "--reference", "E-2", "--country", "IQ"),
        ):
            assert made.elmon(*words).returncode in (0, 1)
        (match, *_) = json.loads(made.elmon("screen", "-f", "json").stdout)
        assert made.elmon("watch", "dismiss", match["id"], "--why", "another").returncode == 0
        yield made


def printed(place: Place, capfd: pytest.CaptureFixture[str], command: str, *options: str) -> str:
    """What a command prints, in this process, of parties that nobody has seen before."""
    (place.folder / "theirs.csv").write_text(
        f"reference,name,country\nT-1,Alpha Companies,IR\n{'-'.join(options)},Alpha,IR\n"
    )
    (place.folder / "ours.csv").write_text(f"reference,name,country\n{'.'.join(options)},Alpha Company,IR\n")
    capfd.readouterr()
    try:
        status = run(["--config", str(place.config), *command.split(), *TYPED.get(command, ()), *options])
    finally:
        gc.enable()
    out, err = capfd.readouterr()
    assert status in (0, 1), err
    return out
