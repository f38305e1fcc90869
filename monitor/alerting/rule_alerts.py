"""The alerts about one published document, and who gets each: the whole alert, or the confirmation of what was filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.alerting.alerts import make_alert
from monitor.alerting.filing_alerts import anyone, confirmation
from monitor.alerting.recipients import Audience
from monitor.model import Applied, Change, Document, Rule, RuleAlert, Verdict
from monitor.model.named_changes import named_changes
from monitor.store.context import Context
from monitor.store.outbox import Addressed, Pairs
from monitor.text.names import fold

MOST_LISTED = 20
"""Parties of the preamble's list that an alert names by themselves."""
READ = (Verdict.VERIFIED, Verdict.CONFLICTING)
NOT_APPLIED = (
    "This rule was not applied: the list in the database is damaged, and no change of it was recorded. The parties below are "
    "those that the rule names. Read the official text now."
)


@dataclass(frozen=True, slots=True)
class RuleAlerts:
    """The whole alert (None: the document does not amend the list) with its recipients, and the confirmation for those
    who were alerted while the document was on public inspection."""

    alert: RuleAlert | None
    recipients: Pairs = ()
    confirmations: tuple[Addressed, ...] = ()


def compose_alert(
    document: Document,
    rule: Rule,
    changes: Sequence[Change],
    problems: Sequence[str],
    corrects: str,
    audience: Audience,
    words: str = "",
    applied: Applied | None = None,
) -> RuleAlert:
    """The alert about what a rule does, with the user's parties that it may be about.

    ``corrects`` is the document whose alert it answers, ``applied`` what became of its amendments. ``words`` are
    all words of the document, where they are to be
    searched for the user's parties as well. Of a document that could not be read the alert names the parties that could
    be named, as changes without text; none of them is recorded.
    """
    said = ""
    if rule.verdict is Verdict.UNREADABLE:
        changes, said = named_changes(rule), _only_listed(rule)
    alert = make_alert(document, rule, changes, problems, audience.note_on(document.number), applied)
    return audience.screened(replace(alert, thread=corrects, said=(said,) if said else ()), words)


def _only_listed(rule: Rule) -> str:
    """A sentence with the parties of the preamble's list that no amendment that was read names."""
    amended = {fold(a.name) for a in rule.amendments}
    names = [f"\u201c{n.name}\u201d ({n.country})" for n in rule.named if fold(n.name) not in amended]
    more = f" and {len(names) - MOST_LISTED:,} more" if len(names) > MOST_LISTED else ""
    return f"Its preamble also lists {', '.join(names[:MOST_LISTED])}{more}." if names else ""


def choose_recipients(alert: RuleAlert, rule: Rule, context: Context, audience: Audience) -> RuleAlerts:
    """Who gets the whole alert, and who a confirmation in its place: those who were alerted about the same rule as filed.

    A published text that cannot be read is news to everybody.
    """
    whole = None if rule.verdict is Verdict.IRRELEVANT else alert
    everybody = audience.of(alert) if whole else ()
    filed = context.filing.rule if context.filing else None
    if rule.verdict is Verdict.UNREADABLE or filed is None or filed.verdict not in READ or not context.alerted:
        return RuleAlerts(whole, everybody)
    confirmed = confirmation(filed, alert, rule)
    others = tuple(pair for pair in everybody if pair not in context.alerted)
    return RuleAlerts(whole, others, ((confirmed, anyone(context.alerted, audience.of(confirmed))),))
