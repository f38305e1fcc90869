"""The eCFR's copies, in miniature for every oddity of the rows, and the two real ones the package carries."""

from __future__ import annotations

import gzip
from datetime import date
from importlib.resources import files

import pytest

from monitor.errors import CannotRead
from monitor.model import Citation, Entry, ListName, Snapshot
from monitor.reading.lists.ecfr import read_ecfr

REQUIREMENT = "For all items subject to the EAR. (See §§ 734.9(g),<sup>3</sup> 746.8(a)(3) of the EAR)"
HEADS = "".join(
    f"<TH>{h}</TH>"
    for h in ("Country", "Entity", "License requirement", "License review<br/>policy", "Federal Register citation")
)


def row(country: str, entity: str, *beside: str) -> str:
    cells = (country, entity, *(beside or (REQUIREMENT, "Presumption of denial", "76 FR 71869, 11/21/11.")))
    return "<TR>" + "".join(f"<TD>{cell}</TD>" for cell in cells) + "</TR>"


def copy(*rows: str, number: int = 4, heads: str = HEADS) -> Snapshot:
    table = f"<TABLE><TR>{heads}</TR>{''.join(rows)}</TABLE>"
    xml = f'<DIV5><DIV9 N="Supplement No. {number} to Part 744"><HEAD>Supplement No. {number} to Part 744—List</HEAD>{table}</DIV9></DIV5>'
    return read_ecfr(xml.encode(), "copy.xml")


def test_a_row_becomes_an_entry() -> None:
    snapshot = copy(
        row(
            "CHINA",
            'Ajab, a.k.a., the following alias:<br/>—Ajab B.<br/> <br/> Road 1, China; <E T="03">and</E>Road 2, China.',
        )
    )
    assert snapshot.entries == (
        Entry(
            country="CHINA",
            name="Ajab",
            aliases=("Ajab B.",),
            addresses=("Road 1, China", "Road 2, China"),
            license_requirement="For all items subject to the EAR. (See §§ 734.9(g), 746.8(a)(3) of the EAR)",
            license_review_policy="Presumption of denial",
            citations=(Citation(76, 71869, date(2011, 11, 21)),),
            footnotes=(3,),
            text="Ajab, a.k.a., the following alias: —Ajab B. Road 1, China; andRoad 2, China.",
        ),
    )
    assert (snapshot.as_of, snapshot.source, snapshot.problems) == (None, "copy.xml", ())


def test_the_country_stands_in_the_first_row_of_its_group() -> None:
    snapshot = copy(row("IRAN", "A, Tehran, Iran"), row(" ", "B, Tehran, Iran"), row("IRAQ", "C, Mosul, Iraq"))
    assert [(e.country, e.name) for e in snapshot.entries] == [("IRAN", "A"), ("IRAN", "B"), ("IRAQ", "C")]


def test_continuation_rows_belong_to_the_entry_above() -> None:
    snapshot = copy(
        row("CHINA", "Second Academy, a.k.a., the following alias:<br/>—CASIC 2."),
        row("", "<E>Subordinate institution</E><br/>201 Institute.", "", "", ""),
        row(
            "",
            "The following addresses apply to the entity and the one subordinate institution:<br/> "
            "<br/>50 Road, China.",
            "",
            "",
            "",
        ),
        row("", "Lebedev Institute, a.k.a., the following alias:<br/>—FIAN."),
        row("", "53 Leninsky Prospekt, Moscow, 119991, Russia.", "", "", ""),
    )
    academy, lebedev = snapshot.entries
    assert [sub.name for sub in academy.sub_entities] == ["201 Institute"]
    assert academy.addresses == academy.sub_entities[0].addresses == ("50 Road, China",)
    assert lebedev.addresses == ("53 Leninsky Prospekt, Moscow, 119991, Russia",)
    assert snapshot.problems == ()


def test_an_entry_cut_in_two_rows_takes_its_cells_from_the_second() -> None:
    snapshot = copy(
        row("CHINA", "Above Ltd., Beijing, China."),
        row("", "ICSOSO Co. Ltd., a.k.a., the following two aliases:<br/>—IC Soso;", "", "", ""),
        row("", "—Vic-Zone Co., Limited.<br/> <br/>Unit 614, Hong Kong."),
    )
    assert len(snapshot.entries) == 2
    assert snapshot.entries[1].aliases == ("IC Soso", "Vic-Zone Co., Limited")
    assert snapshot.entries[1].license_review_policy == "Presumption of denial"
    assert snapshot.problems == ()


def test_a_stray_empty_second_cell_is_dropped() -> None:
    snapshot = copy(
        "<TR><TD>SPAIN</TD><TD> </TD><TD>Aerofalcon S.L., Madrid, "
        "Spain.</TD><TD>All</TD><TD>Denial</TD><TD>88 FR 80957, 11/21/23.</TD></TR>"
    )
    assert (snapshot.entries[0].country, snapshot.entries[0].name) == ("SPAIN", "Aerofalcon S.L.")


def test_footnote_rows_and_reserved_rows_are_no_entries() -> None:
    snapshot = copy(
        row("CUBA", "[Reserved]"), row("IRAN", "A, Iran"), "<TR><TD colspan='5'><sup>1</sup> For this entity</TD></TR>"
    )
    assert [e.name for e in snapshot.entries] == ["A"]
    assert snapshot.problems == ()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((row("IRAN", "A, Iran"), "<TR><TD>a</TD><TD>b</TD><TD>c</TD></TR>"), "has 3 cells instead of 5: a | b | c"),
        (
            (row("IRAN", "A, Iran"), "<TR><TD>A note nobody knows</TD></TR>"),
            "has 1 cells instead of 5: A note nobody knows",
        ),
        ((row("", "A, Iran"),), "stands before any destination"),
        (
            (row("IRAN", "A, Iran", REQUIREMENT, "Denial", "see below"),),
            "“see below” in the citation cell was not understood",
        ),
        (
            (row("IRAN", "A", REQUIREMENT + "<br/> <br/>71 Road, Paris, France.", "Denial", "76 FR 1, 1/1/11"),),
            "stands in the license requirement",
        ),
        ((row("IRAN", "A, Iran", REQUIREMENT, "", "76 FR 1, 1/1/11"),), "no license review policy"),
    ],
)
def test_what_has_no_known_shape_is_named(rows: tuple[str, ...], says: str) -> None:
    assert any(says in problem for problem in copy(*rows).problems)


def test_unknown_columns_are_named() -> None:
    assert "headed otherwise" in copy(row("IRAN", "A, Iran"), heads="<TH>Country</TH><TH>Party</TH>").problems[0]


@pytest.mark.parametrize("data", [b"<DIV5/>", b"<DIV9 N='Supplement No. 4 to Part 744'><HEAD/></DIV9>", b"<RULE/>"])
def test_a_file_without_the_table_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead, match=r"copy\.xml is XML, but has no table of Supplement No\. 4"):
        read_ecfr(data, "copy.xml")


def test_other_supplements_are_not_read() -> None:
    with pytest.raises(CannotRead, match="no table"):
        copy(row("IRAN", "A, Iran"), number=5)


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(CannotRead, match="has no entries"):
        copy()


@pytest.fixture(scope="module")
def bundled() -> dict[str, Snapshot]:
    names = ("supp4-2023-12-05", "part744-2026-07-18")
    data = files("monitor") / "data"
    return {n: read_ecfr(gzip.decompress((data / f"{n}.xml.gz").read_bytes()), n) for n in names}


def test_the_real_copies_in_both_markups(bundled: dict[str, Snapshot]) -> None:
    # 2,674 and 3,415 body rows, of which 6 and 4 continue the row above.
    ours = {n: s.of(ListName.ENTITY) for n, s in bundled.items()}
    assert {n: len(entries) for n, entries in ours.items()} == {"supp4-2023-12-05": 2668, "part744-2026-07-18": 3411}
    assert {n: len({e.country for e in entries}) for n, entries in ours.items()} == {
        "supp4-2023-12-05": 91,
        "part744-2026-07-18": 91,
    }
    for snapshot in bundled.values():
        assert len(snapshot.problems) < 15
        grouped = [e for e in snapshot.entries if not e.citations]
        assert {e.cross_references for e in grouped} <= {("Subordinate institution of Aero-Engine Company of China",)}
        assert all(e.name and e.country and e.license_requirement for e in snapshot.entries)
        assert not [e.name for e in snapshot.entries if e.name.endswith((",", ";", " and", ":"))]


def test_the_real_copies_in_what_they_must_not_lose(bundled: dict[str, Snapshot]) -> None:
    for snapshot in bundled.values():
        by_name = {e.name: e for e in snapshot.entries}
        assert len(by_name["Huawei Technologies Co., Ltd."].sub_entities) == 22
        assert len(by_name["China Aerospace Science and Industry Corporation Second Academy"].sub_entities) == 13
        assert by_name["Huawei Technologies Co., Ltd."].footnotes == (1, 2)
        for entry in snapshot.entries:
            parts = (entry.name, *entry.aliases)
            # the dot, dash or quote at a cut may go, but not a word of a name
            assert all(word in entry.text for part in parts for word in part.split() if word.isalnum()), entry.name
