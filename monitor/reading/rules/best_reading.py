"""One document, several renditions: which reading is taken, and whether the others name the same amendments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from monitor.model import Amendment, Check, Rule, Verdict
from monitor.text.names import fold

FORMS = ("xml", "html", "text")
"""The renditions of a document, the one that says most first."""
AGREE = "renditions agree"
NOT_TAKEN = "Not taken: the "
"""How a problem begins that another rendition has."""
_READ = (Verdict.VERIFIED, Verdict.CONFLICTING)
_NAMES = {"xml": "XML", "html": "HTML", "text": "text"}
_DIFFERENCES_SHOWN = 5

Key = tuple[str, str, str]


def is_whole(rule: Rule) -> bool:
    """Whether every addition and revision has its entry's text."""
    return rule.entry_texts.found == rule.entry_texts.expected


def is_doubtful(rule: Rule) -> bool:
    """Whether another rendition of the document may read better."""
    return rule.verdict is not Verdict.IRRELEVANT and not (rule.verdict is Verdict.VERIFIED and is_whole(rule))


def best_reading(readings: Sequence[Rule]) -> Rule:
    """The best of the readings of one document, each of a rendition of its own (the first of its ``renditions``).

    Verified and whole first, then any that could be read, one that could not and names amendments, one that says that the
    document does not concern the list; of equals the one with the fewest failed checks, the most entry texts, then XML
    before HTML before text. Where several could be read, the check "renditions agree" says whether they name the same
    amendments; where they do not, the document is ``conflicting``. The reasons why others could not be read are problems.
    """
    best, *others = sorted(readings, key=_rank)
    if not others:
        return best
    unread = [_not_taken(other) for other in others if other.verdict is Verdict.UNREADABLE]
    taken = replace(
        best,
        renditions=tuple(form for reading in (best, *others) for form in reading.renditions),
        problems=(*best.problems, *unread),
    )
    read = [other for other in others if other.verdict in _READ]
    return with_agreement(taken, _agreement(best, read)) if best.verdict in _READ and read else taken


def read_again(rule: Rule, before: Rule) -> Rule:
    """``rule``, the rendition that was taken read again, with what ``before`` had of the other renditions."""
    if rule.renditions != before.renditions[:1]:
        return rule
    notes = tuple(p for p in before.problems if p.startswith(NOT_TAKEN))
    rule = replace(rule, renditions=before.renditions, problems=(*rule.problems, *notes))
    found = next((c for c in before.checks if c.check == AGREE), None)
    return with_agreement(rule, found) if found and rule.verdict in _READ else rule


def with_agreement(rule: Rule, check: Check) -> Rule:
    """``rule`` with the check "renditions agree"; one that fails makes it conflicting."""
    verdict = rule.verdict if check.agrees else Verdict.CONFLICTING
    return replace(rule, checks=(*rule.checks, check), verdict=verdict)


def _rank(rule: Rule) -> tuple[int, int, int, int]:
    if rule.verdict in _READ:
        group = 0 if not is_doubtful(rule) else 1
    elif rule.verdict is Verdict.UNREADABLE:
        group = 2 if rule.amendments else 4
    else:
        group = 3
    failed = sum(not check.agrees for check in rule.checks)
    return group, failed, -rule.entry_texts.found, FORMS.index(_form(rule))


def _form(rule: Rule) -> str:
    return rule.renditions[0] if rule.renditions and rule.renditions[0] in FORMS else FORMS[-1]


def _not_taken(rule: Rule) -> str:
    why = rule.problems[0] if rule.problems else "It could not be read."
    return f"{NOT_TAKEN}{_NAMES[_form(rule)]}. {why}"


def _agreement(best: Rule, others: Sequence[Rule]) -> Check:
    """Whether all readings name the same amendments: operation, destination and name.

    A row of the table that one alone has is named; the readings disagree over it where the best lacks it.
    """
    names = ", ".join(_NAMES[_form(reading)] for reading in (best, *others))
    differences = [said for other in others for said in (*_differences(best, other), *_only_rows(other, best))]
    rows = [said for other in others for said in _only_rows(best, other)]
    expected = f"the same amendments in {names}"
    told = [*differences, *rows]
    more = len(told) - _DIFFERENCES_SHOWN
    found = "; ".join(told[:_DIFFERENCES_SHOWN]) + (f"; and {more} more" if more > 0 else "")
    return Check(AGREE, expected, found or expected, not differences)


def _differences(best: Rule, other: Rule) -> list[str]:
    ours, theirs = _keyed(best.amendments), _keyed(other.amendments)
    counted, counted_there = Counter(key for key, _ in ours), Counter(key for key, _ in theirs)
    said = dict((*theirs, *ours))
    return [
        f"only the {_NAMES[_form(reading)]} says: {said[key]}"
        for reading, missing in ((best, counted - counted_there), (other, counted_there - counted))
        for key in missing
    ]


def _only_rows(having: Rule, lacking: Rule) -> list[str]:
    """The rows of the table that one reading has of amendments that both name."""
    ours, theirs = (_keyed([a for a in reading.amendments if a.entry]) for reading in (having, lacking))
    both = {key for key, _ in _keyed(lacking.amendments)}
    said = dict(ours)
    missing = Counter(key for key, _ in ours) - Counter(key for key, _ in theirs)
    return [f"only the {_NAMES[_form(having)]} has the row of: {said[key]}" for key in missing if key in both]


def _keyed(amendments: Sequence[Amendment]) -> list[tuple[Key, str]]:
    return [
        ((a.operation.value, a.country, fold(a.name)), f"{a.operation.value} \u201c{a.name}\u201d ({a.country})")
        for a in amendments
    ]
