"""The order in which the list prints names: real neighbours of the eCFR's copies, and neighbours that cannot be."""

from __future__ import annotations

from itertools import groupby, pairwise

import pytest

from monitor.history.baseline import bundled
from monitor.reading.entries.table_checks import may_precede
from monitor.reading.files import read_snapshot

NEIGHBOURS = [
    ("Al Technique Corporation", "Allied Business Concerns"),
    ("C & I Semiconductor Co., Ltd.", "Calvin Law"),
    ("558 Aircraft Repair Plant JSC", "2566 Radioelectronic Armament Repair Plant JSC"),
    ("Joint Stock Company 75 Arsenal", "Joint Stock Company 419 Aircraft Repair Plant"),
    ("S.M. Mirbagheri", "Sayyed Javad Ahmadi"),
    ("OOO Aviation Service Int'l", "The Mother Ark."),
    ("Livingston", "The Mother Ark."),
    ("'Wolf' Holding", "Alfa"),
    ("al Tawasul al Arabi Net Systems", "Aletra General Trading"),
]


@pytest.mark.parametrize(("above", "below"), NEIGHBOURS)
def test_orders_that_the_list_has(above: str, below: str) -> None:
    assert may_precede(above, below)


@pytest.mark.parametrize(("above", "below"), [("Zeta Co.", "Alpha Co."), ("Hikvision", "Dahua"), ("Beta", "2 Alpha")])
def test_orders_that_it_cannot_have(above: str, below: str) -> None:
    assert not may_precede(above, below)


def test_the_list_itself_is_in_order() -> None:
    entries = read_snapshot(bundled(), "the bundled list").entries
    denied = []
    for _, group in groupby(entries, key=lambda e: e.country):
        names = [e.name for e in group]
        denied += [pair for pair in pairwise(names) if not may_precede(*pair)]
    assert denied == [
        ("Department of Atomic Energy entities", "Abhar Technologies and Services Private Limited"),
        ("Avrora India Marine Systems Pvt. Ltd.", "AR Sales Pvt Ltd."),
    ]
