"""The entity cell, in the shapes of the official text that forced each rule."""

from __future__ import annotations

import time

import pytest

from monitor.model import Verdict
from monitor.reading.entries.addresses import split_addresses
from monitor.reading.entries.announcements import announced_inside
from monitor.reading.entries.entity_cell import CellParty, read_party
from monitor.reading.entries.names import split_name, tidy
from tests.reading.small_rules import destination, read_small, row


def cell(text: str) -> CellParty:
    """A cell whose line breaks are written ``|``."""
    return read_party(tuple(line.strip() for line in text.split("|")))


CELLS = [
    (
        "Academy of Military Medical Sciences, Field Blood Transfusion Institution, 27 Taiping Road, Beijing, China.",
        "Academy of Military Medical Sciences, Field Blood Transfusion Institution",
        (),
        ("27 Taiping Road, Beijing, China",),
    ),
    # aliases as dash lines, a blank line before the addresses
    (
        "Emal Bilal Mangal, a.k.a., the following three aliases:|—Imal Bilal; and|—Aimal Balal; and|—Bellal Mangal.| |"
        "Kolola Pushta, Kabul, Afghanistan; and Maidan Sahr, Paktiya, Afghanistan.",
        "Emal Bilal Mangal",
        ("Imal Bilal", "Aimal Balal", "Bellal Mangal"),
        ("Kolola Pushta, Kabul, Afghanistan", "Maidan Sahr, Paktiya, Afghanistan"),
    ),
    # an address that ends in no country, behind the last alias
    (
        "Anqing Foundry, a.k.a., the following two aliases:|\u2014Anqing Casting; and|"
        "\u2014Anqing Works. No. 12 Main Street, Anqing City, Anhui Province.",
        "Anqing Foundry",
        ("Anqing Casting", "Anqing Works"),
        ("No. 12 Main Street, Anqing City, Anhui Province",),
    ),
    (
        "Anqing Foundry, a.k.a., the following one alias:|\u2014Anqing Works. 12 Main Street, Industrial Park.",
        "Anqing Foundry",
        ("Anqing Works",),
        ("12 Main Street, Industrial Park",),
    ),
    (
        "Anqing Foundry, a.k.a., the following one alias:|\u2014Anqing Casting. Leader Street A, Anqing City.",
        "Anqing Foundry",
        ("Anqing Casting",),
        ("Leader Street A, Anqing City",),
    ),
    (
        "Anqing Foundry, a.k.a., the following one alias:|\u2014Anqing Inst. No. 13.",
        "Anqing Foundry",
        ("Anqing Inst. No. 13",),
        (),
    ),
    # a legal form behind a comma is name; "Ltd." keeps its dot, "Daneshjou." does not
    (
        "Beijing Huafeng Equipment Co., Ltd., 10/F, 2 Bldg., Beijing, 100070, China.",
        "Beijing Huafeng Equipment Co., Ltd.",
        (),
        ("10/F, 2 Bldg., Beijing, 100070, China",),
    ),
    ("Kamran Daneshjou.", "Kamran Daneshjou", (), ()),
    ("Triangle Technologies, Afghanistan.", "Triangle Technologies", (), ("Afghanistan",)),
    # nothing but a blank line, and nothing but a full stop behind a legal form
    ("Kelvo Inc| |6600 21st Avenue, Laval, Canada", "Kelvo Inc", (), ("6600 21st Avenue, Laval, Canada",)),
    (
        "Kamensk-Uralsky Metallurgical Works J.S. Co. 5 Zavodskaya St., Kamensk Uralsky, 623405, Russia.",
        "Kamensk-Uralsky Metallurgical Works J.S. Co.",
        (),
        ("5 Zavodskaya St., Kamensk Uralsky, 623405, Russia",),
    ),
    (
        "Ecotherm-Cryo Limited 31B Riga, Latvia 1004 (See alternate address under Belize).",
        "Ecotherm-Cryo Limited",
        (),
        ("31B Riga, Latvia 1004",),
    ),
    (
        "Joint Stock Company 766 UPTK.|1 Institutskaya Street, Russia.",
        "Joint Stock Company 766 UPTK",
        (),
        ("1 Institutskaya Street, Russia",),
    ),
    # a body behind a comma is name, a person's institute is address
    (
        "Tactical Missile Corporation, Joint Stock Company Avangard, 78 Oktyabrskaya, Moscow, Russia.",
        "Tactical Missile Corporation, Joint Stock Company Avangard",
        (),
        ("78 Oktyabrskaya, Moscow, Russia",),
    ),
    (
        "Hamid Sepehrian, Jaber Ibn Hayan Research Institute, AEOI, P.O. Box 11365, Tehran, Iran.",
        "Hamid Sepehrian",
        (),
        ("Jaber Ibn Hayan Research Institute, AEOI, P.O. Box 11365, Tehran, Iran",),
    ),
    # a known oddity, from data
    (
        "Valery Kosmachov Akadeemia Tee 21E, 12618 Tallinn, Estonia.",
        "Valery Kosmachov",
        (),
        ("Akadeemia Tee 21E, 12618 Tallinn, Estonia",),
    ),
    # aliases run together with the address
    (
        "Saeed Valadbaigi, a.k.a., the following two aliases:|—Saeed Valad; and|—Saeed Baigi. No. "
        "101 Marwan Building, Dubai, U.A.E.; and"
        " No. 104b, Dubai U.A.E.",
        "Saeed Valadbaigi",
        ("Saeed Valad", "Saeed Baigi"),
        ("No. 101 Marwan Building, Dubai, U.A.E.", "No. 104b, Dubai U.A.E."),
    ),
    (
        "Sawa Air Aviation FZCO, a.k.a., the following two aliases: Sawa Aviation; and Sawa Air. "
        "P.O. Box 42707, Dubai, U.A.E.",
        "Sawa Air Aviation FZCO",
        ("Sawa Aviation", "Sawa Air"),
        ("P.O. Box 42707, Dubai, U.A.E.",),
    ),
    (
        "X, a.k.a., the following one alias:|—Huawei Software Technologies Co. Ltd. 300 South Oak "
        "Way, Reading, United Kingdom.",
        "X",
        ("Huawei Software Technologies Co. Ltd.",),
        ("300 South Oak Way, Reading, United Kingdom",),
    ),
    # bare a.k.a., with one alias or several
    (
        "Mehran Kamalinia, a.k.a. Ronald Simon, Shop No. 3, Dubai, U.A.E.",
        "Mehran Kamalinia",
        ("Ronald Simon",),
        ("Shop No. 3, Dubai, U.A.E.",),
    ),
    (
        "Farshid Gillardian, a.k.a., Isaac Gill, Isaac Gillardian, London, United Kingdom",
        "Farshid Gillardian",
        ("Isaac Gill", "Isaac Gillardian"),
        ("London, United Kingdom",),
    ),
    # in parentheses, and a former name before the list
    (
        "LTS Holding Limited (f.k.a. IPP Products Ltd.), Tortola, British Virgin Islands.",
        "LTS Holding Limited",
        ("IPP Products Ltd.",),
        ("Tortola, British Virgin Islands",),
    ),
    (
        "Lukoil, OAO|(a.k.a. Lukoil; a.k.a. NK Lukoil OAO)| |Address: 11 Sretenski, Moscow, Russia",
        "Lukoil, OAO",
        ("Lukoil", "NK Lukoil OAO"),
        ("11 Sretenski, Moscow, Russia",),
    ),
    (
        "Zorsecurity Center (f.k.a., Esage Lab), a.k.a., the following one alias:|—TSOR Security| |Moscow, Russia.",
        "Zorsecurity Center",
        ("Esage Lab", "TSOR Security"),
        ("Moscow, Russia",),
    ),
    (
        "Lim Yong Nam, (a.k.a. Lin Rongnan, Steven Lim and Yong Nam Lim), 170 Bukit Batok, Singapore",
        "Lim Yong Nam",
        ("Lin Rongnan", "Steven Lim", "Yong Nam Lim"),
        ("170 Bukit Batok, Singapore",),
    ),
    # no a.k.a. at all
    (
        "Tako LLC, the following one alias: |—Taco LLC. | |17 Nzhdehi Street, Yerevan, Armenia.",
        "Tako LLC",
        ("Taco LLC",),
        ("17 Nzhdehi Street, Yerevan, Armenia",),
    ),
    # run on: the number and short name of a body are no house, a house stands behind the short name of a company
    (
        "502 Repair Plant, a.k.a., the following two aliases: \u2014502 ZRVI; and \u2014502 ZRVTI. Noginsk-5 Village, Russia.",
        "502 Repair Plant",
        ("502 ZRVI", "502 ZRVTI"),
        ("Noginsk-5 Village, Russia",),
    ),
    (
        "150 Repair Plant, a.k.a., the following two aliases:|\u2014150 ARZ, and|\u2014AO 150 ARZ.|4 Road, Svetly, Russia.",
        "150 Repair Plant",
        ("150 ARZ", "AO 150 ARZ"),
        ("4 Road, Svetly, Russia",),
    ),
    (
        "ISM Microwave, a.k.a., the following alias: \u2014 ISM Tech. 1-11 1st floor, Kuala Lumpur, Malaysia.",
        "ISM Microwave",
        ("ISM Tech",),
        ("1-11 1st floor, Kuala Lumpur, Malaysia",),
    ),
    # run on behind commas, the last behind "and"
    (
        "Navis JSC, a.k.a., the following three aliases: \u2014 DB Navis JSC, \u2014 AO Navis, and \u2014 KB Navis. 5 Road, Kyiv, Ukraine.",
        "Navis JSC",
        ("DB Navis JSC", "AO Navis", "KB Navis"),
        ("5 Road, Kyiv, Ukraine",),
    ),
    (
        "SSRC, a.k.a., the following three aliases: Centre; Syrian Council, and, Research Council (SRC). P.O. Box 4470, Damascus, Syria.",
        "SSRC",
        ("Centre", "Syrian Council", "Research Council (SRC)"),
        ("P.O. Box 4470, Damascus, Syria",),
    ),
    # addresses marked like aliases: the stated number tells them, and a further one behind a semicolon
    (
        "Tako Training FZO, a.k.a., the following one alias:|--TTF.|--Jumeirah Oasis, DDP, Building A2, Dubai; and P.O. "
        "Box 23596, Dubai.".replace("--", "\u2014"),
        "Tako Training FZO",
        ("TTF",),
        ("Jumeirah Oasis, DDP, Building A2, Dubai", "P.O. Box 23596, Dubai"),
    ),
    (
        "Incoff Aerospace S.R.O., a.k.a., the following one alias:|\u2014Incoff Group.|\u2014Polianky 3327/5 "
        "Bratislava\u2014Mestska Cast Dubravka; Bratislavsky, 84101, Slovakia.",
        "Incoff Aerospace S.R.O.",
        ("Incoff Group",),
        ("Polianky 3327/5 Bratislava\u2014Mestska Cast Dubravka; Bratislavsky, 84101, Slovakia",),
    ),
    # an address for a party
    (
        "Address 01, Unit D, 18 Luard Rd, Wan Chai, Hong Kong.",
        "Address 01",
        (),
        ("Unit D, 18 Luard Rd, Wan Chai, Hong Kong",),
    ),
]


@pytest.mark.parametrize(("text", "name", "aliases", "addresses"), CELLS, ids=[c[1] for c in CELLS])
def test_a_cell_is_cut_into_name_aliases_and_addresses(
    text: str, name: str, aliases: tuple[str, ...], addresses: tuple[str, ...]
) -> None:
    party = cell(text)
    assert (party.name, party.aliases, party.addresses) == (name, aliases, addresses)
    assert party.problems == ()


def test_cross_references_leave_the_addresses() -> None:
    party = cell(
        "UEC Ltd.,| |P.O. Box 97, Abu Dhabi, UAE (See alternate addresses under Pakistan and Crimea (Occupied))."
    )
    assert party.addresses == ("P.O. Box 97, Abu Dhabi, UAE",)
    assert party.cross_references == ("See alternate addresses under Pakistan and Crimea (Occupied)",)


def test_a_cell_of_name_and_cross_reference_only() -> None:
    party = cell("Brian Douglas Woodford (See alternate address under Singapore)")
    assert (party.name, party.addresses) == ("Brian Douglas Woodford", ())
    assert party.cross_references == ("See alternate address under Singapore",)


def test_the_stated_number_of_aliases_is_checked() -> None:
    party = cell("Suntac Group, a.k.a., the following one alias:|—Suntac Co.; and|—Suntac Companies.| |Yangon, Burma.")
    assert party.aliases == ("Suntac Co.", "Suntac Companies")
    assert party.problems == ("the text states 1 aliases and lists 2",)


def test_subordinate_institutions_and_the_addresses_of_all() -> None:
    party = cell(
        "Fourteenth Institute, a.k.a., the following one alias, and two subordinate "
        "institutions:|—NRIET.|Subordinate institution|"
        "SunSea Corporation.|Subordinate institution|Radio Institute, a.k.a., the following one alias:|—NIRT.|"
        "The following addresses apply to the entity and the two subordinate institutions:| |No 1 Road, Nanjing, China."
    )
    assert (party.name, party.aliases, party.addresses) == (
        "Fourteenth Institute",
        ("NRIET",),
        ("No 1 Road, Nanjing, China",),
    )
    assert [(sub.name, sub.aliases) for sub in party.sub_entities] == [
        ("SunSea Corporation", ()),
        ("Radio Institute", ("NIRT",)),
    ]
    assert all(sub.addresses == ("No 1 Road, Nanjing, China",) for sub in party.sub_entities)


def test_affiliated_entities_one_a_line() -> None:
    party = cell(
        "Huawei, Bantian, China.| |Affiliated entities:|Huawei Marine Co., Ltd., a.k.a., the "
        "following one alias:|—Huawei Marine;|"
        "HMN Tech.|Building R4, Dongguan, China.|Huawei Mobile Ltd., Huawei Base, Shenzhen, China."
    )
    assert [(s.name, s.aliases, s.addresses) for s in party.sub_entities] == [
        ("Huawei Marine Co., Ltd.", ("Huawei Marine", "HMN Tech"), ("Building R4, Dongguan, China",)),
        ("Huawei Mobile Ltd.", (), ("Huawei Base, Shenzhen, China",)),
    ]


def test_the_text_is_the_whole_cell_as_printed() -> None:
    assert cell("A. Leib Ltd.; HA'Assif 19, Binyamina, Israel.").text == "A. Leib Ltd.; HA'Assif 19, Binyamina, Israel."
    assert cell("A. Leib Ltd.; HA'Assif 19, Binyamina, Israel.").name == "A. Leib Ltd."


def test_a_known_name_settles_where_the_name_ends() -> None:
    lines = ("Bear Island Angstrem 12 Long Lane, Moscow, Russia.",)
    assert read_party(lines, "Bear Island Angstrem;").name == "Bear Island Angstrem"
    assert read_party(lines, "Bear Island Angstrem;").addresses == ("12 Long Lane, Moscow, Russia",)


def test_a_known_name_with_an_address_in_it_does_not() -> None:
    quoted = "OOO Druzhba,Ul. Profsoyuznaya d.3 Balei,Zabaikalski Kr.;"
    party = read_party(("OOO Druzhba,Ul. Profsoyuznaya d.3 Balei,Zabaikalski Kr., 673450, Russia.",), quoted)
    assert party.name == "OOO Druzhba"


ADDRESSES = [
    (
        "A Street, Kabul, Afghanistan, and Dasht Qala, Takhar, Afghanistan.",
        ("A Street, Kabul, Afghanistan", "Dasht Qala, Takhar, Afghanistan"),
    ),
    (
        "Industry Park, Dongguan, 523808, and No. 62, Second Ave., Tianjin, China.",
        ("Industry Park, Dongguan, 523808", "No. 62, Second Ave., Tianjin, China"),
    ),
    ("No. 1 and No. 2 Xinda Road, Wuxi, China", ("No. 1 and No. 2 Xinda Road, Wuxi, China",)),
    ("Science and Technology Park, Beijing, China", ("Science and Technology Park, Beijing, China",)),
    ("551 Ave, Athens, Greece; and72 Ave, Athens, Greece", ("551 Ave, Athens, Greece", "72 Ave, Athens, Greece")),
    ("Dubai, UAE; P.O. Box 5, Dubai, U.A.E.", ("Dubai, UAE", "P.O. Box 5, Dubai, U.A.E.")),
]


@pytest.mark.parametrize(("text", "addresses"), ADDRESSES)
def test_addresses_are_parted_from_one_another_but_not_within(text: str, addresses: tuple[str, ...]) -> None:
    assert split_addresses(text) == addresses


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("—Aimal Balal; and", "Aimal Balal"),
        ("Medisar LLC.", "Medisar LLC"),
        ("The Mother Ark.,", "The Mother Ark."),
        ("Medisar, Ltd.,", "Medisar, Ltd."),
        ("Kayi Ltd. Şti.", "Kayi Ltd. Şti."),
        ("Aerofalcon S.L.", "Aerofalcon S.L."),
        ("'Zvezdochka;'", "'Zvezdochka'"),
    ],
)
def test_typesetting_is_no_part_of_a_name(printed: str, name: str) -> None:
    assert tidy(printed) == name


@pytest.mark.parametrize(
    "text",
    [
        "Co." * 12000 + "x!",
        "A, " + "Co. " * 11000 + "!",
        "X Ltd (, " * 5500,
        "(see " * 9000,
        "a.k.a., " * 6000,
        "A.b " * 12000,
    ],
)
def test_hostile_cells_cost_no_time_to_speak_of(text: str) -> None:
    start = time.process_time()
    read_party((text,))
    assert time.process_time() - start < 5  # exponential or quadratic patterns would take minutes


def test_a_cell_beyond_reason_is_kept_whole_and_named() -> None:
    party = read_party(("x" * 60_000,))
    assert len(party.text) == 60_000
    assert party.problems == ("a cell of 60,000 characters is not cut into its parts",)


def test_split_name_without_anything_behind() -> None:
    assert split_name("Gulf Gate") == ("Gulf Gate", "")
    assert read_party(()).name == ""


@pytest.mark.parametrize(
    ("alias", "told"),
    [
        ("Anqing Works, Main Street 12, Industrial Park", False),
        ("Anqing Works. Industrial Park, Anqing", False),
        ("Anqing Works of Block 7 Technology", True),
        ("Anqing Works. No. 12 Main Street, Anqing", True),
        ("Anqing Works", True),
    ],
)
def test_an_alias_that_may_go_on_with_an_address_is_reviewed(alias: str, told: bool) -> None:
    rule = read_small(
        ["2. Supplement No. 4 to part 744 is amended under IRAN by adding an entry for \u201cA Co.\u201d"],
        destination("IRAN")
        + row(f"A Co., a.k.a., the following two aliases:<LI>\u2014B Works; and</LI><LI>\u2014{alias}.</LI>"),
    )
    assert rule.verdict is (Verdict.VERIFIED if told else Verdict.CONFLICTING)


def test_dashes_with_a_blank_behind_them_part_aliases_that_run_on() -> None:
    cell = "Orel Works, a.k.a., the following three aliases: \u2014 Alpha; \u2014Beta Co Ltd, and, \u2014 Gamma Bearing. No. 8 Main Road, Harbin, China."
    party = read_party((cell,))
    assert (party.aliases, party.addresses) == (
        ("Alpha", "Beta Co Ltd", "Gamma Bearing"),
        ("No. 8 Main Road, Harbin, China",),
    )
    assert party.problems == ()


@pytest.mark.parametrize(
    "name",
    [
        "Beta, Gamma and Delta Partners", "Plant 12, FSUE", "Huawei Cloud, Beijing Branch", "Rostec, Branch No. 2", "Smith, John",
        "Sun Yat-sen University, Zhuhai Campus", "Ministry of Defence, including the Armed Forces",
    ],
)  # fmt: skip
def test_the_instruction_tells_where_a_name_with_a_comma_ends(name: str) -> None:
    party = read_party((f"{name}, 10 Lenina Street, Moscow, Russia.",), name)
    assert (party.name, party.addresses) == (name, ("10 Lenina Street, Moscow, Russia",))


@pytest.mark.parametrize("name", ["OOO Druzhba, Ul. Profsoyuznaya d.3 Balei", "Zorin, 12 Main Street"])
def test_a_part_of_the_address_that_is_quoted_with_the_name_stays_the_addresss(name: str) -> None:
    party = read_party((f"{name}, Russia.",), name)
    assert party.name == name.partition(",")[0]


@pytest.mark.parametrize(
    ("lines", "aliases", "address"),
    [
        (("three aliases:", "—Zed One;", "—Zed Two.", "—10 Lenina Street, Moscow, Russia."), ("Zed One", "Zed Two"), "10 Lenina Street, Moscow, Russia"),
        (("two aliases:", "—Zed One; and", "10 Lenina Street, Moscow, Russia."), ("Zed One",), "10 Lenina Street, Moscow, Russia"),
        (("two aliases:", "—Zed One;", "—No. 198 Lenina Road, Moscow, Russia."), ("Zed One",), "No. 198 Lenina Road, Moscow, Russia"),
        (("one alias:", "—10 Lenina Street, Moscow, Russia."), (), "10 Lenina Street, Moscow, Russia"),
    ],
)  # fmt: skip
def test_no_address_is_made_an_alias_for_the_stated_number(
    lines: tuple[str, ...], aliases: tuple[str, ...], address: str
) -> None:
    party = read_party((f"Zavod, a.k.a., the following {lines[0]}", *lines[1:]))
    assert (party.aliases, party.addresses) == (aliases, (address,))
    assert any("of which" in doubt for doubt in party.doubts)


def test_an_alias_that_begins_with_a_number_stays_one() -> None:
    lines = (
        "—12th Research Institute, Foo;",
        "—5 Star General Trading; and",
        "—3 Mile, Co., Ltd.",
        "10 Lenina Street, Omsk, Russia.",
    )
    party = read_party(("Zavod, a.k.a., the following three aliases:", *lines))
    assert party.aliases == ("12th Research Institute, Foo", "5 Star General Trading", "3 Mile, Co., Ltd.")
    assert not party.doubts


@pytest.mark.parametrize("alias", ["BMTI. No. 2", "three", "Zed Works. Building 4 Mira"])
def test_an_alias_that_goes_on_with_an_address_or_is_a_number_is_doubted(alias: str) -> None:
    assert announced_inside((alias,), ()) == (f"“{alias}” was not understood as an alias",)
