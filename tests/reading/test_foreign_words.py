"""Words that stand in the wrong column: what no requirement and no policy of the list says is a doubt."""

from __future__ import annotations

import pytest

from monitor.model import Verdict
from monitor.reading.entries.cell_kinds import foreign_to_policy, foreign_to_requirement
from tests.reading.small_rules import TERMS, check, destination, read_small, row

ORDERS = ("2. Supplement No. 4 to part 744 is amended by adding an entry for “Zed LLC” under RUSSIA.",)
REQUIREMENT = "For all items subject to the EAR. (See §§ 734.9(g), 744.21(b), and 746.8(a)(3) of the EAR)"


@pytest.mark.parametrize(
    "foreign",
    [
        f"{REQUIREMENT} 145 Montee De Liesse Ste 10 St. Laurent, Quebec H4T 1T9 Canada.",
        f"{REQUIREMENT} Vavilova, Moscow, Russia.",
        f"{REQUIREMENT} P.O. Box 12",
        "12For all items subject to the EAR.",
        "For all items Mira Street subject to the EAR.",
        f"{REQUIREMENT} Presumption of denial.",
        f"{REQUIREMENT} Case-by-case review.",
    ],
)
def test_words_that_no_requirement_says(foreign: str) -> None:
    assert foreign_to_requirement(foreign)
    rule = read_small(ORDERS, destination("RUSSIA") + row("Zed LLC, Moscow, Russia.", terms=(foreign, *TERMS[1:])))
    assert rule.verdict is Verdict.CONFLICTING
    assert "license requirement reads" in check(rule, "rows of the table").found


@pytest.mark.parametrize(
    "foreign",
    [
        "Presumption of denial. For all items subject to the EAR.",
        "Policy of denial. 5 Mira",
        "Policy of denial. Omsk, Russia.",
    ],
)
def test_words_that_no_policy_says(foreign: str) -> None:
    assert foreign_to_policy(foreign)


@pytest.mark.parametrize(
    "honest",
    [
        REQUIREMENT,
        "For all items subject to the EAR when destined to Russia.",
        "All items described in Category 5 Part 2, apart from those of General License No. 11 of December 20, 2016, of the EAR.",
        "For 5A992 and 5D992 items, see § 744.11 of the EAR.",
    ],
)
def test_a_requirement_may_speak_of_places_and_numbers(honest: str) -> None:
    assert not foreign_to_requirement(honest)


def test_an_address_behind_one_cell_too_many_is_a_doubt() -> None:
    behind = "<ROW><ENT I='01'/><ENT/><ENT>145 Mira Street, Moscow, Russia.</ENT></ROW>"
    rule = read_small(ORDERS, destination("RUSSIA") + row("Zed LLC, a.k.a., Zed.") + behind)
    assert rule.verdict is Verdict.CONFLICTING
