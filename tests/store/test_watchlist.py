"""The user's own parties in the database, on both of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.alerting.alerts import operator_alert
from monitor.model import Decision, Match, Named, PartyDetails, WatchedParty
from monitor.model.packed_parties import PackedParties
from monitor.store import Store
from tests.store.making import NOW, TO

A, B, C = WatchedParty("a", "Alpha", "IRAN", "1 Main Road"), WatchedParty("b", "Beta"), WatchedParty("c", "Gamma")
LATER = NOW + timedelta(days=1)


def test_parties_come_and_are_known_again(store: Store) -> None:
    taken = store.watchlist.take([A, B], "first.csv", NOW)
    assert (taken.added, taken.changed, taken.unchanged, list(taken.fresh)) == (2, 0, 0, [A, B])
    taken = store.watchlist.take([A, replace(B, name="Beta Ltd"), C], "first.csv", LATER)
    assert (taken.added, taken.changed, taken.unchanged, taken.removed) == (1, 1, 1, 0)
    assert store.watchlist.parties() == [A, replace(B, name="Beta Ltd"), C]
    assert store.watchlist.parties(["c", "x", "a"]) in ([A, C], [C, A])
    assert store.watchlist.count() == 3


def test_a_file_can_be_the_whole_truth(store: Store) -> None:
    store.watchlist.take([A, B], "first.csv", NOW)
    store.watchlist.take([WatchedParty("hand", "By Hand")], "", NOW)
    ahead = store.watchlist.compared([B, C], "first.csv", replace=True)
    assert (ahead.added, ahead.removed, ahead.gone) == (1, 1, (A,))
    assert store.watchlist.count() == 3  # nothing was written
    assert store.watchlist.take([B, C], "first.csv", LATER, replace=True).removed == 1
    assert store.watchlist.parties() == [B, C, WatchedParty("hand", "By Hand")]  # what came otherwise stays
    assert store.watchlist.take([C], "first.csv", LATER, replace=True, spared=["b"]).removed == 0
    assert store.watchlist.take([], "other.csv", LATER, replace=True).removed == 0
    assert store.watchlist.count() == 3


def test_details_are_kept_and_their_change_is_one(store: Store) -> None:
    told = replace(A, details=PartyDetails(("Alfa\x00",), lei="5493"))
    assert store.watchlist.take([A], "first.csv", NOW).added == 1
    assert store.watchlist.take([told], "first.csv", LATER).changed == 1
    assert store.watchlist.parties()[0].details == PartyDetails(("Alfa\ufffd",), lei="5493")
    assert store.watchlist.take([told], "first.csv", LATER).unchanged == 1
    assert store.watchlist.take([A], "first.csv", LATER).changed == 1
    assert store.watchlist.parties() == [A]


def test_references_belong_to_a_source(store: Store) -> None:
    other = [WatchedParty("a", "Somebody Else"), WatchedParty("d", "Delta")]
    store.watchlist.take([A, B], "customers", NOW)
    taken = store.watchlist.take(other, "vendors", LATER)
    assert (taken.added, taken.changed) == (2, 0)
    assert [(p.reference, p.name) for p in store.watchlist.parties()] == [
        ("a", "Alpha"), ("b", "Beta"), ("d", "Delta"), ("vendors: a", "Somebody Else"),
    ]  # fmt: skip
    assert store.watchlist.take(other, "vendors", LATER).unchanged == 2
    assert store.watchlist.sources() == {"customers", "vendors"}
    assert sorted((source, name) for source, name, _ in store.watchlist.called(PackedParties.of(other))) == [
        ("customers", "Alpha"), ("vendors", "Delta"), ("vendors", "Somebody Else"),
    ]  # fmt: skip
    renamed = store.watchlist.take([replace(other[0], name="Somebody Else Ltd")], "vendors", LATER, replace=True)
    assert [(b.reference, b.name, a.name) for b, a in renamed.revised] == [
        ("vendors: a", "Somebody Else", "Somebody Else Ltd")
    ]
    assert [p.reference for p in renamed.gone] == ["d"]
    assert store.watchlist.parties(["a"]) == [A]
    store.watchlist.take([WatchedParty("vendors: a", "Tricky")], "third", LATER)
    assert "third: vendors: a" in {p.reference for p in store.watchlist.parties()}


def test_parties_are_removed_and_their_decisions_stay(store: Store) -> None:
    store.watchlist.take([A, B], "", NOW)
    store.watchlist.decide(decision("m1", "a", "dismissed"))
    assert store.watchlist.remove(["a", "x"]) == 1
    assert [d.match for d in store.watchlist.decisions()] == ["m1"]


def test_the_newest_decision_counts_and_all_are_kept(store: Store) -> None:
    for number, what in enumerate(("dismissed", "open", "confirmed")):
        store.watchlist.decide(replace(decision("m1", "a", what), at=NOW + timedelta(hours=number)))
    store.watchlist.decide(decision("m2", "b", "dismissed"))
    assert {m: d.decision for m, d in store.watchlist.newest_decisions().items()} == {
        "m1": "confirmed",
        "m2": "dismissed",
    }
    first = store.watchlist.decisions()[0]
    assert first == decision("m1", "a", "dismissed")


def test_a_file_and_its_alert_are_taken_together_or_not_at_all(store: Store) -> None:
    alert = operator_alert("parties/abc", "2 of your parties", ())
    store.watchlist.take([A], "f.csv", NOW, file=("/f.csv", "0" * 64), alerts=[(alert, TO)])
    state = store.watchlist.file("/f.csv")
    assert state is not None
    assert (state.sha256, state.trouble) == ("0" * 64, "")
    assert {r.change_set for r in store.outbox.rows()} == {"parties/abc"}
    store.watchlist.refuse_file("/f.csv", "1" * 64, "no names", operator_alert("operator/f", "x", ()), TO, LATER)
    state = store.watchlist.file("/f.csv")
    assert state is not None
    assert (state.sha256, state.trouble) == ("1" * 64, "no names")
    assert store.watchlist.parties() == [A]
    assert store.watchlist.file("/g.csv") is None

    def broken(*given: object) -> None:
        raise ValueError

    with pytest.MonkeyPatch.context() as patch, pytest.raises(ValueError):
        patch.setattr("monitor.store.watchlist.enqueue", broken)
        store.watchlist.take([B], "f.csv", LATER, file=("/f.csv", "2" * 64), alerts=[(alert, TO)])
    assert store.watchlist.parties() == [A]
    assert store.watchlist.file("/f.csv") == state


def test_hostile_text_is_kept_as_it_can_be(store: Store) -> None:
    store.watchlist.take([WatchedParty("\x00r", "a\x00b\udce9" + "x" * 100_000)], "f", NOW)
    (party,) = store.watchlist.parties()
    assert (party.reference, party.name[:4], len(party.name)) == ("\ufffdr", "a\ufffdb\ufffd", 100_004)
    assert store.watchlist.take([WatchedParty("\x00r", party.name)], "f", NOW).unchanged == 1


def test_many_parties(store: Store) -> None:
    many = [WatchedParty(f"r{n:05}", f"Party {n}") for n in range(5_000)]
    assert store.watchlist.take(many, "f", NOW).added == 5_000
    assert store.watchlist.take(many, "f", NOW).unchanged == 5_000
    assert store.watchlist.parties() == many
    assert store.watchlist.remove([p.reference for p in many[:4_000]]) == 4_000


def test_what_the_id_of_a_match_stands_for_is_remembered(store: Store) -> None:
    def match(number: str, reference: str) -> Match:
        return Match(WatchedParty(reference, "x"), Named("IRAN", "Alpha Co."), "x", "name", 0.9, "", number)

    store.watchlist.remember([match("ab12", "a"), match("ab99", "b"), match("ab12", "a")])
    store.watchlist.remember([match("ab12", "a"), match("cd00", "c")])
    assert store.watchlist.seen("ab1") == [("ab12", "a", Named("IRAN", "Alpha Co."))]
    assert len(store.watchlist.seen("ab")) == 2
    assert store.watchlist.seen("%") == []


def decision(match: str, reference: str, what: str) -> Decision:
    return Decision(match, reference, Named("IRAN", "Alpha Co."), what, "me", "because", NOW, "p" * 64, "e" * 64)


def test_many_changed_parties(store: Store) -> None:
    many = [WatchedParty(f"r{n:05}", f"Party {n}") for n in range(2_000)]
    store.watchlist.take(many, "f", NOW)
    moved = [replace(p, name=f"{p.name} Ltd", country="IRAN", address=f"{p.reference} Road") for p in many]
    assert store.watchlist.take(moved, "f", LATER).changed == 2_000
    assert store.watchlist.parties() == moved
