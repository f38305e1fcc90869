"""A rule's XML (federalregister.gov's full text, govinfo's issues) in passages.

Source of the markup: GPO's Federal Register XML user guide and real rules of other agencies; see docs on federalregister.gov
``full_text_xml_url`` and govinfo's FEDREG issues.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from lxml import etree

from monitor.errors import CannotRead
from monitor.reading.entries.superscripts import MARK, marked_lines, marked_note, numbers_of, take_marks
from monitor.reading.entries.table import column_roles
from monitor.reading.passages import Cell, Passage, Role, RuleText, Table
from monitor.reading.renditions.sections import listed_name
from monitor.reading.renditions.strict_xml import parse_xml
from monitor.text.clean import one_line
from monitor.text.dates import EASTERN
from monitor.text.numbers import is_number

_DOCUMENTS = ("RULE", "PRORULE", "NOTICE", "PRESDOCU", "CORRECT")
# e.g. "FR Doc. 2024-28267 Filed 12-2-24; 8:45 am"
_FILED = re.compile(
    r"FR\s+Doc\.?\s*+(?:No\.?\s*+(?::\s*+)?)?(?P<number>[A-Z]{0,2}[0-9]{0,4}[-\u2013][0-9][0-9-]{0,20})"
    r"(?:.*?Filed\s+(?P<day>[0-9]{1,2}-[0-9]{1,2}-[0-9]{2,4})(?:;\s*(?P<time>[0-9]{1,2}:[0-9]{2}\s*[ap]\.?m))?)?",
    re.IGNORECASE,
)
# e.g. "8:45 a.m."
_WITHIN_TIME = re.compile(r"[\s.]")
# What may stand before a list's item. e.g. "(1) "
_BEFORE_ITEM = re.compile(r"[\s\u2022(0-9).a-z-]*")


def read_rule_xml(data: bytes, what: str) -> list[RuleText]:
    """The documents of a rule's XML: one, or those of a whole issue (FEDREG). Raises CannotRead for anything else."""
    return documents_in(parse_xml(data, what), what)


def documents_in(root: etree._Element, what: str) -> list[RuleText]:
    """The documents below ``root``, or that it is itself. Raises CannotRead where there is none."""
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
        clock = _WITHIN_TIME.sub("", match["time"] or "8:45am").lower()
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
            text = _text(child)
            named = _leading_italic(child) or ("" if part else listed_name(text))
            yield Passage(Role.PARAGRAPH, text, part, italic=named)
        else:  # SUPLINF, EXTRACT, APPENDIX, SECTION, PART ...: containers
            yield from _passages(child, part, inside)


def _leading_italic(element: etree._Element) -> str:
    """The italic words a list item opens with: "(1) <E T="03">At One Electronics,</E> Unit 614 ..."."""
    first = next((c for c in element if c.tag == "E"), None)
    if first is None or first.get("T") not in ("03", "04"):
        return ""
    return _text(first) if _BEFORE_ITEM.fullmatch(element.text or "") else ""


# -- tables -----------------------------------------------------------------------------------------------------------


_RAISED = {"SU", "FTREF", "sup"}
_LINES = {"LI", "P", "FP", "br"}
_INLINE = {"E", "SU", "FR", "FTREF", "sup", "sub", "PRTPAGE"}


def _table(node: etree._Element) -> Table:
    headings = tuple(_text(h) for h in node.iter("CHED") if h.get("H", "1") == "1")
    nodes = list(node.iter("ROW"))
    widest = max((sum(map(_span, row.iter("ENT"))) for row in nodes), default=0)
    declared = (node.get("COLS") or "").strip()
    columns = int(declared) if is_number(declared, 3) else widest
    roles = column_roles(Table(columns or widest, headings, ()))
    notes = tuple(marked_note(_raw(note)) for note in node.iter("TNOTE"))
    printed = numbers_of(marked_note(_raw(note)) for note in node.getroottree().iter("TNOTE"))
    rows = tuple(tuple(_cells(row, roles, printed)) for row in nodes)
    return Table(columns, headings, rows, _text(node.find("TTITLE")), notes, one_line(_printed(node)))


def _cells(row: etree._Element, roles: Sequence[str], notes: Collection[int]) -> Iterator[Cell]:
    at = 0
    for ent in row:
        if ent.tag == "ENT":
            role = roles[at] if at < len(roles) else ""
            yield Cell(*marked_lines(_marked(ent), role=role, notes=notes), span=_span(ent))
            at += _span(ent)


def _span(ent: etree._Element) -> int:
    """The columns an ENT spans: A="03" (or "L03") spans three more."""
    spans = (ent.get("A") or "").strip().lstrip("LRJ")
    return 1 + (int(spans) if is_number(spans, 3) else 0)


def _marked(element: etree._Element) -> str:
    """A cell's text: LI, P and line breaks end its lines, what is raised stands between two marks."""
    parts = [(element.text or "").replace("\n", " ")]
    for child in element:
        tag = child.tag
        if _is_raised(child):
            parts.append(f"{MARK}{''.join(map(str, child.itertext()))}{MARK}")
        elif isinstance(tag, str) and tag != "PRTPAGE":
            inner = _marked(child)
            parts.append(f"\n{inner}\n" if tag in _LINES else f"{_behind_a_whole(child, parts)}{inner}")
        parts.append((child.tail or "").replace("\n", " "))
    return "".join(parts)


def _is_raised(element: etree._Element) -> bool:
    return element.tag in _RAISED or (element.tag == "E" and element.get("T") == "51")


def _printed(node: etree._Element) -> str:
    """Every word of ``node``, those of different elements apart unless they are set within a line."""
    parts = [node.text or ""]
    for child in node:
        if isinstance(child.tag, str):
            inner = f"{_behind_a_whole(child, parts)}{_printed(child)}"
            is_apart = child.tag not in _INLINE or (_is_raised(child) and inner.strip().isdecimal())
            parts.append(f" {inner} " if is_apart else inner)
        parts.append(child.tail or "")
    return "".join(parts)


def _behind_a_whole(child: etree._Element, before: Sequence[str]) -> str:
    """The blank between a number and its fraction: ``1<FR>1/2</FR>`` is 1 1/2."""
    return " " if child.tag == "FR" and "".join(before)[-1:].isdigit() else ""


def _text(element: etree._Element | None) -> str:
    """All words of an element in one line, without page marks and footnote references; ordinals and powers stay."""
    return "" if element is None else take_marks(_raw(element), is_entity=True)[0]


def _raw(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == "SU":
            parts.append(f"{MARK}{''.join(map(str, child.itertext()))}{MARK}")
        elif isinstance(child.tag, str) and child.tag not in ("PRTPAGE", "FTREF"):
            # Lines and paragraphs inside an element are words apart; emphasis is not.
            inner = f"{_behind_a_whole(child, parts)}{_raw(child)}"
            parts.append(f" {inner} " if child.tag in ("LI", "P", "FP", "HD", "LINE") else inner)
        parts.append(child.tail or "")
    return "".join(parts)
