"""Types of columns that SQLite and PostgreSQL store alike: moments with their time zone, and text that both take."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Dialect, Text, TypeDecorator

from monitor.errors import Damaged
from monitor.store.stored import DAMAGED, RESTORE

# e.g. "\x00", "\ud800"
_REFUSED = re.compile("[\x00\ud800-\udfff]")


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored as UTC (SQLite keeps no offset, so it is put back on the way out)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """As above; raises Damaged for what is no moment."""
        return _or_damaged(super().result_processor(dialect, coltype), "a moment")


class Day(TypeDecorator[date]):
    """A calendar day."""

    impl = Date
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """From the database. Raises Damaged for what is no day."""
        return _or_damaged(super().result_processor(dialect, coltype), "a day")


def _or_damaged(read: Callable[[Any], Any] | None, what: str) -> Callable[[Any], Any]:
    def whole(value: Any) -> Any:
        try:
            return read(value) if read else value
        except (ValueError, TypeError, OverflowError):
            raise Damaged(f"{DAMAGED}: {str(value)[:40]!a} is where {what} was written. {RESTORE}") from None

    return whole


class Words(TypeDecorator[str]):
    """Text that every database takes: NUL and halves of surrogate pairs, which some refuse, become "\ufffd"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database."""
        return value if value is None else storable(value)


def storable(text: str) -> str:
    """``text`` without the characters that a database refuses; hostile or broken input must not stop a round."""
    return _REFUSED.sub("\ufffd", text)
