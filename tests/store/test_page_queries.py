"""What the pages read of a database, of either kind, beside the list's history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from monitor.model import RuleAlert, WatchedParty
from monitor.store import Store, open_store
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


@contextmanager
def counted_steps(store: Store) -> Iterator[list[int]]:
    """How many steps SQLite takes meanwhile, in tens: a measure of its work that no other load disturbs."""
    steps = [0]

    def count() -> None:
        steps[0] += 1

    def watch(connection: object, *_: object) -> None:
        connection.connection.driver_connection.set_progress_handler(count, 10)  # type: ignore[attr-defined]

    event.listen(store.database.engine, "begin", watch)
    yield steps
    event.remove(store.database.engine, "begin", watch)


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: PageQueries(store.database).state(),
        lambda store: PageQueries(store.database).party_state(),
        lambda store: PageQueries(store.database).alerts(3),
    ],
    ids=["state", "parties", "alerts"],
)
def test_what_is_asked_each_second_costs_as_much_in_a_large_database(
    tmp_path: Path, ask: Callable[[Store], object]
) -> None:
    took = []
    for size in (10, 200):
        store = open_store(f"sqlite:///{tmp_path / f'{size}.db'}")
        store.ledger.take_baseline(LIST, as_of=DAY, sha256="0" * 64, now=NOW)
        for n in range(size):
            made = outcome(added(f"Party {n}"), number=f"2030-{n:05}")
            store.ledger.record(made, now=NOW + timedelta(minutes=n))
        store.watchlist.take([WatchedParty(f"C-{n}", "Alpha") for n in range(10 * size)], "ours.csv", NOW)
        with counted_steps(store) as steps:
            ask(store)
        took.append(steps[0])
        store.close()
    assert took[1] <= 1.5 * took[0] + 2, took
