"""Tables: where destinations, aliases, continuations and footnotes may stand."""

from __future__ import annotations

import pytest

from monitor.reading.entries.table import MOST_SHOWN, is_entity_list, read_entries, read_rows
from monitor.reading.passages import Role, Table
from monitor.reading.renditions.xml import read_rule_xml

TERMS = "<ENT>For all items.</ENT><ENT>Denial</ENT><ENT>90 FR 1, 1/2/25.</ENT>"
HEAD = "".join(
    f"<CHED H='1'>{h}</CHED>" for h in ("Country", "Entity", "License requirement", "License review policy", "Citation")
)
STARS = "*     *     *     *"


def table(rows: str, head: str = f"<BOXHD>{HEAD}</BOXHD>", columns: int = 5) -> Table:
    data = f"<RULE><SUPLINF><REGTEXT PART='744'><GPOTABLE COLS='{columns}'>{head}{rows}</GPOTABLE></REGTEXT></SUPLINF></RULE>"
    (text,) = read_rule_xml(data.encode(), "test")
    found = next(p.table for p in text.regulatory if p.role is Role.TABLE)
    assert found is not None
    return found


PLACES = [
    ("a row of its own", f"<ROW><ENT I='01'>IRAN</ENT></ROW><ROW><ENT/><ENT>A, Tehran.</ENT>{TERMS}</ROW>"),
    ("the star row", f"<ROW><ENT I='01'>IRAN</ENT><ENT A='03'>{STARS}</ENT></ROW><ROW><ENT/><ENT>A, Tehran.</ENT>{TERMS}</ROW>"),
    ("the first entity's row", f"<ROW><ENT I='28'>{STARS}</ENT></ROW><ROW><ENT>IRAN</ENT><ENT>A, Tehran.</ENT>{TERMS}</ROW>"),
    ("continued after a page", f"<ROW><ENT>IRAN\u2014Continued</ENT></ROW><PRTPAGE P='9'/><ROW><ENT/><ENT>A, Tehran.</ENT>{TERMS}</ROW>"),
    ("title case", f"<ROW><ENT>Iran</ENT></ROW><ROW><ENT/><ENT>A, Tehran.</ENT>{TERMS}</ROW>"),
]  # fmt: skip


@pytest.mark.parametrize("rows", [p[1] for p in PLACES], ids=[p[0] for p in PLACES])
def test_where_the_destination_stands(rows: str) -> None:
    entries, problems = read_entries(table(rows))
    assert [(e.country, e.text) for e in entries] == [("IRAN", "A, Tehran.")]
    assert not problems


@pytest.mark.parametrize(
    "cells",
    [
        f"<ROW><ENT/><ENT>A, a.k.a., the following one alias:<LI>—B.</LI><LI>Tehran.</LI></ENT>{TERMS}</ROW>",
        f"<ROW><ENT/><ENT>A, a.k.a., the following one alias:</ENT>{TERMS}</ROW><ROW><ENT/><ENT>—B.</ENT></ROW><ROW><ENT/><ENT>Tehran.</ENT></ROW>",
        f"<ROW><ENT/><ENT>A, a.k.a., the following one alias: <PRTPAGE P='7'/><P>—B.</P><P>Tehran.</P></ENT>{TERMS}</ROW>",
        f"<ROW><ENT/><ENT>A, a.k.a., the following one alias:</ENT>{TERMS}</ROW><PRTPAGE P='8'/><ROW><ENT/><ENT>—B.<LI>Tehran.</LI></ENT></ROW>",
    ],
    ids=["LI", "rows", "P", "page mark"],
)  # fmt: skip
def test_where_aliases_stand(cells: str) -> None:
    (entry,), problems = read_entries(table(f"<ROW><ENT>IRAN</ENT></ROW>{cells}"))
    assert entry.lines == ("A, a.k.a., the following one alias:", "—B.", "Tehran.")
    assert not problems


def test_footnotes_leave_the_text() -> None:
    row = "<ROW><ENT>IRAN</ENT><ENT>A, Tehran.</ENT><ENT>(See § 734.9(g),<SU>3</SU> and 744.11) <E T='51'>4</E></ENT><ENT>x</ENT><ENT>y</ENT></ROW>"
    (entry,), _ = read_entries(table(row))
    assert (entry.requirement.text, entry.footnotes) == ("(See § 734.9(g), and 744.11)", (3, 4))


def test_no_heads_and_missing_last_cells() -> None:
    (entry,), _ = read_entries(
        table("<ROW><ENT>IRAN</ENT><ENT>A, Tehran.</ENT><ENT>For all items.</ENT></ROW>", head="")
    )
    assert (entry.country, entry.requirement.text, entry.citation.text) == ("IRAN", "For all items.", "")


def test_three_columns_are_another_list() -> None:
    assert not is_entity_list(table("<ROW><ENT>IRAN</ENT><ENT>A</ENT><ENT>85 FR 1</ENT></ROW>", head="", columns=3))
    assert is_entity_list(table("<ROW><ENT>IRAN</ENT></ROW>"))


LONG = (
    "For all items subject to the EAR, of any kind and from anywhere, without a single exception to it (See § 744.11)."
)
ODD = [
    (f"<ROW><ENT/><ENT/>{TERMS}</ROW>", "gives terms without an entity", [" | For all items. | Denial | 90 FR 1, 1/2/25."]),
    ("<ROW><ENT I='28'>* * *</ENT></ROW><ROW><ENT/><ENT>B Co., Tabriz.</ENT></ROW>", "has no terms and continues no entry", ["B Co., Tabriz."]),
    (f"<ROW><ENT>B Co., Tabriz.</ENT><ENT>C Co.</ENT>{TERMS}</ROW>", "names no known destination", ["B Co., Tabriz. | C Co. | For all items."]),
    (f"<ROW><ENT>B Co., Tabriz.</ENT><ENT>{LONG}</ENT><ENT>Policy of denial</ENT><ENT>90 FR 1, 1/2/25.</ENT></ROW>", "stands one column to the left",
     ["B Co., Tabriz. | For all items subject to the EAR, of any kind", "\u2026 | Policy of denial | 90 FR 1, 1/2/25.\u201d"]),
]  # fmt: skip


@pytest.mark.parametrize(("row", "what", "words"), ODD, ids=[o[1] for o in ODD])
def test_an_odd_row_is_named_with_its_words_and_costs_no_other(row: str, what: str, words: list[str]) -> None:
    others = [
        f"<ROW><ENT>{country}</ENT></ROW><ROW><ENT/><ENT>{name}</ENT>{TERMS}</ROW>"
        for country, name in (("IRAN", "A, Tehran."), ("IRAQ", "D, Baghdad."))
    ]
    reading = read_rows(table(f"{others[0]}{row}{others[1]}"))
    assert [(e.country, e.text) for e in (reading.entries[0], reading.entries[-1])] == [
        ("IRAN", "A, Tehran."),
        ("IRAQ", "D, Baghdad."),
    ]
    (said,) = (*reading.problems, *reading.remarks)
    assert said.startswith("Row 3 of the table, \u201c") or said.startswith("Row 4 of the table, \u201c")
    assert what in said
    assert [w for w in words if w not in said] == []
    assert len(said) < 5 * (MOST_SHOWN + 5) + 100


@pytest.mark.parametrize(
    "other",
    [
        ("B Trading S.A., 2, Lake Road, Omsk, Russia.",),
        ("B Center, a.k.a., the following alias:", "\u2014BC.", "2 Road, Omsk, Russia."),
    ],
)
def test_another_party_below_an_entry_in_its_cell_is_told_apart(other: tuple[str, ...]) -> None:
    """Raw text has no row of its own for a party without terms."""
    one = (
        "A Works, a.k.a., the following alias:",
        "\u2014A. 1 Road, Orel, Russia. (See alternate address under Iran).",
    )
    lines = "".join(f"<LI>{line}</LI>" for line in (*one[1:], *other))
    reading = read_rows(table(f"<ROW><ENT I='01'>RUSSIA</ENT><ENT>{one[0]}{lines}</ENT>{TERMS}</ROW>"))
    assert [entry.lines for entry in reading.entries] == [one, other]
    assert [entry.requirement.text for entry in reading.entries] == ["For all items.", ""]
    assert "has no terms" in reading.problems[0]


def test_a_further_address_below_an_entry_is_its_own() -> None:
    cell = "A Works, 1 Road, Orel, Russia.<LI>2 Lake Road, Omsk, Russia.</LI>"
    reading = read_rows(table(f"<ROW><ENT I='01'>RUSSIA</ENT><ENT>{cell}</ENT>{TERMS}</ROW>"))
    assert len(reading.entries) == 1
    assert not reading.problems


def test_rows_that_all_lack_a_cell_are_read_by_the_headings() -> None:
    rows = f"<ROW><ENT I='01'>MALAYSIA</ENT></ROW><ROW><ENT>A Works, 1 Road, Ipoh, Malaysia.</ENT>{TERMS}</ROW>"
    entries, problems = read_entries(
        table(rows.replace("For all items.", "For all items subject to the EAR."), columns=0)
    )
    assert [(entry.country, entry.text) for entry in entries] == [("MALAYSIA", "A Works, 1 Road, Ipoh, Malaysia.")]
    assert not problems
