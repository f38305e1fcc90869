"""The CSV and the tables of every command have the columns that monitor/contracts says, and docs/shapes.md no others."""

from __future__ import annotations

import csv
import io
import re

import pytest

from monitor.contracts.commands import COMMANDS
from monitor.contracts.tables import TABLES
from tests.cli.conftest import Place
from tests.cli.test_currency import formatted
from tests.contracts.conftest import MAY_BE_EMPTY, printed
from tests.contracts.shapes import FOLDER

NAMED = {"read LIST": ("read list.xml",), "read RULE": ("read rule.xml",)}
"""What is typed for a command that has several tables."""
ONLY_KINDS_MET = {"diff --stat"}
FEWER_IN_TEXT = {"alerts list": {"made at", "message id"}}


def shown(place: Place, capfd: pytest.CaptureFixture[str], command: str, form: str) -> str:
    (typed,) = NAMED.get(command, (command,))
    return printed(place, capfd, typed, "-f", form)


def test_every_command_with_csv_has_its_columns() -> None:
    with_csv = {command for command, forms in formatted().items() if "csv" in forms}
    assert {name.removesuffix(" LIST").removesuffix(" RULE") for name in TABLES} - {"diff --stat"} == with_csv
    assert set(COMMANDS) - set(TABLES) == {"read", "watch data"}


@pytest.mark.parametrize("command", TABLES)
def test_its_csv_has_these_columns(place: Place, capfd: pytest.CaptureFixture[str], command: str) -> None:
    rows = list(csv.reader(io.StringIO(shown(place, capfd, command, "csv"))))
    assert tuple(rows[0]) == TABLES[command].columns
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("command", [name for name in TABLES if not name.startswith("export ")])
def test_its_markdown_has_these_headings(place: Place, capfd: pytest.CaptureFixture[str], command: str) -> None:
    lines = [line for line in shown(place, capfd, command, "markdown").splitlines() if line.startswith("|")]
    if not lines and command in MAY_BE_EMPTY:
        return
    headings, listed = lines[0].strip("| ").split(" | ") if lines else [], list(TABLES[command].headings)
    assert [one for one in listed if one in headings] == headings
    assert headings == listed or command in ONLY_KINDS_MET
    assert len(lines) != 2, "a table without a row"


@pytest.mark.parametrize(
    "command",
    ["alerts list", "review list", "doctor", "watch list", "watch decisions", "search", "screen", "watch history"],
)
def test_its_text_has_them_too(place: Place, capfd: pytest.CaptureFixture[str], command: str) -> None:
    (line, *_) = shown(place, capfd, command, "text").splitlines() or [""]
    if not line:
        pytest.skip("no document of the small place needs a person")
    assert re.split(r" {2,}", line) == [h for h in TABLES[command].headings if h not in FEWER_IN_TEXT.get(command, ())]


@pytest.mark.parametrize(
    "typed", ["alerts list --channel nobody", "watch list nobody", "search nothing-of-that-name", "review list"]
)
def test_a_csv_of_nothing_has_its_header(place: Place, capfd: pytest.CaptureFixture[str], typed: str) -> None:
    command = next(name for name in TABLES if typed.startswith(name))
    assert printed(place, capfd, typed, "-f", "csv").strip() == ",".join(TABLES[command].columns)


def test_the_page_on_shapes_has_the_columns_of_every_command() -> None:
    said = (FOLDER.parent / "shapes.md").read_text("utf-8").partition("\n## As CSV and as tables\n")[2]
    rows = [line.strip("| ").split(" | ") for line in said.partition("\n## ")[0].splitlines() if line.startswith("| `")]
    found = {
        name: (tuple(named := re.findall(r"`(\w+)`", columns)), _headings(headings, named))
        for names, columns, headings in rows
        for name in re.findall(r"`elmon ([^`]+)`", names)
    }
    assert found == {name: (table.columns, table.headings) for name, table in TABLES.items()}


def _headings(said: str, columns: list[str]) -> tuple[str, ...]:
    return (
        tuple(name.replace("_", " ") for name in columns)
        if said == "the same"
        else tuple(re.findall(r'"([^"]+)"', said))
    )
