"""What the documentation says of commands, options and shapes is all there is, and true."""

from __future__ import annotations

import itertools
import re
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest
import typer.main

from monitor import model
from monitor.alerting.alerts import trial_alert
from monitor.cli.app import app
from monitor.exporting.identifiers import identified
from monitor.history.reconcile import Reason
from monitor.reading.files import read_snapshot
from monitor.shapes import as_json
from tests.test_imports import MAY_IMPORT

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PACKAGE = ROOT / "monitor"
ROOMS = {folder.parent.name for folder in PACKAGE.glob("*/__init__.py")}
MODULES = {file.stem for file in PACKAGE.glob("*.py")} - {"__init__"}
SHAPES = (
    "Entry",
    "SubEntity",
    "Citation",
    "Rule",
    "Stated",
    "Named",
    "Check",
    "Amendment",
    "Snapshot",
    "Change",
    "FieldChange",
    "EntryHistory",
    "EntryEvent",
    "Match",
    "WatchedParty",
)


@pytest.mark.parametrize("name", SHAPES)
def test_every_field_of_a_shape_is_documented(name: str) -> None:
    said = (ROOT / "docs" / "shapes.md").read_text("utf-8")
    shape = getattr(model, name)
    assert is_dataclass(shape)
    missing = [f.name for f in fields(shape) if f"`{f.name}`" not in said]
    assert missing == []


def test_every_key_of_an_alert_is_documented() -> None:
    said = (ROOT / "docs" / "shapes.md").read_text("utf-8")
    assert [key for key in as_json(trial_alert(date(2024, 12, 5))) if f"`{key}`" not in said] == []


@pytest.mark.parametrize(
    "values", [model.Operation, model.Stage, model.Verdict, model.ChangeKind, model.Subject, Reason]
)
def test_every_value_is_documented(values: type[StrEnum]) -> None:
    said = (ROOT / "docs" / "shapes.md").read_text("utf-8")
    assert [str(v.value) for v in values if f'"{v.value}"' not in said] == []


def test_every_command_and_option_has_a_help_text() -> None:
    group = typer.main.get_command(app)
    silent = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        for sub, each in getattr(command, "commands", {"": command}).items():
            if not each.help and not each.short_help:
                silent.append(f"{name} {sub}".strip())
            silent += [f"{name} {sub} {p.name}" for p in each.params if p.name != "help" and not getattr(p, "help", "")]
    assert silent == []


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = (
        "demo",
        "run",
        "poll",
        "diff",
        "list",
        "read",
        "baseline",
        "status",
        "alerts list",
        "alerts retry",
        "alerts test",
        "show",
        "search",
        "backfill",
        "replay",
        "reconcile",
        "export list",
        "export changes",
        "screen",
    )
    assert [c for c in commands if f"elmon {c}" not in readme] == []


def test_the_readme_names_every_command_of_the_program() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert [name for name in commands if f"elmon {name}" not in readme] == []


def quoted(document: str, first: str) -> list[str]:
    """The lines of the indented block of a document that begins with ``first``."""
    _, mark, behind = (ROOT / document).read_text("utf-8").partition(f"\n    {first}")
    assert mark, f"{document} has no block that begins with {first!r}"
    lines = itertools.takewhile(lambda line: line.startswith("    ") or not line, (first + behind).splitlines()[1:])
    return [first + behind.partition("\n")[0], *(line[4:] for line in lines)]


def test_the_readmes_alert_is_one_that_is_sent() -> None:
    """Line by line, in order; a line of dots stands for some that are left out."""
    golden = iter((ROOT / "tests" / "rendering" / "goldens" / "with-matches.txt").read_text("utf-8").splitlines())
    shown = [line for line in quoted("README.md", "Subject: ") if line != "…"]
    assert len(shown) > 10
    assert [line for line in shown if line not in golden] == []


def test_how_many_entries_share_a_name_is_as_the_page_on_exports_says() -> None:
    listed = read_snapshot((PACKAGE / "data" / "part744-2026-07-18.xml.gz").read_bytes(), "the list")
    pairs = sum(key.endswith("-2") for key, _ in identified(listed.entries))
    assert pairs == 5
    assert "(five pairs on the list of July 2026)" in (DOCS / "exports.md").read_text("utf-8")


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{f.name}" for f in DOCS.glob("*.md"))]
)
def test_links_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    anchors = {
        "#" + re.sub(r"[^\w -]", "", line).replace(" ", "-").lower() for line in re.findall(r"^#+ (.+)$", text, re.M)
    }
    there = ((ROOT / document).parent / link for link in links if not link.startswith("#"))
    assert [str(file) for file in there if not file.exists()] == []
    assert [link for link in links if link.startswith("#") and link not in anchors] == []


def test_ci_runs_the_readmes_test_command() -> None:
    assert "\n    ./test\n" in (ROOT / "README.md").read_text("utf-8")
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith("./test")


def section(document: str, heading: str) -> str:
    """The part of a document under a heading, down to the next one of the same level."""
    text = (ROOT / document).read_text("utf-8")
    assert f"\n## {heading}\n" in text, f"{document} has no section {heading!r}"
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of a Markdown table, without its heading."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def test_contributing_names_every_room_and_module_and_no_other() -> None:
    named = [row[0].strip("`") for row in rows(section("CONTRIBUTING.md", "The rooms"))]
    there = {f"{room}/" for room in ROOMS} | {f"{module}.py" for module in MODULES}
    assert sorted(there - set(named)) == [], "not in CONTRIBUTING.md's table of rooms"
    assert sorted(set(named) - there) == [], "in CONTRIBUTING.md's table of rooms, but not in monitor/"
    assert len(named) == len(set(named))


def misleading(table: list[list[str]]) -> list[str]:
    """The files and folders in the last cells that there are not; a bare file name is beside the one named before it."""
    found = []
    for row in table:
        folder = PACKAGE
        for path in re.findall(r"`([\w./-]+)`", row[-1]):
            beside = folder / path if "/" not in path else PACKAGE / path
            if not (beside.exists() or (ROOT / path).exists()):
                found.append(f"{row[0]}: {path}")
            folder = beside if path.endswith("/") else beside.parent
    return found


def test_contributing_leads_to_files_that_there_are() -> None:
    table = rows(section("CONTRIBUTING.md", "Where it is fixed"))
    assert len(table) > 10
    assert misleading(table) == []
    assert misleading([["a", "`text/clean.py`, `gone.py`"], ["b", "`jobs/`"]]) == ["a: gone.py", "b: jobs/"]


def documented_imports() -> dict[str, set[str]]:
    """What each room may import by the table of docs/architecture.md, from the bottom to the top."""
    table = rows(section("docs/architecture.md", "Rooms: what each may import, and why"))
    assert [row for row in table if len(row) != 4 or not all(row)] == []
    return {room.strip("`"): set(re.findall(r"`(\w+)`", imports)) for room, _, imports, _ in table}


def test_the_architecture_has_a_row_for_every_room_and_module() -> None:
    assert sorted((ROOMS | MODULES) ^ set(documented_imports())) == []


def test_the_architecture_says_of_imports_what_the_tests_hold() -> None:
    documented = documented_imports()
    assert documented.pop("cli") == set()  # everything
    wrong = [
        f"{room}: add {sorted(allowed - page)}, take out {sorted(page - allowed)}"
        for room, allowed in MAY_IMPORT.items()
        if (page := documented.get(room, set())) != allowed
    ]
    assert wrong == [], (
        "docs/architecture.md and MAY_IMPORT of tests/test_imports.py differ; change the page, with the reason"
    )


def test_the_architecture_goes_from_the_bottom_to_the_top() -> None:
    order = list(documented_imports())
    upward = [
        f"{room} before {other}"
        for room, allowed in MAY_IMPORT.items()
        for other in allowed
        if order.index(room) < order.index(other)
    ]
    assert upward == []
