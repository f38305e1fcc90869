"""Citation and requirement cells, in the spellings of the list."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.model import Citation
from monitor.reading.entries.requirement import read_citations, without_bare_footnotes
from monitor.reading.entries.superscripts import MARK, take_marks

CITATIONS = [
    ("76 FR 71869, 11/21/11.", (Citation(76, 71869, date(2011, 11, 21)),)),
    (
        "62 FR 35334, 6/30/97. 75 FR 78883, 12/17/10.",
        (Citation(62, 35334, date(1997, 6, 30)), Citation(75, 78883, date(2010, 12, 17))),
    ),
    (
        "73 FR 54508. 9/22/08. 74 FR 8184. 2/24/09.",
        (Citation(73, 54508, date(2008, 9, 22)), Citation(74, 8184, date(2009, 2, 24))),
    ),
    (
        "84 FR 40241, 8/14/19, 85 FR 83769, 12/23/2020",
        (Citation(84, 40241, date(2019, 8, 14)), Citation(85, 83769, date(2020, 12, 23))),
    ),
    ("89 FR [INSERT FR PAGE NUMBER], 7/3/24.", (Citation(89, None, date(2024, 7, 3)),)),
    ("89 FR [INSERT FR PAGE NUMBER AND DATE].", (Citation(89, None, None),)),
    ("88 FR FR 12158, 2/27/23.", (Citation(88, 12158, date(2023, 2, 27)),)),
    ("88 FR 121582/27/23.", (Citation(88, 12158, date(2023, 2, 27)),)),
    (
        "85 FR 51603, Aug. 20, 2020, as amended at 87 FR 76925, 12/16/22.",
        (Citation(85, 51603, date(2020, 8, 20)), Citation(87, 76925, date(2022, 12, 16))),
    ),
    ("81 FR 61601 preview citation details, 9/7/16. .", (Citation(81, 61601, date(2016, 9, 7)),)),
    ("89 FR 5 [INSERT, 7/3/24].", (Citation(89, 5, date(2024, 7, 3)),)),
    ("", ()),
    # real rules of 2016-2023, as they print a page that is not known yet
    ("82 FR [INSERT FR PAGE NUMBER 06/22/17.", (Citation(82, None, date(2017, 6, 22)),)),
    ("82 FR [INSERT FR PAGE NUMBER AND 1/4/2017]", (Citation(82, None, date(2017, 1, 4)),)),
    (
        "79 FR 56003, 9/18/ 14. 82 FR [INSERT FR PAGE NUMBER], 9/25/ 2017.",
        (Citation(79, 56003, date(2014, 9, 18)), Citation(82, None, date(2017, 9, 25))),
    ),
    (
        "86 FR 71560, 12/ 17/21. 87 FR [INSERT FR PAGE NUMBER NUMBER]; February 14, 2022.",
        (Citation(86, 71560, date(2021, 12, 17)), Citation(87, None, date(2022, 2, 14))),
    ),
    ("87 F.R. 40241 (June 30, 2022).", (Citation(87, 40241, date(2022, 6, 30)),)),
    ("87 Fed. Reg. 40241, 6/30/22.", (Citation(87, 40241, date(2022, 6, 30)),)),
    (
        "78 FR 75463, 12/12/13, and 87 FR 40241, 6/30/22.",
        (Citation(78, 75463, date(2013, 12, 12)), Citation(87, 40241, date(2022, 6, 30))),
    ),
    (
        "78 FR 75463 (12/12/13); & 87 F. R. 40241 (6/30/22).",
        (Citation(78, 75463, date(2013, 12, 12)), Citation(87, 40241, date(2022, 6, 30))),
    ),
    ("87 FR [INSERT FR PAGE NUMBER] June 30, 2022.", (Citation(87, None, date(2022, 6, 30)),)),
    (
        "78 FR 75463 12/12/ 13. 87 FR [INSERT FR PAGE NUMBER] 8/ 24/22.",
        (Citation(78, 75463, date(2013, 12, 12)), Citation(87, None, date(2022, 8, 24))),
    ),
    (
        "80 FR 8527, 2/18/15. 84 FR 29373, 6/24/19, 87 FR [INSERT FR PAGE NUMBER; March 29, 2022",
        (
            Citation(80, 8527, date(2015, 2, 18)),
            Citation(84, 29373, date(2019, 6, 24)),
            Citation(87, None, date(2022, 3, 29)),
        ),
    ),
    ("81 FR [INSERT FR PAGE NUMBER AND DATE OF PUBLICATION IN THE Federal Register]", (Citation(81, None, None),)),
    ("87 FR [INSERT FEDERAL REGISTER PAGE NUMBER] 10/13/2022", (Citation(87, None, date(2022, 10, 13)),)),
    ("88 FR [page number to be inserted], 10/19/2023", (Citation(88, None, date(2023, 10, 19)),)),
    ("[INSERT FEDERAL REGISTER CITATION], October 19, 2023.", (Citation(88, None, date(2023, 10, 19)),)),
    ("[INSERT FR CITATION AND 10/19/2023].", (Citation(88, None, date(2023, 10, 19)),)),
    (
        "85 FR 44159, 7/22/20. [INSERT FR CITATION], 10/19/2023.",
        (Citation(85, 44159, date(2020, 7, 22)), Citation(88, None, date(2023, 10, 19))),
    ),
]


@pytest.mark.parametrize(("text", "citations"), CITATIONS)
def test_citations_as_printed(text: str, citations: tuple[Citation, ...]) -> None:
    assert read_citations(text) == (citations, [])


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("90 FR __, 1/3/25", True),
        ("90 FR ____ and 1/3/25.", True),
        ("90 FR [Insert FR Page No.], 1/3/25.", True),
        ("90 FR XXXXX, 1/3/25", True),
        ("90 FR [__], 1/3/25", True),
        ("90 FR [INSERT PAGE NO. AND DATE]", False),
    ],
)
def test_what_stands_for_a_page_is_nothing_to_report(text: str, dated: bool) -> None:
    assert read_citations(text) == ((Citation(90, None, date(2025, 1, 3) if dated else None),), [])


def test_a_volume_that_contradicts_its_year_is_kept_and_named() -> None:
    citations, problems = read_citations("83 FR 61541, 11/13/19.")
    assert citations == (Citation(83, 61541, date(2019, 11, 13)),)
    assert problems == ["citation “83 FR 61541, 11/13/19”: volume 83 is of 2018, the date of 2019"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("90 FR 12345", "has no date"),
        ("90 FR 12345, 13/45/25", "does not exist"),
        ("90 FR 5, 1/6/25. see there", "not understood"),
    ],
)
def test_what_is_not_understood_is_named(text: str, says: str) -> None:
    assert says in read_citations(text)[1][0]


@pytest.mark.parametrize(
    ("cell", "text", "notes"),
    [
        (f"(See §§ 734.9(g),{MARK}3{MARK} 746.8(a)(3)", "(See §§ 734.9(g), 746.8(a)(3)", (3,)),
        (f"734.9(g){MARK},3{MARK} 746.8", "734.9(g), 746.8", (3,)),
        (f"734.9(e) {MARK}1{MARK} and of the EAR {MARK}2{MARK}", "734.9(e) and of the EAR", (1, 2)),
        (f"of the EAR){MARK} 4{MARK}", "of the EAR)", (4,)),
        (f"the 3{MARK}rd{MARK} floor", "the 3rd floor", ()),
    ],
)
def test_footnote_marks_leave_the_text(cell: str, text: str, notes: tuple[int, ...]) -> None:
    assert take_marks(cell) == (text, notes)


@pytest.mark.parametrize(
    ("text", "clean", "notes"),
    [
        ("(See §§ 734.9(e) and 744.11 of the EAR) 4", "(See §§ 734.9(e) and 744.11 of the EAR)", (4,)),
        (
            "(See §§ 734.9(g),3 746.8(a)(3), and 744.21(b) of the EAR)",
            "(See §§ 734.9(g), 746.8(a)(3), and 744.21(b) of the EAR)",
            (3,),
        ),
        ("see §§ 734.9(e) and 744.11 of the EAR 2.", "see §§ 734.9(e) and 744.11 of the EAR.", (2,)),
        ("(See § 744.11 of the EAR)", "(See § 744.11 of the EAR)", ()),
        ("items described in part 744", "items described in part 744", ()),
    ],
)
def test_footnote_numbers_printed_as_plain_digits(text: str, clean: str, notes: tuple[int, ...]) -> None:
    assert without_bare_footnotes(text) == (clean, notes)
