"""A database moved to another, SQLite or PostgreSQL, verified."""

from __future__ import annotations

from monitor.errors import UsageError
from monitor.store.copying import Copied, copy_database
from monitor.store.engine import Database
from monitor.store.progress import Progress


def move(from_url: str, to_url: str, done: Progress) -> tuple[Copied, ...]:
    """Copy all that is in one database into an empty one; what was copied, by table.

    Raises UsageError where both are the same or the target is not empty, StoreError where one of them refuses.
    """
    source = Database(from_url)
    try:
        target = Database(to_url)
        try:
            if source.url == target.url:
                raise UsageError(f"{source.shown} cannot be copied into itself; name another database.")
            return copy_database(source, target, done)
        finally:
            target.close()
    finally:
        source.close()
