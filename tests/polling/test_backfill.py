"""Past rules: fetched in order, told to nobody, taken up again after a stop, read again, and held against later copies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from monitor.clock import SetClock
from monitor.errors import CannotRead, UsageError
from monitor.history.baseline import COPIES, bundled, refuse_shrunken, take_baseline, take_bundled
from monitor.history.list_history import load_history
from monitor.history.replay import accept, replay
from monitor.model import Operation, Snapshot
from monitor.operations.currency import read_currency
from monitor.polling.backfill import backfill
from monitor.polling.published import SOURCE, PublishedPoller
from monitor.reading.files import read_snapshot
from monitor.store import Store, open_store
from tests.monitoring import Monitor

OLD = min(COPIES)
TODAY = date(2024, 8, 1)


@pytest.fixture
def poller(monitor: Monitor, tmp_path: Path) -> PublishedPoller:
    """A poller with an empty database, on a day when all the recorded rules are out."""
    monitor.at(TODAY)
    monitor.register.publish_through(TODAY)
    store = open_store(f"sqlite:///{tmp_path / 'past.db'}")
    return replace(monitor.poller, store=store)


def test_an_empty_database_starts_from_the_copy_before_and_nobody_is_told(poller: PublishedPoller) -> None:
    steps: list[tuple[int, int]] = []
    report = backfill(poller, date(2023, 12, 6), lambda n, total: steps.append((n, total)))
    assert [a.document_number for a in report.recorded] == ["2023-26935", "2024-14635"]
    assert steps[0][0] == 0
    assert steps[-1][0] == steps[-1][1] > 1
    baseline = poller.store.ledger.baseline()
    assert baseline is not None
    assert baseline.as_of == OLD
    assert poller.store.outbox.rows() == []
    assert poller.store.ledger.count_entries(TODAY) == 2668 + 44 + 6


@pytest.mark.parametrize(("since", "covered"), [(date(2023, 12, 6), True), (date(2024, 1, 2), False)])
def test_one_from_the_lists_own_day_on_is_as_good_as_a_check(
    poller: PublishedPoller, since: date, covered: bool
) -> None:
    """One that leaves days out says nothing of them."""
    take_bundled(poller.store, OLD, poller.clock)
    assert backfill(poller, since).good
    found = read_currency(poller.store, poller.clock.now(), (SOURCE,))
    assert found.current_through == (TODAY if covered else OLD)
    assert found.out_of_date is not covered


def test_stopped_halfway_it_goes_on_from_there(poller: PublishedPoller) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if poller.store.documents.recorded("2023-26935"):
            raise Stopped

    with pytest.raises(Stopped):
        backfill(poller, date(2023, 12, 6), stop)
    report = backfill(poller, date(2023, 12, 6))
    assert [a.document_number for a in report.recorded] == ["2024-14635"]
    assert backfill(poller, date(2023, 12, 6)).recorded == ()


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (date(2019, 1, 1), "oldest copy of the list that ships with elmon is of 2023-12-05"),
        (date(2030, 1, 1), "future"),
    ],
)
def test_before_the_oldest_copy_or_in_the_future_is_an_error(poller: PublishedPoller, since: date, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        backfill(poller, since)


def test_a_list_that_begins_later_is_an_error(poller: PublishedPoller) -> None:
    take_bundled(poller.store, OLD, poller.clock)
    with pytest.raises(UsageError, match="begins on 2023-12-05"):
        backfill(poller, date(2023, 1, 1))


@pytest.fixture
def filled(poller: PublishedPoller) -> Store:
    backfill(poller, date(2023, 12, 6))
    return poller.store


def test_reading_again_changes_nothing_while_the_reader_is_the_same(filled: Store, poller: PublishedPoller) -> None:
    found = replay(filled, poller.clock)
    assert (found.readings, found.events, found.diff.changes, found.problems) == ({}, 0, (), ())


def test_a_better_reading_is_shown_before_it_is_taken_over(filled: Store, poller: PublishedPoller) -> None:
    # As if an earlier version had overlooked one addition.
    (one,) = filled.documents.recorded("2023-26935")
    poorer = replace(one.rule, amendments=one.rule.amendments[1:])
    missed = one.rule.amendments[0]
    assert missed.operation is Operation.ADD
    from monitor.comparing.history import Step
    from monitor.history.recording import rebuild

    steps = [Step(day, rule) for day, rule in filled.documents.rules() if rule.document_number != "2023-26935"]
    history, _ = rebuild(filled, [*steps, Step(date(2023, 12, 7), poorer)])
    filled.ledger.rewrite(history, {"2023-26935": poorer}, {}, now=datetime(2024, 8, 1, 12, tzinfo=UTC))
    before = filled.ledger.entries(TODAY)

    found = replay(filled, poller.clock)
    assert [(c.kind.value, c.name) for c in found.diff.changes] == [("added", missed.name)]
    assert filled.ledger.entries(TODAY) == before, "nothing is changed until it is accepted"
    accept(filled, found, poller.clock)
    assert missed.name in {e.name for e in filled.ledger.entries(TODAY)}
    assert missed.name in {c.name for c in filled.ledger.changes(document_number="2023-26935")}
    assert replay(filled, poller.clock).events == 0


def test_what_the_rules_made_is_what_the_ecfr_has_later(filled: Store) -> None:
    """Every entry of the two rules, held against the copy of 2026-07-18 (benchmarks/codified.py lists them)."""
    from monitor.comparing.lists import compare_lists
    from monitor.model import ChangeKind

    rules = {"2023-26935", "2024-14635"}
    written = {v.entry for v in load_history(filled).versions if v.source in rules and v.effective_to is None}
    assert len(written) == 52
    newer = read_snapshot(bundled(), "the newer copy").entries
    changes = {c.before: c.kind for c in compare_lists(filled.ledger.entries(TODAY), newer)}
    assert {changes.get(e, ChangeKind.EDITORIAL) for e in written} == {ChangeKind.EDITORIAL}


def test_a_copy_that_lost_entries_is_refused_with_the_figures(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'elmon.db'}")
    clock = SetClock(datetime(2026, 11, 1, tzinfo=UTC))
    data = bundled()
    whole = read_snapshot(data, "whole")
    rows = read_snapshot(bundled(COPIES[OLD]), "older")
    with pytest.raises(CannotRead, match="2,668 entries, where the copy of 2026-07-18 has 3,411: 743 too few"):
        take_baseline(store, bundled(COPIES[OLD]), "older", date(2026, 8, 1), clock)
    assert store.ledger.baseline() is None
    take_baseline(store, bundled(COPIES[OLD]), "older", date(2026, 8, 1), clock, force=True)
    refuse_shrunken(store, replace(whole, entries=whole.entries[: len(rows.entries)]), date(2026, 8, 2))
    with pytest.raises(CannotRead, match="where the database has 2,668: 668 too few"):
        refuse_shrunken(store, Snapshot("cut", None, rows.entries[:2000]), date(2026, 8, 2))
    store.close()
