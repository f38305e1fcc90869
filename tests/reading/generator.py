"""Rule documents made of real entries in random styles, and what a reader must find in them.

The truth is known before the document is written: an entry is drawn from the list, its cell is written anew from its
parts (name, aliases, addresses), and the reader has to give back exactly what went in. The axes are those on which real
and reconstructed rules are known or likely to differ.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

from tests.reading.generator_instructions import correcting, groups, levels, number, phrase, sentence
from tests.reading.generator_items import Item, draw_items
from tests.reading.generator_styles import AXES, CORRECTIONS, Style, draw_style
from tests.reading.generator_tables import tables, title

__all__ = ["AXES", "CORRECTIONS", "Document", "Item", "Style", "build", "draw_items", "draw_style"]

AUTHORITY = (
    "<REGTEXT TITLE='15' PART='744'><AMDPAR>1. The authority citation for 15 CFR part 744 continues to read as follows:</AMDPAR>"
    "<AUTH><HD SOURCE='HED'>Authority:</HD><P>50 U.S.C. 4801-4852.</P></AUTH></REGTEXT>"
)


@dataclass
class Document:
    """A generated rule and its truth."""

    items: list[Item]
    style: Style
    xml: str = ""


def build(items: list[Item], style: Style) -> Document:
    """Write the document for ``items`` in ``style``."""
    document = Document(items, style)
    corrects = style.correction in ("document", "paragraphs")
    number_ = "C1-2030-00001" if corrects else "2030-00001"
    document.xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<RULE><PREAMB><PRTPAGE P="100"/>'
        "<AGENCY>DEPARTMENT OF COMMERCE</AGENCY><SUBAGY>Bureau of Industry and Security</SUBAGY>"
        "<CFR>15 CFR Part 744</CFR><SUBJECT>Generated rule</SUBJECT>"
        f"<ACT><HD SOURCE='HED'>ACTION:</HD><P>Final rule{'; correction' if corrects else ''}.</P></ACT>"
        f"<SUM><HD SOURCE='HED'>SUMMARY:</HD><P>{escape(_summary(document))}</P></SUM>"
        "<EFFDATE><HD SOURCE='HED'>DATES:</HD><P>This rule is effective January 2, 2030.</P></EFFDATE></PREAMB>"
        f"<SUPLINF><HD SOURCE='HD1'>Background</HD>{_preamble(document)}{_other_before(style)}{_amendments(document)}"
        f"{_other_after(style)}</SUPLINF><FRDOC>[FR Doc. {number_} Filed 1-2-30; 8:45 am]</FRDOC></RULE>"
    )
    if style.pretty:
        document.xml = document.xml.replace("><", ">\n            <").replace("<E T=", "\n   <E T=")
    return document


# -- the witnesses ----------------------------------------------------------------------------------------------------


def _summary(document: Document) -> str:
    style, items = document.style, document.items
    if style.summary == "none":
        return "This rule amends the Entity List."
    added = [i for i in items if i.operation == "add"]
    revised = sum(i.operation in ("revise", "correct", "move") for i in items)
    removed = sum(i.operation == "remove" for i in items)
    said = []
    if added:
        noun = "entry" if len(added) == 1 else "entries"
        add = f"by adding {number(style, len(added))} {noun} to the Entity List"
        if style.summary == "entities and entries":
            names = number(style, len({i.name.lower() for i in added}))
            add = f"by adding {names} entities under {number(style, len(added))} entries to the Entity List"
        if style.summary == "by country":
            shares = [f"{title(c)} ({sum(i.country == c for i in added)})" for c in sorted({i.country for i in added})]
            add += ", under the destinations of " + ", ".join(shares)
        said.append(
            f"In this rule, the Bureau of Industry and Security (BIS) amends the Export Administration Regulations (EAR) {add}."
        )
    if revised:
        said.append(f"This final rule also modifies {number(style, revised)} existing entries on the Entity List.")
    if removed:
        noun = "entity" if removed == 1 else "entities"
        said.append(f"This final rule removes {number(style, removed)} {noun} from the Entity List.")
    return " ".join(said)


def _preamble(document: Document) -> str:
    style = document.style
    added = [i for i in document.items if i.operation == "add"]
    if style.preamble == "none" or not added:
        return "<P>The End-User Review Committee determined to make these amendments.</P>"
    out = [
        f"<P>This final rule adds the following {number(style, len(added))} entries to the Entity List and includes, where "
        "appropriate, aliases:</P>"
    ]
    for country in dict.fromkeys(i.country for i in added):
        out.append(f"<HD SOURCE='HD3'>{escape(title(country))}</HD>")
        here = [i for i in added if i.country == country]
        for n, item in enumerate(here, 1):
            end = "." if n == len(here) else "; and" if n == len(here) - 1 else ";"
            name = escape(item.name, quote=False)
            out.append(
                {
                    "bullets": f"<P>• {name}{end}</P>",
                    "numbered": f"<P>({n}) {name}{end}</P>",
                    "bare": f"<P>{name}{end}</P>",
                    "italic": f"<P>({n}) <E T='03'>{name},</E> {escape(item.lines[-1], quote=False)}</P>",
                }[style.preamble]
            )
    return "".join(out)


# -- the amendments ---------------------------------------------------------------------------------------------------


def _amendments(document: Document) -> str:
    style, found = document.style, groups(document.items)
    if style.correction != "none":
        return _correction(document)
    if style.levels == "own regtext":
        parts = []
        for n, group in enumerate(found):
            instruction = f"{n + 2}. {sentence(style, [phrase(style, group)], further=n > 0)}"
            parts.append(_regtext(style, [instruction], list(group.items), headed=False))
        return AUTHORITY + "".join(parts)
    # A table may leave its destination to the instructions only where they name no other that has rows.
    headed = len({i.country for i in document.items if i.operation != "remove"}) > 1 or any(
        i.to_country for i in document.items
    )
    return AUTHORITY + _regtext(style, levels(style, found), document.items, headed=headed)


def _regtext(style: Style, instructions: list[str], items: list[Item], *, headed: bool) -> str:
    rows = any(i.lines for i in items)
    if rows and style.reads == "instruction" and " to read as follows" not in instructions[-1]:
        instructions = [*instructions[:-1], instructions[-1].rstrip(";.") + " to read as follows:"]
    marked = _paragraphs(style, instructions)
    if not rows:
        return f"<REGTEXT TITLE='15' PART='744'>{marked}</REGTEXT>"
    reads = "<P>The additions and revisions read as follows:</P>" if style.reads == "paragraph" else ""
    content = f"{reads}{_heading(style)}{tables(style, items, headed=headed)}<STARS/>"
    for tag in reversed(style.wrapper.split()):
        content = f"<{tag}>{content}</{tag}>"
    if style.table_place == "section":
        content = f"<SECTION><SECTNO>Supp. No. 4</SECTNO>{content}</SECTION>"
    between = {"outside": "</REGTEXT>", "own regtext": "</REGTEXT><REGTEXT TITLE='15' PART='744'>"}.get(
        style.table_place, ""
    )
    end = "" if style.table_place == "outside" else "</REGTEXT>"
    return f"<REGTEXT TITLE='15' PART='744'>{marked}{between}{content}{end}"


def _heading(style: Style) -> str:
    return "<HD SOURCE='HD1'>Supplement No. 4 to Part 744—Entity List</HD><STARS/>" if style.heading else ""


def _paragraphs(style: Style, texts: list[str], tag: str = "AMDPAR") -> str:
    if style.spaces == "fixed":
        texts = [t.replace("No. 4", "No.\u00a04").replace("no. 4", "no.\u00a04") for t in texts]
    marked = [escape(t, quote=False) for t in texts]
    if style.pages == "instructions":  # inside the first, and before every further one
        marked[0] = marked[0].replace(" ", " <PRTPAGE P='105'/>", 1)
    between = "<PRTPAGE P='106'/>" if style.pages == "instructions" else ""
    return between.join(f"<{tag}>{m}</{tag}>" for m in marked)


def _correction(document: Document) -> str:
    """What is corrected, each entry with its text; in plain paragraphs, or as amendments."""
    style, items = document.style, document.items
    plain = style.correction == "paragraphs"
    texts = correcting(replace(style, wording="names"), groups(items))
    content = f"{_paragraphs(style, texts, 'P' if plain else 'AMDPAR')}{_heading(style)}{tables(style, items)}"
    return content if plain else f"<REGTEXT TITLE='15' PART='744'>{content}</REGTEXT>"


def _other_before(style: Style) -> str:
    if not style.other_parts:
        return ""
    return (
        "<REGTEXT TITLE='15' PART='740'><AMDPAR>1. Supplement No. 4 to part 740 is amended by adding an entry for “Nobody;”"
        "</AMDPAR></REGTEXT><REGTEXT TITLE='15' PART='744'><AMDPAR>3. Section 744.21 is amended by removing paragraph (b)."
        "</AMDPAR><SECTION><SECTNO>§ 744.21</SECTNO><SUBJECT>Restrictions.</SUBJECT><P>(a) China is a destination.</P></SECTION></REGTEXT>"
    )


def _other_after(style: Style) -> str:
    if not style.other_parts:
        return ""
    row = "<ROW><ENT I='01'>CHINA, PEOPLE'S REPUBLIC OF</ENT><ENT>Military Someone Co., Beijing, China</ENT><ENT>85 FR 1, 12/23/2020.</ENT></ROW>"
    return (
        "<REGTEXT TITLE='15' PART='744'><AMDPAR>4. Supplement No. 7 to part 744 is amended under CHINA by adding an entry for "
        "“Military Someone Co.” and removing the entry for “Military Nobody.”</AMDPAR><HD SOURCE='HD1'>Supplement No. 7 to Part "
        f"744—Military End-User List</HD><GPOTABLE COLS='3'>{row}</GPOTABLE></REGTEXT>"
    )
