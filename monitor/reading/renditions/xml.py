"""A rule's XML (federalregister.gov's full text, govinfo's issues) in passages.

Source of the markup: GPO's Federal Register XML user guide and real rules of other agencies; see docs on federalregister.gov
``full_text_xml_url`` and govinfo's FEDREG issues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from monitor.errors import CannotRead
from monitor.reading.passages import Cell, Passage, Role, RuleText, Table
from monitor.reading.renditions.strict_xml import parse_xml
from monitor.text.clean import one_line
from monitor.text.dates import EASTERN

_DOCUMENTS = ("RULE", "PRORULE", "NOTICE", "PRESDOCU", "CORRECT")
_FILED = re.compile(
    r"FR\s+Doc\.?\s*(?:No\.?\s*:?\s*)?(?P<number>[A-Z]{0,2}\d{0,4}[-\u2013]\d[\d-]*)"
    r"(?:.*?Filed\s+(?P<day>\d{1,2}-\d{1,2}-\d{2,4})(?:;\s*(?P<time>\d{1,2}:\d{2}\s*[ap]\.?m))?)?",
    re.IGNORECASE,
)


def read_rule_xml(data: bytes, what: str) -> list[RuleText]:
    """The documents of a rule's XML: one, or those of a whole issue (FEDREG). Raises CannotRead for anything else."""
    root = parse_xml(data, what)
    nodes = [root] if root.tag in _DOCUMENTS else list(root.iter(*_DOCUMENTS))
    if not nodes:
        raise CannotRead(
            f"{what} is XML with the root <{root.tag}>, not a Federal Register document (RULE, PRORULE, NOTICE or FEDREG)."
        )
    return [_document(node) for node in nodes]


def _document(node: etree._Element) -> RuleText:
    preamble = node.find("PREAMB")
    head = preamble if preamble is not None else node
    number, filed_at = _filing(_text(node.find(".//FRDOC")))
    body = list(_passages(node, part="", inside=False))
    start = next((i for i, p in enumerate(body) if p.role is Role.INSTRUCTION or p.part), len(body))
    return RuleText(
        kind=str(node.tag),
        number=number,
        title=_text(head.find("SUBJECT")),
        agencies=tuple(_text(e) for e in head.iter("AGENCY", "SUBAGY")),
        cfr="; ".join(_text(e) for e in head.iter("CFR")),
        action=_section(head, "ACT"),
        summary=_section(head, "SUM"),
        dates=_section(head, "EFFDATE") or _section(head, "DATES") or _section(head, "DATE"),
        first_page=_first_page(node),
        filed_at=filed_at,
        preamble=tuple(body[:start]),
        regulatory=tuple(body[start:]),
    )


def _filing(text: str) -> tuple[str, datetime | None]:
    match = _FILED.search(text)
    if not match:
        return "", None
    filed = None
    if match["day"]:
        month, day, year = (int(n) for n in match["day"].split("-"))
        year += 0 if year > 99 else 1900 if year > 90 else 2000
        clock = re.sub(r"[\s.]", "", match["time"] or "8:45am").lower()
        try:
            moment = datetime.strptime(f"{year}-{month}-{day} {clock}", "%Y-%m-%d %I:%M%p")  # noqa: DTZ007
            filed = moment.replace(tzinfo=EASTERN)
        except ValueError:
            filed = None
    return match["number"].replace("\u2013", "-").rstrip("-"), filed


def _first_page(node: etree._Element) -> str:
    """The page the document starts on: a page mark before its first words."""
    for element in node.iter():
        if element.tag == "PRTPAGE":
            return element.get("P") or ""
        if element.tag in ("SUBJECT", "SUM", "SUPLINF"):
            break
    return ""


def _section(head: etree._Element, tag: str) -> str:
    """The paragraphs of a preamble section without its heading ("SUMMARY:")."""
    found = head.find(f".//{tag}")
    if found is None:
        return ""
    return one_line(" ".join(_text(p) for p in found.iter("P", "FP")))


# -- the body ---------------------------------------------------------------------------------------------------------

_SKIPPED = {"PREAMB", "AUTH", "SIG", "FRDOC", "BILCOD", "LSTSUB", "PRTPAGE", "GPH", "MATH", "FTNT", "CONTENTS"}
_PARAGRAPHS = {"P", "FP", "NOTE", "SECTNO", "SUBJECT"}


def _part(regtext: etree._Element) -> str:
    """The part that a REGTEXT amends; part 744 of another title than 15 is not ours."""
    title, part = (regtext.get("TITLE") or "15").strip(), (regtext.get("PART") or "?").strip()
    return f"{title} CFR {part}" if part == "744" and title != "15" else part


def _passages(node: etree._Element, part: str, inside: bool) -> Iterator[Passage]:
    for child in node:
        tag = child.tag
        if not isinstance(tag, str) or tag in _SKIPPED:
            continue
        if tag == "REGTEXT":
            yield from _passages(child, part=_part(child), inside=True)
        elif tag == "AMDPAR":
            yield Passage(Role.INSTRUCTION, _text(child), part)
        elif tag == "GPOTABLE":
            yield Passage(Role.TABLE, part=part, table=_table(child))
        elif tag == "STARS":
            yield Passage(Role.STARS, part=part)
        elif tag == "HD":
            yield Passage(Role.HEADING, _text(child), part)
        elif tag in _PARAGRAPHS and child.find(".//GPOTABLE") is None:
            yield Passage(Role.PARAGRAPH, _text(child), part, italic=_leading_italic(child))
        else:  # SUPLINF, EXTRACT, APPENDIX, SECTION, PART ...: containers
            yield from _passages(child, part, inside)


def _leading_italic(element: etree._Element) -> str:
    """The italic words a list item opens with: "(1) <E T="03">At One Electronics,</E> Unit 614 ..."."""
    first = next((c for c in element if c.tag == "E"), None)
    if first is None or first.get("T") not in ("03", "04"):
        return ""
    return _text(first) if re.fullmatch(r"[\s\u2022(\d).a-z-]*", element.text or "") else ""


# -- tables -----------------------------------------------------------------------------------------------------------


def _table(node: etree._Element) -> Table:
    headings = tuple(_text(h) for h in node.iter("CHED") if h.get("H", "1") == "1")
    rows = tuple(tuple(_cell(ent) for ent in row if ent.tag == "ENT") for row in node.iter("ROW"))
    declared = (node.get("COLS") or "").strip()
    columns = int(declared) if declared.isdigit() else max((sum(c.span for c in r) for r in rows), default=0)
    return Table(columns, headings, rows, _text(node.find("TTITLE")))


def _cell(ent: etree._Element) -> Cell:
    spans = (ent.get("A") or "").strip().lstrip("LRJ")
    lines, footnotes = cell_lines(ent)
    return Cell(lines, footnotes, 1 + (int(spans) if spans.isdigit() else 0))


def cell_lines(element: etree._Element) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The printed lines of a cell, with LI, P and line breaks as their ends, and the footnote marks taken out of them."""
    parts: list[str] = []
    footnotes: list[int] = []
    _flatten(element, parts, footnotes)
    lines = [one_line(line) for line in "".join(parts).split("\n")]
    lines = [line for line in lines if line] or [""]
    return tuple(lines), tuple(dict.fromkeys(footnotes))


def _flatten(element: etree._Element, parts: list[str], footnotes: list[int]) -> None:
    if element.text:
        parts.append(element.text.replace("\n", " "))
    for child in element:
        tag = child.tag
        mark = (
            _text(child) if tag in ("SU", "FTREF", "sup") or (tag == "E" and child.get("T") in ("51", "52")) else None
        )
        if tag in ("LI", "P", "FP", "br"):
            parts.append("\n")
        if mark is not None:
            footnotes += [int(n) for n in re.findall(r"\d+", mark)]
        elif isinstance(tag, str) and tag != "PRTPAGE":
            _flatten(child, parts, footnotes)
        if tag in ("LI", "P", "FP"):
            parts.append("\n")
        if child.tail:
            parts.append(child.tail.replace("\n", " "))


def _text(element: etree._Element | None) -> str:
    """All words of an element in one line, without page marks and footnote references."""
    return "" if element is None else one_line(_raw(element))


def _raw(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in ("PRTPAGE", "FTREF", "SU"):
            # Lines and paragraphs inside an element are words apart; emphasis is not.
            parts.append(f" {_raw(child)} " if child.tag in ("LI", "P", "FP", "HD", "LINE") else _raw(child))
        parts.append(child.tail or "")
    return "".join(parts)
