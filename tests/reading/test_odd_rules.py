"""Rules that do something rarer: corrections, moves, destinations, texts that are missing, revisions in words.

Each document is written here in BIS's usual forms (reconstructed, not recorded); the cases of 89 FR 96836 (S2C Limited,
added without text) and of C1 corrections follow what the eCFR's notes and the Register's corrections say.
"""

from __future__ import annotations

import pytest

from monitor.comparing.rules import apply_rule
from monitor.model import RENAMES_DESTINATION, ChangeKind, Entry, Rule, Verdict
from monitor.reading.rule import read_rule

CHINA = "CHINA, PEOPLE'S REPUBLIC OF"
S = "2. Supplement No. 4 to part 744 is amended"


def document(body: str, action: str = "Final rule.", kind: str = "RULE") -> bytes:
    return (
        f"<{kind}><PREAMB><AGENCY>DEPARTMENT OF COMMERCE</AGENCY><SUBJECT>A test</SUBJECT>"
        f"<ACT><P>{action}</P></ACT></PREAMB><SUPLINF>{body}</SUPLINF>"
        f"<FRDOC>[FR Doc. 2030-00001 Filed 1-2-30; 8:45 am]</FRDOC></{kind}>"
    ).encode()


def orders(*paragraphs: str, rows: tuple[tuple[str, str], ...] = ()) -> Rule:
    table = "".join(
        f"<ROW><ENT>{country}</ENT><ENT>{cell}</ENT><ENT>For all items subject to the EAR.</ENT>"
        f"<ENT>Presumption of denial</ENT><ENT>95 FR 1, 1/3/30.</ENT></ROW>"
        for country, cell in rows
    )
    marked = "".join(f"<AMDPAR>{p}</AMDPAR>" for p in paragraphs)
    body = f"<REGTEXT TITLE='15' PART='744'>{marked}<GPOTABLE COLS='5'>{table}</GPOTABLE></REGTEXT>"
    return read_rule(document(body), "test")


def told(rule: Rule) -> list[tuple[str, str, str, bool]]:
    return [(a.operation.value, a.country, a.name, a.entry is not None) for a in rule.amendments]


CASES = [
    (
        "corrected to read",
        orders(
            "2. In supplement no. 4 to part 744, under BRAZIL, the entry for “Foo” is corrected to read as follows:",
            rows=(("BRAZIL", "Foo, Rio, Brazil."),),
        ),
        [("correct", "BRAZIL", "Foo", True)],
    ),
    (
        "correction of an earlier document",
        orders(
            "In FR Doc. 2022-03029 appearing on page 8180 in the Federal Register of February 14, 2022, these corrections are made:",
            "1. On page 8183, in supplement no. 4 to part 744, the entry for “Foo Co.” under BRAZIL is corrected to read as follows:",
            rows=(("BRAZIL", "Foo Co., Rio, Brazil."),),
        ),
        [("correct", "BRAZIL", "Foo Co.", True)],
    ),
    (
        "a move",
        orders(
            f"{S} by moving the entry for “Bar Ltd.” from HONG KONG to CHINA, PEOPLE'S REPUBLIC OF.",
            rows=((CHINA, "Bar Ltd., Hong Kong."),),
        ),
        [("move", "HONG KONG", "Bar Ltd.", True)],
    ),
    (
        "a move by removal and addition",
        orders(
            f"{S} by removing the entry for “Bar Ltd.” under HONG KONG and adding it under CHINA, in alphabetical order:",
            rows=((CHINA, "Bar Ltd., Hong Kong."),),
        ),
        [("move", "HONG KONG", "Bar Ltd.", True)],
    ),
    (
        "a new destination",
        orders(
            f"{S} by adding the destination of FIJI in alphabetical order and adding under FIJI an entry for “Fiji Co.;”",
            rows=(("FIJI", "Fiji Co., Suva, Fiji."),),
        ),
        [("add", "FIJI", "Fiji Co.", True)],
    ),
    (
        "a destination renamed",
        orders(f"{S} by revising the destination “TURKEY” to read “TÜRKIYE”."),
        [("move", "TURKEY", "TÜRKIYE", False)],
    ),
    (
        "several levels about one entry",
        orders(
            f"{S} under CHINA, in the entry for “Beta Co.”:",
            "a. Removing the aliases “Beta One” and “Beta Two;” and",
            "b. Adding the alias “Beta Three.”",
        ),
        [("revise", CHINA, "Beta Co.", False)],
    ),
    (
        "aliases removed from one entry, another entry removed",
        orders(
            f"{S} as follows:",
            "a. Under CHINA, remove six aliases from the entry for “Gamma Ltd.”; and",
            "b. Under CHINA, remove the entry for “Delta Ltd.”",
        ),
        [("revise", CHINA, "Gamma Ltd.", False), ("remove", CHINA, "Delta Ltd.", False)],
    ),
    (
        "two destinations in one instruction",
        orders(
            f"{S} by adding under Belarus and Russia, in alphabetical order, entries for “A Co.” and “B Co.”",
            rows=(("BELARUS", "A Co., Minsk."), ("RUSSIA", "B Co., Moscow.")),
        ),
        [("add", "BELARUS", "A Co.", True), ("add", "RUSSIA", "B Co.", True)],
    ),
    (
        "the whole table",
        orders(
            "2. Supplement No. 4 to part 744 is revised to read as follows:",
            rows=(("BELARUS", "A Co., Minsk."), ("RUSSIA", "B Co., Moscow.")),
        ),
        [("revise", "BELARUS", "A Co.", True), ("revise", "RUSSIA", "B Co.", True)],
    ),
]


@pytest.mark.parametrize(("rule", "wanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_the_instruction_means(rule: Rule, wanted: list[tuple[str, str, str, bool]]) -> None:
    assert told(rule) == wanted
    assert rule.verdict is Verdict.VERIFIED, [c for c in rule.checks if not c.agrees]


def test_a_correction_in_plain_paragraphs() -> None:
    body = (
        "<HD>Correction</HD><P>In rule document 2022-03029, appearing on pages 8180-8185, make the following correction:</P>"
        "<P>1. On page 8183, in Supplement No. 4 to Part 744, in the table, under CHINA, in the entry for “Foo Co., Ltd.,” in the "
        "third column, “744.11” should read “744.21”.</P>"
    )
    for kind in ("RULE", "CORRECT"):
        rule = read_rule(document(body, "Final rule; correction.", kind), "test")
        assert told(rule) == [("correct", CHINA, "Foo Co., Ltd.", False)]
        assert "should read" in rule.amendments[0].instruction


def test_entries_named_without_text_are_not_dropped() -> None:
    rule = orders(
        f"{S} under CHINA, PEOPLE'S REPUBLIC OF by adding an entry for “S2C Limited”; and by revising the entry for “Shanghai Micro Electronics Equipment (Group) Co., Ltd.”"
    )
    assert told(rule) == [
        ("add", CHINA, "S2C Limited", False),
        ("revise", CHINA, "Shanghai Micro Electronics Equipment (Group) Co., Ltd.", False),
    ]
    assert rule.verdict is Verdict.CONFLICTING
    assert "S2C Limited" in rule.problems[0]


def test_a_destination_taken_off_is_told_as_unreadable() -> None:
    rule = orders(f"{S} by removing the destination of HONG KONG.")
    assert rule.verdict is Verdict.UNREADABLE
    assert "HONG KONG is taken off" in rule.problems[0]


def test_a_renamed_destination_moves_its_entries() -> None:
    rule = orders(f"{S} by revising the destination “TURKEY” to read “TÜRKIYE”.")
    assert rule.amendments[0].detail == RENAMES_DESTINATION
    done = apply_rule(rule, [Entry("TURKEY", "A"), Entry("IRAN", "B")])
    assert [(c.kind, c.country) for c in done.changes] == [(ChangeKind.MOVED, "TÜRKIYE")]
    assert {e.country for e in done.entries} == {"TÜRKIYE", "IRAN"}


FALSE_FRIENDS = [
    ("NOTICE", "<P>The Forced Labor Enforcement Task Force adds entities to the UFLPA Entity List. Supplement No. 4 is not concerned.</P>"),
    ("PRORULE", f"<REGTEXT TITLE='15' PART='744'><AMDPAR>{S} under IRAN by adding an entry for “X.”</AMDPAR></REGTEXT>"),
    ("RULE", "<P>BIS invites comments on the burden of license applications for parties on the Entity List, Supplement No. 4 to part 744.</P>"),
    ("RULE", "<REGTEXT TITLE='15' PART='774'><AMDPAR>2. Supplement No. 4 to part 774 is amended by adding an entry for “X” under IRAN.</AMDPAR></REGTEXT>"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), FALSE_FRIENDS)
def test_false_friends_are_irrelevant(kind: str, body: str) -> None:
    rule = read_rule(document(body, kind=kind), "test")
    assert (rule.verdict, rule.amendments) == (Verdict.IRRELEVANT, ())


def test_real_rules_of_other_agencies_are_irrelevant(shared_data: object) -> None:
    import gzip
    from pathlib import Path

    assert isinstance(shared_data, Path)
    for path in sorted((shared_data / "fr" / "xml").glob("*.xml*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert read_rule(data, path.name).verdict is Verdict.IRRELEVANT, path.name
