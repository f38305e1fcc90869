"""The recorded Register's documents: the filed texts are made of the printed ones, and say the same as far as they go."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import EASTERN
from monitor.model import Document, Rule, Stage, Verdict
from monitor.reading.rules.document import read_document
from tests.demo.filed import FOLDER, OPEN_DATE, filed_text, filings, published

RULES = ("2019-22210", "2022-14069", "2023-03929", "2023-25557", "2023-26935", "2024-14635")
REVIEWED = "2022-14069"
"""Removes an entry and adds it under another name, and counts that as a revision: only the table shows that it is one."""
FRIENDS = ("2023-99001", "2023-99002")
"""False ones."""


def filing(number: str) -> dict[str, Any]:
    return next(f for f in filings() if f["document_number"] == number)


def read(number: str, path: Path) -> Rule:
    record = filing(number)
    known = Document(number, title=record["title"].strip(), type=record["type"])
    return read_document(path.read_bytes(), number, known)


def filed_path(number: str) -> Path:
    return FOLDER / "filed" / f"{number}.txt"


@pytest.mark.parametrize("number", [*RULES, *FRIENDS])
def test_a_filed_text_is_what_is_made_of_the_printed_one(number: str) -> None:
    """`python -m tests.demo.filed` writes them anew."""
    assert filed_path(number).read_text("utf-8") == filed_text(filing(number))


@pytest.mark.parametrize("number", RULES)
def test_a_filed_rule_says_what_the_printed_one_says(number: str) -> None:
    filed, printed = read(number, filed_path(number)), read(number, published(number))
    verdict = Verdict.CONFLICTING if number == REVIEWED else Verdict.VERIFIED
    assert (filed.stage, filed.verdict, printed.verdict) == (Stage.PUBLIC_INSPECTION, verdict, Verdict.VERIFIED)
    assert filed.filed_at == datetime.fromisoformat(filing(number)["filed_at"]) == printed.filed_at
    assert filed.publication_date == date.fromisoformat(filing(number)["publication_date"])
    assert (filed.stated, filed.savings_clause) == (printed.stated, printed.savings_clause)
    assert len(filed.amendments) == len(printed.amendments)


@pytest.mark.parametrize("number", RULES)
@pytest.mark.parametrize("lines", [9, 17, 24, 25, 26, 40])
def test_a_page_that_ends_inside_a_paragraph_parts_nothing(
    number: str, lines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.demo.filed.PAGE_LINES", lines)
    record = filing(number)
    known = Document(number, title=record["title"].strip(), type=record["type"])
    broken = read_document(filed_text(record, whole_paragraphs=False).encode(), number, known)
    assert broken == read(number, filed_path(number))


def test_the_famous_one_lay_on_the_desk_a_day_and_a_half() -> None:
    record = filing("2019-22210")
    assert datetime.fromisoformat(record["filed_at"]) == datetime(2019, 10, 7, 16, 15, tzinfo=EASTERN)
    rule = read("2019-22210", filed_path("2019-22210"))
    assert (len(rule.named), rule.effective_on) == (28, date(2019, 10, 9))
    assert rule.effective_as == "the day of publication"
    assert OPEN_DATE in (FOLDER / "filed/2019-22210.txt").read_text("utf-8")


@pytest.mark.parametrize("number", FRIENDS)
@pytest.mark.parametrize("place", [filed_path, published])
def test_a_false_friend_amends_nothing(number: str, place: Callable[[str], Path]) -> None:
    rule = read(number, place(number))
    assert (rule.verdict, rule.amendments) == (Verdict.IRRELEVANT, ())
    assert "Entity List" in place(number).read_text("utf-8")
    assert "econstructed" in (FOLDER / f"{number}.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "sha256"),
    [
        ("2022-14069.txt", "0fa6c3a438e57450f2bd3082ae76d71414762f5b4201877cb700ef60600fcec2"),
        ("2023-03929.xml", "95c85157db89d5f36a83713ae4d5a6d860f2d633d2da8798267b6fc6a84b2b32"),
    ],
)
def test_a_real_document_is_kept_byte_for_byte(name: str, sha256: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == sha256
