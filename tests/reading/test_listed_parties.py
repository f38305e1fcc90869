"""Entries that list other parties under an introduction, or take others in: every word of them lands somewhere."""

from __future__ import annotations

import pytest

from monitor.model import Verdict
from monitor.reading.entries.cell_words import words_nowhere
from monitor.reading.entries.entity_cell import CellParty, read_party
from tests.reading.small_rules import check
from tests.reading.small_texts import read_both

NAME = "Zavod Luch"
ADDRESS = "10 Lenina Street, Moscow, Russia"
TWO = ("—Zed One; and", "—Zed Two.")
ADDS = (
    f"2. Supplement No. 4 to part 744 is amended under RUSSIA, by adding, in alphabetical order, an entry for “{NAME}”."
)


def subordinates(party: CellParty) -> list[str]:
    return [one.name for one in party.sub_entities]


@pytest.mark.parametrize(
    "introduction",
    [
        "including the following two subsidiaries:",
        "including its following two subsidiaries:",
        "to include the following two affiliated entities:",
        "and the following two affiliated entities:",
        "including:",
        "including the following:",
        "and subordinate entities:",
        "and its two branches:",
        "consisting of:",
        "namely:",
        "the following two companies:",
    ],
)
def test_parties_listed_under_an_introduction(introduction: str) -> None:
    party = read_party((f"{NAME}, {introduction}", *TWO, f"{ADDRESS}."))
    assert (party.name, party.addresses, subordinates(party)) == (NAME, (ADDRESS,), ["Zed One", "Zed Two"])
    assert not party.doubts
    behind = read_party((f"{NAME}, a.k.a., the following one alias:", "—Zed.", f"{ADDRESS}; {introduction}", *TWO))
    assert (behind.aliases, behind.addresses, subordinates(behind)) == (("Zed",), (ADDRESS,), ["Zed One", "Zed Two"])


def test_listed_parties_with_their_addresses_and_places() -> None:
    party = read_party(
        (f"{NAME}, including the following entities:", "—Zed One, 4 Mira, Tula; and", "—Zed Two.", ADDRESS)
    )
    assert [(one.name, one.addresses) for one in party.sub_entities] == [
        ("Zed One", ("4 Mira, Tula",)),
        ("Zed Two", ()),
    ]
    places = read_party(
        (f"{NAME}, including the following two locations:", f"—{ADDRESS}; and", "—5 Mira, Tula, Russia.")
    )
    assert (places.addresses, places.sub_entities) == ((ADDRESS, "5 Mira, Tula, Russia"), ())


def test_another_number_than_stated_is_doubted() -> None:
    party = read_party((f"{NAME}, including the following three subsidiaries:", *TWO, f"{ADDRESS}."))
    assert party.doubts == ("the text states 3 parties and lists 2",)


def test_aliases_come_first_where_both_are_announced() -> None:
    party = read_party(
        (f"{NAME}, a.k.a., the following two aliases, and one subordinate institution:", *TWO, f"{ADDRESS}.")
    )
    assert (party.aliases, party.sub_entities) == (("Zed One", "Zed Two"), ())


@pytest.mark.parametrize(
    ("remark", "doubted"),
    [("including all branches,", False), ("including its local offices.", False), ("including Zed One and Zed Two,", True), ("including the Zed Branch.", True)],
)  # fmt: skip
def test_what_an_entry_takes_in_loses_no_address(remark: str, doubted: bool) -> None:
    for rule in read_both([ADDS], [("RUSSIA", [f"{NAME}, {remark} {ADDRESS}."])]):
        entry = rule.amendments[0].entry
        assert entry is not None
        assert (entry.name, entry.addresses) == (NAME, (ADDRESS,))
        assert rule.verdict is (Verdict.CONFLICTING if doubted else Verdict.VERIFIED)


def test_a_ministry_that_takes_in_its_forces_has_no_address() -> None:
    party = read_party(("Ministry of Defence, including the Armed Forces and all operating units wherever located.",))
    assert (party.name, party.addresses, party.doubts) == ("Ministry of Defence", (), ())


def test_both_renditions_list_them() -> None:
    for rule in read_both(
        [ADDS], [("RUSSIA", [f"{NAME}, including the following two subsidiaries:", *TWO, f"{ADDRESS}."])]
    ):
        entry = rule.amendments[0].entry
        assert entry is not None
        assert [one.name for one in entry.sub_entities] == ["Zed One", "Zed Two"]
        assert entry.addresses == (ADDRESS,)
        assert check(rule, "rows of the table").agrees


def test_a_word_that_is_in_no_field_is_told() -> None:
    assert words_nowhere("Foo, a.k.a., Bar, hidden Zed, 9 Main", ("Foo", "Bar", "9 Main")) == (
        "of its text “hidden”, “zed” are in no name and no address",
    )
    assert words_nowhere("Foo, a.k.a., the following two aliaes: Bar; andBaz", ("Foo", "Bar", "Baz")) == ()


@pytest.mark.parametrize(
    "lines",
    [
        (f"{NAME}, the following alias:", "—Zed One.", f"{ADDRESS}."),
        (f"{NAME}, alias: Zed One. {ADDRESS}.",),
        (f"{NAME}, alias Zed One, {ADDRESS}.",),
        (f"{NAME}, with the following alias: Zed One. {ADDRESS}.",),
        (f"{NAME}, and its alias:", "—Zed One.", f"{ADDRESS}."),
    ],
)
def test_an_alias_announced_without_aka_or_number(lines: tuple[str, ...]) -> None:
    party = read_party(lines)
    assert (party.name, party.aliases, party.addresses, party.doubts) == (NAME, ("Zed One",), (ADDRESS,), ())


@pytest.mark.parametrize(
    "lines",
    [
        (f"{NAME}, and two aliases:", *TWO, f"{ADDRESS}."),
        (f"{NAME}, aliases:", *TWO, f"{ADDRESS}."),
        (f"{NAME}, a.k.a., the following two aliases:", "(1) Zed One; and", "(2) Zed Two.", f"{ADDRESS}."),
    ],
)
def test_several_aliases_announced_otherwise(lines: tuple[str, ...]) -> None:
    party = read_party(lines)
    assert (party.aliases, party.addresses, party.doubts) == (("Zed One", "Zed Two"), (ADDRESS,), ())


@pytest.mark.parametrize(
    "lines",
    [
        (NAME, *TWO, f"{ADDRESS}."),
        (f"{NAME}, a.k.a., the following one alias:", "—Zed One.", "Affiliated entities: Zed Three, 4 Mira, Omsk, Russia.", f"{ADDRESS}."),
        (f"{NAME}, {ADDRESS}; and its branches: Zed One; and Zed Two",),
    ],
)  # fmt: skip
def test_names_among_the_addresses_are_doubted(lines: tuple[str, ...]) -> None:
    assert read_party(lines).doubts
