"""What one document costs the database on its way: at most six reads, and two transactions that write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event

from monitor.alerting.watchlist import Screener
from monitor.model import Document, Entry, Snapshot, WatchedParty
from monitor.polling.intake import TakenDocument
from monitor.sources.results import Fresh
from monitor.store import Store, open_store
from tests.alerting.making import EVERY_KIND
from tests.monitoring import Monitor
from tests.store.conftest import postgres, url  # noqa: F401 - fixtures

MOST = 6
RULE, IRRELEVANT, REMOVAL = "2019-22210", "2020-03144", "2023-25557"
REMOVED = Entry("CHINA, PEOPLE'S REPUBLIC OF", "Ministry of Public Security's Institute of Forensic Science of China")


@dataclass
class RoundTrips:
    """The statements that read, those inside of transactions that write apart; and these transactions."""

    reads: list[str] = field(default_factory=list)
    reads_of_writers: list[str] = field(default_factory=list)
    writing: int = 0


@contextmanager
def counted(engine: Engine) -> Iterator[RoundTrips]:
    trips = RoundTrips()

    def executed(connection: Any, _: object, statement: str, *__: object) -> None:
        writes = connection.get_execution_options().get("immediate")
        if (
            statement.startswith(("SELECT", "WITH"))
            and "set_config" not in statement
            and "pg_advisory" not in statement
        ):
            (trips.reads_of_writers if writes else trips.reads).append(statement)

    def begun(connection: Any) -> None:
        trips.writing += bool(connection.get_execution_options().get("immediate"))

    event.listen(engine, "before_cursor_execute", executed)
    event.listen(engine, "begin", begun)
    yield trips
    event.remove(engine, "before_cursor_execute", executed)
    event.remove(engine, "begin", begun)


@pytest.fixture
def store(monitor: Monitor, url: str) -> Iterator[Store]:  # noqa: F811
    """The monitor's store, on either database: a list of one entry, a party that every rule is screened for, and the
    words of the day weighed (once a day, whatever comes)."""
    store = open_store(url)
    listed = Snapshot("a list", None, (REMOVED,))
    store.ledger.take_baseline(listed, as_of=date(2019, 10, 6), sha256="0" * 64, now=monitor.clock.now(), replace=True)
    store.watchlist.take([WatchedParty("V-7", "Hikvision (UK) Ltd")], "f", monitor.clock.now())
    monitor.poller.store = monitor.looker.store = store
    yield store
    store.close()


def take(monitor: Monitor, store: Store, number: str, when: str) -> tuple[TakenDocument, RoundTrips]:
    """The whole way of a published document, and what it costs."""
    monitor.set(when)
    document = published(monitor, number)
    screener = Screener(store, 0.85, monitor.clock)
    screener.weights()
    screener(EVERY_KIND["rule"])  # indexes the parties, once for each state of the watchlist
    store.ledger.entries(date(2019, 10, 6))  # and the list's entries counted once an hour
    monitor.poller.audience = replace(monitor.poller.audience, screen=screener)
    with counted(store.database.engine) as trips:
        taken = monitor.poller.take(document)
    assert isinstance(taken, TakenDocument)
    return taken, trips


def published(monitor: Monitor, number: str) -> Document:
    outcome = monitor.poller.register.poll(date(2019, 1, 1))
    assert isinstance(outcome, Fresh)
    return next(d for d in outcome.documents if d.number == number)


def test_a_rule_that_comes_last(monitor: Monitor, store: Store) -> None:
    taken, trips = take(monitor, store, RULE, "2019-10-09T06:05:00")
    assert taken.alert is not None
    assert (len(taken.alert.changes), len(taken.alert.matches)) == (28, 1)
    assert len(trips.reads) <= MOST, trips.reads
    assert [table_of(read) for read in trips.reads] == ["acting", "entry_version", "watch", "watch", "decision"]
    assert (trips.writing, [table_of(read) for read in trips.reads_of_writers]) == (2, ["list_version"])


def test_a_rule_known_from_public_inspection_with_its_confirmation(monitor: Monitor, store: Store) -> None:
    monitor.look("2019-10-07T16:15:30")
    replace(monitor.dispatcher(), store=store).round()
    taken, trips = take(monitor, store, RULE, "2019-10-09T06:05:00")
    assert taken.alert is not None
    confirmed = [row for row in store.outbox.rows() if row.change_set == f"{RULE}/confirmed"]
    assert len(confirmed) == 3
    assert len(trips.reads) <= MOST, trips.reads
    assert [table_of(read) for read in trips.reads] == [
        "acting",
        "outbox",
        "entry_version",
        "watch",
        "watch",
        "decision",
    ]
    assert (trips.writing, [table_of(read) for read in trips.reads_of_writers]) == (2, ["list_version"])


def test_an_irrelevant_document(monitor: Monitor, store: Store) -> None:
    taken, trips = take(monitor, store, IRRELEVANT, "2020-02-18T06:05:00")
    assert taken == TakenDocument(recorded=True)
    assert [table_of(read) for read in trips.reads] == ["acting"]
    assert (trips.writing, trips.reads_of_writers) == (2, [])


def test_a_rule_that_ends_versions_reads_them_at_once(monitor: Monitor, store: Store) -> None:
    taken, trips = take(monitor, store, REMOVAL, "2023-11-17T06:05:00")
    assert taken.alert is not None
    assert [change.before for change in taken.alert.changes] == [REMOVED]
    assert len(trips.reads) <= MOST, trips.reads
    assert [table_of(read) for read in trips.reads_of_writers] == ["list_version", "entry_version"]


def test_a_text_that_is_known_costs_one_read(monitor: Monitor, store: Store) -> None:
    take(monitor, store, RULE, "2019-10-09T06:05:00")
    taken, trips = take(monitor, store, RULE, "2019-10-09T06:10:00")
    assert taken == TakenDocument(recorded=False)
    assert [table_of(read) for read in trips.reads] == ["acting"]
    assert (trips.writing, trips.reads_of_writers) == (1, [])


def test_a_whole_round_reads_four_times_more_whatever_it_finds(monitor: Monitor, store: Store) -> None:
    monitor.set("2019-10-09T06:05:00")
    store.ledger.entries(date(2019, 10, 6))  # counted once an hour
    with counted(store.database.engine) as trips:
        report = monitor.poller.poll()
    assert len(report.recorded) == 1
    around = ["list_version", "source", "document", "source"]
    assert [table_of(read) for read in trips.reads] == [*around[:3], "acting", "entry_version", around[3]]


def table_of(statement: str) -> str:
    """The table that a statement reads from first, or the name of the query that it begins with."""
    words = statement.split()
    return words[1] if words[0] == "WITH" else words[words.index("FROM") + 1].rstrip(")")
