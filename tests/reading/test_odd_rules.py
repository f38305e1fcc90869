"""What rarer rules lead to; how they are read is in tests/golden, a folder each."""

from __future__ import annotations

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


def test_the_words_of_a_correction_are_kept() -> None:
    body = (
        "<P>1. On page 8183, in Supplement No. 4 to Part 744, in the table, under CHINA, in the entry for “Foo Co., Ltd.,” in the "
        "third column, “744.11” should read “744.21”.</P>"
    )
    rule = read_rule(document(body, "Final rule; correction."), "test")
    assert "should read" in rule.amendments[0].instruction


def test_a_renamed_destination_moves_its_entries() -> None:
    rule = orders(f"{S} by revising the destination “TURKEY” to read “TÜRKIYE”.")
    assert rule.amendments[0].detail == RENAMES_DESTINATION
    done = apply_rule(rule, [Entry("TURKEY", "A"), Entry("IRAN", "B")])
    assert [(c.kind, c.country) for c in done.changes] == [(ChangeKind.MOVED, "TÜRKIYE")]
    assert {e.country for e in done.entries} == {"TÜRKIYE", "IRAN"}


def test_real_rules_of_other_agencies_are_irrelevant(shared_data: object) -> None:
    import gzip
    from pathlib import Path

    assert isinstance(shared_data, Path)
    for path in sorted((shared_data / "fr" / "xml").glob("*.xml*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert read_rule(data, path.name).verdict is Verdict.IRRELEVANT, path.name
