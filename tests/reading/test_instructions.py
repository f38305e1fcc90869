"""Amendatory instructions: (text, orders) in the wordings BIS uses, and those that look alike."""

from __future__ import annotations

import pytest

from monitor.model import Operation, Verdict
from monitor.reading.rules.instructions import read_instructions
from monitor.reading.rules.levels import build_tree
from tests.reading.small_rules import destination, read_small, row, said

ADD, REVISE, REMOVE, MOVE = Operation.ADD, Operation.REVISE, Operation.REMOVE, Operation.MOVE
CHINA = "CHINA, PEOPLE'S REPUBLIC OF"
START = "2. Supplement No. 4 to part 744 is amended"

Expected = list[tuple[Operation, tuple[str, ...], tuple[str, ...], int | None]]
CASES: list[tuple[str, list[str], Expected]] = [
    (
        "one sentence, by name",
        [f"{START} under CHINA, PEOPLE'S REPUBLIC OF by adding in alphabetical order entries for “A;” “B Co., Ltd.;” and “C.”"],
        [(ADD, (CHINA,), ("A", "B Co., Ltd.", "C"), None)],
    ),
    (
        "levels, gerund",
        [f"{START} by:", "a. Under CHINA:", "i. Adding entries for “A;” and “B;”", "ii. Revising the entry for “C;”", "b. Under IRAN, removing the entry for “D.”"],
        [(ADD, (CHINA,), ("A", "B"), None), (REVISE, (CHINA,), ("C",), None), (REMOVE, ("IRAN",), ("D",), None)],
    ),
    (
        "levels run on in one paragraph, imperative",
        ["2. Amend supplement no. 4 to part 744 as follows: a. Under CHINA, PEOPLE'S REPUBLIC OF, add, in alphabetical order, "
         "entries for “A, Inc.;” and “B and C Co.”; and b. Under RUSSIA, remove the entry for “D Ltd.”"],
        [(ADD, (CHINA,), ("A, Inc.", "B and C Co."), None), (REMOVE, ("RUSSIA",), ("D Ltd.",), None)],
    ),
    (
        "by count, destination first",
        [f"{START}:", "a. By adding under Lithuania, in alphabetical order, one entity;", "b. By adding under the Russian Federation, twenty-one entities;"],
        [(ADD, ("LITHUANIA",), (), 1), (ADD, ("RUSSIA",), (), 21)],
    ),
    (
        "by count and nationality",
        [f"{START} by adding, in alphabetical order, two Chinese entities and three Russian entities."],
        [(ADD, (CHINA,), (), 2), (ADD, ("RUSSIA",), (), 3)],
    ),
    ("count before destination", [f"{START} by adding twenty-eight entities under China."], [(ADD, (CHINA,), (), 28)]),
    (
        "names before destinations",
        [f"{START} by adding entries for “A” and “B” under China and an entry for “C” under the Russian Federation, and by "
         "removing the entry for “D” under Iran."],
        [(ADD, (CHINA,), ("A", "B"), None), (ADD, ("RUSSIA",), ("C",), 1), (REMOVE, ("IRAN",), ("D",), None)],
    ),
    (
        "passive",
        ["2. In Supplement No. 4 to Part 744, under “Pakistan,” the entry for “X” is revised to read as follows:"],
        [(REVISE, ("PAKISTAN",), ("X",), None)],
    ),
    (
        "in its place",
        [f"{START} under IRAN by removing the entry “P;” and adding in its place an entry for “Q.”"],
        [(REMOVE, ("IRAN",), ("P",), None), (ADD, ("IRAN",), ("Q",), 1)],
    ),
    (
        "a destination nobody has met yet",
        [f"{START} by: a. Under FIJI, adding an entry for “Y Ltd.”"],
        [(ADD, ("FIJI",), ("Y Ltd.",), 1)],
    ),
    (
        "after another entry",
        [f"{START} under IRAN by adding, after the entry for “A,” an entry for “B.”"],
        [(ADD, ("IRAN",), ("B",), 1)],
    ),
    (
        "a name that is a destination",
        [f"{START} under CHINA by adding entries for “China;” and “Russia Trading.”"],
        [(ADD, (CHINA,), ("China", "Russia Trading"), None)],
    ),
    ("other parts", ["3. Section 744.11 is amended by adding an entry for “X.”", "4. The authority citation for part 744 continues to read as follows:"], []),
    (
        "the supplement of another part",
        ["3. Supplement No. 4 to part 774 is amended by adding an entry for “X” under IRAN."],
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("paragraphs", "wanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_orders(paragraphs: list[str], wanted: Expected) -> None:
    found = read_instructions(paragraphs)
    assert [(o.operation, o.countries, o.names, o.count) for o in found.items if o.supplement == 4] == wanted
    assert not found.unread


@pytest.mark.parametrize(
    "words",
    [
        "revising the entry for “Foo Ltd.” by adding one alias",
        "removing the alias “Q” from the entry for “Foo Ltd.”",
        "in the entry for “Foo Ltd.,” removing the address “12 Street, Tehran” and adding in its place “13 Street”",
        "removing two addresses from the entry for “Foo Ltd.”",
        "revising the license requirement column of the entry for “Foo Ltd.”",
    ],
)
def test_revisions_given_in_words(words: str) -> None:
    (order,) = read_instructions([f"{START} under IRAN by {words};"]).items
    assert (order.operation, order.countries, order.names, order.in_words) == (REVISE, ("IRAN",), ("Foo Ltd.",), True)


def test_a_move_tells_both_destinations() -> None:
    (order,) = read_instructions([f"{START} by moving the entry for “Bar” from HONG KONG to CHINA."]).items
    assert (order.operation, order.countries, order.to_country) == (MOVE, ("HONG KONG",), CHINA)


def test_instructions_about_the_supplements_own_text_are_notes() -> None:
    found = read_instructions([f"{START} by revising footnote 1 to read as follows:"])
    assert not found.items
    assert "footnote 1" in found.notes[0].said


def test_what_is_not_understood_is_unread_not_dropped() -> None:
    found = read_instructions([f"{START} by reversing the polarity of every second line."])
    assert [o.operation for o in found.unread] == [Operation.UNREADABLE]


LEVELS = [
    (["2. X:", "a. Y", "b. Z", "3. W"], [("2.", ["a.", "b."]), ("3.", [])]),
    (["2. X:", "a. Y:", "i. P", "ii. Q", "b. Z"], [("2.", ["a.", "b."])]),
    (["2. X:", "g. G", "h. H", "i. I", "j. J"], [("2.", ["g.", "h.", "i.", "j."])]),
    (["2. X:", "h. H:", "i. P", "ii. Q", "i. I", "j. J"], [("2.", ["h.", "i.", "j."])]),
    (["2. X:", "a. A:", "(1) P", "(2) Q", "b. B"], [("2.", ["a.", "b."])]),
]


@pytest.mark.parametrize(("paragraphs", "wanted"), LEVELS)
def test_levels(paragraphs: list[str], wanted: list[tuple[str, list[str]]]) -> None:
    assert [(root.marker, [c.marker for c in root.children]) for root in build_tree(paragraphs)] == wanted


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("by adding an entry under SINGAPORE for “A”", [("SINGAPORE", ("A",), 1)]),
        ("by adding one entity under SINGAPORE, “A”", [("SINGAPORE", ("A",), 1)]),
        ("by adding two entries under the destination of Singapore for “A” and “B”", [("SINGAPORE", ("A", "B"), 2)]),
        ("by adding an entry, in alphabetical order, under the heading for CHILE for “A”", [("CHILE", ("A",), 1)]),
        ("by adding an entry under SINGAPORE for “A” and an entry under IRAN for “B”",
         [("SINGAPORE", ("A",), 1), ("IRAN", ("B",), 1)]),
        ("by adding “B” under IRAN and an entry under SINGAPORE for “A”", [("IRAN", ("B",), None), ("SINGAPORE", ("A",), 1)]),
        ("by removing the entry under SINGAPORE for “A” and the entry for “B” under IRAN",
         [("SINGAPORE", ("A",), None), ("IRAN", ("B",), None)]),
        ("by removing one entity under SINGAPORE, “A”, and one entity, “B”, under IRAN",
         [("SINGAPORE", ("A",), 1), ("IRAN", ("B",), 1)]),
    ],
)  # fmt: skip
def test_a_destination_between_entries_and_their_names(
    words: str, found: list[tuple[str, tuple[str, ...], int | None]]
) -> None:
    items = read_instructions([f"2. Supplement No. 4 to part 744 is amended {words}."]).items
    assert [(*o.countries, o.names, o.count) for o in items] == found


@pytest.mark.parametrize(
    "name",
    [
        "“Orel Works Ltd.", "“Orel Works Ltd", "“ Orel Works Ltd.", "“Orel Works Ltd., in alphabetical order",
        "“Orel Works Ltd. in alphabetical order, to read as follows:", "Orel Works Ltd. in alphabetical order",
    ],
)  # fmt: skip
def test_the_row_ends_a_name_that_no_mark_closes(name: str) -> None:
    rows = destination("RUSSIA") + "".join(
        row(f"{one}, 1 Main St., Orel, Russia.") for one in ("Kursk Works Ltd.", "Orel Works Ltd.")
    )
    words = (
        f"2. Supplement No. 4 to part 744 is amended under RUSSIA by adding entries for “Kursk Works Ltd.” and {name}"
    )
    rule = read_small([words], rows)
    assert said(rule.amendments) == [("add", "RUSSIA", "Kursk Works Ltd."), ("add", "RUSSIA", "Orel Works Ltd.")]
    assert rule.verdict is Verdict.VERIFIED


def test_a_name_that_no_mark_closes_hides_no_other() -> None:
    rows = destination("RUSSIA") + row("Orel Works Ltd., 1 Main St., Orel, Russia.")
    words = "under RUSSIA by adding an entry for “Orel Works Ltd. and an entry about Tula Works"
    rule = read_small([f"2. Supplement No. 4 to part 744 is amended {words}"], rows)
    assert rule.verdict is Verdict.CONFLICTING
