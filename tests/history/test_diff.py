"""What changed between any two states: dates, now, documents and files."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.clock import SetClock
from monitor.errors import UsageError
from monitor.history.diff import diff_states
from monitor.model import Amendment, Operation, Stage
from monitor.polling.intake import take_rule
from monitor.store import Store
from monitor.store.filings import RecordedFiling
from tests.cli.conftest import snapshot
from tests.comparing.making import entry
from tests.history.test_recording import AS_OF, NOW, a_store, rule

DAYS = {n: str(AS_OF + timedelta(days=n)) for n in range(12)}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = a_store(str(tmp_path), "elmon")
    for n, name in ((2, "New Co."), (8, "Newest Co.")):
        order = Amendment(Operation.ADD, "IRAN", name, entry(name), "2. Add.")
        take_rule(store, *rule(n, n, 0, [order]), f"{n:064}", NOW)
    return store


@pytest.mark.parametrize(
    ("states", "added", "removed"),
    [
        (("2030-00002", ""), ["New Co."], []),
        (("2030-00002", "now"), ["Newest Co."], []),
        (("2030-00002", "2030-00008"), ["Newest Co."], []),
        (("2030-00008", "2030-00002"), [], ["Newest Co."]),
        ((DAYS[0], "2030-00002"), ["New Co."], []),
        ((DAYS[0], DAYS[9]), ["New Co.", "Newest Co."], []),
        ((DAYS[9], DAYS[5]), [], ["Newest Co."]),
        ((DAYS[3], ""), ["Newest Co."], []),
        (("now", "now"), [], []),
    ],
)
def test_every_pair_of_states(store: Store, states: tuple[str, str], added: list[str], removed: list[str]) -> None:
    diff = diff_states(*states, lambda: store, SetClock(NOW))
    kinds = {"added": added, "removed": removed}
    assert [(c.kind.value, c.name) for c in diff.changes] == [(k, n) for k, names in kinds.items() for n in names]


def test_a_date_against_a_file(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "list.xml"
    file.write_bytes(snapshot())
    diff = diff_states(DAYS[0], str(file), lambda: store, SetClock(NOW))
    assert (diff.from_state, diff.to_state) == (DAYS[0], "list.xml")
    assert {c.kind.value for c in diff.changes} == {"added", "removed"}


def test_changes_between_days_name_the_rule_that_made_them(store: Store) -> None:
    (first, second) = diff_states(DAYS[0], DAYS[9], lambda: store, SetClock(NOW)).changes
    assert (first.document_number, second.document_number) == ("2030-00002", "2030-00008")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2031-00001", "elmon backfill"),
        ("yesterday", "no date"),
        ("2029-12-01", "before that"),
        ("C1-2030-00009", "no document"),
    ],
)
def test_a_state_that_is_none_is_an_error(store: Store, name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        diff_states(name, "now", lambda: store, SetClock(NOW))


def test_a_rule_that_is_filed_and_not_printed_shows_what_it_would_change(store: Store) -> None:
    _, read = rule(9, 9, 0, [Amendment(Operation.ADD, "IRAN", "Soon Co.", entry("Soon Co."), "2. Add.")])
    store.filings.keep(RecordedFiling("2030-00009", {}, replace(read, stage=Stage.PUBLIC_INSPECTION)), (), now=NOW)
    diff = diff_states("2030-00009", "", lambda: store, SetClock(NOW))
    assert [c.name for c in diff.changes] == ["Soon Co."]
    assert diff.to_state == "2030-00009 as filed, not printed yet"
