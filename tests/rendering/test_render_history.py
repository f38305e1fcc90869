"""An entry's life for ``elmon show``, in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date

import pytest

from monitor.model import (
    Change,
    ChangeKind,
    Citation,
    Entry,
    EntryEvent,
    EntryHistory,
    FieldChange,
    RuleAlert,
    SubEntity,
)
from monitor.rendering.history import render_entry_histories
from monitor.rendering.safe import columns
from monitor.rendering.words import Format

FORMATS: tuple[Format, ...] = ("text", "json", "jsonl", "csv", "markdown")
ENTRY = Entry(
    "IRAN", "Alpha Co.", ("Al", "Alfa"), ("1 Azadi St., Tehran",), "For all items subject to the EAR. (See § 744.11 of the EAR)",
    "Presumption of denial", (Citation(84, 54002, date(2019, 10, 9)), Citation(89, None, None)), (4,),
    ("See alternate address under Iraq",), (SubEntity("Sub", ("S",), ("2 St., Basra",)),),
)  # fmt: skip
RENAMED = Change(
    ChangeKind.RENAMED, "IRAN", "Alpha Co.", replace(ENTRY, name="Aleph"), ENTRY,
    (FieldChange("name", "Aleph", "Alpha Co."), FieldChange("addresses", ("9 Azadi St., Tehran",), ("1 Azadi St., Tehran",))),
)  # fmt: skip
LIFE = EntryHistory(
    ENTRY,
    date(2024, 12, 5),
    None,
    (
        EntryEvent(date(2023, 12, 5), None),
        EntryEvent(
            date(2024, 12, 5), RENAMED, "2024-28267", "89 FR 96836", "Additions & Modifications",
            "https://example.org/d/2024-28267",
        ),
    ),
)  # fmt: skip
TEXT = """\
Alpha Co.   IRAN
  Alias    Al
           Alfa
  Address  1 Azadi St., Tehran
  Within   Sub (a.k.a. S); 2 St., Basra
  See      See alternate address under Iraq
  License  all items subject to the EAR (§ 744.11) [footnote 4]
  Policy   presumption of denial
  Cited    84 FR 54002 (2019-10-09)
           89 FR [page to come]
  In force with this text since December 5, 2024

● 2023-12-05  on the list already when this history begins
● 2024-12-05  renamed: Aleph → Alpha Co.
              addresses: [-9-] {+1+} Azadi St., Tehran
              89 FR 96836 · document 2024-28267 · Additions & Modifications
              https://example.org/d/2024-28267
"""
MARKDOWN_LIFE = """\
- 2023-12-05 on the list already when this history begins
- 2024-12-05 renamed: Aleph → Alpha Co. – [89 FR 96836 · document 2024-28267 · Additions &amp; Modifications](https://example.org/d/2024-28267)
  - addresses: ~~9~~ **1** Azadi St., Tehran
"""


def test_the_text_tells_the_terms_and_then_the_life_rule_by_rule() -> None:
    assert render_entry_histories([LIFE]) == TEXT
    assert render_entry_histories([LIFE, LIFE]) == f"{TEXT}\n{TEXT}"


def test_colours_mark_the_words_that_changed() -> None:
    shown = render_entry_histories([LIFE], colour=True)
    assert "addresses: \x1b[31m9\x1b[0m \x1b[32m1\x1b[0m Azadi St., Tehran\n" in shown
    assert re.sub(r"\x1b\[\d*m", "", shown) == TEXT.replace("[-9-] {+1+}", "9 1")


def test_markdown_links_the_rule() -> None:
    shown = render_entry_histories([LIFE], "markdown")
    assert shown.startswith("## Alpha Co. (IRAN)\n\n- Alias: Al\n")
    assert shown.endswith(MARKDOWN_LIFE)


def test_data_has_everything() -> None:
    (shape,) = json.loads(render_entry_histories([LIFE], "json"))
    assert [json.loads(line) for line in render_entry_histories([LIFE, LIFE], "jsonl").splitlines()] == [shape, shape]
    assert (shape["entry"]["name"], shape["in_force_from"], shape["in_force_to"]) == ("Alpha Co.", "2024-12-05", None)
    assert [e["change"] and e["change"]["kind"] for e in shape["events"]] == [None, "renamed"]
    rows = list(csv.DictReader(io.StringIO(render_entry_histories([LIFE], "csv"))))
    assert [(r["kind"], r["effective_on"], r["document_number"]) for r in rows] == [
        ("listed", "2023-12-05", ""), ("renamed", "2024-12-05", "2024-28267"),
    ]  # fmt: skip
    assert rows[1]["differences"] == "addresses “9 Azadi St., …” → “1 Azadi St., …”"


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (None, "In force with this text since December 5, 2024"),
        (date(2025, 1, 2), "In force until January 2, 2025; no longer on the list"),
    ],
)
def test_whether_it_is_in_force(to: date | None, said: str) -> None:
    assert said in render_entry_histories([replace(LIFE, in_force_to=to)])


@pytest.mark.parametrize("kind", [ChangeKind.ADDED, ChangeKind.REMOVED])
def test_what_came_or_went_needs_no_differences(kind: ChangeKind) -> None:
    change = Change(kind, "IRAN", "Alpha Co.", None, ENTRY, RENAMED.fields)
    life = replace(LIFE, events=(EntryEvent(date(2024, 12, 5), change),))
    assert render_entry_histories([life]).endswith(f"● 2024-12-05  {kind.value}: Alpha Co.\n")


@pytest.mark.parametrize("width", [30, 40, 60, 80])
def test_text_fits_the_width_but_for_a_link(width: int) -> None:
    shown = render_entry_histories([LIFE], width=width)
    assert all(columns(line) <= width or "https://" in line for line in shown.splitlines())
    assert "".join(shown.split()) == "".join(TEXT.split())


def test_nothing_is_nothing() -> None:
    assert [render_entry_histories([], f).strip() for f in FORMATS] == [
        "",
        "[]",
        "",
        render_entry_histories([], "csv").strip(),
        "",
    ]


def test_hostile_text_is_harmless(hostile: RuleAlert) -> None:
    change = hostile.changes[1]
    assert change.after is not None
    event = EntryEvent(date(2024, 12, 5), change, hostile.title, hostile.title, hostile.title, hostile.url)
    for format in ("text", "csv", "markdown"):
        shown = render_entry_histories([EntryHistory(change.after, date(2024, 12, 5), None, (event,))], format)
        assert not {"\x1b", "\u202e", "\x07", "\ud800"} & set(shown)
        shown.encode()
    assert "<script" not in render_entry_histories(
        [EntryHistory(change.after, date(2024, 12, 5), None, (event,))], "markdown"
    )
