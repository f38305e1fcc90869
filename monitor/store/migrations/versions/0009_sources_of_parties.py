"""References belong to a source of parties; what there is belongs to the source of its file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from monitor.model.watch_sources import source_name

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of sources, and note of every party how its own file calls it."""
    op.create_table(
        "watch_source",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watch_source")),
    )
    op.add_column("watch", sa.Column("own_reference", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    connection.execute(sa.text("UPDATE watch SET own_reference = reference"))
    op.create_index(op.f("ix_watch_source"), "watch", ["source"])
    files = connection.execute(
        sa.text("SELECT source, min(added_at), max(updated_at) FROM watch WHERE source <> '' GROUP BY source")
    ).all()
    for file, added_at, taken_at in files:
        name = source_name(file)
        known = {"name": name, "file": file, "added_at": added_at, "taken_at": taken_at}
        connection.execute(
            sa.text("UPDATE watch SET source = :name WHERE source = :file"), {"name": name, "file": file}
        )
        connection.execute(
            sa.text(
                "INSERT INTO watch_source (name, file, added_at, taken_at) SELECT :name, :file, :added_at, :taken_at "
                "WHERE NOT EXISTS (SELECT 1 FROM watch_source WHERE name = :name)"
            ),
            known,
        )
