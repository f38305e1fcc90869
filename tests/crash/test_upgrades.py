"""An upgrade from every earlier revision, with the data of a database that was well used; and no way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from benchmarks.storm import World, seed, world
from monitor.model import RuleAlert, Stage
from monitor.polling.damage import look_for_damage
from monitor.store import open_store
from tests.store.older import Rows, make_older, revisions, rows_of


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Rows]]:
    """The rows of a database with a list, two rules, an alert that is sent and one that waits."""
    with world("sqlite:///unused.db") as place:
        yield place, seed(place, f"sqlite:///{tmp_path_factory.mktemp('used') / 'elmon.db'}")


@pytest.mark.parametrize("revision", revisions())
def test_an_upgrade_keeps_everything(url: str, used: tuple[World, Rows], revision: str) -> None:
    place, rows = used
    make_older(url, revision, rows)
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        had = {
            name: {column["name"] for column in sa.inspect(connection).get_columns(name)}
            for name in sa.inspect(connection).get_table_names()
        }
    engine.dispose()
    store = open_store(url)
    now_there = rows_of(store.database)
    for name, columns in had.items():
        before = [{k: v for k, v in row.items() if k in columns} for row in rows.get(name, [])]
        assert [{k: row[k] for k in columns & row.keys()} for row in now_there.get(name, [])] == before, name
    assert {r.document.number for r in store.documents.recorded()} == set(place.numbers)
    assert [(day, rule.document_number) for day, rule in store.documents.rules()] == [
        (date(2027, 2, 3), place.numbers[0]), (date(2027, 2, 4), place.numbers[1])
    ]  # fmt: skip
    assert [c.document_number for c in store.ledger.changes()] == [n for n in place.numbers for _ in "ab"]
    assert len(store.ledger.entries(date(2027, 3, 1))) == 6
    assert store.documents.has_document(place.numbers[0], Stage.PUBLISHED)
    day_after = place.now + timedelta(days=1)
    waiting = store.outbox.lease(day_after, "test", 60, 9)
    assert {(d.alert.thread_key, d.channel) for d in waiting} == {(place.numbers[1], c) for c in ("mail", "slack")}
    assert all(isinstance(d.alert, RuleAlert) and d.alert.document_number == place.numbers[1] for d in waiting)
    assert all(store.outbox.mark_sent(d.id, "test", day_after, "ok", "<1@x>") for d in waiting)
    assert store.outbox.first_sent(place.numbers[1], "mail", waiting[0].recipient) is not None
    look_for_damage(store, day_after)
    assert store.database.damage.unreported() == [], "what earlier versions wrote is no damage"
    store.outbox.add(replace(waiting[0].alert, change_set="another"), [("mail", "b")], day_after)
    assert store.outbox.rows(1)[0].change_set == "another"
    store.close()
