"""What lies on the public-inspection desk, and what is kept of a source besides its last answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, add the columns."""
    op.create_table(
        "filing",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("attention", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_filing")),
    )
    op.add_column("source", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
    op.add_column("source", sa.Column("asked_on", sa.Date(), nullable=True))
    op.add_column("source", sa.Column("requests", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("source", sa.Column("alarmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("source", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
