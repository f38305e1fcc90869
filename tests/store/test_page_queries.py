"""What the pages read of a database, of either kind, beside the list's history."""

from __future__ import annotations

from datetime import timedelta

from monitor.model import RuleAlert, WatchedParty
from monitor.store import Store
from monitor.store.page_queries import PageQueries
from tests.store.making import DAY, LIST, NOW, TO, added, outcome


def test_the_state_moves_with_what_is_recorded_and_with_nothing_else(store: Store) -> None:
    queries = PageQueries(store.database)
    empty = queries.state()
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="0" * 64, now=NOW)
    started = queries.state()
    assert started != empty
    store.sources.good("a source", NOW)
    store.outbox.lease(NOW, "me", 60, 10)
    assert queries.state() == started
    store.ledger.record(outcome(added("Delta")), now=NOW + timedelta(hours=1))
    assert queries.state() != started


def test_messages_come_by_document_and_alerts_by_their_moment(store: Store) -> None:
    queries = PageQueries(store.database)
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="0" * 64, now=NOW)
    store.ledger.record(outcome(added("Delta"), attention="Look."), now=NOW)
    assert [(m.channel, m.recipient) for m in queries.messages("2030-00001")] == list(TO)
    assert queries.messages("2030-0000") == []
    assert queries.messages("2030-0000%") == []
    ((alert, moment),) = queries.alerts(5)
    assert isinstance(alert, RuleAlert)
    assert (alert.document_number, moment) == ("2030-00001", NOW)


def test_parties_move_a_state_of_their_own(store: Store) -> None:
    queries = PageQueries(store.database)
    before = queries.party_state()
    store.watchlist.take([WatchedParty("C-1", "Alpha")], "ours.csv", NOW)
    assert queries.party_state() != before
    assert queries.party_moments() == {"C-1": NOW}
