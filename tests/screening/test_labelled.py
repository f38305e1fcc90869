"""The labelled pairs hold the matcher to its figures; generic words alone match nobody; addresses and ids."""

from __future__ import annotations

import random

import pytest

from monitor.model import WatchedParty
from monitor.screening.index import Index, match_id
from monitor.screening.names import prepare, vocabulary
from tests.comparing.making import entry
from tests.screening.curve import DEFAULT, figures, read_pairs, scores, whole_list

HONG_KONG = entry(
    "Address 02", "CHINA", addresses=("Unit 04, 7/F Bright Way Tower, No. 33 Mong Kok Road, Kowloon, Hong Kong",)
)


@pytest.fixture(scope="module")
def whole() -> Index:
    return whole_list()


def test_the_labelled_pairs_hold_precision_and_recall(whole: Index) -> None:
    got = figures(scores(whole, read_pairs()), DEFAULT)
    assert got.precision >= 0.90
    assert got.recall >= 0.97


def test_no_combination_of_generic_words_and_places_matches_unless_equal(whole: Index) -> None:
    chance = random.Random(6)
    words = sorted({*vocabulary()["generic"], *vocabulary()["places"]})
    for _ in range(3000):
        name = " ".join(chance.sample(words, chance.randint(1, 4)))
        for match in whole.matches(WatchedParty("1", name), DEFAULT):
            assert set(prepare(match.matched).words) <= set(prepare(name).words), (name, match.matched)


@pytest.mark.parametrize(
    ("address", "score"),
    [
        ("7/F Bright Way Tower, 33 Mong Kok Road, Kowloon", 0.9),
        ("33 Mongkok Rd., Kowloon, Hong Kong", 0.87),
        ("35 Mong Kok Road, Kowloon, Hong Kong", 0),
        ("33 Nathan Road, Kowloon, Hong Kong", 0),
        ("Kowloon, Hong Kong", 0),
        ("33 Mong Kok Road", 0),
        ("", 0),
        ("33 " * 30_000, 0),
    ],
)
def test_an_address_needs_number_street_and_town(address: str, score: float) -> None:
    found = Index([HONG_KONG]).matches(WatchedParty("1", "Zybrex", "", address), 0.5)
    assert [(m.kind, m.score) for m in found] == ([("address", score)] if score else [])
    assert all("Agrees in: building, street, town." in m.explanation for m in found)


def test_a_match_keeps_its_id_when_only_case_and_punctuation_change() -> None:
    first, second = entry("Zybrex Optics Co., Ltd.", "IRAN"), entry("ZYBREX OPTICS (CO) LTD", "IRAN")
    (match,) = Index([first]).matches(WatchedParty("7", "Zybrex Optics"), 0.5)
    assert match.id == match_id(WatchedParty("7", "other"), second)
    assert len(match.id) == 8
    assert match.id != match_id(WatchedParty("8", "Zybrex Optics"), first)
