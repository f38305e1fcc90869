"""What rarer rules lead to; how they are read is in tests/golden, a folder each."""

from __future__ import annotations

import gzip
from pathlib import Path

from monitor.comparing.rules import apply_rule
from monitor.model import RENAMES_DESTINATION, ChangeKind, Entry, Verdict
from monitor.reading.rules.rule import read_rule
from tests.reading.golden import FOLDER, Golden


def test_a_renamed_destination_moves_its_entries() -> None:
    rule = Golden(FOLDER / "a-destination-renamed").read()
    assert rule.amendments[0].detail == RENAMES_DESTINATION
    done = apply_rule(rule, [Entry("TURKEY", "A"), Entry("IRAN", "B")])
    assert [(c.kind, c.country) for c in done.changes] == [(ChangeKind.MOVED, "TÜRKIYE")]
    assert {e.country for e in done.entries} == {"TÜRKIYE", "IRAN"}


def test_real_rules_of_other_agencies_are_irrelevant_as_a_whole(shared_data: Path) -> None:
    for path in sorted((shared_data / "fr" / "xml").glob("*.xml*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert read_rule(data, path.name).verdict is Verdict.IRRELEVANT, path.name
