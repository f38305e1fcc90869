"""The eCFR's copy of the lists of part 744 in both of its markups (2023 and 2026) to a Snapshot.

Supplement No. 4 (the Entity List) has five columns. Nos. 6 and 7 (the Unverified List and the Military End-User List) have
three: the terms of all their entries are those of one section.

Source: ``GET /api/versioner/v1/full/{date}/title-15.xml?part=744`` of ecfr.gov (DIV5), or one appendix of it (DIV9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from monitor.errors import CannotRead
from monitor.model import SUPPLEMENT, SUPPLEMENTS, Entry, Snapshot
from monitor.reading.entries.entity_cell import read_party
from monitor.reading.entries.list_terms import with_list_terms
from monitor.reading.entries.requirement import read_citations
from monitor.reading.entries.superscripts import MARK, take_marks
from monitor.reading.renditions.strict_xml import parse_xml
from monitor.text.clean import one_line
from monitor.text.destinations import heading

# e.g. "Supplement No. 4 to Part 744\u2014Entity List"
_SUPPLEMENT = re.compile(r"\bSupplement\s+No\.\s*([0-9]{1,2})\s+to\s+Part\s+744\b", re.IGNORECASE)
_HEADINGS = {
    4: ("country", "entity", "license requirement", "license review policy", "federal register citation"),
    6: ("country", "listed person and address", "federal register citation"),
    7: ("country", "entity", "federal register citation"),
}
_BREAK = "\x1e"
_MARKS = frozenset(("sup", "SU"))
# e.g. "\ue0001\ue000 For this entity, see § 734.9(e)."
_FOOTNOTE_ROW = re.compile(rf"^[^\w{MARK}]*{MARK}\W*[0-9]+[^\w{MARK}]*{MARK}")
# e.g. "\u2014Foo Trading", "-Foo Trading"
_ALIAS_LINE = re.compile(r"^[\u2014\u2013-]")
# A heading over parties that are listed each for itself. e.g. "The following eight subordinate institutions of AECC:"
_GROUP = re.compile(
    r"The following (?:[a-z-]{1,20} )?(subordinate institution|affiliate|subsidiar[yi])(?:s|es)? of (.{1,200}?):?"
)
# What stands over each of them, in a row of its own or before its name. e.g. "Subordinate instituion:"
_ONE_OF_GROUP = re.compile(r"(?:Subordinate instit[a-z]{1,9}|Affiliate|Subsidiary):?\s*", re.IGNORECASE)
_COLUMNS = 5

Cells = list[str]


@dataclass(slots=True)
class _Row:
    """One entry's cells while its continuation rows are still being gathered."""

    country: str
    number: int
    lines: list[str] = field(default_factory=list)
    requirement: str = ""
    policy: str = ""
    citation: str = ""
    references: tuple[str, ...] = ()


@dataclass(slots=True)
class _Table:
    """A supplement's rows while they are read. ``group`` is the heading over parties that have no citation of their own."""

    supplement: int
    problems: list[str]
    rows: list[_Row] = field(default_factory=list)
    group: _Row | None = None

    @property
    def has_terms(self) -> bool:
        """Whether each entry has terms of its own."""
        return self.supplement == SUPPLEMENT


def read_ecfr(data: bytes, source: str) -> Snapshot:
    """The lists in ``data``, eCFR XML of part 744 or of one of its supplements; ``source`` names it in messages.

    ``as_of`` is None: the file does not say its date. Raises CannotRead where the XML is broken or holds no table of a list,
    or where one of the tables has no entries.
    """
    problems: list[str] = []
    entries: list[Entry] = []
    for supplement, element in _tables(parse_xml(data, source), source).items():
        table = _Table(supplement, problems)
        _read_rows(element, table)
        if not table.rows:
            raise CannotRead(
                f"{source}: the table of Supplement No. {supplement} to Part 744 has no entries; fetch it again."
            )
        entries += [_entry(row, table) for row in table.rows]
    return Snapshot(source, None, tuple(entries), tuple(problems))


def _tables(root: etree._Element, source: str) -> dict[int, etree._Element]:
    """The first table of each supplement that is a list, in the order of their numbers."""
    found: dict[int, etree._Element] = {}
    # Appendixes stand right below their part; only a whole title's have to be looked for.
    for way in (root.iterchildren, root.iter):
        for division in [root] if root.tag == "DIV9" else way("DIV9"):
            head = division.find("HEAD")
            title = division.get("N", "") + " " + ("".join(map(str, head.itertext())) if head is not None else "")
            table = next(division.iter("TABLE"), None)
            if (named := _SUPPLEMENT.search(title)) and int(named[1]) in SUPPLEMENTS and table is not None:
                found.setdefault(int(named[1]), table)
        if found:
            return dict(sorted(found.items()))
    raise CannotRead(
        f"{source} is XML, but has no table of Supplement No. 4 to Part 744 (the Entity List), nor of No. 6 or 7; "
        "ask the eCFR for part 744 of title 15."
    )


def _text(cell: etree._Element) -> str:
    """The cell's text: a line break is :data:`_BREAK`, a superscript stands between two footnote marks."""
    if not len(cell):
        return cell.text or ""
    parts = [cell.text or ""]
    for child in cell:
        tag = child.tag
        if tag == "br":
            parts.append(_BREAK)
        elif tag in _MARKS:
            parts.append(MARK + "".join(map(str, child.itertext())) + MARK)
        elif tag in ("P", "LI"):
            parts += (_BREAK, "\u2014" if tag == "LI" else "", _text(child), _BREAK)
        elif isinstance(tag, str):  # not a comment or a processing instruction
            parts.append(_text(child))
        if child.tail:
            parts.append(child.tail)
    return "".join(parts)


def _read_rows(element: etree._Element, table: _Table) -> None:
    country = ""
    number = 0
    for tr in element.iter("TR"):
        cells = [_text(td) for td in tr.iterchildren("TD")]
        if not cells:
            _check_heading(tr, table)
            continue
        number += 1
        cells = _five(cells, number, table)
        if not cells:
            continue
        country = _country(cells[0], as_known=not table.has_terms) or country
        if not country:
            table.problems.append(f"row {number} stands before any destination: \u201c{one_line(cells[1])[:80]}\u201d")
        if table.has_terms or not _take_of_group(cells, country, number, table):
            _take(cells, country, number, table)


def _check_heading(tr: etree._Element, table: _Table) -> None:
    words = [one_line(_text(th).replace(_BREAK, " ")).casefold() for th in tr if th.tag == "TH"]
    if words and tuple(words) != _HEADINGS[table.supplement]:
        table.problems.append(f"the table's columns are headed otherwise than known: {'; '.join(words)}")


def _five(cells: Cells, number: int, table: _Table) -> Cells:
    """The row's five cells; nothing for a footnote's row, and a stray empty cell dropped."""
    if len(cells) == 1 and (not cells[0].strip() or _FOOTNOTE_ROW.match(cells[0])):
        return []
    if len(cells) > _COLUMNS and not cells[1].strip():  # 2023: SPAIN, and an empty cell before the entity
        cells = [cells[0], *cells[2:]]
    expected = len(_HEADINGS[table.supplement])
    if len(cells) != expected:
        shown = " | ".join(one_line(cell)[:60] for cell in cells)
        table.problems.append(f"row {number} has {len(cells)} cells instead of {expected}: {shown}")
        cells = (cells + [""] * expected)[:expected] if len(cells) > 1 else ["", *cells, "", "", ""][:expected]
    return cells if table.has_terms else [cells[0], cells[1], "", "", cells[2]]


@lru_cache(maxsize=512)
def _country(cell: str, *, as_known: bool) -> str:
    """The destination that a row heads: as Supplement No. 4 prints it, or else ``as_known``.

    One destination has one name on all lists, for filters and rules find it by that: No. 6 says T\u00dcRKIYE for TURKEY.
    """
    printed = one_line(cell.replace(_BREAK, " ")).rstrip(".:")
    return (heading(printed) if as_known else "") or printed


def _lines(cell: str) -> list[str]:
    plain = cell.replace(MARK, "")
    if plain.isascii() and plain.replace(_BREAK, "").isprintable():  # most cells; what one_line would do, only quicker
        return [" ".join(line.split()) for line in plain.split(_BREAK)]
    return [one_line(line) for line in plain.split(_BREAK)]


def _take_of_group(cells: Cells, country: str, number: int, table: _Table) -> bool:
    """Take a row that heads a group of parties, or belongs to one; False for any other row, which ends the group.

    The Military End-User List names institutions of Aero-Engine Company of China and of AVIC, and neither of the two.
    """
    said = one_line(cells[1].replace(_BREAK, " ").replace(MARK, ""))
    if heading := _GROUP.fullmatch(said):
        of = f"{heading[1].capitalize()} of {heading[2]}"
        table.group = _Row(country, number, [said], citation=cells[4], references=(of,))
        if not cells[4].strip():
            table.problems.append(f"{country}, {said} no Federal Register citation")
        return True
    if table.group is None or cells[0].strip() or cells[4].strip() or not said:
        table.group = None
        return False
    if named := _ONE_OF_GROUP.sub("", said, count=1):
        references = table.group.references
        table.rows.append(_Row(country, number, [named], citation=table.group.citation, references=references))
    return True


def _take(cells: Cells, country: str, number: int, table: _Table) -> None:
    """Put a row where it belongs: a new entry, or more of the entry above."""
    rows, problems = table.rows, table.problems
    lines = _lines(cells[1])
    requirement, moved = _spilled(cells[2])
    if moved:
        problems.append(f"row {number}: part of the entity stands in the license requirement: {' '.join(moved)}")
        lines += ["", *moved]
    bare = not (requirement.strip() or cells[3].strip() or cells[4].strip())
    empty = not any(lines)
    if bare and empty:
        return
    if "[" in cells[1] and "".join(lines).strip(" .").casefold() == "[reserved]":
        return
    above = rows[-1] if rows and not cells[0].strip() else None
    if above and (bare or empty) and not _unfinished_name(lines, bare):
        above.lines += ["", *lines] if lines[0] else lines
        _fill(above, requirement, cells, problems)
    elif above and _ALIAS_LINE.match(lines[0]):
        above.lines += lines
        _fill(above, requirement, cells, problems)
    else:
        rows.append(_Row(country, number, lines, requirement, cells[3], cells[4]))


def _unfinished_name(lines: list[str], bare: bool) -> bool:
    # An entry that a page break cut: its name and first aliases above, the other aliases and all cells below.
    return bare and lines[-1].endswith((";", "; and")) and not _ALIAS_LINE.match(lines[0])


def _fill(row: _Row, requirement: str, cells: Cells, problems: list[str]) -> None:
    for name, more in (("requirement", requirement), ("policy", cells[3]), ("citation", cells[4])):
        if more.strip():
            before = getattr(row, name)
            if before.strip():
                problems.append(f"row {row.number} and a row that continues it both have a {name}")
            setattr(row, name, f"{before} {more}" if before.strip() else more)


def _spilled(requirement: str) -> tuple[str, list[str]]:
    """A requirement cell parted from what stands in it after a blank line, which belongs to the entity cell."""
    if _BREAK not in requirement:
        return requirement, []
    lines = requirement.split(_BREAK)
    blank = next((i for i, line in enumerate(lines) if i and not line.strip()), len(lines))
    return _BREAK.join(lines[:blank]), [one_line(line) for line in lines[blank:] if line.strip()]


@lru_cache(maxsize=1024)
def _beside(cell: str) -> tuple[str, tuple[int, ...]]:
    return take_marks(cell.replace(_BREAK, " "))


def _entry(row: _Row, table: _Table) -> Entry:
    lines = row.lines
    while lines and not lines[-1]:
        lines.pop()
    party = read_party(tuple(lines))
    requirement, footnotes = _beside(row.requirement)
    policy, more_footnotes = _beside(row.policy)
    citations, odd = read_citations(row.citation.replace(_BREAK, " "))
    if party.problems or odd or not (requirement and row.policy.strip() and row.citation.strip()):
        worries = _worries(party.problems, row, odd, requirement, table)
        table.problems += [f"{row.country}, {party.name}: {what}" for what in worries]
    read = Entry(
        country=row.country,
        name=party.name,
        aliases=party.aliases,
        addresses=party.addresses,
        license_requirement=requirement,
        license_review_policy=policy,
        citations=citations,
        footnotes=tuple(dict.fromkeys((*footnotes, *more_footnotes))),
        cross_references=(*party.cross_references, *row.references),
        sub_entities=party.sub_entities,
        text=party.text,
        supplement=table.supplement,
    )
    return read if table.has_terms else with_list_terms(read)


def _worries(of_party: tuple[str, ...], row: _Row, odd: list[str], requirement: str, table: _Table) -> Iterator[str]:
    yield from of_party
    yield from odd
    if table.has_terms and not requirement:
        yield "no license requirement"
    if table.has_terms and not row.policy.strip():
        yield "no license review policy"
    if not row.citation.strip() and not row.references:
        yield "no Federal Register citation"
