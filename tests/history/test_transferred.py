"""A party that left one list for another says so wherever either list is looked at."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.history.diff import ListState, compare_states
from monitor.history.list_history import load_history
from monitor.model import Amendment, Change, Diff, Entry, ListName, Match, Named, Operation, WatchedParty
from monitor.polling.intake import take_rule
from monitor.rendering.diff import render_diff
from monitor.rendering.parties import parties_of
from monitor.rendering.terms import terms_of
from monitor.store import Store
from tests.comparing.making import entry
from tests.history.test_recording import AS_OF, NOW, a_store, rule

EL, UVL = ListName.ENTITY, ListName.UNVERIFIED
OLD = entry("VIP Technology Ltd.", "RUSSIA", supplement=UVL.supplement)
NEW = entry("VIP Technology Ltd.", "RUSSIA")
MOVED = (
    Amendment(Operation.ADD, "RUSSIA", NEW.name, NEW, "1. Add.", supplement=EL.supplement),
    Amendment(Operation.REMOVE, "RUSSIA", OLD.name, None, "2. Remove.", supplement=UVL.supplement),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = a_store(str(tmp_path), "moved", (entry("Alpha"), OLD))
    take_rule(found, *rule(1, 3, 0, MOVED), "c" * 64, NOW)
    yield found
    found.close()


def facts(changes: tuple[Change, ...]) -> list[tuple[str, str, str | None, str | None]]:
    return [(c.kind.value, c.list.value, c.transferred_from, c.transferred_to) for c in changes]


ADDED, REMOVED = ("added", EL, UVL, None), ("removed", UVL, None, EL)


@pytest.mark.parametrize(("of", "found"), [((EL,), [ADDED]), ((UVL,), [REMOVED]), ((EL, UVL), [ADDED, REMOVED])])
def test_between_two_days(store: Store, of: tuple[ListName, ...], found: list[object]) -> None:
    history = load_history(store, lists=of)
    assert facts(history.changes_between(AS_OF, AS_OF + timedelta(days=9))) == found


@pytest.mark.parametrize(("of", "found"), [([EL], [ADDED]), ([UVL], [REMOVED]), ([EL, UVL], [ADDED, REMOVED])])
def test_between_two_copies(of: list[ListName], found: list[object]) -> None:
    stays = entry("Alpha"), entry("Beta", supplement=UVL.supplement)
    before, after = ListState("old.xml", (*stays, OLD)), ListState("new.xml", (*stays, NEW))
    compared = compare_states(before, after, lambda: pytest.fail("copies need no history"), of)
    assert facts(compared.diff.changes) == found


def test_the_counts_by_destination_add_up_and_both_lists_are_shown(store: Store) -> None:
    diff = Diff("a", "b", load_history(store, lists=(EL, UVL)).changes_between(AS_OF, AS_OF + timedelta(days=9)))
    rows = list(csv.DictReader(io.StringIO(render_diff(diff, "csv", stat=True))))
    assert {kind.value: n for kind, n in diff.summary().items() if n} == {"added": 1, "removed": 1}
    assert sum(int(row["added"]) for row in rows) == sum(int(row["removed"]) for row in rows) == 1
    shown = render_diff(diff)
    assert shown.count("moved from the Unverified List to the Entity List") == 2
    assert "Unverified List: RUSSIA" in shown


def test_a_match_in_an_alert_says_of_which_list_it_is() -> None:
    party = WatchedParty("K-1", "VIP Technology")
    matches = [Match(party, Named("RUSSIA", OLD.name, of), OLD.name, "name", 0.96, "") for of in (EL, UVL)]
    assert [one.destination for one in parties_of(matches)] == ["RUSSIA", "Unverified List: RUSSIA"]


@pytest.mark.parametrize(("one", "said"), [(NEW, "license for all items"), (OLD, "all items")])
def test_the_unverified_list_asks_for_no_license(one: Entry, said: str) -> None:
    assert terms_of([one])[0].words.startswith(said)
