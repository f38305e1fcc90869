"""Cells that announce more than once what they list: aliases and former names, aliases and addresses."""

from __future__ import annotations

import pytest

from monitor.model import Verdict
from monitor.reading.entries.announcements import announced_inside
from monitor.reading.entries.entity_cell import CellParty, read_party
from tests.reading.small_rules import destination, read_small, row

HERE = ("5 Lenina, Moscow, Russia",)


def cell(text: str) -> CellParty:
    """A cell whose line breaks are written ``|``."""
    return read_party(tuple(line.strip() for line in text.split("|")))


TWO = "the following two aliases:|\u2014Mir Trade; and|\u2014Mir Plus."
# (the cell behind "Mir LLC" and before its address, its aliases)
ANNOUNCED_TWICE = [
    (f", f.k.a., Old Mir, and a.k.a., {TWO}", ("Old Mir", "Mir Trade", "Mir Plus")),
    (f", f.k.a., Old Mir and a.k.a., {TWO}", ("Old Mir", "Mir Trade", "Mir Plus")),
    (f", f.k.a., Old Mir; a.k.a., {TWO}", ("Old Mir", "Mir Trade", "Mir Plus")),
    (f", f.k.a., Old Mir, a.k.a., {TWO}", ("Old Mir", "Mir Trade", "Mir Plus")),
    (f", f.k.a., Old Mir, Older Mir, and a.k.a., {TWO}", ("Old Mir", "Older Mir", "Mir Trade", "Mir Plus")),
    (f", f.k.a., Old Mir Co., Ltd., and a.k.a., {TWO}", ("Old Mir Co., Ltd.", "Mir Trade", "Mir Plus")),
    (f" (f.k.a., Old Mir), a.k.a., {TWO}", ("Old Mir", "Mir Trade", "Mir Plus")),
    (f", formerly known as Old Mir, and also known as {TWO}", ("Old Mir", "Mir Trade", "Mir Plus")),
    (f", {TWO}|f.k.a., Old Mir.", ("Mir Trade", "Mir Plus", "Old Mir")),
    (f", a.k.a., {TWO}|and f.k.a., Old Mir.", ("Mir Trade", "Mir Plus", "Old Mir")),
    (f", a.k.a., {TWO}|\u2014f.k.a., Old Mir.", ("Mir Trade", "Mir Plus", "Old Mir")),
    (", f.k.a., the following two former names:|\u2014Old Mir; and|\u2014Older Mir.", ("Old Mir", "Older Mir")),
    (", f.k.a., the following former name:|\u2014Old Mir.", ("Old Mir",)),
    (", d.b.a., the following two trade names:|\u2014Mir Trade; and|\u2014Mir Plus.", ("Mir Trade", "Mir Plus")),
    (", a.k.a., the following one alias:|\u2014Mir Trade; f.k.a., Old Mir.", ("Mir Trade", "Old Mir")),
    (
        ", a.k.a., the following two aliases:|\u2014Mir Trade; and|\u2014Mir Plus; and f.k.a., the following one former "
        "name:|\u2014Old Mir.",
        ("Mir Trade", "Mir Plus", "Old Mir"),
    ),
    (
        ", a.k.a., the following one alias: \u2014Mir Trade; and f.k.a., the following two former names: \u2014Old Mir; "
        "and \u2014Older Mir.",
        ("Mir Trade", "Old Mir", "Older Mir"),
    ),
    (", a.k.a., Mir Trade, and f.k.a., Old Mir,", ("Mir Trade", "Old Mir")),
    (", doing business as Mir Trade,", ("Mir Trade",)),
    # an alias's own alias stays with it
    (", a.k.a., the following one alias:|\u2014Mir Trade, a.k.a., Mir Plus.", ("Mir Trade, a.k.a., Mir Plus",)),
    (", a.k.a., the following one alias:|\u2014Mir Trade (f.k.a., Old Mir).", ("Mir Trade (f.k.a., Old Mir)",)),
]  # fmt: skip


@pytest.mark.parametrize(("behind", "aliases"), ANNOUNCED_TWICE, ids=[one for one, _ in ANNOUNCED_TWICE])
def test_every_announcement_has_its_aliases(behind: str, aliases: tuple[str, ...]) -> None:
    party = cell(f"Mir LLC{behind}{' ' if behind.endswith(',') else '|'}5 Lenina, Moscow, Russia.")
    assert (party.name, party.aliases, party.addresses) == ("Mir LLC", aliases, HERE)
    assert (party.problems, party.doubts) == ((), ())


def test_aliases_lost_of_the_first_announcement_are_noticed() -> None:
    party = cell(
        "Mir LLC, f.k.a., the following two former names:|\u2014Old Mir; and a.k.a., Mir Trade.|5 Lenina, Moscow."
    )
    assert party.doubts == ("the text states 3 aliases, of which 2 are listed",)


# (aliases, addresses, how many of them are odd)
INSIDE = [
    (("and a.k.a.",), (), 1),
    (("f.k.a., Old Mir",), (), 1),
    (("Mir Trade", "the following former name"), (), 1),
    (("two names the following aliases: Foo",), HERE, 1),
    ((), ("the following two aliases: \u2014Mir Trade",), 1),
    ((), ("at the following two addresses", "5 Lenina, Moscow, Russia"), 1),
    (("Mir Trade, a.k.a., Mir Plus", "Mir (f.k.a., Old Mir)", "Akakiy"), HERE, 0),
]  # fmt: skip


@pytest.mark.parametrize(("aliases", "addresses", "odd"), INSIDE)
def test_no_alias_and_no_address_announces_others(
    aliases: tuple[str, ...], addresses: tuple[str, ...], odd: int
) -> None:
    assert len(announced_inside(aliases, addresses)) == odd


def test_a_rule_with_an_announcement_in_an_address_is_to_be_reviewed() -> None:
    rule = read_small(
        ["2. Supplement No. 4 to part 744 is amended under RUSSIA by adding an entry for \u201cMir LLC.\u201d"],
        destination("RUSSIA")
        + row("Mir LLC, 5 Lenina, Moscow, Russia; the following two branches: Mir Omsk, Mir Tomsk."),
    )
    assert rule.verdict is Verdict.CONFLICTING


# (the cell behind "Mir LLC, ", its aliases, its addresses)
DASHED_ADDRESSES = [
    ("a.k.a., the following alias:|\u2014Mir Trade.|\u20145 Lenina, Moscow, Russia.", ("Mir Trade",), HERE),
    ("a.k.a., the following alias: \u2014Mir Trade. \u20145 Lenina, Moscow, Russia.", ("Mir Trade",), HERE),
    ("f.k.a., the following former name:|\u2014Old Mir.|\u20145 Lenina, Moscow, Russia.", ("Old Mir",), HERE),
    (
        "a.k.a., the following aliases:|\u2014Mir Trade; and|\u2014Mir Plus.|\u20145 Lenina, Moscow, Russia; and|\u20147 Mira, "
        "Omsk, Russia.",
        ("Mir Trade", "Mir Plus"),
        (*HERE, "7 Mira, Omsk, Russia"),
    ),
    (
        "a.k.a.,|\u2014Mir Trade; and|\u2014Mir Plus.|\u20145 Lenina, Moscow, Russia.|\u20147 Mira, Omsk, Russia.",
        ("Mir Trade", "Mir Plus"),
        (*HERE, "7 Mira, Omsk, Russia"),
    ),
    (
        "a.k.a., Mir Trade.|\u20145 Lenina, Moscow, Russia; and|\u20147 Mira, Omsk, Russia.",
        ("Mir Trade",),
        (*HERE, "7 Mira, Omsk, Russia"),
    ),
    ("a.k.a., Mir Trade;|\u2014Mir Plus.|\u20145 Lenina, Moscow, Russia.", ("Mir Trade", "Mir Plus"), HERE),
    ("a.k.a.,|\u2014Mir Trade.|\u2014Lenina Street 5, Moscow.", ("Mir Trade",), ("Lenina Street 5, Moscow",)),
    ("a.k.a.,|\u2014Mir Trade.|\u2014P.O. Box 42707, Dubai.", ("Mir Trade",), ("P.O. Box 42707, Dubai",)),
    ("a.k.a.,|\u2014Mir Trade.|\u2014Kolola Pushta, Kabul, Afghanistan.", ("Mir Trade",), ("Kolola Pushta, Kabul, Afghanistan",)),
    # names that look a little like addresses
    (
        "a.k.a.,|\u2014Mir Trade;|\u201412 Research Institute, CETC;|\u2014766 UPTK; and|\u2014Mir, LLC, Russia.|5 Lenina, "
        "Moscow, Russia.",
        ("Mir Trade", "12 Research Institute, CETC", "766 UPTK", "Mir, LLC, Russia"),
        HERE,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("behind", "aliases", "addresses"), DASHED_ADDRESSES, ids=[one[0] for one in DASHED_ADDRESSES])
def test_addresses_in_dash_lines_behind_an_uncounted_list(
    behind: str, aliases: tuple[str, ...], addresses: tuple[str, ...]
) -> None:
    party = cell(f"Mir LLC, {behind}")
    assert (party.name, party.aliases, party.addresses) == ("Mir LLC", aliases, addresses)
    assert party.doubts == ()


TWO_PLACES = (*HERE, "6 Mira, Omsk, Russia")
# (a cell, its name, its aliases, its addresses)
NO_ADDRESS = [
    (
        "Mir LLC, 5 Lenina, Moscow, Russia, and to include the following two affiliated entities:|Affiliated entities:|Mir "
        "Optics, 7 Mira, Omsk, Russia.|Mir Chips, 8 Mira, Omsk, Russia.",
        "Mir LLC", (), HERE,
    ),
    ("Mir LLC, 5 Lenina, Moscow, Russia, including the following branch:|Affiliated entities:|Mir Optics, Omsk, Russia.",
     "Mir LLC", (), HERE),
    ("Mir LLC, at the following two addresses:|\u20145 Lenina, Moscow, Russia; and|\u20146 Mira, Omsk, Russia.",
     "Mir LLC", (), TWO_PLACES),
    ("Mir LLC, at the following two addresses: 5 Lenina, Moscow, Russia; and 6 Mira, Omsk, Russia.", "Mir LLC", (), TWO_PLACES),
    ("Mir LLC, located at the following address: 5 Lenina, Moscow, Russia.", "Mir LLC", (), HERE),
    ("Mir LLC, with the following addresses: 5 Lenina, Moscow, Russia; and 6 Mira, Omsk, Russia.", "Mir LLC", (), TWO_PLACES),
    ("Mir LLC, a.k.a., the following one alias:|\u2014Mir Trade.|At the following two addresses:|5 Lenina, Moscow, Russia; and "
     "6 Mira, Omsk, Russia.", "Mir LLC", ("Mir Trade",), TWO_PLACES),
    ("Petr Petrov, DOB 1 January 1970; 5 Lenina, Moscow, Russia.", "Petr Petrov", (), HERE),
    ("Petr Petrov, DOB 1/2/1970; 5 Lenina, Moscow, Russia.", "Petr Petrov", (), HERE),
    ("Petr Petrov, born January 1, 1970, 5 Lenina, Moscow, Russia.", "Petr Petrov", (), HERE),
    ("Petr Petrov, a.k.a., the following one alias:|\u2014Petya.|D.O.B. 1970; nationality: Russian; 5 Lenina, Moscow, Russia.",
     "Petr Petrov", ("Petya",), HERE),
    ("Petr Petrov, passport No. 5678; 5 Lenina, Moscow, Russia.", "Petr Petrov", (), HERE),
    # a bare list with semicolons
    ("Mir LLC, a.k.a., Mir Trade; and Mir Plus, 5 Lenina, Moscow, Russia.", "Mir LLC", ("Mir Trade", "Mir Plus"), HERE),
    ("Mir LLC, a.k.a., Mir Trade; Mir Plus; and Mir One Co., Ltd., 5 Lenina, Moscow, Russia.",
     "Mir LLC", ("Mir Trade", "Mir Plus", "Mir One Co., Ltd."), HERE),
    ("Mir LLC, a.k.a., Mir Trade; 5 Lenina, Moscow, Russia.", "Mir LLC", ("Mir Trade",), HERE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "aliases", "addresses"), NO_ADDRESS, ids=[one[0] for one in NO_ADDRESS])
def test_what_is_no_address(text: str, name: str, aliases: tuple[str, ...], addresses: tuple[str, ...]) -> None:
    party = cell(text)
    assert (party.name, party.aliases, party.addresses) == (name, aliases, addresses)
    assert party.doubts == ()
