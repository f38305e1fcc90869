"""A rule in plain text: govinfo's text rendition, the Register's raw text, and the text of a filed document.

``read_text_form`` brings each into the neutral RuleText. A published text keeps its tables where their columns can be
told apart; the public-inspection text runs the cells of a row together, so it gives no entry (``tabled`` is False then)
and only its preamble, counts, destinations and names are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from monitor.errors import CannotRead
from monitor.model import Stage
from monitor.reading.entries.superscripts import take_marks, typed_marks
from monitor.reading.entries.table import column_roles
from monitor.reading.passages import Passage, Role, RuleText, Table
from monitor.reading.renditions.sections import (
    LABEL,
    PART,
    Closing,
    closing_of,
    kind_of_action,
    listed_name,
    read_day,
    sort_sections,
)
from monitor.reading.renditions.text_lines import (
    decode,
    goes_on,
    join_lines,
    lost_soft_end,
    marks_soft_ends,
    out_of_page,
    printed_paragraphs,
    typeset,
    without_pages,
)
from monitor.reading.renditions.text_table import is_rule, is_stars, last_row, read_table, table_end
from monitor.text.dates import LONG_DATE
from monitor.text.destinations import heading

# e.g. "[FR Doc No: 2024-28267]"
_NUMBERED = re.compile(
    r"\[FR\s+Doc\.?\s+No\.?\s*:\s*(?P<number>[A-Z]{0,2}[0-9]{0,4}-[0-9][0-9-]{0,20})\]", re.IGNORECASE
)
# e.g. "[Federal Register Volume 89, Number 233 (Thursday, December 5, 2024)]"
_VOLUME = re.compile(
    rf"\[Federal Register Volume [0-9]+, (?:Number|Issue) [0-9]+ \(\w+,\s+(?P<day>{LONG_DATE})\)\]", re.IGNORECASE
)
DOUBTFUL_TABLE = (
    "A table of the text rendition could not be told apart with certainty; its entries are not read from it."
)
OPEN_TABLE = "A table of the text rendition is not closed by a rule; it was read up to its last row."
# e.g. "[Pages 96830-96846]"
_PAGES = re.compile(r"\[Pages?\s+(?P<first>[0-9]{1,7})", re.IGNORECASE)
# e.g. "scheduled to be published in the Federal Register on 12/05/2024"
_SCHEDULED = re.compile(
    r"scheduled\s+to\s+be\s+published\s+in\s+the\s+Federal\s+Register\s+on\s+"
    r"(?P<day>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})",
    re.IGNORECASE,
)
# e.g. "This document is scheduled to be published in the Federal Register on 12/05/2024 and available online at govinfo.gov"
_STAMP = re.compile(
    r"\bThis\s+document\s+is\s+scheduled\s+to\s+be\s+published.{0,400}?govinfo\.gov", re.IGNORECASE | re.DOTALL
)
# e.g. "BILLING CODE 3510-33-P"
_BILLING = re.compile(r"^[ \t]*\[?BILLING\s+CODE:?[^\n]*$", re.IGNORECASE | re.MULTILINE)
# e.g. "[Rules and Regulations]", "[Proposed Rules]", "[Notices]"
_SECTIONS = {
    re.compile(r"^[^\S\n]*\[rules and regulations\]", re.IGNORECASE | re.MULTILINE): "RULE",
    re.compile(r"^[^\S\n]*\[proposed rules\]", re.IGNORECASE | re.MULTILINE): "PRORULE",
    re.compile(r"^[^\S\n]*\[notices\]", re.IGNORECASE | re.MULTILINE): "NOTICE",
}
# e.g. "AGENCY:"
_OPENS_SECTION = re.compile(r"^[ \t]*(?:AGENCY|ACTION|SUMMARY):", re.MULTILINE)
# e.g. "SUMMARY: "
_LABEL_IN_LINES = re.compile(rf"^{LABEL.pattern}", re.MULTILINE)
# e.g. "2. Supplement", "(ii) By adding"
_LEVEL = re.compile(r"(?:(?P<number>[0-9]{1,2})|[a-z]|[ivx]{2,5})\.\s+|\((?:[0-9]{1,2}|[a-z]|[ivx]{2,5})\)\s+")
# e.g. "By removing"
_ORDERS = re.compile(
    r"\b(?:amend|add|remov|revis|modif|updat|correct|mov|transfer|delet|continu|redesignat)\w*\b|\bUnder\b|\bSupplement\s+No\.",
    re.IGNORECASE,
)
# e.g. "is amended as follows:", "PART 744\u2014CONTROL POLICY"
_BEGINS_RULES = re.compile(
    r"\b(?:is|are)\s+amended\s+as\s+follows\s*:?$|^PART [0-9]+\s*[\u2014\u2013-]|"
    r"^[0-9]{1,2}\.\s+(?:The\s+authority\s+citation|Supplement\s+No\.)",
    re.IGNORECASE,
)
# The next instruction, by the text that it amends. e.g. "3. Supplement no. 6", "3. Amend supplement", "4. In \u00a7 744.11"
_NEXT_TEXT = re.compile(
    r"[0-9]{1,2}\.\s+(?:(?:In|Amend|Revise|Correct)\s+)?(?:the\s+)?(?:Supplement|Section\s|Secs?\.|Entity\s+List|Unverified\s+List|"
    r"Part\s+[0-9]|authority\s+citation|\u00a7)",
    re.IGNORECASE,
)
# e.g. "The additions and revisions read as follows:", "Supplement No. 4 to Part 744\u2014Entity List"
_BEGINS_TEXT = re.compile(
    r"^(?:(?:The|These|This)\s[\w\s,()]*\breads?\s+as\s+follows|Supplement\s+No\.?\s*[0-9]+\s+to\s+Part\s+[0-9]+\s*[\u2014\u2013-]|"
    r"Country\s+Entity\b|\*\s+\*)",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, heading, marked instruction, row of stars, or table of the body."""

    role: Role
    text: str = ""
    table: tuple[str, ...] = field(default=())
    is_closed: bool = True


def read_text_form(data: bytes, what: str, *, is_whole: bool = True) -> tuple[RuleText, Stage]:
    """The document in ``data``, plain text or govinfo's page around it, and the stage it was in.

    Raises CannotRead for what is no text of a Register document, is cut short (unless ``is_whole`` is False), or is binary.
    """
    text = without_pages(out_of_page(decode(data, what), what))
    closing = closing_of(text)
    if closing is None and (is_whole or not _OPENS_SECTION.search(text)):
        raise CannotRead(_without_end(text, what))
    closing = closing or Closing("", None, None, len(text))
    low = text[: closing.start].lower()  # what is not in it need not be looked for letter by letter
    scheduled = _SCHEDULED.search(text) if "scheduled" in text.lower() else None
    filed = bool(scheduled or closing.published) and not _VOLUME.search(text)
    body = text[: closing.start]
    body = _STAMP.sub("\n", body, count=1) if "scheduled" in low else body
    body = _BILLING.sub("", body) if "billing" in low else body
    head, sections, rest, blocks = sort_sections(list(_filed_blocks(body) if filed else _printed_blocks(body)))
    passages, tabled = _passages([_Block(Role.PARAGRAPH, rest), *blocks], tables=not filed)
    start = next((n for n, p in enumerate(passages) if p.role is Role.INSTRUCTION or p.part), len(passages))
    pages = _PAGES.search(text)
    action = sections.get("ACTION", "")
    document = RuleText(
        kind=_kind(text, action),
        number=_number(text, closing.number),
        title=head.title,
        agencies=head.agencies,
        cfr=head.cfr,
        action=action,
        summary=sections.get("SUMMARY", ""),
        dates=sections.get("DATES", ""),
        first_page=pages["first"] if pages and not filed else "",
        filed_at=closing.filed_at,
        preamble=tuple(passages[:start]),
        regulatory=tuple(passages[start:]),
        problems=() if tabled or filed else (DOUBTFUL_TABLE,),
        published=closing.published or _day_of(scheduled) or _day_of(_VOLUME.search(text)),
        tabled=tabled,
    )
    return document, Stage.PUBLIC_INSPECTION if filed else Stage.PUBLISHED


def _without_end(text: str, what: str) -> str:
    if not _OPENS_SECTION.search(text):
        return f"{what} is text, but no Federal Register document: it has neither sections nor a closing line."
    return f"{what} is cut short: the line \u201c[FR Doc. \u2026 Filed \u2026]\u201d at its end is missing; fetch it again."


def _number(text: str, closing: str) -> str:
    numbered = _NUMBERED.search(text)
    return numbered["number"].rstrip("-") if numbered else closing


def _kind(text: str, action: str) -> str:
    """The Register's section where the text names it, else what the action says; in doubt a rule, so as not to drop it."""
    for mark, kind in _SECTIONS.items():
        if mark.search(text[:4096]):
            return kind
    return kind_of_action(action)


def _day_of(found: re.Match[str] | None) -> date | None:
    return read_day(found["day"]) if found else None


# -- blocks ------------------------------------------------------------------------------------------------------------


def _filed_blocks(text: str) -> Iterator[_Block]:
    """The blocks of a PDF's text: line by line above the first section, by paragraphs from there on."""
    first = _LABEL_IN_LINES.search(text)
    start = first.start() if first else 0
    yield from (_Block(Role.HEADING, typeset(line)) for line in text[:start].split("\n") if line.strip())
    for paragraph in printed_paragraphs(text[start:]):
        yield _Block(Role.STARS if is_stars(paragraph) else Role.PARAGRAPH, paragraph)


def _printed_blocks(text: str) -> Iterator[_Block]:
    """The blocks of a govinfo text: parted by blank lines, by indents of four, and by line ends that are no soft ones."""
    lines = text.split("\n")
    soft = marks_soft_ends(lines)
    paragraph: list[str] = []
    marked = False
    n = 0
    while n < len(lines):
        line = lines[n]
        bare, ruled = line.strip(), is_rule(line)
        end = table_end(lines, n) if ruled else n
        parted = ruled or bare in ("", "0", "\u25a0") or not bare.strip("=")
        if paragraph and (parted or is_stars(line) or _begins(paragraph, line, soft, marked)):
            yield _block(paragraph, marked)
            paragraph, marked = [], False
        if bare in ("0", "\u25a0"):
            marked = True
        elif end != n:
            is_closed, end = end > n, end if end > n else last_row(lines, n)
            yield _Block(Role.TABLE, table=tuple(lines[n:end]), is_closed=is_closed)
            n = end
            continue
        elif is_stars(line):
            yield _Block(Role.STARS)
        elif not parted:
            paragraph.append(line)
        n += 1
    if paragraph:
        yield _block(paragraph, marked)


def _begins(paragraph: Sequence[str], line: str, soft: bool, marked: bool) -> bool:
    if line.startswith("    ") or LABEL.match(line):
        return True
    if soft:
        return not (goes_on(paragraph[-1]) or lost_soft_end(paragraph, marked=marked))
    if heading(line) and _LIST_ENDS.search(paragraph[-1]) and not (marked or line.startswith("(")):
        return True  # a destination alone in a line, above its list
    return _ITEM.match(line) is not None and (
        line.lstrip()[0] == "\u2022" or _ITEM_ENDS.search(paragraph[-1]) is not None
    )


# e.g. "(2) Socrates Vasilakis, Athens, Greece."
_ITEM = re.compile(r" {0,3}(?:\u2022|\(?[0-9]{1,3}[.)] )")
# What a destination's list stands behind. e.g. "to the Entity List:", "Foo Co."
_LIST_ENDS = re.compile(r"[.;:)] ?$")
# e.g. "Athens, Greece; and", "the following entries:"
_ITEM_ENDS = re.compile(r"(?:[.;:,)]|\band) ?$")


# How running text ends, or a list's item. e.g. "—GRU; and", "the following one alias:"
_NO_HEADING = re.compile(r"[.;,:]$|[;,]\s*and$")
# e.g. "\u2014GRU", "(1) Foo Co."
_LISTED = re.compile(r"[\u2014\u2022-]|\(?[0-9]{1,3}[.)] ")
_LONGEST_HEADING = 300


def _block(lines: Sequence[str], marked: bool) -> _Block:
    text = take_marks(typed_marks(join_lines(lines, lists=not marked)), is_entity=True)[0]
    if marked:
        return _Block(Role.INSTRUCTION, text)
    is_paragraph = lines[0].startswith(" ") or LABEL.match(lines[0]) or _NO_HEADING.search(text) or _LISTED.match(text)
    return _Block(Role.PARAGRAPH if is_paragraph or len(text) > _LONGEST_HEADING else Role.HEADING, text)


def _passages(blocks: Sequence[_Block], *, tables: bool) -> tuple[list[Passage], bool]:
    """The body's passages, and whether they give the table's rows: not in a PDF's text, or where a table is doubtful."""
    found: list[Passage] = []
    part, ruling, inside_text, number = "", False, False, 0
    marks = any(block.role is Role.INSTRUCTION for block in blocks)
    tabled = tables
    for block in blocks:
        text = block.text
        if of_part := PART.match(text):
            part = of_part["part"]
        ruling = ruling or block.role is Role.INSTRUCTION or bool(_BEGINS_RULES.search(text))
        level = _LEVEL.match(text) if ruling and block.role in (Role.PARAGRAPH, Role.HEADING) else None
        orders = block.role is Role.INSTRUCTION or bool(level and _ORDERS.search(text))
        if marks and block.role is not Role.INSTRUCTION:  # a level that lost its mark stands right behind another
            begins = bool(_NEXT_TEXT.match(text)) and int(text.partition(".")[0]) == number + 1
            orders = begins or (orders and bool(found) and found[-1].role is Role.INSTRUCTION)
        if level and level["number"] and (inside_text or block.role is Role.HEADING):
            orders = orders and int(level["number"]) in (number + 1, 1)
        if orders:
            counted = _LEVEL.match(text)
            number = int(counted["number"]) if counted and counted["number"] else number
            inside_text = False
            found.append(Passage(Role.INSTRUCTION, text, part))
            continue
        if ruling and not tables and _BEGINS_TEXT.search(text):
            inside_text = True
        if inside_text:
            continue
        if block.role is not Role.TABLE:
            found.append(Passage(block.role, text, part, italic="" if ruling else listed_name(text)))
            continue
        table = read_table(block.table)
        tabled = tabled and (_is_complete(table) if table else not _is_ours(" ".join(block.table[:14])))
        if table:
            table = table if block.is_closed else replace(table, problems=(*table.problems, OPEN_TABLE))
            found.append(Passage(Role.TABLE, part=part, table=table))
    return [p for p in found if tabled or p.table is None], tabled


def _is_ours(heading: str) -> bool:
    """Whether a table's heading may be the Entity List's: the lists of Supplements No. 6 and 7 name no license."""
    return all(word in heading.lower() for word in ("entity", "license", "citation"))


def _is_complete(table: Table) -> bool:
    """Whether a table of the list has its five columns."""
    roles = {"country", "entity", "requirement", "policy", "citation"}
    return not _is_ours(" ".join(table.headings)) or set(column_roles(table)) == roles
