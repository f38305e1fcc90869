"""The ledger held against the eCFR: every difference gets its reason, and can be taken over by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.errors import UsageError
from monitor.history.list_history import load_history
from monitor.history.reconcile import Reason, reconcile
from monitor.model import Amendment, Citation, Entry, Operation, Snapshot
from monitor.polling.daily_reconciliation import accept
from monitor.polling.intake import take_rule
from monitor.reading.lists.ecfr_notes import NotCodified
from monitor.rendering.reconcile import render_report
from monitor.store import Store, open_store
from tests.comparing.making import entry
from tests.history.test_recording import AS_OF, LIST, NOW, a_store, rule

NEW = entry("New Co.")
DAY = AS_OF + timedelta(days=5)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return a_store(str(tmp_path), "elmon")


def record(store: Store, printed: int, *amendments: Amendment) -> None:
    take_rule(store, *rule(printed, printed, 0, amendments), f"{printed:064}", NOW)


def reasons(store: Store, theirs: list[Entry], day: date = DAY, *notes: NotCodified) -> list[tuple[str, str]]:
    found = reconcile(store, "the eCFR", day, theirs, notes)
    return [(one.change.name, one.reason) for one in found.differences]


def test_what_differs_in_print_only_is_counted(store: Store) -> None:
    shouting = [replace(e, name=e.name.upper()) for e in LIST]
    found = reconcile(store, "the eCFR", DAY, shouting)
    assert (found.differences, found.editorial) == ((), len(LIST))


@pytest.mark.parametrize("operation", [Operation.ADD, Operation.REMOVE, Operation.REVISE])
def test_a_rule_of_last_week_may_not_be_codified_yet(store: Store, operation: Operation) -> None:
    revised = entry("Alpha", license_review_policy="Denial")
    orders = {
        Operation.ADD: Amendment(operation, "IRAN", "New Co.", NEW, "2. Add."),
        Operation.REMOVE: Amendment(operation, "IRAN", "Alpha", None, "2. Remove."),
        Operation.REVISE: Amendment(operation, "IRAN", "Alpha", revised, "2. Revise."),
    }
    record(store, 3, orders[operation])
    name = "New Co." if operation is Operation.ADD else "Alpha"
    assert reasons(store, list(LIST)) == [(name, Reason.LAGS)]
    late = reconcile(store, "the eCFR", DAY + timedelta(days=60), LIST).differences[0]
    assert (late.reason, "62 days before this copy" in late.why) == (Reason.UNKNOWN, True)


def test_what_the_ecfr_says_it_could_not_codify(store: Store) -> None:
    record(store, 3, Amendment(Operation.ADD, "IRAN", "New Co.", NEW, "2. Add."))
    note = NotCodified("95 FR 3", ("New Co.",), "these amendments could not be incorporated")
    assert reasons(store, list(LIST), DAY + timedelta(days=90), note) == [("New Co.", Reason.NOT_CODIFIED)]


def test_a_revision_given_in_words_is_ours_to_mend(store: Store) -> None:
    record(store, 3, Amendment(Operation.REVISE, "IRAN", "Alpha", None, "2. Revise Alpha by removing one address."))
    theirs = [replace(LIST[0], addresses=(), text="Alpha."), *LIST[1:]]
    (found,) = reconcile(store, "the eCFR", DAY, theirs).differences
    assert (found.reason, "removing one address" in found.why) == (Reason.OURS, True)


def test_an_entry_of_a_rule_never_seen_says_how_to_get_it(store: Store) -> None:
    unseen = entry("New Co.", citations=(Citation(95, 700, AS_OF + timedelta(days=4)),))
    (found,) = reconcile(store, "the eCFR", DAY, [*LIST, unseen]).differences
    assert (found.reason, "elmon backfill --since 2030-01-06" in found.why) == (Reason.NOT_LOADED, True)


def test_mistakes_of_the_ecfr_that_are_known(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'old.db'}")
    day = date(2023, 12, 5)  # the eCFR's copy of that day lacks an entry that it has before and after
    store.ledger.take_baseline(Snapshot("a copy", day, LIST), as_of=day, sha256="b" * 64, now=NOW)
    orion = entry("Orion Eleven Pvt. Ltd.", "PAKISTAN", citations=(Citation(79, 56003, date(2014, 9, 18)),))
    (found,) = reconcile(store, "the eCFR", DAY, [*LIST, orion]).differences
    assert (found.change.name, found.reason, found.settled) == ("Orion Eleven Pvt. Ltd.", Reason.OURS, False)
    assert "BIS's own lists of 2023-11-21 and 2023-12-07 have" in found.why
    accept(store, [found.change], reconcile(store, "the eCFR", DAY, [*LIST, orion]), "ann", "it is listed", NOW)
    listed = {day: "Orion Eleven Pvt. Ltd." in [e.name for e in store.ledger.entries(day)] for day in (
        date(2023, 12, 5), date(2023, 12, 6), DAY)}  # fmt: skip
    assert list(listed.values()) == [False, True, True]
    (made,) = load_history(store).changes
    assert (made.effective_on, made.unknown_since) == (date(2023, 12, 6), None)
    assert reconcile(store, "the eCFR", DAY, [*LIST, orion]).differences == ()
    store.close()


def test_a_copy_that_is_wrong_itself_is_settled(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'old.db'}")
    day = date(2023, 11, 21)
    orion = entry("Orion Eleven Pvt. Ltd.", "PAKISTAN")
    store.ledger.take_baseline(Snapshot("a copy", day, (*LIST, orion)), as_of=day, sha256="b" * 64, now=NOW)
    (found,) = reconcile(store, "the eCFR", date(2023, 12, 5), LIST).differences
    assert (found.reason, found.settled) == (Reason.CORRECTION, True)
    store.close()


def test_a_copy_older_than_the_first_list_is_not_compared_with_nothing(store: Store) -> None:
    with pytest.raises(UsageError, match="2029-12-31, and this database knows the list from 2030-01-02 on"):
        reconcile(store, "an old copy", date(2029, 12, 31), [*LIST, NEW])


def test_a_difference_that_nothing_explains_is_unknown(store: Store) -> None:
    assert reasons(store, [*LIST, NEW]) == [("New Co.", Reason.UNKNOWN)]


def test_a_difference_is_taken_over_with_who_when_and_why(store: Store) -> None:
    revised = entry("Delta", license_review_policy="Denial")
    theirs = [LIST[0], LIST[1], replace(LIST[3], country="IRAN"), revised, NEW]  # a twin gone, one moved
    found = reconcile(store, "the eCFR", DAY, theirs)
    assert {one.change.kind.value for one in found.differences} == {"added", "removed", "moved", "revised"}
    accept(store, [one.change for one in found.differences], found, "ann", "BIS confirmed it", NOW)
    again = reconcile(store, "the eCFR", DAY, theirs)
    assert again.differences == ()
    (document,) = store.documents.recorded("reconciled-20300601-000000")
    assert document.document.title == "Reconciled from the eCFR copy of 2030-01-07, accepted by ann"
    (info,) = load_history(store).reconciliations.values()
    assert (info.who, info.why, info.copy_day, info.rules_until) == ("ann", "BIS confirmed it", DAY, AS_OF)
    assert store.outbox.rows() == []
    before = [e.name for e in store.ledger.entries(DAY - timedelta(days=1))]
    assert "New Co." not in before


def test_every_form_tells_the_reason(store: Store) -> None:
    found = reconcile(store, "the eCFR", DAY, [*LIST, NEW])
    for form in ("text", "json", "jsonl", "csv", "markdown"):
        assert "No rule, note or correction" in render_report(found, form)
    assert "1 difference from the local list, 1 of them to review" in render_report(found)
