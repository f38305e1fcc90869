"""What an instruction quotes, and how it finds its row or its entry on the list."""

from __future__ import annotations

import pytest

from monitor.model import Verdict
from monitor.reading.rules.quoted_entries import name_on_list, whole_entry
from monitor.reading.rules.row_search import NamedRow, alike, begins_with, known_as, made_up_of
from tests.reading.small_rules import destination, read_small, row, said

WHOLE = [
    ("Frank Genin, a.k.a., the following one alias: -Franck Genin. RM 1905, Star House, Hong Kong (See alternate address under France)", "Frank Genin"),
    ("FIMCO FZE, LOB 16, Office 16401, JAFZ, P.O. Box 61342, Dubai, U.A.E. (See alternate addresses under Iran)", "FIMCO FZE"),
    ("Antcorp System, 1206A, Hong Kong", "Antcorp System"),
    ("A Co., Ltd., a.k.a., the following two aliases: \u2014B; and \u2014C. 12 Main Street, Tehran, Iran", "A Co., Ltd."),
]  # fmt: skip
NAMES = [
    "OOO Druzhba,Ul. Profsoyuznaya d.3 Balei,Zabaikalski Kr.", "A Co., Ltd.", "Beijing Cloudmind Technology Co., Ltd.", "Huawei Cuba, Cuba",
    "Huawei OpenLab, Singapore", "China Aerospace Science and Industry Corporation, Second Academy, 23 Institute",
    "Proven Glory, British Virgin Islands", "Kazan Helicopter Plant Repair Service (a.k.a. KVR)", "Tactical Missile Corporation, AO GNPP Region",
]  # fmt: skip


@pytest.mark.parametrize(("quotation", "name"), WHOLE, ids=[w[1] for w in WHOLE])
def test_a_whole_entry_is_its_name(quotation: str, name: str) -> None:
    party = whole_entry(quotation)
    assert party is not None
    assert party.name == name


@pytest.mark.parametrize("quotation", NAMES)
def test_a_name_is_left_alone(quotation: str) -> None:
    assert whole_entry(quotation) is None


def test_the_list_tells_a_country_behind_a_name_from_a_part_of_it() -> None:
    assert name_on_list("Huawei Cuba, Cuba", {"Huawei Cuba"}.__contains__) == "Huawei Cuba"
    assert (
        name_on_list("Huawei OpenLab, Singapore", {"Huawei OpenLab, Singapore"}.__contains__)
        == "Huawei OpenLab, Singapore"
    )
    assert name_on_list("Nobody, Cuba", set[str]().__contains__) == "Nobody, Cuba"


ROWS = [NamedRow(0, "Elara JSC", ("Elara",)), NamedRow(1, "Incoff Aerospace S.R.O.", ()), NamedRow(2, "502 Research Institute", ("Five",)),
        NamedRow(3, "513 Research Institute", ("Five",))]  # fmt: skip


def test_how_names_find_rows() -> None:
    names = [r.name for r in ROWS]
    assert alike("JSC Elara", names) == 0
    assert alike("Incoff Aerospace, S.R.O", names) == 1
    assert alike("Research Institute", names) is None
    assert made_up_of("502 Research Institute, 513 Research Institute", ROWS) == [2, 3]
    assert made_up_of("502 Research Institute and 513 Research Institute", ROWS) == [2, 3]
    assert made_up_of("502 Research Institute", ROWS) == []
    persons = [NamedRow(0, "Airfix Aviation Oy", ()), NamedRow(1, "Andrey Kirievski", ())]
    for joint in (", ", " and ", ", and "):
        assert made_up_of(f"Airfix Aviation Oy{joint}Andrey Kirievski", persons) == [0, 1]
    assert known_as("ELARA", ROWS) == 0
    assert known_as("Five", ROWS) is None
    assert begins_with("Sinno Electronics Co., Ltd., a.k.a.", "sinnoelectronics")
    assert not begins_with("Sinnolectric Co.", "sinno")


IRAN = "2. Supplement No. 4 to part 744 is amended under IRAN"
ORDERS = [
    ("a name shorter than the row's", f"{IRAN} by adding an entry for \u201cSinno Electronics\u201d", row("Sinno Electronics Co., Ltd., Tehran, Iran."),
     [("add", "IRAN", "Sinno Electronics")], "Sinno Electronics Co., Ltd."),
    ("a renamed entry", f"{IRAN} by revising the entry for \u201cAlpha Lam\u201d", row("Xianfa Lin, a.k.a., the following one alias:<LI>\u2014Alpha Lam.</LI><LI>Tehran, Iran.</LI>"),
     [("revise", "IRAN", "Alpha Lam")], "Xianfa Lin"),
    ("two names in one pair of quotes", f"{IRAN} by adding entries for \u201cA 502 Institute, B 513 Institute\u201d",
     row("A 502 Institute, Tehran, Iran.") + row("B 513 Institute, Tehran, Iran."), [("add", "IRAN", "A 502 Institute"), ("add", "IRAN", "B 513 Institute")], "A 502 Institute"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("instruction", "rows", "amendments", "first"), [o[1:] for o in ORDERS], ids=[o[0] for o in ORDERS]
)
def test_orders_and_rows(instruction: str, rows: str, amendments: list[tuple[str, str, str]], first: str) -> None:
    rule = read_small([instruction], destination("IRAN") + rows)
    assert said(rule.amendments) == amendments
    assert rule.verdict is Verdict.VERIFIED
    entry = rule.amendments[0].entry
    assert entry is not None
    assert entry.name == first


def test_a_destination_that_is_removed_takes_the_preamble_s_parties() -> None:
    preamble = (
        "<P>This rule removes the following two entities from the Entity List:</P><HD SOURCE='HD3'>Australia</HD>"
        "<P>(1) <E T='03'>A Co.,</E> Sydney; and</P><P>(2) <E T='03'>B Co.,</E> Perth.</P>"
    )
    rule = read_small(
        ["2. Supplement No. 4 to part 744 is amended by removing the entry for Australia."],
        preamble=preamble, summary="This rule removes two entities from the Entity List.",
    )  # fmt: skip
    assert said(rule.amendments) == [("remove", "AUSTRALIA", "A Co."), ("remove", "AUSTRALIA", "B Co.")]
    assert rule.verdict is Verdict.VERIFIED
