"""What the pages read of a database, of either kind, and that nothing recorded escapes them."""

from __future__ import annotations

from datetime import date, timedelta

from monitor.model import RuleAlert, Stage, WatchedParty
from monitor.store import Store
from monitor.store.page_queries import PageQueries
from tests.store.making import DAY, LIST, NOW, TO, added, outcome


def test_the_state_moves_with_what_is_recorded_and_with_nothing_else(store: Store) -> None:
    room = PageQueries(store.database)
    empty = room.state()
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="0" * 64, now=NOW)
    started = room.state()
    assert started != empty
    store.sources.good("a source", NOW)
    store.outbox.lease(NOW, "me", 60, 10)
    assert room.state() == started
    store.ledger.record(outcome(added("Delta")), now=NOW + timedelta(hours=1))
    assert room.state() != started


def test_versions_entries_and_changes_are_those_of_the_ledger(store: Store) -> None:
    room = PageQueries(store.database)
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="0" * 64, now=NOW)
    store.ledger.record(outcome(added("Delta")), now=NOW)
    placed = room.versions()
    entries = room.entries((p.content_hash for p in placed), set())
    wanted = [(v.entry, v.in_force_from, v.in_force_to, v.source) for v in store.ledger.versions()]
    assert [(entries[p.content_hash], p.in_force_from, p.in_force_to, p.source) for p in placed] == wanted
    assert room.entries((p.content_hash for p in placed), set(entries)) == {}
    changes = room.changes({})
    assert list(changes.values()) == store.ledger.changes()
    again = room.changes(changes)
    assert all(again[n] is changes[n] for n in changes)


def test_documents_come_without_their_rules_and_messages_by_document(store: Store) -> None:
    room = PageQueries(store.database)
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="0" * 64, now=NOW)
    store.ledger.record(outcome(added("Delta"), attention="Look."), now=NOW)
    (paper,) = room.papers()
    assert (paper.document.number, paper.stage, paper.attention) == ("2030-00001", Stage.PUBLISHED, "Look.")
    assert paper.in_force_on == date(2030, 2, 1)
    assert paper.recorded_at == NOW
    assert [(m.channel, m.recipient) for m in room.messages("2030-00001")] == list(TO)
    assert room.messages("2030-0000") == []
    assert room.messages("2030-0000%") == []
    ((alert, moment),) = room.alerts(5)
    assert isinstance(alert, RuleAlert)
    assert (alert.document_number, moment) == ("2030-00001", NOW)


def test_parties_move_a_state_of_their_own(store: Store) -> None:
    room = PageQueries(store.database)
    before = room.party_state()
    store.watchlist.take([WatchedParty("C-1", "Alpha")], "ours.csv", NOW)
    assert room.party_state() != before
    assert room.party_moments() == {"C-1": NOW}
