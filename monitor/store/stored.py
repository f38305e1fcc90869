"""Values kept as JSON, read back: bytes that the disk has changed since are an error that says so, never a value.

One damaged row must not hide the others: where each stands for itself (filings, documents), those that are whole are
given, and what is damaged is noted until the operator has been alerted about it (``polling/damage.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

import orjson

from monitor.errors import Damaged

T = TypeVar("T")
R = TypeVar("R")
E = TypeVar("E", bound=Enum)

DAMAGED = "The database is damaged"
RESTORE = "Restore a backup with elmon db restore."
LOOK_EVERY = timedelta(hours=1)


class Damage:
    """What was found damaged, a sentence each, until it has been reported."""

    def __init__(self) -> None:
        self._is_reported: dict[str, bool] = {}
        self.looked_at: datetime | None = None
        """When the columns of all tables were last looked at."""

    def may_be_more(self, now: datetime) -> bool:
        """Whether it is time to look at the columns of all tables: once an hour, and where something was found."""
        looked = self.looked_at
        return looked is None or abs(now - looked) >= LOOK_EVERY or bool(self.unreported())

    def note(self, found: Damaged) -> None:
        """Keep what was found; once, however often it is met."""
        self._is_reported.setdefault(str(found), False)

    def intact(self, rows: Iterable[R], read: Callable[[R], T]) -> list[T]:
        """The values of those rows that are what was written; the others are noted."""
        values: list[T] = []
        for row in rows:
            try:
                values.append(read(row))
            except Damaged as found:
                self.note(found)
        return values

    def unreported(self) -> list[str]:
        """What nobody has been told of yet."""
        return [sentence for sentence, done in list(self._is_reported.items()) if not done]

    def reported(self, sentence: str) -> None:
        """The operator has been alerted about it."""
        self._is_reported[sentence] = True


def stored_as(kind: type[E], text: str, what: str) -> E:
    """The value of an enumeration whose word is ``text``. Raises Damaged where it is none of its words."""
    try:
        return kind(text)
    except ValueError:
        raise Damaged(f"{DAMAGED}: {what} is {text[:40]!a}. {RESTORE}") from None


def stored_text(text: str, what: str) -> str:
    """``text``, if it is what a database can be asked for. Raises Damaged where its bytes are no text."""
    if not text.isprintable():
        raise Damaged(f"{DAMAGED}: {what} is {text[:40]!a}. {RESTORE}")
    return text


def stored(text: str, read: Callable[[Any], T], what: str) -> T:
    """The value in ``text``, which was written as JSON; ``what`` names it in the error.

    Raises Damaged where it is not what this program writes.
    """
    try:
        return read(orjson.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(f"{DAMAGED}: {what} is not what was written ({type(error).__name__}). {RESTORE}") from None
