"""Tables: where destinations, aliases, continuations and footnotes may stand."""

from __future__ import annotations

import pytest

from monitor.reading.entries.table import is_entity_list, read_entries
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


def test_terms_without_an_entity_are_reported() -> None:
    _, problems = read_entries(table(f"<ROW><ENT>IRAN</ENT><ENT/>{TERMS}</ROW>"))
    assert "without an entity" in problems[0]
