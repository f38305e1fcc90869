"""Values kept as JSON, read back: bytes that the disk has changed since are an error that says so, never a value."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

import orjson

from monitor.errors import StoreError

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

DAMAGED = "The database is damaged"
RESTORE = "Restore a backup with elmon db restore."


def stored_as(kind: type[E], text: str, what: str) -> E:
    """The value of an enumeration whose word is ``text``. Raises StoreError where it is none of its words."""
    try:
        return kind(text)
    except ValueError:
        raise StoreError(f"{DAMAGED}: {what} is {text[:40]!r}. {RESTORE}") from None


def stored(text: str, read: Callable[[Any], T], what: str) -> T:
    """The value in ``text``, which was written as JSON; ``what`` names it in the error.

    Raises StoreError where it is not what this program writes.
    """
    try:
        return read(orjson.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"{DAMAGED}: {what} is not what was written ({type(error).__name__}). {RESTORE}") from None
