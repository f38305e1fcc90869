"""The tables. Rows stay in this room: outside of it the domain's own values are spoken (table models do not validate).

Moments are stored in UTC and refused when naive; calendar days are Eastern, as the Register's are. Enums are text.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, MetaData, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from monitor.store.column_types import Day, Moment, Words

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


class Base(SQLModel):
    """All tables share one metadata, so that nobody else's models are ever migrated with ours."""

    metadata = metadata


def _moment(*, nullable: bool = False, index: bool = False) -> Any:
    return Field(sa_column=Column(Moment(), nullable=nullable, index=index))


def _text(default: Any = "") -> Any:
    return Field(default=default, sa_column=Column(Words, nullable=False))


class RawDocument(Base, table=True):
    """Bytes as they were served, by their hash; ``content`` is zlib-compressed."""

    __tablename__ = "raw_document"

    sha256: str = Field(primary_key=True, max_length=64)
    url: str = _text()
    media_type: str = _text()
    size: int
    fetched_at: datetime = _moment()
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class DocumentRow(Base, table=True):
    """A Federal Register document as read at one stage; ``record`` and ``rule`` are JSON shapes.

    ``attention`` says why a person must look at it, "" for nothing. ``applied`` is what became of its amendments, by day;
    ``facts`` is the hash of what a reviewer goes by, "" where that is not worked out yet.
    """

    __tablename__ = "document"

    number: str = Field(primary_key=True, max_length=40)
    stage: str = Field(primary_key=True, max_length=20)
    publication_date: date | None = Field(default=None, index=True, sa_type=Day)
    in_force_on: date | None = Field(default=None, index=True, sa_type=Day)
    verdict: str = Field(max_length=20)
    sha256: str = Field(max_length=64)
    record: str = _text()
    rule: str = _text()
    attention: str = _text()
    recorded_at: datetime = _moment(index=True)
    applied: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))
    facts: str = Field(default="", max_length=64, index=True, sa_column_kwargs={"server_default": ""})


class EntryVersion(Base, table=True):
    """One text of an entry on two time lines: in force (Eastern days, ``to`` exclusive) and known to us (UTC)."""

    __tablename__ = "entry_version"
    __table_args__ = (Index("ix_entry_version_in_force", "known_to", "in_force_from", "in_force_to"),)

    id: int | None = Field(default=None, primary_key=True)
    country: str = _text()
    name: str = _text()
    content_hash: str = Field(max_length=64, index=True)
    content: str = _text()
    in_force_from: date = Field(sa_type=Day)
    in_force_to: date | None = Field(default=None, sa_type=Day)
    known_from: datetime = _moment()
    known_to: datetime | None = _moment(nullable=True)
    source: str = _text()


class ChangeRow(Base, table=True):
    """One change a document made, in the document's order; ``known_to`` ends one that is known better since."""

    __tablename__ = "change"

    id: int | None = Field(default=None, primary_key=True)
    document_number: str = Field(max_length=40, index=True)
    change_set: str = Field(max_length=80)
    ordinal: int
    effective_on: date | None = Field(default=None, index=True, sa_type=Day)
    content: str = _text()
    known_at: datetime = _moment()
    known_to: datetime | None = _moment(nullable=True, index=True)


class ListVersion(Base, table=True):
    """A state of the whole list: a baseline, or what a document left behind."""

    __tablename__ = "list_version"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    source: str = _text()
    as_of: date = Field(sa_type=Day)
    entry_count: int
    sha256: str = Field(max_length=64)
    known_at: datetime = _moment()


class ChangeSet(Base, table=True):
    """An alert, kept once for all its messages; ``thread`` is what all alerts of one conversation share."""

    __tablename__ = "change_set"

    key: str = Field(primary_key=True, max_length=80)
    thread: str = Field(default="", sa_column=Column(Words, nullable=False, index=True))
    alert: str = _text()
    created_at: datetime = _moment(index=True)


class OutboxRow(Base, table=True):
    """One message to one recipient; the unique key makes a second one impossible.

    ``message_id`` is what it was sent under, ``receipt`` what the other side said.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("change_set", "channel", "recipient", name="uq_outbox_message"),
        Index("ix_outbox_recipient", "channel", "recipient", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    change_set: str = Field(sa_column=Column(ForeignKey("change_set.key"), nullable=False))
    channel: str = _text()
    recipient: str = _text()
    state: str = Field(max_length=10, index=True)
    attempts: int = 0
    due_at: datetime = _moment()
    leased_by: str = Field(default="", max_length=200)
    leased_until: datetime | None = _moment(nullable=True)
    created_at: datetime = _moment()
    sent_at: datetime | None = _moment(nullable=True)
    message_id: str = _text()
    receipt: str = _text()
    last_error: str = _text()


class WatchRow(Base, table=True):
    """One of the user's own parties; ``source`` is whose it is, "" for by hand.

    ``own_reference`` is what the source calls it. ``reference`` is that too, with the source in front where another source
    has a party of that reference already. ``details`` is a JSON shape, "" for none.
    """

    __tablename__ = "watch"

    reference: str = Field(sa_column=Column(Words, primary_key=True))
    own_reference: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))
    name: str = _text()
    country: str = _text()
    address: str = _text()
    details: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))
    source: str = Field(default="", sa_column=Column(Words, nullable=False, index=True))
    added_at: datetime = _moment()
    updated_at: datetime = _moment(index=True)


class WatchSource(Base, table=True):
    """A source of parties: the file that was taken last under its name, who keeps it, how it was read (JSON), and when."""

    __tablename__ = "watch_source"

    name: str = Field(sa_column=Column(Words, primary_key=True))
    file: str = _text()
    path: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))
    owner: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))
    mapping: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))
    added_at: datetime = _moment()
    taken_at: datetime = _moment()


class WatchEvent(Base, table=True):
    """A change or removal of a party; ``before`` and ``after`` are its JSON shapes, "" for none. None is ever changed."""

    __tablename__ = "watch_event"

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(sa_column=Column(Words, nullable=False, index=True))
    what: str = Field(max_length=20)
    before: str = _text()
    after: str = _text()
    who: str = _text()
    at: datetime = _moment()


class WatchRevision(Base, table=True):
    """How often parties were written, in one row; none before the first time."""

    __tablename__ = "watch_revision"

    id: int = Field(primary_key=True)
    number: int


class WatchFile(Base, table=True):
    """A file of parties that the settings name: which bytes of it were looked at last, and what was wrong with them."""

    __tablename__ = "watch_file"

    path: str = Field(sa_column=Column(Words, primary_key=True))
    sha256: str = Field(max_length=64)
    trouble: str = _text()
    taken_at: datetime = _moment()


class DecisionRow(Base, table=True):
    """What somebody decided of a match, when and why. None is ever changed or taken away; the newest of a match counts."""

    __tablename__ = "decision"

    id: int | None = Field(default=None, primary_key=True)
    match: str = Field(max_length=40, index=True)
    reference: str = _text()
    country: str = _text()
    name: str = _text()
    decision: str = Field(max_length=20)
    who: str = _text()
    why: str = _text()
    at: datetime = _moment()
    party_print: str = Field(max_length=64)
    entry_print: str = Field(max_length=64)


class SeenMatch(Base, table=True):
    """Which party and entry the id of a match stands for, once somebody has been shown it and may decide on it."""

    __tablename__ = "seen_match"

    match: str = Field(primary_key=True, max_length=40)
    reference: str = _text()
    country: str = _text()
    name: str = _text()


class FilingRow(Base, table=True):
    """A document on public inspection as it was seen last; ``record`` and ``rule`` are JSON shapes.

    ``rule`` and ``sha256`` are "" as long as its text was not read; ``attention`` says why a person must look at it.
    ``closed`` is why it is no longer awaited: "irrelevant", "withdrawn", or "missed" where its day has passed without it.
    """

    __tablename__ = "filing"

    number: str = Field(primary_key=True, max_length=40)
    record: str = _text()
    rule: str = _text()
    sha256: str = Field(default="", max_length=64)
    attention: str = _text()
    closed: str = Field(default="", max_length=20, index=True, sa_column_kwargs={"server_default": ""})
    seen_at: datetime = _moment()
    changed_at: datetime = _moment()
    facts: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})


class ReviewRow(Base, table=True):
    """Somebody closed the review of a document: who, when and why, and the hash of the facts that were looked at.

    None is ever changed or taken away; a review is closed as long as one of its rows has the facts of today.
    """

    __tablename__ = "review"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=40, index=True)
    facts: str = Field(max_length=64)
    attention: str = _text()
    who: str = _text()
    why: str = _text()
    at: datetime = _moment()


class ReconciliationRow(Base, table=True):
    """Differences accepted from a copy of the list: of which day it is, what it is a copy of, who accepted them and why.

    ``rules_until`` is the day up to which the rules were recorded then; between it and the copy's day, changes are known
    from the copy alone. ``whole`` says that none of the copy's differences was left open.
    """

    __tablename__ = "reconciliation"

    number: str = Field(primary_key=True, max_length=40)
    copy_of: str = _text()
    copy_day: date = Field(sa_type=Day)
    rules_until: date = Field(sa_type=Day)
    who: str = _text()
    why: str = _text()
    accepted_at: datetime = _moment()
    whole: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class SourceRow(Base, table=True):
    """How a source has answered, how often it was asked on a day, and what was told of it when it did not answer.

    ``not_before`` is when it may be asked again where it has asked for patience. ``reported`` are the differences found in
    its last answer, one a line, by what they are known again.
    """

    __tablename__ = "source"

    name: str = Field(primary_key=True, max_length=80)
    last_tried_at: datetime = _moment()
    last_good_at: datetime | None = _moment(nullable=True)
    last_error: str = _text()
    failures: int = 0
    cursor: date | None = Field(default=None, sa_type=Day)
    not_before: datetime | None = _moment(nullable=True)
    asked_on: date | None = Field(default=None, sa_type=Day)
    requests: int = 0
    alarmed_at: datetime | None = _moment(nullable=True)
    reminded_at: datetime | None = _moment(nullable=True)
    reported: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))


class LeaseRow(Base, table=True):
    """Who may do what only one instance should do, and until when."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True, max_length=80)
    holder: str = Field(max_length=200)
    until: datetime = _moment()
