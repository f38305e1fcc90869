"""Days that an instruction names itself, and those of DATES."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.model import Verdict
from tests.reading.small_rules import check
from tests.reading.small_texts import read_both

REMOVES = "Supplement No. 4 to part 744 is amended under IRAN by removing the entry for “Old Alfa”"
LATER = "This rule is effective January 3, 2030, except for instruction 2, which is effective May 1, 2030."
MAY = date(2030, 5, 1)
JANUARY = date(2030, 1, 3)


@pytest.mark.parametrize(
    "instructions",
    [
        [f"2. Effective May 1, 2030, {REMOVES}."],
        [f"2. {REMOVES}, effective on May 1, 2030."],
        [
            "2. Effective May 1, 2030, Supplement No. 4 to part 744 is amended:",
            "a. Under IRAN, by removing “Old Alfa”.",
        ],
        [f"2. {REMOVES} and, on May 1, 2030, by removing “Old Beta”."],
        [f"2. On May 1, {REMOVES}."],
    ],
)
def test_a_day_of_the_instruction_is_that_of_dates(instructions: list[str]) -> None:
    for rule in read_both(instructions, dates=LATER):
        assert {a.effective_on for a in rule.amendments} == {MAY}
        assert rule.verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("instructions", "days"),
    [
        ([f"2. Effective May 1, 2030, {REMOVES}."], {MAY}),
        ([f"2. {REMOVES} effective May 1, 2030."], {MAY}),
        (["2. Supplement No. 4 to part 744 is amended:", "a. Effective May 1, 2030, under IRAN, by removing “Old Alfa”."], {MAY}),
        ([f"2. {REMOVES} and, on May 1, 2030, by removing “Old Beta”."], {JANUARY}),
        (["2. Supplement No. 4 to part 744 is amended under IRAN, until May 1, 2030, by removing “Old Alfa”."], {JANUARY}),
        ([f"2. {REMOVES}, beginning May 1, 2030, and by removing “Old Beta”."], {JANUARY}),
    ],
)  # fmt: skip
def test_a_day_that_dates_does_not_say_is_doubted(instructions: list[str], days: set[date]) -> None:
    for rule in read_both(instructions):
        assert {a.effective_on for a in rule.amendments} == days
        assert rule.verdict is Verdict.CONFLICTING
        assert (
            "the instruction names 2030-05-01 for “Old Alfa” (remove), DATES 2030-01-03"
            in check(rule, "effective dates").found
        )


@pytest.mark.parametrize(
    "words",
    [
        f"2. {REMOVES} (85 FR 51603, effective August 20, 2020).",
        f"2. {REMOVES}, as published in the Federal Register on August 20, 2020.",
        "2. Supplement No. 4 to part 744 is amended under IRAN by removing the entry for “Works effective May 1, 2030”.",
        "2. Supplement No. 4 to part 744, last amended on August 20, 2020, is amended under IRAN by removing “Old Alfa”.",
    ],
)
def test_days_of_other_things_are_none_of_effect(words: str) -> None:
    for rule in read_both([words]):
        assert [a.effective_on for a in rule.amendments] == [JANUARY]
        assert "effective dates" not in [c.check for c in rule.checks]
