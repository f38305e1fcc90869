"""What the documentation says of commands, options and shapes is all there is, and true."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import StrEnum
from pathlib import Path

import pytest
import typer.main

from monitor import model
from monitor.cli.app import app
from monitor.history.reconcile import Reason

ROOT = Path(__file__).resolve().parent.parent
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
    "Alert",
)


@pytest.mark.parametrize("name", SHAPES)
def test_every_field_of_a_shape_is_documented(name: str) -> None:
    said = (ROOT / "docs" / "shapes.md").read_text("utf-8")
    shape = getattr(model, name)
    assert is_dataclass(shape)
    missing = [f.name for f in fields(shape) if f"`{f.name}`" not in said]
    assert missing == []


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


def test_ci_runs_the_readmes_test_command() -> None:
    assert "\n    ./test\n" in (ROOT / "README.md").read_text("utf-8")
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith("./test")
