"""Very many parties: packed, compared with those there are without loading them, and written."""

from __future__ import annotations

import pickle
import tracemalloc
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.alerting.party_import import plan_import, require_own_source
from monitor.errors import UsageError
from monitor.model import PartyDetails, WatchedParty
from monitor.model.packed_parties import AT_ONCE, PackedParties, PartyPacker, row_of
from monitor.store import Store
from tests.store.making import NOW

LATER = NOW + timedelta(days=1)
MANY = [WatchedParty(f"{n:06}", f"Party {n}", "IRAN", f"{n} Road") for n in range(AT_ONCE * 2 + 7)]
TOLD = WatchedParty("x", "Alpha", details=PartyDetails(("Alfa", "Alef"), ("2 Road",), city="Bonn", share="50 %"))


def test_packed_parties_are_a_sequence_of_them() -> None:
    packed = PackedParties.of([*MANY, TOLD])
    assert (len(packed), packed[0], packed[-1], packed[AT_ONCE]) == (len(MANY) + 1, MANY[0], TOLD, MANY[AT_ONCE])
    assert packed[AT_ONCE - 1 : AT_ONCE + 2] == tuple(MANY[AT_ONCE - 1 : AT_ONCE + 2])
    assert packed[-2:] == (MANY[-1], TOLD)
    assert packed[10:2:-3] == tuple(MANY[10:2:-3])
    assert packed[5:5] == ()
    with pytest.raises(IndexError):
        packed[len(packed)]
    assert list(packed) == [*MANY, TOLD]
    assert packed == [*MANY, TOLD]
    assert packed != [*MANY, MANY[0]]
    assert packed != MANY
    assert pickle.loads(pickle.dumps(packed)) == packed
    assert PackedParties.of(packed) is packed
    assert "and 8,190 more" in repr(packed)


def test_packed_parties_have_a_source_and_can_lack_some() -> None:
    packed = PackedParties.of(MANY).of_source("crm")
    assert {party.source for party in packed[:3]} == {"crm"}
    less = packed.without({MANY[0].reference, MANY[-1].reference})
    assert (less[0], less[-1], less[0].source) == (MANY[1], MANY[-2], "crm")
    assert packed.without(()) is packed
    assert not PackedParties()


def test_rows_are_packed_in_whatever_numbers_they_come() -> None:
    packer, rows = PartyPacker(), list(map(row_of, MANY))
    packer.add_all(rows[:5])
    packer.add(rows[5])
    packer.add_all(rows[6:10])
    assert list(packer.packed) == MANY[:10], "may be asked for on the way"
    packer.add_all(rows[10:])
    assert list(packer.packed) == MANY


def test_many_parties_of_two_sources_under_the_same_references(store: Store) -> None:
    some = MANY[:1_500]
    assert store.watchlist.take(some, "customers", NOW).added == 1_500
    others = [replace(party, name=f"Other {party.reference}") for party in some]
    assert store.watchlist.take(others, "vendors", NOW).added == 1_500
    assert {p.reference for p in store.watchlist.parties() if p.source == "vendors"} == {
        f"vendors: {p.reference}" for p in some
    }
    plan = plan_import(store, others[1:], "vendors", replace=True)
    assert (plan.taken.unchanged, plan.taken.removed, plan.taken.added) == (1_499, 1, 0)
    changed = store.watchlist.take([replace(others[0], country="CUBA")], "vendors", LATER)
    assert (changed.changed, [after.reference for _, after in changed.revised]) == (1, ["vendors: 000000"])
    assert changed.fresh[0].reference == "vendors: 000000"


def test_a_reference_with_a_source_in_front_may_be_a_sources_own(store: Store) -> None:
    store.watchlist.take([WatchedParty("a", "Alpha")], "customers", NOW)
    both = [WatchedParty("a", "Beta"), WatchedParty("vendors: a", "Gamma")]
    assert store.watchlist.take(both, "vendors", NOW).added == 2
    assert {p.reference: p.name for p in store.watchlist.parties()} == {
        "a": "Alpha", "vendors: a": "Gamma", "vendors: a (2)": "Beta",
    }  # fmt: skip
    assert store.watchlist.take(both, "vendors", NOW).unchanged == 2


def test_a_source_that_is_known_under_another_name_is_recognized(store: Store) -> None:
    store.watchlist.take(MANY[:40], "customers", NOW)
    store.watchlist.take(MANY[:40], "vendors", NOW)
    again = PackedParties.of([replace(party, name=party.name.upper()) for party in MANY[:50]])
    with pytest.raises(UsageError, match="40 of the 50 parties are those of the source"):
        require_own_source(store, again, "crm")
    require_own_source(store, again, "vendors")
    require_own_source(store, PackedParties.of(MANY[30:]), "crm")


def test_what_is_known_is_not_loaded_to_be_compared(store: Store) -> None:
    store.watchlist.take(PackedParties.of(MANY), "f", NOW)
    store.watchlist.compared(MANY[:10], "f")
    tracemalloc.start()
    compared = store.watchlist.compared(MANY[:10], "f")
    _, few = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert compared.unchanged == 10
    assert few < 500_000, "8,000 parties are several megabytes"
