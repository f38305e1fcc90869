"""Makes the demo's public-inspection texts from the published documents: `python -m tests.demo.filed` writes them again.

No complete original of a filed Entity List rule could be obtained, so they are reconstructions: what a PDF's text of the
same words gives (lines wrapped, cells of a table run together, page numbers between), with the places that are filled in
on publication still open.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from monitor.reading.passages import Passage, Role, RuleText
from monitor.reading.renditions.text import read_text_form
from monitor.reading.renditions.xml import read_rule_xml

FOLDER = Path(str(files("monitor.demo") / "documents"))
PAGE_LINES = 24
OPEN_DATE = "[INSERT DATE OF PUBLICATION IN THE FEDERAL REGISTER]"


def filings() -> list[dict[str, Any]]:
    """The desk's records."""
    found: list[dict[str, Any]] = json.loads((FOLDER / "filings.json").read_text("utf-8"))
    return found


def published(number: str) -> Path:
    """The published document: its XML, or its raw text where the folder has no XML."""
    xml = FOLDER / f"{number}.xml"
    return xml if xml.is_file() else xml.with_suffix(".txt")


def filed_text(record: dict[str, Any], whole_paragraphs: bool = True, xml: bytes = b"") -> str:
    """The text of the filing ``record``, made of the published document of the same number (or of ``xml``); pages end
    between paragraphs, or anywhere."""
    number = record["document_number"]
    source = xml or published(number).read_bytes()
    is_page = source.startswith(b"<html>")
    text = read_text_form(source, number)[0] if is_page else read_rule_xml(source, number)[0]
    printed = date.fromisoformat(record["publication_date"])
    day = f"{printed:%B} {printed.day}, {printed.year}"
    stamp = ["This document is scheduled to be published in the", f"Federal Register on {printed:%m/%d/%Y} and available online at",
             f"https://federalregister.gov/d/{number}, and on govinfo.gov", ""]  # fmt: skip
    pages: list[list[str]] = [[]]
    for paragraph in _paragraphs(text, _heads(source), day):
        filled_in_later = f"{printed.year - 1935} FR [INSERT FR PAGE NUMBER AND DATE OF PUBLICATION]"
        words = re.sub(r"\d\d FR \[INSERT FR PAGE NUMBER\],? [\d/]+\d", filled_in_later, paragraph)
        for line in [*textwrap.wrap(words, 88, break_long_words=False, break_on_hyphens=False), ""]:
            if len(pages[-1]) >= PAGE_LINES and (not pages[-1][-1] or not whole_paragraphs):
                pages.append([])
            pages[-1].append(line)
    body = [line for n, page in enumerate(pages, start=1) for line in (*page, str(n), "\f")]
    filed = datetime.fromisoformat(record["filed_at"])
    hour = f"{filed.hour % 12 or 12}:{filed:%M} {'am' if filed.hour < 12 else 'pm'}"
    closing = (f"[FR Doc. {number} Filed: {filed.month}/{filed.day}/{filed.year} {hour}; "
               f"Publication Date: {printed.month}/{printed.day}/{printed.year}]")  # fmt: skip
    return "\n".join([*stamp, *body, closing, ""])


def _heads(source: bytes) -> list[str]:
    """Docket and RIN, as they stand above the title."""
    words = source.decode("utf-8")
    return [
        found[1] for mark in (r"(\[Docket No\. [\d-]+\])", r"(RIN \d{4}-\w{4})") if (found := re.search(mark, words))
    ]


def _paragraphs(text: RuleText, heads: list[str], day: str) -> Iterator[str]:
    yield from ["BILLING CODE 3510-33-P", "DEPARTMENT OF COMMERCE", "Bureau of Industry and Security"]
    yield from [*([text.cfr] if text.cfr else []), *heads, text.title]
    yield from ["AGENCY: Bureau of Industry and Security, Department of Commerce.", f"ACTION: {text.action}"]
    yield f"SUMMARY: {text.summary}"
    if text.dates:
        yield f"DATES: {text.dates.replace(f'effective {day}', f'effective {OPEN_DATE}')}"
    yield "SUPPLEMENTARY INFORMATION:"
    for passage in (*text.preamble, *text.regulatory):
        if passage.text != "SUPPLEMENTARY INFORMATION:":
            yield from _run_together(passage)
    yield from ["Name of signer,", "Title of signer."]


def _run_together(passage: Passage) -> Iterator[str]:
    if passage.table is not None:
        yield " ".join(passage.table.headings)
        for row in passage.table.rows:
            if words := " ".join(cell.text for cell in row if cell.text):
                yield words
    elif passage.role is Role.STARS:
        yield "* * * * *"
    elif passage.text:
        yield passage.text


if __name__ == "__main__":
    (FOLDER / "filed").mkdir(exist_ok=True)
    for one in filings():
        (FOLDER / "filed" / f"{one['document_number']}.txt").write_text(filed_text(one), "utf-8")
