"""Rule documents to Rules: witnesses that notice tampering, and what is made of parts that do not fit (whole documents: test_golden)."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.errors import CannotRead
from monitor.model import Document, Operation, Rule, Verdict
from monitor.reading.rules.rule import read_rule
from tests.reading.renditions import source
from tests.reading.small_rules import destination, read_small, row


def test_terms_citations_and_footnotes_of_an_entry() -> None:
    rule = read_rule(source("2019-22210"), "2019-22210")
    entry = next(a.entry for a in rule.amendments if a.name == "IFLYTEK")
    assert entry is not None
    assert entry.license_requirement == "For all items subject to the EAR. (See §§ 734.9(e) and 744.11 of the EAR)"
    assert entry.license_review_policy.startswith("Case-by-case review for ECCNs 1A004.c")
    assert entry.footnotes == (4,)
    assert [(c.volume, c.page, c.date) for c in entry.citations] == [(84, None, date(2019, 10, 9))]


def test_named_parties_are_spelt_as_their_amendments() -> None:
    rule = read_rule(source("2024-14635"), "2024-14635")
    assert {n.name for n in rule.named} == {a.name for a in rule.amendments if a.operation is Operation.ADD}


def test_the_record_fills_what_the_document_does_not_say() -> None:
    record = Document(
        "2023-25557", citation="88 FR 80131", publication_date=date(2023, 11, 17), effective_on=date(2023, 11, 16)
    )
    rule = read_rule(source("2023-25557"), "2023-25557", record)
    assert rule.publication_date == date(2023, 11, 17)
    assert any(c.check == "effective date" and c.agrees for c in rule.checks)


TAMPERED = [
    ("2019-22210", "adding twenty-eight entities", "adding twenty-nine entities"),
    ("2022-14069", "adding forty-one entries", "adding forty-two entries"),
    ("2022-14069", "in alphabetical order, five entities", "in alphabetical order, six entities"),
    ("2022-14069", "modifies thirteen existing", "modifies twelve existing"),
    ("2022-14069", "Pakistan (3)", "Pakistan (4)"),
    ("2023-26935", "forty-two entities under", "forty-three entities under"),
    ("2023-26935", "<P>• Nanotech Ltd.</P>", "<P>• Nanotechnika Ltd.</P>"),
    ("2023-26935", "an entry for “Elem Group, LLC;”", "an entry for “Another Firm, LLC;”"),
    ("2023-25557", "removing one entity under", "removing two entities under"),
    ("2024-14635", "“Mega Fast Cargo LLC;” and ", ""),
]


@pytest.mark.parametrize(("number", "was", "now"), TAMPERED)
def test_witnesses_notice_what_was_tampered_with(number: str, was: str, now: str) -> None:
    text = source(number).decode()
    assert was in text
    rule = read_rule(text.replace(was, now, 1).encode(), number)
    assert rule.verdict is Verdict.CONFLICTING
    assert [c for c in rule.checks if not c.agrees]


def rows(text: str) -> list[str]:
    return [part.split("</ROW>")[0] for part in text.split("<ROW>")[1:]]


def test_a_lost_row_is_an_addition_without_text() -> None:
    text = source("2024-14635").decode()
    row = next(r for r in rows(text) if "Smartech" in r)
    rule = read_rule(text.replace(f"<ROW>{row}</ROW>", "").encode(), "tampered")
    lost = next(a for a in rule.amendments if a.name == "Smartech Future Limited")
    assert (lost.operation, lost.entry) == (Operation.ADD, None)
    assert rule.verdict is Verdict.CONFLICTING
    assert any("Smartech Future Limited" in problem for problem in rule.problems)


def test_a_row_nobody_ordered_is_unreadable_not_dropped() -> None:
    text = source("2024-14635").decode()
    row = next(r for r in rows(text) if "Smartech" in r)
    again = row.replace("Smartech Future Limited", "Unordered Trading Ltd.")
    rule = read_rule(text.replace(f"<ROW>{row}</ROW>", f"<ROW>{row}</ROW><ROW>{again}</ROW>").encode(), "tampered")
    odd = next(a for a in rule.amendments if a.operation is Operation.UNREADABLE)
    assert odd.entry is not None
    assert odd.entry.text.startswith("Unordered Trading Ltd.")
    assert rule.verdict is Verdict.CONFLICTING


def one_rule(amendments: str, kind: str = "RULE", summary: str = "") -> bytes:
    return (
        f"<{kind}><PREAMB><AGENCY>DEPARTMENT OF COMMERCE</AGENCY><SUBJECT>A test</SUBJECT>"
        f"<SUM><HD SOURCE='HED'>SUMMARY:</HD><P>{summary}</P></SUM></PREAMB><SUPLINF>"
        f"<REGTEXT TITLE='15' PART='744'>{amendments}</REGTEXT></SUPLINF>"
        f"<FRDOC>[FR Doc. 2030-00001 Filed 1-2-30; 8:45 am]</FRDOC></{kind}>"
    ).encode()


ONE_ROW = (
    "<GPOTABLE COLS='5'><ROW><ENT>{country}</ENT><ENT>{cell}</ENT><ENT>For all items subject to the EAR.</ENT>"
    "<ENT>Presumption of denial</ENT><ENT>95 FR [INSERT FR PAGE NUMBER], 1/3/30.</ENT></ROW></GPOTABLE>"
)


def read_one(amendments: str) -> Rule:
    return read_rule(one_rule(amendments), "test")


def test_a_rule_of_other_text_is_irrelevant() -> None:
    assert (
        read_one("<AMDPAR>2. Section 744.11 is amended by revising paragraph (a).</AMDPAR>").verdict
        is Verdict.IRRELEVANT
    )


def test_a_proposed_rule_is_irrelevant() -> None:
    order = "<AMDPAR>2. Supplement No. 4 to part 744 is amended under IRAN by removing the entry for “X Co.”</AMDPAR>"
    assert read_rule(one_rule(order, "PRORULE"), "test").verdict is Verdict.IRRELEVANT
    assert read_rule(one_rule(order), "test").verdict is Verdict.VERIFIED


def test_other_supplements_are_counted_never_taken() -> None:
    rule = read_one(
        "<AMDPAR>2. Supplement No. 4 to part 744 is amended under IRAN by removing the entry for “X Co.”</AMDPAR>"
        "<AMDPAR>3. Supplement No. 5 to part 744 is amended under CHINA by removing the entries for “A” and “B.”</AMDPAR>"
        "<AMDPAR>4. Supplement No. 2 to part 744 is amended by adding an entry for “C” under IRAN.</AMDPAR>"
    )
    assert [(a.operation, a.name) for a in rule.amendments] == [(Operation.REMOVE, "X Co.")]
    assert rule.other_supplements == {"2": 1, "5": 2}


def test_an_instruction_that_only_counts_is_decided_by_the_citations_of_its_rows() -> None:
    row = ONE_ROW.format(country="IRAN", cell="Old Co., Tehran, Iran.").replace("95 FR [", "80 FR 1, 1/2/15. 95 FR [")
    rule = read_one(
        "<AMDPAR>2. Supplement No. 4 to part 744 is amended: a. By adding under IRAN, one entity; and "
        "b. By revising under IRAN, one entity.</AMDPAR>"
        + ONE_ROW.format(country="IRAN", cell="New Co., Tehran, Iran.")
        + row
    )
    assert {(a.name, a.operation) for a in rule.amendments} == {
        ("New Co.", Operation.ADD),
        ("Old Co.", Operation.REVISE),
    }
    assert all("cites" in a.detail for a in rule.amendments)


def test_the_instruction_heads_rows_of_a_table_that_names_no_destination() -> None:
    rule = read_one(
        "<AMDPAR>2. Supplement No. 4 to part 744 is amended under IRAN by adding one entity.</AMDPAR>"
        + ONE_ROW.format(country="", cell="New Co., Tehran, Iran.")
    )
    assert [(a.country, a.name) for a in rule.amendments] == [("IRAN", "New Co.")]


def test_a_destination_that_instruction_and_table_disagree_on_is_a_conflict() -> None:
    rule = read_one(
        "<AMDPAR>2. Supplement No. 4 to part 744 is amended under IRAN by adding an entry for “New Co.”</AMDPAR>"
        + ONE_ROW.format(country="IRAQ", cell="New Co., Baghdad, Iraq.")
    )
    assert rule.verdict is Verdict.CONFLICTING
    assert any("IRAN" in p and "IRAQ" in p for p in rule.problems)


def test_a_revision_in_words_only() -> None:
    rule = read_one(
        "<AMDPAR>2. Supplement No. 4 to part 744 is amended under RUSSIA by revising the entry for “Firm, JSC,” "
        "by removing two addresses.</AMDPAR>"
    )
    (amendment,) = rule.amendments
    assert (amendment.operation, amendment.name, amendment.entry) == (Operation.REVISE, "Firm, JSC", None)
    assert "removing two addresses" in amendment.instruction
    assert rule.verdict is Verdict.VERIFIED


def test_an_instruction_nobody_understands_is_kept_with_its_text() -> None:
    rule = read_one(
        "<AMDPAR>2. Supplement No. 4 to part 744 is amended by reversing the polarity of every second line.</AMDPAR>"
    )
    assert rule.verdict in (Verdict.UNREADABLE, Verdict.CONFLICTING)
    assert "reversing the polarity" in rule.amendments[0].instruction


@pytest.mark.parametrize(
    "data",
    [b"", b"<html><body>Request Access</body></html>", b"<RULE><PREAMB>", b"not xml at all", b"<RULE>\xff\xfe</RULE>"],
    ids=["empty", "html", "truncated", "text", "encoding"],
)
def test_what_is_no_rule_cannot_be_read(data: bytes) -> None:
    with pytest.raises(CannotRead):
        read_rule(data, "the document")


def test_the_local_list_decides_where_neither_instruction_nor_citations_do() -> None:
    text = one_rule(
        "<AMDPAR>2. Supplement No. 4 to part 744 is amended: a. By adding under IRAN, one entity; and "
        "b. By revising under IRAN, one entity.</AMDPAR>"
        + ONE_ROW.format(country="IRAN", cell="Known Co., Tehran, Iran.")
        + ONE_ROW.format(country="IRAN", cell="New Co., Tehran, Iran.")
    )
    rule = read_rule(text, "test", known=lambda country, name: (country, name) == ("IRAN", "Known Co."))
    found = {a.name: (a.operation, a.detail) for a in rule.amendments}
    assert found["Known Co."][0] is Operation.REVISE
    assert "local list" in found["Known Co."][1]
    assert found["New Co."][0] is Operation.ADD


def test_a_rule_without_a_body_is_unread_not_irrelevant() -> None:
    xml = source("2019-22210").decode()
    start, end = xml.index("<SUPLINF>"), xml.index("</SUPLINF>") + len("</SUPLINF>")
    headless = xml[:start] + xml[end:]
    for old, new in (("Entity List", "Regulations"), ("entities", "matters")):
        headless = headless.replace(old, new)
    rule = read_rule(headless.encode(), "2019-22210", Document("2019-22210"))
    assert rule.verdict is Verdict.UNREADABLE
    assert "neither a preamble nor an instruction" in rule.problems[0]


ALIASES = "<LI>\u2014Alpha; and</LI><LI>\u2014Beta.</LI><LI>1 Main St., Orel, Russia.</LI>"


@pytest.mark.parametrize(
    ("stated", "said_of_it", "agrees"),
    [
        ("two aliases", "", True),
        ("two aliases", ", with two aliases", True),
        ("three aliases", "", False),
        ("five aliases", "", False),
        ("two aliases", ", with five aliases", False),
        ("two aliases", " with three aliases", False),
        ("one alias", "", True),  # official entries list more than they state; it is told
    ],
)
def test_a_stated_number_of_aliases_is_held_against_the_row(stated: str, said_of_it: str, agrees: bool) -> None:
    rows = destination("RUSSIA") + row(f"Orel Works, a.k.a., the following {stated}:{ALIASES}")
    rows += row("Tula Works, 1 Main St., Tula, Russia.")
    words = f"under RUSSIA by adding entries for “Orel Works”{said_of_it} and “Tula Works.”"
    rule = read_small([f"2. Supplement No. 4 to part 744 is amended {words}"], rows)
    assert [(a.name, a.entry and a.entry.aliases) for a in rule.amendments] == [
        ("Orel Works", ("Alpha", "Beta")),
        ("Tula Works", ()),
    ]
    assert rule.verdict is (Verdict.VERIFIED if agrees else Verdict.CONFLICTING)
    assert any("states 1 aliases and lists 2" in p for p in rule.problems) is (stated == "one alias")
