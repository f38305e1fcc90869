"""Every column of every table, damaged: it is found and named, and the monitor goes on; the next rule is told in any case."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Integer, LargeBinary
from sqlmodel import AutoString

from monitor.alerting.watchlist import Screener
from monitor.daemon import prepare
from monitor.errors import MonitorError
from monitor.history.list_history import load_history
from monitor.model import Decision, Named, WatchedParty
from monitor.operations.currency import read_currency
from monitor.operations.measurements import read_measurements
from monitor.operations.status import read_status
from monitor.polling.completeness import CompletenessCheck
from monitor.polling.source_watch import plans
from monitor.screening.decisions import CONFIRMED, DISMISSED, OPEN
from monitor.store import open_store
from monitor.store.column_types import Day, Moment, Words
from monitor.store.engine import Database
from monitor.store.filings import CLOSED
from monitor.store.reconciliations import ReconciliationInfo, add_reconciliation
from monitor.store.sources import POLL_LEASE
from monitor.store.tables import ReviewRow, metadata
from monitor.store.unwritten import MENDED, OBJECTS, WORDS, find_unwritten, look_for_damage
from tests.monitoring import Monitor
from tests.polling.test_damaged_rows import about_damage, rule, turn

NOW = datetime(2019, 10, 17, 13, tzinfo=UTC)
COLUMNS = [column for table in metadata.sorted_tables for column in table.columns]
FORMED = [
    column
    for column in COLUMNS
    if isinstance(column.type, Moment | Day | Integer | Boolean | LargeBinary)
    or f"{column.table.name}.{column.name}" in OBJECTS | WORDS.keys()
]
"""Columns of which can be told whether they hold what was written."""


def name_of(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def written(column: Column[Any]) -> Any:
    """A value of a column as it is stored."""
    if column.foreign_keys:
        return next(iter(column.foreign_keys)).column.name
    kind, name = column.type, name_of(column)
    if isinstance(kind, Moment):
        return "2019-10-08 22:00:00.000000"
    if isinstance(kind, Day):
        return "2020-02-29"
    if isinstance(kind, Integer | Boolean):
        return 1
    if isinstance(kind, LargeBinary):
        return b"x"
    assert isinstance(kind, AutoString | Words), f"{name}: what does the program write there?"
    return "{}" if name in OBJECTS else WORDS.get(name, [column.name])[0]


def given(column: Column[Any]) -> Any:
    """The same as the program gives it to the database."""
    as_stored = written(column)
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(f"{as_stored}+00:00")
    return date.fromisoformat(as_stored) if isinstance(column.type, Day) else as_stored


@pytest.fixture(scope="module")
def every_table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with a row in every table, written as the program writes."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('columns') / 'elmon.db'}")
    with store.database.writing() as session:
        for table in metadata.sorted_tables:
            session.execute(table.insert().values({c.name: given(c) for c in table.columns}))
    yield store.database
    store.close()


def found_in(database: Database, column: Column[Any], value: Any) -> set[str]:
    """The damaged columns, were ``value`` in one of them."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql(f'UPDATE {column.table.name} SET "{column.name}" = ?', (value,))
        found = {name_of(one) for one in find_unwritten(connection, column.table)}
        connection.rollback()
    return found


def damages(column: Column[Any]) -> list[Any]:
    """What bytes that the disk has changed may make of a value."""
    as_written = written(column)
    if isinstance(column.type, Integer):
        return ["x", 1.5, b"1"]
    if isinstance(column.type, Boolean):
        return ["x", 1.5, b"1", 2, -1, "true"]
    if isinstance(column.type, LargeBinary):
        return ["x", 7]
    wrong = [7, 1.5, b"x", "x", f"{as_written}x", f"x{as_written[1:]}", as_written[:-1] + "\x00"]
    if isinstance(column.type, Moment | Day):
        wrong += ["", as_written.replace("2", "7"), as_written.replace("-", "+"), f"2019-02-29{as_written[10:]}"]
        wrong += [f"2019-13-01{as_written[10:]}", f"\u0662{as_written[1:]}", as_written[:-3], f" {as_written[1:]}"]
    if name_of(column) in OBJECTS:
        wrong += ["[]", "null", "7", '"x"', "{"]
    return wrong


def test_what_is_written_is_not_taken_for_damaged(every_table: Database) -> None:
    with every_table.engine.connect() as connection:
        assert {table.name: find_unwritten(connection, table) for table in metadata.sorted_tables} == {
            table.name: {} for table in metadata.sorted_tables
        }


@pytest.mark.parametrize("column", FORMED, ids=name_of)
def test_each_damage_of_each_column_is_found(every_table: Database, column: Column[Any]) -> None:
    if column.primary_key and isinstance(column.type, Integer):  # SQLite itself refuses another value
        return
    missed = [value for value in damages(column) if found_in(every_table, column, value) != {name_of(column)}]
    assert missed == []


@pytest.mark.parametrize("column", [c for c in COLUMNS if c not in FORMED and not c.foreign_keys], ids=name_of)
def test_a_number_where_text_was_is_found(every_table: Database, column: Column[Any]) -> None:
    assert found_in(every_table, column, b"x") == {name_of(column)}


def test_the_words_are_those_of_the_rooms() -> None:
    assert set(WORDS["filing.closed"]) == {"", *CLOSED}
    assert set(WORDS["decision.decision"]) == {DISMISSED, CONFIRMED, OPEN}


def test_what_only_says_what_is_to_be_done_is_mended(every_table: Database, tmp_path: Path) -> None:
    path = tmp_path / "elmon.db"
    with closing(sqlite3.connect(str(every_table.url.database))) as whole, closing(sqlite3.connect(path)) as copy:
        whole.backup(copy)
    bookkeeping = [c for c in FORMED if c.table.name in MENDED and isinstance(c.type, Moment | Day | Integer)]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for column in bookkeeping:
            if not column.primary_key:
                connection.execute(f"UPDATE {column.table.name} SET \"{column.name}\" = 'x2019'")
    store = open_store(f"sqlite:///{path}")
    try:
        look_for_damage(store.database, NOW)
        assert len(store.database.damage.unreported()) == len([c for c in bookkeeping if not c.primary_key])
        with store.database.reading() as session:
            left = [find_unwritten(session.connection(), table) for table in metadata.sorted_tables]
        assert not any(left)
        assert [row.due_at for row in store.outbox.rows()] == [NOW]
        assert [state.last_good_at for state in store.sources.states()] == [None], "never taken for a good answer"
    finally:
        store.close()


# -- the whole monitor -------------------------------------------------------------------------------------------------


def filled(monitor: Monitor) -> None:
    """A rule on the list, one filed, a decided party."""
    store, now = monitor.store, monitor.clock.now
    rule("2019-20001", date(2019, 10, 15), "Omega").put_on(monitor.register)
    monitor.register.documents = [d for d in monitor.register.documents if d["document_number"] == "2019-20001"]
    turn(monitor, "2019-10-16T09:00:00")
    monitor.deliver()
    rule("2019-20003", date(2019, 10, 18), "Delta").put_on(monitor.register)
    turn(monitor, "2019-10-17T09:00:00")
    store.watchlist.take([WatchedParty("1", "Omega Trading", "", "")], "test", now(), file=("f.csv", "0" * 64))
    store.watchlist.decide(Decision("m", "1", Named("IRAN", "Omega"), "dismissed", "me", "why", now(), "0", "0"))
    store.watchlist.edit(WatchedParty("1", "Omega Works", "", ""), "me", now())
    with store.database.writing() as session:
        day = now().date()
        add_reconciliation(session, ReconciliationInfo("r-1", "the eCFR", day, day, "me", "why", now(), whole=True))
        session.add(ReviewRow(number="2019-20001", facts="0", attention="look", who="me", why="seen", at=now()))
    store.leases.acquire(POLL_LEASE, "other", 30, now())
    screen = Screener(store, 0.8, monitor.clock)
    for poller in (monitor.poller, monitor.looker):
        poller.audience = type(poller.audience)(poller.audience.recipients, screen)


CASES = [
    "list_version.as_of", "list_version.known_at", "list_version.kind", "list_version.entry_count",
    "entry_version.known_to", "entry_version.known_from", "entry_version.in_force_from", "entry_version.in_force_to",
    "change.known_to change.content change.effective_on", "document.publication_date", "document.in_force_on",
    "document.recorded_at document.applied", "decision.at", "filing.number", "filing.seen_at filing.changed_at",
    "outbox.due_at outbox.leased_until outbox.created_at outbox.sent_at outbox.attempts", "outbox.state",
    "source.last_good_at source.last_tried_at source.cursor source.failures source.not_before source.requests",
    "lease.until", "change_set.created_at", "raw_document.fetched_at raw_document.content",
    "watch.updated_at watch.added_at watch_file.taken_at watch_source.taken_at watch_event.at",
    "reconciliation.whole reconciliation.copy_day reconciliation.rules_until reconciliation.accepted_at review.at",
]  # fmt: skip


@pytest.mark.parametrize("names", CASES, ids=lambda names: names.partition(" ")[0])
def test_the_monitor_goes_on_and_says_so(monitor: Monitor, names: str) -> None:
    filled(monitor)
    with closing(sqlite3.connect(str(monitor.store.database.url.database), isolation_level=None)) as connection:
        for name in names.split():
            table, _, column = name.partition(".")
            damage = f'UPDATE "{table}" SET "{column}" = CAST(? AS TEXT)'
            assert connection.execute(damage, (b"x\xff27-13-45",)).rowcount
    prepare(monitor.store, monitor.clock)
    rule("2019-20002", date(2019, 10, 22), "Sigma").put_on(monitor.register)
    turn(monitor, "2019-10-22T09:00:00")
    assert monitor.store.leases.acquire(POLL_LEASE, "test", 30, monitor.clock.now())
    CompletenessCheck(monitor.poller).turn()
    dispatcher = monitor.dispatcher()
    dispatcher.currency = lambda: read_currency(monitor.store, monitor.clock.now(), ("federal register",))
    dispatcher.round()
    mailed = [str(mail.message["Subject"]) for mail in monitor.mail.received]
    assert any("damaged" in subject for subject in mailed)
    assert {"2019-20002/published", *about_damage(monitor)} <= set(monitor.alerted())
    assert monitor.store.outbox.backlog(monitor.clock.now()).waiting == 0
    for read in (
        lambda: read_status(monitor.store, monitor.clock, plans(300, 60)),
        lambda: read_measurements(monitor.store, monitor.clock, plans(300, 60), monitor.channels, POLL_LEASE, "x"),
        lambda: load_history(monitor.store).entries_on(date(2019, 10, 22)),
    ):
        try:
            read()
        except MonitorError as error:
            assert "Restore a backup" in str(error)
