"""Names in other scripts: their words for what a firm is are known, and what is left is transliterated."""

from __future__ import annotations

import pytest

from monitor.model import WatchedParty
from monitor.screening.index import Index
from monitor.screening.names import prepare
from tests.comparing.making import entry

CHINA = "CHINA, PEOPLE'S REPUBLIC OF"


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("杭州海康威視數字技術股份有限公司", "杭州海康威视数字技术股份有限公司"),
        ("華為技術有限公司", "华为技术有限公司"),
        ("哈爾濱工業大學", "哈尔滨工业大学"),
        ("中國電子科技集團公司第五十五研究所", "中国电子科技集团公司第五十五研究所"),
        ("東莞市龍騰機械製造廠", "东莞市龙腾机械制造厂"),
        ("株式會社", "株式会社"),
    ],
)
def test_traditional_characters_are_read_as_simplified_ones(traditional: str, simplified: str) -> None:
    assert prepare(traditional).words == prepare(simplified).words
    assert prepare(traditional).forms == prepare(simplified).forms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("南京数字雷达有限公司", ("nanjing", "digital", "radar")),
        ("شركة الصناعات الدولية للتجارة", ("industry", "international", "trading")),
        ("شرکت صنایع الکترونیک ایران", ("industry", "electronics", "iran")),
        ("삼성전자 주식회사", ("samsung", "electronics")),
        ("התעשייה הכימית לייצור מתכות בע״מ", ("industry", "hkhymyt", "production", "metals")),
        ('מכון המחקר והפיתוח לאנרגיה בע"מ', ("institute", "research", "development", "energy")),
        ("חברת מערכות מתקדמות לישראל", ("system", "advanced", "israel")),
    ],
)
def test_words_of_firms_are_put_into_english(text: str, words: tuple[str, ...]) -> None:
    assert prepare(text).words == words


@pytest.mark.parametrize("text", ["אלביט", "ธนาคาร", "ខ្មែរ", "ລາວ", "ကုမ္ပဏီ", "هواوي", "김정은"])
def test_scripts_that_write_few_vowels_or_others_are_known(text: str) -> None:
    assert prepare(text).vowelless


@pytest.mark.parametrize("text", ["华为", "Завод", "საქართველო", "Հայաստան", "ファーウェイ", "Foo"])
def test_others_write_them(text: str) -> None:
    assert not prepare(text).vowelless


def test_a_listed_firm_is_found_by_its_traditional_name() -> None:
    index = Index([entry("Nanjing Digital Radar Research Institute", CHINA)])
    (match,) = index.matches(WatchedParty("1", "南京數字雷達研究所", CHINA), 0.85)
    assert match.entry.name.startswith("Nanjing")


@pytest.mark.parametrize(
    ("party", "listed"),
    [
        ("אורבטק מערכות מתקדמות בע״מ", "Orbtek Advanced Systems Ltd."),  # o is written as v
        ("ברקולית כימיקלים", "Barkolit Chemicals"),  # b as v
        ("פלסטרון תעשיות", "Plastron Industries"),  # p as f
        ("צורים הנדסה", "Tzurim Engineering"),  # z as ts
        ("הלל אהרונסון", "Hillel Aharonson"),
        ("משה זילברשטיין", "Moshe Zilberstein"),
    ],
)
def test_hebrew_is_compared_by_its_consonants(party: str, listed: str) -> None:
    (match,) = Index([entry(listed, "ISRAEL")]).matches(WatchedParty("1", party, "ISRAEL"), 0.85)
    assert "country" in match.explanation


@pytest.mark.parametrize(
    ("party", "listed"),
    [("אורבטק מערכות", "Karmitek Systems"), ("ברקולית כימיקלים", "Barkan Chemicals"), ("מערכות מתקדמות בע״מ", "Orbtek Advanced Systems")],
)  # fmt: skip
def test_other_consonants_are_another_name(party: str, listed: str) -> None:
    assert Index([entry(listed, "ISRAEL")]).matches(WatchedParty("1", party, "ISRAEL"), 0.85) == []
