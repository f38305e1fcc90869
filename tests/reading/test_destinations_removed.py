"""Whole destinations that are taken off the list, beside other instructions; and orders outside of instructions."""

from __future__ import annotations

import pytest

from monitor.model import Verdict
from monitor.reading.rules.document import read_document
from tests.reading.small_rules import check, read_small, rule_xml, said
from tests.reading.small_texts import read_both

START = "2. Supplement No. 4 to part 744 is amended"
ADDS = f"{START} under IRAN by adding, in alphabetical order, an entry for “Alfa Co.”"
ROWS = [("IRAN", ["Alfa Co., 1 Main Street, Tehran, Iran."])]
ADDED = ("add", "IRAN", "Alfa Co.")
REMOVED = ("remove", "IRAN", "Old Alfa")


@pytest.mark.parametrize(
    ("words", "others", "places"),
    [
        (f"{ADDS}; and by removing the destination IRAQ.", [ADDED], ["IRAQ"]),
        (f"{ADDS}; and by removing IRAQ.", [ADDED], ["IRAQ"]),
        (f"{ADDS} and by removing the destinations of IRAQ and Austria.", [ADDED], ["IRAQ", "AUSTRIA"]),
        (f"{START} by removing under IRAN the entry for “Old Alfa”, and by removing IRAQ in its entirety.", [REMOVED], ["IRAQ"]),
        (f"{START} by removing the entry for “Old Alfa” under IRAN and the destination of Australia.", [REMOVED], ["AUSTRALIA"]),
        (f"{START} by removing IRAQ, Austria, and Australia.", [], ["IRAQ", "AUSTRIA", "AUSTRALIA"]),
    ],
)  # fmt: skip
def test_a_destination_taken_off_behind_another_instruction(
    words: str, others: list[tuple[str, str, str]], places: list[str]
) -> None:
    for rule in read_both([words], ROWS if ADDED in others else []):
        assert said(rule.amendments) == [*others, *(("unreadable", place, "") for place in places)]
        assert rule.verdict is not Verdict.VERIFIED
        assert all(any(f"The destination {place} is taken off" in one for one in rule.problems) for place in places)


@pytest.mark.parametrize(
    ("words", "others", "places"),
    [
        (f"{START} by removing “IRAQ”.", [], ["IRAQ"]),
        (f"{START} by removing the entry for “Iraq.”", [], ["IRAQ"]),
        (f"{START} by removing “IRAQ” and “AUSTRIA”.", [], ["IRAQ", "AUSTRIA"]),
        (f"{START} under IRAN by removing the entries for “Old Alfa” and “IRAQ”.", [REMOVED], ["IRAQ"]),
        (f"{START} under IRAN by removing the entries for “Old Alfa” and “IRAN”.", [REMOVED], ["IRAN"]),
    ],
)
def test_a_destination_in_quotation_marks_is_no_name(
    words: str, others: list[tuple[str, str, str]], places: list[str]
) -> None:
    for rule in read_both([words]):
        assert said(rule.amendments) == [*others, *(("unreadable", place, "") for place in places)]
        assert rule.verdict is not Verdict.VERIFIED


def test_a_destination_in_quotation_marks_takes_what_the_preamble_lists() -> None:
    listed = "<P>This rule removes the following entity from the Entity List:</P><HD SOURCE='HD3'>Iraq</HD><P>(1) Old Beta.</P>"
    words = f"{START} by removing “IRAQ”."
    rule = read_small([words], preamble=listed)
    assert said(rule.amendments) == [("remove", "IRAQ", "Old Beta")]
    assert rule.verdict is Verdict.VERIFIED
    of_this_name = read_document(
        rule_xml([words]), "a small rule", known=lambda place, name: (place, name) == ("IRAQ", "IRAQ")
    )
    assert said(of_this_name.amendments) == [("remove", "IRAQ", "IRAQ")]


def test_entries_beside_a_destination_that_is_taken_off_are_removed() -> None:
    for rule in read_both([f"{START} by removing the heading “IRAQ” and the entry for “Old Alfa” under IRAN."]):
        assert said(rule.amendments) == [REMOVED, ("unreadable", "IRAQ", "")]


@pytest.mark.parametrize(
    "words",
    [
        f"{START} by removing the entry for “Old Alfa” under IRAN.",
        f"{START} by removing from IRAN the entry for “Old Alfa”.",
        f"{START} by removing, under the destination of IRAN, the entry for “Old Alfa”.",
        f"{START} by removing, under the country heading for IRAN, the entity “Old Alfa”.",
    ],
)
def test_a_destination_under_which_entries_are_removed_stays(words: str) -> None:
    for rule in read_both([words]):
        assert said(rule.amendments) == [REMOVED]
        assert rule.verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    "paragraph",
    [
        "Note: the entry for “Old Alfa” under IRAQ is also removed.",
        "The addition reads as follows (the entry for “Old Alfa” is removed):",
        "In addition, removing the entries for “Old Alfa” and “Old Beta” under IRAQ.",
    ],
)
def test_an_order_in_a_paragraph_that_is_no_instruction_is_doubted(paragraph: str) -> None:
    for rule in read_both([f"{ADDS}."], ROWS, notes=[paragraph]):
        assert rule.verdict is Verdict.CONFLICTING
        assert paragraph in check(rule, "words of the instructions").found
    for rule in read_both([f"{ADDS}."], ROWS, notes=["The addition reads as follows:"]):
        assert rule.verdict is Verdict.VERIFIED
