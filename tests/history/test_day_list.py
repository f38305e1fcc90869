"""One day's list, searched and filtered."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.history.day_list import DayList, Filters
from monitor.history.indexed_entry import IndexedEntry
from tests.comparing.test_finding import LIST

LISTED = DayList(date(2030, 1, 2), tuple(LIST), lambda entries: tuple(map(IndexedEntry, entries)))


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
    assert [(f.kind, f.matched) for f in LISTED.search(text)] == found


def test_without_a_text_all_that_is_wanted_is_found() -> None:
    assert [hit.entry for hit in LISTED.search(" ")] == LIST
    assert [(hit.kind, hit.matched) for hit in LISTED.search("", Filters(countries=frozenset({"FRANCE"})))] == [
        ("", "")
    ]


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        (Filters(countries=frozenset({"BAHRAIN"})), 1),
        (Filters(requirement="all items subject to the EAR (\u00a7 744.11)"), 3),
        (Filters(policy="presumption of denial"), 3),
        (Filters(policy="case by case"), 0),
        (Filters(footnote=4), 0),
        (Filters(year=2015), 3),
        (Filters(year=2016), 0),
        (Filters(countries=frozenset({"CHINA"}), year=2015), 1),
    ],
)
def test_filters_narrow_what_is_found(filters: Filters, number: int) -> None:
    assert len(LISTED.search("", filters)) == number
    assert len(LISTED.search("e", filters)) <= number
