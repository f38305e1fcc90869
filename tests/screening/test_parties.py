"""What is found through the index of parties is what comparing every party with every name finds."""

from __future__ import annotations

import random

import pytest

from monitor.history.baseline import bundled
from monitor.model import Entry, Match, WatchedParty
from monitor.reading.files import read_snapshot
from monitor.screening import parties as indexing
from monitor.screening.index import Index
from monitor.screening.parties import PartyIndex, segment_of
from tests.screening.curve import read_pairs
from tests.screening.kinds import KINDS, written

EACH, RULE, LOW = 12, 28, 0.5


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return list(read_snapshot(bundled(), "the bundled copy").entries)


@pytest.fixture(scope="module")
def weights(entries: list[Entry]) -> Index:
    return Index(entries)


@pytest.fixture(scope="module")
def parties(entries: list[Entry]) -> list[WatchedParty]:
    """Entries in every way of writing, names that are alike and are others', those of other scripts, and addresses."""
    names = [said for kind in KINDS for _, said in written(entries, kind, EACH, 5)]
    names += [pair.party for pair in read_pairs()]
    names += [
        "华为技术有限公司",
        "김정은",
        "شركة هواوي",
        "TIANDI WEIYE",
        "Tian Di Wei Ye",
        "Advnced Techologies Limted",
        "",
        "()",
        "Foo",
    ]
    addresses = [text for entry in entries for text in entry.addresses][::40]
    found = [WatchedParty(f"n{n}", name) for n, name in enumerate(names)]
    return found + [WatchedParty(f"a{n}", "Zzyzx", "", text) for n, text in enumerate(addresses)]


def exhaustive(rule: Index, parties: list[WatchedParty]) -> list[Match]:
    return [match for party in parties for match in rule.matches(party, LOW)]


@pytest.mark.parametrize("seed", range(3))
def test_a_rule_finds_the_same_parties_as_without_the_index(
    entries: list[Entry], weights: Index, parties: list[WatchedParty], seed: int
) -> None:
    rule = Index(random.Random(seed).sample(entries, RULE * 4), weights.weights)
    likely = set(PartyIndex([segment_of(parties[:400]), segment_of(parties[400:])]).likely(rule))
    assert exhaustive(rule, [p for p in parties if p.reference in likely]) == (found := exhaustive(rule, parties))
    assert len(found) > len(likely) / 10  # few are compared in vain
    assert len(likely) < len(parties) / 3


def test_keys_that_share_a_checksum_lead_to_parties_too_many(
    weights: Index, parties: list[WatchedParty], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "crc32", lambda _: 7)
    rule = Index([Entry("IRAN", "Unlike")], weights.weights)
    assert len(PartyIndex([segment_of(parties[:20])]).likely(rule)) == 20


def test_a_party_that_cannot_be_indexed_is_always_compared(
    weights: Index, parties: list[WatchedParty], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(indexing, "readings_of", fail)
    rule = Index([Entry("IRAN", "Unlike")], weights.weights)
    assert len(PartyIndex([segment_of(parties)]).likely(rule)) == len(parties)
