"""Counts a summary states: real wordings of BIS abstracts (federalregister.gov API), shortened, with what they say."""

from __future__ import annotations

import pytest

from monitor.reading.rules.stated_counts import read_stated

CHINA = "CHINA, PEOPLE'S REPUBLIC OF"

# (document, sentences, entities added, entries added, entries revised, entities removed)
CASES: list[tuple[str, str, int | None, int | None, int | None, int | None]] = [
    ("2019-22210", "This final rule amends the EAR by adding twenty-eight entities to the Entity List.", 28, None, None, None),
    ("2023-26935", "BIS amends the EAR by adding forty-two entities under forty-four entries to the Entity List.", 42, 44, None, None),
    ("2022-04925", "Commerce is amending the EAR by adding 91 new entities to the Entity List.", 91, None, None, None),
    ("2024-07760", "BIS amends the EAR by adding 11 entries to the Entity List. This rule also modifies one existing entity.", None, 11, 1, None),
    ("2025-19508", "BIS amends the EAR by adding 29 entries (26 entities and 3 addresses) to the Entity List.", 26, 29, None, None),
    ("2022-14069", "BIS adds 36 entities under 41 entries. This rule also revises eleven existing entries under the destinations of "
     "Belarus and China and corrects one existing entry. Lastly, this rule removes two entities and one address.", 36, 41, 12, 2),
    ("2021-00995", "BIS amends the EAR by adding one entity to the Entity List. In addition, this final rule amends the EAR by adding one "
     "entity to the Military End-User (MEU) List. Lastly, this final rule removes two entities from the MEU List.", 1, None, None, None),
    ("2023-18125", "BIS is amending the EAR by removing a total of 35 persons from the Unverified List (UVL); two persons are also "
     "removed from the UVL after they were added to the Entity List.", None, None, None, None),
    ("2022-28033", "BIS is amending the EAR by modifying one entity on the Entity List. This final rule modifies one entity on the "
     "Entity List under the destination of Russia.", None, None, 1, None),
    ("2025-17893", "BIS is adding 32 entities. This final rule revises an entry by removing two addresses from one entity under the "
     "destination of Russia. Finally, this rule amends 27 existing entries on the Entity List.", 32, None, 28, None),
    ("2023-13196", "Commerce is amending the EAR by adding an inadvertently omitted entity to the Entity List.", 1, None, None, None),
    ("2022-04300", "These measures: transfer forty-five Russian entities from the Military End-User (MEU) List to the Entity List; and add "
     "two new Russia entities and revise two Russia entities to the Entity List.", 47, None, 2, None),
    ("2022-07643", "That final rule amended the EAR by adding a new entry for “Huawei Technologies Co., Ltd.” (under China).", None, None, None, None),
    ("shares of the same", "BIS amends the EAR by adding 13 entities to the Entity List. BIS is adding 12 entities under the destination of "
     "Russia. It is adding one entity under Uzbekistan. In addition, this rule adds two entities under Iran.", 15, None, None, None),
    ("2024-03969", "Two entities are added to the Entity List under two destinations, accounting for the difference.", None, None, None, None),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[c[0] for c in CASES])
def test_counts(case: tuple[str, str, int | None, int | None, int | None, int | None]) -> None:
    stated = read_stated(case[1]).stated
    assert (stated.entities_added, stated.entries_added, stated.entries_revised, stated.entities_removed) == case[2:]


def test_shares_by_destination() -> None:
    counts = read_stated(
        "BIS amends the EAR by adding 32 entities to the Entity List. These entries are listed under the destination of China, "
        "People's Republic of (China) (23), India, (1), Turkey (three), and the United Arab Emirates (UAE) (2). Finally, this "
        "rule amends 27 existing entries under the following destinations: Belarus (3), China (11), and Russia (13)."
    )
    assert counts.stated.by_country == {CHINA: 23, "INDIA": 1, "TURKEY": 3, "UNITED ARAB EMIRATES": 2}
    assert counts.revised_by_country == {"BELARUS": 3, CHINA: 11, "RUSSIA": 13}


def test_a_single_destination_takes_the_whole_count() -> None:
    counts = read_stated("This rule removes one entity under the destination of Latvia.")
    assert counts.removed_by_country == {"LATVIA": 1}


def test_no_statement_no_counts() -> None:
    assert read_stated("BIS is clarifying the scope of section 744.11.").stated.entities_added is None


BY_NOUNS = [
    ("BIS amends the EAR by the addition of seven entities under nine entries to the Entity List.", (7, 9, None, None)),
    ("BIS is amending the Entity List through the addition of three entities.", (3, None, None, None)),
    ("BIS amends the Entity List by the revision of two entries.", (None, None, 2, None)),
    ("BIS amends the Entity List through the removal of four entities.", (None, None, None, 4)),
    ("As a conforming change to the addition of one entity, BIS removes two entities.", (None, None, None, 2)),
]


@pytest.mark.parametrize(("summary", "counts"), BY_NOUNS, ids=[s for s, _ in BY_NOUNS])
def test_what_a_rule_does_may_be_said_by_nouns(summary: str, counts: tuple[int | None, ...]) -> None:
    stated = read_stated(summary).stated
    assert counts == (
        stated.entities_added,
        stated.entries_added,
        stated.entries_revised,
        stated.entities_removed,
    )
