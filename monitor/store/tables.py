"""The tables. Rows stay in this room: outside of it the domain's own values are spoken (table models do not validate).

Moments are stored in UTC and refused when naive; calendar days are Eastern, as the Register's are. Enums are text.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, UniqueConstraint, false
from sqlmodel import Field

from monitor.store import party_tables  # noqa: F401 - its tables are of the same metadata
from monitor.store.column_types import Day, Words
from monitor.store.table_base import Base, list_column, moment_column, text_column

metadata = Base.metadata
"""Of all tables, the parties' too."""


class RawDocument(Base, table=True):
    """Bytes as they were served, by their hash; ``content`` is zlib-compressed."""

    __tablename__ = "raw_document"

    sha256: str = Field(primary_key=True, max_length=64)
    url: str = text_column()
    media_type: str = text_column()
    size: int
    fetched_at: datetime = moment_column()
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
    record: str = text_column()
    rule: str = text_column()
    attention: str = text_column()
    recorded_at: datetime = moment_column(index=True)
    applied: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))
    facts: str = Field(default="", max_length=64, index=True, sa_column_kwargs={"server_default": ""})


class EntryVersion(Base, table=True):
    """One text of an entry of a ``list`` on two time lines: in force (Eastern days, ``to`` exclusive) and known to us (UTC)."""

    __tablename__ = "entry_version"
    __table_args__ = (Index("ix_entry_version_in_force", "known_to", "in_force_from", "in_force_to"),)

    id: int | None = Field(default=None, primary_key=True)
    list: str = list_column()
    country: str = text_column()
    name: str = text_column()
    content_hash: str = Field(max_length=64, index=True)
    content: str = text_column()
    in_force_from: date = Field(sa_type=Day)
    in_force_to: date | None = Field(default=None, sa_type=Day)
    known_from: datetime = moment_column()
    known_to: datetime | None = moment_column(nullable=True)
    source: str = text_column()


class ChangeRow(Base, table=True):
    """One change a document made, in the document's order; ``known_to`` ends one that is known better since."""

    __tablename__ = "change"

    id: int | None = Field(default=None, primary_key=True)
    document_number: str = Field(max_length=40, index=True)
    change_set: str = Field(max_length=80)
    list: str = list_column()
    ordinal: int
    effective_on: date | None = Field(default=None, index=True, sa_type=Day)
    content: str = text_column()
    known_at: datetime = moment_column()
    known_to: datetime | None = moment_column(nullable=True, index=True)


BENEATH = "beneath"
"""The kind of an older baseline that was laid beneath the list, with the rules between."""


class ListVersion(Base, table=True):
    """A state of the lists: a baseline of one ``list`` (``baseline``, ``beneath``), or what a document left behind, of all
    of them (``rule``)."""

    __tablename__ = "list_version"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    list: str = list_column()
    source: str = text_column()
    as_of: date = Field(sa_type=Day)
    entry_count: int
    sha256: str = Field(max_length=64)
    known_at: datetime = moment_column()


class ChangeSet(Base, table=True):
    """An alert, kept once for all its messages; ``thread`` is what all alerts of one conversation share."""

    __tablename__ = "change_set"

    key: str = Field(primary_key=True, max_length=80)
    thread: str = Field(default="", sa_column=Column(Words, nullable=False, index=True))
    alert: str = text_column()
    created_at: datetime = moment_column(index=True)


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
    channel: str = text_column()
    recipient: str = text_column()
    state: str = Field(max_length=10, index=True)
    attempts: int = 0
    due_at: datetime = moment_column()
    leased_by: str = Field(default="", max_length=200)
    leased_until: datetime | None = moment_column(nullable=True)
    created_at: datetime = moment_column()
    sent_at: datetime | None = moment_column(nullable=True)
    message_id: str = text_column()
    receipt: str = text_column()
    last_error: str = text_column()


class FilingRow(Base, table=True):
    """A document on public inspection as it was seen last; ``record`` and ``rule`` are JSON shapes.

    ``rule`` and ``sha256`` are "" as long as its text was not read; ``attention`` says why a person must look at it.
    ``closed`` is why it is no longer awaited: "irrelevant", "withdrawn", or "missed" where its day has passed without it.
    """

    __tablename__ = "filing"

    number: str = Field(primary_key=True, max_length=40)
    record: str = text_column()
    rule: str = text_column()
    sha256: str = Field(default="", max_length=64)
    attention: str = text_column()
    closed: str = Field(default="", max_length=20, index=True, sa_column_kwargs={"server_default": ""})
    seen_at: datetime = moment_column()
    changed_at: datetime = moment_column()
    facts: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})


class ReviewRow(Base, table=True):
    """Somebody closed the review of a document: who, when and why, and the hash of the facts that were looked at.

    None is ever changed or taken away; a review is closed as long as one of its rows has the facts of today.
    """

    __tablename__ = "review"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=40, index=True)
    facts: str = Field(max_length=64)
    attention: str = text_column()
    who: str = text_column()
    why: str = text_column()
    at: datetime = moment_column()


class ReconciliationRow(Base, table=True):
    """Differences accepted from a copy of the list: of which day it is, what it is a copy of, who accepted them and why.

    ``rules_until`` is the day up to which the rules were recorded then; between it and the copy's day, changes are known
    from the copy alone. ``whole`` says that none of the copy's differences was left open.
    """

    __tablename__ = "reconciliation"

    number: str = Field(primary_key=True, max_length=40)
    copy_of: str = text_column()
    copy_day: date = Field(sa_type=Day)
    rules_until: date = Field(sa_type=Day)
    who: str = text_column()
    why: str = text_column()
    accepted_at: datetime = moment_column()
    whole: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class SourceRow(Base, table=True):
    """How a source has answered, how often it was asked on a day, and what was told of it when it did not answer.

    ``not_before`` is when it may be asked again where it has asked for patience. ``reported`` are the differences found in
    its last answer, one a line, by what they are known again.
    """

    __tablename__ = "source"

    name: str = Field(primary_key=True, max_length=80)
    last_tried_at: datetime = moment_column()
    last_good_at: datetime | None = moment_column(nullable=True)
    last_error: str = text_column()
    failures: int = 0
    cursor: date | None = Field(default=None, sa_type=Day)
    not_before: datetime | None = moment_column(nullable=True)
    asked_on: date | None = Field(default=None, sa_type=Day)
    requests: int = 0
    alarmed_at: datetime | None = moment_column(nullable=True)
    reminded_at: datetime | None = moment_column(nullable=True)
    reported: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))


class LeaseRow(Base, table=True):
    """Who may do what only one instance should do, and until when."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True, max_length=80)
    holder: str = Field(max_length=200)
    until: datetime = moment_column()
