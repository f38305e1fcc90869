"""The ledger: documents, the changes they made, and every entry's versions on two time lines.

One transaction records everything a document does, alerts included; a crash before its commit leaves no trace and the
document is read again. Versions are closed and replaced, never overwritten (``store/versions.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import select as sa_select
from sqlalchemy import update
from sqlmodel import Session, col, select

from monitor.clock import eastern_day
from monitor.errors import StoreError
from monitor.model import (
    NOTHING_APPLIED,
    AppliedByDay,
    Change,
    Document,
    Entry,
    History,
    ListName,
    Rule,
    RuleAlert,
    Stage,
    Verdict,
)
from monitor.shapes import change_from, document_from
from monitor.store.baselines import Baselines
from monitor.store.change_sets import enqueue
from monitor.store.context import Context, ListMark, load_context, mark_columns
from monitor.store.documents import applied_in, effective_day, newest_as_of
from monitor.store.engine import insert_new
from monitor.store.list_counts import missing_lately
from monitor.store.outbox import Addressed, Pairs
from monitor.store.reconciliations import ReconciliationInfo, add_reconciliation
from monitor.store.reviews import facts_of
from monitor.store.stored import stored
from monitor.store.tables import ChangeRow, DocumentRow
from monitor.store.versions import (
    DatedRow,
    add_list_version,
    adopt,
    apply_changes,
    count_effective,
    dated_entry_of,
    dump,
    effective_rows,
    moment_after,
    record_changes,
)


@dataclass(frozen=True, slots=True)
class Reapplied:
    """What became of a recorded document's amendments, and why it is to be reviewed, in the list's history as it is now."""

    applied: AppliedByDay
    attention: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything one document did: what was read, what it changes, and who is to be told.

    ``history`` is given where the document does not come last among the rules in force: all of it as it is now.
    ``further`` are other alerts about the document, each under its own key. ``list_mark`` is of the list that all this
    was worked out from (:class:`Context`); None for what depends on none. ``applied`` is what became of its amendments,
    and ``others`` what becomes of other documents' in such a history, by number.
    """

    document: Document
    rule: Rule
    sha256: str
    changes: tuple[Change, ...]
    alert: RuleAlert | None
    recipients: Pairs
    history: History | None = None
    further: tuple[Addressed, ...] = ()
    list_mark: ListMark | None = None
    applied: AppliedByDay = NOTHING_APPLIED
    others: Mapping[str, Reapplied] = field(default_factory=dict)
    reconciliation: ReconciliationInfo | None = None


class Ledger(Baselines):
    """The lists through time, and the documents that made them."""

    # -- documents ----------------------------------------------------------------------------------------------------

    def context(self, number: str) -> Context:
        """What is known of a document before its text is read."""
        with self._database.reading() as session:
            return load_context(session, number, self._database.damage)

    def record(self, outcome: Outcome, *, now: datetime) -> bool:
        """Commit a document with its changes, entry versions, list version and alerts; False if it is known already.

        A document that could not be read before, and now can be, or comes with other bytes, replaces its first reading; so
        does one that did not concern the list before and does by another text or record. Raises
        StoreError where the list has changed since the outcome was worked out; then nothing is recorded.
        """
        with self._database.writing() as session:
            change_set = write_document(session, outcome, now)
            if not change_set:
                return False
            if outcome.rule.verdict in (Verdict.VERIFIED, Verdict.CONFLICTING):
                _change_list(session, outcome, change_set, now)
            reapply(session, outcome.others)
            if outcome.reconciliation is not None:
                add_reconciliation(session, outcome.reconciliation)
            if outcome.alert is not None:
                enqueue(session, change_set, outcome.alert, outcome.recipients, now)
            for alert, recipients in outcome.further:
                enqueue(session, alert.change_set, alert, recipients, now)
        return True

    def rewrite(
        self, history: History, readings: dict[str, Rule], others: Mapping[str, Reapplied], *, now: datetime
    ) -> None:
        """Make another reading of recorded documents what is recorded, and the history it leads to."""
        with self._database.writing() as session:
            for number, rule in readings.items():
                row = session.get(DocumentRow, (number, rule.stage.value))
                if row is None:
                    raise StoreError(f"The database has no document {number}; nothing was accepted.")
                row.rule, row.verdict = dump(rule), rule.verdict.value
                if rule.verdict is Verdict.VERIFIED:  # what was doubtful is accepted
                    row.attention = ""
                row.in_force_on = effective_day(stored(row.record, document_from, f"the record of {number}"), rule)
                session.add(row)
            reapply(session, others)
            adopt(session, history, moment_after(session, now))

    def reapply(self, others: Mapping[str, Reapplied]) -> None:
        """Note what became of documents' amendments that is known better, or for the first time."""
        with self._database.writing() as session:
            reapply(session, others)

    def note_changed(
        self, document: Document, sha256: str, alert: RuleAlert | None, recipients: Pairs, now: datetime
    ) -> None:
        """Keep the record and the text that the Register has now of a published document, and the alert about them.

        Its reading stays as it was recorded: what the text would change is for a person to accept, who must look at it.
        """
        with self._database.writing() as session:
            row = session.get(DocumentRow, (document.number, Stage.PUBLISHED.value))
            if row is None:
                raise StoreError(f"The database has no document {document.number}; nothing was noted.")
            row.record, row.publication_date, row.sha256 = dump(document), document.publication_date, sha256
            session.add(row)
            if alert is not None:
                row.attention = alert.attention
                seen = f"{alert.attention}\0{alert.change_set}"  # each change is another to look at, said in the same words
                row.facts = facts_of(row.rule, applied_in(row.applied, document.number), seen)
                enqueue(session, alert.change_set, alert, recipients, now)

    # -- the list -----------------------------------------------------------------------------------------------------

    def entries(self, as_of: date) -> list[Entry]:
        """The entries of all lists effective on a day, by list, destination and name: what a document amends.

        Other questions about the list through time are answered by ``monitor.history.list_history``. Raises Damaged where
        one of them is not what was written, or is missing: what a rule does to a list with a hole in it would be made up.
        """
        if missing := missing_lately(self._database):
            raise missing
        entries = [dated_entry_of(*row) for row in self._effective_rows(as_of)]
        return sorted(entries, key=lambda e: (e.supplement, e.country, e.name.casefold(), e.text))

    def intact_entries(self, as_of: date) -> list[Entry]:
        """The entries effective on a day, as far as they are what was written, for what does not hang on each one of them;
        the others, and that some are missing, are noted."""
        if missing := missing_lately(self._database):
            self._database.damage.note(missing)
        return self._database.damage.intact(self._effective_rows(as_of), lambda row: dated_entry_of(*row))

    def _effective_rows(self, as_of: date) -> Sequence[DatedRow]:
        with self._database.reading() as session:
            return effective_rows(session, as_of)

    def count_entries(self, as_of: date, of: ListName = ListName.ENTITY) -> int:
        """How many entries of a list are effective on a day."""
        with self._database.reading() as session:
            return count_effective(session, as_of, of)

    def changes(self, *, document_number: str | None = None) -> list[Change]:
        """The changes known now, all or those of one document, in the order they were made."""
        query = select(ChangeRow.content).where(col(ChangeRow.known_to).is_(None)).order_by(col(ChangeRow.id))
        if document_number is not None:
            query = query.where(ChangeRow.document_number == document_number)
        with self._database.reading() as session:
            return [stored(content, change_from, "a change") for content in session.exec(query).all()]


def write_document(session: Session, outcome: Outcome, now: datetime) -> str:
    """Write a document's row and return the key of what it does; "" where it is known already and stays as it is."""
    number, stage = outcome.document.number, outcome.rule.stage.value
    read: dict[str, Any] = {
        "publication_date": outcome.document.publication_date,
        "verdict": outcome.rule.verdict.value,
        "sha256": outcome.sha256,
        "in_force_on": effective_day(outcome.document, outcome.rule),
        "record": dump(outcome.document),
        "rule": dump(outcome.rule),
        "attention": outcome.alert.attention if outcome.alert else "",
        "recorded_at": now,
        "applied": dump(outcome.applied),
    }
    read["facts"] = facts_of(read["rule"], outcome.applied, read["attention"])
    if insert_new(session, DocumentRow(number=number, stage=stage, **read)):
        return f"{number}/{stage}"
    replaced = {Verdict.UNREADABLE.value} | ({Verdict.IRRELEVANT.value} - {outcome.rule.verdict.value})
    may_go = col(DocumentRow.verdict).in_(sorted(replaced))
    this = update(DocumentRow).where(col(DocumentRow.number) == number, col(DocumentRow.stage) == stage, may_go)
    same = col(DocumentRow.sha256) == outcome.sha256
    key, connection = f"{number}/{stage}/{outcome.sha256[:12]}", session.connection()
    if connection.execute(this.where(~same).values(read)).rowcount:
        return key
    can_be_read = outcome.rule.verdict is not Verdict.UNREADABLE
    return f"{key}/read" if can_be_read and connection.execute(this.where(same).values(read)).rowcount else ""


def reapply(session: Session, others: Mapping[str, Reapplied]) -> None:
    """Note what became of documents' amendments, in the transaction of ``session``."""
    for number, now in others.items():
        for row in session.exec(select(DocumentRow).where(DocumentRow.number == number)).all():
            row.applied, row.attention = dump(now.applied), now.attention
            row.facts = facts_of(row.rule, now.applied, now.attention)
            session.add(row)


def _change_list(session: Session, outcome: Outcome, change_set: str, now: datetime) -> None:
    """Write the changes of a document, the entry versions they end and begin, and the list as one of its states."""
    since = _require_list(session, outcome)
    number = outcome.document.number
    fallback = outcome.document.publication_date or eastern_day(now)
    if outcome.history is None:
        days = [change.effective_on or fallback for change in outcome.changes]
        dated = [(change, max(day, since) if since else day) for change, day in zip(outcome.changes, days, strict=True)]
        apply_changes(session, dated, now)
    record_changes(session, number, change_set, outcome.changes, now)
    session.flush()
    if outcome.history is not None:
        adopt(session, outcome.history, now if outcome.changes else moment_after(session, now))
    if outcome.changes:
        day = outcome.rule.effective_on or fallback
        add_list_version(session, kind="rule", source=number, as_of=day, sha256=outcome.sha256, known_at=now)


def _require_list(session: Session, outcome: Outcome) -> date | None:
    """The day of the list that everything starts from. Raises StoreError where the list is another one by now."""
    since, *mark = session.execute(sa_select(newest_as_of(), *mark_columns(outcome.document.number))).one()
    if outcome.list_mark is not None and outcome.list_mark != tuple(mark):
        raise StoreError(
            f"The list was changed by another process meanwhile; {outcome.document.number} was not recorded. The next round "
            "takes it up, or run the command again."
        )
    return cast("date | None", since)
