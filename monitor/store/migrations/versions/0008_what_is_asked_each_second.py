"""Indices for what pages and metrics ask each second, so that it takes as long for a thousand documents as for one."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create them."""
    op.create_index(op.f("ix_document_recorded_at"), "document", ["recorded_at"])
    op.create_index(op.f("ix_change_known_to"), "change", ["known_to"])
    op.create_index(op.f("ix_change_set_created_at"), "change_set", ["created_at"])
    op.create_index(op.f("ix_watch_updated_at"), "watch", ["updated_at"])
