"""A country is known however it is written; what is none is said to be none, with the nearest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.history.baseline import COPIES, bundled
from monitor.reading.files import read_snapshot
from monitor.text.countries import agreeing, agreement, country_named, nearest_countries, not_a_country
from monitor.text.iso import DESTINATIONS

CHINA = "CHINA, PEOPLE'S REPUBLIC OF"
CRIMEA = "CRIMEA REGION OF UKRAINE"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("HONG KONG", ["Hong Kong", "hong-kong", "HK", "HKG", "Hongkong", "Hong Kong SAR", "China, Hong Kong"]),
        ("MACAU", ["Macau", "Macao", "MO", "MAC", "Macao SAR"]),
        (CHINA, ["China", "PRC", "P.R.C.", "P.R. China", "CN", "CHN", "Chinese", "People's Republic of China", "\u4e2d\u56fd",
                 "Mainland China", "People\u2019s Republic of China", CHINA, CHINA.lower()]),
        ("TURKEY", ["Turkey", "T\u00fcrkiye", "Turkiye", "TR", "TUR", "Turkish", "Republic of T\u00fcrkiye"]),
        (CRIMEA, ["Crimea", "Crimean", "Crimea Region", "Republic of Crimea", "Sevastopol", CRIMEA]),
        ("BURMA", ["Burma", "Myanmar", "MM", "MMR", "Burma (Myanmar)", "Burmese"]),
        ("TAIWAN", ["Taiwan", "TW", "TWN", "Taiwan, Province of China", "Taiwanese", "Chinese Taipei"]),
        ("RUSSIA", ["Russia", "Russian Federation", "RU", "RUS", "Russian"]),
        ("SOUTH KOREA", ["Korea", "Republic of Korea", "KR", "KOR", "Korea, South"]),
        ("UNITED ARAB EMIRATES", ["UAE", "U.A.E.", "AE", "ARE", "The Emirates"]),
        ("UNITED STATES", ["US", "USA", "U.S.A.", "United States of America"]),
        ("C\u00d4TE D'IVOIRE", ["Ivory Coast", "CI", "Cote d'Ivoire", "C\u00f4te d\u2019Ivoire"]),
        ("NIGER", ["Niger", "NE"]),
        # in other languages, and twice in one text
        ("RUSSIA", ["Russland", "Russie", "Rusia", "Rosja", "Rusya", "\u0420\u043e\u0441\u0441\u0438\u044f", "\u30ed\u30b7\u30a2"]),
        ("GERMANY", ["Niemcy", "Duitsland", "Alemanha", "Almanya", "Tyskland", "\ub3c5\uc77c", "DE - Germany", "Germany [DE]", "DE/Germany"]),
        ("HONG KONG", ["\u9999\u6e2f", "HK - Hong Kong"]),
        ("UNITED ARAB EMIRATES", ["Vereinigte Arabische Emirate", "\u963f\u8054\u914b", "Dubai, United Arab Emirates"]),
        (CHINA, ["\U0001f1e8\U0001f1f3", "\U0001f1e8\U0001f1f3 China", "\u0627\u0644\u0635\u064a\u0646", "\uc911\uad6d", "CN (China)"]),
        ("NIGERIA", ["Nigeria", "NG"]),
    ],
)  # fmt: skip
def test_every_way_to_write_a_country_is_that_country(name: str, written: list[str]) -> None:
    assert {text: getattr(country_named(text), "name", None) for text in written} == dict.fromkeys(written, name)
    assert not any(country.misspelt for text in written if (country := country_named(text)))


@pytest.mark.parametrize(
    ("text", "name", "misspelt"),
    [
        ("Ukrane", "UKRAINE", True), ("Afghanistn", "AFGHANISTAN", True), ("Untied Kingdom", "UNITED KINGDOM", True),
        ("Malayisa", "MALAYSIA", True), ("Phillipines", "PHILIPPINES", False), ("Kazakstan", "KAZAKHSTAN", False),
        ("Columbia", "COLOMBIA", False), ("Singapur", "SINGAPORE", False),
    ],
)  # fmt: skip
def test_usual_misspellings_name_their_country(text: str, name: str, misspelt: bool) -> None:
    country = country_named(text)
    assert country is not None
    assert (country.name, country.misspelt) == (name, misspelt)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Chna", CHINA),
        ("Nigera", "NIGERIA"),
        ("Irak Iran", "IRAN"),
        ("Russsiaa", "RUSSIA"),
        ("Unknown", ""),
        ("xx", ""),
        ("", ""),
        ("??", ""),
    ],
)
def test_what_is_no_country_is_told_with_the_nearest(text: str, nearest: str) -> None:
    assert country_named(text) is None
    assert nearest in "".join(nearest_countries(text)[:2])
    assert not_a_country(text).startswith(f"“{text}” is not a destination or country.")
    assert ("Did you mean" in not_a_country(text)) is (nearest != "")


@pytest.mark.parametrize("copy", [None, COPIES[min(COPIES)]])
def test_every_destination_of_the_list_is_itself(copy: str | None) -> None:
    for destination in {e.country for e in read_snapshot(bundled(copy) if copy else bundled(), "a copy").entries}:
        country = country_named(destination)
        assert country is not None, destination
        assert (country.name, country.destinations, country.note) == (destination, (destination,), ""), destination


def test_every_code_of_the_exports_is_a_country() -> None:
    for code, destination in DESTINATIONS.items():
        country = country_named(code)
        assert country is not None
        assert destination in country.destinations, code


@pytest.mark.parametrize(
    ("text", "under", "said"),
    [
        (
            "Hong Kong",
            CHINA,
            "BIS lists parties in Hong Kong under CHINA, PEOPLE'S REPUBLIC OF since December 23, 2020 (85 FR 83416).",
        ),
        ("Macao", CHINA, "no destination Macau"),
        ("Donetsk", "UKRAINE", "no destination Donetsk"),
        ("LNR", "UKRAINE", "no destination Luhansk"),
        ("Cayman Islands", "UNITED KINGDOM", "no destination Cayman Islands"),
    ],
)
def test_where_the_list_has_the_parties_of_a_place_that_it_does_not_head(text: str, under: str, said: str) -> None:
    country = country_named(text)
    assert country is not None
    assert country.destinations == (country.name, under)
    assert said in country.note


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        ("HONG KONG", CHINA, True), ("MACAU", CHINA, True), ("HONG KONG", "MACAU", True), (CRIMEA, "UKRAINE", True),
        (CRIMEA, "RUSSIA", True), ("DONETSK REGION OF UKRAINE", "RUSSIA", True), ("LUHANSK REGION OF UKRAINE", "UKRAINE", True),
        ("UKRAINE", "RUSSIA", False), ("TAIWAN", CHINA, False), ("TAIWAN", "HONG KONG", False), ("IRAN", "IRAQ", False),
    ],
)  # fmt: skip
def test_countries_that_are_evidence_for_each_other_say_why(first: str, second: str, agree: bool) -> None:
    assert bool(agreement(first, second)) is agree
    assert agreement(first, second) == agreement(second, first)
    assert (second in agreeing(first)) is agree
    assert agreement(first, first) == ""


@given(st.text(max_size=80))
def test_any_text_is_a_country_or_none(text: str) -> None:
    country = country_named(text)
    assert country is None or country.destinations
    assert not_a_country(text)


@pytest.mark.parametrize(
    "text",
    ["Iran / Iraq", "DE - France", "Germany, China", "- / -", "\U0001f1e8\U0001f1f3\U0001f1e9\U0001f1ea", "Kongo"],
)
def test_two_countries_in_one_text_are_none(text: str) -> None:
    assert country_named(text) is None
