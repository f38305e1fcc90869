"""Rule documents made of real entries in random styles, and what a reader must find in them.

The truth is known before the document is written: an entry is drawn from the list, its cell is written anew from its
parts (name, aliases, addresses), and the reader has to give back exactly what went in. The axes are those on which real
and reconstructed rules are known or likely to differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from html import escape
from random import Random

from monitor.jobs.baseline import bundled
from monitor.model import Entry
from monitor.reading.files import read_snapshot

WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
TITLES = {"CHINA, PEOPLE'S REPUBLIC OF": ("China, People's Republic of", "China", "the People's Republic of China")}
ADJECTIVES = {"CHINA, PEOPLE'S REPUBLIC OF": "Chinese", "RUSSIA": "Russian", "IRAN": "Iranian", "PAKISTAN": "Pakistani",
              "TURKEY": "Turkish", "GERMANY": "German", "INDIA": "Indian"}  # fmt: skip
STARS = "*         *         *         *         *         *         *"


@dataclass(frozen=True)
class Item:
    """One amendment to be written: what happens to which party, and its cell's printed lines (none for a removal)."""

    operation: str
    country: str
    name: str
    lines: tuple[str, ...] = ()
    requirement: str = "For all items subject to the EAR. (See § 744.11 of the EAR)"
    policy: str = "Presumption of denial"
    footnote: int = 0
    old_citation: str = ""
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    @property
    def text(self) -> str | None:
        """The entity cell in one line, as the reader must give it."""
        return " ".join(self.lines) or None


@dataclass(frozen=True)
class Style:
    """How a document is written; every field is one axis."""

    wording: str = "names"
    levels: str = "letters"
    mood: str = "gerund"
    place: str = "before"
    supplement: str = "Supplement No. 4 to part 744"
    country: str = "capitals"
    quotes: str = "inside"
    numbers: str = "words"
    in_order: str = "after"
    country_row: str = "own"
    alias_lines: str = "li"
    preamble: str = "bullets"
    wrapper: str = ""
    heads: bool = True
    pages: bool = False
    pretty: bool = False
    tables: str = "one"
    cite: str = "insert"
    footnotes: str = "SU"
    other_parts: bool = False
    summary: str = "total"
    spans: bool = False
    tnote: bool = False


AXES: dict[str, tuple[object, ...]] = {
    "wording": ("names", "names", "count", "count and names"),
    "levels": ("letters", "romans", "one sentence", "run on", "parentheses", "own regtext"),
    "mood": ("gerund", "imperative", "by gerund"),
    "place": ("before", "after", "destination of"),
    "supplement": ("Supplement No. 4 to part 744", "Supplement no. 4 to part 744", "supplement No. 4 to Part 744"),
    "country": ("capitals", "title", "quoted"),
    "quotes": ("inside", "outside", "straight"),
    "numbers": ("words", "digits"),
    "in_order": ("after", "commas", "none"),
    "country_row": ("own", "star", "first", "title", "continued", "absent"),
    "alias_lines": ("li", "rows", "run on", "p"),
    "preamble": ("bullets", "numbered", "bare", "italic", "none"),
    "wrapper": ("", "EXTRACT", "APPENDIX"),
    "heads": (True, True, False),
    "pages": (False, True),
    "pretty": (False, True),
    "tables": ("one", "each"),
    "cite": ("insert", "filled", "short"),
    "footnotes": ("SU", "E51", "bare"),
    "other_parts": (False, True),
    "summary": ("total", "by country", "none", "entities and entries"),
    "spans": (False, True),
    "tnote": (False, True),
}


def draw_style(random: Random) -> Style:
    """A random style."""
    return Style(**{axis: random.choice(values) for axis, values in AXES.items()})  # type: ignore[arg-type]


# -- what goes in -----------------------------------------------------------------------------------------------------


@cache
def real_entries() -> tuple[Entry, ...]:
    """Entries of the bundled list whose cells can be written from their parts."""
    snapshot = read_snapshot(bundled(), "the bundled list")
    return tuple(
        e
        for e in snapshot.entries
        if e.addresses and e.name and not e.sub_entities and not e.name.startswith("Address ") and len(e.text) < 1500
        and e.name != "Djamshid Nezhad"  # its terms stand in each other's columns, in the eCFR itself
        and ";" not in e.name and all(e.name.lower() != a.lower() for a in e.aliases)
    )  # fmt: skip


def cell_lines(entry: Entry) -> tuple[str, ...]:
    """The entity cell's lines as BIS prints them."""
    addresses = "; and ".join(entry.addresses).rstrip(" .") + "."
    if entry.cross_references:
        addresses += f" ({entry.cross_references[0].strip('() .')})."
    if not entry.aliases:
        return (f"{entry.name}, {addresses}",)
    count = WORDS[len(entry.aliases)] if len(entry.aliases) < len(WORDS) else str(len(entry.aliases))
    noun = "alias" if len(entry.aliases) == 1 else "aliases"
    names = [f"—{a.rstrip(';')};" for a in entry.aliases]
    if len(names) > 1:
        names[-2] += " and"
    names[-1] = names[-1][:-1].rstrip(".") + "."
    return (f"{entry.name}, a.k.a., the following {count} {noun}:", *names, addresses)


def draw_items(random: Random) -> list[Item]:
    """A few amendments of real entries under one to four destinations, sorted as BIS does."""
    entries = real_entries()
    by_country: dict[str, list[Entry]] = {}
    for entry in entries:
        by_country.setdefault(entry.country, []).append(entry)
    items: list[Item] = []
    for country in random.sample(sorted(by_country), random.randint(1, 4)):
        pool = by_country[country]
        for entry in random.sample(pool, min(len(pool), random.choice((1, 1, 2, 3, 5)))):
            if any(i.name.lower() == entry.name.lower() and i.country == country for i in items):
                continue
            operation = random.choice(("add", "add", "add", "revise", "remove"))
            lines = () if operation == "remove" else cell_lines(entry)
            items.append(
                Item(
                    operation, country, entry.name, lines,
                    entry.license_requirement or "All items.", entry.license_review_policy or "Denial",
                    random.choice((0, 0, 3, 4)), "" if operation == "add" else "80 FR 1234, 3/4/15. ",
                    entry.aliases, entry.addresses,
                )
            )  # fmt: skip
    return sorted(items, key=lambda i: (i.country, i.name.lower()))


# -- the document -----------------------------------------------------------------------------------------------------


@dataclass
class Document:
    """A generated rule and its truth."""

    items: list[Item]
    style: Style
    xml: str = ""
    titles: dict[str, str] = field(default_factory=dict)


def build(items: list[Item], style: Style) -> Document:
    """Write the document for ``items`` in ``style``."""
    document = Document(items, style)
    body = _other_before(style) + _amendments(document) + _other_after(style)
    document.xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<RULE><PREAMB><PRTPAGE P="100"/>'
        "<AGENCY>DEPARTMENT OF COMMERCE</AGENCY><SUBAGY>Bureau of Industry and Security</SUBAGY>"
        "<CFR>15 CFR Part 744</CFR><SUBJECT>Generated rule</SUBJECT>"
        f"<SUM><HD SOURCE='HED'>SUMMARY:</HD><P>{escape(_summary(document))}</P></SUM>"
        "<EFFDATE><HD SOURCE='HED'>DATES:</HD><P>This rule is effective January 2, 2030.</P></EFFDATE></PREAMB>"
        f"<SUPLINF><HD SOURCE='HD1'>Background</HD>{_preamble(document)}{body}</SUPLINF>"
        "<FRDOC>[FR Doc. 2030-00001 Filed 1-2-30; 8:45 am]</FRDOC></RULE>"
    )
    if style.pretty:
        document.xml = document.xml.replace("><", ">\n            <").replace("<E T=", "\n   <E T=")
    return document


def _number(style: Style, n: int) -> str:
    return WORDS[n] if style.numbers == "words" and n < len(WORDS) else str(n)


def _country(style: Style, heading: str) -> str:
    if style.country == "title":
        return TITLES.get(heading, (heading.title().replace("'S", "'s").replace(" Of", " of"),))[0]
    return f"“{heading}”" if style.country == "quoted" else heading


def _summary(document: Document) -> str:
    style, items = document.style, document.items
    if style.summary == "none":
        return "This rule amends the Entity List."
    count = {op: sum(i.operation == op for i in items) for op in ("add", "revise", "remove")}
    said = []
    if count["add"]:
        noun = "entry" if count["add"] == 1 else "entries"
        add = f"by adding {_number(style, count['add'])} {noun} to the Entity List"
        if style.summary == "entities and entries":
            names = len({i.name.lower() for i in items if i.operation == "add"})
            add = f"by adding {_number(style, names)} entities under {_number(style, count['add'])} entries to the Entity List"
        if style.summary == "by country":
            shares = sorted({i.country for i in items if i.operation == "add"})
            listed = [
                f"{_country(Style(country='title'), c)} ({sum(i.country == c and i.operation == 'add' for i in items)})"
                for c in shares
            ]
            add += ", under the destinations of " + ", ".join(listed)
        said.append(
            f"In this rule, the Bureau of Industry and Security (BIS) amends the Export Administration Regulations (EAR) {add}."
        )
    if count["revise"]:
        said.append(
            f"This final rule also modifies {_number(style, count['revise'])} existing entries on the Entity List."
        )
    if count["remove"]:
        noun = "entity" if count["remove"] == 1 else "entities"
        said.append(f"This final rule removes {_number(style, count['remove'])} {noun} from the Entity List.")
    return " ".join(said)


def _preamble(document: Document) -> str:
    style = document.style
    added = [i for i in document.items if i.operation == "add"]
    if style.preamble == "none" or not added:
        return "<P>The End-User Review Committee determined to make these amendments.</P>"
    out = [
        f"<P>This final rule adds the following {_number(style, len(added))} entries to the Entity List and includes, where appropriate, aliases:</P>"
    ]
    for country in dict.fromkeys(i.country for i in added):
        out.append(f"<HD SOURCE='HD3'>{escape(_country(Style(country='title'), country))}</HD>")
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


def _quoted(style: Style, names: list[str]) -> str:
    if style.quotes == "straight" and not any('"' in n or "“" in n for n in names):
        marked = [f'"{n};"' for n in names]
    elif style.quotes == "outside":
        marked = [f"“{n}”" + ("," if k < len(names) - 1 else "") for k, n in enumerate(names)]
    else:
        marked = [f"“{n};”" for n in names]
    if len(marked) > 1:
        marked[-1] = "and " + marked[-1]
    return " ".join(marked)


_VERBS = {"add": ("adding", "add"), "revise": ("revising", "revise"), "remove": ("removing", "remove")}


def _phrase(style: Style, operation: str, country: str, items: list[Item]) -> str:
    """One order about one destination, without its level's marker."""
    verb = _VERBS[operation][style.mood == "imperative"]
    by = "by " if style.mood == "by gerund" else ""
    order = {"after": " in alphabetical order", "commas": ", in alphabetical order,", "none": ""}[style.in_order]
    order = order if operation == "add" else ""
    under = f"under {_country(style, country)}"
    if style.place == "destination of":
        under = f"under the destination of {_country(style, country)}"
    many = len(items) > 1
    counted = f"{_number(style, len(items))} {'entities' if many else 'entity'}"
    if style.wording == "count" and operation == "add":
        if country in ADJECTIVES and style.place == "after":
            what = f"{_number(style, len(items))} {ADJECTIVES[country]} {'entities' if many else 'entity'}"
        else:
            what = counted
    elif style.wording == "count and names":
        what = f"{counted}, {_quoted(style, [i.name for i in items])}"
    else:
        noun = {
            "add": ("entries for", "an entry for"),
            "revise": ("the entries for", "the entry for"),
            "remove": ("the entries for", "the entry for"),
        }[operation][not many]
        what = f"{noun} {_quoted(style, [i.name for i in items])}"
    if style.place == "after":
        return f"{by}{verb}{order} {what} {under}"
    return f"{under[0].upper()}{under[1:]}, {by}{verb}{order} {what}"


def _groups(items: list[Item]) -> list[tuple[str, str, list[Item]]]:
    found: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        found.setdefault((item.country, item.operation), []).append(item)
    return [(country, operation, group) for (country, operation), group in found.items()]


def _amendments(document: Document) -> str:
    style = document.style
    groups = _groups(document.items)
    phrases = [_phrase(style, op, country, group) for country, op, group in groups]
    verb = "is amended" + ("" if style.mood == "by gerund" else " as follows" if style.mood == "imperative" else " by")
    head = f"2. {style.supplement} {verb}"
    if style.levels == "one sentence" or len(groups) == 1:
        lowered = [p[0].lower() + p[1:] if p.startswith("Under") else p for p in phrases]
        instructions = [f"{head} {'; '.join(lowered)}."]
    elif style.levels == "run on":
        instructions = [
            f"{head}: " + "; ".join(f"{chr(97 + n)}. {p[0].upper()}{p[1:]}" for n, p in enumerate(phrases)) + "."
        ]
    elif style.levels == "parentheses":
        instructions = [f"{head}:", *(f"({n}) {p[0].upper()}{p[1:]};" for n, p in enumerate(phrases, 1))]
    elif style.levels == "romans":
        instructions = [f"{head}:"]
        for n, country in enumerate(dict.fromkeys(c for c, _, _ in groups)):
            instructions.append(f"{chr(97 + n)}. Under {_country(style, country)}:")
            here = [(op, g) for c, op, g in groups if c == country]
            for k, (op, group) in enumerate(here):
                phrase = _phrase(Style(**{**style.__dict__, "place": "after"}), op, country, group)
                cut = phrase.rsplit(" under ", 1)[0]
                instructions.append(f"{('i', 'ii', 'iii')[k]}. {cut[0].upper()}{cut[1:]};")
    else:
        instructions = [f"{head}:", *(f"{chr(97 + n)}. {p[0].upper()}{p[1:]};" for n, p in enumerate(phrases))]
    rows = [i for i in document.items if i.lines]
    return _regtext(document, instructions, rows)


def _regtext(document: Document, instructions: list[str], rows: list[Item]) -> str:
    style = document.style
    marked = "".join(f"<AMDPAR>{escape(i, quote=False)}</AMDPAR>" for i in instructions)
    if not rows:
        tables = ""
    elif style.tables == "each" and style.country_row != "absent":
        tables = "".join(
            _table(style, [i for i in rows if i.country == c]) for c in dict.fromkeys(i.country for i in rows)
        )
    else:
        tables = _table(style, rows)
    heading = "<HD SOURCE='HD1'>Supplement No. 4 to Part 744—Entity List</HD><STARS/>" if style.heads else ""
    content = f"<P>The additions and revisions read as follows:</P>{heading}{tables}<STARS/>" if rows else ""
    if style.wrapper and content:
        content = f"<{style.wrapper}>{content}</{style.wrapper}>"
    first = "<REGTEXT TITLE='15' PART='744'><AMDPAR>1. The authority citation for 15 CFR part 744 continues to read as follows:</AMDPAR><AUTH><HD SOURCE='HED'>Authority:</HD><P>50 U.S.C. 4801-4852.</P></AUTH></REGTEXT>"
    return f"{first}<REGTEXT TITLE='15' PART='744'>{marked}{content}</REGTEXT>"


def _table(style: Style, rows: list[Item]) -> str:
    heads = (
        "Country",
        "Entity",
        "License requirement",
        "License review policy",
        "<E T='02'>Federal Register</E> citation",
    )
    head = "<BOXHD>" + "".join(f"<CHED H='1'>{h}</CHED>" for h in heads) + "</BOXHD>" if style.heads else ""
    out = [f"<ROW><ENT I='28'>{STARS}</ENT></ROW>"]
    several = len({i.country for i in rows}) > 1
    for country in dict.fromkeys(i.country for i in rows):
        named = escape(country, quote=False)
        here = [i for i in rows if i.country == country]
        place = style.country_row if several or style.country_row != "absent" else "absent"
        if place == "absent" and several:
            place = "own"
        if place == "own":
            out.append(f"<ROW RUL='s'><ENT I='01'>{named}</ENT></ROW>")
        elif place == "title":
            out.append(
                f"<ROW RUL='s'><ENT I='01'>{escape(_country(Style(country='title'), country), quote=False)}</ENT></ROW>"
            )
        elif place == "star":
            out.append(f"<ROW RUL='n,s'><ENT I='01'>{named}</ENT><ENT A='03'>{STARS}</ENT></ROW>")
        elif place == "continued":
            out.append(f"<PRTPAGE P='101'/><ROW><ENT I='01'>{named}—Continued</ENT></ROW>")
        for n, item in enumerate(here):
            first = named if place == "first" and n == 0 else " "
            out.append(_row(style, item, first, n))
            if n % 2 == 0:
                out.append(f"<ROW><ENT I='22'> </ENT></ROW><ROW><ENT I='28'>{STARS}</ENT></ROW>")
    note = "<TNOTE><SU>3</SU> For this entity, see § 734.9(g).</TNOTE>" if style.tnote else ""
    return f"<GPOTABLE COLS='5' OPTS='L2,p7,7/8,i1' CDEF='s25,r100,r50,r50,r40'>{head}{''.join(out)}{note}</GPOTABLE>"


def _row(style: Style, item: Item, first: str, n: int) -> str:
    lines = [escape(line, quote=False).replace("; and", "; <E T='03'>and</E>") for line in item.lines]
    cite = {
        "insert": "95 FR [INSERT FR PAGE NUMBER], 1/3/30.",
        "filled": "95 FR 101, 1/3/30.",
        "short": "95 FR 101, 1/3/30",
    }[style.cite]
    mark = (
        {"SU": "<SU>{}</SU>", "E51": "<E T='51'>{}</E>", "bare": " {}"}[style.footnotes].format(item.footnote)
        if item.footnote
        else ""
    )
    page = "<PRTPAGE P='102'/>" if style.pages and n % 2 else ""
    terms = (
        f"<ENT>{escape(item.requirement, quote=False)}{mark}</ENT><ENT>{escape(item.policy, quote=False)}</ENT>"
        f"<ENT>{item.old_citation}{cite}</ENT>"
    )
    start = f"<ROW>{page}<ENT I='{'01' if first.strip() else '22'}'>{first}</ENT>"
    if style.alias_lines == "rows" and len(lines) > 1:
        more = "".join(
            f"<ROW><ENT I='22'/><ENT O='oi3'>{line}</ENT></ROW>" + (page if k == 0 else "")
            for k, line in enumerate(lines[1:])
        )
        return f"{start}<ENT>{lines[0]}</ENT>{terms}</ROW>{more}"
    if style.alias_lines == "run on":
        cell = " ".join(lines)
    else:
        tag = "P" if style.alias_lines == "p" else "LI"
        cell = lines[0] + "".join(f"<{tag}>{line}</{tag}>" for line in lines[1:])
    middle = cell.replace(" ", page + " ", 1) if page else cell
    return f"{start}<ENT>{middle}</ENT>{terms}</ROW>"


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
