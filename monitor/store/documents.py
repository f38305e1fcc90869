"""What was read in each document, at each stage, and in which order documents act on the list."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_
from sqlmodel import Session, col, select

from monitor.clock import eastern_day
from monitor.errors import Damaged, WouldLose
from monitor.model import NOTHING_APPLIED, AppliedByDay, Document, ListName, Rule, Stage, Verdict
from monitor.shapes import applied_by_day_from, document_from, rule_from
from monitor.store.engine import Database
from monitor.store.reviews import is_open
from monitor.store.rows import intact_rows
from monitor.store.stored import DAMAGED, RESTORE, stored, stored_as
from monitor.store.tables import BENEATH, ChangeRow, DocumentRow, ListVersion


@dataclass(frozen=True, slots=True)
class Recorded:
    """A document as recorded at its latest stage."""

    document: Document
    rule: Rule
    sha256: str
    recorded_at: datetime
    attention: str = ""
    applied: AppliedByDay = NOTHING_APPLIED


class Documents:
    """The documents recorded; only the ledger writes them, with all they did."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has_document(self, number: str, stage: Stage) -> bool:
        """Whether a document was recorded at a stage."""
        with self._database.reading() as session:
            return session.get(DocumentRow, (number, stage.value)) is not None

    def rule(self, number: str) -> Rule | None:
        """What was read in a document, at its latest stage."""
        found = self.recorded(number)
        return found[0].rule if found else None

    def last_document_date(self) -> date | None:
        """The newest publication date among the documents recorded; None also where it is damaged, which is noted."""
        with suppress(Damaged), self._database.reading() as session:
            return session.exec(select(func.max(DocumentRow.publication_date))).one()
        return None

    def reviews(self) -> list[str]:
        """Documents whose review is open, newest first, with the reason."""
        with self._database.reading() as session:
            rows = session.exec(
                select(DocumentRow.number, DocumentRow.attention)
                .where(DocumentRow.attention != "", is_open(DocumentRow))
                .order_by(col(DocumentRow.publication_date).desc().nulls_last(), col(DocumentRow.number))
            ).all()
        return [f"{number}: {attention}" for number, attention in rows]

    def recorded(self, number: str = "") -> list[Recorded]:
        """All documents, or those of one number, each at its latest stage, by publication."""
        query = select(DocumentRow).order_by(col(DocumentRow.publication_date), col(DocumentRow.number))
        if number:
            query = query.where(DocumentRow.number == number)
        with self._database.reading() as session:
            rows = session.exec(query).all()
        return [_recorded(row) for row in _latest(rows)]

    def published(self, since: date) -> dict[str, Recorded]:
        """The published documents from ``since`` on, by number. What is damaged is left out, and noted."""
        query = select(DocumentRow).where(DocumentRow.stage == Stage.PUBLISHED.value)
        with self._database.reading() as session:
            rows = intact_rows(session, self._database.damage, query.where(col(DocumentRow.publication_date) >= since))
        return {one.document.number: one for one in self._database.damage.intact(rows, _recorded)}

    def verdicts(self, numbers: Iterable[str]) -> dict[str, Verdict | None]:
        """How far those of ``numbers`` could be read whose published texts are recorded; None for one that is damaged, which
        is noted."""
        query = select(DocumentRow.number, DocumentRow.verdict).where(DocumentRow.stage == Stage.PUBLISHED.value)
        with self._database.reading() as session:
            rows = session.exec(query.where(col(DocumentRow.number).in_(list(numbers)))).all()
        intact = self._database.damage.intact(rows, lambda row: (row[0], _verdict(*row)))
        return {**dict.fromkeys(number for number, _ in rows), **dict(intact)}

    def amends_list(self, said: str, *, beside: str = "") -> bool | None:
        """Whether a document amends the list that is recorded under a number, citation or title; not the one ``beside``.

        None where there is none. What is damaged has none of them, and is noted.
        """
        with self._database.reading() as session:
            query = select(DocumentRow).where(col(DocumentRow.number) != beside)
            rows = intact_rows(session, self._database.damage, query)
        wanted = said.casefold().split()
        intact = self._database.damage.intact(rows, lambda row: (_document(row), _verdict(row.number, row.verdict)))
        found = [
            verdict is not Verdict.IRRELEVANT
            for document, verdict in intact
            if wanted in [one.casefold().split() for one in (document.number, document.citation, document.title)]
        ]
        return any(found) if wanted and found else None

    def without_applied(self) -> bool:
        """Whether of any document it is not worked out what became of its amendments, as earlier versions left them."""
        with self._database.reading() as session:
            return session.exec(select(DocumentRow.number).where(DocumentRow.facts == "").limit(1)).first() is not None

    def rules(self) -> list[tuple[date, Rule]]:
        """Every rule that acts on the newest baseline, at its latest stage, with the day from which it is effective.

        Raises Damaged where one of them is not what was written, or nobody can say whether it acts.
        """
        with self._database.reading() as session:
            rows = session.exec(select(DocumentRow).where(acts())).all()
        for row in rows:
            _verdict(row.number, row.verdict)
        return [(row.in_force_on or eastern_day(row.recorded_at), _rule(row)) for row in _latest(rows)]


_BASELINES = select(ListVersion).where(ListVersion.kind != "rule").order_by(col(ListVersion.id).desc())
"""What is neither is damaged, and may be one."""
_NEWEST_BASELINE = _BASELINES.where(ListVersion.list == ListName.ENTITY.value).limit(1)


def newest_baseline(session: Session) -> ListVersion | None:
    """The state of the Entity List that all that is recorded of it builds on.

    Raises Damaged where nobody can say which that is.
    """
    found = session.exec(_NEWEST_BASELINE).first()
    if found is not None:
        require_baseline(found.kind)
    return found


def newest_baselines(session: Session) -> dict[ListName, ListVersion]:
    """The same of every list that the database has."""
    found: dict[ListName, ListVersion] = {}
    for row in session.exec(_BASELINES).all():
        require_baseline(row.kind)
        found.setdefault(stored_as(ListName, row.list, "the name of a list"), row)
    return {name: found[name] for name in ListName if name in found}


def _first_as_of() -> ScalarSelect[date]:
    """The earliest day of the newest baselines of all lists, as a part of another query; NULL where there is no list."""
    newest = select(func.max(col(ListVersion.id))).where(ListVersion.kind != "rule").group_by(col(ListVersion.list))
    return (
        select(func.min(col(ListVersion.as_of)))
        .where(col(ListVersion.id).in_(newest))
        .correlate(None)
        .scalar_subquery()
    )


def newest_kind() -> ScalarSelect[str]:
    """What :func:`require_baseline` looks at, as a part of another query; NULL where there is no list."""
    return _NEWEST_BASELINE.with_only_columns(col(ListVersion.kind)).correlate(None).scalar_subquery()


def require_baseline(kind: str | None) -> None:
    """Raise Damaged where the newest state of the list that is of no rule is no baseline either."""
    if kind not in (None, "baseline", BENEATH):
        raise Damaged(f"{DAMAGED}: {str(kind)[:40]!a} is where the list that all starts from was written. {RESTORE}")


def newest_baseline_query() -> Select[date, datetime]:
    """The day of the copy that the list was started from, and when that was taken, as a part of another query; no row where
    there is no list. An older list laid beneath it takes nothing from what is known of the newer days."""
    started = _NEWEST_BASELINE.where(ListVersion.kind != BENEATH)
    return started.with_only_columns(col(ListVersion.as_of), col(ListVersion.known_at))


def newest_as_of() -> ScalarSelect[date]:
    """Its day, as a part of another query; NULL where there is no list."""
    return _NEWEST_BASELINE.with_only_columns(col(ListVersion.as_of)).correlate(None).scalar_subquery()


def effective_day(document: Document, rule: Rule | None = None) -> date | None:
    """The Eastern day from which a document changes the list, the last one where its instructions take effect on several;
    None where neither text nor record says."""
    day = (rule and rule.effective_on) or document.effective_on or document.publication_date
    own = {amendment.effective_on for amendment in rule.amendments} if rule else set()
    return max((d for d in (day, *own) if d), default=None)


def acts() -> ColumnElement[bool]:
    """Documents that change a list of the newest baselines: read, and not in the earliest of these already, so that what
    they do to a later one may be in it. One whose verdict is damaged is among them."""
    as_of = _first_as_of()
    read = col(DocumentRow.verdict).not_in((Verdict.UNREADABLE.value, Verdict.IRRELEVANT.value))
    later = or_(
        as_of.is_(None),
        col(DocumentRow.publication_date).is_(None),
        col(DocumentRow.publication_date) > as_of,
        col(DocumentRow.in_force_on) > as_of,
    )
    return and_(read, later)


def refuse_to_forget(session: Session, as_of: date, lists: Iterable[ListName]) -> None:
    """Raise StoreError where a recorded rule that changed one of the lists was published, or takes effect, after ``as_of``."""
    later = session.exec(
        select(DocumentRow, ChangeRow)
        .join(ChangeRow, col(ChangeRow.document_number) == col(DocumentRow.number))
        .where(col(ChangeRow.known_to).is_(None), col(ChangeRow.list).in_([one.value for one in lists]))
        .where(or_(col(DocumentRow.publication_date) > as_of, col(ChangeRow.effective_on) > as_of))
    ).all()
    if later:
        days = ((max(filter(None, (d.publication_date, c.effective_on))), d.number) for d, c in later)
        day, number = max(days)
        raise WouldLose(
            f"The database has rules published or taking effect after {as_of}, the newest {number} of {day}; a list of "
            f"{as_of} would lose what they change. Take a list of {day} or later, or lay it beneath: "
            f"elmon backfill --since {as_of} --from FILE."
        )


def _latest(rows: Iterable[DocumentRow]) -> list[DocumentRow]:
    """Each document once, at its latest stage."""
    latest: dict[str, DocumentRow] = {}
    for row in rows:
        if row.stage == Stage.PUBLISHED.value or row.number not in latest:
            latest[row.number] = row
    return list(latest.values())


def applied_in(text: str, number: str) -> AppliedByDay:
    """What became of a document's amendments; nothing where that is not worked out yet."""
    return stored(text, applied_by_day_from, f"what was applied of {number}") if text else NOTHING_APPLIED


def _recorded(row: DocumentRow) -> Recorded:
    applied = applied_in(row.applied, row.number)
    return Recorded(_document(row), _rule(row), row.sha256, row.recorded_at, row.attention, applied)


def _verdict(number: str, word: str) -> Verdict:
    return stored_as(Verdict, word, f"the verdict on {number}")


def _rule(row: DocumentRow) -> Rule:
    return stored(row.rule, rule_from, f"the rule {row.number}")


def _document(row: DocumentRow) -> Document:
    return stored(row.record, document_from, f"the record of {row.number}")
