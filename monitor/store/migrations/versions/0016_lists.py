"""Which list of part 744 an entry, a change, a decision is of; until now all were of the Entity List."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = ("entry_version", "change", "list_version", "decision", "seen_match")


def upgrade() -> None:
    """Add the columns."""
    for table in TABLES:
        column = sa.Column("list", sa.String(length=20), nullable=False, server_default="entity-list")
        with op.batch_alter_table(table) as altered:
            altered.add_column(column)
