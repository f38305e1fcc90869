"""A database moved to the other kind and back: every row the same, in one transaction, into an empty one only."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from monitor.errors import StoreError, UsageError
from monitor.operations.copying import move
from monitor.store import copying, open_store
from monitor.store.engine import Database
from tests.store.conftest import postgres  # noqa: F401 - a fixture
from tests.store.making import DAY, LIST, NOW, added, outcome

Fresh = Callable[[str], str]


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """The address of an empty database of a kind."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / uuid.uuid4().hex}.db"
        server: Any = request.getfixturevalue("postgres")
        name = f"t{uuid.uuid4().hex[:12]}"
        server.psql(f"CREATE DATABASE {name}")
        return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)

    return make


def filled(url: str) -> str:
    """A database with a row in every table, and characters that databases treat each in its own way."""
    store = open_store(url)
    store.ledger.take_baseline(LIST, as_of=DAY, sha256="b" * 64, now=NOW)
    store.archive.put(b"\x00\xff raw" * 1000, url="https://x/ä", media_type="text/xml", fetched_at=NOW)
    for n in range(30):
        made = outcome(added(f"Zürich “{n}” a\tB_é 株式会社 \\ ' \0", None), number=f"2030-{n:05}")
        store.ledger.record(made, now=NOW + timedelta(seconds=n, microseconds=n))
    store.sources.good("printed documents", NOW, cursor=DAY)
    store.sources.failed("public inspection", NOW, "broken")
    store.leases.acquire("poll", "somebody", 60, NOW)
    for taken in store.outbox.lease(NOW + timedelta(minutes=1), "one", 60, 2):
        store.outbox.mark_sent(taken.id, "one", NOW, "ok", "<id>")
    store.close()
    return url


def silent(done: int, total: int) -> None:
    """No progress is shown."""


@pytest.mark.parametrize(("kind", "other"), [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite")])
def test_there_and_back_everything_is_the_same(kind: str, other: str, fresh: Fresh) -> None:
    first, second, third = filled(fresh(kind)), fresh(other), fresh(kind)
    steps: list[tuple[int, int]] = []
    there = move(first, second, lambda done, total: steps.append((done, total)))
    back = move(second, third, silent)
    assert there == back
    counts = {c.table: c.rows for c in there}
    assert (counts["document"], counts["outbox"], counts["raw_document"], counts["source"]) == (30, 90, 1, 2)
    assert "lease" not in counts
    assert steps[-1] == (2 * sum(counts.values()),) * 2
    was, became = open_store(first), open_store(second)
    try:
        assert became.outbox.rows(1000) == was.outbox.rows(1000)
        assert became.ledger.entries(DAY) == was.ledger.entries(DAY)
        assert became.sources.states() == was.sources.states()
        assert became.ledger.changes() == was.ledger.changes()
        assert became.leases.acquire("poll", "another", 60, NOW)  # nobody's lease came along
        became.ledger.record(outcome(added("New"), number="2030-99999"), now=NOW)  # numbers go on behind the highest
        assert len(became.outbox.rows(1000)) == 93
    finally:
        was.close()
        became.close()


def test_sequences_of_empty_tables_begin_at_one(fresh: Fresh) -> None:
    source, target = fresh("sqlite"), fresh("postgresql")
    open_store(source).close()
    move(source, target, silent)
    store = open_store(target)
    store.ledger.record(outcome(added("New")), now=NOW)
    assert min(row.id for row in store.outbox.rows()) == 1
    store.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_only_into_an_empty_database(kind: str, fresh: Fresh) -> None:
    source, target = filled(fresh("sqlite")), fresh(kind)
    store = open_store(target)
    store.sources.good("printed documents", NOW)
    store.close()
    with pytest.raises(UsageError, match="is not empty; name an empty one"):
        move(source, target, silent)
    with pytest.raises(UsageError, match="cannot be copied into itself"):
        move(source, source, silent)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("trouble", ["a crash", "another content"])
def test_nothing_is_kept_of_a_copy_that_is_not_whole(
    kind: str, trouble: str, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = filled(fresh("sqlite")), fresh(kind)
    if trouble == "a crash":
        monkeypatch.setattr(copying, "_hashed", lambda *_: 1 / 0)
    else:
        whole = copying._hashed
        monkeypatch.setattr(
            copying,
            "_hashed",
            lambda c, t, s: copying.Copied(t.name, 29, "0") if t.name == "document" else whole(c, t, s),
        )
    with pytest.raises((ZeroDivisionError, StoreError)) as caught:
        move(source, target, silent)
    if trouble != "a crash":
        assert "the table document is not the same (30 rows, 29 arrived)" in str(caught.value)
    monkeypatch.undo()
    assert sum(c.rows for c in move(source, target, silent)) > 100  # it was left empty


def test_what_is_written_meanwhile_is_whole_or_not_there(fresh: Fresh) -> None:
    """Both kinds are read as they stood at one moment."""
    for kind in ("sqlite", "postgresql"):
        source, target = filled(fresh(kind)), fresh("sqlite")
        store = open_store(source)
        late = [outcome(added("Late"), number="2030-77777")]

        def write(done: int, total: int, store=store, late=late) -> None:  # type: ignore[no-untyped-def]
            if late:
                store.ledger.record(late.pop(), now=NOW)

        counts = {c.table: c.rows for c in move(source, target, write)}
        assert (counts["document"], counts["outbox"], counts["change_set"]) == (30, 90, 30), kind
        store.close()


def test_one_of_another_version_is_refused(fresh: Fresh, tmp_path: Path) -> None:
    source = filled(fresh("sqlite"))
    with sqlite3.connect(source.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    with pytest.raises(StoreError, match="run elmon db upgrade"):
        move(source, fresh("sqlite"), silent)


def test_a_longer_text_than_postgresql_takes_is_a_sentence(fresh: Fresh) -> None:
    source, target = filled(fresh("sqlite")), fresh("postgresql")
    database = Database(source)
    with database.connection() as connection:
        connection.execute(text("UPDATE outbox SET state = 'a state that is too long' WHERE id = 1"))
    database.close()
    with pytest.raises(StoreError, match="too long"):
        move(source, target, silent)
