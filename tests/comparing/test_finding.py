"""Entries found by what a person types."""

from __future__ import annotations

import pytest

from monitor.comparing.finding import named, near_names, suggestion
from monitor.model import SubEntity
from tests.comparing.making import entry

LIST = [
    entry(
        "Huawei Technologies Co., Ltd.",
        "CHINA",
        aliases=("Huawei",),
        sub_entities=(SubEntity("HiSilicon", ("Hi-Si",)),),
    ),
    entry("Huawei Technologies Bahrain", "BAHRAIN", addresses=("Building 647, Manama, Bahrain",)),
    entry("Électronique Générale (EG)", "FRANCE"),
]


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("huawei technologies co ltd", "Huawei Technologies Co., Ltd."),
        ("Huawei", "Huawei Technologies Co., Ltd."),
        ("Hi Si", "Huawei Technologies Co., Ltd."),
        ("Electronique Generale", "Électronique Générale (EG)"),
    ],
)
def test_a_name_however_spelt_an_alias_or_a_party_within_names_the_entry(name: str, who: str) -> None:
    assert [e.name for e in named(LIST, name)] == [who]


def test_names_that_are_near_are_offered() -> None:
    assert "“HiSilicon”" in suggestion(LIST, "HiSillicon")
    assert suggestion(LIST, "Something else") == ""


def test_what_shares_only_a_generic_word_is_not_near() -> None:
    zigma, nel = entry("Zigma Aviation"), entry("NEL Electronics Pte Ltd")
    assert suggestion([zigma], "Jazirah Aviation") == ""
    assert near_names("Connec Electronic Ltd.", [nel.name]) == []
    assert suggestion([nel], "Connec Electronic Ltd.") == ""
    assert suggestion([zigma], "Zigmar Aviation") == " Nearest: \u201cZigma Aviation\u201d."
    assert suggestion([nel], "NELL Electronic Pte. Ltd.") == " Nearest: \u201cNEL Electronics Pte Ltd\u201d."
    assert near_names("Sense Time Group", ["Sensetime Group"]) == ["Sensetime Group"]
