"""The tables of generated rules."""

from __future__ import annotations

from html import escape

from tests.reading.generator_items import Item
from tests.reading.generator_styles import Style

STARS = "*         *         *         *         *         *         *"
HEADS = ("Country", "Entity", "License requirement", "License review policy", "<E T='02'>Federal Register</E> citation")
TITLES = {"CHINA, PEOPLE'S REPUBLIC OF": "China, People's Republic of"}


def title(heading: str) -> str:
    """A destination as running text has it."""
    return TITLES.get(heading, heading.title().replace("'S", "'s").replace(" Of", " of"))


def tables(style: Style, items: list[Item], *, headed: bool = True) -> str:
    """The tables of ``items``. Unless ``headed``, their one destination is left to the instruction if the style says so."""
    rows = sorted((i for i in items if i.lines), key=lambda i: (i.row_country, i.name.lower()))
    if not rows:
        return ""
    countries = list(dict.fromkeys(i.row_country for i in rows))
    place = style.country_row
    if place == "absent" and (headed or len(countries) > 1):
        place = "own"
    between = "<PRTPAGE P='103'/>" if style.pages == "tables" else ""
    if style.tables == "each" and place != "absent":
        return between.join(table(style, place, [i for i in rows if i.row_country == c]) for c in countries)
    if style.tables == "split" and len(rows) > 1 and place != "absent":
        half = len(rows) // 2
        return table(style, place, rows[:half]) + between + table(style, place, rows[half:])
    return between + table(style, place, rows)


def table(style: Style, place: str, rows: list[Item]) -> str:
    """One GPOTABLE."""
    note = "<TNOTE><SU>3</SU> For this entity, see § 734.9(g).</TNOTE>"
    out = [note if style.tnote == "first" else "", star_row(style)]
    for country in dict.fromkeys(i.row_country for i in rows):
        out.append(country_row(style, place, country))
        for n, item in enumerate(i for i in rows if i.row_country == country):
            first = escape(country, quote=False) if place == "first" and n == 0 else " "
            out.append(row(style, item, first, n))
            if n % 2 == 0:
                out += ["<ROW><ENT I='22'> </ENT></ROW>", star_row(style)]
            out += [note] if style.tnote == "between" else []
            out += ["<PRTPAGE P='104'/>"] if style.pages == "between" else []
    out.append(note if style.tnote == "end" else "")
    columns = " COLS='5'" if style.columns else ""
    return f"<GPOTABLE{columns} OPTS='L2,p7,7/8,i1' CDEF='s25,r100,r50,r50,r40'>{heads(style)}{''.join(out)}</GPOTABLE>"


def heads(style: Style) -> str:
    """The heads of the columns."""
    if style.heads == "none":
        return ""
    marked = [h if style.heads != "capitals" else h.upper() for h in HEADS]
    if style.heads == "numbered":
        marked = [f"{h} <LI>({n})</LI>" for n, h in enumerate(HEADS, 1)]
    return "<BOXHD>" + "".join(f"<CHED H='1'>{h}</CHED>" for h in marked) + "</BOXHD>"


def star_row(style: Style) -> str:
    """The row of stars that stands for entries left as they are."""
    span = f" A='{style.spans}'" if style.spans else ""
    return f"<ROW><ENT I='28'{span}>{STARS}</ENT></ROW>"


def country_row(style: Style, place: str, country: str) -> str:
    """The row that heads a destination's entries, where one of its own does."""
    named = escape(title(country) if place == "title" else country, quote=False)
    if style.country_cells == "emphasis":
        named = f"<E T='04'>{named}</E>"
    span = f" A='{style.spans}'" if style.spans else ""
    rest = "<ENT/>" * 4 if style.country_cells == "filled" and not span else ""
    if place in ("own", "title"):
        return f"<ROW RUL='s'><ENT I='01'{span}>{named}</ENT>{rest}</ROW>"
    if place == "star":
        return f"<ROW RUL='n,s'><ENT I='01'>{named}</ENT><ENT A='{style.spans.replace('4', '3') or '03'}'>{STARS}</ENT></ROW>"
    if place == "continued":
        return f"<PRTPAGE P='101'/><ROW><ENT I='01'{span}>{named}—Continued</ENT>{rest}</ROW>"
    return ""


def row(style: Style, item: Item, first: str, n: int) -> str:
    """An entry's row, with rows of its own for aliases where the style says so."""
    lines = [escape(line, quote=False).replace("; and", "; <E T='03'>and</E>") for line in item.lines]
    cite = {
        "insert": "95 FR [INSERT FR PAGE NUMBER], 1/3/30.",
        "filled": "95 FR 101, 1/3/30.",
        "short": "95 FR 101, 1/3/30",
    }
    marks = {"SU": "<SU>{}</SU>", "E51": "<E T='51'>{}</E>", "bare": " {}"}
    mark = marks[style.footnotes].format(item.footnote) if item.footnote else ""
    requirement = escape(item.requirement, quote=False)
    if style.spaces == "fixed":
        requirement = requirement.replace("§ ", "§\u2009")
    terms = (
        f"<ENT>{requirement}{mark}</ENT><ENT>{escape(item.policy, quote=False)}</ENT>"
        f"<ENT>{item.old_citation}{cite[style.cite]}</ENT>"
    )
    page = "<PRTPAGE P='102'/>"
    start = f"<ROW>{page if style.pages == 'row' else ''}<ENT I='{'01' if first.strip() else '22'}'>{first}</ENT>"
    if style.alias_lines == "rows" and len(lines) > 1:
        between = page if style.pages == "row" and n % 2 else ""
        more = between.join(f"<ROW><ENT I='22'/><ENT O='oi3'>{line}</ENT></ROW>" for line in lines[1:])
        return f"{start}<ENT>{_paged(style, lines[0], page)}</ENT>{terms}</ROW>{more}"
    if style.alias_lines in ("run on", "rows"):
        cell = " ".join(lines)
    else:
        tag = "P" if style.alias_lines == "p" else "LI"
        cell = lines[0] + "".join(f"<{tag}>{line}</{tag}>" for line in lines[1:])
    return f"{start}<ENT>{_paged(style, cell, page)}</ENT>{terms}</ROW>"


def _paged(style: Style, cell: str, page: str) -> str:
    return cell.replace(" ", page + " ", 1) if style.pages == "cell" else cell
