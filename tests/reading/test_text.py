"""Plain text renditions: to the same Rule as the XML where the table is there, and never more than was read elsewhere."""

from __future__ import annotations

import gzip
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.errors import CannotRead
from monitor.model import Amendment, Document, Operation, Rule, Stage, Verdict
from monitor.reading.passages import Cell, Role, Table
from monitor.reading.renditions.text import DOUBTFUL_TABLE, read_text_form
from monitor.reading.renditions.text_lines import LONGEST_LINE, join_lines, out_of_page, typeset, without_pages
from monitor.reading.renditions.text_table import read_table, table_end
from monitor.reading.renditions.xml import read_rule_xml
from monitor.reading.rules.document import read_document
from monitor.reading.rules.names_without_table import NAMED_BY_PREAMBLE, NO_TEXT, lacks_text
from monitor.reading.rules.rule import read_rule
from monitor.text.names import fold
from tests.reading.renditions import drawn, filed, govinfo, source

AMENDING = ["2019-22210", "2022-14069", "2023-26935", "2024-14635", "2023-25557"]
OTHERS = ["2020-03144", "2022-11885", "2022-19415", "2023-23810"]


def amended(rule: Rule) -> list[tuple[str, str, str]]:
    return sorted((a.operation.value, a.country, a.name) for a in rule.amendments)


def from_text(text: str) -> Rule:
    return read_document(text.encode(), "text")


# -- govinfo -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", AMENDING)
def test_govinfo_text_gives_the_amendments_of_the_xml(number: str) -> None:
    wanted = read_rule(source(number), number)
    cited = (c.date for a in wanted.amendments if a.entry for c in a.entry.citations if c.date)
    printed = max(cited, default=date(2024, 7, 3))
    volume = f"Volume {printed.year - 1935}, Number 128 ({printed:%A, %B} {printed.day}, {printed.year})"
    rule = from_text(govinfo(number, volume=volume))
    assert amended(rule) == amended(wanted)
    assert (rule.document_number, rule.title, rule.stage) == (number, wanted.title, Stage.PUBLISHED)
    assert (rule.stated, rule.effective_on, rule.verdict) == (wanted.stated, wanted.effective_on, Verdict.VERIFIED)


@pytest.mark.parametrize("number", ["2019-22210", "2023-26935", "2024-14635"])
def test_entries_of_a_drawn_table_are_whole(number: str) -> None:
    wanted = {(a.country, a.name): a for a in read_rule(source(number), number).amendments}
    for found in from_text(govinfo(number)).amendments:
        entry, said = found.entry, wanted[found.country, found.name].entry
        assert entry is not None
        assert said is not None
        assert entry.text.rstrip(".") == said.text.rstrip(".")
        assert (entry.aliases, entry.addresses) == (said.aliases, said.addresses)
        assert entry.license_requirement.rstrip(".") == said.license_requirement.rstrip(".")
        assert entry.license_review_policy.rstrip(".") == said.license_review_policy.rstrip(".")
        assert (entry.citations, entry.footnotes) == (said.citations, said.footnotes)


@pytest.mark.parametrize("number", OTHERS)
@pytest.mark.parametrize("render", [govinfo, filed])
def test_other_documents_are_irrelevant(number: str, render: object) -> None:
    assert callable(render)
    assert from_text(render(number)).verdict is Verdict.IRRELEVANT


def test_a_word_too_long_for_its_column_costs_no_row() -> None:
    rule = from_text(govinfo("2022-14069"))  # it has "Promcomplektlogistic." in a column of twenty
    assert rule.problems == ()
    wanted = read_rule(source("2022-14069"), "2022-14069")
    assert [fold(a.entry.text) for a in rule.amendments if a.entry] == [
        fold(a.entry.text) for a in wanted.amendments if a.entry
    ]


def run_together(text: str) -> str:
    """A text rendition whose tables lost every second blank, so that no column can be told from the next."""
    lines, drawn_ = text.split("\n"), False
    for n, line in enumerate(lines):
        if line.startswith("-" * 100):
            drawn_ = lines[n + 1].strip() != "" or not drawn_
        elif drawn_:
            lines[n] = line.replace("  ", " ")
    return "\n".join(lines)


def test_columns_that_run_together_make_the_table_doubtful_and_nothing_is_claimed_of_entries() -> None:
    rule = from_text(run_together(govinfo("2022-14069")))
    assert DOUBTFUL_TABLE in rule.problems
    assert all(a.entry is None for a in rule.amendments)
    assert {a.detail for a in rule.amendments if a.operation is Operation.ADD} == {NAMED_BY_PREAMBLE}
    assert {a.detail for a in rule.amendments if a.operation is Operation.REVISE} == {NO_TEXT}
    assert {a.detail for a in rule.amendments if a.operation is Operation.REMOVE} == {""}
    assert lacks_text(rule)
    assert not lacks_text(read_rule(source("2022-14069"), "2022-14069"))


def test_head_and_sections_of_a_govinfo_text() -> None:
    text, stage = read_text_form(govinfo("2024-14635").encode(), "2024-14635")
    assert stage is Stage.PUBLISHED
    assert (text.kind, text.number, text.cfr, text.first_page) == ("RULE", "2024-14635", "15 CFR Part 744", "50000")
    assert text.agencies == ("DEPARTMENT OF COMMERCE", "Bureau of Industry and Security")
    assert (text.published, text.action) == (date(2024, 7, 3), "Final rule.")
    assert text.filed_at == datetime(2019, 10, 7, 16, 15, tzinfo=ZoneInfo("America/New_York"))
    xml = read_rule_xml(source("2024-14635"), "x")[0]
    assert (text.summary, text.dates) == (xml.summary, xml.dates)
    assert [p.text for p in text.regulatory if p.role is Role.INSTRUCTION] == [
        p.text for p in xml.regulatory if p.role is Role.INSTRUCTION
    ]


def test_a_copy_that_lost_the_blanks_at_its_line_ends_reads_the_same() -> None:
    text = "\n".join(line.rstrip() for line in govinfo("2024-14635").split("\n"))
    assert amended(from_text(text)) == amended(read_rule(source("2024-14635"), "x"))


def test_destinations_above_their_lists_are_read_without_the_blanks_at_line_ends() -> None:
    wide = "The ERC determined to add the following entities to the Entity List under the destinations"
    body = "\n".join(
        [
            f"    {wide[:68]}",
            "of China and Iran:",
            "China",
            "    \u2022 Foo Co.;",
            "    \u2022 Bar Co.",
            "Iran",
            "    \u2022 Baz Co.",
        ]
    )
    lines = govinfo("2024-14635").split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("SUPPLEMENTARY INFORMATION"))
    text = "\n".join(line.rstrip() for line in [*lines[: at + 1], "", body, "", *lines[at + 1 :]])
    found = [p.text for p in read_text_form(text.encode(), "x")[0].preamble]
    assert found[found.index("China") :][:5] == ["China", "\u2022 Foo Co.;", "\u2022 Bar Co.", "Iran", "\u2022 Baz Co."]


@pytest.mark.parametrize("number", ["2022-14069", "2022-27149", "2017-10804", "2016-31969"])
def test_a_real_text_that_lost_the_blanks_at_its_line_ends_reads_the_same(number: str, shared_data: Path) -> None:
    whole = (shared_data / "fr" / "real" / f"{number}.txt").read_text("utf-8")
    bare = "\n".join(line.rstrip() for line in whole.split("\n"))
    one, other = (read_document(text.encode(), "x.txt") for text in (whole, bare))
    assert amended(other) == amended(one)
    assert (other.named, other.verdict) == (one.named, one.verdict)


def test_page_marks_in_a_paragraph_and_in_a_row_change_nothing() -> None:
    lines = govinfo("2024-14635").split("\n")
    rule = from_text("\n".join(lines))
    places = [n for n, line in enumerate(lines) if line.startswith("adding ") or line.startswith(" " * 35 + "the")]
    assert places
    for n in reversed(places):
        lines[n:n] = ["", "[[Page 55036]]", ""]
    assert from_text("\n".join(lines)).amendments == rule.amendments


def test_the_real_text_rendition_gives_what_its_xml_gives(shared_data: Path) -> None:
    text, stage = read_text_form((shared_data / "fr/text/E6-10730.htm").read_bytes(), "E6-10730.htm")
    xml = read_rule_xml((shared_data / "fr/xml/E6-10730.xml").read_bytes(), "E6-10730.xml")[0]
    assert (text.number, text.kind, text.title, text.filed_at) == (xml.number, xml.kind, xml.title, xml.filed_at)
    assert (text.dates, stage, text.published) == (xml.dates, Stage.PUBLISHED, date(2006, 7, 10))
    wanted = [(p.part, p.text) for p in xml.regulatory if p.role is Role.INSTRUCTION]
    found = [(p.part, p.text) for p in text.regulatory if p.role is Role.INSTRUCTION]
    assert found == [("", wanted[0][1]), *wanted[1:]]  # the first sentence stands above the heading of its part
    (table,) = [p.table for p in text.regulatory if p.table]
    assert [[c.text.rstrip(".") for c in row] for row in table.rows if len(row) > 1][1] == [
        "129-42", "Permits-By-Rule", "11/20/2002, 4/8/2003, 5/7/2005", "7/10/2006 [insert FR page number where the document begins]", "",
    ]  # fmt: skip
    assert from_text((shared_data / "fr/text/E6-10730.htm").read_text()).verdict is Verdict.IRRELEVANT


# -- the filed document ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", AMENDING)
@pytest.mark.parametrize("blank_lines", ["paragraphs", "lines", "nothing"])
def test_a_filed_text_names_every_amendment_and_claims_no_entry(number: str, blank_lines: str) -> None:
    rule, wanted = from_text(filed(number, blank_lines=blank_lines)), read_rule(source(number), number)
    assert amended(rule) == amended(wanted)
    assert rule.stage is Stage.PUBLIC_INSPECTION
    assert all(a.entry is None for a in rule.amendments)
    assert (rule.stated, rule.title, rule.document_number) == (wanted.stated, wanted.title, number)
    assert rule.verdict is Verdict.VERIFIED
    assert "instructions and table" not in {c.check for c in rule.checks}


@pytest.mark.parametrize("number", ["2019-22210", "2022-14069", "2024-14635"])
def test_the_parties_the_preamble_names_are_those_of_the_xml(number: str) -> None:
    assert from_text(filed(number)).named == read_rule(source(number), number).named


def test_dates_of_a_filed_text_are_those_it_says_and_its_placeholder_is_the_day_it_is_scheduled_for() -> None:
    rule = from_text(filed("2024-14635"))
    assert (rule.effective_on, rule.effective_as) == (date(2019, 10, 9), "the day of publication")
    assert (rule.publication_date, rule.citation) == (date(2019, 10, 9), "")
    assert rule.filed_at == datetime(2019, 10, 7, 16, 15, tzinfo=ZoneInfo("America/New_York"))
    said = filed("2024-14635").replace("[INSERT DATE OF PUBLICATION IN THE FEDERAL REGISTER]", "October 7, 2019")
    assert from_text(said).effective_on == date(2019, 10, 7)


def test_a_filed_text_whose_witnesses_disagree_is_conflicting() -> None:
    text = filed("2024-14635")
    assert "Grace Air (Pty) Ltd" in text
    start = text.index("South Africa\n", text.index("SUPPLEMENTARY"))
    end = text.index("United Arab Emirates\n", start)
    rule = from_text(text[:start] + text[end:])
    assert rule.verdict is Verdict.CONFLICTING
    assert any("Grace Air (Pty) Ltd" in c.found for c in rule.checks if not c.agrees)


def test_a_count_that_the_preamble_does_not_fill_names_nobody() -> None:
    text = filed("2022-14069", blank_lines="nothing", width=4000).replace(
        "twenty-five entities;", "twenty-six entities;"
    )
    china = [a for a in from_text(text).amendments if a.operation is Operation.ADD and a.country.startswith("CHINA")]
    assert china == []
    assert from_text(text).verdict is Verdict.CONFLICTING


def test_the_record_tells_what_the_text_leaves_out() -> None:
    record = Document(
        "2024-14635", citation="89 FR 55033", publication_date=date(2024, 7, 3), effective_on=date(2024, 7, 3)
    )
    rule = read_document(filed("2024-14635").encode(), "x", record)
    assert (rule.citation, rule.publication_date, rule.effective_on) == (
        "89 FR 55033",
        date(2024, 7, 3),
        date(2024, 7, 3),
    )


KINDS = [
    ("ACTION: Proposed rule.", "PRORULE"),
    ("ACTION: Advance notice of proposed rulemaking.", "PRORULE"),
    ("ACTION: Notice.", "NOTICE"),
    ("ACTION: Interim final rule.", "RULE"),
    ("ACTION: Correcting amendment.", "RULE"),
    ("", "RULE"),
]


@pytest.mark.parametrize(("action", "kind"), KINDS)
def test_the_action_says_which_kind_of_document_it_is(action: str, kind: str) -> None:
    text, _ = read_text_form(filed("2024-14635").replace("ACTION: Final rule.", action).encode(), "x")
    assert text.kind == kind


def test_the_section_of_the_register_says_it_before_the_action() -> None:
    text, _ = read_text_form(govinfo("2024-14635").replace("[Rules and Regulations]", "[Proposed Rules]").encode(), "x")
    assert text.kind == "PRORULE"


# -- lines and tables --------------------------------------------------------------------------------------------------

TYPED = [
    ("``A;'' and ``B.''", "\u201cA;\u201d and \u201cB.\u201d"),
    ("Part 744--Entity List", "Part 744\u2014Entity List"),
    ("(See Sec.  744.11 of the EAR)", "(See \u00a7 744.11 of the EAR)"),
    ("Sec. Sec.  734.9(e) and 744.11", "\u00a7\u00a7 734.9(e) and 744.11"),
    ("S[atilde]o Paulo, M[uuml]nchen", "S\u00e3o Paulo, M\u00fcnchen"),
    ("----", "----"),
    (
        "``Company `Beta''' and ``Company ``Beta''''",
        "\u201cCompany `Beta'\u201d and \u201cCompany \u201cBeta\u201d\u201d",
    ),
]


@pytest.mark.parametrize(("text", "printed"), TYPED)
def test_typed_substitutes_become_print_again(text: str, printed: str) -> None:
    assert typeset(text) == printed


def test_lines_are_joined_over_hyphens_and_dashes_without_a_blank() -> None:
    assert (
        join_lines(["permits-by-", "rule of ", "Part 744--", "[AMENDED]"])
        == "permits-by-rule of Part 744\u2014[AMENDED]"
    )


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("    <bullet> Foo Co.;\n", "    \u2022 Foo Co.;\n"),
        ("the <em>Foo</em> Co.&#160;Ltd. &amp; Sons", "the Foo Co.\u00a0Ltd. & Sons"),
        ("R&D Center, a < b, Sons&Co", "R&D Center, a < b, Sons&Co"),
    ],
)
def test_a_text_without_its_page_may_have_kept_some_markup(kept: str, read: str) -> None:
    assert out_of_page(f"\n[Rules and Regulations]\n{kept}", "x") == f"\n[Rules and Regulations]\n{read}"


def test_a_page_mark_parts_paragraphs_only_where_one_ended() -> None:
    assert without_pages("to develop air\n\n[[Page 38777]]\n\npollution").split() == [
        "to",
        "develop",
        "air",
        "pollution",
    ]
    assert "\n\n" not in without_pages("develop air\n\n[[Page 38777]]\n\npollution")
    assert "\n\n" in without_pages("It ended.\n\n[[Page 38777]]\n\nAnother")


TABLE = Table(
    5,
    ("Country", "Entity", "License requirement", "License review policy", "Federal Register citation"),
    (
        (Cell(("CHINA, PEOPLE'S REPUBLIC OF",)),),
        (
            Cell(),
            Cell(
                ("Acme Co., Ltd., a.k.a., the following one alias:", "\u2014ACL.", "1 Long Road, Shanghai, China."),
                (4,),
            ),
            Cell(("For all items subject to the EAR. (See \u00a7 744.11 of the EAR)",)),
            Cell(("Presumption of denial",)),
            Cell(("84 FR [INSERT FR PAGE NUMBER], 10/9/19.",)),
        ),
    ),
)


def test_a_drawn_table_is_read_back() -> None:
    lines = drawn(TABLE)
    assert table_end(lines, 0) == len(lines)
    table = read_table(lines)
    assert table is not None
    assert (table.columns, table.headings) == (5, TABLE.headings)
    country, *rows = table.rows
    assert country[0].text == "CHINA, PEOPLE'S REPUBLIC OF."
    assert " ".join(row[1].text for row in rows) == TABLE.rows[1][1].text
    assert rows[0][4].text == "84 FR [INSERT FR PAGE NUMBER], 10/9/19."
    assert [n for row in rows for n in row[1].footnotes] == [4]


def test_a_table_without_a_country_keeps_the_column() -> None:
    table = read_table(drawn(Table(5, TABLE.headings, TABLE.rows[1:])))
    assert table is not None
    assert (table.columns, table.rows[0][0].text) == (5, "")


def test_a_table_whose_columns_run_into_each_other_is_not_read() -> None:
    assert read_table([line.replace("  ", " ") for line in drawn(TABLE)]) is None


def test_a_rule_that_is_no_table_and_a_table_that_never_ends() -> None:
    rule = "-" * 71
    assert table_end([rule, "", "AGENCY: BIS", rule, "SUMMARY: x"], 0) == 0
    assert table_end([*drawn(TABLE)[:-1], "[FR Doc. 2019-1 Filed 1-1-19; 8:45 am]"], 0) == -1


# -- what is refused ---------------------------------------------------------------------------------------------------

GOOD = govinfo("2024-14635").encode()
REFUSED = [
    (b"", "is empty"),
    (b" \n\t\n", "is empty"),
    (GOOD[: len(GOOD) // 2], "cut short"),
    (GOOD[:-60], "cut short"),
    (filed("2024-14635").encode()[:-90], "cut short"),
    (GOOD.replace(b"Country", b"Coun\0try"), "NUL"),
    (govinfo("2024-14635").encode("utf-16"), "UTF-16"),
    (GOOD.replace(b"DATES:", b"DATES: " + b"x" * (LONGEST_LINE + 1)), "a line of"),
    (b"SUMMARY: x" + b"y" * 2_000_000, "a line of"),
    (b"The quick brown fox.\n" * 50, "no Federal Register document"),
]


@pytest.mark.parametrize(("data", "says"), REFUSED)
def test_what_is_no_whole_text_is_refused_by_name(data: bytes, says: str) -> None:
    with pytest.raises(CannotRead, match=says) as caught:
        read_text_form(data, "my-file")
    assert "my-file" in str(caught.value)


@pytest.mark.parametrize("step", [997])
def test_no_truncation_is_taken_for_the_whole(step: int) -> None:
    for end in range(step, len(GOOD) - 100, step):
        with pytest.raises(CannotRead):
            read_document(GOOD[:end], "cut")


def test_latin_1_is_read_and_gzip_opened() -> None:
    text = filed("2024-14635").replace("Grace Air", "Gr\u00e2ce Air")
    latin = (
        text.replace("\u201c", "``")
        .replace("\u201d", "''")
        .replace("\u2014", "--")
        .replace("\u2022", "*")
        .replace("\u2019", "'")
    )
    rule = read_document(gzip.compress(latin.encode("latin-1"), mtime=0), "x")
    assert "Gr\u00e2ce Air (Pty) Ltd" in {a.name for a in rule.amendments}


def test_details_of_amendments_without_entry_are_the_contract() -> None:
    assert NO_TEXT == "The text rendition gives no entry text."
    first: Amendment = from_text(filed("2024-14635")).amendments[0]
    assert first.detail == NO_TEXT


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Concern MPO", " --Gidropribor"], "Concern MPO\u2014Gidropribor"),
        (["aliases: --Foo K.K.; and", " --Bar 680-1"], "aliases: \u2014Foo K.K.; and \u2014Bar 680-1"),
        (["alias: --Foo LTD", " --C1, Point, Malta"], "alias: \u2014Foo LTD \u2014C1, Point, Malta"),
        (["Promcomplektlogistic", " . 16 A Street"], "Promcomplektlogistic. 16 A Street"),
        (["``organization", " '' (see"], "\u201corganization\u201d (see"),
        (["All items", " ......"], "All items ......"),
    ],
)
def test_what_is_glued_to_the_line_before(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined
