"""Parties that leave one list for another, and lists that are amended each for itself."""

from __future__ import annotations

from datetime import date

from monitor.comparing.history import Step, build_history
from monitor.comparing.lists import compare_lists
from monitor.comparing.rules import apply_rule
from monitor.model import Amendment, Change, ChangeKind, Entry, ListName, Operation, Rule, Verdict
from monitor.rendering.words import change_title, in_one_line, place_of
from tests.comparing.making import entry
from tests.reading.golden import goldens

UVL, EL = ListName.UNVERIFIED, ListName.ENTITY


def on(of: ListName, name: str, country: str = "RUSSIA", **more: object) -> Entry:
    return entry(name, country, supplement=of.supplement, **more)


def amendment(operation: Operation, of: ListName, name: str, text: Entry | None = None) -> Amendment:
    return Amendment(operation, "RUSSIA", name, text, supplement=of.supplement)


def rule(*amendments: Amendment, number: str = "2030-1") -> Rule:
    day = date(2030, 1, 3)
    return Rule(number, effective_on=day, publication_date=day, amendments=amendments, verdict=Verdict.VERIFIED)


def facts(changes: tuple[Change, ...]) -> list[tuple[str, str, str, str | None, str | None]]:
    return [(c.kind.value, c.list.value, c.name, c.transferred_from, c.transferred_to) for c in changes]


def test_a_party_that_leaves_one_list_for_another_is_removed_and_added_and_says_so() -> None:
    moved = rule(
        amendment(Operation.ADD, EL, "VIP Technology Ltd.", on(EL, "VIP Technology Ltd.")),
        amendment(Operation.REMOVE, UVL, "VIP Technology Ltd."),
        amendment(Operation.REMOVE, UVL, "Nuclin LLC"),
    )
    done = apply_rule(moved, [on(UVL, "VIP Technology Ltd."), on(UVL, "Nuclin LLC")])
    assert facts(done.changes) == [
        ("added", EL, "VIP Technology Ltd.", UVL, None),
        ("removed", UVL, "VIP Technology Ltd.", None, EL),
        ("removed", UVL, "Nuclin LLC", None, None),
    ]
    assert done.problems == ()
    shown = in_one_line(done.changes)
    assert [(place_of(c), change_title(c)) for c in shown] == [
        ("RUSSIA", "VIP Technology Ltd. (moved from the Unverified List to the Entity List)"),
        ("Unverified List: RUSSIA", "Nuclin LLC"),
    ]


def test_the_name_may_be_spelt_otherwise_where_the_address_says_who_it_is() -> None:
    place = ("12 Lenina Street, Moscow, 101000, Russia",)
    before = [on(UVL, "Tavrida Microelectronics", addresses=place)]
    after = [on(EL, "Tavrida Micro-electronics LLC", addresses=place, aliases=("Tavrida Microelectronics",))]
    assert facts(compare_lists(before, after)) == [
        ("added", EL, "Tavrida Micro-electronics LLC", UVL, None),
        ("removed", UVL, "Tavrida Microelectronics", None, EL),
    ]


def test_strangers_are_not_taken_for_one_another() -> None:
    changes = compare_lists([on(UVL, "Alfa Works")], [on(EL, "Beta Institute", addresses=("1 Road, Kazan, Russia",))])
    assert {(c.transferred_from, c.transferred_to) for c in changes} == {(None, None)}


def test_the_same_name_on_two_lists_is_two_entries() -> None:
    both = [on(EL, "Foo"), on(UVL, "Foo")]
    done = apply_rule(rule(amendment(Operation.REMOVE, UVL, "Foo")), both)
    assert (facts(done.changes), done.entries) == ([("removed", UVL, "Foo", None, None)], (both[0],))
    assert facts(compare_lists(both, both[:1])) == [("removed", UVL, "Foo", None, None)]


def test_a_rule_that_is_in_the_copy_of_one_list_acts_on_the_other() -> None:
    both = rule(
        amendment(Operation.ADD, EL, "Foo", on(EL, "Foo")), amendment(Operation.REMOVE, UVL, "Foo"), number="2030-2"
    )
    begins = {EL: date(2029, 1, 1), UVL: date(2030, 6, 1)}
    history, every = build_history([on(UVL, "Bar")], begins, [Step(date(2030, 1, 3), both)])
    assert facts(every["2030-2"].changes) == [("added", EL, "Foo", None, None)]
    assert {(v.entry.name, v.entry.list, v.effective_from) for v in history.versions} == {
        ("Foo", EL, date(2030, 1, 3)),
        ("Bar", UVL, date(2030, 6, 1)),
    }


def test_a_list_that_is_not_known_is_left_alone() -> None:
    removal = rule(amendment(Operation.REMOVE, UVL, "Foo"))
    history, every = build_history([on(EL, "Foo")], {EL: date(2029, 1, 1)}, [Step(date(2030, 1, 3), removal)])
    assert (every["2030-1"].changes, every["2030-1"].problems) == ((), ())
    assert [v.entry.name for v in history.versions] == ["Foo"]


def test_the_real_rules_in_order_on_the_list_that_they_amend() -> None:
    """2022-21714, 2022-27149 and 2022-27151: 31 added, nine and 36 and one removed, ten of them moved to the Entity List."""
    rules: list[Rule] = []
    for name in ("2022-21714", "2022-27149", "2022-27151"):
        read = next(golden for golden in goldens() if golden.folder.name == name).read()
        assert isinstance(read, Rule)
        rules.append(read)
    every = [a for one in rules for a in one.amendments if a.list is UVL]
    added = {(a.country, a.name.replace(" ", "")) for a in every if a.operation is Operation.ADD}
    listed = [
        entry(a.name, a.country, supplement=6)
        for a in every
        if a.operation is Operation.REMOVE and (a.country, a.name.replace(" ", "")) not in added
    ]
    first = date(2022, 10, 1)
    history, done = build_history(
        listed, {EL: first, UVL: first}, [Step(one.effective_on or first, one) for one in rules]
    )
    assert [application.not_applied for application in done.values()] == [(), (), ()]
    counts = {n: [c.kind for c in d.changes if c.list is UVL] for n, d in done.items()}
    assert [(k.count(ChangeKind.ADDED), k.count(ChangeKind.REMOVED)) for k in counts.values()] == [
        (31, 9),
        (0, 36),
        (0, 1),
    ]
    moved = {n: sum(c.transferred_from is UVL for c in d.changes) for n, d in done.items()}
    assert moved == {"2022-21714": 0, "2022-27149": 9, "2022-27151": 1}
    left = [v.entry.name for v in history.versions if v.entry.list is UVL and v.effective_to is None]
    assert len(left) == len(listed) + 31 - 9 - 36 - 1
