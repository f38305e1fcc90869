"""Rules written as raw text in the ways in which real ones are set, from a truth that is known before.

Where the ways come from: the real raw texts in tests/golden (2016-31969, 2017-10804, 2017-20406, 2022-03029, 2022-14069,
2022-18268, 2022-27151 ...). Every field of :class:`RawStyle` is one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.reading.generator_items import WORDS, Item
from tests.reading.generator_tables import title
from tests.reading.renditions import typed

LAYOUTS = (
    (31, 28, 19, 18, 16), (36, 33, 35, 26, 22), (25, 30, 21, 19, 17), (25, 30, 20, 20, 17), (23, 35, 22, 17, 15),
    (20, 40, 24, 22, 18), (28, 26, 18, 18, 22),
)  # fmt: skip
"""Columns of real rules, gutters included, and a few that no rule had yet."""

HEADINGS = ("Country", "Entity", "License requirement", "License review policy", "Federal Register citation")
CITATIONS = (
    ("95 FR [INSERT FR PAGE NUMBER], 1/3/30.", None),
    ("95 FR [INSERT FR PAGE NUMBER AND 1/3/2030]", None),
    ("95 FR [INSERT FR PAGE NUMBER 01/03/30.", None),
    ("95 FR [INSERT FR PAGE NUMBER] January 3, 2030.", None),
    ("95 FR [INSERT FR PAGE NUMBERNUMBER]; January 3, 2030.", None),
    ("95 FR 101, 1/3/30.", 101),
    ("95 FR 101 1/3/30", 101),
)


@dataclass(frozen=True)
class RawStyle:
    """How a raw text is set."""

    widths: tuple[int, ...] = LAYOUTS[2]
    doubled_heading: bool = False
    destination: str = "star line"
    stars: str = "mixed"
    rules: str = "groups"
    indented_rules: bool = False
    pages: int = 0
    blanks: int = 0
    alias_marks: str = "--"
    announced: str = "a.k.a., the following {} {}:"
    address: str = "paragraph"
    address_marks: str = ""
    citation: int = 0
    notes: bool = False
    names: str = "names"
    quotes: str = "comma inside"
    soft_ends: bool = True
    in_page: bool = True
    preamble: str = "bullets"


AXES: dict[str, tuple[object, ...]] = {
    "widths": LAYOUTS,
    "doubled_heading": (False, False, True),
    "destination": ("star line", "own line", "own line, dots", "own line, full stop", "first entity", "two lines"),
    "stars": ("mixed", "none", "all"),
    "rules": ("groups", "none", "around stars"),
    "indented_rules": (False, False, True),
    "pages": (0, 0, 2, 6),
    "blanks": (0, 0, 4),
    "alias_marks": ("--", "--", "-- ", "", "-"),
    "announced": (
        "a.k.a., the following {} {}:", "a.k.a., the following {} {}:", "the following {} {}:", "a.k.a. the following {} {}:",
    ),
    "address": ("paragraph", "same paragraph", "row of its own"),
    "address_marks": ("", "", "--"),
    "citation": tuple(range(len(CITATIONS))),
    "notes": (False, True),
    "names": ("names", "names", "counts", "count and names", "whole entries"),
    "quotes": ("comma inside", "outside", "semicolon inside", "semicolon outside", "one unclosed"),
    "soft_ends": (True, True, False),
    "in_page": (True, True, False),
    "preamble": ("bullets", "numbered", "numbered with aliases", "none"),
}  # fmt: skip


def draw_raw_style(random: Random) -> RawStyle:
    """A random style."""
    return RawStyle(**{axis: random.choice(values) for axis, values in AXES.items()})  # type: ignore[arg-type]


@dataclass
class RawDocument:
    """A rule as raw text and its truth."""

    items: list[Item]
    style: RawStyle
    text: str = ""
    cells: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


def build_raw(items: list[Item], style: RawStyle, random: Random) -> RawDocument:
    """Write the document for ``items``: additions, revisions and removals."""
    document = RawDocument(items, style)
    document.cells = {(i.country, i.name): paragraphs(i, style) for i in items if i.operation != "remove"}
    rows = [i for i in items if i.operation != "remove"]
    lines = [
        "[Federal Register Volume 95, Number 2 (Thursday, January 3, 2030)]", "[Rules and Regulations]", "[Pages 100-109]",
        "From the Federal Register Online via the Government Publishing Office [www.gpo.gov]", "[FR Doc No: 2030-00001]", "",
        "=" * 71, "-" * 71, "", "DEPARTMENT OF COMMERCE", "", "Bureau of Industry and Security", "", "15 CFR Part 744", "",
        "[Docket No. 300101-0001]", "RIN 0694-AA00", "", "", "Changes of the Entity List", "",
        "AGENCY: Bureau of Industry and Security, Commerce.", "", "ACTION: Final rule.", "", "-" * 71, "",
        *_wrapped(style, f"SUMMARY: {_summary(items)}"), "", "DATES: This rule is effective January 3, 2030.", "",
        "SUPPLEMENTARY INFORMATION:", "", "Background", "", *_preamble(document), "",
        "List of Subjects in 15 CFR Part 744", "", "    Exports, Terrorism.", "",
        *_wrapped(style, "Accordingly, part 744 is amended as follows:", "    "), "", "PART 744--[AMENDED]", "",
        "0", "1. The authority citation for 15 CFR part 744 continues to read as follows:", "",
        "    Authority: 50 U.S.C. 4801-4852.", "", *_instructions(document), *([] if not rows else [
            "    The additions and revisions read as follows:", "", "Supplement No. 4 to Part 744--Entity List", "", "* * * * *", "",
            *table(document, random), "", "* * * * *", "",
        ]), "Jane Doe,", "Assistant Secretary.", "[FR Doc. 2030-00001 Filed 1-2-30; 8:45 am]", "BILLING CODE 3510-33-P", "", "",
    ]  # fmt: skip
    body = "\n".join(lines)
    if style.in_page:
        body = body.replace("&", "&amp;").replace("<bullet>", "\0").replace("<", "&lt;").replace("\0", "<bullet>")
        body = f"<html>\n<head>\n<title>Federal Register</title>\n</head>\n<body><pre>\n{body}\n</pre></body></html>"
    document.text = body
    return document


# -- running text ------------------------------------------------------------------------------------------------------


def _wrapped(style: RawStyle, text: str, indent: str = "") -> list[str]:
    lines = wrap(typed(text), 71 - len(indent), first=indent, further="")
    if not style.soft_ends:
        return lines
    return [line if line.endswith("-") or n == len(lines) - 1 else f"{line} " for n, line in enumerate(lines)]


def _summary(items: list[Item]) -> str:
    said = []
    for operation, verb in (("add", "adding"), ("revise", "modifying"), ("remove", "removing")):
        number = sum(i.operation == operation for i in items)
        if number:
            noun = "entry" if number == 1 else "entries"
            said.append(f"{verb} {WORDS[number] if number < len(WORDS) else number} {noun}")
    return f"This rule amends the EAR by {', '.join(said)} on the Entity List."


def _preamble(document: RawDocument) -> Iterator[str]:
    style = document.style
    added = [i for i in document.items if i.operation == "add"]
    if style.preamble == "none" or not added:
        yield from _wrapped(style, "The Committee determined to make these amendments.", "    ")
        return
    yield from _wrapped(style, f"This final rule adds the following {len(added)} entries to the Entity List:", "    ")
    for country in dict.fromkeys(i.country for i in added):
        yield from ("", title(country), "")
        here = [i for i in added if i.country == country]
        for n, item in enumerate(here, 1):
            end = "." if n == len(here) else "; and" if n == len(here) - 1 else ";"
            if style.preamble == "bullets":
                mark = "<bullet>" if style.in_page else "\u2022"
                yield from _wrapped(style, f"{mark} {item.name}{end}", "    ")
            elif style.preamble == "numbered" or not item.aliases:
                yield from _wrapped(style, f"({n}) {item.name}{end}", "    ")
            else:
                yield from _wrapped(style, f"({n}) {item.name}, a.k.a., the following {_count(item)}:", "    ")
                yield from ("", *(f"--{typed(alias).rstrip('.')}." for alias in item.aliases), "")
                yield from _wrapped(style, f"{'; and '.join(item.addresses).rstrip('.')}{end}", "    ")


def _count(item: Item) -> str:
    number = len(item.aliases)
    return f"{WORDS[number] if number < len(WORDS) else number} {'alias' if number == 1 else 'aliases'}"


def _instructions(document: RawDocument) -> Iterator[str]:
    """One level a destination and operation, each below a 0 where the bullet of an instruction was."""
    style = document.style
    yield from ("0", "2. Supplement No. 4 to part 744 is amended:")
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in document.items:
        groups.setdefault((item.country, item.operation), []).append(item)
    for n, ((country, operation), items) in enumerate(groups.items()):
        end = "." if n == len(groups) - 1 else ";"
        verb = {"add": "By adding, in alphabetical order,", "revise": "By revising", "remove": "By removing"}[operation]
        mark = chr(97 + n) if n < 26 else f"a{chr(97 + n - 26)}"
        text = f"{mark}. Under {country}: {verb} {_named(document, items)}{end}"
        yield from ("0", *_wrapped(style, text))
    yield ""


def _named(document: RawDocument, items: list[Item]) -> str:
    style = document.style
    removes = items[0].operation == "remove"
    one = len(items) == 1
    number = WORDS[len(items)] if len(items) < len(WORDS) else str(len(items))
    if style.names == "counts" and not removes:
        return f"{number} {'entity' if one else 'entities'}"
    names = [i.name for i in items]
    if style.names == "whole entries" and removes:
        names = [" ".join(paragraphs(i, RawStyle())).rstrip(".") for i in items]
    quoted = quote(names, style.quotes)
    if style.names == "count and names":
        return f"{number} {'entity' if one else 'entities'}, {quoted}"
    return f"{'the entry' if one else 'entries'} for {quoted}"


def quote(names: list[str], style: str) -> str:
    """Names as an instruction quotes them."""
    last = len(names) - 1
    closing = {"comma inside": ",\u201d", "outside": "\u201d,", "semicolon inside": ";\u201d", "semicolon outside": "\u201d;",
               "one unclosed": ",\u201d"}[style]  # fmt: skip
    marked = [f"\u201c{name}{closing if n < last else chr(0x201D)}" for n, name in enumerate(names)]
    plain = all("\u201c" not in name and "," not in name for name in names)
    if style == "one unclosed" and last > 1 and plain:
        marked[0] = marked[0].replace("\u201d", "")
    if last:
        marked[-1] = f"and {marked[-1]}"
    return " ".join(marked)


# -- cells -------------------------------------------------------------------------------------------------------------


def paragraphs(item: Item, style: RawStyle) -> tuple[str, ...]:
    """The entity cell's paragraphs, as the print has them."""
    addresses = "; and ".join(a.rstrip(" .") for a in item.addresses) + "."
    if not item.aliases:
        if style.address == "same paragraph":
            return (f"{item.name}, {addresses}",)
        return f"{item.name},", addresses
    number = len(item.aliases)
    count = WORDS[number] if number < len(WORDS) else str(number)
    noun = "alias" if number == 1 else "aliases"
    announced = style.announced.format(count, noun)
    mark = style.alias_marks.replace("--", "\u2014")
    names = [f"{mark}{alias.strip('; ')}" for alias in item.aliases]
    closed = [f"{name};" for name in names[:-1]] + [f"{names[-1].rstrip('.')}."]
    if number > 1:
        closed[-2] += " and"
    if style.alias_marks == "-":  # run on in one paragraph
        return f"{item.name}, {announced} {' '.join(closed)} {addresses}".replace("  ", " "), *()
    where = f"\u2014{addresses}" if style.address_marks else addresses
    return f"{item.name}, {announced}", *closed, where


def wrap(text: str, width: int, first: str = "", further: str = " ") -> list[str]:
    """``text`` in lines of ``width``, broken at blanks, hyphens and slashes as GPO's typesetting does."""
    pieces = [piece for word in text.split() for piece in (*re.split(r"(?<=[\w][-/])(?=\w)|(?<=--)(?=\w)", word), " ")]
    lines: list[str] = []
    line = first
    for piece in pieces:
        letters = len(line.rstrip()) + (1 if line.endswith(" ") and line.strip() else 0) + len(piece)
        if piece != " " and letters > width + len(first if not lines else further) and line.strip():
            lines.append(line.rstrip())
            line = further
        line += piece
    return [*lines, line.rstrip()]


def table(document: RawDocument, random: Random) -> list[str]:
    """The table, over as many columns as the style has, with all that may stand between its rows."""
    style = document.style
    widths = _widen(document)
    rule = "-" * sum(widths)
    out = [rule, *_heading_lines(style, widths), rule]
    rows = sorted((i for i in document.items if i.operation != "remove"), key=lambda i: (i.country, i.name.lower()))
    for n, country in enumerate(dict.fromkeys(i.country for i in rows)):
        if n and style.rules == "groups":
            out.append(rule)
        if style.stars != "none":
            out += [" ", " " * (sum(widths) // 2 - 6) + "* * * * * * *"]
            out += [rule] if style.rules == "around stars" else []
        here = [i for i in rows if i.country == country]
        out += _destination_lines(style, widths, country)
        for k, item in enumerate(here):
            heads = country if style.destination == "first entity" and k == 0 else ""
            out += _row(document, item, widths, heads)
            if style.stars == "all" or (style.stars == "mixed" and random.random() < 0.5):
                out += [" " * (widths[0] + (sum(widths[1:]) - 11) // 2) + "* * * * * *"]
            elif style.indented_rules and k < len(here) - 1:
                out += [" " * widths[0] + "-" * sum(widths[1:])]
    out.append(rule)
    out = _disturbed(style, out, random)
    if style.notes:
        note = "\\3\\ For this entity, ``items subject to the EAR'' includes items under Sec.   734.9(g) of the EAR. See Sec.  Sec."
        out += wrap(
            f"{note}   746.8 and 744.21 of the EAR for related license requirements.", sum(widths) - 2, further="  "
        )
    return out


def _widen(document: RawDocument) -> list[int]:
    """The style's widths, a column made wider where one of its words would not fit into it."""
    widths = list(document.style.widths)
    for item in document.items:
        if item.operation == "remove":
            continue
        cells = (*document.cells[item.country, item.name], *_terms(document.style, item))
        for n, text in zip((*[1] * (len(cells) - 3), 2, 3, 4), cells, strict=True):
            longest = max((len(w) for w in re.split(r"[\s]|(?<=[\w][-/])(?=\w)|(?<=--)(?=\w)", typed(text))), default=0)
            widths[n] = max(widths[n], longest + 3)
    longest = max(len(w) for i in document.items for w in title(i.country).split())
    widths[0] = max(widths[0], longest + 8)
    return widths


def _heading_lines(style: RawStyle, widths: Sequence[int]) -> list[str]:
    heads = [wrap(h, w - 4, further="") for h, w in zip(HEADINGS, widths, strict=True)]
    if style.doubled_heading:
        heads[3] = [line.replace("License review", "License  review") for line in heads[3]]
    deep = max(map(len, heads))
    padded = [[""] * (deep - len(h)) + h for h in heads]
    return [
        "".join(cell.center(w) for cell, w in zip(line, widths, strict=True)).rstrip()
        for line in zip(*padded, strict=True)
    ]


def _destination_lines(style: RawStyle, widths: Sequence[int], country: str) -> list[str]:
    lines = wrap(typed(country), widths[0] - 3)
    if style.destination == "first entity":
        return []
    if style.destination in ("star line", "own line, dots"):
        lines[-1] = lines[-1].ljust(widths[0] - 2, ".")
    if style.destination == "own line, full stop":
        lines[-1] += "."
    if style.destination == "two lines" and len(lines) > 1:
        lines = [line.strip() for line in lines]
    if style.destination == "star line":
        lines[0] = lines[0].ljust(widths[0] + (sum(widths[1:]) - 11) // 2) + "* * * * * *"
    return lines


def _terms(style: RawStyle, item: Item) -> tuple[str, str, str]:
    mark = f"\\{item.footnote}\\" if item.footnote else ""
    policy = item.policy + ("" if item.policy.endswith(".") else ".")
    return f"{item.requirement}{' ' if mark else ''}{mark}", policy, item.old_citation + CITATIONS[style.citation][0]


def _row(document: RawDocument, item: Item, widths: Sequence[int], country: str) -> list[str]:
    style = document.style
    cell = document.cells[item.country, item.name]
    terms = [
        wrap(typed(text).replace("Sec.  ", "Sec.   "), w - 3)
        for text, w in zip(_terms(style, item), widths[2:], strict=True)
    ]
    place = wrap(typed(country), widths[0] - 3) if country else []
    if place:
        place[-1] = place[-1] + "."
    entity = [wrap(typed(text), widths[1] - 3) for text in cell]
    if style.address == "row of its own" and len(entity) > 1:  # what follows the name stands below the terms
        deep = max(len(entity[0]), *map(len, terms), len(place))
        entity[0] += [""] * (deep - len(entity[0]))
    columns = [place, [line for paragraph in entity for line in paragraph], *terms]
    deep = max(map(len, columns))
    lines = [
        "".join((c[n] if n < len(c) else "").ljust(w) for c, w in zip(columns, widths, strict=True))
        for n in range(deep)
    ]
    return [line.rstrip() for line in lines]


def _disturbed(style: RawStyle, lines: list[str], random: Random) -> list[str]:
    """Page marks and lines of one blank anywhere behind the heading."""
    body = next(n for n, line in enumerate(lines) if n and line.startswith("----")) + 1
    for _ in range(style.pages):
        at = random.randrange(body, len(lines))
        lines[at:at] = ["", f"[[Page {random.randrange(1000, 99999)}]]", "", " "]
    for _ in range(style.blanks):
        lines.insert(random.randrange(body, len(lines)), " ")
    return lines
