"""A Federal Register document, read: its amendments of the Entity List, its cross-checks, and whether they agree.

``read_rule`` takes bytes; ``understand`` takes the neutral RuleText that every rendition becomes. Both are pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from monitor.model import (
    ENTRY_TEXTS,
    RENAMES_DESTINATION,
    SUPPLEMENT,
    Amendment,
    Check,
    Document,
    EntryTexts,
    ListName,
    Named,
    Operation,
    Rule,
    Stage,
    Verdict,
)
from monitor.reading.entries.requirement import read_citations
from monitor.reading.entries.table import TableEntry
from monitor.reading.passages import RuleText
from monitor.reading.renditions.xml import read_rule_xml
from monitor.reading.rules.amendment_dates import AmendmentDates
from monitor.reading.rules.checks import compare_checks
from monitor.reading.rules.conservation import check_words
from monitor.reading.rules.corrections import (
    MAYBE_CORRECTION,
    UNREAD_CORRECTION,
    AmendsList,
    Corrects,
    corrected_rule,
    names_pages,
    what_is_corrected,
    with_instructions,
)
from monitor.reading.rules.effective_dates import EffectiveDates, read_dates, savings_clause
from monitor.reading.rules.instruction_checks import check_instruction_words
from monitor.reading.rules.matched import Matched
from monitor.reading.rules.matching import KnownEntry, match_rows
from monitor.reading.rules.names_without_table import comparable, match_names
from monitor.reading.rules.narrated import narrated_removals
from monitor.reading.rules.other_lists import OtherList, read_other_lists
from monitor.reading.rules.parts import DocumentParts, Parts
from monitor.reading.rules.preamble import Listed, Preamble, read_preamble
from monitor.reading.rules.scan_state import OTHER_TEXT
from monitor.reading.rules.stated_counts import StatedCounts, read_stated
from monitor.reading.rules.without_row import IN_WORDS, unread_amendments
from monitor.text.names import fold

_NO_BODY = "The text ends with its heading: neither a preamble nor an instruction follows. It may be cut."
_MISSING = "The summary states changes of the Entity List, but no instruction for Supplement No. 4 was found."


def read_rule(
    data: bytes,
    what: str,
    record: Document | None = None,
    known: KnownEntry | None = None,
    amends: AmendsList | None = None,
) -> Rule:
    """The rule in ``data``, the XML of one document or of a whole issue (then the one that amends the list).

    ``what`` names the input in errors, ``record`` is the API's record of the document where one is at hand, ``known``
    answers whether the local list has an entry, and ``amends`` whether an earlier document amends the list. Raises
    CannotRead for what is no such XML.
    """
    return the_rule_of(read_rule_xml(data, what), record, known, amends)


def the_rule_of(
    texts: Sequence[RuleText],
    record: Document | None = None,
    known: KnownEntry | None = None,
    amends: AmendsList | None = None,
) -> Rule:
    """The rule among the documents of one XML: the record's, or else the one that amends the list."""
    if record is not None:
        texts = [t for t in texts if not t.number or t.number == record.number] or texts
    rules = [understand(text, record, known, amends=amends) for text in texts]
    rule = next((rule for rule in rules if rule.verdict is not Verdict.IRRELEVANT), rules[0])
    return replace(rule, renditions=("xml",))


def understand(
    text: RuleText,
    record: Document | None = None,
    known: KnownEntry | None = None,
    stage: Stage = Stage.PUBLISHED,
    amends: AmendsList | None = None,
) -> Rule:
    """What a document's text says, whatever rendition it came from; the arguments as in :func:`read_rule`."""
    corrected = what_is_corrected(text, record, amends)
    corrects = corrected is not Corrects.NOT_THE_LIST
    if corrects:
        text = with_instructions(text)
    document = DocumentParts.of(text, SUPPLEMENT if corrects and names_pages(text) else OTHER_TEXT)
    if corrects and not (document.entity_list.ours or document.of_other_lists):
        document = DocumentParts.of(text, SUPPLEMENT)
    parts = document.entity_list
    every = document.lists.values()
    rows = [row for own in every for row in own.rows]
    published = (record.publication_date if record else None) or text.published or _newest_citation(rows, text.filed_at)
    named = [name for own in every for instruction in own.ours for name in instruction.names]
    dates = read_dates(text.dates, published, _day(text.filed_at), named)
    rule = Rule(
        document_number=text.number or (record.number if record else ""),
        citation=(record.citation if record else "") or _citation(text, published),
        title=text.title or (record.title if record else ""),
        stage=stage,
        publication_date=published,
        effective_on=dates.of_rule or (record.effective_on if record else None),
        filed_at=text.filed_at,
        other_supplements=document.other_supplements,
        effective_as=dates.counted_from if stage is Stage.PUBLIC_INSPECTION else "",
    )
    summary = text.summary or (record.abstract if record else "")
    counts = read_stated(summary)
    concerns = parts.concerns_the_list or corrects or (parts.instructions.loose and _names_the_list(text, record))
    if record is not None and text.kind == "RULE" and not text.preamble and not text.regulatory:
        return replace(rule, stated=counts.stated, verdict=Verdict.UNREADABLE, problems=(_NO_BODY,))
    amends_entries = concerns or _says_it_amends(counts)
    if text.kind not in ("RULE", "CORRECT") or not (amends_entries or document.of_other_lists):
        return replace(rule, verdict=Verdict.IRRELEVANT)
    if not parts.concerns_the_list and amends_entries:
        unread = UNREAD_CORRECTION if corrected is Corrects.THE_LIST else MAYBE_CORRECTION
        problem = unread if corrects else _MISSING
        listed = tuple(Named(item.country, item.name) for item in read_preamble(text.preamble).listed)
        return replace(rule, stated=counts.stated, named=listed, verdict=Verdict.UNREADABLE, problems=(problem,))
    if corrected is Corrects.MAYBE_THE_LIST:
        rule = replace(rule, checks=(corrected_rule(),), problems=(MAYBE_CORRECTION,))
    preamble = read_preamble(text.preamble)
    if parts.concerns_the_list:
        rule = _read_parts(rule, text, parts, dates, counts, preamble, record, known)
    others = tuple(read_other_lists(document.of_other_lists, text, summary, preamble, rule.amendments))
    return _with_other_lists(rule, document, others, dates, text) if others else rule


def _read_parts(
    rule: Rule,
    text: RuleText,
    parts: Parts,
    dates: EffectiveDates,
    counts: StatedCounts,
    preamble: Preamble,
    record: Document | None,
    known: KnownEntry | None,
) -> Rule:
    """The rule with its amendments of the Entity List, and the cross-checks of them."""
    preamble = replace(preamble, listed=tuple(one for one in preamble.listed if one.list is ListName.ENTITY))
    listed = preamble.listed
    told = (*listed, *narrated_removals((text.summary, *(p.text for p in text.preamble)), listed))
    matched = (
        match_rows(parts.ours, parts.rows, told, known, has_table=bool(parts.printed))
        if text.tabled
        else match_names(parts.ours, listed)
    )
    unread = list(unread_amendments(parts.instructions, told))
    removed = (a for a in unread if a.operation is Operation.REMOVE)
    days = AmendmentDates(dates, parts, (*matched.amendments, *unread), rule.publication_date or rule.effective_on)
    matched = replace(matched, amendments=(*matched.amendments, *removed))
    amendments = days.dated(rule.effective_on)
    texts = _entry_texts(amendments)
    compared = list(compare_checks(counts, preamble, matched, parts.problems, rule.publication_date))
    checks = [*rule.checks, *(c for c in compared if text.tabled or comparable(c))]
    if matched.rows:
        checks.append(_words(parts, matched))
    if texts.expected and rule.stage is Stage.PUBLISHED:
        checks.append(Check(ENTRY_TEXTS, str(texts.expected), str(texts.found), texts.found == texts.expected))
    checks += check_instruction_words(parts.instructions, amendments, told, known, compared)
    checks += days.checks(rule.effective_on, record)
    said = (*rule.problems, *text.problems, *parts.problems, *parts.remarks, *matched.conflicts, *matched.problems)
    return replace(
        rule,
        amendments=amendments,
        stated=counts.stated,
        named=tuple(Named(item.country, _spelt(item, amendments)) for item in listed),
        checks=tuple(checks),
        verdict=_verdict(amendments, checks),
        problems=tuple(dict.fromkeys((*said, *parts.instructions.remarks))),
        entry_texts=texts,
        savings_clause=savings_clause(text.preamble, rule.publication_date),
    )


def _with_other_lists(
    rule: Rule, document: DocumentParts, others: Sequence[OtherList], dates: EffectiveDates, text: RuleText
) -> Rule:
    """The rule with its amendments of other lists, whose checks count as those of the Entity List do."""
    dated = [
        amendment
        for own, parts in zip(others, document.of_other_lists.values(), strict=True)
        for amendment in AmendmentDates(dates, parts, own.amendments, rule.publication_date or rule.effective_on).dated(
            rule.effective_on
        )
    ]
    amendments = (*rule.amendments, *dated)
    checks = (*rule.checks, *(check for own in others for check in own.checks))
    texts = _entry_texts(amendments)
    if rule.stage is Stage.PUBLISHED and texts.expected > rule.entry_texts.expected:
        checks = tuple(check for check in checks if check.check != ENTRY_TEXTS)
        checks += (Check(ENTRY_TEXTS, str(texts.expected), str(texts.found), texts.found == texts.expected),)
    problems = dict.fromkeys((*(rule.problems or text.problems), *(said for own in others for said in own.problems)))
    return replace(
        rule,
        amendments=amendments,
        checks=checks,
        verdict=_verdict(amendments, checks),
        problems=tuple(problems),
        entry_texts=texts,
        savings_clause=savings_clause(text.preamble, rule.publication_date),
    )


def _names_the_list(text: RuleText, record: Document | None) -> bool:
    said = (text.title, text.summary, *((record.title, record.abstract) if record else ()))
    return any("entity list" in words.lower() for words in said)


def _says_it_amends(counts: StatedCounts) -> bool:
    stated = counts.stated
    numbers = (stated.entities_added, stated.entries_added, stated.entries_revised, stated.entities_removed)
    return any(n is not None for n in numbers)


def _verdict(amendments: Sequence[Amendment], checks: Sequence[Check]) -> Verdict:
    if all(a.operation is Operation.UNREADABLE for a in amendments):
        return Verdict.UNREADABLE
    agree = all(c.agrees for c in checks) and not any(a.operation is Operation.UNREADABLE for a in amendments)
    return Verdict.VERIFIED if agree else Verdict.CONFLICTING


def _spelt(item: Listed, amendments: Sequence[Amendment]) -> str:
    """The listed name as the amendment spells it, where only the list's punctuation differs ("Planet Technology.")."""
    key = fold(item.name)
    return next((a.name for a in amendments if a.country == item.country and fold(a.name) == key), item.name)


# -- whole texts and words --------------------------------------------------------------------------------------------


def _entry_texts(amendments: Sequence[Amendment]) -> EntryTexts:
    """How many amendments have their entry's text, of those that give one: not what words alone revise or move."""
    giving = [
        a
        for a in amendments
        if a.operation in (Operation.ADD, Operation.REVISE, Operation.CORRECT)
        or (a.operation is Operation.MOVE and a.entry)
    ]
    giving = [a for a in giving if a.detail not in (IN_WORDS, RENAMES_DESTINATION)]
    return EntryTexts(sum(a.entry is not None for a in giving), len(giving))


def _words(parts: Parts, matched: Matched) -> Check:
    entries = [a.entry for a in matched.amendments if a.entry]
    return check_words(parts.printed, entries, [row.citation.text for row in matched.rows], parts.beside)


# -- dates and citation -----------------------------------------------------------------------------------------------


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


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
