"""Slips of instructions, corrections and DATES that are read, or doubted, and invent nobody."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.model import Verdict
from monitor.reading.rules.document import read_document
from tests.reading.small_rules import check, said
from tests.reading.small_texts import read_both, rule_text
from tests.reading.test_corrections import NOTE, correction

UNDER_IRAN = "2. Supplement No. 4 to part 744 is amended under IRAN by"
ADDS = f"{UNDER_IRAN} adding, in alphabetical order, entries for “Alfa Co.” and “Beta Co.”."
ROWS = [("IRAN", ["Alfa Co., 1 Main Street, Tehran, Iran."]), ("IRAN", ["Beta Co., 2 Main Street, Tehran, Iran."])]


def test_they_entry() -> None:
    for rule in read_both(
        ["2. Supplement No. 4 to part 744 is amended:", "a. Under IRAN, by removing they entry for “Old Alfa”."]
    ):
        assert said(rule.amendments) == [("remove", "IRAN", "Old Alfa")]
        assert rule.verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("names", "doubted"),
    [("entries for “Old Alfa and Old Beta”", True), ("entities “Old Alfa and Old Beta”", True), ("entry for “Old Alfa and Old Beta”", False), ("entries for “Old Alfa and Sons” and “Old Beta”", False)],
)  # fmt: skip
def test_one_quotation_behind_the_entries_may_be_two_names(names: str, doubted: bool) -> None:
    for rule in read_both([f"{UNDER_IRAN} removing the {names}."]):
        assert rule.verdict is (Verdict.CONFLICTING if doubted else Verdict.VERIFIED)


@pytest.mark.parametrize("tag", ["P", "AMDPAR"])
@pytest.mark.parametrize(
    "words",
    [
        "The final rule “Additions to the Entity List” is corrected: On page 96836, “12 Main” should read “14 Main”.",
        "On page 96836, the license review policy for “Kite” should read “Policy of denial.” instead of “Presumption of denial.”.",
        "On page 96836, the entry for “Kite” under IRAN is corrected by removing “Road 7” and adding “Road 9”.",
    ],
)
def test_a_correction_invents_no_party(words: str, tag: str) -> None:
    rule = read_document(correction(words, tag=tag, note=NOTE), "x")
    assert {a.name for a in rule.amendments} <= {"", "Kite"}


@pytest.mark.parametrize(
    "dates",
    [
        "This rule is effective 11:59 p.m. Eastern time on January 3, 2030.",
        "This rule is effective at 12:01 a.m. (EST) on January 3, 2030.",
        "This rule is effective January 3, 2030. Shipments en route on January 3, 2030 may proceed until May 1, 2030.",
    ],
)
def test_dates_with_a_time_or_a_savings_sentence(dates: str) -> None:
    for rule in read_both([ADDS], ROWS, dates=dates):
        assert [a.effective_on for a in rule.amendments] == [date(2030, 1, 3)] * 2
        assert rule.verdict is Verdict.VERIFIED


def test_an_instruction_by_its_number() -> None:
    removes = "3. Supplement No. 4 to part 744 is amended under IRAQ by removing the entry for “Old Alfa”."
    dates = "Effective January 3, 2030, except amendatory instruction number 3, effective on May 1, 2030."
    for rule in read_both([ADDS, removes], ROWS, dates=dates):
        assert [a.effective_on for a in rule.amendments] == [date(2030, 1, 3)] * 2 + [date(2030, 5, 1)]
        assert check(rule, "effective dates").agrees


def test_another_parts_supplement_is_none_of_ours() -> None:
    other = "3. Supplement No. 7 to part 748 is amended under CHINA by removing the entry for “Gamma Co.”."
    for rule in read_both([ADDS, other], ROWS):
        assert len(rule.amendments) == 2
        assert rule.verdict is Verdict.VERIFIED
    for rule in read_both([ADDS, other.replace("No. 7 to part 748", "No. 4 to part 774")], ROWS):
        assert rule.verdict is Verdict.CONFLICTING


def test_a_name_broken_before_its_dash() -> None:
    name = "Tactical Missile Corporation MPO--Gidropribor"
    text = rule_text([f"{UNDER_IRAN} removing the entry for “{name}”."]).decode()
    at = text.index("MPO")
    for broken in (
        text,
        text[:at] + text[at:].replace("MPO--", "MPO \n--", 1),
        text[:at] + text[at:].replace("MPO--", "MPO--\n", 1),
    ):
        assert said(read_document(broken.encode(), "x").amendments) == [("remove", "IRAN", name.replace("--", "—"))]


def test_a_destination_in_brackets_that_ends_a_name_begins_no_list() -> None:
    names = "the entries for “Academy of Military Medical Sciences, Institute of Microbiology” and “Acco Technology Co., Ltd. (Hong Kong)”."
    text = rule_text([f"2. Supplement No. 4 to part 744 is amended under IRAN by removing {names}"]).decode()
    text = "\n".join(line.rstrip() for line in text.replace("Ltd. (Hong", "Ltd.\n(Hong").split("\n"))
    found = said(read_document(text.encode(), "x").amendments)
    assert [name for *_, name in found][-1] == "Acco Technology Co., Ltd. (Hong Kong)"
