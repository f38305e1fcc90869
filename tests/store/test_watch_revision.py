"""Every write of parties moves their state, whatever it writes and when; nothing else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.model import WatchedParty
from monitor.store import Store, open_store
from monitor.store.party_data import forget_party
from tests.store.making import NOW
from tests.store.older import make_older

ALPHA, BRAVO = WatchedParty("C-1", "Alpha"), WatchedParty("C-2", "Bravo")


@pytest.fixture
def started(store: Store) -> Store:
    store.watchlist.take([ALPHA, BRAVO], "ours", NOW)
    return store


WRITES: dict[str, Callable[[Store], object]] = {
    "one more": lambda store: store.watchlist.take([WatchedParty("C-3", "Gamma")], "ours", NOW),
    "another name of as many letters": lambda store: store.watchlist.take([WatchedParty("C-1", "Delta")], "ours", NOW),
    "names exchanged": lambda store: store.watchlist.take(
        [WatchedParty("C-1", "Bravo"), WatchedParty("C-2", "Alpha")], "ours", NOW
    ),
    "one for another": lambda store: store.watchlist.take(
        [WatchedParty("C-1", "Alpha"), WatchedParty("C-4", "Bravo")], "ours", NOW, replace=True
    ),
    "edited": lambda store: store.watchlist.edit(WatchedParty("C-1", "Omega"), "ann", NOW),
    "removed": lambda store: store.watchlist.remove(["C-1"], "ann", NOW),
    "forgotten": lambda store: forget_party(store.database, "C-1", None),
    "of another name": lambda store: store.party_sources.rename("ours", "theirs"),
}


@pytest.mark.parametrize("what", WRITES)
def test_every_write_moves_the_state(started: Store, what: str) -> None:
    before = started.watchlist.state()
    WRITES[what](started)
    assert started.watchlist.state() != before


def test_what_writes_no_party_leaves_it(started: Store) -> None:
    before = started.watchlist.state()
    started.watchlist.take([ALPHA, BRAVO], "ours", NOW)
    started.watchlist.edit(ALPHA, "ann", NOW)
    forget_party(started.database, "C-9", None)
    started.sources.good("register", NOW)
    assert started.watchlist.state() == before


def test_a_write_that_fails_leaves_it(started: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = started.watchlist.state()
    monkeypatch.setattr("monitor.store.watchlist.note_source", None)
    with pytest.raises(TypeError):
        started.watchlist.take([WatchedParty("C-3", "Gamma")], "ours", NOW)
    assert (started.watchlist.state(), started.watchlist.count()) == (before, 2)


def test_it_says_first_whether_there_are_parties(store: Store) -> None:
    assert not store.watchlist.state()[0]
    store.watchlist.take([ALPHA], "ours", NOW)
    assert store.watchlist.state()[0]
    store.watchlist.remove(["C-1"], "ann", NOW)
    assert not store.watchlist.state()[0]


@pytest.mark.parametrize("revision", ["0012", "0014"])
def test_parties_of_earlier_versions_have_a_state(url: str, revision: str) -> None:
    party = {"reference": "C-1", "own_reference": "C-1", "name": "Alpha", "country": "", "address": "",
             "source": "ours", "details": "", "added_at": NOW, "updated_at": NOW}  # fmt: skip
    make_older(url, revision, {"watch": [party]})
    store = open_store(url)
    state = store.watchlist.state()
    assert state[0]
    store.watchlist.take([WatchedParty("C-1", "Bravo")], "ours", NOW)
    assert store.watchlist.state() != state
    store.close()
