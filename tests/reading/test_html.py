"""The site's HTML body: to the same Rule as the XML it was made of."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random

import pytest

from monitor.cli.diff_and_read import read_path
from monitor.errors import CannotRead
from monitor.model import Document, Rule, Stage, Verdict
from monitor.reading.passages import Role
from monitor.reading.renditions.html import read_body_html
from monitor.reading.renditions.xml import read_rule_xml
from monitor.reading.rules.document import read_document
from monitor.reading.rules.rule import read_rule
from tests.reading.renditions import body_html, filed, govinfo, source

AMENDING = ["2019-22210", "2022-14069", "2023-26935", "2024-14635", "2023-25557"]
OTHERS = ["2020-03144", "2022-11885", "2022-19415", "2023-23810"]
GOOD = body_html("2024-14635")


@pytest.mark.parametrize("number", AMENDING)
def test_the_body_gives_the_rule_of_the_xml(number: str) -> None:
    rule, wanted = read_document(body_html(number).encode(), "x"), read_rule(source(number), number)
    assert rule.amendments == wanted.amendments
    assert rule.named == wanted.named
    assert (rule.stated, rule.checks, rule.verdict) == (wanted.stated, wanted.checks, Verdict.VERIFIED)
    assert (rule.document_number, rule.citation, rule.effective_on) == (number, wanted.citation, wanted.effective_on)
    assert (rule.title, rule.filed_at, rule.stage) == (wanted.title, wanted.filed_at, Stage.PUBLISHED)


@pytest.mark.parametrize("number", OTHERS)
def test_other_documents_are_irrelevant(number: str) -> None:
    assert read_document(body_html(number).encode(), "x").verdict is Verdict.IRRELEVANT


def test_passages_are_those_of_the_xml() -> None:
    text, xml = read_body_html(GOOD.encode(), "x"), read_rule_xml(source("2024-14635"), "x")[0]
    found = [(p.part, p.text) for p in text.regulatory if p.role is Role.INSTRUCTION]
    assert found == [(p.part, p.text) for p in xml.regulatory if p.role is Role.INSTRUCTION]
    assert [p.table for p in text.regulatory if p.table] == [p.table for p in xml.regulatory if p.table]
    assert (text.summary, text.dates, text.action, text.cfr) == (xml.summary, xml.dates, xml.action, xml.cfr)


def test_a_body_without_the_sections_of_the_page_takes_them_from_the_record() -> None:
    bare = re.sub(
        r'<div><h4 id="h-1">(?:AGENCY|ACTION|SUMMARY|DATES|SUPPLEMENTARY INFORMATION):</h4>(<p[^>]*>.*?</p></div>)?',
        "",
        GOOD,
    )
    assert "SUMMARY" not in bare
    summary = read_rule_xml(source("2024-14635"), "x")[0].summary
    day = date(2024, 7, 3)
    record = Document("2024-14635", type="Rule", abstract=summary, publication_date=day, effective_on=day)
    rule, wanted = read_document(bare.encode(), "x", record), read_rule(source("2024-14635"), "x")
    assert (rule.amendments, rule.stated, rule.named) == (wanted.amendments, wanted.stated, wanted.named)
    proposed = Document("2024-14635", type="Proposed Rule", abstract=summary)
    assert read_document(bare.encode(), "x", proposed).verdict is Verdict.IRRELEVANT


@pytest.mark.parametrize("spelling", ["amendment_part", "ammendment_part", "ammendment-part other"])
def test_every_class_an_instruction_has_had_is_known(spelling: str) -> None:
    rule = read_document(GOOD.replace('class="amendment-part"', f'class="{spelling}"').encode(), "x")
    assert len(rule.amendments) == 8


def test_a_whole_page_around_the_body_reads_the_same() -> None:
    page = f"<!DOCTYPE html>\n<html><head><title>Federal Register :: x</title><style>p{{}}</style></head><body>{GOOD}</body></html>"
    assert read_document(page.encode(), "x").amendments == read_document(GOOD.encode(), "x").amendments


SWAPS = [("<!-- comment -->", "comments"), ("<script>var a = '<p>Entity</p>';</script>", "scripts")]


@pytest.mark.parametrize("noise", [s[0] for s in SWAPS], ids=[s[1] for s in SWAPS])
def test_what_nobody_sees_is_not_read(noise: str) -> None:
    rule = read_document(GOOD.replace("<p ", f"{noise}<p ").replace("<td>", f"<td>{noise}").encode(), "x")
    assert rule.amendments == read_document(GOOD.encode(), "x").amendments


def test_the_forms_are_told_by_their_content() -> None:
    forms = [source("2024-14635"), GOOD.encode(), govinfo("2024-14635").encode(), filed("2024-14635").encode()]
    rules = [read_document(form, "x") for form in forms]
    assert len({tuple((a.operation, a.country, a.name) for a in rule.amendments) for rule in rules}) == 1
    assert [r.stage for r in rules] == [Stage.PUBLISHED] * 3 + [Stage.PUBLIC_INSPECTION]


@pytest.mark.parametrize("form", ["xml", "html", "htm", "txt"])
def test_the_command_reads_a_file_of_every_form(tmp_path: Path, form: str) -> None:
    data = {"xml": source("2024-14635"), "html": GOOD.encode(), "htm": govinfo("2024-14635").encode(),
            "txt": filed("2024-14635").encode()}[form]  # fmt: skip
    path = tmp_path / f"document.{form}"
    path.write_bytes(data)
    rule = read_path(path)
    assert isinstance(rule, Rule)
    assert len(rule.amendments) == 8


def test_the_parser_is_imported_only_for_html() -> None:
    check = "import sys, monitor.reading.rules.document; sys.exit('bs4' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


REFUSED = [
    (GOOD[: len(GOOD) // 2].encode(), "cut short"),
    (GOOD[: GOOD.index("[FR Doc.")].encode(), "cut short"),
    (b"<html><head><title>Federal Register :: Request Access</title></head><body><p data-page='1'>x</p></body></html>", "Request Access"),
    (b"<div><p data-page='1'>hello</p></div>", "no document of the Register"),
    (b"<div>" * 220 + GOOD.encode() + b"</div>" * 220, "nests its elements"),
    (GOOD.replace("<p ", "\0<p ", 1).encode(), "NUL"),
    (GOOD.encode("utf-16"), "UTF-16"),
    (GOOD.replace("</em>", "y" * 2_000_000 + "</em>", 1).replace("</p>", "y" * 2_000_000 + "</p>", 1).encode(), "a line of"),
    (b"", "is empty"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "says"), REFUSED, ids=[str(n) for n in range(len(REFUSED))])
def test_what_is_no_whole_body_is_refused_by_name(data: bytes, says: str) -> None:
    with pytest.raises(CannotRead, match=says) as caught:
        read_body_html(data, "my-file")
    assert "my-file" in str(caught.value)


def test_no_truncation_is_taken_for_the_whole() -> None:
    data = GOOD.encode()
    for end in range(499, data.index(b"[FR Doc."), 997):
        with pytest.raises(CannotRead):
            read_document(data[:end], "cut")


def test_a_list_is_no_document() -> None:
    with pytest.raises(CannotRead, match="is a copy of the list"):
        read_document(b'<DIV9 N="Supplement No. 4"><HEAD>x</HEAD></DIV9>', "list.xml")


DAMAGE = [b"\n", b"-" * 112 + b"\n", b"0\n", b"[[Page 1]]\n", b"</pre>", b"<table>", b"``", b"\xff", b"[FR Doc. 1-2 Filed 99-99-99; 99:99 pm]",
          b"<td colspan=99999999999>", b"&#0;", b"&#xD800;", b" \t" * 40_000]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_damage_ends_in_a_rule_or_in_a_sentence(seed: int) -> None:
    random = Random(seed)
    data = bytearray(random.choice([GOOD, govinfo("2024-14635"), filed("2024-14635")]).encode())
    for _ in range(random.randint(1, 20)):
        place = random.randrange(len(data))
        data[place : place + random.choice([0, 1, 200])] = random.choice(DAMAGE)
    try:
        assert isinstance(read_document(bytes(data), "x"), Rule)
    except CannotRead as error:
        assert str(error).startswith("x ")
