"""Words for what a firm is in Chinese, Persian, Turkish and Arabic as they stand in Latin letters; ranks; and who is another."""

from __future__ import annotations

import pytest

from monitor.history.baseline import bundled
from monitor.model import Entry, WatchedParty
from monitor.reading.files import read_snapshot
from monitor.screening.index import Index
from monitor.screening.weights import Weights

DEFAULT = 0.85
CHINA = "CHINA, PEOPLE'S REPUBLIC OF"


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Index(read_snapshot(bundled(), "the bundled copy").entries).weights


def score(party: str, listed: str, country: str, weights: Weights) -> float:
    found = Index([Entry(country, listed)], weights).matches(WatchedParty("1", party, country), 0.3)
    return found[0].score if found else 0.0


@pytest.mark.parametrize(
    ("party", "listed", "country"),
    [
        ("Shenzhen Qiaoruide Ke Ji You Xian Gong Si", "Shenzhen Qiaoruide Technology Co., Ltd.", CHINA),
        ("Qiaoruide Jituan", "Qiaoruide Group", CHINA),
        ("Tianhuabo Jidian Shebei Youxian Zeren Gongsi", "Tianhuabo Electromechanical Equipment Co., Ltd.", CHINA),
        ("Luoyang Tianhuabo Yan Jiu Suo", "Luoyang Tianhuabo Research Institute", CHINA),
        ("Sherkat-e Sanaye Daryakar", "Daryakar Industries Company", "IRAN"),
        ("Pazhuheshgah-e Havafaza-ye Parsin", "Parsin Aerospace Research Institute", "IRAN"),
        ("Gorouh Sanati Behgostar", "Behgostar Industrial Group", "IRAN"),
        ("Kartalsan Makina San. Tic. Ltd. Şti.", "Kartalsan Machinery Industry and Trade Limited Company", "TURKEY"),
        ("Kuzeyhan Dış Ticaret A.Ş.", "Kuzeyhan Foreign Trade Ltd.", "TURKEY"),
        ("Sharikat Bardwan lil-Tijara al-Amma", "Bardwan General Trading Company", "IRAQ"),
        ("Mu'assasat Qamhan lil-Shahn", "Qamhan Shipping Est.", "LEBANON"),
        ("Navukova-vytvorchae pradpryemstva Lazurit", "Scientific Production Unitary Enterprise Lazurit", "BELARUS"),
        ("Gen. Col. Pyotr Arkadyevich Zolotnikov", "Petr Zolotnikov", "RUSSIA"),
        ("Kuzeyhan Dis Ticaet Ltd", "Kuzeyhan Dis Ticaret Limited Sirketi", "TURKEY"),
        ("Lt. Cmdr. Ivan Molnarov", "Ivan Molnarov", "RUSSIA"),
    ],
)
def test_a_party_is_found_in_its_own_words(party: str, listed: str, country: str, weights: Weights) -> None:
    assert score(party, listed, country, weights) >= DEFAULT


@pytest.mark.parametrize(
    ("party", "listed", "country"),
    [
        ("Qiaorui Shiye Jituan", "Shenzhen Qiaoruide Technology Co., Ltd.", CHINA),
        ("Nanjing Jidian Maoyi", "Nanjing Electromechanical Research Institute", CHINA),
        ("Sherkat-e Sanaye Daryadel", "Daryakar Industries Company", "IRAN"),
        ("Yildizsoft Elektronik Sanayi ve Ticaret", "Yildiztel Electronics", "TURKEY"),
        ("Tomsk Institute of Microwave Physics", "Omsk Institute of Microwave Physics", "RUSSIA"),
        ("Gen. Ivan Arkadyevich Zolotnikov", "Petr Zolotnikov", "RUSSIA"),
    ],
)
def test_the_words_of_a_trade_make_nobody_another(party: str, listed: str, country: str, weights: Weights) -> None:
    assert score(party, listed, country, weights) < DEFAULT
