"""Real rules read the same as printed, as XML, and with their tables drawn otherwise."""

from __future__ import annotations

import os
from datetime import date
from random import Random
from typing import Any

import pytest

from monitor.model import Rule
from monitor.reading.rules.document import read_document
from monitor.text.names import fold
from tests.reading.golden import Golden, goldens
from tests.reading.set_again import XML_STYLES, XmlStyle, as_xml, drawn_again

REAL = [g for g in goldens() if g.metadata["form"] == "real" and g.source.suffix == ".txt"]
DRAWINGS = max(int(os.environ.get("ELMON_GENERATED", "250")) // 100, 2)


def _said(rule: Rule, *, parts: bool = True) -> dict[tuple[str, str, str], Any]:
    """What a reading says of each entry, whatever the print marks around it."""
    return {
        (a.operation.value, a.country, fold(a.name)): a.entry
        and (
            fold(a.entry.text), fold(a.entry.license_requirement), fold(a.entry.license_review_policy), a.entry.footnotes,
            [(c.volume, c.page, c.date) for c in a.entry.citations], (a.entry.aliases, a.entry.addresses) if parts else (),
        )
        for a in rule.amendments
    }  # fmt: skip


def _read(data: bytes, golden: Golden) -> Rule:
    return read_document(data, golden.folder.name)


def test_there_are_real_texts() -> None:
    assert len(REAL) >= 9
    assert all(date(2016, 1, 1) < (_read(g.source.read_bytes(), g).effective_on or date.max) for g in REAL)


@pytest.mark.parametrize("style", XML_STYLES, ids=lambda s: f"{s.lines}, {s.destination}")
@pytest.mark.parametrize("golden", REAL, ids=lambda g: g.folder.name)
def test_as_xml(golden: Golden, style: XmlStyle) -> None:
    printed = golden.source.read_bytes()
    wanted, found = _read(printed, golden), _read(as_xml(printed, style), golden)
    parts = style.lines != "run on"  # where no line parts the last alias from the address
    assert _said(found, parts=parts) == _said(wanted, parts=parts)
    assert found.verdict is wanted.verdict


@pytest.mark.parametrize("seed", range(DRAWINGS))
@pytest.mark.parametrize("golden", REAL, ids=lambda g: g.folder.name)
def test_drawn_again(golden: Golden, seed: int) -> None:
    printed = golden.source.read_bytes()
    wanted, found = _read(printed, golden), _read(drawn_again(printed, Random(seed)), golden)
    assert _said(found) == _said(wanted)
    assert found.verdict is wanted.verdict
