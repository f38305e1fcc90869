"""An entry's history: every rule that wrote it, under all its names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.errors import UsageError
from monitor.history.indexed_entry import id_of
from monitor.history.list_history import load_history
from monitor.model import Amendment, EntryHistory, Operation
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


def histories(store: Store, name: str, day: date) -> list[EntryHistory]:
    return load_history(store).histories_named(name, day)


def test_a_history_goes_on_under_another_name(store: Store) -> None:
    (history,) = histories(store, "newer co", AS_OF + timedelta(days=2))
    assert [(e.effective_on.day, e.change.kind.value if e.change else "") for e in history.events] == [
        (3, "added"), (4, "renamed"), (5, "removed"),
    ]  # fmt: skip
    shown = render_entry_histories([history])
    for said in ("New Co. → Newer Co.", "document 2030-00002 · Rule 2", "https://example.org/3", "Alias    Ncorp"):
        assert said in shown


def test_what_is_gone_can_still_be_shown(store: Store) -> None:
    history = histories(store, "Ncorp", AS_OF + timedelta(days=30))[-1]
    assert history.in_force_to == AS_OF + timedelta(days=3)
    assert "no longer on the list" in render_entry_histories([history], "markdown")


def test_what_stood_there_from_the_start_says_so(store: Store) -> None:
    found = histories(store, "Beta", AS_OF)
    assert [len(history.events) for history in found] == [1, 1], "twins are both shown"
    assert "when this history begins" in render_entry_histories(found)
    assert render_entry_histories(found, "csv").splitlines()[1].startswith("IRAN,Beta,2030-01-02,listed")


def test_an_unknown_name_is_an_error_with_the_nearest(store: Store) -> None:
    with pytest.raises(UsageError, match="Nearest: “Gamma”"):
        histories(store, "Gama", date(2030, 2, 1))


def test_an_id_leads_to_the_histories_that_the_name_does(store: Store) -> None:
    history = load_history(store)
    for name, country, day in (("Newer Co.", "IRAN", AS_OF + timedelta(days=2)), ("New Co.", "IRAN", AS_OF + timedelta(days=30)),
                               ("Beta", "IRAN", AS_OF), ("Gamma", "IRAQ", AS_OF)):  # fmt: skip
        assert history.histories_of(id_of(entry(name, country=country)), day) == history.histories_named(name, day)
    assert history.histories_of("us-bis-el-00000000000000000000", AS_OF) == []


def test_the_newest_name_of_a_party_is_known(store: Store) -> None:
    history = load_history(store)
    became = history.became(NEW)
    assert became is not None
    assert became.after == RENAMED
    assert history.became(RENAMED) is None
    assert [c.kind.value for c in history.changes_of(NEW)] == ["added", "renamed"]
