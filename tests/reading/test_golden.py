"""Every golden document is read as its folder says, as a whole; and every folder is complete."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.shapes import as_json
from tests.reading.golden import FORMS, KEYS, Golden, difference, goldens

ALL = goldens()
BY_NAME = pytest.mark.parametrize("golden", ALL, ids=[g.folder.name for g in ALL])


@BY_NAME
def test_a_golden_document_is_read_as_expected(golden: Golden) -> None:
    assert difference(golden) == []


@BY_NAME
def test_a_golden_folder_is_complete(golden: Golden) -> None:
    files = {path.name for path in golden.folder.iterdir()}
    beside = {golden.source.name} if golden.source.parent == golden.folder else set()
    assert files == {"metadata.json", "expected.json", "note.md"} | beside
    assert golden.source.is_file()
    assert golden.metadata.keys() <= KEYS
    assert golden.metadata["form"] in FORMS
    assert golden.note.startswith(f"# {golden.folder.name}\n")
    assert [word for word in ("What", "Origin", "Why", "Checked") if f"\n**{word}:** " not in golden.note] == []
    assert golden.expected.keys() == as_json(golden.read()).keys()
    if golden.metadata["form"] == "made" and golden.source.suffix == ".xml":
        assert "<!-- " in golden.source.read_text("utf-8")


def test_what_differs_is_named(tmp_path: Path) -> None:
    golden = next(g for g in ALL if g.expected["amendments"])
    changed = golden.expected
    changed["amendments"][0]["name"] = "Somebody Else"
    folder = tmp_path / golden.folder.name
    folder.mkdir()
    metadata = {**golden.metadata, "source": str(golden.source)}
    (folder / "metadata.json").write_text(json.dumps(metadata))
    (folder / "expected.json").write_text(json.dumps(changed))
    assert [line.split(":")[0] for line in difference(Golden(folder))] == ["rule.amendments[0].name"]
