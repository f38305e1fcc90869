"""What ``elmon read`` found in a file: a rule with its checks, or a copy of the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from monitor.model import Amendment, ListName, Operation, Rule, Snapshot, Stage
from monitor.rendering.applied import ON_PUBLIC_INSPECTION
from monitor.rendering.csvrows import csv_text
from monitor.rendering.effect import day_of_amendment, days_of_amendments
from monitor.rendering.entries import render_entries
from monitor.rendering.filings import effective_in_words
from monitor.rendering.grid import markdown_table, table
from monitor.rendering.safe import clean, markdown, short, wrap
from monitor.rendering.verdicts import VERDICT_NAMES, verdict_meaning
from monitor.rendering.words import Format, count_of, long_date, place_in_words
from monitor.shapes import json_text

RULE_COLUMNS = ("operation", "country", "name", "detail", "instruction", "list")
"""Of a rule's CSV, a row an amendment."""
CHECKS = ("check", "expected", "found", "agrees")
"""Of the table of a rule's checks in Markdown."""
_MARKS = {
    Operation.ADD: "+",
    Operation.REVISE: "~",
    Operation.REMOVE: "-",
    Operation.CORRECT: "≈",
    Operation.MOVE: "→",
    Operation.UNREADABLE: "?",
}
_DONE = {
    Operation.ADD: "added",
    Operation.REVISE: "revised",
    Operation.REMOVE: "removed",
    Operation.CORRECT: "corrected",
    Operation.MOVE: "moved",
    Operation.UNREADABLE: "not read",
}


def render_read(found: Rule | Snapshot, format: Format = "text", width: int = 100) -> str:
    """A Rule or Snapshot for people (text, Markdown), whole as data (JSON), or its amendments or entries as CSV."""
    if format == "json":
        return json_text(found, indent=True) + "\n"
    if format == "jsonl":
        return json_text(found) + "\n"
    if isinstance(found, Snapshot):
        return render_entries(found.entries, "csv") if format == "csv" else _snapshot(found, format, width)
    if format == "csv":
        rows = [(a.operation.value, a.country, a.name, a.detail, a.instruction, a.list.value) for a in found.amendments]
        return csv_text(RULE_COLUMNS, rows)
    lines = _rule_markdown(found) if format == "markdown" else _rule(found, max(width, 30))
    return "\n".join(lines) + "\n"


def _facts(rule: Rule) -> Iterator[tuple[str, str]]:
    cited = (rule.citation, f"document {rule.document_number}" if rule.document_number else "", rule.stage.value)
    yield "Source", " · ".join(clean(c) for c in cited if c)
    if rule.filed_at:
        yield "Filed", rule.filed_at.isoformat(sep=" ", timespec="minutes")
    if rule.publication_date:
        yield "Published", long_date(rule.publication_date)
    yield "Effective", _effective(rule) + days_of_amendments(rule)
    yield "Amends", _amends(rule)
    yield "Parsed", f"{VERDICT_NAMES[rule.verdict]}: {verdict_meaning(rule.verdict, rule.checks)}"
    number = clean(rule.document_number)
    if rule.stage is Stage.PUBLIC_INSPECTION:
        yield "Applied", ON_PUBLIC_INSPECTION
    else:
        yield "Applied", f"not known here: elmon read uses no database{f'; see elmon diff {number}' if number else ''}"


def _effective(rule: Rule) -> str:
    if rule.stage is Stage.PUBLIC_INSPECTION:
        said = effective_in_words(rule.effective_on, rule.effective_as).removeprefix("effective ")
        return f"{said}, as the filing says" if said else "not stated in the filing"
    return long_date(rule.effective_on) if rule.effective_on else "not stated, or on publication"


def _amends(rule: Rule) -> str:
    said = [
        ("" if name is ListName.ENTITY else f"{name.title}: ")
        + ", ".join(f"{counts[op]:,} {_DONE[op]}" for op in Operation if counts[op])
        for name in ListName
        if (counts := Counter(a.operation for a in rule.amendments if a.list is name))
    ]
    others = ", ".join(f"{n:,} in Supplement No. {clean(s)}" for s, n in rule.other_supplements.items())
    return ("; ".join(said) or "none of the lists of part 744") + (f" (and {others})" if others else "")


def _rule(rule: Rule, width: int) -> Iterator[str]:
    yield from wrap(clean(rule.title) or "(no title)", width)
    for label, value in _facts(rule):
        yield from wrap(value, width, f"  {label:<10} ", " " * 13)
    for check in rule.checks:
        same = check.agrees and check.expected == check.found
        result = clean(check.found) if same else f"expected {clean(check.expected)}, found {clean(check.found)}"
        yield from wrap(f"{clean(check.check)}: {result}", width, f"    {'✓' if check.agrees else '✗'} ", " " * 6)
    for problem in rule.problems:
        yield from wrap(clean(problem), width, "  Problem    ", " " * 13)
    for country, amendments in _by_country(rule):
        yield ""
        counts = Counter(a.operation for a in amendments)
        heading = f"{country}   {' '.join(f'{_MARKS[op]}{counts[op]}' for op in Operation if counts[op])}"
        yield from wrap(heading, width)
        for amendment in amendments:
            yield from wrap(_named(amendment, rule.effective_on), width, f"  {_MARKS[amendment.operation]} ", "    ")


def _named(amendment: Amendment, of_rule: date | None) -> str:
    name = clean(amendment.name) or short(amendment.instruction, 200) or "(no name)"
    name = " \u2013 ".join(filter(None, (name, day_of_amendment(amendment, of_rule))))
    return f"{name}: {clean(amendment.detail)}" if amendment.detail else name


def _by_country(rule: Rule) -> Iterator[tuple[str, list[Amendment]]]:
    ordered = sorted(rule.amendments, key=lambda a: (a.list.supplement, a.country))
    for (of, country), members in groupby(ordered, key=lambda a: (a.list, a.country)):
        yield place_in_words(of, country) or "(no destination)", list(members)


def _rule_markdown(rule: Rule) -> Iterator[str]:
    yield from (f"## {markdown(rule.title) or '(no title)'}", "")
    yield from (f"- {label}: {markdown(value)}" for label, value in _facts(rule))
    yield from (f"- Problem: {markdown(problem)}" for problem in rule.problems)
    if rule.checks:
        rows = [(c.check, c.expected, c.found, "yes" if c.agrees else "NO") for c in rule.checks]
        yield from ("", markdown_table(CHECKS, rows).rstrip("\n"))
    for country, amendments in _by_country(rule):
        yield from ("", f"### {markdown(country)}", "")
        yield from (f"- {_DONE[a.operation]}: {markdown(_named(a, rule.effective_on))}" for a in amendments)


def _snapshot(snapshot: Snapshot, format: Format, width: int) -> str:
    places = Counter(place_in_words(e.list, e.country) or "(no destination)" for e in snapshot.entries)
    day = f", as of {long_date(snapshot.as_of)}" if snapshot.as_of else ""
    total = f"{count_of(len(snapshot.entries), 'entry', 'entries')} under {count_of(len(places), 'destination')}{day}"
    rows = [(country, f"{n:,}") for country, n in places.items()]
    if format == "markdown":
        parts = [f"## {markdown(snapshot.source)}", "", markdown(total), "", *_problems(snapshot, "- Problem: ")]
        return "\n".join(parts) + "\n" + markdown_table(("destination", "entries"), rows)
    lines = wrap(f"{clean(snapshot.source)}: {total}", width)
    for problem in snapshot.problems:
        lines += wrap(clean(problem), width, "  Problem  ", " " * 11)
    return "\n".join(lines) + "\n\n" + table(("destination", "entries"), rows, width, right=(1,))


def _problems(snapshot: Snapshot, lead: str) -> list[str]:
    return [lead + markdown(p) for p in snapshot.problems] + ([""] if snapshot.problems else [])
