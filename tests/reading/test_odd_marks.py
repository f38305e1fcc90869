"""Whole entries whose quotation is never closed, and names in single marks: read where their own words say what they are."""

from __future__ import annotations

import pytest

from monitor.model import Verdict
from tests.reading.small_rules import check, said
from tests.reading.small_texts import read_both

START = "2. Supplement No. 4 to part 744 is amended"
ENTRY = "“Peter Duenker, a.k.a., the following two aliases: -Peter Dunker; and -P. Duenker. Road 79, 92318 Neumarkt, Germany"
PLAIN = "“Zed FZE, LOB 16, Office 16401, P.O. Box 61342, Dubai, U.A.E.; and 2 Lane, Bonn, Germany"
DUENKER, ONE, TWO = (("remove", "GERMANY", name) for name in ("Peter Duenker", "Zed One", "Zed's Two"))

ENTRIES = [
    (f"{START} by removing under GERMANY the entry for {ENTRY}.", [DUENKER]),
    (f"{START} under GERMANY by removing the entry for {ENTRY};", [DUENKER]),
    (f"{START} by removing the entry for {ENTRY}, under GERMANY.", [DUENKER]),
    (f"{START} by removing under GERMANY the entries for {ENTRY}, and “Zed One”.", [DUENKER, ONE]),
    (f"{START} by removing under GERMANY the entries for “Zed One,” and {ENTRY}.", [ONE, DUENKER]),
    (f"{START} by removing under GERMANY the entry for {PLAIN}.", [("remove", "GERMANY", "Zed FZE")]),
    (
        f"{START}: a. Under GERMANY, by removing the entry for {ENTRY}; b. Under IRAN, by removing the entry for “Zed One”.",
        [DUENKER, ("remove", "IRAN", "Zed One")],
    ),
]


@pytest.mark.parametrize(("words", "amendments"), ENTRIES)
def test_a_whole_entry_that_is_never_closed(words: str, amendments: list[tuple[str, str, str]]) -> None:
    for rule in read_both([words]):
        assert said(rule.amendments) == amendments
        assert rule.verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    "words",
    [
        f"{START} by removing under GERMANY the entries for {ENTRY} and Zed Two.",
        f"{START} by removing under GERMANY the entries for {ENTRY}.",
        f"{START} by removing under GERMANY the entry for {ENTRY}; and Zed Two GmbH, 14 Lane, Bonn, Germany.",
        f"{START} by removing under GERMANY the entry for “Peter Duenker, Neumarkt.",
    ],
)
def test_one_that_may_hold_another_s_name_is_doubted(words: str) -> None:
    for rule in read_both([words]):
        assert rule.verdict is Verdict.CONFLICTING


SINGLE = [
    ("the entry for 'Zed One'.", [ONE]),
    ("the entry for ‘Zed One.’", [ONE]),
    ("the entries for ‘Zed One,’ and ‘Zed's Two’.", [ONE, TWO]),
    ("the entries for 'Zed One,' and 'Zed's Two'.", [ONE, TWO]),
    ("two entities, 'Zed One;' and 'Zed's Two'.", [ONE, TWO]),
    ("‘Zed One’ and ‘Zed's Two’.", [ONE, TWO]),
]


@pytest.mark.parametrize(("names", "amendments"), SINGLE, ids=[names for names, _ in SINGLE])
def test_names_in_single_marks(names: str, amendments: list[tuple[str, str, str]]) -> None:
    for words in (f"under GERMANY by removing {names}", f"by removing, under GERMANY, {names}"):
        for rule in read_both([f"{START} {words}"]):
            assert said(rule.amendments) == amendments
            assert rule.verdict is Verdict.VERIFIED


def test_apostrophes_are_no_marks() -> None:
    for rule in read_both([f"{START} under GERMANY by removing the entries for “Xi'an Co.,” and “Workers' Co”."]):
        assert [a.name for a in rule.amendments] == ["Xi'an Co.", "Workers' Co"]
        assert rule.verdict is Verdict.VERIFIED


def test_a_single_mark_that_never_closes_is_doubted() -> None:
    for rule in read_both([f"{START} under GERMANY by removing the entry for ‘Zed One."]):
        assert rule.verdict is not Verdict.VERIFIED
        assert not check(rule, "words of the instructions").agrees
