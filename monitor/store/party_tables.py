"""The tables of the user's own parties and of what is decided on their matches."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field

from monitor.store.column_types import Words
from monitor.store.table_base import Base, list_column, moment_column, text_column


class WatchRow(Base, table=True):
    """One of the user's own parties; ``source`` is whose it is, "" for by hand.

    ``own_reference`` is what the source calls it. ``reference`` is that too, with the source in front where another source
    has a party of that reference already. ``details`` is a JSON shape, "" for none.
    """

    __tablename__ = "watch"

    reference: str = Field(sa_column=Column(Words, primary_key=True))
    own_reference: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))
    name: str = text_column()
    country: str = text_column()
    address: str = text_column()
    details: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))
    source: str = Field(default="", sa_column=Column(Words, nullable=False, index=True))
    added_at: datetime = moment_column()
    updated_at: datetime = moment_column(index=True)


class WatchSource(Base, table=True):
    """A source of parties: the file that was taken last under its name, who keeps it, how it was read (JSON), and when."""

    __tablename__ = "watch_source"

    name: str = Field(sa_column=Column(Words, primary_key=True))
    file: str = text_column()
    path: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))
    owner: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))
    mapping: str = Field(default="", sa_column=Column(Words, nullable=False, server_default=""))
    added_at: datetime = moment_column()
    taken_at: datetime = moment_column()


class WatchEvent(Base, table=True):
    """A change or removal of a party; ``before`` and ``after`` are its JSON shapes, "" for none. None is ever changed."""

    __tablename__ = "watch_event"

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(sa_column=Column(Words, nullable=False, index=True))
    what: str = Field(max_length=20)
    before: str = text_column()
    after: str = text_column()
    who: str = text_column()
    at: datetime = moment_column()


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
    trouble: str = text_column()
    taken_at: datetime = moment_column()


class DecisionRow(Base, table=True):
    """What somebody decided of a match, when and why. None is ever changed or taken away; the newest of a match counts."""

    __tablename__ = "decision"

    id: int | None = Field(default=None, primary_key=True)
    match: str = Field(max_length=40, index=True)
    reference: str = text_column()
    list: str = list_column()
    country: str = text_column()
    name: str = text_column()
    decision: str = Field(max_length=20)
    who: str = text_column()
    why: str = text_column()
    at: datetime = moment_column()
    party_print: str = Field(max_length=64)
    entry_print: str = Field(max_length=64)


class SeenMatch(Base, table=True):
    """Which party and entry the id of a match stands for, once somebody has been shown it and may decide on it."""

    __tablename__ = "seen_match"

    match: str = Field(primary_key=True, max_length=40)
    reference: str = text_column()
    list: str = list_column()
    country: str = text_column()
    name: str = text_column()
