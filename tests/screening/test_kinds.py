"""Entries are found however customer lists write them: names drawn at random, writings by rules that know no matcher."""

from __future__ import annotations

import pytest

from monitor.history.baseline import bundled
from monitor.model import Entry
from monitor.reading.files import read_snapshot
from monitor.screening.index import Index
from tests.screening.kinds import KINDS, share_found

RECALL = 0.97
"""The target at the default threshold."""
SHORT, RECALL_SHORT = "a letter of few mistyped", 0.9
"""One wrong letter of six is as often another name: "Canon" and "Cancon"."""


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return list(read_snapshot(bundled(), "the bundled copy").entries)


@pytest.fixture(scope="module")
def index(entries: list[Entry]) -> Index:
    return Index(entries)


@pytest.mark.parametrize("kind", KINDS)
def test_recall(index: Index, entries: list[Entry], kind: str) -> None:
    share, missed = share_found(index, entries, kind, 150)
    assert share >= (RECALL_SHORT if kind == SHORT else RECALL), missed
