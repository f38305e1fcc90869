"""How long alerts and decisions are kept, and what is kept of one party: handed out and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from monitor.clock import SetClock
from monitor.model import Alert, Decision, Match, Named, OperatorAlert, PartiesAlert, WatchedParty
from monitor.operations.retention import DailyPruning, RecordsKept, prune_records
from monitor.store import Store, open_store
from monitor.store.party_data import data_of_party, end_records, forget_party
from tests.store.conftest import postgres, url  # noqa: F401 - fixtures

NOW = datetime(2024, 1, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=2000)
FIVE = RecordsKept(1827, 1827)
ENTRY = Named("IRAN", "Foo Co.")
OURS = WatchedParty('C-1 "x"', "Foo Company", source="crm")
OTHER = WatchedParty("C-2", 'Not C-1 "x"', source="crm")


@pytest.fixture
def store(url: str) -> Iterator[Store]:  # noqa: F811
    store = open_store(url)
    store.watchlist.take([OURS, OTHER], "crm", NOW)
    yield store
    store.close()


def match_of(party: WatchedParty, number: str) -> Match:
    return Match(party, ENTRY, "Foo Co.", "name", 1.0, "The same name.", number)


def decide(store: Store, party: WatchedParty, number: str, at: datetime) -> None:
    store.watchlist.decide(Decision(number, party.reference, ENTRY, "dismissed", "Ann", "Another one", at, "p", "e"))


def tell(store: Store, key: str, at: datetime, *parties: WatchedParty, sent: bool = True) -> None:
    """An alert that names ``parties``, and has been sent or not."""
    alert: Alert = OperatorAlert(change_set=key, headline=f"about {OURS.reference}", said=("C-2",))
    if parties:
        matches = tuple(match_of(party, f"m-{party.reference[:3]}") for party in parties)
        alert = PartiesAlert(change_set=key, headline=key, matches=matches)
    store.outbox.add(alert, [("mail", "a@example.org")], at)
    for message in store.outbox.lease(at, "me", 60, 9) if sent else ():
        assert store.outbox.mark_sent(message.id, "me", at, "250 ok")


def keys(store: Store) -> set[str]:
    return {row.change_set for row in store.outbox.rows(100)}


def test_alerts_go_after_their_time_unless_they_wait(store: Store) -> None:
    tell(store, "old", NOW)
    tell(store, "young", LATER - timedelta(days=1826))
    tell(store, "waits", NOW, sent=False)
    assert prune_records(store, SetClock(LATER), FIVE, dry=True).alerts == 1
    assert keys(store) == {"old", "young", "waits"}
    assert prune_records(store, SetClock(LATER), FIVE).alerts == 1
    assert keys(store) == {"young", "waits"}
    assert prune_records(store, SetClock(LATER), RecordsKept(0, 0)).alerts == 0


def test_of_decisions_the_one_that_counts_stays_as_long_as_the_party(store: Store) -> None:
    decide(store, OURS, "m-1", NOW)
    decide(store, OURS, "m-1", NOW + timedelta(days=1))
    decide(store, OTHER, "m-2", NOW)
    decide(store, OTHER, "m-2", LATER)
    assert prune_records(store, SetClock(LATER), FIVE).decisions == 2
    assert [(d.match, d.at) for d in store.watchlist.decisions()] == [("m-1", NOW + timedelta(days=1)), ("m-2", LATER)]
    store.watchlist.remove([OURS.reference, OTHER.reference])
    assert prune_records(store, SetClock(LATER), FIVE).decisions == 1
    assert [d.match for d in store.watchlist.decisions()] == ["m-2"]


def test_each_kind_has_its_own_time(store: Store) -> None:
    tell(store, "old", NOW)
    decide(store, OURS, "m-1", NOW)
    decide(store, OURS, "m-1", LATER)
    assert end_records(store.database, None, LATER).alerts == 0
    assert len(store.watchlist.decisions()) == 1
    assert end_records(store.database, LATER, None).alerts == 1


def test_the_daemon_does_so_once_a_day(store: Store) -> None:
    tell(store, "old", NOW)
    clock, said = SetClock(LATER), list[str]()
    daily = DailyPruning(store, clock, 0, said.append, FIVE)
    daily.turn()
    daily.turn()
    assert said == ["1 alerts and 0 decisions were deleted: their time is over"]
    assert keys(store) == set()


def test_all_that_is_kept_of_a_party_and_nothing_of_another(store: Store) -> None:
    tell(store, "about ours", NOW, OURS, OTHER)
    tell(store, "about the other", NOW, OTHER)
    tell(store, "about none", NOW)
    decide(store, OURS, "m-1", NOW)
    decide(store, OTHER, "m-2", NOW)
    found = data_of_party(store.database, OURS.reference)
    assert found.party is not None
    assert (found.party.party, found.party.party.source, found.party.added_at) == (OURS, "crm", NOW)
    assert [(d.match, d.who, d.why) for d in found.decisions] == [("m-1", "Ann", "Another one")]
    assert found.seen == (f"m-{OURS.reference[:3]}",)
    assert [(a.change_set, a.recipients) for a in found.alerts] == [("about ours", (("mail", "a@example.org"),))]
    assert not data_of_party(store.database, "C-3")


def test_a_party_is_forgotten_but_for_records_whose_time_is_not_over(store: Store) -> None:
    tell(store, "about both", NOW, OURS, OTHER)
    decide(store, OURS, "m-1", NOW)
    decide(store, OURS, "m-1", LATER)
    decide(store, OTHER, "m-2", NOW)
    assert forget_party(store.database, OURS.reference, LATER - timedelta(days=1827)) == 1
    left = data_of_party(store.database, OURS.reference)
    assert (left.party, left.seen, len(left.decisions), len(left.alerts)) == (None, (), 1, 1)
    assert [p.reference for p in store.watchlist.parties()] == ["C-2"]
    assert len(data_of_party(store.database, "C-2").decisions) == 1
    assert forget_party(store.database, OURS.reference, None) == 0
