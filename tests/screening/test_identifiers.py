"""Numbers of registers and banks in the text of an entry: a party that has one is found, and others tell two firms apart."""

from __future__ import annotations

import pytest

from monitor.model import Entry, Match, PartyDetails, WatchedParty
from monitor.screening.identifiers import identifiers_in
from monitor.screening.index import Index
from monitor.screening.parties import PartyIndex, segment_of

ZYBREX_LEI, OTHER_LEI = "5493001KJTIIGC8Y1R12", "HWUPKR0MPOU8FGXBT394"
LISTED = Entry(
    "RUSSIA",
    "Zybrex Optics LLC",
    addresses=("4 Quarry Lane, Moscow",),
    text=f"Zybrex Optics LLC (LEI {ZYBREX_LEI}; OGRN 1027700132195; SWIFT: ZYBXRUMM), 4 Quarry Lane, Moscow, Russia",
)
NAMED = Entry("RUSSIA", "Molvern Instruments, Reg. No. 0045-12345")


def found(name: str, country: str = "RUSSIA", *, lei: str = "", number: str = "", least: float = 0.85) -> list[Match]:
    details = PartyDetails(lei=lei, registration_number=number)
    return Index([LISTED, NAMED]).matches(WatchedParty("1", name, country, details=details), least)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        (f"Foo ({ZYBREX_LEI})", "LEI", ZYBREX_LEI),
        ("Foo, Reg. No. 0045-12345", "registration number", "4512345"),
        ("Foo (INN 7701234567)", "registration number", "7701234567"),
        ("Foo, ИНН: 7701234567, Москва", "registration number", "7701234567"),
        ("Company Number: SC123456.", "registration number", "SC123456"),
        ("Unified Social Credit Code 91440300708461136T", "registration number", "91440300708461136T"),
        ("Swift code: FOOBRUMM", "SWIFT code", "FOOBRUMM"),
    ],
)
def test_a_number_is_known_by_the_word_before_it_or_its_check_digits(text: str, kind: str, number: str) -> None:
    assert [(one.kind, one.number) for one in identifiers_in(text)] == [(kind, number)]


@pytest.mark.parametrize(
    "text",
    [
        "5493001KJTIIGC8Y1R13",
        "Royal Inn 110001, Delhi",
        "Taylor Swift Technology",
        "FM Swift: Shanghai",
        "No. 1131834914, Tehran",
        "Reg. No. 123",
        "Registration number unknown",
        "BIC-Inform LLC",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert identifiers_in(text) == ()


@pytest.mark.parametrize(
    ("lei", "number", "said"),
    [
        (ZYBREX_LEI.lower(), "", f"Same LEI: “{ZYBREX_LEI}”"),
        ("", "1027700132195", "Same registration number: “1027700132195”"),
        ("", "102 770-013-2195", "Same registration number: “1027700132195”"),
        ("", "ZYBXRUMM", "Same SWIFT code: “ZYBXRUMM”"),
        ("", "ZYBXRUMMXXX", "Same SWIFT code: “ZYBXRUMM”"),
    ],
)
def test_a_party_with_a_number_of_an_entry_is_found_whatever_it_is_called(lei: str, number: str, said: str) -> None:
    (match,) = found("Quiet Meadow", lei=lei, number=number)
    assert (match.kind, match.score, match.entry.name) == ("identifier", 0.95, LISTED.name)
    assert match.explanation == (
        f"{said}, of the entry “Zybrex Optics LLC” (RUSSIA). Agrees in: country. "
        "Differs in: name (“Quiet Meadow” yours, “Zybrex Optics LLC” listed)."
    )


def test_zeros_that_a_table_lost_are_no_other_number() -> None:
    assert [match.entry.name for match in found("Quiet Meadow", number="4512345")] == [NAMED.name]


def test_a_registered_number_is_another_in_another_country_and_an_lei_is_not() -> None:
    assert found("Quiet Meadow", "IRAN", number="1027700132195") == []
    (match,) = found("Quiet Meadow", "IRAN", lei=ZYBREX_LEI)
    assert "country (yours IRAN, listed RUSSIA)" in match.explanation


def test_a_number_raises_the_score_of_a_name_and_another_lei_lowers_it() -> None:
    (without,) = found("Zybreks Optics LLC")
    (same,) = found("Zybreks Optics LLC", lei=ZYBREX_LEI)
    (other,) = found("Zybreks Optics LLC", lei=OTHER_LEI, least=0.5)
    assert other.score < without.score < same.score
    assert f"LEI “{ZYBREX_LEI}”" in same.explanation.partition("Differs")[0]
    assert f"LEI (“{OTHER_LEI}” yours, “{ZYBREX_LEI}” listed)" in other.explanation
    (whole,) = found("Zybrex Optics LLC", lei=ZYBREX_LEI)
    assert (whole.kind, whole.score) == ("name", 1)


def test_a_rule_finds_the_parties_by_their_numbers_among_all() -> None:
    parties = [WatchedParty("1", "Quiet Meadow", details=PartyDetails(lei=ZYBREX_LEI)), WatchedParty("2", "Molnar")]
    assert PartyIndex([segment_of(parties)]).likely(Index([LISTED, NAMED])) == ["1"]
