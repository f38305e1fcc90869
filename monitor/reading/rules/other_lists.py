"""The amendments of the Unverified List and the Military End-User List in a document, with cross-checks of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.model import Amendment, Check, ListName, Operation
from monitor.reading.entries.list_terms import with_list_terms
from monitor.reading.passages import RuleText
from monitor.reading.rules.checks import compare_checks
from monitor.reading.rules.conservation import check_words
from monitor.reading.rules.instruction_checks import check_instruction_words
from monitor.reading.rules.matched import Matched
from monitor.reading.rules.matching import match_rows
from monitor.reading.rules.names_without_table import comparable, match_names
from monitor.reading.rules.parts import Parts
from monitor.reading.rules.preamble import Listed, Preamble
from monitor.reading.rules.stated_counts import read_stated
from monitor.reading.rules.told_removals import check_told_removals
from monitor.reading.rules.without_row import unread_amendments


@dataclass(frozen=True, slots=True)
class OtherList:
    """What a document does to a list: the amendments, the checks of them, and sentences about what was odd."""

    amendments: tuple[Amendment, ...]
    checks: tuple[Check, ...]
    problems: tuple[str, ...]


def read_other_lists(
    parts: Mapping[ListName, Parts],
    text: RuleText,
    summary: str,
    preamble: Preamble,
    of_entity_list: Sequence[Amendment],
) -> Iterator[OtherList]:
    """What ``text`` does to each list whose ``parts`` it has; the checks say which list they are of.

    ``of_entity_list`` are its amendments of the Entity List, which a party may enter from another.
    """
    read = {
        name: _read(name, own, text, summary, tuple(one for one in preamble.listed if one.list is name))
        for name, own in parts.items()
    }
    every = [*of_entity_list, *(amendment for own in read.values() for amendment in own.amendments)]
    added = [amendment for amendment in every if amendment.operation is Operation.ADD]
    for name, own in read.items():
        removed = [a for a in own.amendments if a.operation is Operation.REMOVE]
        elsewhere = [a for a in added if a.list is not name]
        told = check_told_removals(name, removed, elsewhere, summary, text.preamble)
        yield replace(own, checks=(*own.checks, _named(told, name))) if told else own


def _read(name: ListName, parts: Parts, text: RuleText, summary: str, listed: Sequence[Listed]) -> OtherList:
    matched = (
        match_rows(parts.ours, parts.rows, listed, has_table=bool(parts.printed), has_terms=False)
        if text.tabled
        else match_names(parts.ours, listed)
    )
    found = (*matched.amendments, *unread_amendments(parts.instructions, listed))
    compared = list(compare_checks(read_stated(summary, name), Preamble(tuple(listed), {}), matched, parts.problems))
    checks = [c for c in compared if text.tabled or comparable(c)]
    if matched.rows:
        checks.append(_words(parts, matched))
    checks += check_instruction_words(parts.instructions, found, listed, None, compared)
    problems = (*parts.problems, *parts.remarks, *matched.conflicts, *matched.problems)
    return OtherList(
        tuple(_of_list(amendment, name) for amendment in found),
        tuple(_named(check, name) for check in checks),
        tuple(f"{name.title}: {said}" for said in (*problems, *parts.instructions.remarks)),
    )


def _named(check: Check, of: ListName) -> Check:
    return replace(check, check=f"{of.title}: {check.check}")


def _of_list(amendment: Amendment, name: ListName) -> Amendment:
    entry = with_list_terms(replace(amendment.entry, supplement=name.supplement)) if amendment.entry else None
    return replace(amendment, supplement=name.supplement, entry=entry)


def _words(parts: Parts, matched: Matched) -> Check:
    entries = [a.entry for a in matched.amendments if a.entry]
    return check_words(parts.printed, entries, [row.citation.text for row in matched.rows], parts.beside)
