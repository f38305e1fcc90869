"""Raised characters: footnotes' marks, ordinals, fractions and powers."""

from __future__ import annotations

import pytest

from monitor.model import Verdict
from monitor.reading.entries.superscripts import MARK, marked_lines, marked_note, take_marks, typed_marks
from monitor.reading.entries.table import TableEntry
from monitor.reading.entries.table_checks import odd_cells
from monitor.reading.passages import Cell
from tests.reading.small_rules import destination, read_small, row

# (typed in a raw text, read in an entity cell, read in another cell, footnotes in the entity cell, in another)
TYPED = [
    ("734.9(g),\\3\\ 746.8(a)(3)", "734.9(g), 746.8(a)(3)", "734.9(g), 746.8(a)(3)", (3,), (3,)),
    ("subject to the EAR \\1\\ \\3\\", "subject to the EAR", "subject to the EAR", (1, 3), (1, 3)),
    ("the 9\\th\\ Floor", "the 9th Floor", "the 9th Floor", (), ()),
    ("the 1 \\st\\ Floor", "the 1st Floor", "the 1st Floor", (), ()),
    ("Embankment \\2/4\\, Building 17", "Embankment 2/4, Building 17", "Embankment 2/4, Building 17", (), ()),
    ("Km 1\\1/2\\ Main Road", "Km 1 1/2 Main Road", "Km 1 1/2 Main Road", (), ()),
    ("2,000 m\\2\\ hall", "2,000 m\u00b2 hall", "2,000 m\u00b2 hall", (), ()),
    ("10\\6\\ items", "10\u2076 items", "10\u2076 items", (), ()),
    ("RUSSIA \\1 3\\", "RUSSIA", "RUSSIA", (1, 3), (1, 3)),
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
    ("House 12 <SU>2</SU>", "House 12 2"),
]


@pytest.mark.parametrize(("typed", "printed"), IN_XML)
def test_fractions_of_an_xml_cell(typed: str, printed: str) -> None:
    rule = read_small(
        ["2. Supplement No. 4 to part 744 is amended under IRAN by adding an entry for \u201cA Co.\u201d"],
        destination("IRAN") + row(f"A Co., {typed}, Tehran, Iran."),
    )
    assert [a.entry and a.entry.text for a in rule.amendments] == [f"A Co., {printed}, Tehran, Iran."]
    assert rule.verdict is Verdict.VERIFIED


REQUIREMENT = "For all items subject to the EAR. (See \u00a7 744.11 of the EAR)."
NOTE_3 = "<TNOTE><SU>3</SU> For this entity, see the EAR.</TNOTE>"
# (an entity cell's words behind its name, what is printed under the table, read, footnotes)
IN_ENTITIES = [
    (", 5 Lenina, Bldg. <SU>2</SU>, Moscow, Russia.", "", ", 5 Lenina, Bldg. 2, Moscow, Russia.", ()),
    (", 5 Lenina, Apt. No. <SU>3</SU>, Moscow, Russia.", NOTE_3, ", 5 Lenina, Apt. No. 3, Moscow, Russia.", ()),
    (", 5 Lenina, Bldg. 7<SU>a</SU>, Moscow, Russia.", "", ", 5 Lenina, Bldg. 7a, Moscow, Russia.", ()),
    (", 5<SU>3</SU> Lenina, Moscow, Russia.", NOTE_3, ", 5\u00b3 Lenina, Moscow, Russia.", ()),
    ("<SU>2</SU>, 5 Lenina, Moscow, Russia.", "", "\u00b2, 5 Lenina, Moscow, Russia.", ()),
    (" <SU>3</SU>, 5 Lenina, Moscow, Russia.", NOTE_3, ", 5 Lenina, Moscow, Russia.", (3,)),
    (",<SU>3</SU> 5 Lenina, Moscow, Russia.", NOTE_3, ", 5 Lenina, Moscow, Russia.", (3,)),
    (",<SU>3</SU> 5 Lenina, Moscow, Russia.", "", ", 5 Lenina, Moscow, Russia.", (3,)),  # the list's own
    (", 5 Lenina, Moscow<SU>9</SU>, Russia.", NOTE_3, ", 5 Lenina, Moscow\u2079, Russia.", ()),
]  # fmt: skip


@pytest.mark.parametrize(("behind", "notes", "printed", "footnotes"), IN_ENTITIES)
def test_a_raised_figure_in_an_entity_is_a_mark_only_where_there_is_its_footnote(
    behind: str, notes: str, printed: str, footnotes: tuple[int, ...]
) -> None:
    rule = read_small(
        ["2. Supplement No. 4 to part 744 is amended under RUSSIA by adding one entity."],
        destination("RUSSIA") + row(f"Mir LLC{behind}"),
        notes=notes,
    )
    (entry,) = [a.entry for a in rule.amendments]
    assert entry is not None
    assert (entry.text, entry.footnotes) == (f"Mir LLC{printed}", footnotes)
    assert rule.verdict is Verdict.VERIFIED


# (a requirement or policy, read, footnotes)
IN_TERMS = [
    ("For all items over 100 m<SU>2</SU> subject to the EAR.", "For all items over 100 m\u00b2 subject to the EAR.", ()),
    ("For all items over 10<SU>6</SU> Ohm subject to the EAR.", "For all items over 10\u2076 Ohm subject to the EAR.", ()),
    ("For all items over 2,000<SU>12</SU> Pa subject to the EAR.", "For all items over 2,000\u00b9\u00b2 Pa subject to the EAR.", ()),
    ("For H<SU>2</SU>O and all items subject to the EAR.", "For H\u00b2O and all items subject to the EAR.", ()),
    ("For all items subject to the EAR <SU>4</SU>.", "For all items subject to the EAR.", (4,)),
    ("See \u00a7\u00a7 734.9(g),<SU>3</SU> and 744.21 of the EAR.", "See \u00a7\u00a7 734.9(g), and 744.21 of the EAR.", (3,)),
    ("For all items subject to the EAR, see \u00a7 744.11<SU>3</SU>.", "For all items subject to the EAR, see \u00a7 744.11.", (3,)),
    ("For all items subject to the EAR.<SU>6</SU>", "For all items subject to the EAR.", (6,)),
    ("For all items of class <SU>9</SU> subject to the EAR.", "For all items of class 9 subject to the EAR.", ()),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "printed", "footnotes"), IN_TERMS)
def test_raised_figures_of_a_requirement(typed: str, printed: str, footnotes: tuple[int, ...]) -> None:
    rule = read_small(
        ["2. Supplement No. 4 to part 744 is amended under RUSSIA by adding one entity."],
        destination("RUSSIA")
        + row("Mir LLC, 5 Lenina, Moscow, Russia.", terms=(typed, "Presumption of denial.", "95 FR 101, 1/3/30.")),
    )
    (entry,) = [a.entry for a in rule.amendments]
    assert entry is not None
    assert (entry.license_requirement, entry.footnotes) == (printed, footnotes)
    assert rule.verdict is Verdict.VERIFIED


@pytest.mark.parametrize("mark", [" <SU>1</SU>", "<SU>1 3</SU>", " <E T='51'>7</E>"])
def test_a_mark_behind_a_destination_is_a_footnotes(mark: str) -> None:
    rule = read_small(
        ["2. Supplement No. 4 to part 744 is amended under RUSSIA by adding “Orel JSC.”"],
        destination(f"RUSSIA{mark}") + row("Orel JSC, 1 Main St."),
    )
    assert ([(a.country, a.name) for a in rule.amendments], rule.verdict) == (
        [("RUSSIA", "Orel JSC")],
        Verdict.VERIFIED,
    )


@pytest.mark.parametrize(
    ("printed", "notes"),
    [
        ("(See §§ 734.9(g),<SU>3</SU> 744.21(b), and 746.8(a)(3) of the EAR)", (3,)),
        ("(See §§ 734.9(g), <SU>3</SU> 744.21(b), and 746.8(a)(3) of the EAR)", (3,)),
        ("(See §§ 734.9(g), 744.21(b), and 746.8(a)(3) of the EAR)", ()),
    ],
)
def test_a_mark_in_a_row_one_column_to_the_left_is_a_footnotes(printed: str, notes: tuple[int, ...]) -> None:
    terms = (f"For all items subject to the EAR. {printed}.", "Presumption of denial.", "95 FR 101, 1/3/30.")
    shifted = (
        f"<ROW><ENT>Alfa Ltd., 1 Main Street, Tehran, Iran.</ENT>{''.join(f'<ENT>{t}</ENT>' for t in terms)}</ROW>"
    )
    adds = "2. Supplement No. 4 to part 744 is amended under IRAN by adding an entry for “Alfa Ltd.”."
    rule = read_small([adds], destination("IRAN") + shifted)
    entry = rule.amendments[0].entry
    assert entry is not None
    assert entry.footnotes == notes
    assert entry.license_requirement.endswith("(See §§ 734.9(g), 744.21(b), and 746.8(a)(3) of the EAR).")
    assert rule.verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    "typed", ["734.9(g), \\ 3\\ and 744.21", "734.9(g),\\3 \\ and 744.21", "734.9(g),\\ 3 \\ and 744.21"]
)
def test_a_mark_that_a_line_end_parted(typed: str) -> None:
    assert take_marks(typed_marks(typed)) == ("734.9(g), and 744.21", (3,))


def test_a_mark_that_is_not_told_is_a_doubt() -> None:
    terms = (
        Cell(("For all items subject to the EAR.",)),
        Cell(("Presumption of denial.",)),
        Cell(("95 FR 101, 1/3/30.",)),
    )
    entry = TableEntry(
        "RUSSIA",
        (
            "Zed LLC, 22 \\1/",
            "2\\ Mira St., Moscow, Russia.",
        ),
        *terms,
        (),
        0,
    )
    assert list(odd_cells(entry)) == ["a raised mark reads \u201c\\1/\u201d"]
