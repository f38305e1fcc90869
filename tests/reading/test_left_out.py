"""Nothing that an amendatory instruction says of entries is left out, whatever it names of the list."""

from __future__ import annotations

import pytest

from monitor.model import Verdict
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
    assert (said(rule.amendments), rule.verdict) == ([ALFA], Verdict.VERIFIED)


def test_a_rule_of_nothing_but_such_an_instruction_is_not_irrelevant() -> None:
    assert read_small(["2. Under BELARUS, remove the entry for “Beta”."]).verdict is Verdict.UNREADABLE
