"""Migrations, run by alembic; a database that is up to date is recognised without loading it."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from monitor.errors import StoreError
from monitor.store.engine import Database

HEAD = "0015"
"""The newest revision in ``monitor/store/migrations/versions``."""


def version_of(connection: Connection) -> str:
    """The revision of the database's tables; "" for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def check_version(database: Database) -> None:
    """Raise StoreError unless the tables are those of this version."""
    found = _look(database)
    if found != HEAD:
        _refuse_newer(found)
        raise StoreError("The database's tables are older than this version; run elmon db upgrade.")


def refuse_newer(database: Database) -> None:
    """Raise StoreError once a newer version has migrated the tables under our feet; one small question."""
    with database.reading() as session:
        _refuse_newer(str(session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar() or ""))


def upgrade_tables(database: Database) -> None:
    """Bring the tables to this version, in one transaction. Raises StoreError for a database of a newer one."""
    if _look(database) == HEAD:  # the usual case waits for no writer
        return
    with database.connection() as connection:
        found = version_of(connection)  # another instance may have been first
        if found == HEAD:
            return
        _refuse_newer(found)
        _run_alembic(connection)


def _look(database: Database) -> str:
    with database.reading() as session:
        return version_of(session.connection())


def _refuse_newer(found: str) -> None:
    if found and found > HEAD:
        raise StoreError(
            f"The database was written by a newer version of elmon (its tables are at {found}, this version knows "
            f"{HEAD}); install that version. There is no way back."
        )


def _run_alembic(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - only a database that is behind needs it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "monitor.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
