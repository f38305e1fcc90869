"""Databases as earlier versions left them: the tables of any revision, with the rows that a database of today has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from monitor.store.engine import Database
from monitor.store.tables import metadata

Rows = dict[str, list[dict[str, Any]]]
"""A database's rows by table, in the order in which they can be put in."""


def revisions() -> list[str]:
    """Every revision, the oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def rows_of(database: Database) -> Rows:
    """Everything in a database of this version."""
    with database.reading() as session:
        connection = session.connection()
        return {
            table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in metadata.sorted_tables
        }


def make_older(url: str, revision: str, rows: Rows) -> None:
    """The tables of ``revision`` at ``url`` with what they can hold of ``rows``."""
    database = Database(url)
    with database.connection() as connection:
        migrate(connection, revision)
        found = sa.inspect(connection)
        for name, records in rows.items():
            if not found.has_table(name) or not records:
                continue
            columns = {column["name"]: column for column in found.get_columns(name)}
            kinds = {
                n: metadata.tables[name].c[n].type if n in metadata.tables[name].c else c["type"]
                for n, c in columns.items()
            }
            table = sa.table(name, *(sa.column(n, kind) for n, kind in kinds.items()))
            for record in records:
                gone = {n: _anything(c["type"]) for n, c in columns.items() if n not in record and not c["nullable"]}
                connection.execute(table.insert().values(**gone, **{n: v for n, v in record.items() if n in columns}))
            if not database.is_sqlite and "id" in columns:
                connection.execute(
                    sa.text(f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), max(id)) FROM \"{name}\"")
                )
    database.close()


def migrate(connection: sa.Connection, revision: str) -> None:
    """Bring the tables to ``revision``."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "monitor.store:migrations")
    return config


def _anything(kind: Any) -> Any:
    """A value for a column that this version has no more."""
    python = kind.python_type
    return {datetime: datetime(2027, 1, 1, tzinfo=UTC), date: date(2027, 1, 1)}.get(python, python())
