"""What changed between any two states: dates, now, documents and files."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.clock import eastern_day
from monitor.errors import NotKnown, UsageError
from monitor.history.diff import diff_names, document_attention
from monitor.history.list_history import ListHistory, load_history
from monitor.model import Amendment, Diff, Operation, Rule, Stage
from monitor.polling.intake import take_rule
from monitor.rendering.diff import render_diff
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


def diff(store: Store, first: str, second: str, *, files: bool = True) -> Diff:
    """As ``elmon diff`` asks; without ``files`` as the pages do."""

    def filed(number: str) -> Rule | None:
        kept = store.filings.get(number)
        return kept.rule if kept else None

    return diff_names(first, second, lambda: load_history(store), filed, eastern_day(NOW), files=files)


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
    found = diff(store, *states)
    assert diff(store, *states, files=False) == found
    kinds = {"added": added, "removed": removed}
    assert [(c.kind.value, c.name) for c in found.changes] == [(k, n) for k, names in kinds.items() for n in names]


def test_a_date_against_a_file(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "list.xml"
    file.write_bytes(snapshot())
    found = diff(store, DAYS[0], str(file))
    assert (found.from_state, found.to_state) == (DAYS[0], "list.xml")
    assert {c.kind.value for c in found.changes} == {"added", "removed"}


def test_changes_between_days_name_the_rule_that_made_them(store: Store) -> None:
    (first, second) = diff(store, DAYS[0], DAYS[9]).changes
    assert (first.document_number, second.document_number) == ("2030-00002", "2030-00008")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2031-00001", "elmon backfill"),
        ("yesterday", "not a date"),
        ("2029-12-01", "before that"),
        ("C1-2030-00009", "no document"),
    ],
)
def test_a_state_that_is_none_is_an_error(store: Store, name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        diff(store, name, "now")


def test_a_rule_that_is_filed_and_not_published_shows_what_it_would_change(store: Store) -> None:
    _, read = rule(9, 9, 0, [Amendment(Operation.ADD, "IRAN", "Soon Co.", entry("Soon Co."), "2. Add.")])
    store.filings.keep(RecordedFiling("2030-00009", {}, replace(read, stage=Stage.PUBLIC_INSPECTION)), (), now=NOW)
    found = diff(store, "2030-00009", "")
    assert [c.name for c in found.changes] == ["Soon Co."]
    assert found.to_state == "2030-00009 as filed, not published yet"


def test_a_filing_whose_text_gives_names_alone_is_no_nothing_changed(store: Store) -> None:
    amendments = (
        Amendment(Operation.ADD, "IRAN", "Soon Co."),
        Amendment(Operation.ADD, "IRAN", "Later Co.", entry("Later Co."), "2. Add."),
        Amendment(Operation.REVISE, "IRAN", "Revised Co."),
    )
    _, read = rule(9, 9, 0, list(amendments))
    store.filings.keep(RecordedFiling("2030-00009", {}, replace(read, stage=Stage.PUBLIC_INSPECTION)), (), now=NOW)
    found = diff(store, "2030-00009", "")
    assert [(c.kind.value, c.name, c.after is not None) for c in found.changes] == [
        ("added", "Soon Co.", False), ("added", "Later Co.", True), ("revised", "Revised Co.", False),
    ]  # fmt: skip
    assert found.is_to_be
    text = render_diff(found)
    assert "Will add 2 entries and revise 1." in text
    assert "IRAN   will add 2, revise 1" in text
    assert "0 added" not in text
    assert "will add: **Soon Co.**" in render_diff(found, "markdown")
    shape = json.loads(render_diff(found, "json"))
    assert (shape["stage"], shape["applied"]["of"], shape["applied"]["applied"]) == ("public-inspection", 3, 0)
    assert shape["summary"]["added"] == 2


def test_a_filing_that_could_not_be_read_is_no_nothing_changed(store: Store) -> None:
    _, read = rule(9, 9, 0, [])
    store.filings.keep(RecordedFiling("2030-00009", {}, replace(read, stage=Stage.PUBLIC_INSPECTION)), (), now=NOW)
    assert "Which entries it will change could not be read." in render_diff(diff(store, "2030-00009", ""), width=200)


def test_pages_compare_no_files_of_the_server(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "list.xml"
    file.write_bytes(snapshot())
    with pytest.raises(UsageError, match="is not a date"):
        diff(store, str(file), "now", files=False)


def test_what_is_not_known_is_said_without_the_command_line_for_pages(store: Store) -> None:
    for name, said in (
        ("2031-00001", "The database has no document 2031-00001."),
        ("2029-12-01", "2029-12-01 is before that."),
    ):
        with pytest.raises(NotKnown) as caught:
            diff(store, name, "now", files=False)
        assert caught.value.without_remedy.endswith(said)
        assert str(caught.value) != caught.value.without_remedy


def test_two_files_need_no_history(tmp_path: Path) -> None:
    file = tmp_path / "2030-00001"  # named as a document is
    file.write_bytes(snapshot())

    def no_history() -> ListHistory:
        raise AssertionError

    found = diff_names(str(file), str(file), no_history, lambda number: None, AS_OF, files=True)
    assert found.changes == ()
    assert document_attention(str(file), no_history) == ""
