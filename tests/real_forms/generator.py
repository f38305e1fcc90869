"""Rule documents made of real entries in random styles, and what a reader must find in them.

The truth is known before the document is written: an entry is drawn from the list, its cell is written anew from its
parts (name, aliases, addresses), and the reader has to give back exactly what went in. The axes are those on which real
and reconstructed rules are known or likely to differ. ``raw_text`` of ``typesetting`` sets the same document as text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from itertools import count

from tests.real_forms.generator_corrections import NAMES_ANOTHER, correcting
from tests.real_forms.generator_instructions import groups, levels, phrase, sentence
from tests.real_forms.generator_items import Item, draw_items
from tests.real_forms.generator_preamble import DATES, preamble, summary
from tests.real_forms.generator_styles import AXES, CORRECTIONS, Style, draw_style
from tests.real_forms.generator_tables import odd_item, tables

__all__ = ["AXES", "CORRECTIONS", "Document", "Item", "Style", "build", "draw_items", "draw_style"]

AUTHORITY = (
    "<REGTEXT TITLE='15' PART='744'><AMDPAR>1. The authority citation for 15 CFR part 744 continues to read as follows:</AMDPAR>"
    "<AUTH><HD SOURCE='HED'>Authority:</HD><P>50 U.S.C. 4801-4852; 50 U.S.C. 4601 <E T='03'>et seq.;</E> E.O. 12058, 43 FR 20947, "
    "3 CFR, 1978 Comp., p. 179; Notice of November 8, 2029, 94 FR 68015 (November 10, 2029).</P></AUTH></REGTEXT>"
)
HEAD = (
    "<AGENCY>DEPARTMENT OF COMMERCE</AGENCY><SUBAGY>Bureau of Industry and Security</SUBAGY><CFR>15 CFR Part 744</CFR>"
    "<DEPDOC>[Docket No. 300101-0001]</DEPDOC><RIN>RIN 0694-AJ00</RIN>"
)
AGENCY = "<AGY><HD SOURCE='HED'>AGENCY:</HD><P>Bureau of Industry and Security, Department of Commerce.</P></AGY>"
CONTACT = (
    "<FURINF><HD SOURCE='HED'>FOR FURTHER INFORMATION CONTACT:</HD><P>Chair, End-User Review Committee, Office of the Assistant "
    "Secretary for Export Administration, Bureau of Industry and Security, Department of Commerce, Phone: (202) 482-5991, Email: "
    "<E T='03'>ERC@bis.doc.gov</E>.</P></FURINF>"
)
LEADS = (
    "<LSTSUB><HD SOURCE='HED'>List of Subjects in 15 CFR Part 744</HD><P>Exports, Reporting and recordkeeping requirements, "
    "Terrorism.</P></LSTSUB><P>Accordingly, part 744 of the Export Administration Regulations (15 CFR parts 730-774) is amended as "
    "follows:</P>"
)
PART_744 = "<PART><HD SOURCE='HED'>PART 744—CONTROL POLICY: END-USER AND END-USE BASED</HD></PART>"
SIGNED = (
    "<SIG><NAME>Matthew S. Borman,</NAME><TITLE>Deputy Assistant Secretary for Export Administration.</TITLE></SIG>"
)


@dataclass
class Document:
    """A generated rule and its truth. ``plain`` is its XML without blanks that mean nothing, from which text is set."""

    items: list[Item]
    style: Style
    plain: str = ""

    @property
    def xml(self) -> str:
        """The document's XML."""
        return _pretty(self.plain, self.style.pretty)

    @property
    def odd(self) -> Item | None:
        """The item whose row is printed so oddly that it may be left unread, and the rule be doubted."""
        return odd_item(self.style, self.items)


def build(items: list[Item], style: Style) -> Document:
    """Write the document for ``items`` in ``style``."""
    corrects = style.correction in NAMES_ANOTHER
    number = "C1-2030-00001" if corrects else "2030-00001"
    amendments = f"{_other_before(style)}{PART_744}{_amendments(items, style)}{_other_after(style)}"
    body = f"{preamble(style, items)}{_amendments(items, style) if corrects else LEADS + _numbered(amendments)}"
    return Document(
        items,
        style,
        '<?xml version="1.0" encoding="UTF-8"?>\n<RULE><PREAMB><PRTPAGE P="100"/>'
        f"{HEAD}<SUBJECT>Additions and Revisions to the Entity List{'; Correction' if corrects else ''}</SUBJECT>{AGENCY}"
        f"<ACT><HD SOURCE='HED'>ACTION:</HD><P>Final rule{'; correction' if corrects else ''}.</P></ACT>"
        f"<SUM><HD SOURCE='HED'>SUMMARY:</HD><P>{escape(summary(style, items))}</P></SUM>"
        f"<EFFDATE><HD SOURCE='HED'>DATES:</HD><P>{_dates(style)}</P></EFFDATE>{CONTACT}</PREAMB>"
        f"<SUPLINF><HD SOURCE='HED'>SUPPLEMENTARY INFORMATION:</HD>{body}{SIGNED}</SUPLINF>"
        f"<FRDOC>[FR Doc. {number} Filed 1-2-30; 8:45 am]</FRDOC><BILCOD>BILLING CODE 3510-33-P</BILCOD></RULE>",
    )


def _dates(style: Style) -> str:
    """The DATES section; the instruction that adds is the fourth where others stand before it."""
    return DATES[style.dates].format(n=4 if style.other_parts else 2)


def _numbered(amendments: str) -> str:
    """The instructions of all parts numbered through, as the Register numbers them."""
    numbers = count(1)
    return re.sub(r"(?<=<AMDPAR>)\d+(?=\. )", lambda _: str(next(numbers)), amendments)


_INLINE = r"E|SU|FR|PRTPAGE|LI"


def _pretty(xml: str, kind: str) -> str:
    """The XML in indented lines: between elements, or around every element of a text too, as the Register's site has it."""
    if kind == "between":
        return re.sub(rf"><(?!/?(?:{_INLINE})\b)", ">\n            <", xml)
    if kind == "mixed":  # a text's own blanks stay behind the indent and before the line end
        xml = re.sub(rf"(?<=[^>\s])(\s?)<({_INLINE})\b", r"\1\n            <\2", xml)
        xml = re.sub(rf"(</(?:{_INLINE})>|<PRTPAGE[^>]*/>)(?=[^<\n])", r"\1\n            ", xml)
        return re.sub(r"><", ">\n            <", xml)
    return xml


# -- the amendments ---------------------------------------------------------------------------------------------------


def _amendments(items: list[Item], style: Style) -> str:
    found = groups(items)
    if style.correction != "none":
        return _correction(items, style)
    if style.levels == "own regtext":
        parts = []
        for n, group in enumerate(found):
            instruction = f"{n + 2}. {sentence(style, [phrase(style, group)], further=n > 0)}"
            parts.append(_regtext(style, [instruction], list(group.items), headed=False, odd=odd_item(style, items)))
        return AUTHORITY + "".join(parts)
    # A table may leave its destination to the instructions only where they name no other that has rows.
    headed = len({i.country for i in items if i.operation != "remove"}) > 1 or any(i.to_country for i in items)
    return AUTHORITY + _regtext(style, levels(style, found), items, headed=headed, odd=odd_item(style, items))


def _regtext(style: Style, instructions: list[str], items: list[Item], *, headed: bool, odd: Item | None) -> str:
    rows = any(i.lines for i in items)
    if rows and style.reads == "instruction" and " to read as follows" not in instructions[-1]:
        instructions = [*instructions[:-1], instructions[-1].rstrip(";.") + " to read as follows:"]
    marked = _paragraphs(style, instructions)
    if not rows:
        return f"<REGTEXT TITLE='15' PART='744'>{marked}</REGTEXT>"
    reads = "<P>The additions and revisions read as follows:</P>" if style.reads == "paragraph" else ""
    content = f"{reads}{_heading(style)}{tables(style, items, headed=headed, odd=odd)}<STARS/>"
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
    if style.pages == "instructions":  # inside the first, in a name of the second, and before every further one
        marked[0] = re.sub(r"^((?:\S+ ){4})", r"\1<PRTPAGE P='105'/>", marked[0])
        marked[1:2] = [re.sub(r"(“\w+) ", r"\1 <PRTPAGE P='105'/>", m, count=1) for m in marked[1:2]]
    between = "<PRTPAGE P='106'/>" if style.pages == "instructions" else ""
    return between.join(f"<{tag}>{m}</{tag}>" for m in marked)


def _correction(items: list[Item], style: Style) -> str:
    """What is corrected, each entry with its text; in plain paragraphs, or as amendments."""
    plain = style.correction in ("paragraphs", "rule only")
    content = f"{_paragraphs(style, correcting(style, groups(items)), 'P' if plain else 'AMDPAR')}{_heading(style) if any(i.lines for i in items) else ''}{tables(style, items)}"
    return content if plain else f"<REGTEXT TITLE='15' PART='744'>{content}</REGTEXT>"


# -- what other parts and supplements get -----------------------------------------------------------------------------


def _other_before(style: Style) -> str:
    if not style.other_parts:
        return ""
    return (
        "<PART><HD SOURCE='HED'>PART 740—LICENSE EXCEPTIONS</HD></PART><REGTEXT TITLE='15' PART='740'><AMDPAR>1. Supplement No. 4 to part 740 is amended by adding an entry for “Nobody;”"
        "</AMDPAR></REGTEXT><REGTEXT TITLE='15' PART='744'><AMDPAR>2. Section 744.21 is amended by removing paragraph (b)."
        "</AMDPAR><SECTION><SECTNO>§ 744.21</SECTNO><SUBJECT>Restrictions.</SUBJECT><P>(a) China is a destination.</P></SECTION></REGTEXT>"
    )


def _other_after(style: Style) -> str:
    if not style.other_parts:
        return ""
    if style.other_parts == "6":
        return (
            "<REGTEXT TITLE='15' PART='744'><AMDPAR>4. Supplement no. 6 to part 744 is amended by:</AMDPAR><AMDPAR>a. Under CHINA, PEOPLE'S "
            "REPUBLIC OF, removing the following entries: “Guangdong Nobody Co., Ltd.”, and “Foshan Somebody Optical Co., Ltd.”; and"
            "</AMDPAR><AMDPAR>b. Under PAKISTAN, removing the entry for “Nobody Polymer &amp; Chemicals Limited”.</AMDPAR></REGTEXT>"
        )
    heads = (
        "<BOXHD><CHED H='1'>Country</CHED><CHED H='1'>Entity</CHED><CHED H='1'>Federal Register citation</CHED></BOXHD>"
    )
    row = "<ROW><ENT I='01'>CHINA, PEOPLE'S REPUBLIC OF</ENT><ENT>Military Someone Co., Beijing, China</ENT><ENT>85 FR 1, 12/23/2020.</ENT></ROW>"
    return (
        "<REGTEXT TITLE='15' PART='744'><AMDPAR>4. Supplement No. 7 to part 744 is amended under CHINA by adding an entry for "
        "“Military Someone Co.” and removing the entry for “Military Nobody.”</AMDPAR><HD SOURCE='HD1'>Supplement No. 7 to Part "
        f"744—Military End-User List</HD><GPOTABLE COLS='3'>{heads}{row}</GPOTABLE></REGTEXT>"
    )
