"""The way of a document, in one direction: archived, read, applied, alert composed, recipients chosen, recorded.

Each step is a function from value to value; only the first and the last write. The raw bytes are archived before they
are read; what a document does to the list, and the alerts about it, are recorded in one transaction. Besides these two
writes a rule that comes last costs at most five reads: its context (one query, a second where it was on public
inspection), the list that it amends, and the user's parties with what was decided of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.alerting.recipients import Audience
from monitor.alerting.rule_alerts import RuleAlerts, choose_recipients, compose_alert
from monitor.errors import CannotRead
from monitor.history.recording import Effect, ListBefore, apply
from monitor.model import Document, Rule, RuleAlert, Stage, Verdict
from monitor.reading.rules.document import read_document
from monitor.reading.rules.matching import KnownEntry
from monitor.reading.rules.names_without_table import lacks_text
from monitor.sources.texts import Fetched
from monitor.store import Store
from monitor.store.context import Context
from monitor.store.ledger import Outcome


@dataclass(frozen=True, slots=True)
class TakenDocument:
    """What became of a document: whether it was ``recorded`` (not: it was known already), the alert about it, and whether
    it is ``unread``, so that its text is to be asked for again."""

    recorded: bool
    alert: RuleAlert | None = None
    unread: bool = False


def take_document(
    store: Store, document: Document, fetched: Fetched, audience: Audience, now: datetime
) -> TakenDocument:
    """The whole way of a published document whose text was fetched. Raises StoreError if the database refuses."""
    sha256 = archive_text(store, fetched, now)
    context = store.ledger.context(document.number)
    if context.is_settled(sha256):
        return TakenDocument(recorded=False, unread=context.verdict is Verdict.UNREADABLE)
    before = list_before(store, document, context, now)
    rule = read_published(document, fetched, before.has)
    return _conclude(context, before, rule, sha256, audience)


def take_rule(
    store: Store, document: Document, rule: Rule, sha256: str, now: datetime, audience: Audience | None = None
) -> RuleAlert | None:
    """The rest of the way for a rule that was read already, or was never a text; without ``audience`` nobody is alerted.

    Returns its alert; None where it does not amend the list or is recorded already. Raises StoreError if the database
    refuses; then nothing is recorded.
    """
    context = store.ledger.context(document.number)
    before = list_before(store, document, context, now)
    return _conclude(context, before, rule, sha256, audience or Audience()).alert


def _conclude(context: Context, before: ListBefore, rule: Rule, sha256: str, audience: Audience) -> TakenDocument:
    """From a rule as read to what is recorded."""
    document = before.document
    effect = apply(document, rule, context, before)
    alert = compose_alert(document, rule, effect.changes, effect.problems, effect.corrects, audience)
    alerts = choose_recipients(alert, rule, context, audience)
    recorded = record(before.store, outcome_of(context, document, rule, sha256, effect, alerts), before.now)
    return TakenDocument(recorded, alerts.alert if recorded else None, rule.verdict is Verdict.UNREADABLE)


STEPS = ("archive_text", "read_published", "apply", "compose_alert", "choose_recipients", "record")
"""The steps by their names in this module, in their order: where crash tests end the process."""


# -- the steps ---------------------------------------------------------------------------------------------------------


def archive_text(store: Store, fetched: Fetched, now: datetime) -> str:
    """Keep the bytes as they were served, and return their sha256."""
    return store.archive.put(fetched.data, url=fetched.url, media_type=fetched.media_type, fetched_at=now)


def list_before(store: Store, document: Document, context: Context, now: datetime) -> ListBefore:
    """The list that a document amends, not loaded yet."""
    return ListBefore(store, document, context.since, context.acts, now)


def read_published(document: Document, fetched: Fetched, known: KnownEntry | None = None) -> Rule:
    """The Rule of a published text; one that cannot be read is an unreadable Rule with the reason as its problem.

    A published document whose text came without its table is held back the same way: its XML is asked for again.
    ``known`` says whether the list that it amends has an entry.
    """
    try:
        rule = read_document(fetched.data, f"document {document.number}", document, known)
    except CannotRead as error:
        return Rule(
            document_number=document.number,
            citation=document.citation,
            title=document.title,
            publication_date=document.publication_date,
            effective_on=document.effective_on,
            verdict=Verdict.UNREADABLE,
            problems=(str(error),),
        )
    if rule.stage is Stage.PUBLISHED and lacks_text(rule):
        waits = f"Only the {fetched.form} of {document.number} is there, without entry text; its XML is waited for."
        return replace(rule, verdict=Verdict.UNREADABLE, problems=(waits, *rule.problems))
    return rule


def outcome_of(
    context: Context, document: Document, rule: Rule, sha256: str, effect: Effect, alerts: RuleAlerts
) -> Outcome:
    """Everything that one document does, to be recorded at once."""
    return Outcome(
        document, rule, sha256, effect.changes, alerts.alert, alerts.recipients, effect.history, alerts.confirmations,
        context.list_mark,
    )  # fmt: skip


def record(store: Store, outcome: Outcome, now: datetime) -> bool:
    """Commit what a document does, in one transaction; False if it is recorded already."""
    return store.ledger.record(outcome, now=now)
