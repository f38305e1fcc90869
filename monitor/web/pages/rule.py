"""A rule: what it did, its three cross-checks side by side, the alerts that went out, and its own text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.errors import CannotRead, NotKnown, Stopping, StoreError
from monitor.history.indexed_entry import id_of
from monitor.history.marked_text import MarkedBlock, marked_text
from monitor.history.state_names import state_name
from monitor.model import (
    Amendment,
    Applied,
    Change,
    ChangeKind,
    Check,
    Document,
    DocumentState,
    Operation,
    Rule,
    Stage,
)
from monitor.model.named_changes import named_changes
from monitor.reading.rules.count_checks import Kinds
from monitor.reading_process import DOCUMENTS
from monitor.rendering.applied import applied_in_words
from monitor.rendering.grouping import grouped
from monitor.rendering.safe import web_link
from monitor.rendering.verdicts import VERDICT_NAMES, verdict_meaning
from monitor.shapes import parts
from monitor.text.document_numbers import is_document_number
from monitor.text.names import fold
from monitor.web.history_cache import Message
from monitor.web.pages.today import FilingLine, filing_line
from monitor.web.request import PageRequest, View

NOT_READ = "Its text has not been read yet."
_DONE = {Operation.ADD: "added", Operation.REVISE: "revised", Operation.REMOVE: "removed"}


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """A document as the page has it: published and recorded, or only filed."""

    number: str
    document: Document | None
    rule: Rule
    sha256: str
    attention: str
    applied: Applied
    filed: FilingLine | None = None

    @property
    def is_no_more(self) -> bool:
        """Whether it was filed, was not published, and is awaited no more."""
        return self.filed is not None and bool(self.filed.closed)

    @property
    def link(self) -> str:
        """The official text."""
        return web_link(self.document.html_url if self.document else self.filed.html_url if self.filed else "")


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """One row of the cross-checks: the stated count, how many the preamble names, how many the amendatory instructions do;
    "" where one gives no number. ``why`` they agree where their numbers are not equal."""

    what: str
    stated: str
    named: str
    instructed: str
    agrees: bool
    why: str = ""


def view(ask: PageRequest) -> View:
    """The page. Raises NotKnown for a number that is not known."""
    found = _found(ask)
    made = _changes(ask, found)
    changes = [change for change in made if change.kind is not ChangeKind.EDITORIAL]
    rule, document = found.rule, found.document
    messages = ask.cache.messages(found.number)
    values = {
        "number": found.number,
        "rule": rule,
        "document": document,
        "heading": (document.title if document else "") or rule.title or found.number,
        "citation": (document.citation if document else "") or rule.citation,
        "link": found.link,
        "filed": found.filed,
        "review": ask.cache.store.reviews.of(found.number),
        "applied": found.applied,
        "applied_words": "" if found.is_no_more else applied_in_words(found.applied, rule.stage).rstrip("."),
        "verdict_name": VERDICT_NAMES[rule.verdict],
        "verdict_meaning": verdict_meaning(rule.verdict, rule.checks),
        "filed_only": rule.stage is Stage.PUBLIC_INSPECTION,
        "groups": grouped(named_changes(rule) if found.filed else changes),
        "counts": Counter(change.kind for change in changes),
        "may_lack": DocumentState(rule.stage, rule.verdict, found.applied).may_lack,
        "cross_checks": cross_checks(rule),
        "checks": rule.checks,
        "editorial": len(made) - len(changes),
        "named": [] if found.filed else _named_only(found, made),
        "messages": messages,
        "id_of": _party,
        "has_text": bool(found.sha256),
        "effective_on": ask.history.documents[found.number].effective_on if document else rule.effective_on,
    }
    return View("rule.html.j2", str(values["heading"]), values, lambda: _shape(found, made, messages))


def text_view(ask: PageRequest) -> View:
    """The rule's own text, the amendments' names marked."""
    found = _found(ask)
    what = f"document {found.number}"
    blocks: Sequence[MarkedBlock] = ()
    trouble = ""
    try:
        data = ask.cache.original(found.sha256)
        blocks = DOCUMENTS.read(what, marked_text, data, what, found.number, found.rule.amendments)
    except (CannotRead, StoreError, Stopping) as error:
        trouble = str(error)
    values = {
        "number": found.number,
        "heading": (found.document.title if found.document else "") or found.rule.title or found.number,
        "blocks": blocks,
        "trouble": trouble,
        "link": found.link,
        "amendments": found.rule.amendments,
        "operations": {n: _DONE.get(a.operation, "revised") for n, a in enumerate(found.rule.amendments)},
    }
    return View(
        "text.html.j2", f"Text of {found.number}", values, lambda: {"document_number": found.number, "blocks": blocks}
    )


def _found(ask: PageRequest) -> RuleFindings:
    number = state_name(ask.path["number"], lambda: ask.history).name
    if is_document_number(number):
        if recorded := ask.cache.rule(number):
            applied = recorded.applied.on(ask.today)
            return RuleFindings(number, recorded.document, recorded.rule, recorded.sha256, recorded.attention, applied)
        filing = ask.cache.filing(number)
        if filing is not None:
            line = filing_line(filing)
            rule = filing.rule or Rule(number, title=line.title, stage=Stage.PUBLIC_INSPECTION, problems=(NOT_READ,))
            applied = Applied(of=len(rule.amendments))
            return RuleFindings(number, None, rule, filing.sha256, filing.attention, applied, line)
    raise NotKnown(f"The database has no document \u201c{number[:40]}\u201d.")


def _changes(ask: PageRequest, found: RuleFindings) -> Sequence[Change]:
    return ask.history.changes_by_document.get(found.number, ())


def _party(change: Change) -> str:
    """The id of the entry's page; of what a filing names, the entry may have none yet."""
    one = change.after or change.before
    return id_of(one) if one else ""


def _named_only(found: RuleFindings, changes: Sequence[Change]) -> list[Amendment]:
    """Amendments that changed nothing, and were not refused either: of a filing all, else those that found it so already."""
    done = {(c.country, fold(one.name)) for c in changes for one in (c.before, c.after) if one is not None}
    refused = [one.amendment for one in found.applied.not_applied]
    return [a for a in found.rule.amendments if (a.country, fold(a.name)) not in done and a not in refused]


def cross_checks(rule: Rule) -> list[CrossCheck]:
    """The counts of all three cross-checks, in all and by destination."""
    of = {kind: [a for a in rule.amendments if a.operation is kind] for kind in Operation}
    gone = {(a.country, fold(a.name)) for a in of[Operation.REMOVE]} - {
        (a.country, fold(a.name)) for a in of[Operation.ADD]
    }
    named_gone = [one for one in rule.named if (one.country, fold(one.name)) in gone]
    added, named = of[Operation.ADD], [one for one in rule.named if one not in named_gone]
    carried = Kinds.of(rule.amendments, ()).carried
    left = {(one.country, fold(one.name)) for one in named_gone}
    places = {a.country for a in carried}
    replaced = [a for a in of[Operation.REMOVE] if a.country in places and (a.country, fold(a.name)) not in left]
    stated, checked, rows = rule.stated, _agreement(rule.checks), []

    def row(
        what: str, said: int | None, parties: int, number: int, topic: Callable[[Check], bool], apart: int, why: str
    ) -> None:
        if said is not None or parties or number:
            by_name = [check for check in rule.checks if check.check.startswith("preamble's list: ")]
            checks = [check for check in rule.checks if topic(check)] or by_name
            given = {figure for figure in (said, parties or None) if figure is not None}
            agrees = all(check.agrees for check in checks)
            reason = ""
            if agrees and given - {number}:
                agrees = bool(checks) or given == {number - apart}
                reason = _why(given, number, apart, why, checks)
            rows.append(CrossCheck(what, _figure(said), _figure(parties or None), f"{number:,}", agrees, reason))

    continues, replaces = "an entry listed before goes on under a new one", "another entry takes its place"
    row("Entries added", stated.entries_added, len(named), len(added), checked("added"), len(carried), continues)
    revised = len(of[Operation.REVISE]) + len(of[Operation.CORRECT])
    row("Entries revised", stated.entries_revised, 0, revised, checked("revised"), 0, "")
    row("Entities removed", stated.entities_removed, len(named_gone), len(of[Operation.REMOVE]), checked("removed"),
        len(replaced), replaces)  # fmt: skip
    there, named_there = Counter(a.country for a in added), Counter(one.country for one in named)
    carried_there = Counter(a.country for a in carried)
    for country in sorted({*stated.by_country, *named_there, *there}):
        row(f"Added under {country}", stated.by_country.get(country), named_there[country], there[country],
            _under(country), carried_there[country], continues)  # fmt: skip
    return rows


def _why(given: set[int], number: int, apart: int, why: str, checks: Sequence[Check]) -> str:
    """Why figures that are not equal agree: what is counted apart, else the figures that were compared."""
    if apart and given <= {number, number - apart}:
        return f"{apart:,} of the {number:,}: {why}"
    return "; ".join(f"stated {check.expected}, found {check.found}" for check in checks)


def _under(country: str) -> Callable[[Check], bool]:
    return lambda check: check.check.endswith(f"under {country}")


def _agreement(checks: Sequence[Check]) -> Callable[[str], Callable[[Check], bool]]:
    return lambda word: lambda check: check.check.endswith(word)


def _figure(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _shape(found: RuleFindings, changes: Sequence[Change], messages: Sequence[Message]) -> dict[str, Any]:
    sent = [{key: value for key, value in parts(m).items() if key != "last_error"} for m in messages]
    return {
        "document": found.document,
        "rule": found.rule,
        "applied": found.applied,
        "filing": found.filed,
        "attention": found.attention,
        "changes": changes,
        "alerts": sent,
    }
