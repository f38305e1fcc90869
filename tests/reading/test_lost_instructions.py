"""An instruction whose mark or heading is lost: what stood below it is not taken for the list's."""

from __future__ import annotations

import pytest

from monitor.model import ListName, Rule, Verdict
from monitor.reading.rules.document import read_document
from tests.reading.small_rules import check, said
from tests.reading.small_texts import read_both, rule_text

ADDS = "2. Amend Supplement no. 4 to part 744 under RUSSIA, by adding in alphabetical order, an entry for “Alfa Ltd.” to read as follows:"
ROWS = [("RUSSIA", ["Alfa Ltd., 12 Main Street, Moscow, Russia."])]
ANOTHER = "a. Under IRAN, removing the entry for “Beta Co.”;"
SAME = "b. Under RUSSIA, removing the entry for “Alfa Ltd.”"
ADDED = ("add", "RUSSIA", "Alfa Ltd.")


@pytest.mark.parametrize(
    "heading",
    [
        "3. Supplement no. 6 to part 744 is amended by:",
        "3. Amend supplement no. 6 to part 744 by:",
        "3. Section 744.15 is amended by:",
        "3. The Unverified List is amended:",
    ],
)
def test_an_instruction_that_lost_its_mark_is_one_still(heading: str) -> None:
    text = rule_text([ADDS], ROWS, behind=[heading, ANOTHER, SAME]).replace(b"0\n3. ", b"3. ")
    rule = read_document(text, "a text without a mark")
    assert said([a for a in rule.amendments if a.list is ListName.ENTITY]) == [ADDED]


@pytest.mark.parametrize("below", [[ANOTHER, SAME], [ANOTHER], ["(1) Under IRAN, removing the entry for “Beta Co.”"]])
def test_levels_behind_a_table_whose_instruction_is_lost_are_doubted(below: list[str]) -> None:
    for rule in read_both([ADDS], ROWS, behind=below):
        assert rule.verdict is Verdict.CONFLICTING
        assert "stands behind a table" in check(rule, "words of the instructions").found
    for rule in read_both([ADDS], ROWS, behind=["3. Supplement no. 6 to part 744 is amended by:", *below]):
        assert rule.verdict is Verdict.VERIFIED
        assert said([a for a in rule.amendments if a.list is ListName.ENTITY]) == [ADDED]


def test_what_a_rule_adds_and_removes_is_doubted() -> None:
    def odd(rule: Rule) -> str:
        return check(rule, "additions and removals").found

    for rule in read_both(
        [ADDS, "3. Supplement no. 4 to part 744 is amended under RUSSIA by removing “ALFA Ltd”."], ROWS
    ):
        assert odd(rule) == "“ALFA Ltd” (RUSSIA) is added and removed"
    for rule in read_both(
        [ADDS, "3. Supplement no. 4 to part 744 is amended under IRAN by removing “Alfa Ltd.”."], ROWS
    ):
        assert rule.verdict is Verdict.VERIFIED
    merged = "3. Supplement no. 4 to part 744 is amended under RUSSIA by removing “ALFA Ltd” and “Alfa Ltd.”."
    for rule in read_both([ADDS, merged], ROWS):
        assert all(one.check != "additions and removals" for one in rule.checks)
    revises = ADDS.replace("adding in alphabetical order, an entry", "revising the entry")
    for rule in read_both(
        [revises, "3. Supplement no. 4 to part 744 is amended under RUSSIA by removing “Alfa Ltd.”."], ROWS
    ):
        assert odd(rule) == "“Alfa Ltd.” (RUSSIA) is revised and removed"


NAMES = [
    "Alfa Manufacturing and Trading Works Ltd.",
    "Beta Academy of Science and Technology",
    "Gamma Institute of Radio Measurements",
]
LISTED = "2. Supplement No. 4 to part 744 is amended under RUSSIA by removing the entries for “{},” “{},” and “{}”; and by removing the entry for “Delta Works” under IRAN."


def test_a_blank_lost_at_any_line_end_cuts_no_instruction() -> None:
    text = rule_text([LISTED.format(*NAMES)]).decode()
    wanted = [*(("remove", "RUSSIA", name) for name in NAMES), ("remove", "IRAN", "Delta Works")]
    start, end = text.index("2. Supplement"), text.index("Thea Rozman")
    ends = [n for n in range(start, end) if text.startswith(" \n", n)]
    assert len(ends) > 2
    for n in ends:
        assert said(read_document((text[:n] + text[n + 1 :]).encode(), "x").amendments) == wanted
