"""A line that stands twice in an entry is doubted; a number of aliases that does not fit is told, and doubted where one is lost."""

from __future__ import annotations

import pytest

from monitor.model import Rule, Verdict
from monitor.reading.rules.document import read_document
from tests.reading.small_rules import check
from tests.reading.small_texts import read_both, rule_text

ADDS = "2. Supplement No. 4 to part 744 is amended under IRAN by adding, in alphabetical order, an entry for “Alfa Co.”"
NAME = "Alfa Co., a.k.a., the following two aliases:"
PLACE = "1 Main Street, Tehran, Iran."


def adding(*cell: str) -> tuple[Rule, Rule]:
    return read_both([ADDS], [("IRAN", cell)])


@pytest.mark.parametrize(
    "cell",
    [
        ("Alfa Co., a.k.a., the following aliases:", "—Beta Co.;", "—Beta Co.; and", "—Gamma Co.", PLACE),
        ("Alfa Co., a.k.a., the following aliases:", "—Beta Co.; and", "—Gamma Co.", "—Gamma Co.", PLACE),
        (NAME, "—Beta Co.;", "—Beta Co.; and", "—Gamma Co.", PLACE),
        (NAME, "—Beta Co.; and", "—Gamma Co.", PLACE, PLACE),
        ("Alfa Co., 1 Main Street, Tehran, Iran; and", "2 Lane, Qom, Iran; and", "2 Lane, Qom, Iran."),
        ("Alfa Co., 1 Main Street, Tehran, Iran.", "Affiliated entities:", "Beta Co., Qom, Iran.", "Beta Co., Qom, Iran."),
    ],
)  # fmt: skip
def test_a_line_that_stands_twice_is_doubted(cell: tuple[str, ...]) -> None:
    for rule in adding(*cell):
        assert rule.verdict is Verdict.CONFLICTING
        assert "stands in two lines" in check(rule, "rows of the table").found


@pytest.mark.parametrize("line", ["subject to the", "--Beta Co.; and", "Alfa Co., a.k.a., the"])
def test_a_printed_line_of_a_raw_text_that_stands_twice_is_doubted(line: str) -> None:
    text = rule_text([ADDS], [("IRAN", (NAME, "—Beta Co.; and", "—Gamma Co.", PLACE))]).decode()
    printed = next(one for one in text.split("\n") if line in one and one.startswith(" "))
    rule = read_document(text.replace(f"{printed}\n", f"{printed}\n{printed}\n", 1).encode(), "a doubled line")
    assert rule.verdict is Verdict.CONFLICTING
    said = check(rule, "rows of the table").found
    assert "printed twice" in said or "stands in two lines" in said


@pytest.mark.parametrize(
    ("aliases", "verdict"),
    [
        (("—Beta Co.",), Verdict.CONFLICTING),
        (("—Beta Co.; and", "—Gamma Co."), Verdict.VERIFIED),
        (("—Beta Co.;", "—Gamma Co.; and", "—Delta Co."), Verdict.VERIFIED),
    ],
)
def test_a_number_of_aliases_that_does_not_fit_is_told(aliases: tuple[str, ...], verdict: Verdict) -> None:
    """More are listed in one entry of five hundred of the official list, fewer in none."""
    for rule in adding(NAME, *aliases, PLACE):
        assert rule.verdict is verdict
        told = [c for c in rule.checks if c.check == "aliases listed"]
        if len(aliases) == 2:
            assert not told
        else:
            assert told[0].found == f"Alfa Co.: the text states 2 aliases and lists {len(aliases)}"
            assert told[0].agrees


def test_an_address_that_one_line_gives_twice_is_as_it_was_printed() -> None:
    """So are those of three official entries (Shahid Hemmat Industrial Group)."""
    for rule in adding("Alfa Co., 1 Main Street, Tehran, Iran; 1 Main Street, Tehran, Iran; and 2 Lane, Qom, Iran."):
        assert rule.verdict is Verdict.VERIFIED
