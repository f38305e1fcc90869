"""The preamble's list of parties, bulleted, numbered or bare, and the sentences that are no part of it."""

from __future__ import annotations

from monitor.model import Operation
from monitor.reading.passages import Passage, Role
from monitor.reading.rules.preamble import Listed, read_preamble
from tests.reading.small_rules import destination, read_small, row


def passages(*lines: str) -> list[Passage]:
    return [Passage(Role.HEADING, t[1:]) if t.startswith("#") else Passage(Role.PARAGRAPH, t) for t in lines]


def listed(found: list[Passage]) -> tuple[Listed, ...]:
    return read_preamble(found).listed


INTRO = "For the reasons described above, this final rule adds the following three entries to the Entity List:"


def test_bullets_numbers_and_bare_lines() -> None:
    for lines in (
        ("• A Co., Ltd.; and", "• B."),
        ("(1) A Co., Ltd.; and", "(2) B."),
        ("A Co., Ltd.; and", "B."),
        ("1. A Co., Ltd., 12 Azadi Street, Tehran, Iran; and", "2. B."),
    ):
        found = listed(passages(INTRO, "#Iran", *lines))
        assert [(x.operation, x.country) for x in found] == [(Operation.ADD, "IRAN")] * 2
        assert found[0].name == "A Co., Ltd."


def test_a_hyphen_of_a_bare_name_is_no_bullet() -> None:
    found = listed(passages(INTRO, "#Russia", "Concern Radio-Electronic Works; and", "—Foo-Bar Works."))
    assert [x.name for x in found] == ["Concern Radio-Electronic Works"]


def test_destinations_as_lines_of_their_own() -> None:
    found = listed(passages(INTRO, "People's Republic of China", "• A; and", "United Arab Emirates (UAE)", "• B"))
    assert [x.country for x in found] == ["CHINA, PEOPLE'S REPUBLIC OF", "UNITED ARAB EMIRATES"]


def test_italic_names() -> None:
    item = Passage(Role.PARAGRAPH, "(1) At One Electronics, Unit 614, Kowloon.", italic="At One Electronics,")
    assert listed([*passages(INTRO, "#China"), item])[0].name == "At One Electronics"


def test_an_item_of_the_xml_with_nothing_but_its_destination_behind_the_name() -> None:
    rule = read_small(
        [
            "2. Supplement No. 4 to part 744 is amended under SOUTH SUDAN by adding an entry for \u201cSafinat Group.\u201d"
        ],
        destination("SOUTH SUDAN") + row("Safinat Group, South Sudan."),
        preamble=f"<P>{INTRO}</P><HD SOURCE='HD3'>South Sudan</HD><FP>(1) Safiinat Group, South Sudan.</FP>",
    )
    assert [n.name for n in rule.named] == ["Safiinat Group"]


def test_lists_of_removals() -> None:
    found = listed(passages("This rule removes the following entity from the Entity List:", "#Iran", "• A."))
    assert found == (Listed(Operation.REMOVE, "IRAN", "A."),)


def test_nothing_before_an_introduction() -> None:
    assert listed(passages("#Iran", "Iran is a destination about which much is said here;")) == ()


def test_the_announced_number_is_a_witness_too() -> None:
    found = read_preamble(passages(INTRO, "#Iran", "• A;", "• B; and", "• C."))
    assert found.announced == {Operation.ADD: 3}


def test_aliases_and_addresses_in_lines_of_their_own_are_no_parties() -> None:
    lines = (
        "(1) A Co., a.k.a., the following two aliases:",
        "—Alef; and",
        "—Alpha.",
        "12 Azadi Street, Tehran, Iran; and",
        "(2) B.",
    )
    found = listed(passages(INTRO, "#Iran", *lines))
    assert [x.name for x in found] == ["A Co.", "B."]


def test_remarks_between_are_no_parties() -> None:
    found = listed(passages(INTRO, "#Iran", "• A; and", "• B.", "BIS made this decision in October.", "#Iraq", "• C."))
    assert [x.name for x in found] == ["A", "B.", "C."]


def test_two_lists_of_additions_add_up() -> None:
    intro = "This final rule adds the following {} entries to the Entity List:"
    found = read_preamble(passages(intro.format("two"), "#Iran", "• A;", "• B.", intro.format("one"), "#Iraq", "• C."))
    assert (found.announced, len(found.listed)) == ({Operation.ADD: 3}, 3)
