"""Rules onto the list: every amendment ends in a change, in nothing to do, or in a problem."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.comparing.rules import apply_rule
from monitor.model import Amendment, ChangeKind, Citation, Entry, Operation, Rule
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
