"""How alike two names are: letters, numbers, acronyms, trades and places; what is not shown is ranked."""

from __future__ import annotations

import pytest

from monitor.history.baseline import bundled
from monitor.model import Entry, WatchedParty
from monitor.reading.files import read_snapshot
from monitor.screening.index import Index
from monitor.screening.names import prepare
from monitor.screening.weights import Weights

DEFAULT = 0.85


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Index(read_snapshot(bundled(), "the bundled copy").entries).weights


def score(party: str, listed: str, weights: Weights, country: str = "") -> float:
    found = Index([Entry(country, listed)], weights).matches(WatchedParty("1", party, country), 0.3)
    return found[0].score if found else 0.0


@pytest.mark.parametrize(
    ("party", "listed"),
    [
        ("3 Zybrexers", "Three Zybrexers"),
        ("3%ers", "Three Percenters"),
        ("Zybrax Delivary Inc.", "Zybrex Delivery Inc."),
        ("Hon Kai Precision Industry", "Hon Tai Precision Industry"),
    ],
)
def test_numbers_and_letters_that_do_not_tell_two_names_apart(party: str, listed: str, weights: Weights) -> None:
    assert score(party, listed, weights) >= DEFAULT
    assert score(listed, party, weights) >= DEFAULT


@pytest.mark.parametrize(
    ("party", "listed"),
    [
        ("PLA", "People's Liberation Army"),
        ("PLA China", "People's Liberation Army"),
        ("ZBX Health Corporation", "ZBQ Health Corporation"),
        ("ZBX Health Corporation", "ZBXS Health Corporation"),
    ],
)
@pytest.mark.parametrize("country", ["", "RUSSIA"])
def test_what_is_likely_but_not_enough_is_ranked_and_not_shown(
    party: str, listed: str, country: str, weights: Weights
) -> None:
    assert 0.6 < score(party, listed, weights, country) < 0.75


@pytest.mark.parametrize(
    ("party", "listed"),
    [
        ("Shandong Head", "Head Kazan"),
        ("China National Nuclear Power", "China Guangdong Nuclear Power"),
        ("Bowne Systems", "Bowne Industries"),
        ("Wanhua Xinda Chengda", "Wanhua Xunda Chengde"),
        ("7 Zybrex Works", "8 Zybrex Works"),
        ("ZB Health Corporation", "ZC Health Corporation"),
    ],
)
@pytest.mark.parametrize("country", ["", "RUSSIA"])
def test_other_places_trades_numbers_and_syllables_tell_two_firms(
    party: str, listed: str, country: str, weights: Weights
) -> None:
    assert score(party, listed, weights, country) < DEFAULT


@pytest.mark.parametrize(
    "form",
    ["COMP", "CORPN", "LMTD", "CO LIMI", "CO LT", "PVT LT", "PVT LIMI", "JOINT STOCK COMP", "LIMITED LIABILITY COMP", "LIMITE", "COY",
     "INCORP", "CORPORAT", "LIAB CO", "L L C", "OBSCHESTVO S OGRANICHENNOY OTVETSTVENNOSTYU", "GES MBH", "SHAREHOLDING COMPANY"],
)  # fmt: skip
def test_a_legal_form_that_was_cut_or_shortened_is_one(form: str, weights: Weights) -> None:
    assert score(f"ZYBREX OPTICS {form}", "Zybrex Optics Co., Ltd.", weights) >= 0.9


@pytest.mark.parametrize("name", ["Comp", "Limi Foo", "Foo Liaison", "Lim Li"])
def test_what_is_all_of_a_name_is_no_form_cut_short(name: str) -> None:
    assert prepare(name).words == tuple(name.lower().split())
