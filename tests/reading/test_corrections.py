"""Corrections of rules: never dismissed, read where they can be, and no party made of what they quote."""

from __future__ import annotations

import pytest

from monitor.model import Verdict
from monitor.reading.rules.document import read_document
from monitor.reading.rules.rule import read_rule
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
    assert read_rule(data, "x").verdict is Verdict.IRRELEVANT
    asked: list[str] = []

    def amends(rule: str) -> bool:
        asked.append(rule)
        return rule == "2024-28267"

    assert read_rule(data, "x", amends=amends).verdict is not Verdict.IRRELEVANT
    assert asked == ["2024-28267"]
