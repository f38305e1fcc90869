"""The archive's old bytes: what nothing needs goes, what anything recorded needs stays, whatever its age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.clock import SetClock
from monitor.errors import StoreError, UsageError
from monitor.history.replay import replay
from monitor.model import Rule, Verdict
from monitor.operations.retention import DailyPruning, prune_archive
from monitor.store import Store, open_store
from monitor.store.filings import RecordedFiling
from tests.store.conftest import postgres, url  # noqa: F401 - fixtures
from tests.store.making import DAY, LIST, NOW, added, outcome

LATER = NOW + timedelta(days=100)


@pytest.fixture
def store(url: str) -> Iterator[Store]:  # noqa: F811
    store = open_store(url)
    yield store
    store.close()


def put(store: Store, name: str, at: datetime = NOW) -> str:
    return store.archive.put(name.encode() * 500, url=f"https://x/{name}", media_type="text/xml", fetched_at=at)


def kept(store: Store, hashes: dict[str, str]) -> set[str]:
    return {name for name, sha256 in hashes.items() if store.archive.has(sha256)}


def everything(store: Store) -> dict[str, str]:
    """One of each kind in the archive, by what it is."""
    hashes = {name: put(store, name) for name in (
        "baseline", "rule", "conflicting", "unreadable", "irrelevant", "looked at", "lying", "printed filing", "nobody's",
    )}  # fmt: skip
    hashes["young"] = put(store, "young", LATER - timedelta(days=10))
    store.ledger.take_baseline(LIST, as_of=DAY, sha256=hashes["baseline"], now=NOW)
    for n, name in enumerate(("rule", "conflicting", "unreadable", "irrelevant", "looked at")):
        verdict = {"rule": Verdict.VERIFIED, "looked at": Verdict.IRRELEVANT}.get(name) or Verdict(name)
        changes = (added(name, None),) if verdict is Verdict.VERIFIED else ()
        made = outcome(*changes, number=f"2030-{n:05}", verdict=verdict)
        alert = replace(made.alert, attention="look") if made.alert and name == "looked at" else None
        alert = alert or (None if verdict is Verdict.IRRELEVANT else made.alert)
        store.ledger.record(replace(made, sha256=hashes[name], alert=alert), now=NOW)
    for number, name in (("2030-90000", "lying"), ("2030-00000", "printed filing")):
        store.filings.keep(RecordedFiling(number, {}, Rule(number), hashes[name]), (), now=NOW)
    return hashes


def test_only_what_nothing_needs_goes(store: Store) -> None:
    hashes, clock = everything(store), SetClock(LATER)
    before = kept(store, hashes)
    would = prune_archive(store, clock, 30, dry=True)
    assert kept(store, hashes) == before
    freed = prune_archive(store, clock, 30)
    assert freed == would
    gone = before - kept(store, hashes)
    assert (
        {"irrelevant", "printed filing", "nobody's"}
        <= gone
        <= {"irrelevant", "printed filing", "nobody's", "looked at"}
    )
    assert freed.documents == len(gone)
    assert freed.served > freed.bytes > 0
    assert prune_archive(store, clock, 30).documents == 0


def test_the_rest_goes_on_without_it(store: Store) -> None:
    hashes = everything(store)
    prune_archive(store, SetClock(LATER), 30, vacuum=True)
    assert all(r.sha256 == "" or store.archive.has(r.sha256) for r in store.documents.recorded())
    replay(store, SetClock(LATER))  # asks for nothing that went
    with pytest.raises(StoreError, match="has no document"):
        store.archive.get(hashes["irrelevant"])
    assert put(store, "irrelevant") == hashes["irrelevant"]  # and it can come again


def test_what_is_young_is_never_taken(store: Store) -> None:
    with pytest.raises(UsageError, match="at least 7"):
        prune_archive(store, SetClock(LATER), 6)


def test_once_a_day_and_only_where_it_is_wanted(store: Store) -> None:
    clock, told = SetClock(LATER), list[str]()
    hashes = everything(store)
    DailyPruning(store, clock, 0, told.append).turn()
    assert kept(store, hashes) == set(hashes)
    daily = DailyPruning(store, clock, 30, told.append)
    daily.turn()
    assert len(told) == 1 and "documents" in told[0]
    again = put(store, "more")
    daily.turn()
    assert store.archive.has(again)
    clock.set(datetime(2030, 6, 1, tzinfo=UTC))
    daily.turn()
    assert not store.archive.has(again)
    assert len(told) == 2
