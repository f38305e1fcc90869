"""Copies of the list that are cut short, compared: what they lack is no removal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from monitor.cli.admin import take_baseline
from monitor.cli.context import CommandContext
from monitor.cli.diff_and_read import show_diff
from monitor.cli.history_commands import reconcile
from monitor.clock import SetClock
from monitor.errors import CannotRead, UsageError
from monitor.rendering.words import Format
from tests.reading.test_cut_copies import CSL, ROW
from tests.web.conftest import cache, get, pages

__all__ = ["cache", "get", "pages"]


def diff(first: Path, second: Path, form: Format) -> None:
    assert show_diff(CommandContext(), str(first), str(second), form, False, (), (), False, False) == 0


def test_a_cut_copy_is_not_compared_without_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole, cut = tmp_path / "whole.csv", tmp_path / "cut.csv"
    rows = "".join(ROW.format("x").replace("Foo", name) + "\n" for name in ("Foo", "Baz", "Qux"))
    whole.write_text(CSL + rows)
    cut.write_text((CSL + rows)[:-50])
    diff(whole, cut, "text")
    text, said = capsys.readouterr()
    assert "1 removed or cut off" in text
    assert "1 removed," not in text
    for shown in (text, said):
        assert "cut.csv: line 4: " in shown
        assert "What it lacks may be on the list all the same" in shown
    diff(cut, whole, "json")
    found = json.loads(capsys.readouterr().out)
    assert found["uncertain"] == ["added"]
    assert "cut.csv: line 4: " in found["notes"][0]
    diff(whole, whole, "json")
    assert json.loads(capsys.readouterr().out)["uncertain"] == []


def test_an_upload_that_is_cut_says_so_on_its_page(get: httpx.Client) -> None:
    rows = "".join(ROW.format("x").replace("Foo", name) + "\n" for name in ("Foo", "Baz", "Qux"))
    whole = (CSL + rows).encode()
    sent = {"from_file": ("whole.csv", whole), "to_file": ("cut.csv", whole[:-50])}
    page = get.post("/compare", files=sent).text
    assert "cut.csv: line 4: " in page
    assert "What it lacks may be on the list all the same" in page
    assert "or cut off" in page


def test_nothing_is_accepted_from_a_copy_that_is_cut_or_of_a_day_to_come(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut, settings = tmp_path / "cut.csv", tmp_path / "monitor.toml"
    cut.write_text((CSL + "".join(ROW.format("x").replace("Foo", f"Foo {n}") + "\n" for n in range(20)))[:-5])
    settings.write_text(f'[database]\nurl = "sqlite:///{tmp_path / "elmon.db"}"\n')
    context = CommandContext(config=settings, given_clock=SetClock(datetime(2024, 7, 10, 16, tzinfo=UTC)))
    with pytest.raises(CannotRead, match=r"cut\.csv: line 21: .*say --force if it is whole"):
        take_baseline(context, cut, "2024-06-01", False, False)
    take_baseline(context, cut, "2024-06-01", False, True)
    baseline = context.store.ledger.baseline()
    assert baseline is not None
    assert baseline.source == "cut.csv (may be cut short)"

    def accept(day: str, *, force: bool = False) -> int:
        return reconcile(context, cut, day, True, [], "it is newer", force, "text")

    with pytest.raises(CannotRead, match=r"cut\.csv: line 21: .*Nothing is accepted from it"):
        accept("2024-07-09")
    assert "note: line 21: " in capsys.readouterr().err, "it is said whether or not anything is accepted"
    assert accept("2024-07-09", force=True) == 0
    with pytest.raises(UsageError, match="2024-07-11 lies in the future"):
        accept("2024-07-11")
    context.store.close()
