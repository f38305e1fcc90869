"""Names in instructions that are shorter than those of their rows."""

from __future__ import annotations

import pytest

from monitor.model import Rule, Verdict
from tests.reading.small_rules import destination, read_small, row, said

CHINA = "CHINA, PEOPLE'S REPUBLIC OF"
FIRM = "China Electronics Technology Group Corporation 58 Research Institute"


def ordered(doing: str, name: str, cell: str, preamble: str = "") -> Rule:
    orders = (f"2. Supplement No. 4 to part 744 is amended by {doing} for “{name}” under {CHINA}.",)
    return read_small(orders, destination(CHINA) + row(cell), preamble=preamble)


@pytest.mark.parametrize(
    ("name", "cell", "whole"),
    [
        ("China Electronics Technology", f"{FIRM}, a.k.a., CETC 58, Wuxi, China.", FIRM),
        ("China Electronics Technology", f"{FIRM}, 5 Huihe Road, Wuxi, China.", FIRM),
        ("Huawei", "Huawei Technologies Co., Ltd., Shenzhen, China.", "Huawei Technologies Co., Ltd."),
        ("Huawei Device", "Huawei Device (Dongguan) Co., Ltd., Dongguan, China.", "Huawei Device (Dongguan) Co., Ltd."),
        ("JSC Rocket", "JSC Rocket and Space Centre—Progress, Harbin, China.", "JSC Rocket and Space Centre—Progress"),
    ],
)
@pytest.mark.parametrize(("doing", "operation"), [("adding an entry", "add"), ("revising the entry", "revise")])
def test_a_name_that_is_cut_short_is_doubted_under_its_whole_name(
    doing: str, operation: str, name: str, cell: str, whole: str
) -> None:
    rule = ordered(doing, name, cell)
    assert said(rule.amendments) == [(operation, CHINA, whole)]
    assert rule.amendments[0].entry is not None
    assert rule.amendments[0].entry.name == whole
    assert rule.verdict is Verdict.CONFLICTING
    assert any(f"“{name}”" in c.found and whole in c.found for c in rule.checks if not c.agrees)


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("Digicom", "Digicom, LTD., 16 Parkovaya Street, Wuhan, China."),
        ("CNOOC Limited", "CNOOC Limited (a subsidiary of another company), No. 25 Chaoyangmen, Beijing, China."),
        ("JSC Rocket and Space Centre", "JSC Rocket and Space Centre—Progress, Harbin, China."),
        ("Acme", "Acme 5 Mira Street, Harbin, China."),
    ],
)
def test_a_shorter_form_of_the_same_name_is_no_doubt(name: str, cell: str) -> None:
    rule = ordered("adding an entry", name, cell)
    assert said(rule.amendments) == [("add", CHINA, name)]
    assert rule.verdict is Verdict.VERIFIED


def test_a_removal_whose_name_is_cut_short_of_the_preamble_s_is_doubted() -> None:
    listed = (
        "<HD SOURCE='HD2'>Removals From the Entity List</HD><P>This rule removes the following entity:</P>"
        f"<HD SOURCE='HD3'>{CHINA}</HD><P>(1) <E T='03'>{FIRM}.</E></P>"
    )
    for name, verdict in ((FIRM, Verdict.VERIFIED), ("China Electronics Technology", Verdict.CONFLICTING)):
        orders = (f"2. Supplement No. 4 to part 744 is amended by removing the entry for “{name}” under {CHINA}.",)
        assert read_small(orders, preamble=listed).verdict is verdict


def test_the_preamble_bears_the_table_s_name_out_and_the_difference_is_told() -> None:
    listed = (
        "<HD SOURCE='HD2'>Additions to the Entity List</HD><P>This rule adds the following entity:</P>"
        f"<HD SOURCE='HD3'>{CHINA}</HD><P>(1) <E T='03'>{FIRM}.</E></P>"
    )
    rule = ordered("adding an entry", "China Electronics Technology", f"{FIRM}, Wuxi, China.", listed)
    assert said(rule.amendments) == [("add", CHINA, FIRM)]
    assert rule.verdict is Verdict.VERIFIED
    assert any("“China Electronics Technology”" in told and FIRM in told for told in rule.problems)
