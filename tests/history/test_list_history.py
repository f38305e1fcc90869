"""The list through time in memory: any day as the ledger has it, what lies between two days, and what a text finds."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.comparing.lists import compare_lists
from monitor.errors import NotKnown
from monitor.history.diff import count_changes
from monitor.history.list_history import ListHistory, load_history
from monitor.model import Change
from monitor.store import Store, open_store
from tests.web.making import START, TODAY, cache_of

TO = TODAY.date()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A database with the rules of five years."""
    url = f"sqlite:///{tmp_path_factory.mktemp('history') / 'elmon.db'}"
    cache_of(url).store.close()
    store = open_store(url)
    yield store
    store.close()


@pytest.fixture(scope="module")
def history(store: Store) -> ListHistory:
    return load_history(store)


def undated(change: Change) -> Change:
    return replace(change, document_number="", citation="", effective_on=None)


def test_the_list_of_every_day_is_that_of_the_ledger(store: Store, history: ListHistory) -> None:
    turns = {day for one in history.versions for day in (one.effective_from, one.effective_to) if day is not None}
    days = {day + timedelta(days=n) for day in turns for n in (-1, 0, 1)} | {date(2022, 6, 28), date(2030, 1, 1)}
    for day in sorted(day for day in days if day >= START):
        assert list(history.list_on(day).entries) == history.entries_on(day) == store.ledger.entries(day)
    assert history.list_on(date(2030, 1, 1)) is history.list_on(date(2030, 1, 2)), "nothing happened between them"


def test_there_is_no_list_before_the_first_one(store: Store, history: ListHistory) -> None:
    before = START - timedelta(days=1)
    assert history.entries_on(before) == []
    for ask in (history.check, history.list_on, lambda day: history.changes_between(day, TO)):
        with pytest.raises(NotKnown, match="from 2019-10-07 on"):
            ask(before)
    nothing = load_history(store, known_on=TODAY - timedelta(days=9999))
    assert (nothing.versions, nothing.changes, nothing.documents) == ((), (), {})


def test_between_two_days_lies_what_tells_their_whole_lists_apart(history: ListHistory) -> None:
    chance = random.Random(8)
    days = [START, TO, *(START + timedelta(days=chance.randrange(1700)) for _ in range(8)), START]
    for first, second in itertools.pairwise(days):
        whole = compare_lists(history.entries_on(first), history.entries_on(second))
        assert tuple(map(undated, history.changes_between(first, second))) == whole


def test_a_change_between_two_days_names_the_document_that_made_it(history: ListHistory) -> None:
    day = date(2022, 6, 28)
    made = history.changes_of_document("2022-14069")
    assert {c.effective_on for c in made} == {day}
    for first, second in ((day - timedelta(days=1), day), (START, TO)):
        found = {(c.kind, c.country, c.name): c for c in history.changes_between(first, second)}
        added = [c for c in made if c.kind.value == "added" and (c.kind, c.country, c.name) in found]
        assert len(added) > 30
        for change in added:
            one = found[change.kind, change.country, change.name]
            assert (one.document_number, one.citation, one.effective_on) == ("2022-14069", change.citation, day)
    assert history.changes_between(day, day) == ()


def test_changes_are_chosen_by_the_day_from_which_they_are_effective(history: ListHistory) -> None:
    dated = [c for c in history.changes if c.effective_on is not None]
    day = date(2022, 6, 28)
    assert history.changes_effective(None, None) == list(history.changes)
    assert history.changes_effective(day, day) == [c for c in dated if c.effective_on == day] != []
    assert history.changes_effective(day + timedelta(days=1), None) == [
        c for c in dated if str(c.effective_on) > str(day)
    ]
    assert history.changes_effective(None, day) == [c for c in dated if str(c.effective_on) <= str(day)]


def test_how_much_lies_between_two_states_is_known_before_they_are_compared(history: ListHistory) -> None:
    number = next(number for number, changes in history.changes_by_document.items() if changes)
    assert count_changes(number, "", history, TO) == len(history.changes_by_document[number])
    dated = [c for c in history.changes if c.effective_on is not None]
    assert count_changes(str(START), "now", history, TO) == len(dated) > 0
    assert count_changes("now", "now", history, TO) == 0
    with pytest.raises(NotKnown, match="2030-00001"):
        count_changes("2030-00001", "", history, TO)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hidden institute", [("sub-entity", "Hidden Institute 13", "Parent Academy")]),
        ("HI13", [("sub-entity", "HI13", "Parent Academy")]),
        ("cafe widgets", [("name", "\u4e2d\u6587 Caf\u00e9 Widgets GmbH", "\u4e2d\u6587 Caf\u00e9 Widgets GmbH")]),
        ("\u4e2d\u6587", [("name", "\u4e2d\u6587 Caf\u00e9 Widgets GmbH", "\u4e2d\u6587 Caf\u00e9 Widgets GmbH")]),
        ("room 2 twin", [("text", "Twin Trading, Room 2, Shenzhen", "Twin Trading")]),
        ("nobody of the kind", []),
        ("...", []),
        ("  , ", []),
    ],
)
def test_a_text_finds_entries_by_what_is_said_of_them(
    history: ListHistory, text: str, found: list[tuple[str, str, str]]
) -> None:
    hits = history.list_on(TO).search(text)
    assert [(hit.kind, hit.matched, hit.entry.name) for hit in hits] == found


def test_of_two_addresses_that_are_found_the_shorter_is_the_better(history: ListHistory) -> None:
    hits = history.list_on(TO).search("shenzhen; room")
    assert len(hits) > 2
    assert [hit.matched for hit in hits[:2]] == ["Room 1, Shenzhen", "Room 2, Shenzhen"]
    addresses = [hit.matched for hit in hits if hit.kind == "address"]
    assert addresses == [hit.matched for hit in hits[: len(addresses)]] == sorted(addresses, key=len)


def test_an_entry_is_indexed_once(history: ListHistory) -> None:
    first, later = history.list_on(START), history.list_on(TO)
    kept = {id(one.entry): one for one in first.indexed}
    assert all(kept.get(id(one.entry), one) is one for one in later.indexed)
    twins = [one for one in later.indexed if one.entry.name == "Twin Trading"]
    assert len({one.id for one in twins}) == 1 < len(twins)


def test_a_later_history_takes_over_what_an_earlier_one_has_worked_out(store: Store) -> None:
    earlier = load_history(store, known_on=TODAY.replace(year=2023))
    earlier.prepare()
    later = load_history(store, earlier=earlier, key="later")
    later.prepare()
    assert (earlier.key, later.key) == ("", "later")
    fresh = load_history(store)
    assert (later.versions, later.changes, later.documents) == (fresh.versions, fresh.changes, fresh.documents)
    known = {id(version.entry) for version in earlier.versions}
    shared = [version.entry for version in later.versions if id(version.entry) in known]
    assert 0 < len(shared) < len(later.versions)
    assert all(later.index(entry) is earlier.index(entry) for entry in shared)
    assert list(map(id, earlier.changes)) == list(map(id, later.changes))[: len(earlier.changes)]
