"""Corrections of rules: never dismissed, read where they can be, and no party made of what they quote."""

from __future__ import annotations

import pytest

from monitor.model import Rule, Verdict
from monitor.reading.rules.document import read_document
from monitor.reading.rules.instructions import read_instructions
from monitor.reading.rules.rule import read_rule
from monitor.text.names import fold
from tests.reading.small_rules import said

ACM = "ACM Research (Shanghai), Inc."
READS = "\u201cBuilding 4, No. 1690\u201d should read \u201cBuilding 4, No. 1960\u201d."


def correction(*paragraphs: str, title: str = "Additions to the Entity List", tag: str = "P", note: str = "") -> bytes:
    """A correction as the Register prints it, under the title of the rule it corrects."""
    body = "".join(f"<{tag}>{one}</{tag}>" for one in paragraphs)
    return (
        "<RULE><PREAMB><AGENCY TYPE='S'>DEPARTMENT OF COMMERCE</AGENCY><SUBAGY>Bureau of Industry and Security</SUBAGY>"
        f"<CFR>15 CFR Part 744</CFR><SUBJECT>{title}</SUBJECT><HD SOURCE='HD2'>Correction</HD></PREAMB><SUPLINF>{note}{body}"
        "</SUPLINF><FRDOC>[FR Doc. C1-2024-28267 Filed 12-11-24; 8:45 am]</FRDOC></RULE>"
    ).encode()


NOTE = (
    "<P>In rule document 2024-28267, beginning on page 96830, in the issue of Thursday, December 5, 2024, make the following "
    "correction:</P>"
)


@pytest.mark.parametrize("tag", ["P", "AMDPAR"])
def test_words_that_are_corrected_are_no_party(tag: str) -> None:
    rule = read_document(
        correction(
            f"On page 96836, in the second column, in the entry for \u201c{ACM}\u201d, {READS}", tag=tag, note=NOTE
        ),
        "x",
    )
    assert said(rule.amendments) == [("correct", "", ACM)]
    assert rule.verdict is not Verdict.IRRELEVANT


def test_a_street_that_is_corrected_and_an_entry_that_is_removed() -> None:
    rule = read_document(
        correction(
            "In rule FR Doc. 2024-28267, December 5, 2024 (89 FR 96830), make the following corrections:",
            f"1. On page 96836, in the table, under China, in the entry for \u201c{ACM}\u201d, in the second column, "
            "\u201cBuilding 4, No. 1690\u201d is corrected to read \u201cBuilding 4, No. 1960\u201d.",
            "2. On page 96840, in the second column, the entry \u201cBeijing E-Town Semiconductor Technology\u201d is removed.",
            tag="AMDPAR",
        ),
        "x",
    )
    assert said(rule.amendments) == [
        ("correct", "CHINA, PEOPLE'S REPUBLIC OF", ACM),
        ("remove", "", "Beijing E-Town Semiconductor Technology"),
    ]


def test_what_cannot_be_read_of_a_correction_is_never_irrelevant() -> None:
    rule = read_document(correction(f"On page 96836, in the second column, the first line, {READS}", note=NOTE), "x")
    assert rule.verdict is Verdict.UNREADABLE


def test_a_correction_that_does_not_say_what_list_is_ours_if_it_corrects_a_rule_of_ours() -> None:
    data = correction(
        f"On page 96836, in the second column, {READS}", title="Export Administration Regulations", note=NOTE
    )
    asked: list[str] = []

    def amends(rule: str) -> bool:
        asked.append(rule)
        return rule == "2024-28267"

    rule = read_rule(data, "x", amends=amends)
    assert asked == ["2024-28267"]
    assert rule.verdict is not Verdict.IRRELEVANT
    assert "corrected rule" not in [c.check for c in rule.checks]
    assert read_rule(data, "x", amends=lambda rule: False).verdict is Verdict.IRRELEVANT


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (f"On page 96836, in the second column, {READS}", Verdict.UNREADABLE),
        ("On page 96836, under RUSSIA, the entry for \u201cOrel JSC\u201d is removed.", Verdict.CONFLICTING),
        (f"On page 96836, in \u00a7 744.11, {READS}", Verdict.IRRELEVANT),
        (f"On page 96836, in Supplement No. 6 to part 744, {READS}", Verdict.IRRELEVANT),
        (f"On page 96836, in supplement no. 1 to part 774, {READS}", Verdict.IRRELEVANT),
    ],
)
def test_a_correction_of_a_rule_that_nobody_knows_is_kept_unless_it_names_another_text(
    words: str, verdict: Verdict
) -> None:
    data = correction(words, title="Export Administration Regulations", note=NOTE)
    for rule in (read_rule(data, "x"), read_rule(data, "x", amends=lambda rule: None)):
        assert rule.verdict is verdict
        assert ("may be one of the Entity List" in " ".join(rule.problems)) is (verdict is not Verdict.IRRELEVANT)


# -- the same as raw text ----------------------------------------------------------------------------------------------

CHINA = "CHINA, PEOPLE'S REPUBLIC OF"
IN_THE_ENTRY = """in the entry for ``ACM Research (Shanghai),
Inc.'', ``Building 4, No. 1690'' should read ``Building 4, No. 1960''."""


def raw_correction(*paragraphs: str, title: str = "Additions to the Entity List", indent: str = "    ") -> bytes:
    """A correction in the Register's raw text: no section has a label."""
    body = "\n\n".join(f"{indent}{one}" for one in paragraphs)
    return f"""[Federal Register Volume 89, Number 240 (Friday, December 13, 2024)]
[Rules and Regulations]
[Page 101234]
From the Federal Register Online via the Government Publishing Office [www.gpo.gov]
[FR Doc No: C1-2024-28267]


-----------------------------------------------------------------------

DEPARTMENT OF COMMERCE

Bureau of Industry and Security

15 CFR Part 744

[Docket No. 240101-0001]
RIN 0694-AJ00


{title}

Correction

    In rule document 2024-28267, beginning on page 96830, in the issue of
Thursday, December 5, 2024, make the following corrections:

{body}

[FR Doc. C1-2024-28267 Filed 12-12-24; 8:45 am]
BILLING CODE 0099-10-D
""".encode()


@pytest.mark.parametrize("title", ["Additions to the Entity List", "Federal Register documents; correction"])
@pytest.mark.parametrize("indent", ["    ", "", "0\n"])
@pytest.mark.parametrize(
    ("paragraphs", "amendments"),
    [
        (
            ["Supplement No. 4 to Part 744  [Corrected]", f"On page 96836, in the table, {IN_THE_ENTRY}"],
            [("correct", "", ACM)],
        ),
        (
            [
                f"1. On page 96836, in the table, under China, {IN_THE_ENTRY}",
                "2. On page 96840, in the second column, remove the entry ``Beijing E-Town''.",
            ],
            [("correct", CHINA, ACM), ("remove", "", "Beijing E-Town")],
        ),
        (
            ["On page 96836, in the second column, under RUSSIA, the entry for ``Orel JSC'' is corrected to read:"],
            [("correct", "RUSSIA", "Orel JSC")],
        ),
        (
            ["On page 96836, under RUSSIA, the entry for ``Orel JSC'' is corrected to read ``Oryol JSC''."],
            [("correct", "RUSSIA", "Orel JSC")],
        ),
    ],
)
def test_a_correction_in_raw_text(
    paragraphs: list[str], amendments: list[tuple[str, str, str]], title: str, indent: str
) -> None:
    def amends(rule: str) -> bool:
        return rule == "2024-28267"

    rule = read_document(raw_correction(*paragraphs, title=title, indent=indent), "x", amends=amends)
    assert (rule.title, said(rule.amendments)) == (f"{title} Correction", amendments)
    ends_open = paragraphs[-1].endswith(":")  # the entry's text is none of the table's, and nobody read it
    assert rule.verdict is (Verdict.CONFLICTING if ends_open else Verdict.VERIFIED)


def test_every_paragraph_of_a_correction_is_read_whether_it_is_marked_or_not() -> None:
    paragraphs = (
        f"<AMDPAR>1. On page 96836, under China, in the entry for \u201c{ACM}\u201d, {READS}</AMDPAR>"
        f"<P>2. On page 96837, under Russia, in the entry for \u201cOrel JSC\u201d, {READS}</P>"
    )
    rule = read_document(correction(note=f"{NOTE}<REGTEXT TITLE='15' PART='744'>{paragraphs}</REGTEXT>"), "x")
    assert said(rule.amendments) == [("correct", CHINA, ACM), ("correct", "RUSSIA", "Orel JSC")]


def test_a_correction_by_pages_need_not_name_the_list_again() -> None:
    first = f"1. On page 9, in Supplement No. 4 to part 744, under China, in the entry for \u201c{ACM}\u201d, {READS}"
    second = f"2. On page 10, under Russia, in the entry for \u201cOrel JSC\u201d, {READS}"
    rule = read_document(correction(first, second, tag="AMDPAR", note=NOTE), "x")
    assert said(rule.amendments) == [("correct", CHINA, ACM), ("correct", "RUSSIA", "Orel JSC")]
    elsewhere = f"2. On page 10, in \u00a7 744.11, {READS}"
    rule = read_document(correction(first, elsewhere, tag="AMDPAR", note=NOTE), "x")
    assert (said(rule.amendments), rule.verdict) == ([("correct", CHINA, ACM)], Verdict.VERIFIED)
    unknown = f"2. On page 8, in the DATES section, {READS}"
    rule = read_document(correction(first, unknown, tag="AMDPAR", note=NOTE), "x")
    assert (said(rule.amendments)[0], rule.verdict) == (("correct", CHINA, ACM), Verdict.CONFLICTING)


# -- what the words order ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "orders"),
    [
        (
            "the entry for “A Ltd.” should have been revised and the entry for “B Ltd.” should have been removed.",
            ["revise A Ltd.", "remove B Ltd."],
        ),
        ("“A Ltd.” should have been revised and “B Ltd.” should have been removed.", ["revise A Ltd.", "remove B Ltd."]),
        (
            "“A Ltd.” should have been added and “B Ltd.” and “C Ltd.” should have been removed.",
            ["add A Ltd.", "remove B Ltd.", "remove C Ltd."],
        ),
        (
            "the entries for “A Ltd.” and “B Ltd.” are removed; and the entry for “C Ltd.” is revised as follows:",
            ["remove A Ltd.", "remove B Ltd.", "revise C Ltd."],
        ),
        ("the entry for “A Ltd.” is revised. The entry for “B Ltd.” is removed.", ["revise A Ltd.", "remove B Ltd."]),
        ("the entry for “A Ltd.” was inadvertently removed and should have been revised.", ["revise A Ltd."]),
        ("the entry for “A Ltd.” was added in error and is removed.", ["remove A Ltd."]),
        (
            "the entry for “A Ltd.” is removed, and, in the entry for “B Ltd.”, “Room 4” is corrected to read “Room 5”.",
            ["remove A Ltd.", "correct words of B Ltd."],
        ),
        ("the entry “A Ltd.” is corrected to read “A Co., Ltd.”", ["correct words of A Ltd."]),
        ("the entry “A Ltd.” should read “A Co., Ltd.”", ["correct words of A Ltd."]),
        ("in the second column, the entry “A Ltd.” should read “A Co., Ltd.”", ["correct words of A Ltd."]),
        ("in the second column, the entry for “A Ltd.” should read as follows:", ["correct A Ltd."]),
        (
            "the entry for “A Ltd.” is corrected to read “A Co.” and the entry for “B Ltd.” is corrected to read “B Co.”",
            ["correct words of A Ltd.", "correct words of B Ltd."],
        ),
        (
            "the entry for “A Ltd.” is corrected to read “A Co.”, and the entry for “B Ltd.” to read “B Co.”",
            ["correct words of A Ltd.", "correct words of B Ltd."],
        ),
        (
            "the entries for “A Ltd.” and “B Ltd.” are corrected to read “A Co.” and “B Co.”, respectively.",
            ["correct words of A Ltd.", "correct words of B Ltd."],
        ),
        (
            "the entry for “A Ltd.” is corrected to read “A Co.” and the entry for “B Ltd.” is corrected to read as follows:",
            ["correct words of A Ltd.", "correct B Ltd."],
        ),
        (
            "the entry for “A Ltd.” is corrected to read as follows and the entry for “B Ltd.” is corrected to read “B Co.”",
            ["correct A Ltd.", "correct words of B Ltd."],
        ),
        (
            "in the entry for “A Ltd.”, “Room 4” is corrected to read “Room 5” and “No. 1” is corrected to read “No. 2”.",
            ["correct words of A Ltd."],
        ),
        ("by correcting the entry for “A Ltd.” to read “A Co., Ltd.”", ["correct words of A Ltd."]),
        ("by revising the name “A Ltd.” to read “A Co., Ltd.”", ["revise words of A Ltd."]),
    ],
)  # fmt: skip
def test_each_party_gets_what_is_said_of_it(words: str, orders: list[str]) -> None:
    found = read_instructions([f"On page 9, in Supplement No. 4 to part 744, under CHINA, {words}"])
    read = [f"{o.operation.value} {'words of ' if o.in_words else ''}{name}" for o in found.items for name in o.names]
    assert (read, found.loose) == (orders, ())


def test_what_should_not_have_been_done_is_not_done() -> None:
    rule = read_document(
        correction("On page 9, under CHINA, the entry for “A Ltd.” should not have been removed.", note=NOTE), "x"
    )
    assert said(rule.amendments) == [("correct", CHINA, "A Ltd.")]
    assert rule.verdict is Verdict.CONFLICTING


# -- where the entries stand -------------------------------------------------------------------------------------------


def _by_page(*places: str) -> Rule:
    """A correction that says no destination, read with a local list that has the party under ``places``."""
    data = correction("On page 96836, in the second column, the entry “Orel JSC” is removed.", note=NOTE)
    return read_document(data, "x", known=lambda country, name: country in places and fold(name) == "oreljsc")


def test_the_list_tells_the_destination_that_a_correction_leaves_out() -> None:
    rule = _by_page("RUSSIA")
    assert (said(rule.amendments), rule.verdict) == ([("remove", "RUSSIA", "Orel JSC")], Verdict.VERIFIED)
    assert "the list has it under RUSSIA" in " ".join(rule.problems)


@pytest.mark.parametrize("places", [(), ("RUSSIA", "BELARUS")])
def test_a_list_that_does_not_tell_it_casts_doubt(places: tuple[str, ...]) -> None:
    rule = _by_page(*places)
    assert (said(rule.amendments), rule.verdict) == ([("remove", "", "Orel JSC")], Verdict.CONFLICTING)


def test_without_a_list_the_page_tells_which_entry_it_is() -> None:
    rule = read_document(
        correction("On page 96836, in the second column, the entry “Orel JSC” is removed.", note=NOTE), "x"
    )
    assert rule.verdict is Verdict.VERIFIED
    assert "only the page of the rule that it corrects" in " ".join(rule.problems)


# -- however the corrected rule is named -------------------------------------------------------------------------------

UNKNOWN = "Export Administration Regulations; Technical Correction"
ADDED = "the entry for \u201cOmega Ltd.\u201d under RUSSIA is added."


@pytest.mark.parametrize(
    "words",
    [
        f"In FR Rule Doc. 2024-28267, make the following correction: {ADDED}",
        f"In the rule published June 14, 2023, at 88 FR 38739, the following correction is made: {ADDED}",
        "Page 96841: \u201cOmega Ltd.\u201d should be \u201cOmega LLC\u201d.",
        "2. Pages 96841 and 96842: \u201cOmega Ltd.\u201d is replaced by \u201cOmega LLC\u201d.",
        "In the final rule of June 14, 2023, make the following correction: remove \u201cOmega Ltd.\u201d",
        "The table of June 14, 2023, was misprinted.",
    ],
)
@pytest.mark.parametrize("tag", ["P", "AMDPAR", ""])
def test_a_correction_is_kept_however_it_names_the_rule(words: str, tag: str) -> None:
    typed = words.replace("\u201c", "``").replace("\u201d", "''")
    data = correction(words, title=UNKNOWN, tag=tag) if tag else raw_correction(typed, title=UNKNOWN)
    rule = read_document(data, "x")
    assert rule.verdict in (Verdict.CONFLICTING, Verdict.UNREADABLE)
    assert "may be one of the Entity List" in " ".join(rule.problems)


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["In \u00a7 744.21, paragraph (b) is corrected to read as follows:", "b. Paragraph (c) is revised."],
        ["In supplement no. 1 to part 774, Category 3, the heading of ECCN 3A001 is corrected to read \u201cA\u201d."],
        ["Part 774 was misprinted."],
    ],
)
def test_a_correction_of_another_text_stays_dismissed(paragraphs: list[str]) -> None:
    data = correction(*paragraphs, title=UNKNOWN, tag="AMDPAR")
    assert read_document(data, "x").verdict is Verdict.IRRELEVANT
