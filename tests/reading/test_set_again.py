"""Real rules read the same as printed, as XML, and with their tables drawn otherwise."""

from __future__ import annotations

import os
from datetime import date
from random import Random
from typing import Any

import pytest

from monitor.model import Rule, Verdict
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
    if parts or _said(found) == _said(wanted):
        assert found.verdict is wanted.verdict
    else:  # what no line parts may be for review
        assert found.verdict in (wanted.verdict, Verdict.CONFLICTING)


@pytest.mark.parametrize("seed", range(DRAWINGS))
@pytest.mark.parametrize("golden", REAL, ids=lambda g: g.folder.name)
def test_drawn_again(golden: Golden, seed: int) -> None:
    printed = golden.source.read_bytes()
    wanted, found = _read(printed, golden), _read(drawn_again(printed, Random(seed)), golden)
    assert _said(found) == _said(wanted)
    assert found.verdict is wanted.verdict


def _disturbed(data: bytes, kind: str, random: Random) -> bytes:
    """The text with one thing put into its first table, or taken out of it, that says nothing."""
    lines = data.decode().split("\n")
    rules = [n for n, line in enumerate(lines) if len(line.strip()) > 80 and not line.strip().strip("-")]
    inside = range(rules[1] + 1, rules[-1])
    inner = [n for n in inside if lines[n].strip() and not lines[n].strip(" -")]
    at = random.choice(inside)
    if kind == "a rule less":
        del lines[random.choice(inner)]
    else:
        lines[at:at] = ["", "[[Page 12345]]", "", " "] if kind == "a page mark" else [" "]
    return "\n".join(lines).encode()


TABLED = [
    g
    for g in REAL
    if sum(len(line.strip()) > 80 and not line.strip(" -") for line in g.source.read_text().split("\n")) > 3
]


@pytest.mark.parametrize("kind", ["a page mark", "a blank", "a rule less"])
@pytest.mark.parametrize("golden", TABLED, ids=lambda g: g.folder.name)
def test_what_says_nothing_changes_nothing(golden: Golden, kind: str) -> None:
    printed = golden.source.read_bytes()
    wanted = _read(printed, golden)
    for seed in range(DRAWINGS * 2):
        found = _read(_disturbed(printed, kind, Random(seed)), golden)
        assert (_said(found), found.verdict) == (_said(wanted), wanted.verdict), seed
