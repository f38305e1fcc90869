"""Tables, entries and what was read, in every format."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from monitor.model import Amendment, Check, Entry, Operation, Rule, RuleAlert, Snapshot, Verdict
from monitor.rendering.entries import render_entries
from monitor.rendering.grid import pairs, render_records, table
from monitor.rendering.read import render_read
from monitor.rendering.safe import columns, wrap
from monitor.rendering.words import Format
from monitor.shapes import as_json

FORMATS: tuple[Format, ...] = ("text", "json", "jsonl", "csv", "markdown")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_csv_runs_nothing_in_a_spreadsheet(name: str) -> None:
    text = render_entries([Entry("IRAN", name)], "csv")
    assert list(csv.reader(io.StringIO(text)))[1][1] == f"'{name}"


def test_wrapping_breaks_long_words_and_counts_wide_characters() -> None:
    assert wrap("aa bb cc", 5) == ["aa bb", "cc"]
    assert wrap("中文字符中文字符中文", 10, "- ", "  ") == ["- 中文字符", "  中文字符", "  中文"]
    assert columns("中e\u0301") == 3


def test_tables_fit_and_keep_everything() -> None:
    rows = [("short", "word " * 30, 1), ("中文", "x" * 70, 22)]
    text = table(("a", "long", "n"), rows, 50, right=(2,))
    assert all(columns(line) <= 50 for line in text.splitlines())
    assert text.count("word") == 30
    assert text.count("x") == 70
    assert table(("a", "b"), [("1",)], 50) == "a  b\n─  ─\n1\n"


def test_pairs_stand_in_one_column() -> None:
    assert pairs([("list", "3,415 entries"), ("last poll", None)]) == "list       3,415 entries\nlast poll  None\n"
    assert pairs([]) == ""


def test_records_in_every_format() -> None:
    records: list[dict[str, object]] = [
        {"document_number": "2024-1", "sent_at": None, "to": ("a", "b"), "day": date(2024, 1, 2)}
    ]
    assert "document number" in render_records(records)
    assert json.loads(render_records(records, "json"))[0]["day"] == "2024-01-02"
    assert render_records(records, "csv") == 'document_number,sent_at,to,day\n2024-1,,"a, b",2024-01-02\n'
    assert "| 2024-1 |" in render_records(records, "markdown")
    assert [render_records([], f) for f in FORMATS] == ["Nothing to list.\n", "[]\n", "", "", "Nothing to list.\n"]


def test_entries_in_every_format(additions: RuleAlert) -> None:
    entries = [c.after for c in additions.changes if c.after]
    text = render_entries(entries, width=70)
    assert "84 FR 54002 (2019-10-09)   case-by-case review" in text
    assert text.endswith("28 entries under 1 destination\n")
    assert all(columns(line) <= 70 for line in text.splitlines())
    assert json.loads(render_entries(entries, "json")) == as_json(entries)
    assert [json.loads(x) for x in render_entries(entries, "jsonl").splitlines()] == as_json(entries)
    assert len(list(csv.reader(io.StringIO(render_entries(entries, "csv"))))) == 29
    assert render_entries(entries, "markdown").count("\n") == 30
    assert [render_entries([], f).count("\n") for f in FORMATS] == [1, 1, 0, 1, 2]


RULE = Rule(
    document_number="2024-1",
    citation="89 FR 1",
    title="Additions",
    effective_on=date(2024, 12, 2),
    amendments=(
        Amendment(Operation.ADD, "IRAN", "Kerman Tablo"),
        Amendment(Operation.REVISE, "CHINA", "Hikvision", detail="by removing the address in Urumqi"),
        Amendment(Operation.UNREADABLE, "CHINA", "", instruction="frobnicate the list"),
    ),
    other_supplements={"6": 2},
    checks=(Check("entities added", "2", "1", False), Check("entities removed", "0", "0", True)),
    verdict=Verdict.CONFLICTING,
    problems=("Something is odd.",),
)


def test_a_rule_is_summed_up() -> None:
    text = render_read(RULE, width=90)
    for said in (
        "89 FR 1 · document 2024-1 · published",
        "December 2, 2024",
        "1 added, 1 revised, 1 not read (and 2 in Supplement No. 6)",
        "Conflicting: ",
        "✗ entities added: expected 2, found 1",
        "✓ entities removed: 0",
        "Problem    Something is odd.",
        "CHINA   ~1 ?1",
        "  ~ Hikvision: by removing the address in Urumqi",
        "  ? frobnicate the list",
        "  + Kerman Tablo",
    ):
        assert said in text
    assert all(columns(line) <= 50 for line in render_read(RULE, width=50).splitlines())


def test_a_rule_in_the_other_formats() -> None:
    assert json.loads(render_read(RULE, "json")) == as_json(RULE)
    assert json.loads(render_read(RULE, "jsonl")) == as_json(RULE)
    assert render_read(RULE, "jsonl").count("\n") == 1
    assert len(list(csv.reader(io.StringIO(render_read(RULE, "csv"))))) == 4
    assert "| entities added | 2 | 1 | NO |" in render_read(RULE, "markdown")


def test_a_snapshot_is_counted(additions: RuleAlert) -> None:
    entries = tuple(c.after for c in additions.changes if c.after)
    snapshot = Snapshot(
        "list.xml", date(2026, 7, 18), (*entries, replace(entries[0], country="IRAN")), ("Row 7 is odd.",)
    )
    text = render_read(snapshot)
    assert "list.xml: 29 entries under 2 destinations, as of July 18, 2026" in text
    assert "Problem  Row 7 is odd." in text
    assert "CHINA, PEOPLE'S REPUBLIC OF       28" in text
    assert json.loads(render_read(snapshot, "json")) == as_json(snapshot)
    assert len(list(csv.reader(io.StringIO(render_read(snapshot, "csv"))))) == 30
    assert "| IRAN | 1 |" in render_read(snapshot, "markdown")
