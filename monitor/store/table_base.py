"""What all tables are made of: one metadata, and the columns of moments, texts and lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, MetaData
from sqlmodel import Field, SQLModel

from monitor.model import ListName
from monitor.store.column_types import Moment, Words

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


def moment_column(*, nullable: bool = False, index: bool = False) -> Any:
    """A column of a moment."""
    return Field(sa_column=Column(Moment(), nullable=nullable, index=index))


def text_column(default: Any = "") -> Any:
    """A column of a text that may be damaged."""
    return Field(default=default, sa_column=Column(Words, nullable=False))


def list_column() -> Any:
    """The column that says which list a row is of."""
    return Field(
        default=ListName.ENTITY.value, max_length=20, sa_column_kwargs={"server_default": ListName.ENTITY.value}
    )
