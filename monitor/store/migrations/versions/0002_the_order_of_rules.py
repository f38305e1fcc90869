"""Documents say from when they are in force, and changes that are known better since are kept as what was known."""

from __future__ import annotations

import json
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns; the day is the one that the recorded rule, or else its record, states."""
    op.add_column("document", sa.Column("in_force_on", sa.Date(), nullable=True))
    op.create_index(op.f("ix_document_in_force_on"), "document", ["in_force_on"], unique=False)
    op.add_column("change", sa.Column("known_to", sa.DateTime(timezone=True), nullable=True))
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT number, stage, record, rule FROM document")).all()
    for number, stage, record, rule in rows:
        document = json.loads(record)
        day = json.loads(rule)["effective_on"] or document["effective_on"] or document["publication_date"]
        connection.execute(
            sa.text("UPDATE document SET in_force_on = :day WHERE number = :number AND stage = :stage").bindparams(
                sa.bindparam("day", type_=sa.Date())
            ),
            {"day": date.fromisoformat(day) if day else None, "number": number, "stage": stage},
        )
