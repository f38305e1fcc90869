"""Why a filing is no longer awaited, so that those that are can be found, and what was reported of a daily check."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MISSED_NOTE = "Not printed as planned."
"""What earlier versions wrote into the record of a filing that was not published on its day."""


def upgrade() -> None:
    """Add the columns, and say of every filing what it is."""
    op.add_column("source", sa.Column("reported", sa.Text(), nullable=False, server_default=""))
    op.add_column("filing", sa.Column("closed", sa.String(length=20), nullable=False, server_default=""))
    op.create_index(op.f("ix_filing_closed"), "filing", ["closed"])
    filing = sa.table("filing", *(sa.column(name, sa.Text()) for name in ("number", "record", "rule", "closed")))
    connection = op.get_bind()
    for number, record, rule in connection.execute(sa.select(filing.c.number, filing.c.record, filing.c.rule)).all():
        if closed := _closed(json.loads(record or "{}"), json.loads(rule or "{}")):
            connection.execute(filing.update().where(filing.c.number == number).values(closed=closed))


def _closed(record: dict[str, Any], rule: dict[str, Any]) -> str:
    note = record.get("editorial_note")
    if note and not record.get("filed_at") and not record.get("publication_date"):
        return "missed" if note == _MISSED_NOTE else "withdrawn"
    return "irrelevant" if rule.get("verdict") == "irrelevant" else ""
