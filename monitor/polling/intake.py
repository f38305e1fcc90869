"""The way of a document, in one direction: archived, read, applied, alert composed, recipients chosen, recorded.

Each step is a function from value to value; only the first and the last write. The raw bytes are archived before they
are read. Where a rendition reads badly, the document's others are archived and read too, and the best reading is taken.
What a document does to the list, and the alerts about it, are recorded in one transaction. Besides these two writes a
rule that comes last costs at most five reads: its context (one query, a second where it was on public inspection), the
list that it amends, and the user's parties with what was decided of them; tests/polling/test_round_trips.py counts them.
The recording transaction itself checks that the list is still the one amended, and reads the versions that it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.alerting.recipients import Audience
from monitor.alerting.rule_alerts import NOT_APPLIED, READ, RuleAlerts, choose_recipients, compose_alert
from monitor.clock import eastern_day
from monitor.errors import CannotRead, Damaged, ReaderEnded
from monitor.history.recording import Effect, ListBefore, apply
from monitor.model import Document, Rule, RuleAlert, Stage, Verdict
from monitor.reading.plain_words import plain_words
from monitor.reading.rules.best_reading import best_reading, is_doubtful
from monitor.reading.rules.corrections import AmendsList
from monitor.reading.rules.document import read_damaged, read_document
from monitor.reading.rules.matching import KnownEntry
from monitor.reading.rules.names_without_table import lacks_text
from monitor.reading_process import DOCUMENTS, NOT_READ
from monitor.sources.texts import Fetched
from monitor.store import Store
from monitor.store.context import Context
from monitor.store.ledger import Outcome

OtherRenditions = Callable[[], Iterable[Fetched]]
"""Fetches the other renditions of a document, as far as they come."""


@dataclass(frozen=True, slots=True)
class TakenText:
    """The best reading of a document, the sha256 of the rendition that it is of, and all words of every rendition read."""

    rule: Rule
    sha256: str
    words: str


@dataclass(frozen=True, slots=True)
class TakenDocument:
    """What became of a document: whether it was ``recorded`` (not: it was known already), the alert about it, and whether
    it is ``unread``, so that its text is to be asked for again."""

    recorded: bool
    alert: RuleAlert | None = None
    unread: bool = False


def take_document(
    store: Store,
    document: Document,
    fetched: Fetched,
    audience: Audience,
    now: datetime,
    others: OtherRenditions = tuple,
) -> TakenDocument:
    """The whole way of a published document whose text was fetched. Raises StoreError if the database refuses.

    ``others`` is asked for the document's other renditions where ``fetched`` does not read as verified and whole. Where the
    list is damaged the rule is alerted about as it was read, and not applied; it is asked for again like one unread. What is
    recorded as irrelevant is read again: its text or its record has changed.
    """
    sha256 = archive_text(store, fetched, now)
    context = store.ledger.context(document.number)
    if context.verdict in READ:
        return TakenDocument(recorded=False)
    if _ended_the_reader(store, context, sha256):
        return TakenDocument(recorded=False, unread=True)
    before = list_before(store, document, context, now)
    try:
        taken = read_best(before, fetched, sha256, others)
        if _is_unread_as_before(store, context, taken):
            return TakenDocument(recorded=False, unread=True)
        return _conclude(context, before, taken, audience)
    except Damaged as damage:
        store.database.damage.note(damage)
        before.is_damaged = True
        taken = _not_applied(read_best(before, fetched, sha256, others), damage)
    if _is_unread_as_before(store, context, taken):
        return TakenDocument(recorded=False, unread=True)
    return _conclude(context, before, taken, audience)


def _not_applied(taken: TakenText, damage: Damaged) -> TakenText:
    """A rule that was read and cannot be applied: held back like one unread, its parties named, and why."""
    rule = taken.rule
    if rule.verdict not in READ:
        return taken
    why = f"It was read, and not applied to the list. {damage}"
    return replace(taken, rule=replace(rule, verdict=Verdict.UNREADABLE, problems=(why, *rule.problems)))


def _ended_the_reader(store: Store, context: Context, sha256: str) -> bool:
    """Whether these very bytes are recorded as ones whose reading had to be ended: no round pays for them again."""
    if context.verdict is not Verdict.UNREADABLE or context.sha256 != sha256:
        return False
    rule = store.documents.rule(context.number)
    return rule is not None and is_ended(rule)


def is_ended(rule: Rule) -> bool:
    """Whether a rule as recorded says that its reading had to be ended."""
    return any(NOT_READ in problem for problem in rule.problems[:1])


def _is_unread_as_before(store: Store, context: Context, taken: TakenText) -> bool:
    """Whether a document that cannot be read could not before either, in these bytes or saying no more: pages have other
    bytes at every request."""
    if taken.rule.verdict is not Verdict.UNREADABLE:
        return False
    said_before = context.verdict is Verdict.UNREADABLE and store.documents.rule(context.number) == taken.rule
    return said_before or context.is_settled(taken.sha256)


def read_best(before: ListBefore, fetched: Fetched, sha256: str, others: OtherRenditions) -> TakenText:
    """The reading of ``fetched``, or the best of all renditions where it leaves a doubt."""
    document = before.document
    known = None if before.is_damaged else before.has
    first = read_published(document, fetched, known, before.amends)
    if not is_doubtful(first):
        return TakenText(first, sha256, "")
    rules, kept, words = [first], {fetched.form: sha256}, plain_words(fetched.data)
    for other in others():
        kept[other.form] = archive_text(before.store, other, before.now)
        rules.append(read_published(document, other, known, before.amends))
        words += "\n" + plain_words(other.data)
    best = best_reading(rules)
    if is_ended(first) and best.verdict is Verdict.UNREADABLE:  # recorded with these bytes, which are not read again
        return TakenText(replace(best, problems=tuple(dict.fromkeys((*first.problems, *best.problems)))), sha256, words)
    form = best.renditions[0] if best.renditions else fetched.form
    return TakenText(best, kept.get(form, sha256), words)


def quarantine(
    store: Store, document: Document, fetched: Fetched, error: Exception, audience: Audience, now: datetime
) -> TakenDocument:
    """Record a document that made a step fail as one that could not be read, with an alert; once for the same bytes.

    Raises StoreError if the database refuses.
    """
    why = why_set_aside(f"document {document.number}", error)
    sha256 = archive_text(store, fetched, now)
    if store.ledger.context(document.number).is_settled(sha256):
        return TakenDocument(recorded=False, unread=True)
    rule = replace(unread_rule(document, why), renditions=(fetched.form,))
    alert = take_rule(store, document, rule, sha256, now, audience)
    return TakenDocument(alert is not None, alert, unread=True)


def why_set_aside(what: str, error: Exception) -> str:
    """A sentence about a document or filing that made a step fail."""
    return (
        f"{what} made the monitor fail ({type(error).__name__}: {error})"[:500]
        + ". Please report it, with the document."
    )


def take_rule(
    store: Store, document: Document, rule: Rule, sha256: str, now: datetime, audience: Audience | None = None
) -> RuleAlert | None:
    """The rest of the way for a rule that was read already, or was never a text; without ``audience`` nobody is alerted.

    Returns its alert; None where it does not amend the list or is recorded already. Raises StoreError if the database
    refuses; then nothing is recorded.
    """
    context = store.ledger.context(document.number)
    before = list_before(store, document, context, now)
    return _conclude(context, before, TakenText(rule, sha256, ""), audience or Audience()).alert


def _conclude(context: Context, before: ListBefore, taken: TakenText, audience: Audience) -> TakenDocument:
    """From a rule as read to what is recorded."""
    document, rule = before.document, taken.rule
    words = taken.words if rule.verdict in (Verdict.CONFLICTING, Verdict.UNREADABLE) else ""
    effect = apply(document, rule, context, before)
    applied = effect.applied.on(eastern_day(before.now))
    alert = compose_alert(document, rule, effect.changes, effect.problems, effect.corrects, audience, words, applied)
    if before.is_damaged and rule.amendments:
        alert = replace(alert, attention=NOT_APPLIED)
    alerts = choose_recipients(alert, rule, context, audience)
    recorded = record(before.store, outcome_of(context, document, rule, taken.sha256, effect, alerts), before.now)
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


def read_published(
    document: Document, fetched: Fetched, known: KnownEntry | None = None, amends: AmendsList | None = None
) -> Rule:
    """The Rule of a published text; one that cannot be read is an unreadable Rule with the reason as its first problem, and
    with what could be named of it.

    A published document whose text came without its table is held back the same way: its XML is asked for again.
    ``known`` says whether the list that it amends has an entry, ``amends`` whether another document amends it.
    """
    what = f"document {document.number}"
    try:
        rule = DOCUMENTS.read(what, read_document, fetched.data, what, document, known, amends)
    except ReaderEnded as error:  # looking for what can be named in it would take as long again
        rule = unread_rule(document, str(error))
    except CannotRead as error:
        rule = _damaged(document, fetched, what, error, known, amends)
    if rule.verdict is not Verdict.UNREADABLE and rule.stage is Stage.PUBLISHED and lacks_text(rule):
        waits = f"Only the {fetched.form} of {document.number} is there, without entry text; its XML is waited for."
        rule = replace(rule, verdict=Verdict.UNREADABLE, problems=(waits, *rule.problems))
    return replace(rule, renditions=(fetched.form,))


def _damaged(
    document: Document,
    fetched: Fetched,
    what: str,
    error: CannotRead,
    known: KnownEntry | None,
    amends: AmendsList | None,
) -> Rule:
    """What can be named of a text that cannot be read; at least why."""
    try:
        return DOCUMENTS.read(what, read_damaged, fetched.data, what, error, document, known, amends)
    except CannotRead:
        return unread_rule(document, str(error))


def unread_rule(document: Document, why: str) -> Rule:
    """What its record says of a document that could not be read, and ``why`` it could not."""
    return Rule(
        document_number=document.number,
        citation=document.citation,
        title=document.title,
        publication_date=document.publication_date,
        effective_on=document.effective_on,
        verdict=Verdict.UNREADABLE,
        problems=(why,),
    )


def outcome_of(
    context: Context, document: Document, rule: Rule, sha256: str, effect: Effect, alerts: RuleAlerts
) -> Outcome:
    """Everything that one document does, to be recorded at once."""
    return Outcome(
        document, rule, sha256, effect.changes, alerts.alert, alerts.recipients, effect.history, alerts.confirmations,
        context.list_mark, effect.applied, effect.others,
    )  # fmt: skip


def record(store: Store, outcome: Outcome, now: datetime) -> bool:
    """Commit what a document does, in one transaction; False if it is recorded already."""
    return store.ledger.record(outcome, now=now)
