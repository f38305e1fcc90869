"""Figures that are none, or that are too many: every rule with them is read, or said to be unreadable, and nothing else."""

from __future__ import annotations

import re

import pytest

from monitor.errors import CannotRead
from monitor.model import Rule
from monitor.reading.rules.document import read_document
from monitor.reading.rules.levels import build_tree
from monitor.text.dates import read_long_date
from monitor.text.numbers import NUMBER, is_number, read_number
from monitor.text.quotes import CLOSE, OPEN, mask_quotes, unmask
from tests.reading.renditions import body_html, filed, govinfo, source
from tests.reading.small_rules import TERMS, destination, row, rule_xml

ODD = {
    "superscript": "\u00b2", "Arabic": "\u0663", "thousands": "9" * 5000, "negative": "-1", "none": "", "thirty": "1" * 30,
    "word": "f\u0131ve", "word in a long s": "\u017feven", "Roman sign": "\u2163", "half": "\u00bd", "Roman": "II", "zero": "0",
    "a mark": OPEN, "an index": f"{OPEN}5{CLOSE}", "a long index": f"{OPEN}{'9' * 5000}{CLOSE}",
}  # fmt: skip
NUMBER_OF_A_DOCUMENT = "2024-14635"
RENDITIONS = {
    "xml": source(NUMBER_OF_A_DOCUMENT).decode(),
    "html": body_html(NUMBER_OF_A_DOCUMENT),
    "text": govinfo(NUMBER_OF_A_DOCUMENT),
    "filed": filed(NUMBER_OF_A_DOCUMENT),
}
_GROUPS = 6


def is_read(text: str) -> bool:
    """Whether the document is read or refused; anything else is raised."""
    try:
        return isinstance(read_document(text.encode(), "a rule"), Rule)
    except CannotRead:
        return True


def with_figures(text: str, odd: str, group: int) -> str:
    """``text`` with every sixth number, from that of ``group`` on, written oddly."""
    parts = re.split("([0-9]+)", text)
    for at in range(1 + 2 * group, len(parts), 2 * _GROUPS):
        parts[at] = odd
    return "".join(parts)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize("form", RENDITIONS)
def test_a_rule_with_odd_figures_is_read_or_refused(form: str, odd: str) -> None:
    assert all(is_read(with_figures(RENDITIONS[form], odd, group)) for group in range(_GROUPS))


ADDS = ["1. Supplement No. 4 to part 744 is amended under Iran by adding one entity, \u201cFoo Co.\u201d"]
ROWS = destination("IRAN") + row("Foo Co., 12 Main Street, Tehran, Iran.")


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_figures_in_words_are_read_or_refused(odd: str) -> None:
    for paragraph in (
        f"1. Supplement No. {odd} to part {odd} is amended under Iran by adding {odd} entities, \u201cFoo Co.\u201d",
        f"{odd}. Supplement No. 4 to part 744 is amended: {odd}. By adding under Iran one entity, \u201c{odd}\u201d",
        f"1. Supplement No. 4 to part 744 is amended: ({odd}) By removing {odd} and footnote {odd} under Iran",
        f"1. Supplement No. 4 to part 744 is amended by revising the destination of {odd} to read {odd}",
    ):
        assert is_read(rule_xml([paragraph], ROWS).decode())
    dates = f"Effective \u017fept {odd}, 2022, Sept {odd}, 20{odd}. Instructions {odd} through {odd} are effective May 3, {odd}"
    summary = (
        f"This rule adds {odd} entities under {odd} entries to the Entity List under the destination of Iran ({odd})."
    )
    preamble = (
        f"<P>The following {odd} entries are added to the Entity List:</P><HD>Iran</HD><P>({odd}) Foo, {odd} Main</P>"
    )
    assert is_read(rule_xml(ADDS, ROWS, dates=dates, summary=summary, preamble=preamble).decode())
    entity = f"Foo Co., a.k.a., the following {odd} aliases: \u2014Bar; and \u2014Baz. {odd} Main Street<SU>{odd}</SU>"
    cites = f"{odd} FR {odd}, {odd}/{odd}/{odd}. 89 FR 4188\u00b2; 89 FR {odd}\u00b2,"
    notes = f"<TNOTE><SU>{odd}</SU> For this entity</TNOTE>"
    assert is_read(rule_xml(ADDS, destination("IRAN") + row(entity, terms=(*TERMS[:2], cites)), notes=notes).decode())


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize(
    ("found", "written"),
    [
        ("COLS='5'", "COLS='{}'"),
        ("<ENT>", "<ENT A='{}'>"),
        ("<ENT>", "<ENT A='L{}'>"),
        ("<SUBJECT>", "<PRTPAGE P='{}'/><SUBJECT>"),
        ("CHED H='1'", "CHED H='{}'"),
        ("PART='744'", "PART='{}'"),
        ("1-2-30", "{0}-{0}-{0}"),
        ("8:45", "{0}:{0}"),
    ],
)
def test_odd_figures_in_markup_are_read_or_refused(found: str, written: str, odd: str) -> None:
    text = rule_xml(ADDS, ROWS).decode().replace(found, written.format(odd))
    assert is_read(text)
    assert is_read(text.replace("</AMDPAR>", ""))


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_page_of_html_with_an_odd_span_is_read(odd: str) -> None:
    assert is_read(RENDITIONS["html"].replace("<td", f"<td colspan='{odd}'"))


def test_a_level_in_capitals_of_several_letters_is_read() -> None:
    assert [item.marker for item in build_tree(["Amended as follows: II. By removing this"])] == ["", "II."]


def test_marks_of_its_own_lead_a_text_to_no_quotation() -> None:
    masked, quotes = mask_quotes(f"adding \u201cFoo\u201d and {OPEN}7{CLOSE}")
    assert quotes == ["Foo"]
    assert unmask(masked, quotes) == "adding \u201cFoo\u201d and 7"


@pytest.mark.parametrize(
    ("text", "number"),
    [("f\u0131ve", 5), ("\u017feven", 7), ("28", 28), ("one hundred and forty", 140), ("1,234", 1234)],
)
def test_a_count_is_what_its_pattern_finds(text: str, number: int) -> None:
    assert re.fullmatch(NUMBER, text, re.IGNORECASE)
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "found"), [("7", True), ("\u00b2", False), ("\u0663", False), ("", False), ("1" * 10, False)]
)
def test_a_number_is_a_few_figures(text: str, found: bool) -> None:
    assert is_number(text) is found


@pytest.mark.parametrize("year", ["2\u00b2", "9" * 30, "9" * 5000, "0"])
def test_a_date_that_is_none_is_no_date(year: str) -> None:
    assert read_long_date(f"October 9, {year}") is None
