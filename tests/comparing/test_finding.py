"""Entries found by what a person types."""

from __future__ import annotations

import pytest

from monitor.comparing.finding import named, suggestion
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
