"""The ledger: one transaction a document, two time lines, and nothing forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.errors import StoreError
from monitor.history.list_history import load_history
from monitor.model import Change, ChangeKind, Stage, Verdict
from monitor.store import Store
from tests.store.making import DAY, LIST, NOW, TO, added, entry, outcome


@pytest.fixture
def listed(store: Store) -> Store:
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="b" * 64, now=NOW)
    return store


def names(store: Store, day: date) -> list[str]:
    return [e.name for e in store.ledger.entries(day)]


def test_a_baseline_is_the_list_from_its_day_on(listed: Store) -> None:
    assert names(listed, DAY) == ["Alpha", "Beta", "Beta", "Gamma"]
    assert listed.ledger.entries(DAY - timedelta(days=1)) == []
    info = listed.ledger.baseline()
    assert info is not None
    assert (info.source, info.as_of, info.entry_count, info.taken_at) == ("a copy", DAY, 4, NOW)


def test_a_second_baseline_needs_replace(listed: Store) -> None:
    with pytest.raises(StoreError, match="--replace"):
        listed.ledger.take_baseline(LIST, as_of=DAY, sha256="b" * 64, now=NOW)
    shorter = replace(LIST, entries=LIST.entries[:1])
    listed.ledger.take_baseline(shorter, as_of=DAY, sha256="b" * 64, now=NOW + timedelta(hours=1), replace=True)
    assert names(listed, DAY) == ["Alpha"]
    assert [e.name for e in load_history(listed, known_on=NOW).entries_on(DAY)] == ["Alpha", "Beta", "Beta", "Gamma"]


def test_a_baseline_never_forgets_what_rules_changed(listed: Store) -> None:
    listed.ledger.record(outcome(added("Delta")), now=NOW)
    with pytest.raises(StoreError, match="2030-00001 of 2030-02-01"):
        listed.ledger.take_baseline(LIST, as_of=date(2030, 1, 31), sha256="b" * 64, now=NOW, replace=True)
    listed.ledger.take_baseline(LIST, as_of=date(2030, 2, 1), sha256="b" * 64, now=NOW, replace=True)
    assert listed.documents.has_document("2030-00001", Stage.PUBLISHED)
    assert len(listed.outbox.rows()) == 3


def test_a_baseline_never_forgets_a_rule_that_waits_for_its_day(listed: Store) -> None:
    listed.ledger.record(outcome(added("Delta", date(2030, 3, 1))), now=NOW)
    with pytest.raises(StoreError, match="2030-00001 of 2030-03-01"):
        listed.ledger.take_baseline(LIST, as_of=date(2030, 2, 15), sha256="b" * 64, now=NOW, replace=True)
    assert "Delta" in names(listed, date(2030, 3, 1))
    listed.ledger.take_baseline(LIST, as_of=date(2030, 3, 1), sha256="b" * 64, now=NOW, replace=True)


def test_additions_take_effect_on_their_day(listed: Store) -> None:
    assert listed.ledger.record(outcome(added("Delta")), now=NOW)
    assert "Delta" not in names(listed, date(2030, 1, 31))
    assert "Delta" in names(listed, date(2030, 2, 1))


def test_without_an_effective_date_publication_counts(listed: Store) -> None:
    listed.ledger.record(outcome(added("Delta", None)), now=NOW)
    assert "Delta" not in names(listed, date(2030, 1, 31))
    assert "Delta" in names(listed, date(2030, 2, 1))


def test_one_of_two_twins_is_removed(listed: Store) -> None:
    gone = Change(ChangeKind.REMOVED, "IRAN", "Beta", before=entry("Beta"), effective_on=date(2030, 2, 1))
    listed.ledger.record(outcome(gone), now=NOW)
    assert names(listed, date(2030, 2, 1)) == ["Alpha", "Beta", "Gamma"]
    assert names(listed, date(2030, 1, 31)) == ["Alpha", "Beta", "Beta", "Gamma"]


def test_what_we_knew_on_a_day_can_be_shown(listed: Store) -> None:
    gone = Change(ChangeKind.REMOVED, "IRAN", "Alpha", before=entry("Alpha"), effective_on=date(2030, 1, 10))
    later = NOW + timedelta(days=30)
    listed.ledger.record(outcome(gone), now=later)
    day = date(2030, 1, 20)
    assert "Alpha" not in [e.name for e in load_history(listed).entries_on(day)]
    before = load_history(listed, known_on=later - timedelta(seconds=1))
    assert "Alpha" in [e.name for e in before.entries_on(day)]
    assert (before.changes, before.documents) == ((), {})
    after = load_history(listed, known_on=later)
    assert (after.changes, after.documents) == ((gone,), load_history(listed).documents)


def test_a_revision_closes_and_opens(listed: Store) -> None:
    new = entry("Alpha Renamed")
    change = Change(ChangeKind.RENAMED, "IRAN", new.name, entry("Alpha"), new, effective_on=date(2030, 2, 1))
    listed.ledger.record(outcome(change), now=NOW)
    assert names(listed, date(2030, 1, 31))[0] == "Alpha"
    assert names(listed, date(2030, 2, 1))[0] == "Alpha Renamed"
    assert listed.ledger.count_entries(date(2030, 2, 1)) == 4


def test_a_rule_that_prints_an_entry_anew_gives_it_its_text(listed: Store) -> None:
    listed.ledger.record(
        outcome(Change(ChangeKind.EDITORIAL, "IRAN", "Alpha", entry("Alpha"), entry("ALPHA"))), now=NOW
    )
    assert names(listed, date(2030, 2, 1))[0] == "ALPHA"


def test_a_known_document_is_recorded_once(listed: Store) -> None:
    assert listed.ledger.record(outcome(added("Delta")), now=NOW)
    assert not listed.ledger.record(outcome(added("Delta")), now=NOW)
    assert not listed.ledger.record(outcome(added("Delta"), sha256="c" * 64), now=NOW)
    assert names(listed, date(2030, 2, 1)).count("Delta") == 1
    assert len(listed.outbox.rows()) == len(TO)


def test_an_unreadable_document_is_replaced_when_its_text_changes(listed: Store) -> None:
    unread = outcome(verdict=Verdict.UNREADABLE, attention="Could not be read.")
    assert listed.ledger.record(unread, now=NOW)
    assert not listed.ledger.record(unread, now=NOW)
    assert listed.documents.reviews() == ["2030-00001: Could not be read."]
    assert listed.ledger.record(outcome(added("Delta"), sha256="c" * 64), now=NOW)
    assert "Delta" in names(listed, date(2030, 2, 1))
    assert len(listed.outbox.rows()) == 2 * len(TO)
    assert listed.documents.reviews() == []


def test_documents_rules_and_changes_come_back_whole(listed: Store) -> None:
    made = outcome(added("Delta"))
    listed.ledger.record(made, now=NOW)
    assert [r.document for r in listed.documents.recorded("2030-00001")] == [made.document]
    assert listed.documents.rule("2030-00001") == made.rule
    assert listed.ledger.changes(document_number="2030-00001") == list(made.changes)
    assert load_history(listed).changes_effective(date(2030, 2, 2), None) == []
    assert listed.documents.last_document_date() == date(2030, 2, 1)
    assert (listed.documents.recorded("2030-99999"), listed.documents.rule("2030-99999")) == ([], None)


def test_what_cannot_be_applied_leaves_no_trace(listed: Store) -> None:
    gone = Change(ChangeKind.REMOVED, "IRAN", "Nobody", before=entry("Nobody"), effective_on=date(2030, 2, 1))
    with pytest.raises(StoreError, match="no open version"):
        listed.ledger.record(outcome(added("Delta"), gone), now=NOW)
    assert not listed.documents.has_document("2030-00001", Stage.PUBLISHED)
    assert "Delta" not in names(listed, date(2030, 2, 1))
    assert listed.outbox.rows() == []


def revised(before: str, after: str, day: date) -> Change:
    return Change(ChangeKind.REVISED, "IRAN", before, entry(before), entry(after), effective_on=day)


def test_a_rule_may_act_before_one_that_still_waits_for_its_day(listed: Store) -> None:
    listed.ledger.record(outcome(revised("Alpha", "Alpha late", date(2030, 2, 15)), number="2030-00001"), now=NOW)
    listed.ledger.record(outcome(revised("Alpha", "Alpha soon", date(2030, 2, 5)), number="2030-00002"), now=NOW)
    firsts = {day: names(listed, date(2030, 2, day))[0] for day in (4, 5, 14, 15)}
    assert firsts == {4: "Alpha", 5: "Alpha soon", 14: "Alpha soon", 15: "Alpha late"}
    assert {listed.ledger.count_entries(date(2030, 2, day)) for day in firsts} == {4}


def test_revising_what_is_not_in_force_yet_does_not_put_it_in_force(listed: Store) -> None:
    listed.ledger.record(outcome(added("Delta", date(2030, 3, 1))), now=NOW)
    listed.ledger.record(outcome(revised("Delta", "Delta mended", date(2030, 2, 1)), number="2030-00002"), now=NOW)
    assert [e for e in names(listed, date(2030, 2, 28)) if e.startswith("Delta")] == []
    assert [e for e in names(listed, date(2030, 3, 1)) if e.startswith("Delta")] == ["Delta mended"]
    early = revised("Alpha", "Alpha mended", DAY - timedelta(days=20))
    listed.ledger.record(outcome(early, number="2030-00003"), now=NOW)
    assert names(listed, DAY - timedelta(days=1)) == []
    assert names(listed, DAY)[0] == "Alpha mended"


def test_of_twins_the_one_without_an_end_is_taken_first(listed: Store) -> None:
    for number, day in (("2030-00001", 15), ("2030-00002", 5)):
        gone = Change(ChangeKind.REMOVED, "IRAN", "Beta", before=entry("Beta"), effective_on=date(2030, 2, day))
        listed.ledger.record(outcome(gone, number=number), now=NOW)
    assert [names(listed, date(2030, 2, day)).count("Beta") for day in (4, 5, 15)] == [2, 1, 0]


def test_an_unreadable_text_that_comes_and_goes_is_alerted_about_once_each(listed: Store) -> None:
    for sha256 in ("a" * 64, "b" * 64, "c" * 64, "b" * 64, "c" * 64):
        unread = outcome(verdict=Verdict.UNREADABLE, attention="Could not be read.", sha256=sha256)
        assert listed.ledger.record(unread, now=NOW)
    assert len(listed.outbox.rows()) == 3 * len(TO)


def test_an_irrelevant_document_is_only_noted(listed: Store) -> None:
    assert listed.ledger.record(outcome(verdict=Verdict.IRRELEVANT, alert=None, recipients=()), now=NOW)
    assert listed.documents.has_document("2030-00001", Stage.PUBLISHED)
    assert (listed.outbox.rows(), listed.ledger.changes()) == ([], [])


def test_words_a_database_refuses_do_not_stop_a_record(listed: Store) -> None:
    strange = "Delta \ud800\x00" + "x" * 400
    change = Change(ChangeKind.ADDED, strange, strange, after=entry(strange, strange), effective_on=DAY)
    assert listed.ledger.record(outcome(change), now=NOW)
    (kept,) = [e for e in listed.ledger.entries(DAY) if e.name.startswith("Delta")]
    assert "\ud800" not in kept.name
    gone = Change(ChangeKind.REMOVED, kept.country, kept.name, before=kept, effective_on=date(2030, 2, 1))
    assert listed.ledger.record(outcome(gone, number="2030-00002"), now=NOW)
