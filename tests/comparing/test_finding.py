"""Entries found by what a person types."""

from __future__ import annotations

import pytest

from monitor.comparing.finding import named, search, suggestion
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
    ("text", "found"),
    [
        ("huawei technologies", [("name", "Huawei Technologies Bahrain"), ("name", "Huawei Technologies Co., Ltd.")]),
        ("HUAWEI", [("name", "Huawei Technologies Bahrain"), ("name", "Huawei Technologies Co., Ltd.")]),
        ("647 manama", [("address", "Building 647, Manama, Bahrain")]),
        ("hisilicon", [("sub-entity", "HiSilicon")]),
        ("generale", [("name", "Électronique Générale (EG)")]),
        ("bahrain huawei 647", [("text", "Huawei Technologies Bahrain, Building 647, Manama, Bahrain.")]),
        ("nobody", []),
        ("  , ", []),
    ],
)
def test_every_word_must_stand_in_one_text(text: str, found: list[tuple[str, str]]) -> None:
    assert [(f.kind, f.matched) for f in search(LIST, text)] == found


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
