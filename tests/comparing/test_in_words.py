"""Revisions in words: carried out where the words are exact, else left for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.comparing.rules import apply_rule
from monitor.model import Amendment, Change, ChangeKind, Entry, Operation, RuleAlert, Stage, SubEntity, Verdict
from monitor.rendering.facts import facts_of
from monitor.rendering.plain import render_plain
from tests.comparing.making import entry
from tests.comparing.test_rules import rule

LEAD = "2. Supplement No. 4 to part 744 is amended under IRAN by "
FOO = entry("Foo Co.", aliases=("Foo", "Bar"), addresses=("1 A Street, Tehran", "2 B Street, Tehran"))


def revised(instruction: str, one: Entry = FOO) -> tuple[Change, ...]:
    amendment = Amendment(Operation.REVISE, one.country, one.name, None, instruction, "Given by the instruction alone.")
    done = apply_rule(rule(amendment), [one])
    assert bool(done.changes) is not bool(done.not_applied), "carried out, or left for review"
    if done.not_applied:
        assert instruction in done.not_applied[0].reason
    return done.changes


def after(instruction: str, one: Entry = FOO) -> Entry:
    (change,) = revised(instruction, one)
    assert change.before == one
    assert change.after is not None
    return change.after


def test_parts_are_taken_out_and_put_in() -> None:
    removed = after(f"{LEAD}revising the entry for “Foo Co.,” by removing the address “2 B Street, Tehran.”")
    assert removed.addresses == ("1 A Street, Tehran",)
    assert removed.text == "Foo Co., a.k.a., the following 2 aliases: —Foo; and —Bar. 1 A Street, Tehran."
    added = after(f"{LEAD}revising the entry for “Foo Co.” by adding one alias, “Baz.”")
    assert added.aliases == ("Foo", "Bar", "Baz")
    both = after(
        f"{LEAD}revising the entry for “Foo Co.” by removing two aliases, “Foo” and “Bar;” and by adding the address “3 C Street.”"
    )
    assert (both.aliases, both.addresses[-1]) == ((), "3 C Street")


def test_a_part_that_is_there_already_is_not_put_in_twice() -> None:
    added = after(
        f"{LEAD}revising the entry for \u201cFoo Co.\u201d by adding two aliases, \u201cBAR\u201d and \u201cBaz.\u201d"
    )
    assert added.aliases == ("Foo", "Bar", "Baz")
    order = f"{LEAD}revising the entry for \u201cFoo Co.\u201d by adding one alias, \u201cBar.\u201d"
    done = apply_rule(rule(Amendment(Operation.REVISE, FOO.country, FOO.name, None, order, "In words.")), [FOO])
    assert (done.changes, done.not_applied, done.entries) == ((), (), (FOO,))


def test_a_part_is_revised() -> None:
    one = after(
        f"{LEAD}revising the entry for “Foo Co.” by revising the address “1 A Street, Tehran” to read “9 Z Street.”"
    )
    assert one.addresses == ("9 Z Street", "2 B Street, Tehran")
    words = after(
        f"{LEAD[:-4]}, in the entry for “Foo Co.”, by removing “1 A Street” and adding in its place “14 A Street.”"
    )
    assert words.addresses[0] == "14 A Street, Tehran"
    terms = after(f"{LEAD}revising the entry for “Foo Co.” by revising the license review policy to read “Denial.”")
    assert (terms.license_review_policy.rstrip("."), terms.text) == ("Denial", FOO.text)


def test_several_levels_and_a_footnote() -> None:
    level = "2. Supplement No. 4 to part 744 is amended under IRAN, in the entry for “Foo Co.”:"
    one = after(f"{level} a. Removing the aliases “Foo” and “Bar;” and {level} b. Adding the alias “Delta.”")
    assert one.aliases == ("Delta",)
    noted = after(f"{LEAD}adding footnote 4 to the entry for “Foo Co.”")
    assert (noted.footnotes, noted.text) == ((4,), FOO.text)


@pytest.mark.parametrize(
    "words",
    [
        "removing two addresses",
        "removing two addresses, “1 A Street, Tehran”",
        "removing the address “7 Nowhere”",
        "adding one alias",
        "revising the license review policy",
        "removing the alias “Foo” and something else",
        "removing “Street” and adding in its place “Road”",
        "removing the alias “Foo”; and by correcting the entry for “Lambda”",
        "adding an alias that reads “Foo”",
    ],
)
def test_what_is_not_exact_waits_for_a_person(words: str) -> None:
    assert revised(f"{LEAD}revising the entry for “Foo Co.” by {words}.") == ()


def test_an_entry_with_parties_within_waits() -> None:
    within = replace(FOO, sub_entities=(SubEntity("Institute"),))
    assert revised(f"{LEAD}revising the entry for “Foo Co.” by removing the alias “Foo.”", within) == ()


def test_many_revisions_of_one_wording_are_one_line_of_an_alert() -> None:
    firms = [entry(f"Firm {n}") for n in range(28)]
    amendments = [
        Amendment(Operation.REVISE, "IRAN", one.name, None, f"{LEAD}adding footnote 4 to the entry for “{one.name}.”")
        for one in firms
    ]
    done = apply_rule(rule(*amendments), firms)
    assert (len(done.changes), done.problems) == (28, ())
    elsewhere = replace(done.changes[0], country="IRAQ")
    alert = RuleAlert(
        change_set="x", title="t", document_number="2030-1", citation="", stage=Stage.PUBLISHED, verdict=Verdict.VERIFIED,
        publication_date=None, effective_on=None, url="", changes=done.changes,
    )  # fmt: skip
    (group,) = facts_of(alert, date(2030, 1, 1)).groups
    assert (group.country, group.counts, len(group.items)) == ("IRAN", "28 revised", 1)
    assert group.items[0].title.startswith("28 entries: Firm 0; Firm 1; ")
    text = " ".join(render_plain(facts_of(alert, date(2030, 1, 1))).split())
    assert text.count("footnotes +“4”") == 1
    assert all(f"Firm {n}" in text for n in range(28))
    (several,) = facts_of(replace(alert, changes=(*done.changes, elsewhere)), date(2030, 1, 1)).groups
    assert several.country == "IRAN (28), IRAQ (1)"
    two = facts_of(replace(alert, changes=done.changes[:2]), date(2030, 1, 1)).groups
    assert [len(one.items) for one in two] == [2]
    assert {change.kind for change in done.changes} == {ChangeKind.REVISED}


MIRA = entry("Mira Co.", aliases=("Mira",), addresses=("5 Mira St., Tehran", "25 Mira St., Shiraz"))
IN_MIRA = "2. On page 96836, in the third column, in the entry for “Mira Co.,” under IRAN, "


@pytest.mark.parametrize(
    "order",
    [
        "“5 Mira St.” should read “15 Mira St.”",
        "the address “5 Mira St.” should read “15 Mira St.”",
        "“5 Mira St.” is corrected to read: “15 Mira St.”.",
        "“5 Mira St.,” should read “15 Mira St.,”",
    ],
)
def test_words_of_a_correction_are_exchanged_once(order: str) -> None:
    right = after(IN_MIRA + order, MIRA)
    assert right.addresses == ("15 Mira St., Tehran", "25 Mira St., Shiraz")
    amendment = Amendment(Operation.CORRECT, right.country, right.name, None, IN_MIRA + order, "In words.")
    done = apply_rule(rule(amendment), [right])
    assert (done.changes, done.not_applied) == ((), ()), "twice is as good as once"


def test_words_that_gain_others_around_them_are_not_exchanged_twice() -> None:
    order = f"{IN_MIRA}“5 Mira St.” should read “Room 1, 5 Mira St.”"
    right = after(order, MIRA)
    assert right.addresses[0] == "Room 1, 5 Mira St., Tehran"
    done = apply_rule(rule(Amendment(Operation.CORRECT, right.country, right.name, None, order, "In words.")), [right])
    assert (done.changes, done.not_applied) == ((), ())


@pytest.mark.parametrize(
    "order",
    [
        "“Mira St.” should read “Mir St.”",  # twice in the entry
        "“Mira” should read “Mir”",  # in the name, too
        "“6 Mira St.” should read “16 Mira St.”",  # nowhere
        "“Mira St., T” should read “Mira St., Z”",  # half a word
        "“5 Mira St.” should read “15 Mira St.”, and see the map",
    ],
)
def test_words_of_a_correction_that_do_not_fit_once_are_left_for_a_person(order: str) -> None:
    assert not revised(IN_MIRA + order, MIRA)


def test_an_instruction_that_was_not_understood_is_printed() -> None:
    order = "On page 96836, in the third column, “5 Mira St.” should read “15 Mira St.”"
    done = apply_rule(rule(Amendment(Operation.UNREADABLE, "", "", None, order, "Not the entry.")), [MIRA])
    assert done.not_applied[0].reason.endswith(f"It reads: “{order}”")
