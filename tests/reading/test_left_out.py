"""Nothing that an amendatory instruction says of entries is left out, whatever it names of the list."""

from __future__ import annotations

import pytest

from monitor.model import ListName, Verdict
from monitor.reading.rules.instruction_checks import INSTRUCTION_WORDS
from tests.reading.small_rules import check, read_small, said

FIRST = ("2. Supplement No. 4 to part 744 is amended:", "a. Under RUSSIA, by removing the entry for “Alfa”.")
ALFA, BETA = ("remove", "RUSSIA", "Alfa"), ("remove", "BELARUS", "Beta")


@pytest.mark.parametrize(
    "further",
    [
        ["3. The Entity List is amended by removing the entry for “Beta” under BELARUS."],
        ["3. Under BELARUS, remove the entry for “Beta”."],
        ["3. The entry for “Beta” under BELARUS is removed."],
        ["3. Under BELARUS:", "a. Remove the entry for “Beta”."],
        ["3. From the Entity List, remove, under BELARUS, one entity, “Beta”."],
        ["3. Section 744.21 is amended by removing “Gamma”.", "4. Remove “Beta” under BELARUS from the Entity List."],
    ],
)
def test_a_further_instruction_for_the_list_need_not_name_the_supplement(further: list[str]) -> None:
    rule = read_small([*FIRST, *further])
    assert (said(rule.amendments), rule.verdict) == ([ALFA, BETA], Verdict.VERIFIED)


def test_letters_below_a_sentence_without_a_number_are_about_its_supplement() -> None:
    rule = read_small(
        ["Supplement No. 4 to part 744 is amended as follows:", "a. Under BELARUS, remove the entry for “Beta”."]
    )
    assert said(rule.amendments) == [BETA]


@pytest.mark.parametrize(
    "further",
    [
        ["3. Section 744.21 is amended by removing “Gamma”.", "4. Under BELARUS, remove the entry for “Beta”."],
        ["3. Section 744.21 is amended:", "a. By removing the entry for “Beta” under BELARUS."],
    ],
)
def test_entries_of_no_list_that_is_named_are_for_a_reader(further: list[str]) -> None:
    rule = read_small([*FIRST, *further])
    assert (said(rule.amendments), rule.verdict) == ([ALFA], Verdict.CONFLICTING)
    assert "Beta" in check(rule, INSTRUCTION_WORDS).found


@pytest.mark.parametrize(
    "further",
    [
        ["3. Section 744.21 is amended by revising the words “Gamma” and “Alfa”."],
        ["3. The Unverified List is amended by removing the entry for “Gamma” under CHINA."],
        ["3. Supplement No. 6 to part 744 is amended:", "a. Under CHINA, by removing the entry for “Gamma”."],
        ["3. Section 744.11 is amended by adding paragraph (c) on entities listed on the Entity List."],
    ],
)
def test_other_texts_and_lists_are_no_concern_of_the_list(further: list[str]) -> None:
    rule = read_small([*FIRST, *further])
    of_the_list = [amendment for amendment in rule.amendments if amendment.list is ListName.ENTITY]
    assert (said(of_the_list), rule.verdict) == ([ALFA], Verdict.VERIFIED)


def test_a_rule_of_nothing_but_such_an_instruction_is_not_irrelevant() -> None:
    assert read_small(["2. Under BELARUS, remove the entry for “Beta”."]).verdict is Verdict.UNREADABLE


NOT_REMOVED = [
    "by removing the entry for “Alfa”, but not the entry for “Beta”.",
    "by removing the entry for “Alfa” and not the entry for “Beta”.",
    "by removing the entry for “Alfa” (but not “Beta” or “Gamma”).",
    "by removing the entry for “Alfa”, but not the entries for “Beta” and “Gamma”.",
    "by removing the entry for “Alfa” rather than the entry for “Beta”.",
    "by removing the entry for “Alfa” (not to be confused with “Alfa Plus”, which remains).",
    "by removing the entry for “Alfa”, not to be confused with “Alfa Plus”, which remains.",
    "by removing the entry for “Alfa”, which was formerly listed as “Old Alfa”.",
    "by removing the entry for “Alfa” (previously identified as “Old Alfa”).",
    "by removing the entry for “Alfa,” doing business as “Alfa Plus”.",
]


@pytest.mark.parametrize("words", NOT_REMOVED)
def test_a_name_that_is_not_removed(words: str) -> None:
    rule = read_small([f"2. Supplement No. 4 to part 744 is amended under RUSSIA, {words}"])
    assert (said(rule.amendments), rule.verdict) == ([ALFA], Verdict.VERIFIED)


@pytest.mark.parametrize(
    "words",
    [
        "by removing two entities (“Alfa” and “Beta”).",
        "by removing the entity listed as “Alfa” and the entity “Beta”.",
        "by removing the entry for “Alfa”, formerly listed as “Old Alfa”, and the entry for “Beta”.",
        "by removing the entry for “Alfa” (not to be confused with “Alfa Plus”), as well as the entry for “Beta”.",
    ],
)
def test_a_further_name_that_is_removed(words: str) -> None:
    rule = read_small([f"2. Supplement No. 4 to part 744 is amended under RUSSIA, {words}"])
    assert (said(rule.amendments), rule.verdict) == ([ALFA, ("remove", "RUSSIA", "Beta")], Verdict.VERIFIED)


@pytest.mark.parametrize(
    "words",
    [
        "by removing the entry for “Alfa”, a subsidiary of “Beta”.",
        "by removing the entry for “Alfa”, which is owned by “Beta”.",
        "by removing the entry for “Alfa” (now part of “Beta”).",
        "by removing, at the request of “Beta”, the entry for “Alfa”.",
        "by removing the entry for “Alfa”, but not the entry for “Beta” and “Gamma”.",
    ],
)
def test_a_name_behind_words_that_nobody_understands_is_for_a_reader(words: str) -> None:
    rule = read_small([f"2. Supplement No. 4 to part 744 is amended under RUSSIA, {words}"])
    assert rule.verdict is Verdict.CONFLICTING
    assert not check(rule, INSTRUCTION_WORDS).agrees


IN_PLACE = [
    ("by removing “Alfa” and adding “Beta” in its place in the entry for “Gamma”.", ["Gamma"]),
    ("by removing “Alfa” and adding in its place “Beta” in the entry for “Gamma”.", ["Gamma"]),
    ("by removing “Alfa” wherever it appears and adding “Beta” in its place in the entry for “Gamma”.", ["Gamma"]),
    ("by removing the words “Alfa” and adding the words “Beta” in their place in the entry for “Gamma”.", ["Gamma"]),
    ("by removing “Alfa” and adding “Beta” in its place in the entries for “Gamma” and “Delta”.", ["Gamma", "Delta"]),
    ("in the entry for “Gamma”, by removing “Alfa” and adding “Beta” in its place.", ["Gamma"]),
]


@pytest.mark.parametrize(("words", "names"), IN_PLACE)
def test_words_put_in_place_of_others_revise_the_entry_alone(words: str, names: list[str]) -> None:
    rule = read_small([f"2. Supplement No. 4 to part 744 is amended under RUSSIA, {words}"])
    assert (said(rule.amendments), rule.verdict) == ([("revise", "RUSSIA", name) for name in names], Verdict.VERIFIED)


def test_an_entry_removed_before_words_are_replaced_in_another() -> None:
    rule = read_small(
        [
            "2. Supplement No. 4 to part 744 is amended under RUSSIA by removing the entry for “Alfa” and by removing “Old” "
            "and adding “New” in its place in the entry for “Gamma”."
        ]
    )
    assert said(rule.amendments) == [ALFA, ("revise", "RUSSIA", "Gamma")]


@pytest.mark.parametrize(
    "words",
    [
        "under RUSSIA, by removing the entry for “Alfa”, as well as the entry for “Beta” under BELARUS.",
        "under RUSSIA, by removing the entry for “Alfa” and the entry for “Beta” under BELARUS.",
        "under RUSSIA, by removing the entry for “Alfa” and, under BELARUS, the entry for “Beta”.",
        "under RUSSIA, by removing “Alfa”, and by removing “Beta” under BELARUS.",
        "under RUSSIA, by removing the entry for “Alfa”. The entry for “Beta” under Belarus is removed.",
        "under RUSSIA, by removing the entry for “Alfa”. The entry for “Beta” under Belarus is also removed.",
        "under RUSSIA, by removing the entry for “Alfa.” In addition, the entry for “Beta” under Belarus is hereby removed.",
        "by removing the entry for “Alfa” under RUSSIA. The entry for “Beta” under Belarus is likewise removed.",
        "by removing the entry for “Alfa” under RUSSIA, as well as the entry for “Beta” under BELARUS.",
    ],
)
def test_each_entry_is_removed_under_its_own_destination(words: str) -> None:
    rule = read_small([f"2. Supplement No. 4 to part 744 is amended {words}"])
    assert (said(rule.amendments), rule.verdict) == ([ALFA, BETA], Verdict.VERIFIED)


@pytest.mark.parametrize(
    "words",
    [
        "under RUSSIA, by removing the entries for “Alfa” and “Beta” under BELARUS.",
        "under RUSSIA, by removing the entry for “Alfa”, the entry for “Beta” under BELARUS, and “Gamma”.",
    ],
)
def test_a_destination_that_may_be_of_one_entry_or_of_several_is_for_a_reader(words: str) -> None:
    rule = read_small([f"2. Supplement No. 4 to part 744 is amended {words}"])
    assert rule.verdict is Verdict.CONFLICTING
    assert not check(rule, INSTRUCTION_WORDS).agrees


@pytest.mark.parametrize(
    "words",
    [
        "under RUSSIA, by redesignating the entry for “Alfa” as “Beta”.",
        "under RUSSIA, by redesignating the entry for “Alfa” as the entry for “Beta”.",
        "under RUSSIA, the entry for “Alfa” is redesignated as “Beta”.",
        "by redesignating the entry for “Alfa” under RUSSIA as “Beta”.",
        "by redesignating the entry for “Alfa” as “Beta” under RUSSIA.",
        "under RUSSIA, by renaming the entry for “Alfa” as “Beta”.",
        "under RUSSIA, by renaming “Alfa” to “Beta”.",
    ],
)
def test_a_new_name_is_one_revision_of_the_entry(words: str) -> None:
    rule = read_small([f"2. Supplement No. 4 to part 744 is amended {words}"])
    assert (said(rule.amendments), rule.verdict) == ([("revise", "RUSSIA", "Alfa")], Verdict.VERIFIED)


def test_several_new_names_are_revisions_of_the_entries() -> None:
    words = (
        "redesignating the entries for “Alfa” and “Gamma” as “Beta” and “Delta”, respectively, and removing “Epsilon”."
    )
    rule = read_small([f"2. Supplement No. 4 to part 744 is amended under RUSSIA by {words}"])
    assert said(rule.amendments) == [
        ("revise", "RUSSIA", "Alfa"),
        ("revise", "RUSSIA", "Gamma"),
        ("remove", "RUSSIA", "Epsilon"),
    ]


def test_a_new_name_under_another_destination_is_for_a_reader() -> None:
    words = "redesignating the entry for “Alfa” under RUSSIA as the entry for “Beta” under BELARUS."
    rule = read_small([f"2. Supplement No. 4 to part 744 is amended by {words}"])
    assert ("revise", "RUSSIA", "Alfa") in said(rule.amendments)
    assert rule.verdict is Verdict.CONFLICTING
    assert not check(rule, INSTRUCTION_WORDS).agrees
