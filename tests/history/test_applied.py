"""Parsed is one fact, applied another: how many amendments changed the list, from when, and which did not."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.errors import NotKnown, UsageError
from monitor.history.diff import diff_names
from monitor.history.list_history import load_history
from monitor.history.recording import complete
from monitor.model import Amendment, Applied, Diff, Operation, RuleAlert, Stage
from monitor.polling.intake import take_rule
from monitor.rendering.applied import applied_in_words
from monitor.rendering.attachments import MOST_IN_BODY, attachments_of
from monitor.rendering.diff import render_diff
from monitor.rendering.facts import facts_of
from monitor.rendering.plain import render_plain
from monitor.store import Store
from tests.comparing.making import entry
from tests.history.test_recording import AS_OF, NOW, a_store, rule

GONE = Amendment(Operation.REMOVE, "IRAN", "Nowhere Ltd.", None, "2. Remove Nowhere Ltd.")
NEW = Amendment(Operation.ADD, "IRAN", "New Co.", entry("New Co."), "3. Add New Co.")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return a_store(str(tmp_path), "elmon")


def record(store: Store, number: int, effective: int, *amendments: Amendment) -> RuleAlert:
    alert = take_rule(store, *rule(number, number, effective, list(amendments)), f"{number:064}", NOW)
    assert alert is not None
    return alert


def diff_of(store: Store, number: str, today: date) -> Diff:
    return diff_names(number, "", lambda: load_history(store), lambda _: None, today)


def test_what_could_not_be_applied_stands_in_the_line_that_says_verified(store: Store) -> None:
    alert = record(store, 3, 0, GONE, NEW)
    assert alert.applied is not None
    assert (alert.applied.applied, alert.applied.of) == (1, 2)
    assert [one.amendment for one in alert.applied.not_applied] == [GONE]
    facts = facts_of(alert, NOW.date())
    assert not facts.in_order
    text = " ".join(render_plain(facts).split())
    assert (
        "Verified: its instructions were read whole; the rule states no counts and its preamble lists no parties"
        in text
    )
    assert "to compare them with. Applied: 1 of 2 amendments." in text


def test_what_takes_effect_later_waits(store: Store) -> None:
    alert = record(store, 3, 200, NEW)
    assert alert.applied is not None
    until = alert.applied.waiting_until
    assert until is not None
    assert (alert.applied.applied, alert.applied.of) == (0, 1)
    assert applied_in_words(alert.applied, Stage.PUBLISHED).startswith("Waiting until ")
    assert "Applied." in facts_of(alert, until).verdict_meaning, "the same alert, read on that day"
    found = diff_of(store, alert.document_number, until)
    assert found.document is not None
    assert found.document.applied == Applied(1, 1)


@pytest.mark.parametrize(
    ("applied", "words"),
    [
        (Applied(5, 5), "Applied: all 5 amendments."),
        (Applied(0, 1, date(2024, 12, 5)), "Waiting until December 5, 2024."),
        (Applied(2, 5, date(2024, 12, 5)), "Applied: 2 of 5 amendments; 3 waiting until December 5, 2024."),
        (Applied(), ""),
    ],
)
def test_how_far_it_is_applied_in_words(applied: Applied, words: str) -> None:
    assert applied_in_words(applied, Stage.PUBLISHED) == words
    assert applied_in_words(applied, Stage.PUBLIC_INSPECTION).startswith("On public inspection")


def test_a_diff_of_a_document_has_both_states_in_every_form(store: Store) -> None:
    alert = record(store, 3, 0, GONE, NEW)
    found = diff_of(store, alert.document_number, NOW.date())
    assert "Parsed: verified. Applied: 1 of 2 amendments." in render_diff(found)
    assert "Not removed: \u201cNowhere Ltd.\u201d" in render_diff(found)
    assert '"parsed":"verified","applied":{"applied":1,"of":2' in render_diff(found, "json")
    assert render_diff(found, "csv").splitlines()[1].endswith(",verified,Applied: 1 of 2 amendments.,,entity-list,,")
    assert "Applied: 1 of 2" in render_diff(found, "markdown")
    assert "Applied: 1 of 2" in render_diff(found, stat=True)


def test_the_table_that_goes_with_a_mail_has_both_states(store: Store) -> None:
    new = [
        Amendment(Operation.ADD, "IRAN", f"Firm {n}", entry(f"Firm {n}"), "3. Add.") for n in range(MOST_IN_BODY + 1)
    ]
    (table,) = attachments_of(record(store, 3, 0, GONE, *new), in_full=True)
    heading, *rows = table.text.splitlines()
    assert heading.endswith(",parsed,applied,unknown_day,list,transferred_from,transferred_to")
    assert {row.partition(",verified,")[2] for row in rows} == {"Applied: 21 of 22 amendments.,,entity-list,,"}


def test_a_rule_that_comes_late_makes_another_fit(store: Store) -> None:
    """The removal met no entry, because the rule that added it was not recorded yet: then it is, and the review is settled."""
    removal = Amendment(Operation.REMOVE, "IRAN", "New Co.", None, "2. Remove New Co.")
    later = record(store, 5, 0, removal)
    assert [r.number for r in store.reviews.all() if r.open] == [later.document_number]
    record(store, 3, 0, NEW)
    summary = load_history(store).documents[later.document_number]
    assert (summary.applied.on(NOW.date()), summary.attention) == (Applied(1, 1), "")
    assert store.documents.reviews() == []


def test_a_review_is_closed_with_name_time_and_note_and_opens_again_when_the_facts_change(store: Store) -> None:
    number = record(store, 5, 0, GONE).document_number
    store.reviews.close(number, "ann", "The entry is ours under another name.", NOW)
    review = store.reviews.of(number)
    assert review is not None
    assert (review.open, review.closed) == (False, True)
    assert [(c.who, c.at, c.why, c.holds) for c in review.closings] == [
        ("ann", NOW, "The entry is ours under another name.", True)
    ]
    assert store.documents.reviews() == []
    with pytest.raises(UsageError, match="closed by ann"):
        store.reviews.close(number, "ben", "Again.", NOW)
    near = entry("Nowheree Ltd.")
    record(store, 3, 0, Amendment(Operation.ADD, "IRAN", near.name, near, "2. Add."))
    again = store.reviews.of(number)
    assert again is not None
    assert again.open, "an entry that may be meant is on the list by now"
    assert [c.holds for c in again.closings] == [False], "who looked before still stands there"


def test_a_review_of_nothing_cannot_be_closed(store: Store) -> None:
    number = record(store, 5, 0, NEW).document_number
    with pytest.raises(UsageError, match="asks for no review"):
        store.reviews.close(number, "ann", "x", NOW)
    with pytest.raises(NotKnown):
        store.reviews.close("2031-00001", "ann", "x", NOW)


def test_what_an_earlier_version_recorded_is_worked_out_once(store: Store) -> None:
    number = record(store, 5, 0, GONE, NEW).document_number
    before = store.documents.recorded(number)[0].applied
    with store.database.connection() as connection:
        connection.execute(text("UPDATE document SET applied = '', facts = ''"))
    assert store.documents.without_applied()
    complete(store, NOW)
    assert (store.documents.recorded(number)[0].applied, store.documents.without_applied()) == (before, False)
    assert before.on(AS_OF - timedelta(days=1)).applied == 0
