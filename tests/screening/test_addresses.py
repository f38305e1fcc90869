"""A party at an address of the list, however the address is written, and whatever the party is called."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from monitor.history.baseline import bundled
from monitor.model import Entry, WatchedParty
from monitor.reading.files import read_snapshot
from monitor.screening.address import MOST_TOKENS, take_apart
from monitor.screening.index import Index
from tests.comparing.making import entry

DEFAULT = 0.85
SHORT = {"Road": "Rd.", "Street": "St", "Centre": "Ctr", "Center": "Ctr", "Building": "Bldg", "Commercial": "Comm", "Tower": "Twr",
         "Rd": "Road", "St": "Street", "Room": "Rm", "Flat": "Flt", "Unit": "Rm", "Office": "Room", "Hong Kong": "HK"}  # fmt: skip


def capitals(address: str) -> str:
    """Without marks but for those within numbers, as older systems have them."""
    return re.sub(r"[.,]", "", address.upper()).replace("/F ", "F ")


def abbreviated(address: str) -> str:
    """Words short or long, ranges apart, no blanks behind commas."""
    words = "|".join(SHORT)
    said = re.sub(rf"\b(?:{words})\b\.?", lambda word: SHORT[word[0].rstrip(".")], address)
    return re.sub(r"(?<=\d)-(?=\d)", " - ", said).replace(", ", ",")


def street_alone(address: str) -> str:
    """From the house's number on, the town in front: what a form with fields of its own puts together."""
    parts = address.split(", ")
    street = next(
        (n for n, part in enumerate(parts) if re.search(r"\b(?:Road|Rd|Street|St|Strand|Queensway|Sk)\b", part)), 1
    )
    before = [parts[street - 1]] if not parts[street][:1].isdigit() and "No" not in parts[street] else []
    return " ".join([*parts[street + 1 :], ":", *before, parts[street]])


SPELLINGS: list[Callable[[str], str]] = [capitals, abbreviated, street_alone]


@pytest.fixture(scope="module")
def whole() -> Index:
    return Index(read_snapshot(bundled(), "the bundled copy").entries)


@pytest.fixture(scope="module")
def address_only(whole: Index) -> list[Entry]:
    return [one for one in whole.entries if re.fullmatch(r"Address \d+", one.name)]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_any_party_at_an_address_of_the_list_is_found(
    whole: Index, address_only: list[Entry], spelling: Callable[[str], str]
) -> None:
    assert len(address_only) > 15
    missed = []
    for listed in address_only:
        written = spelling(listed.addresses[0])
        found = whole.matches(WatchedParty("1", "Zzyzx Widgets", "", written), DEFAULT)
        if listed.name not in [match.entry.name for match in found]:
            missed.append(written)
        assert all(match.kind == "address" for match in found)
    assert missed == []


LISTED = "Room 803, Chevalier House 45-51, Chatham Road South, Tsim Sha Tsui, Hong Kong"


@pytest.mark.parametrize(
    "written",
    [
        "45 Chatham Rd South, Tsim Sha Tsui",
        "45 - 51 CHATHAM ROAD SOUTH KOWLOON HONG KONG",
        "Hong Kong, Tsim Sha Tsui, Chatham Road South No. 51",
        "Flat 12, Chevalier House, 51 Chatham Road, Hong Kong",
    ],
)
def test_one_house_in_several_writings(written: str) -> None:
    (match,) = Index([entry("Zybrex", "CHINA", addresses=(LISTED,))]).matches(
        WatchedParty("7", "Unlike Trading", "", written), DEFAULT
    )
    assert match.kind == "address"


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        (LISTED, "53 Chatham Road South, Tsim Sha Tsui, Hong Kong"),
        (LISTED, "45 Nathan Road, Tsim Sha Tsui, Hong Kong"),
        (LISTED, "45 Chatham Road, Boston"),
        ("Room 5, Kwun Tong, Hong Kong", "Flat 5, Kwun Tong, Hong Kong"),
        ("No. 11 Wang Chiu Road, Kowloon, Hong Kong", "11/F, Wang Fai Industrial Building, 29 Luk Hop Street, Kowloon, Hong Kong"),
        ("Room B5, 59 King Yip Street, Kwun Tong", "Room D5, 116 How Ming Street, Kwun Tong"),
        ("G-11 Markaz, Islamabad, Pakistan", "F-11 Markaz Islamabad Pakistan"),
        ("1 Lenin Street, Tver Region, Russia", "1 Lenin Street, Tula Region, Russia"),
        ("P.O. Box 83982, Sharjah, U.A.E.", "P.O. Box 83982, Sharjah, U.A.E."),
        ("", "45 Chatham Road South"),
    ],
)  # fmt: skip
def test_less_than_house_street_and_town_is_no_evidence(listed: str, written: str) -> None:
    index = Index([entry("Zybrex", "CHINA", addresses=(listed,))])
    assert index.matches(WatchedParty("7", "Unlike Trading", "", written), 0.5) == []


def test_the_same_room_is_surer(whole: Index) -> None:
    index = Index([entry("Zybrex", "CHINA", addresses=("Room 803, 45 Chatham Road, Hong Kong",))])
    scores = [
        index.matches(WatchedParty("7", "Unlike", "", f"{room}45 Chatham Rd, Hong Kong"), 0.5)[0].score
        for room in ("Rm 803 ", "Rm 804 ", "")
    ]
    assert scores == [0.9, 0.87, 0.87]


def test_a_hostile_address_has_few_keys() -> None:
    assert len(take_apart("1 a" * 100_000).keys) <= MOST_TOKENS * 12
    assert len(take_apart("1-2 Foo Bar Baz Road " * 10_000).keys) < 100
