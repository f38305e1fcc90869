"""Which alerts belong to one conversation, and under which id each message was sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and what they are looked up by; the keys of older alerts begin with their document's number."""
    op.add_column("change_set", sa.Column("thread", sa.Text(), nullable=False, server_default=""))
    slash = sa.text("strpos(key, '/')" if op.get_bind().dialect.name == "postgresql" else "instr(key, '/')")
    op.execute(f"UPDATE change_set SET thread = substr(key, 1, {slash} - 1) WHERE key LIKE '%/%'")
    op.create_index(op.f("ix_change_set_thread"), "change_set", ["thread"])
    op.add_column("outbox", sa.Column("message_id", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_outbox_recipient", "outbox", ["channel", "recipient", "state"])
