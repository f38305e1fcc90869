"""Small rules as XML and as raw text from the same words, for tests of one thing each in both renditions."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape

from monitor.model import Rule
from monitor.reading.rules.document import read_document
from tests.reading.renditions import typed
from tests.reading.small_rules import HEADS, TERMS, destination, row, rule_xml

Row = tuple[str, Sequence[str]]
"""A destination and the paragraphs of an entity cell under it."""

_WIDTHS = (25, 30, 22, 20, 20)
_ALL = sum(_WIDTHS)
_STARS = "* * * * * *".center(_ALL).rstrip()
_RULE = "-" * _ALL


def rule_text(
    instructions: Sequence[str], rows: Sequence[Row] = (), *, summary: str = "This rule amends the EAR.",
    dates: str = "This rule is effective January 3, 2030.", title: str = "Changes of the Entity List",
    behind: Sequence[str] = (), notes: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """The raw text of a rule that amends Supplement No. 4 by ``instructions``, each a paragraph, with one table of ``rows``.

    Those ``behind`` the table follow it; ``notes`` are plain paragraphs before it.
    """
    orders, others = ("\n".join(f"0\n{_paragraph(one)}" for one in part) for part in (instructions, behind))
    plain = "".join(f"{_paragraph('    ' + one)}\n\n" for one in notes)
    table = f"Supplement No. 4 to Part 744--Entity List\n\n* * * * *\n\n{_table(rows)}\n\n" if rows else ""
    return (
        "[Federal Register Volume 95, Number 2 (Thursday, January 3, 2030)]\n[Rules and Regulations]\n[Pages 101-105]\n"
        "From the Federal Register Online via the Government Publishing Office [www.gpo.gov]\n[FR Doc No: 2030-00001]\n\n\n"
        "=======================================================================\n"
        "-----------------------------------------------------------------------\n\nDEPARTMENT OF COMMERCE\n\n"
        f"Bureau of Industry and Security\n\n15 CFR Part 744\n\n[Docket No. 300102-0001]\n\n\n{title}\n\n"
        "AGENCY: Bureau of Industry and Security, Department of Commerce.\n\nACTION: Final rule.\n\n"
        "-----------------------------------------------------------------------\n\n"
        f"{_paragraph(f'SUMMARY: {summary}')}\n\n{_paragraph(f'DATES: {dates}')}\n\nSUPPLEMENTARY INFORMATION:\n\n"
        "    Accordingly, part 744 of the Export Administration Regulations (15 \nCFR parts 730-774) is amended as follows:\n\n"
        f"PART 744--CONTROL POLICY: END-USER AND END-USE BASED\n\n{orders}\n\n{plain}{table}{others}\n\nThea Rozman,\nAssistant Secretary.\n"
        "[FR Doc. 2030-00001 Filed 1-2-30; 8:45 am]\nBILLING CODE 3510-33-P\n"
    ).encode()


def small_xml(
    instructions: Sequence[str], rows: Sequence[Row] = (), *, behind: Sequence[str] = (), notes: Sequence[str] = (),
    **more: str,
) -> bytes:  # fmt: skip
    """The XML of the same rule."""
    cells = "".join(destination(place) + row(_cell(cell)) for place, cell in rows)
    xml = rule_xml([escape(one, quote=False) for one in instructions], cells, **more)
    others = "".join(f"<AMDPAR>{escape(one, quote=False)}</AMDPAR>" for one in behind)
    plain = "".join(f"<P>{escape(one, quote=False)}</P>" for one in notes)
    return xml.replace(b"<EXTRACT>", f"{plain}<EXTRACT>".encode()).replace(
        b"</EXTRACT>", f"</EXTRACT>{others}".encode()
    )


def read_both(
    instructions: Sequence[str], rows: Sequence[Row] = (), *, behind: Sequence[str] = (), notes: Sequence[str] = (),
    **more: str,
) -> tuple[Rule, Rule]:  # fmt: skip
    """The readings of the XML and of the raw text of the same rule."""
    xml = small_xml(instructions, rows, behind=behind, notes=notes, **more)
    text = rule_text(instructions, rows, behind=behind, notes=notes, **more)
    return read_document(xml, "a small rule"), read_document(text, "a small text")


def _cell(paragraphs: Sequence[str]) -> str:
    first, *others = (escape(p, quote=False) for p in paragraphs)
    return first + "".join(f"<LI>{p}</LI>" for p in others)


def _paragraph(text: str) -> str:
    return " \n".join(textwrap.wrap(typed(text), 72))


def _table(rows: Sequence[Row]) -> str:
    out = [_RULE, _line([[h] for h in HEADS]), _RULE, " ", _STARS, _RULE]
    for place, cell in rows:
        out += [place, _line([[], cell, *([term] for term in TERMS)]), _STARS]
    return "\n".join((*out, _RULE))


def _line(cells: Sequence[Sequence[str]]) -> str:
    columns = [
        [line for p in cell for line in textwrap.wrap(typed(p), width - 2, subsequent_indent=" ")]
        for cell, width in zip(cells, _WIDTHS, strict=True)
    ]
    lines = []
    for n in range(max(map(len, columns))):
        parts = ((column[n] if n < len(column) else "").ljust(w) for column, w in zip(columns, _WIDTHS, strict=True))
        lines.append("".join(parts).rstrip())
    return "\n".join(lines)
