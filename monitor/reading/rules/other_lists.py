"""The amendments of the Unverified List and the Military End-User List in a document, with cross-checks of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.model import Amendment, Check, ListName
from monitor.reading.entries.list_terms import with_list_terms
from monitor.reading.passages import RuleText
from monitor.reading.rules.checks import compare_checks
from monitor.reading.rules.conservation import check_words
from monitor.reading.rules.instruction_checks import check_instruction_words
from monitor.reading.rules.matching import Matched, match_rows
from monitor.reading.rules.names_without_table import comparable, match_names
from monitor.reading.rules.parts import Parts
from monitor.reading.rules.preamble import Listed, Preamble
from monitor.reading.rules.stated_counts import read_stated
from monitor.reading.rules.without_row import unread_amendments


@dataclass(frozen=True, slots=True)
class OtherList:
    """What a document does to a list: the amendments, the checks of them, and sentences about what was odd."""

    amendments: tuple[Amendment, ...]
    checks: tuple[Check, ...]
    problems: tuple[str, ...]


def read_other_lists(
    parts: Mapping[ListName, Parts], text: RuleText, summary: str, preamble: Preamble
) -> Iterator[OtherList]:
    """What ``text`` does to each list whose ``parts`` it has; the checks say which list they are of."""
    for name, own in parts.items():
        yield _read(name, own, text, summary, tuple(one for one in preamble.listed if one.list is name))


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
        tuple(replace(check, check=f"{name.title}: {check.check}") for check in checks),
        tuple(f"{name.title}: {said}" for said in (*problems, *parts.instructions.remarks)),
    )


def _of_list(amendment: Amendment, name: ListName) -> Amendment:
    entry = with_list_terms(replace(amendment.entry, supplement=name.supplement)) if amendment.entry else None
    return replace(amendment, supplement=name.supplement, entry=entry)


def _words(parts: Parts, matched: Matched) -> Check:
    entries = [a.entry for a in matched.amendments if a.entry]
    return check_words(parts.printed, entries, [row.citation.text for row in matched.rows], parts.beside)
