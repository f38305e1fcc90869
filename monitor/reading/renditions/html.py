"""A rule in the HTML body that the Register's site makes of its XML, for documents whose XML does not come.

Source: the site's own stylesheets (usnationalarchives/federalregister-api-core) turn AMDPAR into a P of the class
``amendment-part``, GPOTABLE into a table with THEAD and TBODY, HD into headings, SU into SUP, E into EM and STRONG; page
marks and "Start Regulatory Text" are spans of the class ``unprinted-element``. Older bodies leave out the sections
(AGENCY, SUMMARY ...) that the page shows around them. Nothing else is relied on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from monitor.errors import CannotRead
from monitor.reading.entries.superscripts import MARK, marked_lines, marked_note, numbers_of, take_marks
from monitor.reading.entries.table import column_roles
from monitor.reading.passages import Cell, Passage, Role, RuleText, Table
from monitor.reading.renditions.sections import PART, closing_of, kind_of_action, listed_name, sort_sections
from monitor.reading.renditions.text_lines import decode
from monitor.text.clean import one_line
from monitor.text.numbers import is_number

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import PageElement, Tag

_DEEPEST = 200
"""Levels of elements; the site's bodies have about twenty, and the parser loses what is deeper than 256."""

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | {"p", "table", "li", "div", "section", "article", "ul", "ol", "main", "body", "html", "header", "footer",
                       "blockquote", "pre", "dl", "dt", "dd", "caption", "tr", "td", "th", "thead", "tbody", "br"}  # fmt: skip
_IGNORED = frozenset(("script", "style", "head", "nav", "template", "noscript"))
# e.g. "unprinted-element-wrapper", "printed-page-details"
_UNPRINTED = re.compile(r"unprinted|printed-page|tooltip|back_to_table")
# e.g. "amendment-part", "ammendment_part"
_AMENDS = re.compile(r"\bamm?endment[-_]part\b")
"""The site's class of an amendatory instruction, in the spellings it has had."""
# e.g. "96835"
_PAGE = re.compile(r"[0-9]{1,7}")
# What may stand before a list's item. e.g. "(1) "
_BEFORE_ITEM = re.compile(r"[\s\u2022(0-9).a-z-]*")
# e.g. "* * * * *"
_STARS = re.compile(r"\*(?:\s*\*)+")
# e.g. b"</td><td>"
_BETWEEN_BLOCKS = re.compile(rb"(</(?:p|div|td|th|tr|table|h[1-6]|li|span|section)\s*>)(?=<)", re.IGNORECASE)


def read_body_html(data: bytes, what: str) -> RuleText:
    """The document in ``data``, the site's HTML of its body (whole page or fragment).

    Raises CannotRead for the page that turns robots away, for HTML that is no document, is cut short, or is too deep.
    """
    soup = _parse(decode(_BETWEEN_BLOCKS.sub(rb"\1\n", data), what), what)
    if soup.title and "Request Access" in soup.title.get_text():
        raise CannotRead(f"{what} is the \u201cRequest Access\u201d page of the Federal Register, not a document.")
    pages = (str(tag.get("data-page", "")) for tag in soup.select("[data-page]"))
    first_page = next((page for page in pages if _PAGE.fullmatch(page)), "")
    for tag in soup.find_all(class_=_UNPRINTED):
        if not tag.decomposed and not tag.find(["p", "table"]):
            tag.decompose()
    passages = list(_passages(soup, ""))
    head, sections, rest, body = sort_sections(passages)
    if not sections:  # a body without the sections that the page around it shows: all of it is the document's
        body = passages
    if not sections and not any(p.role is Role.INSTRUCTION for p in passages):
        raise CannotRead(
            f"{what} is an HTML page, but no document of the Register: no SUMMARY, no instruction stands in it."
        )
    closing = closing_of(one_line(soup.get_text(" ")))
    if closing is None:
        raise CannotRead(
            f"{what} is cut short: its line \u201c[FR Doc. \u2026 Filed \u2026]\u201d is missing; fetch it again."
        )
    if rest:
        body.insert(0, Passage(Role.PARAGRAPH, rest))
    start = next((n for n, p in enumerate(body) if p.role is Role.INSTRUCTION or p.part), len(body))
    return RuleText(
        kind=kind_of_action(sections.get("ACTION", "")),
        number=closing.number,
        title=head.title,
        agencies=head.agencies,
        cfr=head.cfr,
        action=sections.get("ACTION", ""),
        summary=sections.get("SUMMARY", ""),
        dates=sections.get("DATES", ""),
        first_page=first_page,
        filed_at=closing.filed_at,
        preamble=tuple(body[:start]),
        regulatory=tuple(body[start:]),
    )


def _parse(text: str, what: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup  # noqa: PLC0415 - slow to import, and only this form needs it
    from bs4.element import Tag  # noqa: PLC0415

    try:
        soup = BeautifulSoup(text, "lxml")
    except (ValueError, AssertionError, RecursionError) as error:
        raise CannotRead(f"{what} cannot be read as HTML: {error}.") from error
    waiting: list[tuple[Tag, int]] = [(soup, 0)]
    while waiting:
        tag, depth = waiting.pop()
        if depth > _DEEPEST:
            raise CannotRead(f"{what} nests its elements more than {_DEEPEST} deep; no document of the Register does.")
        waiting += [(child, depth + 1) for child in tag.children if isinstance(child, Tag)]
    return soup


# -- the body ----------------------------------------------------------------------------------------------------------


def _passages(tag: Tag, part: str) -> Iterator[Passage]:
    """The blocks of ``tag`` in order; text between blocks is a paragraph of its own."""
    loose: list[str] = []
    for child in tag.children:
        name = getattr(child, "name", None)
        if name is None or (name not in _BLOCKS and not _holds_blocks(child)):
            if _is_text(child) and name not in _IGNORED:
                loose.append(_words(child))
            continue
        yield from _loose(loose, part)
        loose = []
        for passage in _block(child, part):  # type: ignore[arg-type]
            part = passage.part
            yield passage
    yield from _loose(loose, part)


def _block(tag: Tag, part: str) -> Iterator[Passage]:
    text = _text(tag) if tag.name in _HEADINGS or tag.name == "p" else ""
    if tag.name == "table":
        yield Passage(Role.TABLE, part=part, table=_table(tag))
    elif _AMENDS.search(" ".join(tag.get("class") or ())):
        yield Passage(Role.INSTRUCTION, _text(tag), part)
    elif tag.name in _HEADINGS:
        heading = PART.match(text)
        yield Passage(Role.HEADING, text, heading["part"] if heading else part)
    elif tag.name == "p" and not _holds_blocks(tag):
        if text:
            yield _paragraph(text, part, _leading_italic(tag) or ("" if part else listed_name(text)))
    else:
        yield from _passages(tag, part)


def _loose(texts: list[str], part: str) -> Iterator[Passage]:
    text = take_marks("".join(texts), is_entity=True)[0]
    if text:
        yield _paragraph(text, part, "")


def _paragraph(text: str, part: str, italic: str) -> Passage:
    if _STARS.fullmatch(text):
        return Passage(Role.STARS, part=part)
    heading = PART.match(text)
    return Passage(Role.PARAGRAPH, text, heading["part"] if heading else part, italic)


def _leading_italic(tag: Tag) -> str:
    """The words in italics that a list item opens with: "(1) <em>At One Electronics,</em> Unit 614 ..."."""
    first = tag.find(["em", "i", "strong", "b"])
    if first is None:
        return ""
    before = "".join(str(text) for text in first.find_all_previous(string=True) if tag in text.parents)
    return _text(first) if _BEFORE_ITEM.fullmatch(before) else ""


def _holds_blocks(node: PageElement) -> bool:
    from bs4.element import Tag  # noqa: PLC0415

    return isinstance(node, Tag) and node.find(["p", "table", "div", "li", *sorted(_HEADINGS)]) is not None


def _is_text(node: PageElement) -> bool:
    from bs4.element import PreformattedString, Tag  # noqa: PLC0415

    return isinstance(node, Tag) or not isinstance(node, PreformattedString)  # no comments, no doctype


def _words(node: PageElement) -> str:
    """The words of a node, without footnote marks; blocks and line breaks in it part words."""
    name = getattr(node, "name", None)
    if name is None:
        return str(node) if _is_text(node) else ""
    if name in _IGNORED:
        return ""
    inner = "".join(_words(child) for child in node.children)  # type: ignore[attr-defined]
    if name == "sup":
        return f"{MARK}{inner}{MARK}"
    return f" {inner} " if name in _BLOCKS else inner


def _text(node: PageElement) -> str:
    """The words of a node in one line, without footnote marks; ordinals and powers stay."""
    return take_marks(_words(node), is_entity=True)[0]


# -- tables ------------------------------------------------------------------------------------------------------------


def _table(tag: Tag) -> Table:
    """The table; headings are the cells of its THEAD, or of a first row of TH."""
    rows = [row for row in tag.find_all("tr") if row.find_parent("tfoot") is None]
    heads = [row for row in rows if row.find_parent("thead") is not None or (row.find("th") and not row.find("td"))]
    headings = tuple(_text(cell) for cell in heads[0].find_all(["th", "td"])) if heads else ()
    body = [row.find_all(["td", "th"]) for row in rows if row not in heads]
    columns = len(headings) or max((sum(map(_span, cells)) for cells in body), default=0)
    roles = column_roles(Table(columns, headings, ()))
    caption = tag.find("caption")
    notes = tuple(marked_note(_words(row)) for foot in tag.find_all("tfoot") for row in foot.find_all("tr"))
    cells = tuple(tuple(_cells(row, roles, numbers_of(notes))) for row in body)
    printed = take_marks(_words(tag).replace(MARK, " "))[0]
    return Table(columns, headings, cells, _text(caption) if caption else "", notes, printed)


def _cells(row: Sequence[Tag], roles: Sequence[str], notes: Collection[int]) -> Iterator[Cell]:
    at = 0
    for tag in row:
        printed = "".join(_lines(child) for child in tag.children)
        role = roles[at] if at < len(roles) else ""
        yield Cell(*marked_lines(printed, role=role, notes=notes), span=_span(tag))
        at += _span(tag)


def _span(tag: Tag) -> int:
    span = str(tag.get("colspan") or "1")
    return min(int(span), 20) if is_number(span, 3) else 1


def _lines(node: PageElement) -> str:
    """The text of a cell's node: a block or BR ends a printed line, what is raised stands between two marks."""
    name = getattr(node, "name", None)
    if name is None:
        return str(node).replace("\n", " ") if _is_text(node) else ""
    if name in _IGNORED:
        return ""
    inner = "".join(_lines(child) for child in node.children)  # type: ignore[attr-defined]
    if name == "sup":
        return f"{MARK}{inner}{MARK}"
    return f"\n{inner}\n" if name in _BLOCKS else inner
