"""Two entries that become one: both are removed, and the new one has their names and their history."""

from __future__ import annotations

import pytest

from monitor.model import Rule, Verdict
from tests.reading.small_rules import TERMS, check, destination, read_small, row, said

INSTRUCTIONS = (
    "2. Supplement No. 4 to part 744 is amended under RUSSIA:",
    "a. By removing the entries for “Mir One” and “Mir Two”; and",
    "b. By adding, in alphabetical order, an entry for “Mir LLC”.",
)
HISTORY = (*TERMS[:2], "85 FR 100, 1/2/20. 86 FR 200, 1/4/21. 95 FR 101, 1/3/30.")


def merge(summary: str, aliases: str = "<LI>—Mir One; and</LI><LI>—Mir Two.</LI>") -> Rule:
    cell = f"Mir LLC, a.k.a., the following two aliases:{aliases}<LI>5 Lenina, Moscow, Russia.</LI>"
    return read_small(INSTRUCTIONS, destination("RUSSIA") + row(cell, terms=HISTORY), summary=summary)


@pytest.mark.parametrize(
    "summary",
    [
        "BIS revises the Entity List. This rule combines two existing entries under the destination of Russia into one entry.",
        "BIS modifies two existing entries on the Entity List under Russia by merging them.",
        "BIS amends the EAR by modifying two existing entries on the Entity List by combining them into one entry.",
        "BIS removes two entries from the Entity List under Russia and adds one entry in their place that merges them.",
        "BIS consolidates two entries on the Entity List.",
    ],
)
def test_two_entries_that_become_one(summary: str) -> None:
    rule = merge(summary)
    assert said(rule.amendments) == [
        ("remove", "RUSSIA", "Mir One"),
        ("remove", "RUSSIA", "Mir Two"),
        ("add", "RUSSIA", "Mir LLC"),
    ]
    assert rule.verdict is Verdict.VERIFIED, [c for c in rule.checks if not c.agrees]


def test_an_addition_with_a_history_of_others_is_for_a_reader() -> None:
    rule = merge("BIS amends the Entity List.", "<LI>—Mir One; and</LI><LI>—Mir Three.</LI>")
    assert not check(rule, "citations").agrees
