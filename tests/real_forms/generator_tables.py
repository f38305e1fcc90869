"""The tables of generated rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from tests.real_forms.generator_citations import cell_of
from tests.real_forms.generator_items import MARK, Item
from tests.real_forms.generator_names import title
from tests.real_forms.generator_styles import Style

STARS = "*         *         *         *         *         *         *"
HEADS = ("Country", "Entity", "License requirement", "License review policy", "<E T='02'>Federal Register</E> citation")
SPACER = "<ROW><ENT I='22'> </ENT></ROW>"
NOTE = "<TNOTE><SU>3</SU> For this entity, “items subject to the EAR” includes foreign-produced items under § 734.9(g) of the EAR. See §§ 746.8 and 744.11 of the EAR for related license requirements, license review policy, and applicable license exceptions.</TNOTE>"


def tables(style: Style, items: list[Item], *, headed: bool = True, odd: Item | None = None) -> str:
    """The tables of ``items``, the row of ``odd`` as the style makes one odd.

    Unless ``headed``, their one destination is left to the instruction if the style says so.
    """
    rows = sorted((i for i in items if i.lines), key=lambda i: (i.row_country, i.name.lower()))
    if not rows:
        return ""
    countries = list(dict.fromkeys(i.row_country for i in rows))
    place = style.country_row
    if place == "absent" and (headed or len(countries) > 1):
        place = "own"
    between = "<PRTPAGE P='103'/>" if style.pages == "tables" else ""
    if style.tables == "each" and place != "absent":
        return between.join(table(style, place, [i for i in rows if i.row_country == c], odd) for c in countries)
    if style.tables == "split" and len(rows) > 1 and place != "absent":
        half = len(rows) // 2
        return table(style, place, rows[:half], odd) + between + table(style, place, rows[half:], odd)
    return between + table(style, place, rows, odd)


def odd_item(style: Style, items: list[Item]) -> Item | None:
    """The item whose row is printed oddly: nothing else of the document may suffer from it."""
    rows = [i for i in items if i.lines and not i.to_country]
    fit = len(rows) > 1 and style.country_row != "first" and (style.odd_row == "shifted" or style.wording != "count")
    return rows[-1] if style.odd_row and fit else None


def table(style: Style, place: str, rows: list[Item], odd: Item | None = None) -> str:
    """One GPOTABLE."""
    out = [NOTE if style.tnote == "first" else "", *_heads_in_a_row(style), star_row(style)]
    for country in dict.fromkeys(i.row_country for i in rows):
        out.append(country_row(style, place, country))
        out += [_six(style)] if style.stars == "before" and place != "star" else []
        for n, item in enumerate(i for i in rows if i.row_country == country):
            first = escape(country, quote=False) if place == "first" and n == 0 else " "
            out.append(row(style, item, first, n, odd=item is odd))
            out += _behind(style, n)
            out += [NOTE] if style.tnote == "between" else []
            out += ["<PRTPAGE P='104'/>"] if style.pages == "between" else []
        out += [_six(style), SPACER, star_row(style)] if style.ruled else []
    out.append(NOTE if style.tnote == "end" else "")
    columns = " COLS='5'" if style.columns else ""
    return f"<GPOTABLE{columns} OPTS='L2,p7,7/8,i1' CDEF='s25,r100,r50,r50,r40'>{heads(style)}{''.join(out)}</GPOTABLE>"


def heads(style: Style) -> str:
    """The heads of the columns."""
    if style.heads == "none":
        return ""
    marked = [h if style.heads != "capitals" else h.upper() for h in HEADS]
    if style.heads == "numbered":
        marked = [f"{h} <LI>({n})</LI>" for n, h in enumerate(HEADS, 1)]
    if style.heads == "in a row":
        marked = [" "] * 5
    return "<BOXHD>" + "".join(f"<CHED H='1'>{h}</CHED>" for h in marked) + "</BOXHD>"


def _heads_in_a_row(style: Style) -> Iterator[str]:
    """The heads as the first row of the body, as 2023-03929 has them."""
    if style.heads == "in a row":
        first, *rest = HEADS
        yield f"<ROW RUL='s'><ENT I='25'>{first}</ENT>{''.join(f'<ENT>{h}</ENT>' for h in rest)}</ROW>"


def star_row(style: Style) -> str:
    """The row of stars that stands for entries left as they are."""
    if style.stars == "none":
        return ""
    span = f" A='{style.spans}'" if style.spans else ""
    stars = STARS[:-10] if style.stars == "six" else STARS
    return f"{_starred(style)}<ENT I='28'{span}>{stars}</ENT></ROW>"


def _six(style: Style) -> str:
    """The row of stars over the columns behind the destination."""
    if style.stars == "none":
        return ""
    return f"{_starred(style)}<ENT I='22'> </ENT><ENT A='03'>  {STARS[:-10]}</ENT></ROW>"


def _starred(style: Style) -> str:
    return "<ROW RUL='s'>" if style.ruled else "<ROW>"


def _behind(style: Style, n: int) -> list[str]:
    """The rows between two entries."""
    if style.stars == "every":
        return [_six(style)]
    return [SPACER, star_row(style)] if n % 2 == 0 and style.stars in ("some", "six") else []


def country_row(style: Style, place: str, country: str) -> str:
    """The row that heads a destination's entries, where one of its own does."""
    named = escape(title(country) if place == "title" else country, quote=False)
    if style.country == "other words":
        named = named.replace("PEOPLE'S", "PEOPLE's")
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


# -- an entry's rows --------------------------------------------------------------------------------------------------

_PAGE = "<PRTPAGE P='102'/>"


def row(style: Style, item: Item, first: str, n: int, *, odd: bool = False) -> str:
    """An entry's row, with rows of its own for aliases, for its address, or for a long requirement."""
    lines = [_marked(style, line) for line in item.lines]
    terms, further = _terms(style, item, apart=len(lines) == 1 or style.alias_lines in ("li", "p", "run on"))
    start = f"<ROW>{_PAGE if style.pages == 'row' else ''}<ENT I='{'01' if first.strip() else '22'}'>{first}</ENT>"
    if odd and style.odd_row == "shifted":
        start = "<ROW>"
    if odd and style.odd_row == "no license columns":
        terms = further = ""
    own, below = _split(style, lines)
    between = _PAGE if style.pages == "row" and n % 2 else ""
    blank = "<ENT I='22'/>"
    more = between.join(line if line == SPACER else f"<ROW>{blank}<ENT O='oi3'>{line}</ENT></ROW>" for line in below)
    run_on = style.alias_lines == "run on" and not item.affiliated  # parties within stand in lines of their own
    return f"{start}<ENT>{_paged(style, _cell(style, own, run_on=run_on))}</ENT>{terms}</ROW>{further}{more}"


def _split(style: Style, lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines of the entry's row, and those of rows below it."""
    if len(lines) == 1 or style.alias_lines not in ("rows", "address row", "spaced rows"):
        return lines, []
    if style.alias_lines == "rows":
        return lines[:1], lines[1:]
    if style.alias_lines == "address row":
        return lines[:-1], lines[-1:]
    return lines[:1], [*lines[1:-1], SPACER, lines[-1]]


def _cell(style: Style, lines: list[str], *, run_on: bool) -> str:
    if run_on:
        return " ".join(lines)
    tag = "P" if style.alias_lines == "p" else "LI"
    return lines[0] + "".join(f"<{tag}>{line}</{tag}>" for line in lines[1:])


def _marked(style: Style, line: str) -> str:
    """A printed line with its emphasis, ordinals and fractions."""
    line = escape(line, quote=False).replace("; and", "; <E T='03'>and</E>")
    if not style.superscripts:
        return line
    line = re.sub(r"(?<=\d)(st|nd|rd|th)\b", r"<SU>\1</SU>", line)
    return re.sub(r"(?<![\w/])(\d/\d)(?![\w/])", r"<FR>\1</FR>", line)


def _terms(style: Style, item: Item, *, apart: bool) -> tuple[str, str]:
    """The cells of requirement, policy and citation, and a row below for what a long requirement goes on with."""
    paragraphs = [escape(p, quote=False) for p in _with_mark(style, item).split("\n")]
    if style.spaces == "fixed":
        paragraphs = [p.replace("§ ", "§\u2009") for p in paragraphs]
    policy = escape(item.policy, quote=False)
    if style.closing == "full stops":
        paragraphs[-1], policy = f"{paragraphs[-1].rstrip('.')}.", f"{policy.rstrip('.')}."
    below = ""
    at = next((k for k, p in enumerate(paragraphs) if p.endswith("; or")), 0) + 1
    if apart and 1 < at < len(paragraphs):
        below = f"<ROW><ENT I='22'/><ENT/><ENT>{_lines(paragraphs[at:])}</ENT></ROW>"
        paragraphs = paragraphs[:at]
    cites = cell_of(style, item)
    cited = _lines(cites) if style.cites == "lines" else " ".join(cites)
    return f"<ENT>{_footnoted(style, _lines(paragraphs))}</ENT><ENT>{policy}</ENT><ENT>{cited}</ENT>", _footnoted(
        style, below
    )


def _lines(paragraphs: list[str]) -> str:
    return paragraphs[0] + "".join(f"<LI>{p}</LI>" for p in paragraphs[1:])


def _with_mark(style: Style, item: Item) -> str:
    """The requirement with its footnote's mark: where it has one itself, within it, or behind it."""
    requirement = item.requirement
    if not item.footnote or MARK in requirement:
        return requirement
    mark = f"{MARK}{item.footnote}{MARK}"
    if style.mark_place == "inside" and style.footnotes != "bare" and (found := re.search(r"\d\(\w\),", requirement)):
        return requirement[: found.end()] + mark + requirement[found.end() :]
    return requirement + mark


def _footnoted(style: Style, text: str) -> str:
    form = {"SU": r"<SU>\1</SU>", "E51": r"<E T='51'>\1</E>", "bare": r" \1"}[style.footnotes]
    text = re.sub(f"(?<!\\w){MARK}(\\d){MARK}", r"<SU>\1</SU>", text) if style.footnotes == "bare" else text
    return re.sub(f"{MARK}(\\d){MARK}", form, text)


def _paged(style: Style, cell: str) -> str:
    return cell.replace(" ", _PAGE + " ", 1) if style.pages == "cell" else cell
