"""Which supplements an instruction amends: every one that it names is accounted for."""

from __future__ import annotations

import pytest

from monitor.model import Verdict
from tests.reading.small_rules import said
from tests.reading.small_texts import read_both

REMOVES = "by removing the entry for “Beta Co.” under IRAN."


@pytest.mark.parametrize(
    ("named", "others"),
    [
        ("Supplement No. 4 and Supplement No. 6 to part 744 are amended", [6]),
        ("Supplement No. 6 and Supplement No. 4 to part 744 are amended", [6]),
        ("Supplement No. 4 to part 744 and Supplement No. 6 to part 744 are amended", [6]),
        ("Supplement No. 4 to part 744 (the Entity List), as well as Supplement No. 6 to part 744 (the Unverified List), are amended", [6]),
        ("Supplement No. 4 to part 744 is amended, and Supplement No. 6 to part 744 is amended,", [6]),
        ("Supplements No. 4, No. 6 and No. 7 to part 744 are amended", [6, 7]),
        ("Supplements 4 & 6 to part 744 are amended", [6]),
        ("The Entity List and the Unverified List are amended", [6]),
        ("The Unverified List and the Entity List (supplement nos. 6 and 4 to part 744) are amended", [6]),
        ("Supplement No. 2 to part 748 and No. 4 to part 744 are amended", []),
        ("Supplement No. 4 to part 744 and Supplement No. 2 to part 748 are amended", []),
    ],
)  # fmt: skip
def test_supplements_amended_together(named: str, others: list[int]) -> None:
    for rule in read_both([f"2. {named} {REMOVES}"]):
        assert set(said(rule.amendments)) == {("remove", "IRAN", "Beta Co.")}
        assert sorted(amendment.supplement for amendment in rule.amendments) == [4, *others]
        assert rule.other_supplements == {}
        assert rule.verdict is Verdict.VERIFIED


def test_all_others_named_are_counted() -> None:
    for rule in read_both([
        f"2. Supplement No. 4 to part 744 is amended {REMOVES}",
        "3. Supplement Nos. 2 and 5 to part 744 are amended by removing the entry for “Gamma Co.” under RUSSIA.",
    ]):  # fmt: skip
        assert said(rule.amendments) == [("remove", "IRAN", "Beta Co.")]
        assert rule.other_supplements == {"2": 1, "5": 1}


@pytest.mark.parametrize(
    "words",
    [
        "Supplement No. 4 to part 744 is amended by removing the entry for “Beta Co.” under IRAN, and Supplement No. 6 is amended by adding an entry for “Gamma Co.” under IRAN.",
        "Supplement No. 6 to part 744 is amended by removing the entry for “Gamma Co.” under IRAN, which goes to Supplement No. 4.",
        "The Unverified List is amended by removing “Gamma Co.” under IRAN; from the Entity List, remove “Beta Co.” under IRAN.",
        "Supplement No. 4 to part 744 is amended by removing the entry for “Beta Co.” under IRAN, and Supplement No. 7 to part 748 is amended by adding “Gamma Co.” under INDIA.",
    ],
)  # fmt: skip
def test_several_one_after_the_other_in_a_sentence_are_doubted(words: str) -> None:
    for rule in read_both([f"2. {words}"]):
        assert rule.verdict is Verdict.CONFLICTING
        assert any("another text" in c.found for c in rule.checks if not c.agrees)
