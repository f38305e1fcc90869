"""Tables of raw text: columns of wrapped cells between dashed rules, as GPO's typesetting leaves them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from lxml import etree

from tests.real_forms.typesetting_lines import BLANK, PAGE, cell_lines, page_mark
from tests.real_forms.typesetting_styles import NARROW, Measure, Setting

Words = Callable[..., str]
_PAGE = re.compile(f"{PAGE}([^{PAGE}]*){PAGE}")
_PARAGRAPHS = ("LI", "P", "FP")
HEADS = ("Country", "Entity", "License requirement", "License review policy", "Federal Register citation")
"""What stands over the columns where the XML has lost it; no raw text has a table without."""

PARTINGS = 4
"""How many pages end, or blank lines stand, anywhere within a table."""


@dataclass
class _Cell:
    """A cell's paragraphs, before any of which, or behind the last, a page may end."""

    paragraphs: list[str] = field(default_factory=list)
    span: int = 1
    indent: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.paragraphs).strip()


def set_table(table: etree._Element, setting: Setting, words: Words) -> list[str]:
    """The lines of a GPOTABLE. ``words`` gives the words of an element as they are typed."""
    columns = max(len(list(table.iter("CHED"))), int(table.get("COLS") or 0)) or _widest(table)
    measure = NARROW if columns == 3 else setting.measures[0]
    rule = "-" * measure[-1]
    out = [rule, *_heads(table, measure, setting, words), rule]
    headed = len(out)
    for child in table:
        if child.tag == "PRTPAGE":
            out += [*page_mark(child.get("P") or ""), " "]
        elif child.tag == "ROW":
            out += _row(child, measure, setting, words)
            headed = len(out) if _is_heading(child) else headed
    return _parted([*out, *([rule] if out[-1] != rule else [])], headed, setting)


def _is_heading(row: etree._Element) -> bool:
    return any(cell.get("I") == "25" for cell in row)


def _parted(lines: list[str], headed: int, setting: Setting) -> list[str]:
    """``lines`` with pages that end, or lines of one blank, before any of those below the ``headed`` first."""
    random = Random(len(lines))
    for n in range(PARTINGS if setting.between else 0):
        at = random.randrange(headed, len(lines))
        lines[at:at] = [*page_mark(str(150 + n)), " "] if setting.between == "pages" else [" "]
    return lines


def set_notes(notes: Sequence[str], setting: Setting) -> list[str]:
    """The footnotes below a table, each over the table's whole width."""
    if not notes:
        return []
    width = setting.measures[0][-1]
    stars = [" * * * * * * *"] if setting.notes == "behind stars" else []
    return [*stars, *(line for note in dict.fromkeys(notes) for line in cell_lines(note, width, "  "))]


def _widest(table: etree._Element) -> int:
    return max((len(row.findall("ENT")) for row in table.iter("ROW")), default=5)


def _heads(table: etree._Element, measure: Measure, setting: Setting, words: Words) -> list[str]:
    """The headings over their columns, centered, the shorter ones in the lower half."""
    heads = [words(h, setting) for h in table.iter("CHED")] or list(HEADS)
    if not any(heads):
        return [""]
    heads = [head.replace(" ", "  ", 1) if setting.head_blanks and n == 3 else head for n, head in enumerate(heads)]
    widths = [end - start - 2 * (end != measure[-1]) for start, end in pairwise(measure)]
    broken = [_broken_head(h, w) for h, w in zip(heads, widths, strict=False)]
    deep = max(map(len, broken))
    padded = [[""] * ((deep - len(b) + 1) // 2) + b for b in broken]
    padded = [p + [""] * (deep - len(p)) for p in padded]
    return [
        "".join(_centered(*c) for c in zip(line, measure, measure[1:], widths, strict=False)).rstrip()
        for line in zip(*padded, strict=True)
    ]


def _centered(text: str, start: int, end: int, width: int) -> str:
    return (" " * ((width - len(text) + 1) // 2) + text).ljust(end - start)


def _broken_head(head: str, width: int) -> list[str]:
    if "  " in head and len(head) <= width:
        return [head]
    return cell_lines(" ".join(head.split()) if len(head) > width else head, width, "")


# -- rows -------------------------------------------------------------------------------------------------------------


def _row(row: etree._Element, measure: Measure, setting: Setting, words: Words) -> list[str]:
    cells = [_cell(ent, setting, words) for ent in row.findall("ENT")]
    first = row.findall("ENT")[0] if cells else None
    before = [line for page in row.findall("PRTPAGE") for line in (*page_mark(page.get("P") or ""), " ")]
    if not any(cell.text for cell in cells):
        return [*before, " "]
    stars = next((n for n, cell in enumerate(cells) if re.fullmatch(r"[\s*]+\*[\s*]*", cell.text or "")), None)
    if stars is not None:
        lines = _star_line(cells, stars, measure, setting)
    else:
        alone = sum(bool(cell.text) for cell in cells) == 1 and bool(cells[0].text)
        leads = first is not None and first.get("I") == "01"
        lines = _entry(cells, measure, setting, alone=alone, leads=leads)
    headings = first is not None and first.get("I") == "25"
    return [*before, *lines, *_rule_below(row.get("RUL") or "", measure, setting, headings=headings)]


def _cell(ent: etree._Element, setting: Setting, words: Words) -> _Cell:
    """The paragraphs of an ENT: its own text, and each LI or P in it."""
    copy = etree.fromstring(etree.tostring(ent, with_tail=False))
    for element in copy.iter(*_PARAGRAPHS):
        element.text = f"\ue000{element.text or ''}"
        element.tail = f"\ue000{element.tail or ''}"
    parts = [part.strip() for part in words(copy, setting, table=True).split("\ue000")]
    span = (ent.get("A") or "").strip().lstrip("LRJ")
    return _Cell([p for p in parts if p.strip(f"{PAGE} ")], 1 + (int(span) if span.isdigit() else 0))


def _star_line(cells: Sequence[_Cell], at: int, measure: Measure, setting: Setting) -> list[str]:
    """Seven asterisks over the whole table, or six over the columns behind the destination."""
    if at == 0:
        number = 7 if len(cells[0].text.replace(" ", "")) >= 7 else 6
        return [" " * ((measure[-1] - 2 * number + 1) // 2 + 1) + " ".join("*" * number)]
    start = measure[1] + (measure[-1] - measure[1] - 11) // 2 + 1
    stub = _stub(cells[0], measure, setting) if cells[0].text else [""]
    return [stub[0].ljust(start) + " ".join("*" * 6), *stub[1:]]


def _stub(cell: _Cell, measure: Measure, setting: Setting, *, alone: bool = False) -> list[str]:
    """A destination in the first column, with what leads from it to the next."""
    width = measure[1] - 2
    lines = cell_lines(cell.text, width, " " if setting.stub == "indented" else "")
    if alone and setting.stub == "centered":  # as 2022-21714 has it
        return [line.strip().center(width).rstrip() for line in lines]
    leader = setting.alone if alone else setting.leader
    if leader == "dots" and len(lines) == 1:
        lines[0] = lines[0].ljust(width, ".")
    elif leader not in ("", "none") and not lines[-1].endswith("."):
        lines[-1] += "."
    return lines


def _entry(cells: Sequence[_Cell], measure: Measure, setting: Setting, *, alone: bool, leads: bool) -> list[str]:
    """The lines of a row of cells, each wrapped to its column."""
    columns: list[list[tuple[str, bool]]] = []
    at = 0
    for n, cell in enumerate(cells):
        end = measure[min(at + cell.span, len(measure) - 1)]
        width = end - measure[at] - (0 if end == measure[-1] else 2)
        if n == 0 and leads:
            lines = [(line, False) for line in _stub(cell, measure, setting, alone=alone)]
        else:
            lines = list(_paragraphs(cell, width, loose=setting.gutter))
        if not cell.text and 0 < n < 2 and any(c.text for c in cells[n + 1 :]) and not cells[0].text:
            lines = [("." * width, False)]  # an empty cell before filled ones is led through
        columns.append(lines)
        at += cell.span
    return list(_side_by_side(columns, cells, measure, setting))


def _paragraphs(cell: _Cell, width: int, *, loose: bool) -> Iterator[tuple[str, bool]]:
    """The cell's lines, and of each whether a paragraph begins with it."""
    for paragraph in cell.paragraphs:
        marks = _PAGE.findall(paragraph)
        text = re.sub(r"\s+", " ", _PAGE.sub(" ", paragraph)).strip()
        for n, line in enumerate(cell_lines(text, width, loose=loose)):
            yield (f"{PAGE}{marks[0]}{PAGE}{line}" if marks and n == 0 else line), n == 0


def _side_by_side(
    columns: Sequence[Sequence[tuple[str, bool]]], cells: Sequence[_Cell], measure: Measure, setting: Setting
) -> Iterator[str]:
    deep = max(map(len, columns))
    waiting = ""
    for n in range(deep):
        line, at, begins, free = "", 0, False, True
        for lines, cell in zip(columns, cells, strict=True):
            text, opens = lines[n] if n < len(lines) else ("", False)
            if found := _PAGE.search(text):
                waiting, text = found[1], _PAGE.sub("", text)
            begins = begins or (opens and n > 0)
            free = free and (n >= len(lines) or len(lines) == deep)
            line = line.ljust(measure[at]) + text if text else line
            at += cell.span
        if waiting and _page_ends(setting.pages, n, begins=begins, free=free):
            yield from (*page_mark(waiting), " ")
            waiting = ""
        elif setting.blanks and n and ((begins and free) or (setting.blanks == "lines" and n % 7 == 6)):
            yield " "
        yield line.rstrip(f" {BLANK}")
    if waiting:
        yield from (*page_mark(waiting), " ")


def _page_ends(pages: str, n: int, *, begins: bool, free: bool) -> bool:
    """Whether a page that ends in this row may end before its line ``n``."""
    return {"row": n == 0, "paragraph": begins and free, "line": n > 0}[pages]


def _rule_below(rul: str, measure: Measure, setting: Setting, *, headings: bool) -> list[str]:
    if not rul.endswith("s") or (setting.rules == "none" and not headings):
        return []
    indent = measure[1] if rul != "s" or setting.rules == "indented" else 0
    return [" " * indent + "-" * (measure[-1] - indent)]
