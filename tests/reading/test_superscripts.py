"""Raised characters: footnotes' marks, ordinals, fractions and powers."""

from __future__ import annotations

import pytest

from monitor.model import Verdict
from monitor.reading.entries.superscripts import MARK, marked_lines, marked_note, take_marks, typed_marks
from tests.reading.small_rules import destination, read_small, row

# (typed in a raw text, read in an entity cell, read in another cell, footnotes in the entity cell, in another)
TYPED = [
    ("734.9(g),\\3\\ 746.8(a)(3)", "734.9(g), 746.8(a)(3)", "734.9(g), 746.8(a)(3)", (3,), (3,)),
    ("subject to the EAR \\1\\ \\3\\", "subject to the EAR", "subject to the EAR", (1, 3), (1, 3)),
    ("the 9\\th\\ Floor", "the 9th Floor", "the 9th Floor", (), ()),
    ("the 1 \\st\\ Floor", "the 1st Floor", "the 1st Floor", (), ()),
    ("Embankment \\2/4\\, Building 17", "Embankment 2/4, Building 17", "Embankment 2/4, Building 17", (), ()),
    ("Km 1\\1/2\\ Main Road", "Km 1 1/2 Main Road", "Km 1 1/2 Main Road", (), ()),
    ("2,000 m\\2\\ hall", "2,000 m\u00b2 hall", "2,000 m hall", (), (2,)),
    ("10\\6\\ items", "10\u2076 items", "10 items", (), (6,)),
    ("No mark, C:\\Docs", "No mark, C:\\Docs", "No mark, C:\\Docs", (), ()),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "entity", "other", "entity_notes", "other_notes"), TYPED, ids=[t[0] for t in TYPED])
def test_typed_marks(
    typed: str, entity: str, other: str, entity_notes: tuple[int, ...], other_notes: tuple[int, ...]
) -> None:
    marked = typed_marks(typed)
    assert take_marks(marked, is_entity=True) == (entity, entity_notes)
    assert take_marks(marked) == (other, other_notes)


def test_marks_on_several_lines_of_a_cell_are_the_cell_s() -> None:
    lines = f"For all items{MARK}4{MARK}\n\nof the 9{MARK}th{MARK} kind{MARK},5{MARK} and others.{MARK}4{MARK}"
    assert marked_lines(lines) == (("For all items", "of the 9th kind, and others."), (4, 5))


def test_a_footnote_begins_with_its_number() -> None:
    assert marked_note(f"{MARK}3{MARK} For this entity.") == "3 For this entity."


# (in an XML cell, read)
IN_XML = [
    ("House <SU>12</SU>/<SU>3</SU> Main Road", "House 12/3 Main Road"),
    ("House <SU>1</SU>\u2044<SU>2</SU>, Main Road", "House 1\u20442, Main Road"),
    ("House <SU>1</SU>/2 Main Road", "House 1/2 Main Road"),
    ("Km 1<FR>1/2</FR>, Main Road", "Km 1 1/2, Main Road"),
    ("Km <FR>1/2</FR>, Main Road", "Km 1/2, Main Road"),
    ("House 12 <SU>2</SU>", "House 12"),
]


@pytest.mark.parametrize(("typed", "printed"), IN_XML)
def test_fractions_of_an_xml_cell(typed: str, printed: str) -> None:
    rule = read_small(
        ["2. Supplement No. 4 to part 744 is amended under IRAN by adding an entry for \u201cA Co.\u201d"],
        destination("IRAN") + row(f"A Co., {typed}, Tehran, Iran."),
    )
    assert [a.entry and a.entry.text for a in rule.amendments] == [f"A Co., {printed}, Tehran, Iran."]
    assert rule.verdict is Verdict.VERIFIED
