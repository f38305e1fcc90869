"""Raw texts that were cut or lost letters: who can be named is named, and nothing of it counts as read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import CannotRead
from monitor.model import ListName, Operation, Rule, Verdict
from monitor.reading.renditions.damaged_text import MOST_LOST, salvage_text
from monitor.reading.rules.document import read_damaged, read_document
from tests.reading.test_damaged_xml import damaged, keys

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
NUMBERS = ["2017-06228", "2022-27149"]


def source(number: str) -> bytes:
    return next((GOLDEN / number).glob("source.*")).read_bytes()


def names(rule: Rule) -> set[str]:
    return {a.name for a in rule.amendments if a.name}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("tenths", [4, 6, 8, 9])
def test_the_parties_before_a_cut_are_named(number: str, tenths: int) -> None:
    data = source(number)
    whole, rule = read_document(data, "x"), damaged(data[: len(data) * tenths // 10])
    assert rule.verdict is Verdict.UNREADABLE
    assert "cut short" in rule.problems[0]
    assert "outside of the damage (line" in rule.problems[1]
    assert (rule.title, keys(rule) <= keys(whole)) == (whole.title, True)
    assert {n.name for n in rule.named} <= {n.name for n in whole.named}


def test_a_cut_in_the_table_costs_no_name_and_the_row_that_it_meets_no_text() -> None:
    data = source("2022-27149")
    whole = read_document(data, "x")
    rule = damaged(data[: len(data) * 85 // 100])
    listed = replace(whole, amendments=tuple(a for a in whole.amendments if a.list is ListName.ENTITY))
    assert keys(rule) == keys(listed), "the other list's instructions stand behind the table"
    theirs = {a.name: a.entry for a in listed.amendments}
    assert 0 < sum(a.entry is not None for a in rule.amendments) < len(theirs)
    assert all(a.entry in (None, theirs[a.name]) for a in rule.amendments)


def test_of_a_filing_that_is_cut_before_its_instructions_the_preamble_names_the_parties() -> None:
    data = source("2022-27149")
    rule = damaged(data[: data.index(b"PART 744")])
    assert (rule.verdict, len(rule.named)) == (Verdict.UNREADABLE, len(read_document(data, "x").named))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_letter_that_is_lost_costs_no_other_party(number: str) -> None:
    data = source(number)
    whole = read_document(data, "x")
    for at in range(len(data) // 2, len(data) - 400, len(data) // 9):
        rule = damaged(data[:at] + b"\0" + data[at + 1 :])
        assert rule.verdict is Verdict.UNREADABLE
        assert names(rule) <= names(whole)
        assert len(names(rule)) >= len(names(whole)) - 2


def test_an_instruction_that_has_lost_a_letter_orders_nothing() -> None:
    data = source("2017-06228")
    whole = read_document(data, "x")
    at = data.index(b"removing", data.index(b"is amended", data.index(b"PART 744")))
    rule = damaged(data[: at + 3] + b"\0" + data[at + 4 :])
    touched = [a for a in rule.amendments if a.detail == "The instruction has lost letters."]
    assert touched
    assert {a.operation for a in touched} == {Operation.UNREADABLE}
    assert names(rule) <= names(whole)
    assert keys(rule) <= keys(whole)


def test_what_is_no_text_is_refused() -> None:
    text = source("2022-27149")
    for data in (b"a\0b" * MOST_LOST, text.decode("latin-1").encode("utf-16-le"), b"\0" * 100):
        with pytest.raises(CannotRead):
            salvage_text(data, "x")
        with pytest.raises(CannotRead, match="the first reason"):
            read_damaged(data, "x", CannotRead("the first reason"))
