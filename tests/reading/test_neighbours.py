"""Entries run together, and lines of a row swapped, lost or doubled: each is named, and the rule is to be reviewed."""

from __future__ import annotations

import pytest

from monitor.model import Rule, Verdict
from monitor.reading.entries.cell_kinds import garbled
from monitor.reading.entries.entity_cell import read_party
from monitor.reading.entries.neighbours import names_another, parties_inside
from tests.reading.small_rules import check, destination, read_small, row, said

ABOVE = "Mir LLC, 5 Lenina, Moscow, Russia."
REQUIREMENT = "For all items subject to the EAR. (See \u00a7 744.11 of the EAR)."

# (a row without terms right behind an entry, the entry's text, whether it names another party)
BEHIND = [
    ("Zorin LLC, 7 Mira, Omsk, Russia.", ABOVE, True),
    ("Zorin Co., Ltd., 7 Mira, Omsk, Russia.", ABOVE, True),
    ("Institute of Foo, 7 Mira, Omsk, Russia.", ABOVE, True),
    ("Ivan Zorin, 7 Mira, Omsk, Russia.", ABOVE, True),
    ("7 Mira, Omsk, Russia.", ABOVE, False),
    ("P.O. Box 42707, Omsk, Russia.", ABOVE, False),
    ("Kolola Pushta, Kabul, Afghanistan.", ABOVE, False),
    ("Mira Street 7, Omsk, Russia.", ABOVE, False),
    ("Zorin LLC, 7 Mira, Omsk, Russia.", "Mir LLC, 5 Lenina, Moscow, Russia; and", False),
    ("Zorin LLC, 7 Mira, Omsk, Russia.", "Mir LLC, a.k.a., the following alias:", False),
    ("Zorin LLC, 7 Mira, Omsk, Russia.", "Mir LLC, Affiliated entities: Mir Omsk LLC, 5 Mira, Omsk, Russia.", False),
]


@pytest.mark.parametrize(("text", "above", "another"), BEHIND)
def test_a_row_that_names_another_party(text: str, above: str, another: bool) -> None:
    assert names_another(above, text) is another


def _rule(rows: str) -> Rule:
    return read_small(
        ["2. Supplement No. 4 to part 744 is amended under RUSSIA by adding an entry for \u201cMir LLC.\u201d"],
        destination("RUSSIA") + rows,
    )


def test_another_party_in_a_row_without_terms_is_no_address_of_the_entry_above() -> None:
    rule = _rule(row(ABOVE) + row("Zorin LLC, 7 Mira, Omsk, Russia.", terms=("", "", "")))
    assert rule.amendments[0].entry is not None
    assert rule.amendments[0].entry.addresses == ("5 Lenina, Moscow, Russia",)
    assert ("unreadable", "RUSSIA", "Zorin LLC") in said(rule.amendments)
    assert "Zorin LLC, 7 Mira" in check(rule, "rows of the table").found
    assert rule.verdict is Verdict.CONFLICTING


# (an address, whether it goes on with another party)
ADDRESSES = [
    ("5 Lenina, Moscow, Russia. Zorin LLC, 7 Mira, Omsk, Russia", True),
    ("5 Lenina, Moscow, Russia. Zorin Co., Ltd., 7 Mira, Omsk, Russia", True),
    ("5 Lenina, Moscow, Russia. 7 Mira, Omsk, Russia", False),
    ("5 Lenina St. Bldg. 7, Moscow, Russia", False),
    ("Zorin Plant, 5 Lenina, Moscow, Russia", False),
]


@pytest.mark.parametrize(("address", "another"), ADDRESSES)
def test_an_address_that_goes_on_with_another_party(address: str, another: bool) -> None:
    assert bool(parties_inside([address])) is another


TWO = "Mir LLC, a.k.a., the following two aliases:"
# (the cell's lines, whether its aliases cannot be right)
LISTED = [
    ((TWO, "\u2014Mir Plus.", "\u2014Mir Trade; and", "5 Lenina, Building 12, Moscow, Russia."), True),
    ((TWO, "\u2014Mir Trade; and", "\u2014Mir Plus.", "\u2014Mir Plus.", "5 Lenina, Moscow, Russia."), True),
    ((TWO, "\u2014Mir Trade;", "\u2014Mir Plus; and", "\u2014Mir One.", "5 Lenina, Moscow, Russia."), False),
    ((f"{TWO} \u2014Mir Trade; and \u2014Mir Plus, and the affiliated entities \u2014Mir Omsk; \u20145 Mir.",), False),
    ((TWO, "\u2014Mir Trade; and", "\u201412 Research Institute.", "5 Lenina, Moscow, Russia."), False),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "odd"), LISTED)
def test_more_aliases_than_stated_and_one_that_is_none(lines: tuple[str, ...], odd: bool) -> None:
    assert bool(read_party(lines).doubts) is odd


# (a requirement or policy, the words of it that lines swapped, lost or doubled have made)
GARBLED = [
    ("For all items subject to the 744.11 of the EAR. (See \u00a7 EAR).", "\u00a7 EAR)."),
    ("For all items subject to the 744.11 of the EAR).", "the 744.11"),
    ("For all items subject to the EAR. (See \u00a7 744.11 of the 744.11 of the EAR).", "the 744.11"),
    ("For all items (See \u00a7 subject to the EAR.", "\u00a7 subject to"),
    ("For all items subject to For all items subject to the EAR.", "For all items subject"),
    ("Presumption of denial for items Presumption of denial for all others.", ""),
    (REQUIREMENT, ""),
    ("See \u00a7\u00a7 734.9(e), 744.2 through 744.4, and 744.11 of the EAR.", ""),
    ("See \u00a7744.2(d) of the EAR.", ""),
]


@pytest.mark.parametrize(("text", "words"), GARBLED)
def test_a_requirement_of_swapped_or_doubled_lines(text: str, words: str) -> None:
    assert bool(garbled(text)) is bool(words)
    assert garbled(text).startswith(words[:6])


def test_a_rule_with_a_garbled_requirement_is_to_be_reviewed() -> None:
    terms = (GARBLED[2][0], "Presumption of denial.", "95 FR 101, 1/3/30.")
    rule = _rule(row(ABOVE, terms=terms))
    assert rule.verdict is Verdict.CONFLICTING
    assert "the 744.11" in check(rule, "rows of the table").found
    assert _rule(row(ABOVE, terms=(REQUIREMENT, *terms[1:]))).verdict is Verdict.VERIFIED
