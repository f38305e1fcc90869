"""Parties against entries: what is one party however it is written, and what is not though words are shared."""

from __future__ import annotations

import pytest

from monitor.history.baseline import bundled
from monitor.model import SubEntity, WatchedParty
from monitor.reading.files import read_snapshot
from monitor.screening.index import Index
from monitor.screening.names import prepare
from tests.comparing.making import entry

MINIMUM = 0.85
CHINA = "CHINA, PEOPLE'S REPUBLIC OF"


@pytest.fixture(scope="module")
def whole() -> Index:
    return Index(read_snapshot(bundled(), "the bundled copy").entries)


@pytest.mark.parametrize(
    ("name", "words", "forms"),
    [
        ("Hikvision (UK) Ltd.", ("hikvision", "uk"), ("ltd",)),
        ("ООО «Ромашка»", ("romashka",), ("ooo",)),
        ("Obshchestvo S Ogranichennoi Otvetstvennostyu 'Gazflot'", ("gazflot",), ("obshchestvo s ogranichennoi otvetstvennostyu",)),
        ("华为技术有限公司", ("huawei", "technology"), ("co ltd",)),
        ("Électronique Générale S.A.R.L.", ("electronique", "generale"), ("sarl",)),
        ("Müller A/S", ("muller",), ("as",)),
        ("Ltd. Co.", ("ltd", "co"), ()),
        ("The Institute of Physics and Technology", ("institute", "physics", "technology"), ()),
        ("", (), ()),
        ("...", (), ()),
    ],
)  # fmt: skip
def test_a_name_is_its_telling_words(name: str, words: tuple[str, ...], forms: tuple[str, ...]) -> None:
    assert (prepare(name).words, prepare(name).forms) == (words, forms)


FOUND = [
    ("Hikvision (UK) Ltd", "Hangzhou Hikvision Digital Technology Co., Ltd."),
    ("HANGZHOU HIKVISION DIGITAL TECHNOLOGY CO LTD", "Hangzhou Hikvision Digital Technology Co., Ltd."),
    ("华为技术有限公司", "Huawei Technologies Co., Ltd."),
    ("Luen Sau Chan", "Sau Luen Chan"),
    ("Dahua Techonlogy", "Dahua Technology"),
    ("Aleksandr Kuznetsov", "Alexander Kuznetsov"),
    ("Tianjin Univ.", "Tianjin University"),
    ("Guangzhou Tianhaixiang Aviation", "Guangzhou Tian-Hai-Xiang Aviation Technology Co., Ltd."),
    ("Kaspersky Group, OOO", "OOO Kaspersky Group"),
    ("SenseTime Group Limited", "Beijing Sensetime Technology Development Co., Ltd."),
    ("Attn: Mr. Li, Purchasing Dept., Hangzhou Hikvision Digital Technology - Dubai Branch", "Hangzhou Hikvision Digital Technology Co., Ltd."),
    ("Mr. Alex Ardalan", "Alex Ardalan"),
    ("M/s. Metal Paint Products", "Metal Paint Products (Pvt) Ltd"),
    ("Some Forwarder GmbH c/o Dahua Technology Ltd.", "Dahua Technology"),
    ("Zhonghua Trading (Dahua Technology) Ltd.", "Dahua Technology"),
    ("Shanghai Xinsheng Jingrui Semicon. Tech.", "Shanghai Xinsheng Jingrui Semiconductor Technology Co., Ltd."),
    ("BEIJING LION HEART INTERNATIONAL TR", "Beijing Lion Heart International Trading Company"),
    ("China Electronics Technology Corporation 52nd Research Institute", "China Electronics Technology Group Corporation 52nd Research Institute"),
    ("V. V. Lavrov", "Vladimir Viktorovich Lavrov"),
    ("I. Komarov", "Ivan Komarov"),
    ("Hamid Simchi", "Hamid Reza Simchi"),
    ("Positvie Technologies", "Positive Technologies"),
    ("Nobel Brothers Shipyard Limted Lability Company", "Nobel Brothers Shipyard Limited Liability Company"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "who"), FOUND)
def test_one_party_however_it_is_written(whole: Index, name: str, who: str) -> None:
    assert who in {m.entry.name for m in whole.matches(WatchedParty("1", name), MINIMUM)}


@pytest.mark.parametrize(
    "name",
    ["China Trading Co", "Shenzhen Technology Ltd", "Apple Inc", "International Electronics", "Beijing Institute", "", "Ltd", "Ming Ning",
     "Purchasing Dept.", "Mr.", "Dubai Branch", "Attn: Mr. Smith, Acme Farms", "China State Shipbuilding Corporation (CSSC) 227th Research Institute",
     "Beijing Science Technology Industry Institute", "Beijing Lion H", "R. V. Lavrov", "Lim Nam"],
)  # fmt: skip
def test_words_that_many_have_match_nobody(whole: Index, name: str) -> None:
    assert whole.matches(WatchedParty("1", name), MINIMUM) == []


def test_a_party_within_an_entry_is_found_and_says_whose_entry() -> None:
    index = Index([entry("Huge Holding", CHINA, sub_entities=(SubEntity("Zybrex Optics"),))])
    (match,) = index.matches(WatchedParty("7", "ZYBREX OPTICS GmbH", "GERMANY"), MINIMUM)
    assert match.entry.name == "Huge Holding"
    assert match.explanation == (
        "Same name of a party within the entry of “Huge Holding”: “Zybrex Optics”. "
        f"Differs in: legal form, country (yours GERMANY, listed {CHINA})."
    )


def test_the_country_is_evidence_and_the_best_come_first() -> None:
    index = Index([entry("Zybrex Optics", "IRAN"), entry("Zybrex Optics", "IRAQ")])
    first, second = index.matches(WatchedParty("7", "Zybrex Optic", "IRAQ"), 0.5)
    assert (first.entry.country, second.entry.country) == ("IRAQ", "IRAN")
    assert first.score > second.score


@pytest.mark.parametrize("unknown", ["ATLANTIS", "Chna", "n/a", "???"])
@pytest.mark.parametrize("name", ["Dahua", "Zybrex Optic", "Hundred Ninety Trading"])
def test_a_country_that_is_not_known_is_no_evidence(unknown: str, name: str) -> None:
    """A parties' file may have any text for a country; one that names none neither hides a match nor makes one."""
    index = Index(
        [entry("Dahua Technology", CHINA), entry("Zybrex Optics", "IRAN"), entry("Hundred Ninety Trade", "IRAQ")]
    )

    def matches(country: str) -> list[tuple[str, float, str]]:
        found = index.matches(WatchedParty("7", name, country), 0.3)
        return [(m.entry.name, m.score, m.explanation) for m in found]

    assert matches("") == matches(unknown) != []


def test_a_destination_that_only_the_list_has_agrees_with_itself() -> None:
    index = Index([entry("Zybrex Optics", "ATLANTIS"), entry("Zybrex Optics", "IRAN")])
    same, other = index.matches(WatchedParty("7", "Zybrex Optic", "ATLANTIS"), 0.5)
    assert (same.entry.country, same.score > other.score) == ("ATLANTIS", True)


@pytest.mark.parametrize(
    ("ours", "listed", "why"),
    [
        ("HONG KONG", CHINA, "BIS lists parties in Hong Kong under China since 2020"),
        ("MACAU", CHINA, "parts of China"),
        (CHINA, "HONG KONG", "parts of China"),
        ("RUSSIA", "CRIMEA REGION OF UKRAINE", "Russia occupies Crimea"),
        ("CRIMEA REGION OF UKRAINE", "UKRAINE", "Crimea is a region of Ukraine"),
        ("DONETSK REGION OF UKRAINE", "RUSSIA", "Donetsk region"),
    ],
)
def test_countries_that_are_one_place_in_the_list_agree_and_the_match_says_why(
    ours: str, listed: str, why: str
) -> None:
    index = Index([entry("Zybrex Optics", listed)])
    (same,) = index.matches(WatchedParty("7", "Zybrex Optic", listed), 0.5)
    (other,) = index.matches(WatchedParty("7", "Zybrex Optic", "GERMANY"), 0.5)
    (found,) = index.matches(WatchedParty("7", "Zybrex Optic", ours), 0.5)
    assert found.score == same.score > other.score
    assert f"country (yours {ours}, listed {listed}: " in found.explanation
    assert why in found.explanation
    assert "Differs in: spelling" in found.explanation
    assert "(yours" not in same.explanation


def test_one_match_an_entry_by_its_likest_name() -> None:
    index = Index([entry("Alpha Zybrex", "IRAN", aliases=("Zybrex", "Zybrexx"))])
    (match,) = index.matches(WatchedParty("7", "Zybrex Ltd"), 0.5)
    assert (match.kind, match.matched) == ("alias", "Zybrex")
