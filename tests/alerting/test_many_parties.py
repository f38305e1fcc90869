"""Many parties: screened on all cores, and indexed for the rules to come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.alerting import all_cores, indexed_parties, watchlist
from monitor.alerting.indexed_parties import IndexedParties
from monitor.alerting.watchlist import undecided_matches
from monitor.model import WatchedParty
from monitor.screening import some_parties
from monitor.screening.index import Index
from monitor.screening.names import prepare
from monitor.screening.some_parties import index_some, screen_some
from monitor.store import Store, open_store
from tests.alerting.test_watchlist import LIST, NOW

PARTIES = [WatchedParty(f"C-{n}", f"Zybrex {n} Optics") for n in range(40)]
OURS = WatchedParty("C-41", "Kerman Tablo Company", "IRAN")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'elmon.db'}")
    store.watchlist.take([*PARTIES, OURS], "f", NOW)
    yield store
    store.close()


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_cores, "cores", lambda: 2)
    for module in (watchlist, indexed_parties):
        monkeypatch.setattr(module, "cores", lambda: 2)
        monkeypatch.setattr(module, "MANY", 1)
    monkeypatch.setattr(watchlist, "AT_ONCE", 25)


@pytest.mark.usefixtures("two_cores")
def test_all_cores_find_what_one_finds() -> None:
    index, parties = Index(LIST), [*PARTIES, OURS]
    done: list[tuple[int, int]] = []
    found = undecided_matches(parties, index, 0.85, done=lambda *at: done.append(at))
    assert found == [m for party in parties for m in index.matches(party, 0.85)] != []
    assert done == [(0, 41), (25, 41)]


@pytest.mark.usefixtures("two_cores")
def test_what_a_child_cannot_work_out_is_worked_out_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchlist, "screen_some", index_some)  # which takes no minimum
    index = Index(LIST)
    assert undecided_matches([OURS], index, 0.85, failed=[]) == index.matches(OURS, 0.85)


@pytest.mark.usefixtures("two_cores")
def test_all_cores_index_what_one_indexes(store: Store) -> None:
    assert IndexedParties(store).likely(Index(LIST), store.watchlist.state()) == [OURS]


def test_the_index_follows_the_watchlist(store: Store) -> None:
    parties, index = IndexedParties(store), Index(LIST)
    assert parties.likely(index, store.watchlist.state()) == [OURS]
    store.watchlist.remove([OURS.reference])
    assert parties.likely(index, store.watchlist.state()) == []
    again = WatchedParty("C-42", "Kerman Tablo")
    store.watchlist.take([again], "f", NOW)
    assert parties.likely(index, store.watchlist.state()) == [again]
    store.watchlist.take([WatchedParty("C-42", "Zybrex Optics")], "f", NOW)
    assert parties.likely(index, store.watchlist.state()) == []


def test_nothing_is_indexed_twice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    parties, index = IndexedParties(store), Index(LIST)
    parties.likely(index, store.watchlist.state())
    monkeypatch.setattr(indexed_parties, "segment_of", None)
    assert parties.likely(index, store.watchlist.state()) == [OURS]


@pytest.mark.parametrize("many", [1, 7, 41, 100])
def test_batches_have_every_party_once(store: Store, many: int) -> None:
    batches = list(store.watchlist.in_batches(many))
    assert [p for batch in batches for p in batch] == store.watchlist.parties()
    assert max(map(len, batches)) <= many


def test_a_child_asks_for_the_list_once() -> None:
    asked: list[int] = []

    def ask() -> tuple[object, object]:
        asked.append(1)
        return LIST, Index(LIST).weights

    assert [len(screen_some(b"", [OURS], 0.85, ask)) for _ in range(2)] == [1, 1]  # type: ignore[arg-type]
    assert asked in ([1], [])  # another test of this process may have asked before


def test_a_child_keeps_no_names_that_it_will_not_see_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(some_parties, "NAMES_KEPT", 10)
    index_some(b"", PARTIES)
    assert prepare.cache_info().currsize >= len(PARTIES)
    index_some(b"", [OURS])
    assert prepare.cache_info().currsize < 10
