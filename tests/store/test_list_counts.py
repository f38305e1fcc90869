"""Rows of the list that are missing, or whose days are others: the list is damaged, never shorter without a word."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import SetClock
from monitor.errors import Damaged
from monitor.history.list_history import load_history
from monitor.model import History, Snapshot, Version
from monitor.operations.status import read_status
from monitor.polling.damage import look_for_damage
from monitor.store import Store, open_store
from tests.store.making import added, entry, outcome

DAY = date(2030, 1, 1)
NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=40)
LIST = Snapshot("a copy", DAY, tuple(entry(f"Firm {n}", "IRAN" if n < 3 else "CUBA") for n in range(6)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'elmon.db'}")
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="b" * 64, now=NOW)
    assert store.ledger.record(outcome(added("Newcomer")), now=NOW + timedelta(days=31))
    yield store
    store.close()


def change(store: Store, statement: str) -> None:
    with closing(sqlite3.connect(str(store.database.url.database))) as connection, connection:
        assert connection.execute(statement).rowcount > 0


def an_hour_passes(store: Store) -> None:
    """What a rule is applied to is counted again."""
    store.database.counted_until = 0.0


READS: list[tuple[str, Callable[[Store], Any]]] = [
    ("history", lambda store: load_history(store).entries_on(DAY)),
    ("an earlier day", lambda store: load_history(store).entries_on(DAY - timedelta(days=300))),
    ("ledger", lambda store: store.ledger.entries(LATER.date())),
]
MISSING = [
    "DELETE FROM entry_version WHERE country = 'IRAN'",
    "DELETE FROM entry_version WHERE name = 'Firm 4'",
    "DELETE FROM entry_version WHERE name = 'Newcomer'",
    "UPDATE entry_version SET in_force_to = '2030-01-02' WHERE name = 'Firm 4'",
    "UPDATE entry_version SET in_force_from = '2031-01-01' WHERE name = 'Newcomer'",
    "UPDATE entry_version SET known_to = '2030-01-02 00:00:00.000000' WHERE name = 'Newcomer'",
    "INSERT INTO entry_version (country, name, content_hash, content, in_force_from, known_from, source) SELECT "
    "country, name, content_hash, content, in_force_from, known_from, source FROM entry_version WHERE name = 'Firm 1'",
]


@pytest.mark.parametrize("read", [read for _, read in READS], ids=[name for name, _ in READS])
@pytest.mark.parametrize("statement", MISSING)
def test_a_list_that_is_not_what_was_recorded_is_damaged(
    store: Store, statement: str, read: Callable[[Store], Any]
) -> None:
    read(store)
    change(store, statement)
    an_hour_passes(store)
    with pytest.raises(Damaged, match=r"was recorded with [67] entries, and \d are there\. Restore a backup"):
        read(store)


def test_status_says_it_and_what_needs_only_some_entries_notes_it(store: Store) -> None:
    assert read_status(store, SetClock(LATER), {}).damage == ""
    change(store, MISSING[0])
    status = read_status(store, SetClock(LATER), {})
    assert "was recorded with 6 entries, and 3 are there" in status.damage
    assert status.needs_a_look
    assert ("damage", status.damage) in status.lines()
    assert len(store.ledger.intact_entries(LATER.date())) == 3
    assert any("and 3 are there" in said for said in store.database.damage.unreported())


def test_the_hourly_look_counts_though_it_was_counted_for_a_rule_a_moment_ago(store: Store) -> None:
    store.ledger.entries(LATER.date())
    change(store, MISSING[0])
    look_for_damage(store, LATER)
    assert any("and 3 are there" in said for said in store.database.damage.unreported())


def test_a_list_written_anew_is_not_damaged(store: Store) -> None:
    """What is accepted from another reading ends and opens rows, and leaves no state of the list behind."""
    kept = [Version(one, DAY, None, "baseline 2030-01-01") for one in LIST.entries[1:]]
    store.ledger.rewrite(History(tuple(kept), {}), {}, {}, now=LATER)
    assert len(store.ledger.entries(LATER.date())) == 5
    assert len(load_history(store).entries_on(DAY)) == 5
    change(store, "DELETE FROM entry_version WHERE name = 'Firm 0'")  # of the baseline, though in force no more
    with pytest.raises(Damaged):
        load_history(store)


def test_another_baseline_counts_for_itself(store: Store) -> None:
    other = Snapshot("another copy", date(2030, 3, 1), LIST.entries[:2])
    store.ledger.take_baseline(other, as_of=date(2030, 3, 1), sha256="c" * 64, now=LATER, replace=True)
    assert len(store.ledger.entries(date(2030, 3, 1))) == 2
    change(store, "DELETE FROM entry_version WHERE source = 'baseline 2030-03-01' AND name = 'Firm 1'")
    an_hour_passes(store)
    with pytest.raises(Damaged, match="recorded with 2 entries, and 1 are there"):
        store.ledger.entries(date(2030, 3, 1))


def test_a_clock_that_was_set_back_damages_no_list(store: Store) -> None:
    assert store.ledger.record(outcome(added("Second"), number="2030-00002"), now=NOW - timedelta(hours=3))
    assert len(store.ledger.entries(LATER.date())) == 8


@pytest.mark.parametrize("end", [None, LATER.date()], ids=["rows ended", "rows opened"])
def test_a_list_written_anew_after_the_clock_was_set_back_is_not_damaged(store: Store, end: date | None) -> None:
    """What is accepted from another reading is known from an earlier moment then than the state that it follows."""
    kept = [Version(one, DAY, end, "baseline 2030-01-01") for one in LIST.entries[1:]]
    store.ledger.rewrite(History(tuple(kept), {}), {}, {}, now=NOW + timedelta(hours=1))
    an_hour_passes(store)
    assert len(store.ledger.entries(LATER.date() - timedelta(days=1))) == 5
    assert len(load_history(store).entries_on(DAY)) == 5
