"""A database of before gets the two other lists, and one message about parties that they name."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.alerting.newly_covered import NewlyCovered
from monitor.clock import EASTERN, SetClock
from monitor.history.baseline import BUNDLED_AS_OF, ensure_baseline, told_of
from monitor.model import Alert, Document, ListName, PartiesAlert, Rule, Snapshot, WatchedParty
from monitor.polling.intake import take_rule
from monitor.store import Store, open_store
from tests.comparing.making import entry
from tests.store.making import by_our_clock

NOW = datetime(2026, 11, 30, 10, tzinfo=EASTERN)
EVERYBODY = (("mail", "one@example.org"),)
OURS = WatchedParty("C-1", "Inter-Traid Electro", "Kazakhstan")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """One that knows the Entity List alone, as earlier versions did."""
    store = by_our_clock(open_store(f"sqlite:///{tmp_path / 'elmon.db'}"))
    listed = Snapshot("a list", BUNDLED_AS_OF, (entry("Kerman Tablo Co."),))
    store.ledger.take_baseline(listed, as_of=BUNDLED_AS_OF, sha256="0" * 64, now=NOW)
    return store


def begin(store: Store, *lists: ListName) -> Snapshot | None:
    def everybody(_: Alert) -> tuple[tuple[str, str], ...]:
        return EVERYBODY

    return ensure_baseline(store, SetClock(NOW), NewlyCovered(store, 0.85, lists, lambda: everybody))


def told(store: Store) -> list[PartiesAlert]:
    messages = store.outbox.lease(NOW, "me", 60.0, 9)
    return [message.alert for message in messages if isinstance(message.alert, PartiesAlert)]


def test_the_lists_are_taken_once_and_what_they_name_is_told_once(store: Store) -> None:
    store.watchlist.take([OURS, WatchedParty("C-2", "Innocent Bakery", "France")], "f", NOW)
    started = begin(store)
    assert started is not None
    assert told_of(started, store) == (
        "Covered from now on: the Military End-User List (70 entries) and the Unverified List (186 entries), from the "
        "bundled eCFR copy of 2026-07-18."
    )
    assert begin(store) is None
    (alert,) = told(store)
    assert alert.headline.startswith(
        "Newly covered: 1 of your parties may be on the Military End-User List and the Unverified"
    )
    assert [(m.watch.reference, m.entry.name, m.entry.list) for m in alert.matches] == [
        ("C-1", "Inter-Traid Electro", ListName.UNVERIFIED)
    ]
    assert {name: info.entry_count for name, info in store.ledger.beginnings().items()} == {
        ListName.ENTITY: 1,
        ListName.MILITARY_END_USER: 70,
        ListName.UNVERIFIED: 186,
    }


def test_nobody_is_told_of_lists_without_their_parties_or_that_the_watchlist_leaves_out(store: Store) -> None:
    store.watchlist.take([OURS], "f", NOW)
    assert begin(store, ListName.ENTITY, ListName.MILITARY_END_USER) is not None
    assert told(store) == []


def test_an_empty_database_starts_from_all_three_and_tells_of_none(tmp_path: Path) -> None:
    empty = by_our_clock(open_store(f"sqlite:///{tmp_path / 'empty.db'}"))
    started = begin(empty)
    assert started is not None
    assert started.lists == tuple(ListName)
    assert told(empty) == []
    empty.close()


def test_rules_recorded_since_the_copy_are_said_not_to_be_applied(store: Store) -> None:
    later = Document("2026-30001", publication_date=BUNDLED_AS_OF + timedelta(days=9))
    take_rule(store, later, Rule(later.number, publication_date=later.publication_date), "c" * 64, NOW)
    store.watchlist.take([OURS], "f", NOW)
    started = begin(store)
    assert started is not None
    said = "Rules recorded since 2026-07-18 may have changed them and are not applied to them yet: elmon replay shows"
    assert said in told_of(started, store)
    assert said in told(store)[0].said[0]
