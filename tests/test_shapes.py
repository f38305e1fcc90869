"""The contract's JSON: written fast, it is what the plain way of writing it gives."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from monitor.model import Change, ChangeKind, Citation, Diff, Entry, Rule, Snapshot, Stated, SubEntity
from monitor.shapes import as_json, json_text, parts

ENTRY = Entry("CHINA", "Élan “A”", ("B\x85",), citations=(Citation(84, None, date(2019, 10, 9)),),
              sub_entities=(SubEntity("C"),), text="Élan")  # fmt: skip
VALUES = [
    ENTRY,
    Snapshot("a file", None, (ENTRY,)),
    Rule("2019-22210", filed_at=datetime(2019, 10, 7, 20, 15, tzinfo=UTC), stated=Stated(28, by_country={"CHINA": 28})),
    Change(ChangeKind.ADDED, "CHINA", "A", None, ENTRY, effective_on=date(2019, 10, 9)),
    Diff("a", "b", (Change(ChangeKind.ADDED, "CHINA", "A", None, ENTRY),)),
    [{"sent_at": datetime(2026, 1, 2, tzinfo=UTC), "state": ChangeKind.MOVED, "none": None}],
    {},
]


@pytest.mark.parametrize("value", VALUES, ids=lambda v: type(v).__name__)
def test_both_ways_to_json_agree(value: object) -> None:
    assert json.loads(json_text(value)) == as_json(value)
    assert json_text(value, indent=True) == json.dumps(as_json(value), ensure_ascii=False, indent=2)


def test_half_a_surrogate_pair_is_escaped_and_stops_nothing() -> None:
    assert json.loads(json_text({"file": "a\udcff", "found": ENTRY}))["file"] == "a\udcff"


def test_parts_are_the_fields_as_they_are() -> None:
    assert parts(Citation(84, 5, None)) == {"volume": 84, "page": 5, "date": None}
