"""Tables drawn in text: what a line may be in them, and where their columns may begin.

The drawings are cut down from real ones; the name of each case says from which, where one showed it.
"""

from __future__ import annotations

import pytest

from monitor.reading.entries.table import read_rows
from monitor.reading.passages import Table
from monitor.reading.renditions.text_columns import read_headings
from monitor.reading.renditions.text_rows import before_stars, is_rule, is_stars
from monitor.reading.renditions.text_table import read_table, table_end
from monitor.text.clean import one_line

RULE = "-" * 112
HEAD = """\
                                                                                                Federal Register
          Country                      Entity           License requirement    License review       citation
                                                                                   policy"""
TOP = f"{RULE}\n{HEAD}\n{RULE}\n"


def table_of(body: str, top: str = TOP) -> Table:
    rule = top.partition("\n")[0]
    lines = f"{top}{body}\n{rule}".split("\n")
    assert table_end(lines, 0) == len(lines)
    table = read_table(lines)
    assert table is not None
    return table


def entries_of(body: str, top: str = TOP) -> list[tuple[str, str]]:
    reading = read_rows(table_of(body, top))
    assert not reading.problems
    return [(entry.country, entry.text) for entry in reading.entries]


A = "A Co., 1 Road, Town.       All items subject    Presumption of     87 FR 1, 1/2/22."
B = "B Co., 2 Road, Town.       All items subject    Presumption of     87 FR 1, 1/2/22."
MORE = "                                                        to the EAR.          denial."
IN_RUSSIA = [("RUSSIA", "A Co., 1 Road, Town."), ("RUSSIA", "B Co., 2 Road, Town.")]

BODIES = {
    "a destination beside the stars (2022-27149)": f"""\
RUSSIA....................                            * * * * * *
                            {A}
{MORE}
                                                      * * * * * *
                            {B}
{MORE}""",
    "a destination alone, with a full stop (2022-14069)": f"""\
RUSSIA.
                                                  * * * * * * *
                            {A}
{MORE}
                            {B}
{MORE}""",
    "a destination in the first entity's row (2022-18268)": f"""\
                                                  * * * * * * *
RUSSIA....................  {A}
{MORE}
                            {B}
{MORE}""",
    "a destination alone behind a rule": f"""\
                                                  * * * * * * *
{RULE}
RUSSIA
                            {A}
{MORE}
{RULE}
                            {B}
{MORE}""",
    "indented rules (2022-14069)": f"""\
RUSSIA....................                            * * * * * *
                            {A}
{MORE}
                            {RULE[28:]}
                            {B}
{MORE}""",
    "dots to the columns' ends, and a column of dots alone": f"""\
RUSSIA....................                            * * * * * *
                            A Co., 1 Road, Town......  All items subject    Presumption of     87 FR 1, 1/2/22.
{MORE}
                            B Co., 2 Road, Town......  All items subject    Presumption of     87 FR 1, 1/2/22.
                            .........................   to the EAR.          denial............  ................""",
    "a blank line and one of a single blank in an entry (2016-31969)": f"""\
RUSSIA....................                            * * * * * *
                            {A}

{chr(32)}
{MORE}
                            {B}
{MORE}""",
    "the heading again in the middle": f"""\
RUSSIA....................                            * * * * * *
                            {A}
{MORE}
{TOP}\
                            {B}
{MORE}""",
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_rows(body: str) -> None:
    assert entries_of(body) == IN_RUSSIA


@pytest.mark.parametrize("gap", [1, 2])
@pytest.mark.parametrize("town", ["Town-Villa", "Town-Villag", "Town-Village", "Town-Villages", "Town-Villagery"])
def test_a_word_too_long_for_its_column_pushes_the_next_cell(town: str, gap: int) -> None:
    """The column and its gutter have twenty-seven letters."""
    entity = f"A Co., 1 Road, {town}."
    cell = entity.ljust(27) if len(entity) + gap <= 27 else f"{entity}{' ' * gap}"
    others = "".join(f"                            {B}\n{MORE}\n" for _ in range(3))
    body = f"""\
RUSSIA....................                            * * * * * *
{others}                            {cell}All items subject    Presumption of     87 FR 1, 1/2/22.
{MORE}"""
    table = table_of(body)
    found = [entry.text for entry in read_rows(table).entries]
    assert found[3:] == [entity] or (gap == 1 and len(entity) > 27 and len(table.problems) == 1)


@pytest.mark.parametrize(
    ("printed", "country"),
    [
        (
            "CHINA, PEOPLE'S\n REPUBLIC OF............                            * * * * * *",
            "CHINA, PEOPLE'S REPUBLIC OF",
        ),
        (
            "CHINA, PEOPLE'S                                         * * * * * *\n REPUBLIC OF.",
            "CHINA, PEOPLE'S REPUBLIC OF",
        ),
        ("CRIMEA REGION OF\nUKRAINE", "CRIMEA REGION OF UKRAINE"),
        ("RUSSIA \\1\\...............                            * * * * * *", "RUSSIA"),
        ("CRIMEA REGION OF\nUKRAINE.\\1\\", "CRIMEA REGION OF UKRAINE"),
        ("UNITED ARAB                                             * * * * * * *\n EMIRATES.", "UNITED ARAB EMIRATES"),
    ],
)
def test_a_destination_in_two_lines(printed: str, country: str) -> None:
    assert entries_of(f"{printed}\n                            {A}\n{MORE}") == [(country, "A Co., 1 Road, Town.")]


def test_a_citation_one_blank_behind_the_policy_of_the_only_row_begins_its_column() -> None:
    rule = "-" * 130
    top = f"""\
{rule}
                                                               License requirement      License review         Federal Register
        Country                        Entity                                               policy                 citation
{rule}
"""
    body = """\
RUSSIA.................  A Co., 1 Road, Town.                For all items subject   Presumption of denial 87 FR 1, 1/2/22.
                                                              to the EAR."""
    (entry,) = read_rows(table_of(body, top)).entries
    assert (entry.policy.text, entry.citation.text) == ("Presumption of denial", "87 FR 1, 1/2/22.")


def test_a_destination_in_two_lines_behind_a_rule_may_have_blank_ones_between() -> None:
    body = f"""\
RUSSIA
                            {A}
{MORE}
{RULE}
China, People's
{" "}
{" "}
 Republic of
                            {B}
{MORE}"""
    assert entries_of(body) == [IN_RUSSIA[0], ("CHINA, PEOPLE'S REPUBLIC OF", IN_RUSSIA[1][1])]


def test_two_destinations_in_lines_below_each_other_are_two() -> None:
    body = f"IRAN\n                            {A}\n{MORE}\nIRAQ\n                            {B}\n{MORE}"
    assert entries_of(body) == [("IRAN", "A Co., 1 Road, Town."), ("IRAQ", "B Co., 2 Road, Town.")]


def test_paragraphs_of_a_cell_begin_at_its_edge() -> None:
    table = table_of("""\
RUSSIA....................                            * * * * * *
                            A Co., a.k.a., the         All items subject    Presumption of     87 FR 1, 1/2/22.
                             following two aliases:    to the EAR. (See     denial.
                            --A-1; and                 Sec.   744.11 of
                            --A-2.                     the EAR)
                            12 Main Road, Pavlovo-
                             on-Neva, Russia.""")  # fmt: skip
    (entry,) = read_rows(table).entries
    assert entry.lines == (
        "A Co., a.k.a., the following two aliases:", "\u2014A-1; and", "\u2014A-2.", "12 Main Road, Pavlovo-on-Neva, Russia.",
    )  # fmt: skip
    assert entry.requirement.text == "All items subject to the EAR. (See \u00a7 744.11 of the EAR)"


def test_aliases_below_the_terms_are_of_the_entry_above() -> None:
    body = f"""\
RUSSIA....................                            * * * * * *
                            A Co., a.k.a., the         All items subject    Presumption of     87 FR 1, 1/2/22.
                             following one alias:       to the EAR.          denial.
                            --A-1.
                            1 Road, Town.
                            {B}
{MORE}"""
    assert [text for _, text in entries_of(body)] == [
        "A Co., a.k.a., the following one alias: \u2014A-1. 1 Road, Town.", "B Co., 2 Road, Town.",
    ]  # fmt: skip


def test_an_odd_row_is_named_and_costs_no_other() -> None:
    body = f"""\
RUSSIA....................                            * * * * * *
                            {A}
{MORE}
                                                       All items subject    Presumption of     87 FR 1, 1/2/22.
{MORE}
                                                      * * * * * *
                            {B}
{MORE}"""
    reading = read_rows(table_of(body))
    assert [(e.country, e.text) for e in reading.entries] == IN_RUSSIA
    (problem,) = reading.problems
    assert "terms without an entity" in problem
    assert "All items subject to the EAR." in problem


SHIFTED = {
    "one column to the left": """\
S Co., a.k.a., the          All items subject to the   Presumption of       87 FR 1, 1/2/22.
 following alias: Sco.       EAR.                        denial.
 3 Road, Town.""",
    "its paragraphs too": """\
S Co., a.k.a., the          All items subject to the   Presumption of       87 FR 1, 1/2/22.
 following alias:            EAR.                        denial.
--Sco.
3 Road, Town.""",
    "what follows in its own column": """\
S Co., a.k.a., the          All items subject to the   Presumption of       87 FR 1, 1/2/22.
 following alias:            EAR.                        denial.
                            --Sco.
                            3 Road, Town.""",
    "its address in its own column": """\
S Co., a.k.a., the          All items subject to the   Presumption of       87 FR 1, 1/2/22.
 following alias:            EAR.                        denial.
--Sco.
                            3 Road, Town.""",
    "its terms going on in theirs": """\
S Co., a.k.a., the          All items subject to the   Presumption of       87 FR 1, 1/2/22.
 following alias:            EAR.                       denial.
--Sco.
3 Road, Town.
                            ..........................  --items of no kind.""",
}


@pytest.mark.parametrize("shifted", SHIFTED.values(), ids=SHIFTED)
def test_a_shifted_row_is_named_with_its_words_and_read_whole(shifted: str) -> None:
    body = f"""\
RUSSIA....................                            * * * * * *
                            {A}
{MORE}
{shifted}
                            {B}
{MORE}"""
    reading = read_rows(table_of(body))
    first, odd, last = reading.entries
    assert [(e.country, e.text) for e in (first, last)] == IN_RUSSIA
    assert odd.country == "RUSSIA"
    assert odd.text.replace("\u2014", "") == "S Co., a.k.a., the following alias: Sco. 3 Road, Town."
    assert odd.requirement.lines[0] == "All items subject to the EAR."
    assert odd.requirement.lines[1:] in ((), ("\u2014items of no kind.",))
    assert odd.policy.text == "Presumption of denial."
    (told,) = (*reading.problems, *reading.remarks)
    assert told.startswith("Row 3 of the table, \u201cS Co., a.k.a., the following alias:")
    assert "87 FR 1, 1/2/22." in told


def test_a_word_across_an_edge_is_named_with_its_line() -> None:
    long = "RUSSIA....................                            * * * * * *\n" + "".join(
        f"                            {row}\n{MORE}\n" for row in (A, B) * 12
    )
    crossing = "                            Naberezhnochelninskiyavtozavodski  items subject   Presumption of     87 FR 1, 1/2/22."
    table = table_of(f"{long}{crossing}")
    assert [one_line(crossing)] == [problem.split(": ", 1)[1] for problem in table.problems]
    assert len(read_rows(table).entries) >= 24


def test_footnotes_under_a_table_are_no_rows() -> None:
    lines = f"""{TOP}RUSSIA....................                            * * * * * *
                            {A.replace("subject ", "subject ")}
                                                       to the EAR. \\3\\      denial.
{RULE}
\\3\\ For this entity, ``items subject to the EAR'' includes    items that are two blanks apart.
  Sec. Sec.   746.8 and 744.21 say more.

* * * * *""".split("\n")  # fmt: skip
    end = table_end(lines, 0)
    table = read_table(lines[:end])
    assert table is not None
    assert table.notes == (
        "3 For this entity, \u201citems subject to the EAR\u201d includes items that are two blanks apart. "
        "\u00a7\u00a7 746.8 and 744.21 say more.",
    )
    (entry,) = read_rows(table).entries
    assert entry.footnotes == (3,)
    assert lines[end:] == ["", "* * * * *"]


@pytest.mark.parametrize(
    "behind",
    [
        "    Sec.  744.15 is amended by removing paragraph (b).",
        "Sec.   744.15  [Amended]",
        "    See Sec.  Sec.  744.15 and 744.16 for the other lists.",
    ],
)
def test_a_section_behind_a_table_is_not_of_it(behind: str) -> None:
    lines = f"{TOP}RUSSIA\n                            {A}\n{MORE}\n{RULE}\n\n{behind}\n\n    More.\n{'-' * 71}".split(
        "\n"
    )
    assert table_end(lines, 0) == lines.index(behind) - 1


def test_a_mark_on_two_lines() -> None:
    body = """\
RUSSIA....................                            * * * * * *
                            A Co., 1 Road, Town.       All items. See Sec.  Denial.            87 FR 1, 1/2/22.
                                                        736.2(b)(3)(vi),\\1
                                                        \\ and 744.11."""
    (entry,) = read_rows(table_of(body)).entries
    assert entry.footnotes == (1,)
    assert entry.requirement.text == "All items. See \u00a7 736.2(b)(3)(vi), and 744.11."


def test_columns_that_move_within_a_table_are_found_again() -> None:
    first = "".join(f"                            {row}\n{MORE}\n" for row in (A, B))
    moved = "".join(
        f"                      {name} Co., 3 Road, Town.        All items subject         Presumption of denial.  87 FR 1, 1/2/22.\n"
        "                                                   to the EAR.\n" for name in "CDEF"
    )  # fmt: skip
    body = f"RUSSIA....................                            * * * * * *\n{first}{RULE}\n{moved}"
    assert entries_of(body.rstrip("\n"))[2:] == [("RUSSIA", f"{name} Co., 3 Road, Town.") for name in "CDEF"]


def test_an_unclosed_table_is_read_up_to_its_last_row() -> None:
    lines = f"{TOP}RUSSIA....................                            * * * * * *\n                            {A}\n{MORE}".split(
        "\n"
    )
    assert table_end([*lines, "", "Jane Doe,"], 0) == -1


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        (HEAD, ["Country", "Entity", "License requirement", "License review policy", "Federal Register citation"]),
        ("   Country       Entity    License     License    Federal\n                          requirement  review     Register\n"
         "                                       policy     citation",
         ["Country", "Entity", "License requirement", "License review policy", "Federal Register citation"]),
        ("  Country   Entity   License requirement   License  review policy   Federal Register citation",
         ["Country", "Entity", "License requirement", "License review policy", "Federal Register citation"]),
    ],
)  # fmt: skip
def test_headings(lines: str, texts: list[str]) -> None:
    assert [heading.text for heading in read_headings(lines.split("\n"))] == texts


@pytest.mark.parametrize(
    ("line", "before"),
    [
        ("   * * * * *", ""), ("RUSSIA......    * * * * * *", "RUSSIA......"), ("* * *", ""), ("A * B", None),
        ("see note ***", None), ("**", None), ("RUSSIA", None),
    ],
)  # fmt: skip
def test_stars(line: str, before: str | None) -> None:
    assert before_stars(line) == before
    assert is_stars(line) == (before == "")


@pytest.mark.parametrize(
    ("line", "rule"), [("-" * 60, True), (f"     {'-' * 40}  ", True), ("--", False), (f"{'-' * 60} 1", False)]
)
def test_rules(line: str, rule: bool) -> None:
    assert is_rule(line) == rule


OTHERS = "".join(f"\n                            {name}\n{MORE}" for name in (B, B, B))
"""Rows enough for the columns' edges to be told although one line is askew."""

LAST_LINES = [
    ("a country in a line of its own, far in", "                              Pakistan."),
    ("one letter before its edge", "                           Pakistan."),
    ("behind a rule inside the entry", f"{RULE}\n                             Pakistan."),
    ("behind an indented rule", f"                            {RULE[28:]}\n                             Pakistan."),
]  # fmt: skip


@pytest.mark.parametrize("line", [one[1] for one in LAST_LINES], ids=[one[0] for one in LAST_LINES])
def test_the_end_of_an_address_is_no_destination_and_no_row(line: str) -> None:
    body = f"""\
RUSSIA....................                            * * * * * *
                            A Co., 1 Road, Lahore,     All items subject    Presumption of     87 FR 1, 1/2/22.
                                                        to the EAR.          denial.
{line}{OTHERS}"""
    assert entries_of(body)[:2] == [("RUSSIA", "A Co., 1 Road, Lahore, Pakistan."), ("RUSSIA", "B Co., 2 Road, Town.")]
    assert len(entries_of(body)) == 4


def test_what_begins_in_the_gutter_is_of_the_next_column() -> None:
    body = f"""\
RUSSIA....................                            * * * * * *
                            A Co., 1 Road, Town.       All items subject    Presumption of     87 FR 1, 1/2/22.
                                                      to the EAR.           denial.{OTHERS}"""
    entries = read_rows(table_of(body)).entries
    assert [(e.text, e.requirement.text) for e in entries[:2]] == [
        ("A Co., 1 Road, Town.", "All items subject to the EAR."), ("B Co., 2 Road, Town.", "All items subject to the EAR."),
    ]  # fmt: skip
    assert len(entries) == 4


def test_a_mark_alone_in_its_line_is_kept_behind_stars_too() -> None:
    body = f"""\
RUSSIA....................                            * * * * * *
                            {A}
{MORE}
{RULE}
                                                       \\4\\"""
    (entry,) = read_rows(table_of(body)).entries
    assert entry.footnotes == (4,)


def test_a_section_sign_broken_at_the_end_of_a_line_is_one() -> None:
    body = """\
RUSSIA....................                            * * * * * *
                            A Co., 1 Road, Town.       All items. (See      Denial. See Sec.   87 FR 1, 1/2/22.
                                                       Sec. 744.11 of       746.8(b).
                                                       the EAR)"""
    (entry,) = read_rows(table_of(body)).entries
    assert (entry.requirement.text, entry.policy.text) == (
        "All items. (See \u00a7 744.11 of the EAR)",
        "Denial. See \u00a7 746.8(b).",
    )
