"""What became of a rule's amendments, who closed which review, and what was accepted from which copy of the list.

Accepted differences had the path of their file in their titles; it goes. What the amendments of documents of earlier versions
became is worked out when the database is opened first (monitor/history/recording.py).
"""

from __future__ import annotations

import json
import re
from datetime import date
from hashlib import sha256
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa
from alembic import op

from monitor.store.column_types import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# e.g. "Taken over from /srv/lists/part744.xml.gz of 2026-07-18 by ann: The rules were not loaded."
_TITLE = re.compile(
    r"\ATaken over from (.{0,4000}) of ([0-9]{4}-[0-9]{2}-[0-9]{2}) by ([^:]{0,200}): (.{0,4000})", re.DOTALL
)


def _text(name: str, length: int | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=False, server_default="")


def upgrade() -> None:
    """Create them, and fill them as far as rows can tell."""
    op.add_column("document", _text("applied"))
    op.add_column("document", _text("facts", 64))
    op.create_index(op.f("ix_document_facts"), "document", ["facts"])
    op.add_column("filing", _text("facts", 64))
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("facts", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("attention", "who", "why")),
        sa.Column("at", Moment(), nullable=False),
    )
    op.create_index(op.f("ix_review_number"), "review", ["number"])
    op.create_table(
        "reconciliation",
        sa.Column("number", sa.String(40), primary_key=True),
        sa.Column("copy_of", sa.Text(), nullable=False),
        sa.Column("copy_day", sa.Date(), nullable=False),
        sa.Column("rules_until", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("who", "why")),
        sa.Column("accepted_at", Moment(), nullable=False),
    )
    _fill()


def _fill() -> None:
    connection = op.get_bind()
    for number, rule, attention in connection.execute(sa.text("SELECT number, rule, attention FROM filing")).all():
        facts = sha256("\0".join((rule, "", attention)).encode("utf-8", "surrogatepass")).hexdigest()
        known = {"facts": facts, "number": number}
        connection.execute(sa.text("UPDATE filing SET facts = :facts WHERE number = :number"), known)
    _without_paths(connection)
    _reconciliations(connection)


def _without_paths(connection: sa.Connection) -> None:
    """The sources of lists by their files' names alone: their paths are nobody's business who reads the pages."""
    for key, source in connection.execute(sa.text("SELECT id, source FROM list_version WHERE kind = 'baseline'")).all():
        if (name := PurePath(source).name) != source and PurePath(source).is_absolute():
            connection.execute(sa.text("UPDATE list_version SET source = :s WHERE id = :id"), {"s": name, "id": key})


def _reconciliations(connection: sa.Connection) -> None:
    documents = sa.table(
        "document", sa.column("number", sa.String), sa.column("record", sa.Text), sa.column("rule", sa.Text),
        sa.column("recorded_at", Moment()),
    )  # fmt: skip
    lists = sa.table(
        "list_version", sa.column("kind", sa.String), sa.column("as_of", sa.Date), sa.column("id", sa.Integer)
    )
    made = sa.table(
        "reconciliation", sa.column("number", sa.String), sa.column("copy_of", sa.Text), sa.column("copy_day", sa.Date),
        sa.column("rules_until", sa.Date), sa.column("who", sa.Text), sa.column("why", sa.Text),
        sa.column("accepted_at", Moment()),
    )  # fmt: skip
    newest = sa.select(lists.c.as_of).where(lists.c.kind == "baseline").order_by(lists.c.id.desc()).limit(1)
    as_of = connection.execute(newest).scalar()
    accepted = sa.select(documents).where(documents.c.number.startswith("reconciled-"))
    for number, record, rule, recorded_at in connection.execute(accepted).all():
        said = _TITLE.fullmatch(json.loads(record)["title"])
        if said is None:
            continue
        day = date.fromisoformat(said[2])
        title = f"Reconciled from the eCFR copy of {said[2]}, accepted by {said[3]}"
        named = {"record": _titled(record, title), "rule": _titled(rule, title)}
        connection.execute(documents.update().where(documents.c.number == number).values(named))
        row = {"number": number, "copy_of": "the eCFR", "copy_day": day, "rules_until": min(as_of or day, day)}
        connection.execute(made.insert().values(**row, who=said[3], why=said[4], accepted_at=recorded_at))


def _titled(shape: str, title: str) -> str:
    return json.dumps({**json.loads(shape), "title": title}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
