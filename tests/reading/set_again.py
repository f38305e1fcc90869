"""Real rules set again: their words as XML, and their table drawn in other columns, for tests of what must not matter.

``as_xml`` writes the passages of a raw text in the markup of the Register's XML; ``drawn_again`` puts another drawing of
its tables in the place of the printed ones. What is read of either must be what is read of the rule as it was printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from random import Random

from monitor.reading.passages import Cell, Passage, Role, Table
from monitor.reading.renditions.text import read_text_form
from monitor.reading.renditions.text_lines import decode, out_of_page, without_pages
from monitor.reading.renditions.text_table import is_rule, read_table, table_end
from tests.reading.renditions import typed
from tests.real_forms.typesetting_lines import cell_lines
from tests.real_forms.typesetting_styles import Measure, draw_measure

_HYPHEN_AND_BLANK = "\ue005\ue005"
"""Stands for both while lines are broken."""
STARS = "*         *         *         *         *         *         *"
ROLES = ("country", "entity", "requirement", "policy", "citation")


@dataclass(frozen=True)
class XmlStyle:
    """How a table is marked up: how a cell's lines and its destinations are, and whether the columns are counted."""

    lines: str = "LI"
    destination: str = "own"
    stars: bool = True
    columns: bool = True
    emphasis: bool = False


XML_STYLES = tuple(
    XmlStyle(lines, destination, stars, columns, emphasis)
    for lines, destination, stars, columns, emphasis in (
        ("LI", "own", True, True, False),
        ("P", "star", True, True, True),
        ("rows", "first", False, True, False),
        ("LI", "spanning", False, False, True),
        ("run on", "star", True, False, False),
    )
)


def as_xml(data: bytes, style: XmlStyle) -> bytes:
    """The words of a raw text as the Register's XML."""
    text, _ = read_text_form(data, "a raw text")
    filed = text.filed_at.strftime("%-m-%-d-%y; %-I:%M %p").lower().replace(" am", " am") if text.filed_at else ""
    head = "".join((
        *(f"<AGENCY TYPE='F'>{_words(agency)}</AGENCY>" for agency in text.agencies), f"<CFR>{_words(text.cfr)}</CFR>",
        f"<SUBJECT>{_words(text.title)}</SUBJECT>", f"<ACT><HD SOURCE='HED'>ACTION:</HD><P>{_words(text.action)}</P></ACT>",
        f"<SUM><HD SOURCE='HED'>SUMMARY:</HD><P>{_words(text.summary)}</P></SUM>",
        f"<EFFDATE><HD SOURCE='HED'>DATES:</HD><P>{_words(text.dates)}</P></EFFDATE>",
    ))  # fmt: skip
    body = "".join(_passages(text.preamble, style))
    rules = "".join(_passages(text.regulatory, style))
    end = f"<FRDOC>[FR Doc. {text.number} Filed {filed}]</FRDOC><BILCOD>BILLING CODE 3510-33-P</BILCOD>"
    return (
        f"<RULE><PREAMB>{head}</PREAMB><SUPLINF><HD SOURCE='HED'>SUPPLEMENTARY INFORMATION:</HD>{body}"
        f"<REGTEXT TITLE='15' PART='744'>{rules}</REGTEXT></SUPLINF>{end}</RULE>"
    ).encode()


def _words(text: str) -> str:
    return escape(text, quote=False)


def _passages(passages: Sequence[Passage], style: XmlStyle) -> Iterator[str]:
    for passage in passages:
        if passage.table is not None:
            yield "".join(_table(passage.table, style))
        elif passage.role is Role.STARS:
            yield "<STARS/>"
        else:
            tag = {Role.HEADING: "HD", Role.INSTRUCTION: "AMDPAR"}.get(passage.role, "P")
            source = " SOURCE='HD1'" if tag == "HD" else ""
            yield f"<{tag}{source}>{_words(passage.text)}</{tag}>"


def _table(table: Table, style: XmlStyle) -> Iterator[str]:
    counted = f" COLS='{table.columns}'" if style.columns else ""
    heads = "".join(f"<CHED H='1'>{_words(h)}</CHED>" for h in table.headings)
    yield f"<GPOTABLE{counted} CDEF='s25,r100,r50,r50,r40' OPTS='L2,i1'><BOXHD>{heads}</BOXHD>"
    heading = ""
    for row in table.rows:
        place = row[0].text.strip(" .*") if row else ""
        if len(row) < table.columns or not row[1].text.strip(" *"):
            heading = place or heading
            if place and style.destination != "first":
                yield _destination(place, table.columns, style)
            elif style.stars and not place:
                yield f"<ROW><ENT I='28' A='0{table.columns - 1}'>{STARS}</ENT></ROW>"
            continue
        first, heading = (place or heading if style.destination == "first" else place), ""
        yield from _row(first, row, style)
    yield "".join(
        f"<TNOTE><SU>{note.split(' ', 1)[0]}</SU> {_words(note.split(' ', 1)[1])}</TNOTE>" for note in table.notes
    )
    yield "</GPOTABLE>"


def _destination(place: str, columns: int, style: XmlStyle) -> str:
    words = f"<E T='04'>{_words(place)}</E>" if style.emphasis else _words(place)
    if style.destination == "star":
        return f"<ROW RUL='n,s'><ENT I='01'>{words}</ENT><ENT A='0{columns - 2}'>{STARS}</ENT></ROW>"
    if style.destination == "spanning":
        return f"<ROW EXPSTB='04'><ENT I='21' A='0{columns - 1}'>{words}</ENT></ROW>"
    return f"<ROW RUL='s'><ENT I='01'>{words}</ENT>{'<ENT/>' * (columns - 1)}</ROW>"


def _row(first: str, row: Sequence[Cell], style: XmlStyle) -> Iterator[str]:
    lines = [_line(line, style) for line in row[1].lines]
    terms = "".join(f"<ENT>{' '.join(map(_words, c.lines))}{_marks(c)}</ENT>" for c in row[2:])
    name, more = lines[0] + _marks(row[1]), lines[1:]
    if style.lines == "rows":
        yield f"<ROW><ENT I='01'>{_words(first)}</ENT><ENT>{name}</ENT>{terms}</ROW>"
        yield from (f"<ROW><ENT I='22'/><ENT O='oi3'>{line}</ENT></ROW>" for line in more)
        return
    cell = " ".join((name, *more)) if style.lines == "run on" else name + "".join(
        f"<{style.lines}>{line}</{style.lines}>" for line in more
    )  # fmt: skip
    yield f"<ROW><ENT I='{'01' if first else '22'}'>{_words(first)}</ENT><ENT>{cell}</ENT>{terms}</ROW>"


def _line(line: str, style: XmlStyle) -> str:
    words = _words(line)
    return words.replace("; and", "; <E T='03'>and</E>") if style.emphasis else words


def _marks(cell: Cell) -> str:
    return f" <SU>{', '.join(map(str, cell.footnotes))}</SU>" if cell.footnotes else ""


# -- drawn again -------------------------------------------------------------------------------------------------------


def drawn_again(data: bytes, random: Random) -> bytes:
    """The raw text, out of its page, with its tables drawn in other columns, between other rules and stars."""
    lines = without_pages(out_of_page(decode(data, "a raw text"), "a raw text")).split("\n")
    out: list[str] = []
    n = 0
    while n < len(lines):
        end = table_end(lines, n) if is_rule(lines[n]) else n
        table = read_table(lines[n:end]) if end > n else None
        out += [lines[n]] if table is None else _drawn(table, random)
        n = end if table is not None else n + 1
    return "\n".join(out).encode()


def _drawn(table: Table, random: Random) -> list[str]:
    widths = _widths(table, draw_measure(random))
    rule = "-" * sum(widths)
    heads = [cell_lines(h, w - 3, "") for h, w in zip(table.headings, widths, strict=True)]
    deep = max(map(len, heads))
    out = [rule]
    for n in range(deep):
        words = [h[n - (deep - len(h))] if n >= deep - len(h) else "" for h in heads]
        out.append("".join(c.center(w) for c, w in zip(words, widths, strict=True)).rstrip())
    out.append(rule)
    between = random.choice(("rules", "stars", "nothing"))
    for row in table.rows:
        place = row[0].text.strip(" .*") if row else ""
        if len(row) == table.columns and row[1].text.strip(" *"):
            out += _drawn_row(row, widths, place)
        elif place:
            out += [rule] if between == "rules" and out[-1] != rule else []
            out += _drawn_place(place, widths)
        elif between == "stars":
            out.append(" " * (sum(widths) // 2 - 6) + "* * * * * * *")
    out.append(rule)
    for note in table.notes:
        number, text = note.split(" ", 1)
        out += cell_lines(typed(f"\\{number}\\ {text}"), sum(widths) - 2, "  ")
    return out


def _widths(table: Table, measure: Measure) -> list[int]:
    """The measure's columns, made wider where one of a column's words would not fit into it."""
    widths = [end - start for start, end in pairwise(measure)][: table.columns]
    for n, width in enumerate(widths):
        cells = [row[n] for row in table.rows if len(row) == len(widths)]
        words = [word for cell in cells for line in cell.lines for word in typed(line).split()]
        widths[n] = max(width, *(len(word) + 3 for word in words), 8)
    return widths


def _drawn_place(place: str, widths: Sequence[int]) -> list[str]:
    lines = cell_lines(typed(place), widths[0] - 3)
    lines[-1] = lines[-1].ljust(widths[0] - 2, ".")
    lines[0] = lines[0].ljust(widths[0] + sum(widths[1:]) // 2 - 6) + "* * * * * *"
    return lines


def _drawn_row(row: Sequence[Cell], widths: Sequence[int], place: str) -> Iterator[str]:
    cells: list[list[str]] = []
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        cells.append([part for line in cell.lines for part in _wrapped(_marked(line, cell, column), width - 3)])
    if place:
        cells[0][-1] += "."
    for n in range(max(map(len, cells))):
        parts = (cell[n] if n < len(cell) else "" for cell in cells)
        yield "".join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()


def _wrapped(line: str, width: int) -> list[str]:
    """A line over ``width``; where a blank is printed behind a hyphen, nothing could tell it from the line's end."""
    return [
        part.replace(_HYPHEN_AND_BLANK, "- ")
        for part in cell_lines(typed(line).replace("- ", _HYPHEN_AND_BLANK), width)
    ]


def _marked(line: str, cell: Cell, column: int) -> str:
    """The line with the cell's footnotes behind it, where it is the last one (of a name: the first)."""
    last = cell.lines[0] if column == 1 else cell.lines[-1]
    marks = "".join(f" \\{n}\\" for n in cell.footnotes)
    return f"{line}{marks}" if line is last else line
