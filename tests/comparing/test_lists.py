"""List against list: what changed, by kind, and that the answer is exact, symmetric and blind to the rows' order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

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
    replace(OLD, text=OLD.text.replace("; and ", "; AND ")),
    replace(OLD, addresses=(*reversed(OLD.addresses),), text=OLD.text + " Anew"),
    replace(OLD, name="Firm", addresses=("Ltd.", *OLD.addresses)),
    replace(OLD, country="IR\u00c1N"),
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
    ("license_requirement", replace(OLD, license_requirement=EAR.replace("744.11", "744.1(1)")), EAR, EAR.replace("744.11", "744.1(1)")),
    ("cross_references", replace(OLD, cross_references=("See IRAQ",), text=OLD.text + " (See IRAQ)"), (), ("See IRAQ",)),
]  # fmt: skip


@pytest.mark.parametrize(("field", "new", "before", "after"), REVISED, ids=[r[0] for r in REVISED])
def test_a_revision_tells_its_field(field: str, new: Entry, before: object, after: object) -> None:
    (change,) = compare_lists([OLD], [new])
    assert change.kind is ChangeKind.REVISED
    assert [(f.field, f.before, f.after) for f in change.fields] == [(field, before, after)]


def test_columns_without_a_cell_are_compared() -> None:
    """BIS's CSV has no entity cell; its entries' text is the name, and says nothing of aliases and addresses."""
    before, after = replace(OLD, text=OLD.name), replace(OLD, text=OLD.name, aliases=("Firma",))
    (change,) = compare_lists([before], [after])
    assert (change.kind, change.fields[0].before, change.fields[0].after) == (
        ChangeKind.REVISED, ("Firm", "The Firm"), ("Firma",),
    )  # fmt: skip


DESK = ("25 Red Cadets Street, Office 2, St. Petersburg, Russia",)
RULE, OTHER_RULE = (Citation(77, 61256, date(2012, 10, 9)),), (Citation(88, 2, date(2023, 5, 6)),)
MOVED_BY = (*RULE, Citation(85, 83769, date(2020, 12, 23)))


def kinds(before: Entry, after: Entry) -> list[str]:
    return sorted(c.kind.value for c in compare_lists([before], [after]))


RENAMED = [
    # the old name lives on as an alias
    (entry("Firm, Ltd.", addresses=DESK), entry("New Firm JSC", aliases=("Firm, Ltd.",), addresses=DESK)),
    (entry("Almo Aero", citations=RULE), entry("Dart Aviation", aliases=("Almo Aero",), citations=OTHER_RULE, addresses=("1 Rue",))),
    # another alias is shared, and place or history with it
    (entry("Firma", aliases=("Zavod Imeni Petrova",), addresses=DESK), entry("Concern", aliases=("Zavod imeni Petrova",), addresses=DESK)),
    # a spelling put right at the same address
    (entry("EITom Research Company", addresses=DESK), entry("ElTom Research Company", addresses=DESK, citations=OTHER_RULE)),
    (entry("Cheung Bako", addresses=DESK), entry("Bako Cheung", addresses=DESK)),
    (entry("Foo Institute", addresses=DESK), entry("Foo Institute, Ltd. (FI)", addresses=DESK)),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), RENAMED)
def test_a_party_under_another_name(before: Entry, after: Entry) -> None:
    assert kinds(before, after) == ["renamed"]
    assert kinds(after, before) == ["renamed"]


STRANGERS = [
    # alike in name alone
    (entry("Firm, Ltd.", addresses=DESK), entry("Firms, Ltd.", addresses=("9 Other Road 12, Isfahan, Iran",), citations=OTHER_RULE)),
    # people and firms of one rule at one desk
    (entry("Igor Samusev", addresses=DESK, citations=RULE), entry("ProExCom", addresses=DESK, citations=RULE)),
    # sisters: the number or one word is all that parts them
    (entry("CETC 13th Research Institute", addresses=DESK), entry("CETC 14th Research Institute", addresses=DESK)),
    (entry("Avia Group LLC", addresses=DESK), entry("Avia Group Nord LLC", addresses=DESK)),
    (entry("Joint Stock Company Association Volna", addresses=DESK), entry("Joint Stock Company Association Orion", addresses=DESK)),
    # an acronym is no alias to go by, and a town no address
    (entry("Alpha", aliases=("MTC",), citations=RULE), entry("Omega", aliases=("MTC",), citations=RULE, addresses=("1 B Street",))),
    (entry("Orient Importers", addresses=("Islamabad, Pakistan",)), entry("Orient Importer", addresses=("Islamabad, Pakistan",))),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), STRANGERS)
def test_two_parties_are_not_one(before: Entry, after: Entry) -> None:
    assert kinds(before, after) == ["added", "removed"]


def test_a_cell_that_only_the_reader_cut_differently_is_one_entry() -> None:
    """88 FR 85095: the rule's own words call "Digicom" what the list has as "Digicom, LTD."."""
    text = "Digicom, LTD.,16-Ya Parkovaya Street, Building 26, Moscow, Russia."
    one = entry("Digicom, LTD.", addresses=("16-Ya Parkovaya Street, Building 26, Moscow, Russia",), text=text)
    other = entry("Digicom", addresses=("LTD.,16-Ya Parkovaya Street, Building 26, Moscow, Russia",), text=text)
    assert kinds(one, other) == ["editorial"]


MOVES = [
    (replace(OLD, addresses=DESK, country="HONG KONG"), replace(OLD, addresses=DESK, country="CHINA", citations=OTHER_RULE)),
    (replace(OLD, citations=RULE), replace(OLD, citations=MOVED_BY, addresses=("5 C Street, Basra, Iraq",), country="IRAQ")),
    (entry("Bare", "TURKEY", addresses=()), entry("Bare", "T\u00dcRK\u0130YE", addresses=())),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), MOVES)
def test_a_party_under_another_destination(before: Entry, after: Entry) -> None:
    (change,) = compare_lists([before], [after])
    assert (change.kind, change.country, change.fields[0].field) == (ChangeKind.MOVED, after.country, "country")
    assert kinds(after, before) == ["moved"]


def test_a_party_listed_under_many_destinations_does_not_move_between_them() -> None:
    """I JET GLOBAL DMCC, added by one rule under Spain, Syria and the U.A.E., each with its own address."""
    spain = entry("I JET GLOBAL DMCC", "SPAIN", citations=RULE, addresses=("Plaza del Olivar 1, Palma, Spain",))
    emirates = entry("I JET GLOBAL DMCC", "UNITED ARAB EMIRATES", citations=RULE, addresses=("1 Lake Plaza, Dubai",))
    assert kinds(spain, emirates) == ["added", "removed"]
    again = replace(emirates, citations=OTHER_RULE)
    assert kinds(spain, again) == ["added", "removed"]


def test_twins_are_paired_one_to_one() -> None:
    one, two = entry("Twin", addresses=("1 A Street, Tehran",)), entry("Twin", addresses=("2 B Street, Shiraz",))
    assert compare_lists([one, two], [two, one]) == ()
    (change,) = compare_lists([one, two], [two])
    assert (change.kind, change.before) == (ChangeKind.REMOVED, one)


def test_changes_come_in_the_lists_order() -> None:
    new = [entry(n, c) for c in ("IRAQ", "IRAN") for n in ("b", "A", "C")]
    assert [(c.country, c.name) for c in compare_lists([], new)] == [
        ("IRAN", "A"), ("IRAN", "b"), ("IRAN", "C"), ("IRAQ", "A"), ("IRAQ", "b"), ("IRAQ", "C"),
    ]  # fmt: skip


names = st.sampled_from(["Alpha Co.", "Alpha Company", "Beta", "BETA", "Gamma, Ltd.", "Delta"])
entries = st.builds(
    lambda name, country, aliases, addresses, policy, citations, text: entry(
        name,
        country,
        aliases=aliases,
        addresses=addresses,
        license_review_policy=policy,
        citations=citations,
        **({"text": text} if text else {}),
    ),
    names,
    st.sampled_from(["IRAN", "IRAQ", "FIJI"]),
    st.lists(st.sampled_from(["A1", "Alpha Co.", "Gamma, Ltd.", "Common Alias"]), max_size=2, unique=True),
    st.lists(
        st.sampled_from(["1 A Street, Tehran, Iran", "2 B Street, Baghdad, Iraq", "Suva, Fiji"]),
        max_size=2,
        unique=True,
    ),
    st.sampled_from(["Presumption of denial", "Case-by-case"]),
    st.sampled_from([RULE, OTHER_RULE, MOVED_BY, ()]),
    st.sampled_from(["", "Alpha Co.", "One text of all"]),
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
def test_the_order_of_rows_decides_nothing(before: list[Entry], after: list[Entry], random: Random) -> None:
    mixed = compare_lists(random.sample(before, len(before)), random.sample(after, len(after)))
    assert mixed == compare_lists(before, after)


@given(lists, lists)
def test_old_and_added_less_removed_is_new(before: list[Entry], after: list[Entry]) -> None:
    count = Counter(c.kind for c in compare_lists(before, after))
    assert len(before) + count[ChangeKind.ADDED] - count[ChangeKind.REMOVED] == len(after)
