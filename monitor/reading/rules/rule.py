"""A Federal Register document, read: its amendments of the Entity List, its witnesses, and whether they agree.

``read_rule`` takes bytes; ``understand`` takes the neutral RuleText that every rendition becomes. Both are pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from monitor.model import SUPPLEMENT, Amendment, Check, Document, Named, Operation, Rule, Stage, Verdict
from monitor.reading.entries.requirement import read_citations
from monitor.reading.entries.table import TableEntry, is_entity_list, read_entries
from monitor.reading.passages import Passage, Role, RuleText
from monitor.reading.renditions.xml import read_rule_xml
from monitor.reading.rules.checks import compare_witnesses
from monitor.reading.rules.instructions import Instruction, Instructions, read_instructions
from monitor.reading.rules.matching import KnownEntry, match_rows
from monitor.reading.rules.names_without_table import comparable, match_names
from monitor.reading.rules.preamble import Listed, read_preamble
from monitor.reading.rules.scanning import OTHER_TEXT
from monitor.reading.rules.without_row import removal_by_preamble, removed_by_preamble
from monitor.reading.rules.stated_counts import StatedCounts, read_stated
from monitor.text.dates import LONG_DATE, read_long_date
from monitor.text.names import fold

_SUPPLEMENT_HEADING = re.compile(r"\bsupplement\s+no\.?\s*(\d+)\s+to\s+part\s+(\d+)", re.IGNORECASE)
_PUBLICATION_DATE = re.compile(r"\[?\s*INSERT\s+DATE\s+OF\s+PUBLICATION", re.IGNORECASE)


def read_rule(data: bytes, what: str, record: Document | None = None, known: KnownEntry | None = None) -> Rule:
    """The rule in ``data``, the XML of one document or of a whole issue (then the one that amends the list).

    ``what`` names the input in errors, ``record`` is the API's record of the document where one is at hand, and
    ``known`` answers whether the local list has an entry. Raises CannotRead for what is no such XML.
    """
    texts = read_rule_xml(data, what)
    if record is not None:
        texts = [t for t in texts if not t.number or t.number == record.number] or texts
    rules = [understand(text, record, known) for text in texts]
    return next((rule for rule in rules if rule.verdict is not Verdict.IRRELEVANT), rules[0])


def understand(
    text: RuleText, record: Document | None = None, known: KnownEntry | None = None, stage: Stage = Stage.PUBLISHED
) -> Rule:
    """What a document's text says, whatever rendition it came from."""
    parts = _Parts.of(text)
    rows, problems = parts.rows, list(text.problems) + parts.problems
    published = (record.publication_date if record else None) or text.published or _newest_citation(rows, text.filed_at)
    in_force_from = published if stage is Stage.PUBLISHED else None  # a filed rule's day of publication may yet change
    rule = Rule(
        document_number=text.number or (record.number if record else ""),
        citation=(record.citation if record else "") or _citation(text, published),
        title=text.title or (record.title if record else ""),
        stage=stage,
        publication_date=published,
        effective_on=_effective_on(text.dates, in_force_from) or (record.effective_on if record else None),
        filed_at=text.filed_at,
    )
    counts = read_stated(text.summary or (record.abstract if record else ""))
    if text.kind not in ("RULE", "CORRECT") or not (parts.concerns_the_list or _says_it_amends(counts)):
        return replace(rule, verdict=Verdict.IRRELEVANT)
    if not parts.concerns_the_list:
        missing = "The summary states changes of the Entity List, but no instruction for Supplement No. 4 was found."
        return replace(rule, stated=counts.stated, verdict=Verdict.UNREADABLE, problems=(missing,))
    preamble = read_preamble(text.preamble)
    listed = preamble.listed
    if text.tabled:
        matched = match_rows(parts.orders, rows, listed, known)
    else:
        matched = match_names(parts.orders, listed)
    unread = [a for order in parts.instructions.unread for a in _unread(order, listed)]
    compared = compare_witnesses(counts, preamble, matched, parts.problems)
    checks = (*(c for c in compared if text.tabled or comparable(c)), *_date_checks(rule, record))
    amendments = (*matched.amendments, *unread)
    return replace(
        rule,
        amendments=amendments,
        other_supplements=parts.other_supplements,
        stated=counts.stated,
        named=tuple(Named(item.country, _spelt(item, amendments)) for item in listed),
        checks=checks,
        verdict=_verdict(amendments, checks),
        problems=tuple(dict.fromkeys((*problems, *matched.conflicts, *matched.problems, *parts.instructions.notes))),
    )


def _says_it_amends(counts: StatedCounts) -> bool:
    stated = counts.stated
    numbers = (stated.entities_added, stated.entries_added, stated.entries_revised, stated.entities_removed)
    return any(n is not None for n in numbers)


def _verdict(amendments: Sequence[Amendment], checks: Sequence[Check]) -> Verdict:
    if all(a.operation is Operation.UNREADABLE for a in amendments):
        return Verdict.UNREADABLE
    agree = all(c.agrees for c in checks) and not any(a.operation is Operation.UNREADABLE for a in amendments)
    return Verdict.VERIFIED if agree else Verdict.CONFLICTING


def _unread(order: Instruction, listed: Sequence[Listed]) -> list[Amendment]:
    """An instruction that was not understood; where it removes a destination, what the preamble lists there is removed."""
    country = order.countries[0] if order.countries else ""
    if order.operation is Operation.REMOVE and (named := removed_by_preamble(order, (), listed)):
        return [removal_by_preamble(order, item) for item in named]
    what = "The instruction could not be understood."
    return [Amendment(Operation.UNREADABLE, country, "", None, order.instruction, what)]


# -- what in the document concerns the list ---------------------------------------------------------------------------


@dataclass(slots=True)
class _Parts:
    """The instructions and table rows of a document, sorted by the supplement they are about."""

    instructions: Instructions
    orders: list[Instruction]
    rows: list[TableEntry]
    other_supplements: dict[str, int]
    problems: list[str]

    @property
    def concerns_the_list(self) -> bool:
        return bool(self.orders or self.rows or self.instructions.unread or self.instructions.notes)

    @classmethod
    def of(cls, text: RuleText) -> _Parts:
        text = _with_corrections(text)
        ours = [(n, p) for n, p in enumerate(text.regulatory) if p.part in ("744", "", "?")]
        places = [n for n, p in ours if p.role is Role.INSTRUCTION]
        instructions = read_instructions([p.text for _, p in ours if p.role is Role.INSTRUCTION])
        rows: list[TableEntry] = []
        problems: list[str] = []
        other_rows: Counter[int] = Counter()
        for n, passage in ours:
            if passage.table is None:
                continue
            before = [o for o in instructions.orders if places[o.paragraph] < n]
            supplement = _supplement_of(text.regulatory[:n], before)
            if supplement == SUPPLEMENT or (supplement == OTHER_TEXT and is_entity_list(passage.table)):
                found, odd = read_entries(passage.table, _only_country(before))
                rows += found
                problems += [*passage.table.problems, *odd]
            elif supplement != OTHER_TEXT:
                other_rows[supplement] += len(read_entries(passage.table)[0])
        orders = [o for o in instructions.orders if o.supplement == SUPPLEMENT]
        return cls(instructions, orders, rows, _count_others(instructions.orders, other_rows), problems)


_CORRECTS = re.compile(r"\bshould\s+read\b|\b(?:is|are)\s+corrected\b|\bcorrected\s+by\b", re.IGNORECASE)
_OUR_LIST = re.compile(r"\bsupplement\s+no\.?\s*4\s+to\s+part\s+744\b", re.IGNORECASE)


def _with_corrections(text: RuleText) -> RuleText:
    """A correction that the Register makes in plain paragraphs ("C1-..."), its paragraphs taken for instructions."""
    everything = (*text.preamble, *text.regulatory)
    if any(p.role is Role.INSTRUCTION for p in everything) or not any(_OUR_LIST.search(p.text) for p in everything):
        return text
    instructing = tuple(
        replace(p, role=Role.INSTRUCTION) if p.role is Role.PARAGRAPH and _CORRECTS.search(p.text) else p
        for p in everything
    )
    return replace(text, preamble=(), regulatory=instructing)


def _count_others(orders: Sequence[Instruction], rows: Counter[int]) -> dict[str, int]:
    """How many amendments each other supplement gets: its removals, and its rows or else what the instructions count."""
    ordered: Counter[tuple[int, bool]] = Counter()
    for order in orders:
        if order.supplement not in (SUPPLEMENT, OTHER_TEXT):
            ordered[order.supplement, order.operation is Operation.REMOVE] += len(order.names) or order.count or 1
    supplements = sorted({number for number, _ in ordered} | set(rows))
    return {str(n): ordered[n, True] + (rows[n] or ordered[n, False]) for n in supplements}


def _supplement_of(before: Sequence[Passage], orders: Sequence[Instruction]) -> int:
    """Which supplement a table belongs to: its own heading says, else the last instruction before it."""
    for passage in reversed(before):
        if passage.role is Role.INSTRUCTION:
            break
        if match := _SUPPLEMENT_HEADING.search(passage.text):
            return int(match[1]) if match[2] == "744" else OTHER_TEXT
    return orders[-1].supplement if orders else OTHER_TEXT


def _only_country(orders: Sequence[Instruction]) -> str:
    """The destination of rows before a table's first: the last instruction's, if it names just one."""
    giving = [o for o in orders if o.supplement == SUPPLEMENT and o.operation is not Operation.REMOVE]
    places = (giving[-1].to_country,) if giving and giving[-1].to_country else giving[-1].countries if giving else ()
    return places[0] if len(places) == 1 else ""


def _spelt(item: Listed, amendments: Sequence[Amendment]) -> str:
    """The listed name as the amendment spells it, where only the list's punctuation differs ("Planet Technology.")."""
    key = fold(item.name)
    return next((a.name for a in amendments if a.country == item.country and fold(a.name) == key), item.name)


# -- dates and citation -----------------------------------------------------------------------------------------------


def _newest_citation(rows: Sequence[TableEntry], filed_at: datetime | None) -> date | None:
    """The publication date that the rows themselves cite, where no record tells it.

    A correction may cite only the rule it corrects: a day before this document was filed is not its own.
    """
    days = [c.date for row in rows for c in read_citations(row.citation.text)[0] if c.date]
    return max((day for day in days if filed_at is None or day >= filed_at.date()), default=None)


def _citation(text: RuleText, published: date | None) -> str:
    """ "84 FR 54002": the volume is the year of publication less 1935, the page the document's first."""
    year = published.year if published else text.filed_at.year if text.filed_at else None
    return f"{year - 1935} FR {text.first_page}" if year and text.first_page else ""


_DEADLINE = re.compile(r"\bcomments?\b|\bmust be (?:received|submitted)\b", re.IGNORECASE)


def _effective_on(dates: str, published: date | None) -> date | None:
    """The first date the DATES section calls effective; its placeholder means the day of publication."""
    start = re.search(r"\beffective\b", dates, re.IGNORECASE)
    if start is None and _DEADLINE.search(dates):
        return None
    scope = dates[start.start() :] if start else dates
    found = re.search(LONG_DATE, scope, re.IGNORECASE)
    placeholder = _PUBLICATION_DATE.search(scope)
    if placeholder and (not found or placeholder.start() < found.start()):
        return published
    return read_long_date(found.group()) if found else None


def _date_checks(rule: Rule, record: Document | None) -> list[Check]:
    if record is None or record.effective_on is None or rule.effective_on is None:
        return []
    agrees = record.effective_on == rule.effective_on
    return [Check("effective date", record.effective_on.isoformat(), rule.effective_on.isoformat(), agrees)]
