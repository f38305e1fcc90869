"""Diffs in every format, and how changed fields are said."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from monitor.model import Change, ChangeKind, Citation, Diff, Entry, FieldChange, RuleAlert  # fmt: skip
from monitor.rendering.diff import render_diff
from monitor.rendering.safe import columns
from monitor.rendering.words import Format, field_words, word_difference
from monitor.shapes import as_json

FORMATS: tuple[Format, ...] = ("text", "json", "jsonl", "csv", "markdown")
TEXT = """\
2023-12-05 → 2026-07-18: 1 added, 1 revised, 1 removed, 1 renamed, 1 moved (and 1 editorial)

CHINA, PEOPLE'S REPUBLIC OF   1 revised, 1 renamed, 1 moved
  ~ Hikvision
      aliases: {+Hik Digital+}
      addresses:
        Room [-5,-] {+6,+} Main St.
        [-Urumqi-]
      license review policy: [-Case-by-case review-] {+Presumption of denial+}
  » Megvii → Megvii Co.
  → Satori (from UNITED KINGDOM)

IRAN   1 added
  89 FR 1 (2024-12-02)   policy of denial
    + Kerman Tablo

UNITED KINGDOM   1 removed
  - Satori
"""


@pytest.fixture
def diff(mixed: RuleAlert) -> Diff:
    return Diff("2023-12-05", "2026-07-18", mixed.changes)


def test_the_text_is_for_people(diff: Diff) -> None:
    assert render_diff(diff, width=100) == TEXT


def test_words_taken_away_are_red_and_words_added_green_over_the_ends_of_lines(diff: Diff) -> None:
    shown = render_diff(diff, width=40, colour=True)
    assert "      aliases: \x1b[32mHik Digital\x1b[0m\n" in shown
    assert "        Room \x1b[31m5,\x1b[0m \x1b[32m6,\x1b[0m Main St.\n        \x1b[31mUrumqi\x1b[0m\n" in shown
    assert "\x1b[31mCase-by-case review\x1b[0m \x1b[32mPresumption\x1b[0m\n\x1b[32m        of denial\x1b[0m\n" in shown
    plain = re.sub(r"\[-|-\]|\{\+|\+\}", "", render_diff(diff, width=40))
    assert re.sub(r"\x1b\[\d*m", "", shown).split() == plain.split()
    assert not re.search("[\ue001-\ue003]", shown + "".join(render_diff(diff, f) for f in FORMATS))


def test_editorial_changes_are_counted_and_listed_only_when_asked_for(diff: Diff) -> None:
    assert "· Dahua" in render_diff(diff, editorial=True)
    for editorial, listed in ((False, 5), (True, 6)):
        shape = json.loads(render_diff(diff, "json", editorial=editorial))
        assert shape["summary"]["editorial"] == 1
        assert len(shape["changes"]) == listed
        assert len(render_diff(diff, "jsonl", editorial=editorial).splitlines()) == listed


def test_json_is_the_contracts_shape(diff: Diff) -> None:
    assert json.loads(render_diff(diff, "json", editorial=True)) == as_json(diff)
    lines = [json.loads(line) for line in render_diff(diff, "jsonl", editorial=True).splitlines()]
    assert lines == [as_json(c) for c in diff.changes]
    empty = Diff("a", "b", ())
    assert json.loads(render_diff(empty, "json")) == as_json(empty)


def test_csv_has_a_row_a_change(diff: Diff) -> None:
    rows = list(csv.DictReader(io.StringIO(render_diff(diff, "csv"))))
    assert [r["kind"] for r in rows] == ["added", "revised", "removed", "renamed", "moved"]
    assert rows[0]["name"] == "Kerman Tablo"
    assert rows[0]["effective_on"] == "2024-12-02"
    assert rows[3]["differences"] == "Megvii → Megvii Co."


def test_a_day_that_is_not_known_stands_beside_the_column_of_days(diff: Diff) -> None:
    gone = replace(diff.changes[2], effective_on=date(2026, 7, 18), unknown_since=date(2023, 12, 5))
    one, other = csv.DictReader(io.StringIO(render_diff(replace(diff, changes=(gone, diff.changes[0])), "csv")))
    assert one["kind"] == "removed"
    assert (one["effective_on"], one["unknown_day"]) == ("", "on an unknown day between 2023-12-05 and 2026-07-18")
    assert (other["effective_on"], other["unknown_day"]) == ("2024-12-02", "")


def test_stat_is_counts_only_in_every_format(diff: Diff) -> None:
    assert render_diff(diff, stat=True).splitlines()[1:] == [
        "",
        "destination                  added  revised  removed  renamed  moved",
        "───────────────────────────  ─────  ───────  ───────  ───────  ─────",
        "CHINA, PEOPLE'S REPUBLIC OF               1                 1      1",
        "IRAN                             1",
        "UNITED KINGDOM                                     1",
    ]
    kinds = {"added": 0, "revised": 1, "removed": 0, "renamed": 1, "moved": 1}
    shape = json.loads(render_diff(diff, "json", stat=True))
    assert shape["countries"][0] == {"country": "CHINA, PEOPLE'S REPUBLIC OF", **kinds, "list": "entity-list"}
    assert (shape["summary"]["editorial"], "changes" in shape) == (1, False)
    records = [json.loads(line) for line in render_diff(diff, "jsonl", stat=True, editorial=True).splitlines()]
    assert records[0] == shape["countries"][0] | {"editorial": 1}
    rows = list(csv.DictReader(io.StringIO(render_diff(diff, "csv", stat=True))))
    assert [{k: int(v) if v.isdigit() else v for k, v in row.items()} for row in rows] == shape["countries"]
    assert "| CHINA, PEOPLE'S REPUBLIC OF |  | 1 |  | 1 | 1 |" in render_diff(diff, "markdown", stat=True)
    assert not any("Hikvision" in render_diff(diff, f, stat=True) for f in FORMATS)
    empty = Diff("a", "b", ())
    assert [render_diff(empty, f, stat=True).count("\n") for f in FORMATS] == [1, 1, 0, 1, 1]


ALIKE = (
    FieldChange("license_review_policy", "Policy of denial", "Policy of denial for EAR99"),
    FieldChange("footnotes", (), ("3",)),
)
CITED = (Citation(88, 70353, date(2023, 10, 11)), Citation(89, 87265, date(2024, 11, 1)))


def revised(name: str, *fields: FieldChange) -> Change:
    """A change between two copies, which the entry's own citations put down to a rule."""
    before = Entry("IRAN", name, citations=CITED[:1])
    return Change(ChangeKind.REVISED, "IRAN", name, before, replace(before, citations=CITED), fields)


def test_what_one_rule_revised_alike_is_alerted_about_once() -> None:
    whole = Diff(
        "a",
        "b",
        (revised("Alpha", *ALIKE), revised("Beta", FieldChange("aliases", (), ("B",))), revised("Gamma", *ALIKE)),
    )
    assert (
        render_diff(whole).partition("\n\n")[2]
        == """\
IRAN   3 revised
  89 FR 87265 (2024-11-01)
    ~ Beta
        aliases: {+B+}
    each of these 2:
        license review policy: Policy of denial {+for EAR99+}
        footnotes: {+3+}
    ~ Alpha
    ~ Gamma
"""
    )
    assert (
        render_diff(whole, "markdown").partition("\n\n")[2]
        == """\
### IRAN: 3 revised

89 FR 87265 (2024-11-01)

- revised: **Beta**
  - aliases: **B**

Each of these 2:

- license review policy: Policy of denial **for EAR99**
- footnotes: **3**

- revised: **Alpha**
- revised: **Gamma**
"""
    )
    rows = list(csv.DictReader(io.StringIO(render_diff(whole, "csv"))))
    assert [r["newly_cited"] for r in rows] == ["89 FR 87265 (2024-11-01)"] * 3
    assert rows[0]["differences"] == "license review policy “… of denial” → “… of denial for EAR99”; footnotes +“3”"


def test_additions_stand_under_their_rule_the_oldest_first_with_their_terms() -> None:
    later = Entry("IRAN", "Alpha", license_review_policy="Presumption of denial", citations=CITED)
    earlier = replace(later, name="Beta", citations=CITED[:1], footnotes=(1, 4))
    whole = Diff("a", "b", tuple(Change(ChangeKind.ADDED, "IRAN", e.name, None, e) for e in (later, earlier)))
    assert render_diff(whole).splitlines()[3:] == [
        "  88 FR 70353 (2023-10-11)   presumption of denial, footnote 1, footnote 4",
        "    + Beta",
        "  89 FR 87265 (2024-11-01)   presumption of denial",
        "    + Alpha",
    ]


def test_an_entry_that_is_but_an_address_is_told_with_it() -> None:
    entry = Entry("TURKEY", "Address 07", addresses=("1 Road, Izmir", "2 Road, Izmir"))
    for kind, before, after in ((ChangeKind.ADDED, None, entry), (ChangeKind.REMOVED, entry, None)):
        whole = Diff("a", "b", (Change(kind, "TURKEY", entry.name, before, after),))
        assert " Address 07: 1 Road, Izmir; 2 Road, Izmir\n" in render_diff(whole)
        assert "**Address 07: 1 Road, Izmir; 2 Road, Izmir**\n" in render_diff(whole, "markdown")


def test_every_format_tells_every_fact(diff: Diff) -> None:
    facts = (
        "Hikvision",
        "Hik Digital",
        "Urumqi",
        "Presumption of denial",
        "Megvii Co.",
        "Satori",
        "Kerman Tablo",
        "89 FR 1",
        "2024-12-02",
    )
    for format in FORMATS:
        shown = " ".join(render_diff(diff, format).split()).replace("\\", "")
        assert [fact for fact in facts if fact not in shown] == [], format


def test_nothing_changed_is_one_line() -> None:
    assert render_diff(Diff("a", "b", ())) == "a → b: 0 added, 0 revised, 0 removed, 0 renamed, 0 moved\n"


def test_colour_only_when_told(diff: Diff) -> None:
    assert "\x1b" not in render_diff(diff)
    assert "\x1b[32m    + Kerman Tablo" in render_diff(diff, colour=True)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_text_fits_the_width_and_loses_nothing(width: int, additions: RuleAlert, mixed: RuleAlert) -> None:
    wide = Change(ChangeKind.ADDED, "JAPAN", "株式会社" * 30, None, Entry("JAPAN", "株式会社" * 30))
    whole = Diff("a", "b", (*additions.changes, *mixed.changes, wide))
    text = render_diff(whole, width=width)
    assert all(columns(line) <= width for line in text.splitlines())
    joined = "".join(text.split())
    assert all("".join(c.name.split()) in joined for c in whole.changes if c.kind is not ChangeKind.EDITORIAL)


def test_hostile_text_is_harmless(hostile: RuleAlert) -> None:
    whole = Diff(hostile.title[:300], "b", hostile.changes)
    for format in ("text", "csv", "markdown"):
        text = render_diff(whole, format, editorial=True)
        assert not {"\x1b", "\u202e", "\x07", "\ud800"} & set(text)
        text.encode()
    assert "<script" not in render_diff(whole, "markdown")
    assert json.loads(render_diff(whole, "json"))["from"] == whole.from_state


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("a b c d e f", "a b c x e f", "“… b c d e f” → “… b c x e f”"),
        ("", "new", "+“new”"),
        ("old", "", "-“old”"),
        ("For all items (See § 1)", "For all items", "“… all items (See § 1)” → “… all items”"),
        ("same start", "same start more", "“same start” → “same start more”"),
    ],
)
def test_word_differences(before: str, after: str, said: str) -> None:
    assert word_difference(before, after) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (FieldChange("aliases", ("A", "B"), ("B", "C")), "aliases +“C”, -“A”"),
        (FieldChange("aliases", ("A", "B"), ("B", "A")), "aliases in another order"),
        (FieldChange("addresses", ("1-2 X St., P",), ("1–2 X St., P",)), "addresses “1-2 X St., …” → “1–2 X St., …”"),
        (FieldChange("footnotes", (), ("4",)), "footnotes +“4”"),
    ],
)
def test_fields_in_words(change: FieldChange, said: str) -> None:
    assert field_words(change) == said


def test_plain_text_imports_nothing_heavy() -> None:
    program = "import sys, monitor.rendering.diff, monitor.rendering.grid, monitor.rendering.read; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"rich", "jinja2", "difflib"} & set(loaded)
