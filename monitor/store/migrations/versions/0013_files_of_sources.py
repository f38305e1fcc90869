"""Where a source's file is, who keeps it, and how it was read, so that its next version is read alike."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for it with every source."""
    for column in ("path", "owner", "mapping"):
        op.add_column("watch_source", sa.Column(column, sa.Text(), nullable=False, server_default=""))
