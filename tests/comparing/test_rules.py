"""Rules onto the list: every amendment ends in a change, in nothing to do, or in a problem."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.comparing.rules import apply_rule
from monitor.model import RENAMES_DESTINATION, Amendment, ChangeKind, Citation, Entry, Operation, Rule
from tests.comparing.making import entry

LIST = [entry("Alpha Co."), entry("Beta, Ltd.", aliases=("Betamax",)), entry("Gamma (GMA)", country="IRAQ")]


def rule(*amendments: Amendment) -> Rule:
    return Rule(
        "2030-00001",
        "95 FR 100",
        effective_on=date(2030, 1, 2),
        publication_date=date(2030, 1, 3),
        amendments=amendments,
    )


def amend(operation: Operation, new: Entry | None = None, name: str = "", country: str = "IRAN") -> Amendment:
    return Amendment(operation, new.country if new else country, new.name if new else name, new, "2. Amend the list.")


def test_addition_with_the_rules_page_for_its_placeholder() -> None:
    new = entry("Delta", citations=(Citation(95, None, date(2030, 1, 3)),))
    done = apply_rule(rule(amend(Operation.ADD, new)), LIST)
    (change,) = done.changes
    assert (change.kind, change.document_number, change.citation, change.effective_on) == (
        ChangeKind.ADDED, "2030-00001", "95 FR 100", date(2030, 1, 2),
    )  # fmt: skip
    assert change.after is not None
    assert change.after.citations == (Citation(95, 100, date(2030, 1, 3)),)
    assert (len(done.entries), done.problems) == (4, ())


@pytest.mark.parametrize("page", ["\u00b2", "9" * 5000])
def test_a_page_that_is_no_number_fills_no_placeholder(page: str) -> None:
    new = entry("Delta", citations=(Citation(95, None, date(2030, 1, 3)),))
    (change,) = apply_rule(replace(rule(amend(Operation.ADD, new)), citation=f"95 FR {page}"), LIST).changes
    assert change.after == new


def test_twice_is_as_good_as_once() -> None:
    order = rule(amend(Operation.ADD, entry("Delta")), amend(Operation.REVISE, entry("Alpha Co.", aliases=("Al",))))
    once = apply_rule(order, LIST)
    twice = apply_rule(order, once.entries)
    assert (twice.changes, twice.entries, twice.problems) == ((), once.entries, ())


def test_revision_and_removal() -> None:
    done = apply_rule(
        rule(amend(Operation.REVISE, entry("Alpha Co.", aliases=("Al",))), amend(Operation.REMOVE, name="BETA LTD")),
        LIST,
    )
    assert [c.kind for c in done.changes] == [ChangeKind.REVISED, ChangeKind.REMOVED]
    assert [e.name for e in done.entries] == ["Alpha Co.", "Gamma (GMA)"]


def test_an_acronym_in_brackets_may_be_missing() -> None:
    done = apply_rule(rule(amend(Operation.REMOVE, name="Gamma", country="IRAQ")), LIST)
    assert [c.kind for c in done.changes] == [ChangeKind.REMOVED]


def test_adding_what_is_there_is_a_revision_and_a_problem() -> None:
    done = apply_rule(rule(amend(Operation.ADD, entry("Alpha Co.", aliases=("Al",)))), LIST)
    assert [c.kind for c in done.changes] == [ChangeKind.REVISED]
    assert "on the list already" in done.problems[0]


def test_revising_what_is_not_there_adds_it_and_says_so() -> None:
    done = apply_rule(rule(amend(Operation.REVISE, entry("Alpha Corp."))), LIST)
    assert [c.kind for c in done.changes] == [ChangeKind.ADDED]
    assert "not on the list" in done.problems[0]
    assert "Alpha Co." in done.problems[0]


def test_removing_what_is_not_there_names_the_nearest() -> None:
    done = apply_rule(rule(amend(Operation.REMOVE, name="Alpha Comp"), amend(Operation.REMOVE, name="Betamax")), LIST)
    assert done.changes == ()
    assert "Alpha Co." in done.problems[0]
    assert "alias of “Beta, Ltd.”" in done.problems[1]
    assert len(done.entries) == 3


def test_what_cannot_be_applied_is_a_problem() -> None:
    words = replace(amend(Operation.REVISE, name="Alpha Co."), instruction="by removing two addresses")
    done = apply_rule(
        rule(words, amend(Operation.ADD, name="S2C Limited"), amend(Operation.UNREADABLE, name="Odd")), LIST
    )
    assert done.changes == ()
    assert ["two addresses" in done.problems[0], "S2C Limited" in done.problems[1], "Odd" in done.problems[2]] == [
        True
    ] * 3


def test_a_move_changes_the_destination() -> None:
    moved = replace(entry("Alpha Co."), country="IRAQ")
    order = Amendment(Operation.MOVE, "IRAN", "Alpha Co.", moved, "2. Move it.")
    (change,) = apply_rule(rule(order), LIST).changes
    assert (change.kind, change.country) == (ChangeKind.MOVED, "IRAQ")


def test_two_entries_of_one_name_in_one_rule_are_both_added() -> None:
    """77 FR 25055 added Zurmat General Trading twice under the U.A.E."""
    twins = rule(
        amend(Operation.ADD, entry("Zurmat", addresses=("1 A",))),
        amend(Operation.ADD, entry("Zurmat", addresses=("2 B",))),
    )
    once = apply_rule(twins, LIST)
    assert [c.kind for c in once.changes] == [ChangeKind.ADDED] * 2
    assert (len(once.entries), once.problems) == (5, ())
    assert apply_rule(twins, once.entries).changes == ()


TWINS = [entry("Twin", addresses=("1 A Street",)), entry("Twin", addresses=("2 B Street",))]


def test_a_revision_means_the_twin_whose_text_it_resembles() -> None:
    done = apply_rule(rule(amend(Operation.REVISE, entry("Twin", addresses=("2 B Street",), aliases=("T",)))), TWINS)
    assert [c.before for c in done.changes] == [TWINS[1]]
    assert done.problems == ()


def test_a_revision_that_fits_no_twin_better_says_so() -> None:
    done = apply_rule(rule(amend(Operation.REVISE, entry("Twin", addresses=("3 C Street",)))), TWINS)
    assert len(done.changes) == 1
    assert "2 times" in done.problems[0]
    assert "1 A Street" in done.problems[0]


def test_of_twins_none_is_removed_on_a_guess() -> None:
    done = apply_rule(rule(amend(Operation.REMOVE, name="Twin")), TWINS)
    assert (done.changes, done.entries) == ((), tuple(TWINS))
    assert "2 times" in done.problems[0]


def test_both_twins_revised_by_one_rule() -> None:
    news = [replace(e, license_review_policy="Denial") for e in TWINS]
    done = apply_rule(rule(*(amend(Operation.REVISE, e) for e in reversed(news))), TWINS)
    assert (done.entries, done.problems) == (tuple(news), ())


def test_words_in_brackets_are_no_acronym() -> None:
    there = [entry("Advanced Circuit Systems (Shanghai)")]
    done = apply_rule(rule(amend(Operation.ADD, entry("Advanced Circuit Systems (Beijing)"))), there)
    assert [c.kind for c in done.changes] == [ChangeKind.ADDED]
    done = apply_rule(rule(amend(Operation.REMOVE, name="Advanced Circuit Systems (Beijing)")), there)
    assert done.changes == ()
    assert "Nearest" not in done.problems[0], "another town's firm is not near"


def test_an_addition_that_but_for_an_acronym_is_there_is_added_and_told() -> None:
    done = apply_rule(rule(amend(Operation.ADD, entry("Gamma", country="IRAQ"))), LIST)
    assert [c.kind for c in done.changes] == [ChangeKind.ADDED]
    assert "Gamma (GMA)" in done.problems[0]


def test_the_old_name_is_free_for_another() -> None:
    renaming = replace(amend(Operation.REVISE, entry("Alpha JSC", aliases=("Alpha Co.",))), name="Alpha Co.")
    order = rule(renaming, amend(Operation.ADD, entry("Alpha Co.", addresses=("7 G Street",))))
    once = apply_rule(order, LIST)
    assert [c.kind for c in once.changes] == [ChangeKind.RENAMED, ChangeKind.ADDED]
    twice = apply_rule(order, once.entries)
    assert (twice.changes, twice.entries) == ((), once.entries)


def test_a_rule_that_adds_and_removes_one_name_keeps_it_and_says_so() -> None:
    done = apply_rule(rule(amend(Operation.ADD, entry("Delta")), amend(Operation.REMOVE, name="Delta")), LIST)
    assert [c.kind for c in done.changes] == [ChangeKind.ADDED]
    assert "the same rule adds" in done.problems[0]


def test_an_addition_of_what_another_rule_added_is_told_though_nothing_else_differs() -> None:
    again = entry("Alpha Co.", citations=(Citation(95, None, date(2030, 1, 3)),))
    done = apply_rule(rule(amend(Operation.ADD, again)), LIST)
    assert [c.kind for c in done.changes] == [ChangeKind.EDITORIAL]
    assert "on the list already" in done.problems[0]


def test_an_addition_already_codified_is_nothing_to_tell() -> None:
    """The list cites the page of the entry; the rule's placeholder becomes the rule's first page."""
    codified = entry("Delta", citations=(Citation(95, 104, date(2030, 1, 3)),))
    new = entry("Delta", citations=(Citation(95, None, date(2030, 1, 3)),))
    done = apply_rule(rule(amend(Operation.ADD, new)), [*LIST, codified])
    assert [c.kind for c in done.changes] == [ChangeKind.EDITORIAL]
    assert done.problems == ()


def test_an_entry_that_the_rule_cuts_differently_is_there_already() -> None:
    text = "Digicom, LTD.,16-Ya Parkovaya Street, Moscow."
    listed = entry("Digicom, LTD.", addresses=("16-Ya Parkovaya Street, Moscow",), text=text)
    new = entry("Digicom", addresses=("LTD.,16-Ya Parkovaya Street, Moscow",), text=text)
    done = apply_rule(rule(amend(Operation.ADD, new)), [listed])
    assert ([c.kind for c in done.changes], done.problems, len(done.entries)) == ([ChangeKind.EDITORIAL], (), 1)


def test_what_is_not_there_may_stand_elsewhere_or_under_its_alias() -> None:
    elsewhere = apply_rule(rule(amend(Operation.REMOVE, name="Alpha Co.", country="IRAQ")), LIST)
    assert "under IRAN" in elsewhere.problems[0]
    handed_on = apply_rule(rule(amend(Operation.REVISE, entry("Omega", aliases=("Alpha Co.",)))), LIST)
    assert "\u201cAlpha Co.\u201d as an alias" in handed_on.problems[0]


def test_moving_twice_is_as_good_as_once() -> None:
    order = rule(Amendment(Operation.MOVE, "IRAN", "Alpha Co.", entry("Alpha Co.", "IRAQ"), "2. Move it."))
    once = apply_rule(order, LIST)
    twice = apply_rule(order, once.entries)
    assert (twice.changes, twice.entries, twice.problems) == ((), once.entries, ())


def test_a_destination_renamed() -> None:
    order = rule(Amendment(Operation.MOVE, "IRAN", "PERSIA", None, "2. Rename it.", RENAMES_DESTINATION))
    once = apply_rule(order, LIST)
    assert [(c.kind, c.country) for c in once.changes] == [(ChangeKind.MOVED, "PERSIA")] * 2
    assert (apply_rule(order, once.entries).changes, apply_rule(order, once.entries).problems) == ((), ())
    assert "no entry stands under the destination IRAN" in apply_rule(order, LIST[2:]).problems[0]


NAMES = st.sampled_from(["Alpha Co.", "Beta, Ltd.", "Gamma", "Delta", "Betamax", "New"])
ORDERS = st.builds(
    lambda operation, name, country, policy, text: Amendment(
        operation, country, name, entry(name, country, license_review_policy=policy) if text else None, "2. Do."
    ),
    st.sampled_from(list(Operation)),
    NAMES,
    st.sampled_from(["IRAN", "IRAQ"]),
    st.sampled_from(["Denial", "Presumption of denial"]),
    st.booleans(),
)


@given(st.lists(ORDERS, max_size=6, unique_by=lambda a: a.name))
def test_changes_tell_the_whole_difference_and_twice_is_as_good_as_once(orders: list[Amendment]) -> None:
    once = apply_rule(rule(*orders), LIST)
    left = list(LIST)
    for change in once.changes:
        if change.before:
            left.remove(change.before)
        if change.after:
            left.append(change.after)
    assert sorted(map(repr, left)) == sorted(map(repr, once.entries))
    twice = apply_rule(rule(*orders), once.entries)
    assert (twice.changes, twice.entries) == ((), once.entries)


@given(ORDERS)
def test_no_amendment_is_lost(order: Amendment) -> None:
    done = apply_rule(rule(order), LIST)
    is_so = order.entry is not None and order.entry in done.entries
    assert done.changes or done.problems or is_so
