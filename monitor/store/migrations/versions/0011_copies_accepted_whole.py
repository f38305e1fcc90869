"""Whether what was accepted from a copy of the list left no difference open; of earlier ones nobody can tell."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note it of every reconciliation."""
    op.add_column("reconciliation", sa.Column("whole", sa.Boolean(), nullable=False, server_default=sa.false()))
