"""The recorded Register's documents: the filed texts are made of the printed ones, and say the same as far as they go."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from monitor.clock import EASTERN
from monitor.model import Document, Rule, Stage, Verdict
from monitor.reading.rules.document import read_document
from tests.demo.filed import FOLDER, OPEN_DATE, filed_text, filings

RULES = ("2019-22210", "2022-14069", "2023-25557", "2023-26935", "2024-14635")
FRIENDS = ("2023-99001", "2023-99002")
"""False ones."""


def filing(number: str) -> dict[str, Any]:
    return next(f for f in filings() if f["document_number"] == number)


def read(number: str, name: str) -> Rule:
    record = filing(number)
    known = Document(number, title=record["title"].strip(), type=record["type"])
    return read_document((FOLDER / name).read_bytes(), number, known)


@pytest.mark.parametrize("number", [*RULES, *FRIENDS])
def test_a_filed_text_is_what_is_made_of_the_printed_one(number: str) -> None:
    """`python -m tests.demo.filed` writes them anew."""
    assert (FOLDER / "filed" / f"{number}.txt").read_text("utf-8") == filed_text(filing(number))


@pytest.mark.parametrize("number", RULES)
def test_a_filed_rule_says_what_the_printed_one_says(number: str) -> None:
    filed, printed = read(number, f"filed/{number}.txt"), read(number, f"{number}.xml")
    assert (filed.stage, filed.verdict) == (Stage.PUBLIC_INSPECTION, Verdict.VERIFIED)
    assert filed.filed_at == datetime.fromisoformat(filing(number)["filed_at"]) == printed.filed_at
    assert filed.publication_date == date.fromisoformat(filing(number)["publication_date"])
    assert filed.stated == printed.stated
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
    assert broken == read(number, f"filed/{number}.txt")


def test_the_famous_one_lay_on_the_desk_a_day_and_a_half() -> None:
    record = filing("2019-22210")
    assert datetime.fromisoformat(record["filed_at"]) == datetime(2019, 10, 7, 16, 15, tzinfo=EASTERN)
    rule = read("2019-22210", "filed/2019-22210.txt")
    assert (len(rule.named), rule.effective_on) == (28, None)  # "effective on publication" is no day yet
    assert OPEN_DATE in (FOLDER / "filed/2019-22210.txt").read_text("utf-8")


@pytest.mark.parametrize("number", FRIENDS)
@pytest.mark.parametrize("form", ["filed/{}.txt", "{}.xml"])
def test_a_false_friend_amends_nothing(number: str, form: str) -> None:
    rule = read(number, form.format(number))
    assert (rule.verdict, rule.amendments) == (Verdict.IRRELEVANT, ())
    assert "Entity List" in (FOLDER / form.format(number)).read_text("utf-8")
    assert "econstructed" in (FOLDER / f"{number}.xml").read_text("utf-8")
