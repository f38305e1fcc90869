"""Sets a rule's XML as raw text, as the Register's site and govinfo serve it, so that both renditions tell one truth.

Measured on eleven real rules: lines of 71 that end in a blank where they go on; ``so'' for quotation marks, -- for a
dash, two blanks behind "Sec."; a 0 before every amendatory instruction; ``[[Page n]]`` where a page ends; the page as
HTML with e-mail anchors and scripts, and no final newline. Tables are set by ``typesetting_tables``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.entities import codepoint2name

from lxml import etree

from tests.real_forms.typesetting_lines import BLANK, PAGE, wrap
from tests.real_forms.typesetting_styles import Setting
from tests.real_forms.typesetting_tables import set_notes, set_table

_RULE = "-" * 71
_SUPERSCRIPTS = {("SU", ""), ("FTREF", ""), ("E", "51"), ("E", "52")}
_TYPED = {"\u201c": "``", "\u201d": "''", "\u2019": "'", "\u2018": "`", "\u2032": "'", "\u2033": "''", "\u2009": " ", "\u00a0": " "}  # fmt: skip
_CONTAINERS = {"SUPLINF", "REGTEXT", "EXTRACT", "APPENDIX", "SECTION", "PART", "LSTSUB", "SIG", "PREAMB"}


def raw_text(xml: str, setting: Setting) -> str:
    """The document of ``xml`` (without blanks that mean nothing) set as raw text."""
    root = etree.fromstring(xml.encode())
    lines = [*_head(root, setting), *_body(root, setting), *_foot(root)]
    return _wrapped("\n".join(lines), setting)


def typed(text: str, setting: Setting, *, table: bool = False) -> str:
    """``text`` in the characters of a raw text; a dash keeps its one place until its line is broken."""
    text = text.replace("\u00a7\u00a7", f"Sec.{BLANK} \u00a7" if table else "Sec. \u00a7")
    text = re.sub("\u00a7[ \u2009\u00a0]?", f"Sec.{BLANK * 2} " if table else f"Sec.{BLANK} ", text)
    text = re.sub("(\\d)\u2044(\\d)", r"\\\1/\2\\", text)
    return "".join(_TYPED.get(char) or _letter(char) for char in text)


def _letter(char: str) -> str:
    """A letter beyond ASCII as govinfo names it ("[deg]", "[eacute]"); itself where no name is known."""
    if char.isascii() or char == "\u2014":
        return char
    return f"[{codepoint2name[ord(char)]}]" if ord(char) in codepoint2name and char != "\u2022" else char


def words(element: etree._Element, setting: Setting, *, table: bool = False) -> str:
    """All words of ``element`` in one line, superscripts between backslashes, a page's end as a mark of its own."""
    return re.sub(r"[ \n\t]+", " ", "".join(_pieces(element, setting, table))).strip()


def _pieces(element: etree._Element, setting: Setting, table: bool) -> Iterator[str]:
    yield typed(element.text or "", setting, table=table)
    for child in element:
        tag = str(child.tag)
        if tag == "PRTPAGE":
            yield f"{PAGE}{child.get('P')}{PAGE}"
        elif tag == "FR" or (tag, child.get("T", "")) in _SUPERSCRIPTS:
            inner = "".join(_pieces(child, setting, table))
            yield f"\\{inner}\\" if inner[:1].isdigit() or setting.ordinals == "marked" else inner
        else:
            yield from _pieces(child, setting, table)
        yield typed(child.tail or "", setting, table=table)


# -- the document -----------------------------------------------------------------------------------------------------


def _head(root: etree._Element, setting: Setting) -> Iterator[str]:
    head = root.find("PREAMB")
    head = root if head is None else head
    page, number = _first(root), _number(root)
    yield from ("[Federal Register Volume 95, Number 2 (Thursday, January 3, 2030)]", "[Rules and Regulations]")
    yield f"[Pages {page}-{page + 9}]"
    yield f"From the Federal Register Online via the Government Publishing Office [{_link(setting)}]"
    yield from (f"[FR Doc No: {number}]", "", "", "=" * 71, _RULE, "")
    for tag in ("AGENCY", "SUBAGY", "CFR"):
        for element in head.findall(tag):
            yield from (words(element, setting), "")
    yield from (words(e, setting) for e in (*head.findall("DEPDOC"), *head.findall("RIN")))
    yield from ("", "")
    for element in head.findall("SUBJECT"):
        yield from wrap(words(element, setting))
    for element in head.findall("HD"):
        yield from ("", words(element, setting))
    yield ""
    for tag in ("AGY", "ACT", "SUM", "EFFDATE", "DATES", "FURINF"):
        for section in head.findall(tag):
            yield from _section(section, setting)
            if tag == "ACT":
                yield from (_RULE, "")


def _section(section: etree._Element, setting: Setting) -> Iterator[str]:
    """A section of the preamble, its heading and first paragraph in one line."""
    label = section.find("HD")
    for n, paragraph in enumerate(section.findall("P")):
        text = words(paragraph, setting)
        text = f"{words(label, setting)} {text}" if n == 0 and label is not None else text
        yield from wrap(_with_anchors(text, setting), indent="" if n == 0 else "    ")
    yield ""


def _body(root: etree._Element, setting: Setting) -> Iterator[str]:
    after_preamble = root.find("PREAMB") is not None
    if after_preamble:
        yield from ("SUPPLEMENTARY INFORMATION: ", "")
    tables = 0
    for element in _blocks(root):
        tag = str(element.tag)
        if tag == "GPOTABLE":
            measure = setting.measures[min(tables, len(setting.measures) - 1)]
            tables += 1
            yield from (
                "",
                *set_table(element, replace(setting, measures=(measure,)), words),
                *_noted(element, setting),
            )
        else:
            yield from _block(element, setting)


def _noted(table: etree._Element, setting: Setting) -> list[str]:
    notes = [words(note, setting, table=True) for note in table.iter("TNOTE")]
    return ["", "", *set_notes(notes, setting)][0 if not notes else 2 :] + ["", ""] * bool(notes)


def _blocks(node: etree._Element) -> Iterator[etree._Element]:
    """The elements that are set one below the other, containers opened."""
    for child in node:
        if not isinstance(child.tag, str) or child.tag in ("PREAMB", "FRDOC", "BILCOD"):
            continue
        if child.tag in _CONTAINERS:
            yield from _blocks(child)
        else:
            yield child


def _block(element: etree._Element, setting: Setting) -> Iterator[str]:
    tag, text = str(element.tag), words(element, setting)
    if tag == "AUTH":
        text = f"{element.findtext('HD')} {' '.join(words(p, setting) for p in element.findall('P'))}"
    if tag == "PRTPAGE":
        yield from ("", f"[[Page {element.get('P')}]]", "")
    elif tag == "STARS":
        yield from ("", "* * * * *")
    elif tag == "AMDPAR":
        if setting.closing_quotes != "typed" and setting.wrapper != "plain":
            text = text.replace("''", _ENTITY, 1)
        yield from ("0", *wrap(text)) if setting.bullets == "zero" else ("", *wrap(text))
    elif tag in ("NAME", "TITLE"):
        yield text
    elif tag in ("HD", "SECTNO", "SUBJECT") and text:
        if text != "SUPPLEMENTARY INFORMATION:":
            tight = (
                not setting.spaced
                and setting.soft_ends
                and (element.get("SOURCE") == "HD3" or text.startswith("Supplement No. 4"))
            )
            yield from wrap(text) if tight else ("", *wrap(text), "")
    elif tag == "AUTH":
        yield from ("", *wrap(text, 68, "    "), "")
    elif text:
        yield from wrap(text, indent="" if tag == "FP" else "    ")


def _foot(root: etree._Element) -> Iterator[str]:
    yield from ("", f"[FR Doc. {_number(root)} Filed 1-2-30; 8:45 am]", "BILLING CODE 3510-33-P", "", "")


def _number(root: etree._Element) -> str:
    found = re.search(r"FR Doc\. (\S+)", root.findtext("FRDOC") or "")
    return found[1] if found else ""


def _first(root: etree._Element) -> int:
    page = root.find("PREAMB/PRTPAGE")
    return int(page.get("P") or 100) if page is not None else 100


# -- the page around it -----------------------------------------------------------------------------------------------

_ADDRESS = re.compile(r"\b[\w.]+@[\w.]+\.\w+")
_ANCHOR = "\ue003"
"""Stands for an address while lines are broken; the Register's site puts it in afterwards."""

_ENTITY = "\ue004"
"""Stands for a closing quotation mark that the page has as an HTML entity."""

_CLOUDFLARE = ('<a href="/cdn-cgi/l/email-protection#3376617073515a401d575c501d545c45"><span class="__cf_email__" '
               'data-cfemail="ade8ffeeedcfc4de83c9c2ce83cac2db">[email&#160;protected]</span></a>')  # fmt: skip
_SCRIPT = ('<script data-cfasync="false" '
           'src="/cdn-cgi/scripts/5c5dd728/cloudflare-static/email-decode.min.js"></script>')  # fmt: skip


def _with_anchors(text: str, setting: Setting) -> str:
    """E-mail addresses as the page has them; the blanks of an anchor break no line."""
    if setting.wrapper in ("site", "site without anchors"):
        return _ADDRESS.sub(_ANCHOR, text) if setting.wrapper == "site" else text
    return _ADDRESS.sub(rf'<a{BLANK}href="mailto:\g<0>">\g<0></a>', text) if setting.wrapper == "govinfo" else text


def _link(setting: Setting) -> str:
    return "www.gpo.gov" if setting.wrapper == "plain" else '<a href="http://www.gpo.gov">www.gpo.gov</a>'


def _wrapped(body: str, setting: Setting) -> str:
    if setting.ampersands == "escaped" and setting.wrapper != "plain":  # the columns are set before
        body = body.replace("&", "&amp;")
    if not setting.soft_ends:
        body = re.sub(r"(?<=\S) +$", "", body, flags=re.MULTILINE)
    body = body.replace(BLANK, " ").replace(_ANCHOR, _CLOUDFLARE).replace(_ENTITY, "&rdquo;")
    if setting.wrapper == "plain":
        return body if setting.final_newline else body.rstrip("\n")
    title = "Federal Register, Volume 95 Issue 2 (Thursday, January 3, 2030)"
    scripts = _SCRIPT if setting.wrapper == "site" else ""
    page = f"<html>\n<head>\n<title>{title}</title>\n</head>\n<body><pre>\n{body}\n</pre>{scripts}</body>\n</html>"
    page = page.replace("\u2022 ", "<bullet> ")
    return page + "\n" if setting.final_newline else page
