"""An entry's life: every rule that wrote it, under all its names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.errors import UsageError
from monitor.history.entry_history import entry_histories
from monitor.model import Amendment, Operation
from monitor.polling.intake import take_rule
from monitor.rendering.history import render_entry_histories
from monitor.store import Store
from tests.comparing.making import entry
from tests.history.test_recording import AS_OF, NOW, a_store, rule

NEW = entry("New Co.", aliases=("Ncorp",))
RENAMED = replace(NEW, name="Newer Co.", aliases=("Ncorp", "New Co."), text="Newer Co., 12 Azadi Street, Tehran, Iran.")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = a_store(str(tmp_path), "elmon")
    steps = [
        Amendment(Operation.ADD, "IRAN", "New Co.", NEW, "2. Add."),
        Amendment(Operation.REVISE, "IRAN", "New Co.", RENAMED, "2. Revise."),
        Amendment(Operation.REMOVE, "IRAN", "Newer Co.", None, "2. Remove."),
    ]
    for n, amendment in enumerate(steps, 1):
        document, read = rule(n, n, 0, [amendment])
        take_rule(
            store, replace(document, title=f"Rule {n}", html_url=f"https://example.org/{n}"), read, f"{n:064}", NOW
        )
    return store


def test_a_life_goes_on_under_another_name(store: Store) -> None:
    (life,) = entry_histories(store, "newer co", AS_OF + timedelta(days=2))
    assert [(e.effective_on.day, e.change.kind.value if e.change else "") for e in life.events] == [
        (3, "added"), (4, "renamed"), (5, "removed"),
    ]  # fmt: skip
    shown = render_entry_histories([life])
    for said in ("New Co. → Newer Co.", "document 2030-00002 · Rule 2", "https://example.org/3", "Alias    Ncorp"):
        assert said in shown


def test_what_is_gone_can_still_be_shown(store: Store) -> None:
    life = entry_histories(store, "Ncorp", AS_OF + timedelta(days=30))[-1]
    assert life.in_force_to == AS_OF + timedelta(days=3)
    assert "no longer on the list" in render_entry_histories([life], "markdown")


def test_what_stood_there_from_the_start_says_so(store: Store) -> None:
    lives = entry_histories(store, "Beta", AS_OF)
    assert [len(life.events) for life in lives] == [1, 1], "twins are both shown"
    assert "when this history begins" in render_entry_histories(lives)
    assert render_entry_histories(lives, "csv").splitlines()[1].startswith("IRAN,Beta,2030-01-02,listed")


def test_an_unknown_name_is_an_error_with_the_nearest(store: Store) -> None:
    with pytest.raises(UsageError, match="Nearest: “Gamma”"):
        entry_histories(store, "Gama", date(2030, 2, 1))
