"""Renderers of a rule's XML into the other forms it is served in, for tests: what went in is known from the XML.

``govinfo`` prints what govinfo's text rendition prints (measured on that of E6-10730): lines of 72 that end in a blank
where they go on, quotation marks as ``so'', a 0 before every amendatory instruction, tables drawn over 112 columns with
continuation lines indented by one and dots to the end of a cell. ``filed`` prints what a PDF of a filed document gives.
``body_html`` writes the markup that the Register's site makes of the XML.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from lxml import etree

from monitor.reading.passages import Passage, Role, RuleText, Table
from monitor.reading.renditions.strict_xml import parse_xml
from monitor.reading.renditions.xml import read_rule_xml

WIDTHS = (34, 21, 20, 20, 17)
"""Columns of a drawn table, gutters included."""


GOLDEN = Path(__file__).resolve().parent.parent / "golden"


def source(number: str) -> bytes:
    """The XML of a reconstructed rule: from its golden where the demo has the real document instead."""
    golden = GOLDEN / number / "source.xml"
    shipped = files("monitor.demo") / "documents" / f"{number}.xml"
    return golden.read_bytes() if golden.is_file() else shipped.read_bytes()


def _passages(number: str) -> tuple[RuleText, list[Passage]]:
    text = read_rule_xml(source(number), number)[0]
    return text, [*text.preamble, *text.regulatory]


def typed(text: str) -> str:
    """Print marks as govinfo types them."""
    for mark, substitute in (("\u201c", "``"), ("\u201d", "''"), ("\u2014", "--"), ("\u2019", "'"), ("\u00a7\u00a7 ", "Sec. Sec.  "),
                             ("\u00a7 ", "Sec.  ")):  # fmt: skip
        text = text.replace(mark, substitute)
    return text


def _wrap(text: str, width: int = 71, indent: str = "") -> list[str]:
    lines = textwrap.wrap(text, width, initial_indent=indent, break_long_words=False, break_on_hyphens=True)
    return [line if line.endswith("-") or n == len(lines) - 1 else f"{line} " for n, line in enumerate(lines)]


# -- govinfo -----------------------------------------------------------------------------------------------------------


def govinfo(number: str, *, volume: str = "Volume 89, Number 128 (Wednesday, July 3, 2024)", page: int = 50000) -> str:
    """The text rendition of a reconstructed rule, as a page around a PRE."""
    text, passages = _passages(number)
    rule = "-" * 71
    out = [f"[Federal Register {volume}]", "[Rules and Regulations]", f"[Pages {page}-{page + 9}]",
           'From the Federal Register Online via the Government Publishing Office [<a href="http://www.gpo.gov">www.gpo.gov</a>]',
           f"[FR Doc No: {number}]", "", "", "=" * 71, rule, "", "DEPARTMENT OF COMMERCE", "", "Bureau of Industry and Security",
           "", text.cfr, "", "[Docket No. 190925-0044]", "RIN 0694-AH68", "", "", *_wrap(typed(text.title)), "",
           "AGENCY: Bureau of Industry and Security, Department of Commerce.", "", f"ACTION: {text.action}", "", rule, "",
           *_wrap(_escaped(typed(f"SUMMARY: {text.summary}"))), "", *_wrap(typed(f"DATES: {text.dates}")), "",
           "SUPPLEMENTARY INFORMATION: ", ""]  # fmt: skip
    for passage in passages:
        out += _printed(passage)
    out += [f" [FR Doc. {number} Filed 10-7-19; 4:15 pm]", "BILLING CODE 3510-33-P", "", ""]
    body = "\n".join(out)
    return f"<html>\n<head>\n<title>Federal Register</title>\n</head>\n<body><pre>\n{body}\n</pre></body></html>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\u2022 ", "<bullet> ")


def _printed(passage: Passage) -> list[str]:
    text = _escaped(typed(passage.text))
    if passage.table is not None:
        return ["", *drawn(passage.table), ""]
    if passage.role is Role.STARS:
        return ["", "* * * * *"]
    if passage.role is Role.INSTRUCTION:
        return ["0", *_wrap(text)]
    if passage.role is Role.HEADING:
        return ["", *_wrap(text), ""]
    return _wrap(text, indent="    ")


def drawn(table: Table, widths: Sequence[int] = WIDTHS) -> list[str]:
    """A table as govinfo draws it."""
    rule = "-" * sum(widths)
    heads = [textwrap.wrap(h, w - 4) for h, w in zip(table.headings, widths, strict=True)]
    deep = max(map(len, heads))
    padded = [[""] * (deep - len(h)) + h for h in heads]
    lines = [
        "".join(cell.center(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in zip(*padded, strict=True)
    ]
    out = [rule, *lines, rule, " "]
    for row in table.rows:
        if row and re.fullmatch(r"[\s*]+", row[0].text):
            out.append(" " * 50 + "* * * * * * *")
        elif any(cell.text for cell in row):
            out += _drawn_row([cell.lines for cell in row], [cell.footnotes for cell in row], widths)
    return [*out, rule]


def _drawn_row(cells: list[tuple[str, ...]], footnotes: list[tuple[int, ...]], widths: Sequence[int]) -> list[str]:
    columns: list[list[str]] = []
    for n, width in enumerate(widths):
        printed: list[str] = []
        for m, line in enumerate(cells[n] if n < len(cells) else ()):
            mark = "".join(f"\\{f}\\" for f in footnotes[n]) if m == len(cells[n]) - 1 else ""
            printed += textwrap.wrap(typed(line) + mark, width - 3, subsequent_indent=" ", break_long_words=False)
        if printed and printed[-1].strip():
            bare = printed[-1].removesuffix(".")
            if n == len(widths) - 1 or len(bare) == width - 2:
                printed[-1] = f"{bare}."
            elif len(bare) < width - 2:
                printed[-1] = bare.ljust(width - 2, ".")
            else:  # a word too long for its column
                printed[-1] = bare
        columns.append(printed)
    deep = max(map(len, columns))
    rows = [
        "".join((c[n] if n < len(c) else "").ljust(w) for c, w in zip(columns, widths, strict=True))
        for n in range(deep)
    ]
    return [row.rstrip() for row in rows]


# -- filed -------------------------------------------------------------------------------------------------------------


def filed(number: str, *, blank_lines: str = "paragraphs", width: int = 88) -> str:
    """The text of the filed document's PDF: ``blank_lines`` stand between "paragraphs", "lines", or "nothing"."""
    text, passages = _passages(number)
    out = ["This document is scheduled to be published in the", "Federal Register on 10/09/2019 and available online at",
           f"https://federalregister.gov/d/{number}, and on govinfo.gov", "", "BILLING CODE 3510-33-P", "DEPARTMENT OF COMMERCE",
           "Bureau of Industry and Security", text.cfr, "[Docket No. 190925-0044]", "RIN 0694-AH68", text.title,
           "AGENCY: Bureau of Industry and Security, Department of Commerce.", f"ACTION: {text.action}",
           f"SUMMARY: {text.summary}", "DATES: This rule is effective [INSERT DATE OF PUBLICATION IN THE FEDERAL REGISTER].",
           "SUPPLEMENTARY INFORMATION:"]  # fmt: skip
    paragraphs = out[5:]
    for passage in passages:
        paragraphs += list(_run_together(passage))
    paragraphs += ["Name of signer,", "Title of signer."]
    lines = out[:5]
    for n, paragraph in enumerate(paragraphs):
        lines += [
            *textwrap.wrap(paragraph, width, break_long_words=False),
            *([""] if blank_lines == "paragraphs" else []),
        ]
        if n % 20 == 19:
            lines += [str(n // 20 + 1), "\f" if blank_lines == "paragraphs" else ""]
    lines.append(f"[FR Doc. {number} Filed: 10/7/2019 4:15 pm; Publication Date: 10/9/2019]")
    if blank_lines != "paragraphs":
        lines = [line for line in lines if line]
    return ("\n\n" if blank_lines == "lines" else "\n").join(lines)


def _run_together(passage: Passage) -> Iterator[str]:
    if passage.table is not None:
        yield " ".join(passage.table.headings)
        for row in passage.table.rows:
            if words := " ".join(cell.text for cell in row if cell.text):
                yield words.replace("[INSERT FR PAGE NUMBER]", "[INSERT FR PAGE NUMBER]")
    elif passage.role is Role.STARS:
        yield "* * * * *"
    elif passage.text:
        yield passage.text


# -- the site's HTML ---------------------------------------------------------------------------------------------------


def body_html(number: str) -> str:
    """The body the Register's site makes of a reconstructed rule's XML."""
    root = parse_xml(source(number), number)
    page = root.find(".//PRTPAGE")
    first = page.get("P", "") if page is not None else ""
    return f'<div class="body-column">{"".join(_element(child, first) for child in root)}</div>'


_UNPRINTED = ('<span class="unprinted-element-wrapper"><span class="unprinted-element-border"></span><span class="{0} '
              'unprinted-element icon-fr2" data-text="{1}"><span class="text">{1}</span></span></span>')  # fmt: skip


def _element(node: etree._Element, page: str) -> str:
    tag = str(node.tag)
    inner = html.escape(node.text or "", quote=False) + "".join(
        _element(child, page) + html.escape(child.tail or "", quote=False) for child in node
    )
    if tag in ("GPOTABLE",):
        return _table(node, page)
    if tag == "PRTPAGE":
        return f'<span class="printed-page-inline unprinted-element" data-page="{page}">Page {page}</span>'
    if tag == "E":
        return f"<em>{inner}</em>" if node.get("T") == "03" else f"<strong>{inner}</strong>"
    if tag in ("SU", "FTREF"):
        return f"<sup>{inner}</sup>"
    if tag == "AMDPAR":
        start, end = (
            _UNPRINTED.format("amend-part", "Start Amendment Part"),
            _UNPRINTED.format("amend-part", "End Amendment Part"),
        )
        return f'{start}<p id="p-amd-1" class="amendment-part">{inner}</p>{end}'
    if tag == "STARS":
        return '<div class="stars">* * * * *</div>'
    if tag == "HD":
        level = 2 if node.get("SOURCE") == "HD1" else 4
        return f'<h{level} id="h-1">{inner}</h{level}>'
    if tag in ("SUBJECT", "AGENCY", "SUBAGY", "CFR", "DEPDOC", "RIN", "FRDOC", "BILCOD"):
        return f'<div class="{tag.lower()}">{inner}</div>'
    if tag == "P":
        return f'<p id="p-1" data-page="{page}">{inner}</p>'
    if tag in ("LI",):
        return f"<br>{inner}"
    if tag == "PREAMB":
        return _UNPRINTED.format("preamble", "Start Preamble") + inner + _UNPRINTED.format("preamble", "End Preamble")
    return f"<div>{inner}</div>"


def _table(node: etree._Element, page: str) -> str:
    heads = "".join(f"<th>{_inner(h, page)}</th>" for h in node.iter("CHED"))
    rows = "".join(f"<tr>{''.join(_td(e, page) for e in row if e.tag == 'ENT')}</tr>" for row in node.iter("ROW"))
    return f'<div class="table-wrapper"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def _td(ent: etree._Element, page: str) -> str:
    span = f' colspan="{1 + int(ent.get("A", "0"))}"' if ent.get("A") else ""
    return f"<td{span}>{_inner(ent, page)}</td>"


def _inner(node: etree._Element, page: str) -> str:
    return html.escape(node.text or "", quote=False) + "".join(
        _element(c, page) + html.escape(c.tail or "", quote=False) for c in node
    )
