"""The Military End-User List and the Unverified List: in the eCFR's part, and in rules beside the Entity List."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest
from lxml import etree

from monitor.model import ListName, Operation, Rule, Snapshot, Verdict
from monitor.reading.lists.ecfr import read_ecfr
from monitor.reading.rules.document import read_document
from monitor.reading.rules.stated_counts import read_stated
from monitor.text.clean import one_line
from monitor.text.destinations import heading
from monitor.text.names import fold
from tests.reading.golden import goldens

UVL, MEU = ListName.UNVERIFIED, ListName.MILITARY_END_USER
HEADS = {
    6: ("Country", "Listed person and address", "Federal Register citation"),
    7: ("Country", "Entity", "Federal Register citation"),
}
CHINA = "CHINA, PEOPLE'S REPUBLIC OF"


def copy(number: int, *rows: tuple[str, str, str]) -> Snapshot:
    heads = "".join(f"<TH>{head}</TH>" for head in HEADS[number])
    body = "".join("<TR>" + "".join(f"<TD>{cell}</TD>" for cell in row) + "</TR>" for row in rows)
    xml = f'<DIV9 N="Supplement No. {number} to Part 744"><TABLE><TR>{heads}</TR>{body}</TABLE></DIV9>'
    return read_ecfr(xml.encode(), "copy.xml")


@pytest.fixture(scope="module")
def part() -> bytes:
    return gzip.decompress((files("monitor") / "data" / "part744-2026-07-18.xml.gz").read_bytes())


@pytest.fixture(scope="module")
def whole(part: bytes) -> Snapshot:
    return read_ecfr(part, "part744-2026-07-18")


def test_a_supplement_alone_is_the_copy_of_its_list() -> None:
    found = copy(6, ("ARMENIA", "Foo, Street 1, Yerevan, Armenia", "85 FR 64017, October 9, 2020."))
    assert (found.lists, found.problems) == ((UVL,), ())
    (entry,) = found.entries
    assert (entry.country, entry.name, entry.addresses) == ("ARMENIA", "Foo", ("Street 1, Yerevan, Armenia",))
    assert (entry.supplement, entry.list) == (6, UVL)
    assert "UVL statement" in entry.license_requirement
    assert "§§ 744.15 and 740.2(a)(17)" in entry.license_requirement


def test_reserved_rows_are_no_entries() -> None:
    found = copy(7, ("BURMA", "[Reserved]", "[Reserved]"), (CHINA, "Foo, Road 1, China", "85 FR 83799, 12/23/2020."))
    assert [(e.country, e.name) for e in found.of(MEU)] == [(CHINA, "Foo")]
    assert found.entries[0].license_review_policy == "Presumption of denial. (See § 744.21(e) of the EAR)"


def test_institutions_under_one_heading_are_listed_each_for_itself() -> None:
    """The heading's company is none of them: it says whose they are. What has a citation of its own ends the group."""
    found = copy(
        7,
        (CHINA, "Before Co., Road 1, China", "85 FR 83799, 12/23/2020."),
        ("", "The following two subordinate institutions of Big Corp:", "85 FR 83799, 12/23/2020."),
        ("", "Subordinate instituion:", ""),
        ("", "One Co., Ltd., Road 2, China", ""),
        ("", "Subordinate institution: Two Institute (TI), Road 3, China", ""),
        ("", "After Co., Road 4, China", "86 FR 4864, 1/15/2021."),
    )
    assert [(e.name, e.cross_references, len(e.citations)) for e in found.entries] == [
        ("Before Co.", (), 1),
        ("One Co., Ltd.", ("Subordinate institution of Big Corp",), 1),
        ("Two Institute (TI)", ("Subordinate institution of Big Corp",), 1),
        ("After Co.", (), 1),
    ]
    assert found.problems == ()


def test_every_row_of_the_real_supplements_is_accounted_for(part: bytes, whole: Snapshot) -> None:
    """186 and 90 body rows: entries, the headings over groups and over each of a group, and [Reserved]."""
    root = etree.fromstring(part)
    for number, of in ((6, UVL), (7, MEU)):
        (division,) = (d for d in root.iter("DIV9") if d.get("N") == f"Supplement No. {number} to Part 744")
        cells = [one_line("".join(map(str, tr[1].itertext()))) for tr in division.iter("TR") if tr[0].tag == "TD"]
        assert len(cells) == {6: 186, 7: 90}[number]
        texts = Counter(fold(entry.text) for entry in whole.of(of))
        left = [cell for cell in cells if not texts[fold(cell)]]
        heads = r"The following \w+ subordinate institutions of .+:|Subordinate instit\w+:|\[Reserved\]"
        assert [cell for cell in left if not re.fullmatch(heads, cell)] == []
        assert len(cells) - len(left) == len(whole.of(of)) == {6: 186, 7: 70}[number]


def test_the_real_supplements_lose_no_word(whole: Snapshot) -> None:
    for entry in (*whole.of(UVL), *whole.of(MEU)):
        said = " ".join((entry.name, *entry.aliases, *entry.addresses))
        announced = re.sub(r"\b(?:a\.?k\.?a\b\.?|the following one alias)", " ", entry.text)
        assert words(said) == words(announced), entry.name


def words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text) if word != "and"]


def test_a_destination_has_one_name_on_all_lists(whole: Snapshot) -> None:
    """So that a rule's removal finds the entry, and a filter all of them: the Unverified List is headed TÜRKIYE."""
    assert {heading(entry.country) for entry in whole.entries} == {entry.country for entry in whole.entries}
    assert sum(entry.country == "TURKEY" for entry in whole.of(UVL)) == 12


def test_aliases_that_nothing_but_their_marks_part(whole: Snapshot) -> None:
    by_name = {entry.name: entry.aliases for entry in whole.of(UVL)}
    assert by_name["MM Cargo OY"] == ("MM Cargo WH", "MM Cargo")
    assert by_name["Premier Kiosk Global Supply Co."] == ("PKGS", "Global Kiosk")
    assert len(by_name["Inter-Traid Electro"]) == 3


# -- rules -------------------------------------------------------------------------------------------------------------


def read_golden(name: str) -> Rule:
    found = next(golden for golden in goldens() if golden.folder.name == name).read()
    assert isinstance(found, Rule)
    return found


def kinds(rule: Rule, of: ListName) -> Counter[str]:
    return Counter(a.operation.value for a in rule.amendments if a.list is of)


def test_a_real_rule_of_the_unverified_list() -> None:
    rule = read_golden("2022-21714")
    assert rule.verdict is Verdict.VERIFIED
    assert kinds(rule, UVL) == {"add": 31, "remove": 9}
    assert kinds(rule, ListName.ENTITY) == {}
    assert (rule.other_supplements, rule.entry_texts.found, rule.entry_texts.expected) == ({}, 31, 31)
    agreeing = {check.check for check in rule.checks if check.agrees}
    assert {
        f"Unverified List: {c}" for c in ("entities added", "entities removed", "preamble's list: added")
    } <= agreeing


def test_real_rules_that_move_parties_to_the_entity_list() -> None:
    nine, one = read_golden("2022-27149"), read_golden("2022-27151")
    assert (kinds(nine, ListName.ENTITY), kinds(nine, UVL)) == ({"add": 9}, {"remove": 36})
    assert kinds(one, UVL) == {"remove": 1}
    assert {rule.verdict for rule in (nine, one)} == {Verdict.VERIFIED}
    assert next(c for c in nine.checks if c.check == "Unverified List: entities removed").expected == "36"


def rule_of(instructions: str, summary: str, rows: str = "") -> Rule:
    heads = "".join(f"<CHED H='1'>{head}</CHED>" for head in HEADS[7])
    table = f"<GPOTABLE COLS='3'><BOXHD>{heads}</BOXHD>{rows}</GPOTABLE>" if rows else ""
    xml = (
        "<RULE><PREAMB><AGENCY>DEPARTMENT OF COMMERCE</AGENCY><SUBAGY>Bureau of Industry and Security</SUBAGY>"
        "<CFR>15 CFR Part 744</CFR><SUBJECT>Changes of the Lists</SUBJECT><ACT><HD>ACTION:</HD><P>Final rule.</P></ACT>"
        f"<SUM><HD>SUMMARY:</HD><P>{summary}</P></SUM><DATES><HD>DATES:</HD><P>This rule is effective January 3, 2030.</P>"
        f"</DATES></PREAMB><SUPLINF><REGTEXT TITLE='15' PART='744'>{instructions}{table}</REGTEXT></SUPLINF>"
        "<FRDOC>[FR Doc. 2030-00001 Filed 1-2-30; 8:45 am]</FRDOC></RULE>"
    )
    return read_document(xml.encode(), "a rule")


def test_the_military_end_user_list_is_amended() -> None:
    rows = (
        f"<ROW><ENT I='01'>{CHINA}</ENT><ENT>Foo Aviation Co., a.k.a., the following one alias: —Foo Air. 1 Road, China.</ENT>"
        "<ENT>95 FR [INSERT FR PAGE NUMBER], 1/3/2030.</ENT></ROW>"
    )
    rule = rule_of(
        f"<AMDPAR>2. Supplement No. 7 to part 744 is amended under {CHINA}, by adding an entry for “Foo Aviation Co.” and "
        "removing the entry for “Bar Aero”.</AMDPAR>",
        "This rule adds one entity to the Military End-User (MEU) List and removes one entity from the MEU List.",
        rows,
    )
    assert rule.verdict is Verdict.VERIFIED
    added, removed = rule.amendments
    assert (added.operation, added.list, added.effective_on) == (Operation.ADD, MEU, date(2030, 1, 3))
    assert added.entry is not None
    assert (added.entry.list, added.entry.aliases) == (MEU, ("Foo Air",))
    assert "§ 744.21" in added.entry.license_requirement
    assert (removed.operation, removed.list, removed.name) == (Operation.REMOVE, MEU, "Bar Aero")


def test_a_count_that_does_not_agree_is_doubted_by_the_name_of_its_list() -> None:
    rule = rule_of(
        f"<AMDPAR>2. Supplement No. 6 to part 744 is amended under {CHINA}, by removing the entry for “Foo”.</AMDPAR>",
        "This rule removes two persons from the Unverified List.",
    )
    assert rule.verdict is Verdict.CONFLICTING
    (wrong,) = (check for check in rule.checks if not check.agrees)
    assert (wrong.check, wrong.expected, wrong.found) == ("Unverified List: entities removed", "2", "1")


def test_names_that_are_not_given_leave_the_rule_unread() -> None:
    rule = read_golden("2023-18125")
    assert rule.verdict is Verdict.UNREADABLE
    assert [(a.operation, a.list) for a in rule.amendments] == [(Operation.UNREADABLE, UVL)]


def test_a_supplement_that_is_no_list_is_counted_and_its_paragraphs_are_none() -> None:
    rule = rule_of(
        "<AMDPAR>2. Supplement No. 7 to part 744 is amended by revising paragraph (a) to read as follows:</AMDPAR>", ""
    )
    assert (rule.verdict, rule.amendments) == (Verdict.IRRELEVANT, ())


@pytest.mark.parametrize(
    ("summary", "entity", "unverified"),
    [
        ("BIS is adding 31 persons to the Unverified List (UVL).", (None, None), (31, None)),
        ("This rule also removes nine persons, all under the destination of China, from the UVL.", (None, None), (None, 9)),
        (
            "BIS is removing 9 persons from the Unverified List (UVL) and adding them to the Entity List. BIS is also "
            "removing 27 persons from the UVL.",
            (9, None),
            (None, 36),
        ),
        ("This rule adds two entities to the Entity List and removes one person from the UVL.", (2, None), (None, 1)),
    ],
)  # fmt: skip
def test_each_list_has_its_own_counts(
    summary: str, entity: tuple[int | None, int | None], unverified: tuple[int | None, int | None]
) -> None:
    for of, expected in ((ListName.ENTITY, entity), (UVL, unverified)):
        stated = read_stated(summary, of).stated
        assert (stated.entities_added, stated.entities_removed) == expected


# -- what a rule tells of its removals beside the instructions -----------------------------------------------------------


def told(rule: Rule) -> str:
    return next((c.found for c in rule.checks if c.check == "Unverified List: removals told in sentences"), "")


def removing(*names: str, summary: str) -> Rule:
    quoted = " and ".join(f"“{name}”" for name in names)
    order = f"2. Supplement No. 6 to part 744 is amended under {CHINA}, by removing {quoted}."
    return rule_of(f"<AMDPAR>{order}</AMDPAR>", summary)


AS_TOLD = "every removal as it is told"
UNDER = "under the destination of China from the UVL."


@pytest.mark.parametrize(
    ("names", "summary", "found"),
    [
        (("Foo Co., Ltd.",), f"This rule removes Foo Co. Ltd. {UNDER}", AS_TOLD),
        (("Foo Co., Ltd.", "A and B Inc."), "BIS is removing Foo Co., Ltd. and A and B Inc. from the UVL.", AS_TOLD),
        (("Foo Co., Ltd.",), f"This rule removes “Bar Works;” and “Foo Co., Ltd.” {UNDER}", "“Bar Works” is told to be removed, and no"),
        (("Foo College",), f"This rule removes Foo University {UNDER}", "“Foo University” is told to be removed, and no"),
        (("Foo Co.", "Bar Works"), f"This rule removes Foo Co. {UNDER}", "“Bar Works” is removed, and the preamble does not name it"),
        (("Foo Co.",), "As a conforming change to the addition of one entity to the Entity List, this rule removes this entity from "
                       "the UVL.", "1 said to leave it"),
        (("Foo Co.", "Bar Works"), "This rule removes the entity from the UVL.", "one is said to be removed, and 2 are"),
        # What tells nothing of these removals.
        (("Foo Co.",), "This rule removes one person from the UVL.", ""),
        (("Foo Co.",), "This rule removes one person from the UVL. Another BIS rule is removing Bar Works from the UVL.", ""),
        (("Foo Co.",), "This rule removes one person from the UVL. BIS removes a person from the UVL once it is verified.", ""),
    ],
)  # fmt: skip
def test_removals_are_held_against_the_sentences_that_tell_them(
    names: tuple[str, ...], summary: str, found: str
) -> None:
    rule = removing(*names, summary=summary)
    assert (told(rule) == found) if found in ("", AS_TOLD) else (found in told(rule))
    assert (rule.verdict is Verdict.VERIFIED) is (found in ("", AS_TOLD))


def changed(name: str, old: str, new: str) -> Rule:
    """A real rule with other words in its instructions for the Unverified List."""
    golden = next(golden for golden in goldens() if golden.folder.name == name)
    head, part, instructions = golden.source.read_text("utf-8").rpartition("no. 6 to part 744 is amended")
    assert old in instructions
    return read_document(f"{head}{part}{instructions.replace(old, new)}".encode(), name)


YANGTZE = "the entity ``Yangtze Memory Technologies Co., \nLtd.''"


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("2022-27149", "Guangdong University of", "Guangdong College of", "“Guangdong University of Technology” is told to be"),
        ("2022-27151", YANGTZE, "the entity ``Wuxi Biologics Co., Ltd.''", "1 said to leave it for another list, and 0 of"),
        ("2022-27151", YANGTZE, f"{YANGTZE} and ``Wuxi Biologics Co., Ltd.''", "one is said to be removed, and 2 are"),
        ("2022-27149", "``Tavrida Microelectronics", "``Tavrida Works", "9 said to leave it for another list, and 8 of"),
    ],
)  # fmt: skip
def test_a_real_rule_that_removes_others_than_it_tells_is_conflicting(
    name: str, old: str, new: str, found: str
) -> None:
    rule = changed(name, old, new)
    assert rule.verdict is Verdict.CONFLICTING
    assert found in told(rule)


@pytest.mark.parametrize("quoted", ["", "The following eight subordinate institutions of Big Corp"])
def test_what_names_no_party_removes_none(quoted: str) -> None:
    order = f"2. Supplement No. 7 to part 744 is amended under {CHINA}, by removing “Foo” and “{quoted}”."
    rule = rule_of(f"<AMDPAR>{order}</AMDPAR>", "This rule removes two entities from the MEU List.")
    assert rule.verdict is Verdict.CONFLICTING
    assert [a.name for a in rule.amendments if a.operation is Operation.REMOVE] == ["Foo"]


def test_a_reserved_place_is_no_party() -> None:
    order = "2. Supplement No. 7 to part 744 is amended under CAMBODIA, by removing “[Reserved]” and “Foo”."
    rule = rule_of(f"<AMDPAR>{order}</AMDPAR>", "This rule removes one entity from the MEU List.")
    assert (rule.verdict, [a.name for a in rule.amendments]) == (Verdict.VERIFIED, ["Foo"])


def test_how_a_column_is_headed_is_no_problem() -> None:
    assert read_golden("2022-21714").problems == ()


def test_every_destination_of_the_lists_is_known(part: bytes) -> None:
    heads = {
        one_line("".join(map(str, row[0].itertext())))
        for division in etree.fromstring(part).iter("DIV9")
        if re.fullmatch(r"Supplement No. [467] to Part 744", division.get("N") or "")
        for row in division.iter("TR")
        if row[0].tag == "TD" and len(row) > 1
    }
    assert {"AZERBAIJAN", "CAMBODIA", "TÜRKIYE"} < heads
    assert [head for head in heads - {""} if not heading(head)] == []
    assert {heading("Republic of Azerbaijan"), heading("Cambodia")} == {"AZERBAIJAN", "CAMBODIA"}
