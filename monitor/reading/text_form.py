"""A rule in plain text: govinfo's text rendition, the Register's raw text, and the text of a filed document.

``read_text_form`` brings each into the neutral RuleText. A published text keeps its tables where their columns can be
told apart; the public-inspection text runs the cells of a row together, so it gives no entry (``tabled`` is False then)
and only its preamble, counts, destinations and names are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.errors import CannotRead
from monitor.model import Stage
from monitor.reading.document import Passage, Role, RuleText, Table
from monitor.reading.plausible import odd_cells
from monitor.reading.table import is_entity_list, read_entries
from monitor.reading.text_lines import (
    LABEL,
    decode,
    goes_on,
    join_lines,
    marks_soft_ends,
    out_of_page,
    printed_paragraphs,
    typeset,
    without_pages,
)
from monitor.reading.text_table import is_rule, is_stars, read_table, table_end
from monitor.text.clean import one_line
from monitor.text.dates import LONG_DATE, read_long_date

_EASTERN = ZoneInfo("America/New_York")
_CLOSING = re.compile(
    r"\[FR\s+Doc\.?\s*(?:No\.?\s*:?\s*)?(?P<number>[A-Z]{0,2}\d{0,4}[-\u2013]\d[\d-]*)\s+"
    r"Filed:?\s+(?P<day>\d{1,2}[-/]\d{1,2}[-/]\d{2,4})[;,:]?\s*(?:at\s+)?(?P<time>\d{1,2}:\d{2}\s*[ap]\.?m\.?)?"
    r"(?:[;,]?\s*Publication\s+Date:?\s*(?P<published>\d{1,2}[-/]\d{1,2}[-/]\d{2,4}))?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\[FR\s+Doc\.?\s+No\.?\s*:\s*(?P<number>[A-Z]{0,2}\d{0,4}-\d[\d-]*)\]", re.IGNORECASE)
_VOLUME = re.compile(
    rf"\[Federal Register Volume \d+, (?:Number|Issue) \d+ \(\w+,\s+(?P<day>{LONG_DATE})\)\]", re.IGNORECASE
)
_PAGES = re.compile(r"\[Pages?\s+(?P<first>\d+)", re.IGNORECASE)
_SCHEDULED = re.compile(
    r"scheduled\s+to\s+be\s+published\s+in\s+the\s+Federal\s+Register\s+on\s+(?P<day>\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d)",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"\s*This\s+document\s+is\s+scheduled\s+to\s+be\s+published.*?(?:govinfo\.gov|\n\s*\n)", re.IGNORECASE | re.DOTALL
)
_BILLING = re.compile(r"^\s*\[?BILLING\s+CODE:?[^\n]*$", re.IGNORECASE | re.MULTILINE)
_SECTIONS = {"[rules and regulations]": "RULE", "[proposed rules]": "PRORULE", "[notices]": "NOTICE"}
_PART = re.compile(r"PART (?P<part>\d+)\s*[\u2014\u2013-]")
_LEVEL = re.compile(r"(?:(?P<number>\d{1,2})|[a-z]|[ivx]{2,5})\.\s+|\((?:\d{1,2}|[a-z]|[ivx]{2,5})\)\s+")
_ORDERS = re.compile(
    r"\b(?:amend|add|remov|revis|correct|mov|transfer|delet|continu|redesignat)\w*\b|^Under\b|\bSupplement\s+No\.",
    re.IGNORECASE,
)
_BEGINS_RULES = re.compile(r"\b(?:is|are)\s+amended\s+as\s+follows\s*:?$|^PART \d+\s*[\u2014\u2013-]")
_BEGINS_TEXT = re.compile(
    r"^(?:(?:The|These|This)\s[\w\s,()]*\breads?\s+as\s+follows|Supplement\s+No\.?\s*\d+\s+to\s+Part\s+\d+\s*[\u2014\u2013-]|"
    r"Country\s+Entity\b|\*\s+\*)",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, heading, marked instruction, row of stars, or table of the body."""

    role: Role
    text: str = ""
    table: tuple[str, ...] = field(default=())


def read_text_form(data: bytes, what: str) -> tuple[RuleText, Stage]:
    """The document in ``data``, plain text or govinfo's page around it, and the stage it was in.

    Raises CannotRead for what is no text of a Register document, is cut short, or is binary.
    """
    text = without_pages(out_of_page(decode(data, what), what))
    closing = _closing(text)
    if closing is None:
        if not re.search(r"^\s*(?:AGENCY|ACTION|SUMMARY):", text, re.MULTILINE):
            raise CannotRead(
                f"{what} is text, but no Federal Register document: it has neither sections nor a closing line."
            )
        raise CannotRead(
            f"{what} is cut short: the line \u201c[FR Doc. \u2026 Filed \u2026]\u201d at its end is missing; fetch it again."
        )
    filed = bool(_SCHEDULED.search(text) or closing["published"]) and not _VOLUME.search(text)
    body = _BILLING.sub("", _STAMP.sub("\n", text[: closing.start()], count=1))
    head, sections, blocks = _sorted(_filed_blocks(body) if filed else _printed_blocks(body))
    passages, tabled = _passages(blocks, tables=not filed)
    start = next((n for n, p in enumerate(passages) if p.role is Role.INSTRUCTION or p.part), len(passages))
    published = _day(closing["published"] or "") or _first_day(_SCHEDULED, text) or _first_day(_VOLUME, text)
    pages = _PAGES.search(text)
    action = sections.get("ACTION", "")
    document = RuleText(
        kind=_kind(text, action),
        number=_number(text, closing),
        title=head.title,
        agencies=head.agencies,
        cfr=head.cfr,
        action=action,
        summary=sections.get("SUMMARY", ""),
        dates=sections.get("DATES", ""),
        first_page=pages["first"] if pages and not filed else "",
        filed_at=_moment(closing["day"], closing["time"] or "8:45 am"),
        preamble=tuple(passages[:start]),
        regulatory=tuple(passages[start:]),
        published=published,
        tabled=tabled,
    )
    return document, Stage.PUBLIC_INSPECTION if filed else Stage.PUBLISHED


def _closing(text: str) -> re.Match[str] | None:
    """The last line of the document: preambles may quote those of others."""
    return next(iter(reversed(list(_CLOSING.finditer(text)))), None)


def _number(text: str, closing: re.Match[str]) -> str:
    numbered = _NUMBERED.search(text)
    return str((numbered or closing)["number"]).replace("\u2013", "-").rstrip("-")


def _kind(text: str, action: str) -> str:
    """The Register's section where the text names it, else what the action says; in doubt a rule, so as not to drop it."""
    for mark, kind in _SECTIONS.items():
        if re.search(rf"^\s*{re.escape(mark)}", text[:4096], re.IGNORECASE | re.MULTILINE):
            return kind
    if re.search(r"\bproposed\b|\badvance notice\b", action, re.IGNORECASE):
        return "PRORULE"
    return "NOTICE" if re.match(r"\s*Notice\b", action, re.IGNORECASE) else "RULE"


def _first_day(pattern: re.Pattern[str], text: str) -> date | None:
    found = pattern.search(text)
    return _day(found["day"]) if found else None


def _day(text: str) -> date | None:
    if not re.fullmatch(r"[\d/-]+", text):
        return read_long_date(text)
    a, b, c = (int(n) for n in re.split(r"[/-]", text))
    if a > 31:  # 2019-10-09
        a, b, c = b, c, a
    c += 0 if c > 99 else 1900 if c > 90 else 2000
    try:
        return date(c, a, b)
    except ValueError:
        return None


def _moment(day: str, clock: str) -> datetime | None:
    filed = _day(day)
    if filed is None:
        return None
    try:
        time = datetime.strptime(re.sub(r"[\s.]", "", clock).lower(), "%I:%M%p").time()  # noqa: DTZ007
    except ValueError:
        return None
    return datetime.combine(filed, time, _EASTERN)


# -- blocks ------------------------------------------------------------------------------------------------------------


def _filed_blocks(text: str) -> Iterator[_Block]:
    for paragraph in printed_paragraphs(text):
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
        end = table_end(lines, n) if is_rule(line) else n
        parted = not line.strip() or line.strip() in ("0", "\u25a0") or is_rule(line) or set(line.strip()) == {"="}
        if paragraph and (parted or is_stars(line) or _begins(paragraph, line, soft)):
            yield _block(paragraph, marked)
            paragraph, marked = [], False
        if line.strip() in ("0", "\u25a0"):
            marked = True
        elif end == -1:
            yield _Block(Role.TABLE)
        elif end > n:
            yield _Block(Role.TABLE, table=tuple(lines[n:end]))
            n = end
            continue
        elif is_stars(line):
            yield _Block(Role.STARS)
        elif not parted:
            paragraph.append(line)
        n += 1
    if paragraph:
        yield _block(paragraph, marked)


def _begins(paragraph: Sequence[str], line: str, soft: bool) -> bool:
    if line.startswith("    ") or LABEL.match(line):
        return True
    if soft:
        return not goes_on(paragraph[-1])
    return re.match(r"\s*\u2022", line) is not None


def _block(lines: Sequence[str], marked: bool) -> _Block:
    text = join_lines(lines)
    if marked:
        return _Block(Role.INSTRUCTION, text)
    plain = lines[0].startswith(" ") or LABEL.match(lines[0]) or re.search(r"[.;,]$", text) or len(text) > 300
    return _Block(Role.PARAGRAPH if plain else Role.HEADING, text)


# -- head, sections, body ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Head:
    """What stands above the first section: the agencies, the CFR parts, the title."""

    agencies: tuple[str, ...] = ()
    cfr: str = ""
    title: str = ""

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Head:
        texts = [
            t
            for t in texts
            if not re.match(r"\[(?:Federal Register|Rules|Proposed|Notices|Page|FR Doc)|From the Federal", t)
        ]
        is_cfr = [bool(re.match(r"\d+ CFR (?:Parts?|Chapter|Ch\.)", t)) for t in texts]
        first = is_cfr.index(True) if any(is_cfr) else 0
        title = [
            t for n, t in enumerate(texts) if n >= first and not is_cfr[n] and not re.match(r"\[|RIN\b|Docket\b", t)
        ]
        agencies = tuple(t for t in texts[:first] if not t.startswith("["))
        return cls(agencies, "; ".join(t for t, c in zip(texts, is_cfr, strict=True) if c), one_line(" ".join(title)))


def _sorted(blocks: Iterator[_Block]) -> tuple[_Head, dict[str, str], list[_Block]]:
    """The head, the texts of the labelled sections, and the blocks of the body."""
    above: list[str] = []
    sections: dict[str, list[str]] = {}
    body: list[_Block] = []
    label = ""
    for block in blocks:
        opened = LABEL.match(block.text) if block.role is not Role.INSTRUCTION and not body else None
        if opened:
            label = opened["label"].upper()
            rest = block.text[opened.end() :].strip()
            if label.startswith("SUPPLEMENTARY"):
                body.append(_Block(Role.PARAGRAPH, rest))
            else:
                label = "DATES" if "DATE" in label else label
                sections.setdefault(label, []).append(rest)
        elif body:
            body.append(block)
        elif label:
            sections[label].append(block.text)
        else:
            above.append(block.text)
    return _Head.of([t for t in above if t]), {k: one_line(" ".join(v)) for k, v in sections.items()}, body


def _passages(blocks: Sequence[_Block], *, tables: bool) -> tuple[list[Passage], bool]:
    """The body's passages, and whether they give the table's rows: not in a PDF's text, or where a table is doubtful."""
    found: list[Passage] = []
    part, ruling, inside_text, number = "", False, False, 0
    marks = any(block.role is Role.INSTRUCTION for block in blocks)
    tabled = tables
    for block in blocks:
        text = block.text
        if heading := _PART.match(text):
            part = heading["part"]
        ruling = ruling or block.role is Role.INSTRUCTION or bool(_BEGINS_RULES.search(text))
        level = _LEVEL.match(text) if ruling and block.role in (Role.PARAGRAPH, Role.HEADING) else None
        orders = block.role is Role.INSTRUCTION or bool(level and _ORDERS.search(text))
        if marks and block.role is not Role.INSTRUCTION:  # a level that lost its mark stands right behind another
            orders = orders and bool(found) and found[-1].role is Role.INSTRUCTION
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
            found.append(Passage(block.role, text, part))
            continue
        table = read_table(block.table) if block.table else None
        tabled = tabled and (_is_sound(table) if table else not _is_ours(block.table))
        if table:
            found.append(Passage(Role.TABLE, part=part, table=table))
    return [p for p in found if tabled or p.table is None], tabled


def _is_ours(lines: Sequence[str]) -> bool:
    """Whether a table whose columns could not be told apart may be the Entity List's; one without an end may be any."""
    words = typeset(" ".join(lines[:14])).lower()
    return not lines or ("entity" in words and "citation" in words)


def _is_sound(table: Table) -> bool:
    """Whether every row of a table with the list's columns holds in each what belongs there."""
    if not is_entity_list(table):
        return True
    rows, problems = read_entries(table)
    return not problems and not any(any(odd_cells(row)) for row in rows)
