"""No test is skipped silently: every skip has a reason, and the end of a run names the reasons with their counts."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

SAMPLE = """
import pytest

@pytest.fixture
def data():
    pytest.skip("the data\\nare not here")

@pytest.mark.skipif(True, reason="no browser is installed")
@pytest.mark.parametrize("n", range(3))
def test_in_a_browser(n): ...

def test_on_data(data): ...

def test_with_a_library():
    pytest.importorskip("no_such_library", reason="the library is not installed")

def test_that_runs(): ...

def test_that_fails():
    raise AssertionError("this is the sample's failure")
"""
WHOLE_MODULE = """
import pytest
pytest.importorskip("no_such_library", reason="the library is not installed")
"""


def last_lines(folder: Path, *options: str) -> list[str]:
    """What a run of the tests in ``folder`` prints at its end, with this repository's conftest and options."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "xdist",
        "-p",
        "tests.conftest",
        *options,
    ]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, f"--rootdir={folder}", "-c", os.devnull, str(folder)],
        cwd=folder, env={**kept, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.splitlines()[-2:]


@pytest.mark.parametrize("options", [("-n", "0"), ("-n", "2")], ids=["one process", "two processes"])
def test_a_run_ends_with_what_was_skipped_and_why(options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "test_sample.py").write_text(SAMPLE)
    (tmp_path / "test_whole_module.py").write_text(WHOLE_MODULE)
    reasons, counts = last_lines(tmp_path, *options)
    assert reasons == (
        "skipped: 3 because no browser is installed; 2 because the library is not installed; "
        "1 because the data are not here"
    )
    assert re.fullmatch(r"1 failed, 1 passed, 6 skipped in [\d.]+s", counts)


def test_a_run_that_skips_nothing_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_sample.py").write_text("def test_that_runs(): ...")
    before, counts = last_lines(tmp_path, "-n", "0")
    assert "skipped" not in before
    assert re.fullmatch(r"1 passed in [\d.]+s", counts)


def without_a_reason(source: str) -> list[int]:
    """The lines that skip a test and leave the reason to pytest."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = [
        (call, call.func.attr, {word.arg for word in call.keywords})
        for call in calls
        if isinstance(call.func, ast.Attribute)
    ]
    return [
        call.lineno
        for call, name, words in named
        if (name in {"importorskip", "skipif"} and "reason" not in words)
        or (name == "skip" and not call.args and "reason" not in words)
    ]


def test_every_skip_has_a_reason() -> None:
    files = {str(file.relative_to(ROOT)): file.read_text("utf-8") for file in (ROOT / "tests").rglob("*.py")}
    assert {name: lines for name, source in files.items() if (lines := without_a_reason(source))} == {}


def test_a_skip_without_a_reason_is_noticed() -> None:
    assert without_a_reason('import pytest\npytest.importorskip("a")\npytest.skip()\npytest.skip("why")') == [2, 3]
