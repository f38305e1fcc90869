"""A line break of the eCFR that moved is no change, wherever a name ends."""

from __future__ import annotations

import pytest

from monitor.comparing.entries import field_changes
from monitor.comparing.identity import pair_entries
from monitor.model import Entry
from monitor.reading.entries.entity_cell import read_party

CELLS = [
    ("China Aerodynamics Research and Development Center (CARDC).", "Sichuan Province."),
    ("Juba Petrotech Technical Services Ltd.", "South Sudan."),
    ("Foo Works (FW)", "Sichuan."),
    ("Foo Works", "Behind the old mill."),
]


def entry(*lines: str) -> Entry:
    party = read_party(lines)
    return Entry("CHINA", party.name, party.aliases, party.addresses, text=party.text)


@pytest.mark.parametrize("cell", CELLS, ids=[name for name, _ in CELLS])
def test_a_break_between_name_and_address_that_goes_is_no_change(cell: tuple[str, str]) -> None:
    before, after = entry(cell[0], "", cell[1]), entry(" ".join(cell))
    for one, other in ((before, after), (after, before)):
        pairing = pair_entries([one], [other])
        assert (pairing.pairs, pairing.gone, pairing.come) == (((0, 0),), (), ())
        assert field_changes(one, other) == ()


def test_columns_of_their_own_are_compared() -> None:
    before = Entry("CHINA", "Foo Works", addresses=("1 Main Street",), text="Foo Works")
    after = Entry("CHINA", "Foo Works", addresses=("2 Main Street",), text="Foo Works")
    assert [change.field for change in field_changes(before, after)] == ["addresses"]


def test_an_address_behind_a_name_in_brackets_is_one() -> None:
    assert read_party((" ".join(CELLS[0]),)).addresses == ("Sichuan Province",)
