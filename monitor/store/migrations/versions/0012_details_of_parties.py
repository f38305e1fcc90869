"""What a file says of a party beside its name, country and address; of the parties there are, nothing is known of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for it with every party."""
    op.add_column("watch", sa.Column("details", sa.Text(), nullable=False, server_default=""))
