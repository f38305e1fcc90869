"""Copies of the list with fewer columns than others, compared: what one lacks is left out and named."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.cli.context import CommandContext
from monitor.cli.diff_and_read import show_diff
from monitor.errors import CannotRead
from monitor.exporting.csl import render_csl
from monitor.history.baseline import bundled
from monitor.history.columns import ListColumns
from monitor.history.diff import ListState, diff_states, list_in_file
from monitor.model import ChangeKind, Entry
from monitor.reading.files import read_snapshot
from monitor.rendering.words import Format


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    """The newest list that ships: every kind of cell there is."""
    return read_snapshot(bundled(), "the list").entries


def from_csl(entries: tuple[Entry, ...], name: str = "list.csv") -> ListState:
    return list_in_file(render_csl(entries).encode(), name, name)


def nowhere() -> None:
    raise AssertionError("no database is asked")


def test_a_list_exported_for_the_screening_list_differs_from_its_source_in_nothing(entries: tuple[Entry, ...]) -> None:
    exported, source = from_csl(entries), ListState("2026-07-18", entries, date(2026, 7, 18))
    for before, after in ((exported, source), (source, exported)):
        found = diff_states(before, after, nowhere)  # type: ignore[arg-type]
        assert found.changes == ()
        (note,) = found.notes
        assert note.startswith("list.csv has no columns for footnotes, cross-references, ")
        assert note.endswith("; they are left out of the comparison.")


def test_what_both_have_is_compared(entries: tuple[Entry, ...]) -> None:
    gone, first, second, *rest = (e for e in entries if e.country == "RUSSIA" and e.aliases and e.addresses)
    others = tuple(e for e in entries if e.country != "RUSSIA")
    before = (*others, gone, first, second, *rest)
    new = Entry("RUSSIA", "Somebody New", addresses=("9 Far Road, Perm",), text="Somebody New, 9 Far Road, Perm.")
    after = (
        *others, replace(first, addresses=(*first.addresses, "1 New Street, Tula")),
        replace(second, license_requirement="None"), *rest, new,
    )  # fmt: skip
    found = diff_states(ListState("now", before), from_csl(after), nowhere)  # type: ignore[arg-type]
    assert [
        (c.kind, c.name, [f.field for f in c.fields]) for c in found.changes if c.name in (gone.name, new.name)
    ] == [
        (ChangeKind.REMOVED, gone.name, []),
        (ChangeKind.ADDED, "Somebody New", []),
    ]
    revised = {c.name: [f.field for f in c.fields] for c in found.changes if c.kind is ChangeKind.REVISED}
    assert revised == {first.name: ["addresses"], second.name: ["license_requirement"]}


def test_two_copies_of_one_kind_are_compared_in_all_they_have(entries: tuple[Entry, ...]) -> None:
    few = entries[:50]
    found = diff_states(from_csl(few), from_csl(few[1:], "later.csv"), nowhere)  # type: ignore[arg-type]
    assert [c.kind for c in found.changes] == [ChangeKind.REMOVED]
    assert found.notes == ()


def test_footnotes_are_no_difference_to_a_copy_of_bis_and_are_one_to_the_ecfr() -> None:
    plain = Entry("IRAN", "Foo Co.", license_requirement="All", text="Foo Co.")
    marked = replace(plain, footnotes=(4,))
    bis = ListState("bis.csv", (plain,), columns=ListColumns.BIS)
    found = diff_states(ListState("now", (marked,)), bis, nowhere)  # type: ignore[arg-type]
    assert (found.changes, found.notes) == (
        (), ("bis.csv has no columns for footnotes and affiliated entities; they are left out of the comparison.",)
    )  # fmt: skip
    assert len(diff_states(ListState("now", (marked,)), ListState("old", (plain,)), nowhere).changes) == 1  # type: ignore[arg-type]


def test_an_empty_list_differs_in_every_entry() -> None:
    one = from_csl((Entry("IRAN", "Foo Co.", addresses=("1 Street, Tehran",), text="Foo Co."),))
    assert [c.kind for c in diff_states(ListState("now", ()), one, nowhere).changes] == [ChangeKind.ADDED]  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv"])
def test_the_command_names_what_is_left_out(
    entries: tuple[Entry, ...], form: Format, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.xml.gz").write_bytes(bundled())
    (tmp_path / "list.csv").write_text(render_csl(entries), "utf-8")
    files = str(tmp_path / "list.xml.gz"), str(tmp_path / "list.csv")
    assert show_diff(CommandContext(), *files, form, True, (), (), False, True) == 0
    shown, said = capsys.readouterr()
    assert "list.csv has no columns for footnotes" in said
    if form == "json":
        found = json.loads(shown)
        assert set(found["summary"].values()) == {0}
        assert found["notes"][0].startswith("list.csv has no columns for footnotes")


ROW = {
    "source": "Entity List (EL)", "name": "Foo {}", "addresses": "12 Road {}, Minsk, BY", "federal_register_notice": "87 FR 20299",
    "start_date": "2022-04-11", "license_requirement": "All items", "license_policy": "Denial", "alt_names": "Bar {}",
}  # fmt: skip
BIS_ROW = {
    "Source List": "EL", "Name": "Foo {}", "Address": "12 Road {}", "Country": "Iran", "Federal Register Notice": "87 FR 20299",
    "Effective Date": "4/11/2022", "License Requirement": "All items", "License Policy": "Denial", "Remarks/Notes": "See Bar.",
    "Alternate Name": "Bar {}",
}  # fmt: skip


def table(row: dict[str, str], numbers: range, without: str = "") -> bytes:
    out = io.StringIO()
    written = csv.DictWriter(out, [name for name in row if name not in without.split(", ")], extrasaction="ignore")
    written.writeheader()
    written.writerows({key: cell.format(number) for key, cell in row.items()} for number in numbers)
    return out.getvalue().encode()


@pytest.mark.parametrize(
    ("row", "without"),
    [
        *((ROW, name) for name in [*list(ROW)[2:], "license_requirement, license_policy", "addresses, federal_register_notice"]),
        *((BIS_ROW, name) for name in [*list(BIS_ROW)[2:], "License Policy, License Requirement", "Address, Country"]),
    ],
)  # fmt: skip
def test_a_column_that_a_copy_lacks_is_left_out_and_named(row: dict[str, str], without: str) -> None:
    whole, less = table(row, range(5)), table(row, range(6), without)
    for one, other in ((whole, less), (less, whole)):
        states = list_in_file(one, "a.csv", "a.csv"), list_in_file(other, "b.csv", "b.csv")
        found = diff_states(*states, nowhere)  # type: ignore[arg-type]
        assert [(change.name, change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED)) for change in found.changes] == [
            ("Foo 5", True)
        ]
        (note,) = found.notes
        assert all(f"\u201c{name}\u201d" in note for name in without.split(", "))
    again = list_in_file(less, "c.csv", "c.csv")
    assert diff_states(again, again, nowhere).notes == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("without", ["license_policy", "license_requirement, license_policy", "addresses", "start_date",
                                     "federal_register_notice", "alt_names, addresses"])  # fmt: skip
def test_a_copy_of_the_real_list_that_lacks_columns_differs_in_nothing(
    entries: tuple[Entry, ...], without: str
) -> None:
    whole = render_csl(entries)
    rows = list(csv.DictReader(io.StringIO(whole)))
    out = io.StringIO()
    less = csv.DictWriter(out, [name for name in rows[0] if name not in without.split(", ")], extrasaction="ignore")
    less.writeheader()
    less.writerows(rows)
    state = list_in_file(out.getvalue().encode(), "less.csv", "less.csv")
    source = ListState("2026-07-18", entries, date(2026, 7, 18))
    assert [(c.kind, c.name, c.fields) for c in diff_states(state, source, nowhere).changes] == []  # type: ignore[arg-type]


def test_json_that_has_a_key_nowhere_lacks_it() -> None:
    whole = [{"source": "EL", "name": "Foo", "addresses": [], "alt_names": [], "license_policy": "Denial"}]
    less = [{key: value for key, value in whole[0].items() if key != "license_policy"}]
    before, after = (
        list_in_file(json.dumps(one).encode(), f"{len(one[0])}.json", f"{len(one[0])}.json") for one in (whole, less)
    )
    found = diff_states(before, after, nowhere)  # type: ignore[arg-type]
    assert (found.changes, found.notes) == (
        (),
        ("4.json lacks the column \u201clicense_policy\u201d; it is left out of the comparison.",),
    )


@pytest.mark.parametrize("lacking", [["Source List"], ["Name"], ["Source List", "Name"]])
def test_a_copy_that_names_no_parties_says_which_column_it_lacks(lacking: list[str]) -> None:
    data = table(BIS_ROW, range(2), ", ".join(lacking))
    with pytest.raises(CannotRead, match=f"has columns of BIS's CSV and lacks the columns? {', '.join(lacking)};"):
        list_in_file(data, "a.csv", "a.csv")
    with pytest.raises(CannotRead, match="lacks the columns Country"):
        read_snapshot(table(BIS_ROW, range(2), "Country"), "a.csv")
