"""History later: an older list laid beneath the one that a database started from, and the days between by the rules."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from monitor.errors import CannotRead, StoreError, UpstreamError, UsageError
from monitor.history.baseline import COPIES, bundled
from monitor.history.beneath import lay_history_beneath
from monitor.history.list_history import load_history
from monitor.history.replay import replay
from monitor.model import (
    Amendment,
    Change,
    ChangeKind,
    Citation,
    Document,
    Entry,
    Operation,
    Rule,
    Snapshot,
    SubEntity,
    Verdict,
)  # fmt: skip
from monitor.operations.currency import read_currency
from monitor.polling.backfill import backfill
from monitor.polling.beneath import OlderCopy, begins_later, lay_beneath, older_copy
from monitor.polling.intake import take_rule
from monitor.polling.published import SOURCE, PublishedPoller
from monitor.reading.files import read_snapshot
from monitor.sources.ecfr import Ecfr
from monitor.sources.results import Failure
from monitor.store import Store, open_store
from monitor.store.tables import metadata
from tests.monitoring import Monitor
from tests.store.conftest import postgres, url  # noqa: F401 - fixtures

OLD = min(COPIES)
BETWEEN, NEWER, LATER = date(2023, 12, 20), date(2024, 3, 1), date(2024, 8, 1)
RULE_BETWEEN, RULE_AFTER = "2023-26935", "2024-14635"
UNEXPLAINED = Entry("IRAN", "Only On The Newer List", ("OOTNL",), text="Only On The Newer List, a.k.a. OOTNL. Tehran.")


def small_copy() -> bytes:
    """The oldest copy that ships with the package, cut to its first rows."""
    rows = gzip.decompress(bundled(COPIES[OLD])).split(b"</TR>")
    return b"</TR>".join([*rows[:80], rows[-1]])


COPY = OlderCopy(OLD, small_copy(), "the copy of an older day")


@pytest.fixture
def poller(monitor: Monitor, url: str) -> Iterator[PublishedPoller]:  # noqa: F811
    """A monitor that went live with the list of NEWER, and has recorded a rule since."""
    store = open_store(url.replace("/elmon.db", "/later.db"))  # the monitor's own has another list
    monitor.at(LATER)
    monitor.register.publish_through(LATER)
    monitor.register.copies = {OLD: small_copy}
    going = replace(monitor.poller, store=store)
    older = read_snapshot(COPY.data, "copy").entries
    changed, *kept = older[1:]
    revised = replace(changed, license_requirement="None", citations=(*changed.citations, Citation(1, 2, OLD)))
    new = (UNEXPLAINED, replace(UNEXPLAINED, sub_entities=(SubEntity("A Twin's"),)), UNEXPLAINED)
    newer = Snapshot("newer.xml", NEWER, (*kept, revised, *new))
    store.ledger.take_baseline(newer, as_of=NEWER, sha256="0" * 64, now=monitor.clock.now())
    assert going.poll().good
    monitor.at(LATER, 8)
    yield going
    store.close()


ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


def everything(store: Store) -> dict[str, list[Any]]:
    """What is in every table."""
    with store.database.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(text(f"SELECT * FROM {table.name}"))))
            for table in metadata.sorted_tables
        }


def laid(poller: PublishedPoller, copy: OlderCopy = COPY) -> Any:
    found = lay_beneath(poller, copy, force=True)  # of 79 entries
    assert not isinstance(found, Failure), found
    return found


def ends_of(changes: tuple[Change, ...]) -> tuple[Counter[Entry], Counter[Entry]]:
    return Counter(c.before for c in changes if c.before), Counter(c.after for c in changes if c.after)


def test_the_list_is_what_it_was_and_the_days_before_are_known(poller: PublishedPoller) -> None:
    before, told = load_history(poller.store), poller.store.outbox.rows(1000)
    found = laid(poller)
    assert (found.older, found.newer, found.rules, found.late) == (OLD, NEWER, 1, ())
    after = load_history(poller.store)
    assert after.baseline is not None
    assert after.baseline.as_of == OLD
    for day in (NEWER, NEWER + timedelta(days=1), date(2024, 7, 2), date(2024, 7, 3), LATER):
        assert Counter(after.entries_on(day)) == Counter(before.entries_on(day)), day
    assert Counter(after.entries_on(OLD)) == Counter(read_snapshot(COPY.data, "copy").entries)
    assert len(after.entries_on(BETWEEN)) > len(after.entries_on(OLD))
    assert {c.document_number for c in after.changes_between(OLD, BETWEEN)} == {RULE_BETWEEN}
    assert poller.store.outbox.rows(1000) == told, "nobody is told about the past"


def test_the_list_is_as_current_as_before(poller: PublishedPoller) -> None:
    now = poller.clock.now()
    before = read_currency(poller.store, now, [SOURCE])
    laid(poller)
    assert before.checks[0].checked_at is not None
    assert read_currency(poller.store, now, [SOURCE]) == before


def test_old_and_added_without_removed_is_new_over_the_seam(poller: PublishedPoller) -> None:
    laid(poller)
    history = load_history(poller.store)
    days = (OLD, BETWEEN, NEWER - timedelta(days=1), NEWER, date(2024, 7, 3), LATER)
    for first, second in combinations(days, 2):
        before, after = ends_of(history.changes_between(first, second))
        old, new = Counter(history.entries_on(first)), Counter(history.entries_on(second))
        assert old + after - before == new
        before, after = ends_of(tuple(history.changes_effective(first + timedelta(days=1), second)))
        old.update(after)
        old.subtract(before)
        assert +old == new, "by what each document did"


@ON_SQLITE
def test_what_the_rules_do_not_explain_is_a_document_of_its_own(poller: PublishedPoller) -> None:
    found = laid(poller)
    history = load_history(poller.store)
    unexplained = history.changes_of_document(found.seam)
    assert len(unexplained) == found.unexplained
    kinds = Counter(c.kind for c in unexplained)
    assert kinds[ChangeKind.ADDED] == 3
    assert kinds[ChangeKind.REVISED] == 1
    assert {c.effective_on for c in unexplained} == {NEWER}
    info = history.reconciliations[found.seam]
    assert (info.who, info.copy_day, info.whole) == ("elmon backfill", NEWER, True)
    assert history.gaps == (), "the rules of all days are known"


def test_what_was_known_before_can_still_be_shown(poller: PublishedPoller) -> None:
    before, moment = load_history(poller.store).entries_on(LATER), poller.clock.now() - timedelta(minutes=1)
    laid(poller)
    known = load_history(poller.store, known_on=moment)
    assert Counter(known.entries_on(LATER)) == Counter(before)
    assert known.entries_on(BETWEEN) == []


def test_everything_goes_on_from_there(poller: PublishedPoller, monitor: Monitor) -> None:
    laid(poller)
    found = replay(poller.store, poller.clock)
    assert (found.readings, found.events, found.diff.changes, found.problems) == ({}, 0, (), ())
    assert begins_later(poller.store, OLD) is None
    assert backfill(poller, OLD).recorded == ()
    assert poller.poll().recorded == ()


@ON_SQLITE
def test_laid_beneath_twice_it_goes_back_twice(poller: PublishedPoller, monitor: Monitor) -> None:
    before = load_history(poller.store).entries_on(LATER)
    first = replace(COPY, day=date(2024, 1, 15))
    assert laid(poller, first).rules == 0
    middle = load_history(poller.store)
    monitor.at(LATER, 9)
    found = laid(poller)
    after = load_history(poller.store)
    assert found.rules == 1
    for day in (date(2024, 1, 15), NEWER, LATER):
        assert Counter(after.entries_on(day)) == Counter(middle.entries_on(day))
    assert Counter(after.entries_on(LATER)) == Counter(before)


@ON_SQLITE
def test_no_seam_where_the_rules_explain_everything(poller: PublishedPoller, tmp_path: Path) -> None:
    laid(poller)
    known = load_history(poller.store).entries_on(date(2024, 1, 15))
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    other.ledger.take_baseline(
        Snapshot("exact", BETWEEN, tuple(known)), as_of=date(2024, 1, 15), sha256="1" * 64, now=poller.clock.now()
    )
    found = laid(replace(poller, store=other))
    assert (found.seam, found.unexplained, found.rules) == ("", 0, 1)
    other.close()


@ON_SQLITE
def test_a_rule_that_was_not_known_and_acts_later_is_named(poller: PublishedPoller, tmp_path: Path) -> None:
    late = replace(UNEXPLAINED, name="Late", text="Late, Tehran.")
    document = Document("2024-00001", publication_date=BETWEEN, effective_on=date(2024, 7, 20))
    amendment = Amendment(Operation.ADD, late.country, late.name, late)
    rule = Rule("2024-00001", publication_date=BETWEEN, effective_on=date(2024, 7, 20), amendments=(amendment,),
                verdict=Verdict.VERIFIED)  # fmt: skip
    aside = open_store(f"sqlite:///{tmp_path / 'aside.db'}")
    older = Snapshot("older", OLD, read_snapshot(COPY.data, "copy").entries)
    aside.ledger.take_baseline(older, as_of=OLD, sha256="2" * 64, now=poller.clock.now())
    take_rule(aside, document, rule, "", poller.clock.now())
    before = load_history(poller.store)
    assert lay_history_beneath(poller.store, aside, older, "2" * 64, poller.clock.now()).late == ("2024-00001",)
    after = load_history(poller.store)
    assert Counter(after.entries_on(NEWER)) == Counter(before.entries_on(NEWER))
    assert Counter(after.entries_on(LATER)) - Counter(before.entries_on(LATER)) == Counter([late])
    aside.close()


# -- nothing changes where it fails ------------------------------------------------------------------------------------


def fails(poller: PublishedPoller, *raised: type[Exception], copy: OlderCopy = COPY, force: bool = True) -> str:
    """What is said where it fails, which changes nothing."""
    before = everything(poller.store)
    if raised:
        with pytest.raises(raised) as error:
            lay_beneath(poller, copy, force=force)
        said = str(error.value)
    else:
        found = lay_beneath(poller, copy, force=force)
        assert isinstance(found, Failure)
        said = found.message
    assert everything(poller.store) == before
    return said


@ON_SQLITE
def test_a_text_that_does_not_come(poller: PublishedPoller, monitor: Monitor) -> None:
    monitor.register.fault("500", times=9, path=RULE_BETWEEN)
    assert "500" in fails(poller)
    monitor.register.mend()
    assert laid(poller).rules == 1


@ON_SQLITE
def test_a_register_that_does_not_answer(poller: PublishedPoller, monitor: Monitor) -> None:
    monitor.register.fault("500", times=9, path="documents")
    assert "500" in fails(poller)


@pytest.mark.parametrize("step", ["adopt", "reapply", "add_reconciliation"])
def test_a_fault_while_it_is_written(poller: PublishedPoller, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object) -> None:
        raise StoreError("The disk is full; make room.")

    monkeypatch.setattr(f"monitor.store.beneath.{step}", fail)
    assert fails(poller, StoreError) == "The disk is full; make room."


@ON_SQLITE
def test_another_process_that_changes_the_list_meanwhile(
    poller: PublishedPoller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.history.beneath.list_mark", lambda database: ("another",))
    assert "changed by another process" in fails(poller, StoreError)


@ON_SQLITE
def test_a_list_that_would_be_another_one(poller: PublishedPoller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.history.beneath.compare_lists", lambda one, other: ())
    assert "do not lead to the list as it is known" in fails(poller, StoreError)


@ON_SQLITE
@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", COPY.data[: len(COPY.data) // 2]])
def test_what_is_no_copy_of_the_list(poller: PublishedPoller, data: bytes) -> None:
    fails(poller, CannotRead, copy=replace(COPY, data=data), force=False)


@ON_SQLITE
def test_a_list_that_begins_then_already(poller: PublishedPoller) -> None:
    assert "begins on 2024-03-01 or before" in fails(poller, UsageError, copy=replace(COPY, day=NEWER))


# -- where the older list comes from -----------------------------------------------------------------------------------


def test_a_copy_that_ships_is_taken_where_it_is_of_that_day(monitor: Monitor) -> None:
    nowhere = Ecfr(monitor.client, "http://127.0.0.1:9/api")
    assert older_copy(nowhere, OLD).day == OLD
    assert older_copy(nowhere, OLD + timedelta(days=1)).day == OLD
    with pytest.raises(UpstreamError):
        older_copy(nowhere, date.min)  # before which there is no day


def test_else_the_ecfrs(monitor: Monitor) -> None:
    monitor.register.publish_through(LATER)
    monitor.register.copies = {OLD: small_copy, NEWER: lambda: b"never"}
    found = older_copy(Ecfr(monitor.client, monitor.register.ecfr_url), BETWEEN)
    assert (found.day, found.source) == (BETWEEN, f"eCFR copy of {BETWEEN}")


def test_where_there_is_none_a_file_is_recommended(monitor: Monitor) -> None:
    monitor.register.publish_through(LATER)
    with pytest.raises(UpstreamError, match="backfill --since 2016-01-04 --from FILE"):
        older_copy(Ecfr(monitor.client, monitor.register.ecfr_url), date(2016, 1, 4))
