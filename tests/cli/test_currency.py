"""Every command that speaks of the list says how current it is: in each format, on a fresh and on a stale database."""

from __future__ import annotations

import gc
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer.main

from monitor.cli.app import app
from monitor.cli.entry_point import run
from monitor.clock import eastern_day
from monitor.model import ListName
from monitor.operations.currency import read_currency
from monitor.store import open_store
from tests.cli.conftest import Place, place_in, snapshot

DAY = date(2023, 12, 6)
FORMATS = ("text", "json", "jsonl", "csv", "markdown")
SPEAK: dict[str, tuple[str, ...]] = {
    "list": (),
    "show": ("Alpha Co.",),
    "search": ("alpha",),
    "screen": ("ours.csv",),
    "diff": ("2023-12-06", "now"),
    "export list": (),
    "export changes": (),
    "watch import": ("new.csv", "--yes"),
    "watch add": ("Alpha Company",),
    "watch edit": ("E-1", "--country", "IR"),
    "watch sources reimport": ("ours", "--yes"),
    "reconcile": ("list.xml", "--as-of", "2023-12-06"),
    "replay": (),
}
"""The commands that speak of the list, each with what it needs."""
STATUS = {"status"}
"""Says it in its own table."""
SILENT = {
    "read",
    "doctor",
    "alerts list",
    "review list",
    "watch list",
    "watch decisions",
    "watch sources list",
    "watch history",
}
"""Those that print data, and nothing of the list's state: files, messages, the user's parties."""
OBJECTS = {"diff", "replay"}
ENVELOPED = ("list", "show", "search", "screen")


def leaves(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every command under one, by what is typed."""
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
    else:
        for part, one in below.items():
            yield from leaves(one, f"{name} {part}".strip())


def formatted() -> dict[str, list[str]]:
    """The commands that print data, with their formats."""
    found = {}
    for name, command in leaves(typer.main.get_command(app)):
        for parameter in command.params:
            if parameter.name == "form":
                found[name] = [str(getattr(choice, "value", choice)) for choice in parameter.type.choices]
    return found


EVERY = [(name, form) for name, forms in sorted(formatted().items()) if name in SPEAK for form in forms]


def test_every_command_that_prints_data_is_known_here() -> None:
    """A new one has to be put where it belongs, and with SPEAK into the test below."""
    assert set(formatted()) == set(SPEAK) | STATUS | SILENT


@dataclass
class Answer:
    status: int
    out: str
    err: str


@dataclass
class Ready:
    """A place with a list, parties and, where it is fresh, a poll of a moment ago."""

    place: Place
    fresh: bool

    @property
    def through(self) -> date:
        """The day through which its list is known, by the one judgement that all use."""
        store = open_store(f"sqlite:///{self.place.folder / 'elmon.db'}")
        current = read_currency(store, datetime.now(UTC), ("federal register",))
        store.close()
        assert current.out_of_date is not self.fresh
        assert current.current_through is not None
        return current.current_through

    def elmon(self, capfd: pytest.CaptureFixture[str], *arguments: str) -> Answer:
        """A command in this process: there are many of them."""
        capfd.readouterr()
        try:
            status = run(["--config", str(self.place.config), *arguments])
        finally:
            gc.enable()
        out, err = capfd.readouterr()
        return Answer(status, out, err)


@pytest.fixture(scope="module", params=["fresh", "stale"])
def ready(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    with place_in(tmp_path_factory.mktemp("currency")) as place:
        place.start_from("2023-26935", DAY)
        (place.folder / "ours.csv").write_text("reference,name,country\nK-1,Alpha Company,IR\n")
        if request.param == "fresh":
            place.register.publish_through(DAY + timedelta(days=2))
            assert place.elmon("poll").returncode == 0
        yield Ready(place, request.param == "fresh")


@pytest.fixture(autouse=True)
def _in_its_folder(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ready.place.folder)
    for name in list(Place.environment()):
        if name.startswith("ELMON_"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(("command", "form"), EVERY)
def test_how_current_the_list_is_stands_beside_every_answer(
    ready: Ready, capfd: pytest.CaptureFixture[str], command: str, form: str
) -> None:
    new = f"reference,name,country\nN-{form},New Party {form.title()},IR\n"  # only what is new is screened
    (ready.place.folder / "new.csv").write_text(new)
    if command == "watch edit":
        ready.elmon(capfd, "watch", "add", "Alpha Company", "--reference", "E-1")
    if command == "watch sources reimport":  # only what is new is screened
        ready.elmon(capfd, "watch", "import", "ours.csv", "--yes")
        (ready.place.folder / "ours.csv").write_text(
            f"reference,name,country\nK-1,Alpha Company,IR\n{form},Alpha {form},IR\n"
        )
    answer = ready.elmon(capfd, *command.split(), *SPEAK[command], "--format", form)
    assert answer.status in (0, 1), answer.err
    assert "list current through" in answer.err.lower()
    assert "Last successful checks: Federal Register" in answer.err
    assert ("OUT OF DATE" in answer.err) is not ready.fresh
    assert ("run elmon poll" in answer.err) is not ready.fresh
    if command in OBJECTS and form == "json":
        shape = json.loads(answer.out)
        assert shape["current_through"] == str(ready.through)
        assert shape["out_of_date"] is not ready.fresh
    if command in ("list", "show", "search", "screen") and form == "json":
        assert isinstance(json.loads(answer.out), list), "arrays stay arrays"


@pytest.mark.parametrize("form", FORMATS)
def test_the_status_says_it_too(ready: Ready, capfd: pytest.CaptureFixture[str], form: str) -> None:
    answer = ready.elmon(capfd, "status", "--format", form)
    if form in ("json", "jsonl"):
        shape = json.loads(answer.out)
        assert (shape["current_through"], shape["out_of_date"]) == (str(ready.through), not ready.fresh)
    else:
        assert ("OUT OF DATE: list current through" in answer.out) is not ready.fresh
        assert "ist current through" in answer.out


@pytest.mark.parametrize("command", ENVELOPED)
def test_an_envelope_has_it_around_the_same_array(
    ready: Ready, capfd: pytest.CaptureFixture[str], command: str
) -> None:
    bare = json.loads(ready.elmon(capfd, command, *SPEAK[command], "-f", "json").out)
    wrapped = json.loads(ready.elmon(capfd, command, *SPEAK[command], "-f", "json", "--envelope").out)
    said = {"current_through": str(ready.through), "out_of_date": not ready.fresh}
    assert wrapped["items"] == bare
    assert wrapped["items"]
    assert {key: wrapped[key] for key in said} == said
    lists = [*ListName] if command == "screen" else [ListName.ENTITY]
    assert wrapped["lists"] == [{"list": name.value, **said} for name in lists]
    assert bool(wrapped["last_checks"]["federal register"]) is ready.fresh
    for form in ("text", "csv", "jsonl"):
        assert ready.elmon(capfd, command, *SPEAK[command], "-f", form, "--envelope").status == 2


def test_a_match_names_what_it_was_screened_against(ready: Ready, capfd: pytest.CaptureFixture[str]) -> None:
    (line,) = ready.elmon(capfd, "screen", "ours.csv", "-f", "jsonl").out.splitlines()
    match = json.loads(line)
    assert (match["current_through"], match["lists"]) == (str(ready.through), [*ListName])


def test_a_list_of_july_is_not_given_as_todays(ready: Ready, capfd: pytest.CaptureFixture[str]) -> None:
    today = eastern_day(datetime.now(UTC))
    for command in ("list", "search", "screen"):
        said = ready.elmon(capfd, command, *SPEAK[command]).err
        if ready.through < today:
            assert f"as known through {ready.through}" in said
            assert re.search(rf"(in force on|of) {today}\b", said) is None
        else:
            assert re.search(rf"(in force on|of) {today}\b", said)
    earlier = ready.elmon(capfd, "list", "--as-of", str(DAY)).err
    assert f"2 entries in force on {DAY}" in earlier


def test_days_that_were_not_checked_are_not_days_without_changes(
    ready: Ready, capfd: pytest.CaptureFixture[str]
) -> None:
    if ready.fresh:
        answer = ready.elmon(capfd, "diff", "2023-12-06", str(ready.through))
        assert "44 added, 0 revised" in answer.out
        return
    for form in ("text", "markdown"):
        answer = ready.elmon(capfd, "diff", "2023-12-08", "now", "-f", form)
        assert "no change known. Not known: the list is current through 2023-12-06" in " ".join(
            answer.out.replace("\\", "").split()
        )
        assert "0 added" not in answer.out
    shape = json.loads(ready.elmon(capfd, "diff", "2023-12-08", "now", "-f", "json").out)
    assert shape["not_known"].startswith("Not known: the list is current through 2023-12-06")
    for form in ("jsonl", "csv"):
        assert "have not been checked" in ready.elmon(capfd, "diff", "2023-12-08", "now", "-f", form).err
    export = ready.elmon(capfd, "export", "changes", "--since", "2024-01-01")
    assert "have not been checked" in export.err
    assert "No change known written." in export.err, "0 changes would be a claim"
    assert (
        "Changes up to 2023-12-06 are not known" in ready.elmon(capfd, "export", "changes", "--since", "2020-01-01").err
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--as-of", "2100-01-01"),
        ("show", "Alpha Co.", "--as-of", "2100-01-01"),
        ("search", "alpha", "--as-of", "2100-01-01"),
        ("screen", "ours.csv", "--as-of", "2100-01-01"),
        ("export", "list", "--as-of", "2100-01-01"),
        ("diff", "2023-12-06", "2100-01-01"),
        ("diff", "2100-01-01", "2023-12-06"),
    ],
    ids=" ".join,
)
def test_a_list_of_the_far_future_is_refused(
    ready: Ready, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    answer = ready.elmon(capfd, *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert "2100-01-01 is in the future, and no recorded rule takes effect then" in answer.err


def test_that_nobody_of_a_name_is_listed_is_said_of_a_day_too(ready: Ready, capfd: pytest.CaptureFixture[str]) -> None:
    answer = ready.elmon(capfd, "show", "Nobody Of That Name")
    assert answer.status == 2
    assert "ist current through" in answer.err


def test_screening_against_an_old_list_is_warned_of_and_with_strict_refused(
    ready: Ready, capfd: pytest.CaptureFixture[str]
) -> None:
    def screen(*options: str) -> Answer:
        return ready.elmon(capfd, "screen", "ours.csv", *options)

    assert screen().status == 1, "a match waits"
    assert screen("--strict").status == (1 if ready.fresh else 3)
    assert "Alpha Co." in screen("--strict").out, "what was found is shown all the same"
    too_old = screen("--strict", "--max-age", "0")
    assert (too_old.status, "OUT OF DATE" in too_old.err) == (3, True)
    assert screen("--strict", "--max-age", "366").status == (1 if ready.fresh else 3)
    assert screen("--strict", "--as-of", str(DAY)).status == 1, "that day is known whole"


def test_an_export_of_a_list_that_was_not_checked_names_the_day_through_which_it_is_known(
    ready: Ready, capfd: pytest.CaptureFixture[str]
) -> None:
    said = ready.elmon(capfd, "export", "list").err
    today = eastern_day(datetime.now(UTC))
    assert (f"Export as of {today}; SHA-256" in said) is (ready.through == today)
    assert (f"Export as known through {ready.through} (the days after it, up to {today}," in said) is (
        ready.through < today
    )


@pytest.mark.parametrize("form", ["csv", "jsonl", "csl", "ftm"])
def test_an_export_names_its_day_and_its_hash(
    ready: Ready, capfd: pytest.CaptureFixture[str], tmp_path: Path, form: str
) -> None:
    written = tmp_path / "list.out"
    to_file = ready.elmon(capfd, "export", "list", "-f", form, "--as-of", str(DAY), "--out", str(written))
    printed = ready.elmon(capfd, "export", "list", "-f", form, "--as-of", str(DAY))
    for data, said in ((written.read_bytes(), to_file.err), (printed.out.encode(), printed.err)):
        assert f"Export as of {DAY}; SHA-256 {hashlib.sha256(data).hexdigest()}." in said
    changes = ready.elmon(capfd, "export", "changes", "--since", "2023-12-06", "--until", "2023-12-07")
    assert "Export effective 2023-12-06 to 2023-12-07; SHA-256" in changes.err


def test_two_files_have_their_own_dates_and_need_neither_database_nor_settings(
    ready: Ready, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = ready.place.folder / "old.xml", ready.place.folder / "new.xml"
    old.write_bytes(snapshot())
    new.write_bytes(snapshot().replace(b"80 FR 1, 1/2/15", b"89 FR 7, 2/3/24", 1))
    monkeypatch.setenv("ELMON_DATABASE__URL", "sqlite:////nonexistent/x.db")
    answer = ready.elmon(capfd, "diff", str(old), str(new), "-f", "json")
    shape: dict[str, Any] = json.loads(answer.out)
    assert shape["file_dates"] == {"old.xml": "2015-01-02", "new.xml": "2024-02-03"}
    assert (shape["current_through"], shape["out_of_date"]) == (None, None)
    assert "old.xml: its newest Federal Register citation is of 2015-01-02." in answer.err
    assert "current through" not in answer.err


def test_messages_carry_it(ready: Ready) -> None:
    if not ready.fresh:  # nothing was polled
        assert not ready.place.mail.received
        return
    mail = ready.place.mail.received[-1]
    for part in ("plain", "html"):
        assert "List current through" in " ".join(mail.part(part).split())
    assert "List current through" in json.dumps(ready.place.slack.received[-1])
