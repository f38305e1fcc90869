"""The threat model names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_test_that_the_threat_model_names_is_there() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", text)
    assert len(named) > 40
    assert [f"{file}::{test}" for file, test in named if f"def {test}(" not in (ROOT / file).read_text("utf-8")] == []


def test_every_threat_has_a_test() -> None:
    rows = re.findall(
        r"^\| (?!who|threat|---|\*\*)(.*) \|$", (ROOT / "docs" / "threat-model.md").read_text("utf-8"), re.M
    )
    assert len(rows) > 20
    assert [row for row in rows if "::test_" not in row] == []
