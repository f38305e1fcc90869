"""Numbers, dates, destinations and cleaning: tables of what rules write and what it means."""

from __future__ import annotations

import re
from datetime import date

import pytest

from monitor.text.clean import one_line
from monitor.text.dates import read_long_date
from monitor.text.destinations import as_heading, destination_pattern, heading, heading_of_adjective
from monitor.text.numbers import NUMBER, read_number

CHINA = "CHINA, PEOPLE'S REPUBLIC OF"


@pytest.mark.parametrize(
    ("text", "number"),
    [("28", 28), ("twenty-eight", 28), ("one hundred and forty", 140), ("one hundred forty-one", 141), ("1,204", 1204), ("Nineteen", 19)],
)  # fmt: skip
def test_counts(text: str, number: int) -> None:
    assert re.fullmatch(NUMBER, text, re.IGNORECASE)
    assert read_number(text) == number


def test_two_counts_are_not_one() -> None:
    assert [m.group() for m in re.finditer(NUMBER, "forty-two entities and one address")] == ["forty-two", "one"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("China", CHINA), ("the People's Republic of China (China)", CHINA), ("China, People\u2019s Republic of", CHINA),
        ("Peoples Republic of China", CHINA), ("the Russian Federation (Russia)", "RUSSIA"), ("U.A.E.", "UNITED ARAB EMIRATES"),
        ("the United Arab Emirates (UAE)", "UNITED ARAB EMIRATES"), ("Türkiye", "TURKEY"), ("Czechia", "CZECH REPUBLIC"), ("Atlantis", ""),
    ],
)  # fmt: skip
def test_destinations(name: str, wanted: str) -> None:
    assert heading(name) == wanted


def test_a_new_destination_heads_its_group_in_capitals() -> None:
    assert as_heading("the Marshall Islands") == "MARSHALL ISLANDS"


def test_longer_names_of_destinations_are_found_first() -> None:
    found = re.findall(
        destination_pattern(), "South Sudan, Sudan, China, People's Republic of, and Russian traders", re.I
    )
    assert found == ["South Sudan", "Sudan", "China, People's Republic of"]


def test_nationalities() -> None:
    assert (heading_of_adjective("Chinese"), heading_of_adjective("Emirati")) == (CHINA, "UNITED ARAB EMIRATES")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("October 9, 2019", date(2019, 10, 9)),
        ("Sept. 8, 2025", date(2025, 9, 8)),
        ("February 30, 2024", None),
        ("soon", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert read_long_date(text) == day


@pytest.mark.parametrize(
    ("raw", "clean"),
    [("a\u2009\u00a0b\n c", "a b c"), ("soft\u00adhyphen", "softhyphen"), ("\u202eevil\u202c", "evil"), ("e\u0301", "é"), ("a\x00b", "a b"), ("tab\tbed", "tab bed")],
)  # fmt: skip
def test_cleaning(raw: str, clean: str) -> None:
    assert one_line(raw) == clean
