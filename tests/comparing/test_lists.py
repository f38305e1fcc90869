"""List against list: what changed, by kind, and that the answer is exact, symmetric and blind to the rows' order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.comparing.lists import compare_lists
from monitor.model import Change, ChangeKind, Citation, Entry
from tests.comparing.making import EAR, entry

OLD = entry(
    "Firm, Ltd.", aliases=("Firm", "The Firm"), addresses=("1 A Street, Tehran, Iran", "2 B Street, Shiraz, Iran")
)

EDITORIAL = [
    replace(OLD, text=OLD.text.replace("; and ", "; ")),
    replace(OLD, text=OLD.text.replace("—", "\u2014 ").replace("Firm", "FIRM"), name="FIRM, LTD"),
    replace(OLD, license_requirement=EAR.replace("EAR.", "EAR").replace("§ ", "§")),
    replace(OLD, citations=(*OLD.citations, Citation(91, 1, date(2026, 1, 2)))),
    replace(OLD, addresses=("1 A Street", "Tehran, Iran", "2 B Street, Shiraz, Iran")),
    replace(OLD, aliases=tuple(reversed(OLD.aliases)), text=OLD.text + " "),
]


@pytest.mark.parametrize("new", EDITORIAL)
def test_what_only_print_changed_is_editorial(new: Entry) -> None:
    assert [c.kind for c in compare_lists([OLD], [new])] == [ChangeKind.EDITORIAL]


REVISED = [
    ("aliases", entry("Firm, Ltd.", aliases=("Firm", "Firma"), addresses=OLD.addresses), ("The Firm",), ("Firma",)),
    ("addresses", entry("Firm, Ltd.", aliases=OLD.aliases, addresses=OLD.addresses[:1]), OLD.addresses[1:], ()),
    ("license_review_policy", replace(OLD, license_review_policy="Denial"), "Presumption of denial", "Denial"),
    ("license_requirement", replace(OLD, license_requirement="For food."), EAR, "For food."),
    ("footnotes", replace(OLD, footnotes=(3,)), (), ("3",)),
]  # fmt: skip


@pytest.mark.parametrize(("field", "new", "before", "after"), REVISED, ids=[r[0] for r in REVISED])
def test_a_revision_tells_its_field(field: str, new: Entry, before: object, after: object) -> None:
    (change,) = compare_lists([OLD], [new])
    assert change.kind is ChangeKind.REVISED
    assert [(f.field, f.before, f.after) for f in change.fields] == [(field, before, after)]


def test_a_rename_needs_evidence_beside_the_name() -> None:
    renamed = entry("New Firm JSC", aliases=("Firm, Ltd.", "Firm"), addresses=OLD.addresses)
    assert [c.kind for c in compare_lists([OLD], [renamed])] == [ChangeKind.RENAMED]
    stranger = entry(
        "Firms, Ltd.", addresses=("9 Other Road, Isfahan, Iran",), citations=(Citation(88, 2, date(2023, 5, 6)),)
    )
    assert {c.kind for c in compare_lists([OLD], [stranger])} == {ChangeKind.ADDED, ChangeKind.REMOVED}


def test_a_move_keeps_name_and_history() -> None:
    moved = replace(OLD, country="IRAQ")
    (change,) = compare_lists([OLD], [moved])
    assert (change.kind, change.country) == (ChangeKind.MOVED, "IRAQ")
    assert change.fields[0].field == "country"


def test_twins_are_paired_one_to_one() -> None:
    one, two = entry("Twin", addresses=("1 A Street, Tehran",)), entry("Twin", addresses=("2 B Street, Shiraz",))
    assert compare_lists([one, two], [two, one]) == ()
    (change,) = compare_lists([one, two], [two])
    assert (change.kind, change.before) == (ChangeKind.REMOVED, one)


names = st.sampled_from(["Alpha Co.", "Alpha Company", "Beta", "Gamma, Ltd.", "Delta"])
entries = st.builds(
    lambda name, country, aliases, addresses, policy: entry(
        name, country, aliases=aliases, addresses=addresses, license_review_policy=policy
    ),
    names,
    st.sampled_from(["IRAN", "IRAQ"]),
    st.lists(st.sampled_from(["A1", "A2", "Beta"]), max_size=2, unique=True),
    st.lists(
        st.sampled_from(["1 A Street, Tehran, Iran", "2 B Street, Baghdad, Iraq"]), min_size=1, max_size=2, unique=True
    ),
    st.sampled_from(["Presumption of denial", "Case-by-case"]),
)
lists = st.lists(entries, max_size=7)


def apply(before: list[Entry], changes: tuple[Change, ...]) -> list[Entry]:
    after = list(before)
    for change in changes:
        if change.before is not None:
            after.remove(change.before)
    return after + [c.after for c in changes if c.after is not None]


def key(found: list[Entry]) -> list[str]:
    return sorted(map(repr, found))


@given(lists)
def test_nothing_changes_between_equals(same: list[Entry]) -> None:
    assert compare_lists(same, list(reversed(same))) == ()


@given(lists, lists)
def test_changes_lead_from_one_list_to_the_other(before: list[Entry], after: list[Entry]) -> None:
    assert key(apply(before, compare_lists(before, after))) == key(after)


INVERSE = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}


@given(lists, lists)
def test_the_way_back_is_the_inverse(before: list[Entry], after: list[Entry]) -> None:
    forth = sorted((c.kind, repr(c.before), repr(c.after)) for c in compare_lists(before, after))
    back = sorted((INVERSE.get(c.kind, c.kind), repr(c.after), repr(c.before)) for c in compare_lists(after, before))
    assert forth == back


@given(lists, lists, st.randoms())
def test_the_order_of_rows_decides_nothing(before: list[Entry], after: list[Entry], random: object) -> None:
    from random import Random

    assert isinstance(random, Random)
    shuffled = random.sample(after, len(after))
    assert compare_lists(before, shuffled) == compare_lists(before, after)
