"""Today says that nothing is on public inspection only where public inspection was seen lately."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from monitor.clock import SetClock
from monitor.polling.schedule import PUBLIC_INSPECTION, PUBLISHED
from monitor.polling.source_watch import plans
from monitor.store import open_store
from monitor.web.history_cache import HistoryCache
from tests.web.making import TODAY, app_of, served

NOTHING = (
    "Nothing that concerns the Entity List, the Military End-User List or the Unverified List is on public inspection."
)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[HistoryCache]:
    store = open_store(f"sqlite:///{tmp_path / 'elmon.db'}")
    yield HistoryCache(store, SetClock(TODAY), plans(300, 300))
    store.close()


def today(cache: HistoryCache) -> tuple[str, dict[str, object]]:
    with served(app_of(cache)) as address, httpx.Client(base_url=address, timeout=60) as client:
        return client.get("/").text, client.get("/today.json").json()


def test_what_was_never_asked_is_not_known(cache: HistoryCache) -> None:
    page, shape = today(cache)
    assert NOTHING not in page
    assert "Not known: public inspection was never checked." in page
    assert (shape["desk"], shape["desk_known"], shape["desk_checked_at"]) == ([], False, None)


def test_that_another_source_was_asked_does_not_make_it_known(cache: HistoryCache) -> None:
    cache.store.sources.good(PUBLISHED, TODAY, date(2024, 7, 10), 1)
    page, shape = today(cache)
    assert NOTHING not in page
    assert shape["desk_known"] is False


def test_what_was_asked_too_long_ago_is_not_known_since_then(cache: HistoryCache) -> None:
    cache.store.sources.good(PUBLIC_INSPECTION, TODAY - timedelta(days=9), date(2024, 7, 1), 1)
    page, shape = today(cache)
    assert NOTHING not in page
    assert "Not known since July 1, 2024, " in page
    assert shape["desk_known"] is False


def test_what_is_asked_no_more_is_not_known_since_then(cache: HistoryCache) -> None:
    cache.store.sources.good(PUBLIC_INSPECTION, TODAY - timedelta(days=9), date(2024, 7, 1), 1)
    of_rules_alone = HistoryCache(cache.store, cache.clock, plans(300, None))
    assert today(of_rules_alone)[1]["desk_known"] is False


def test_what_was_asked_lately_is_known(cache: HistoryCache) -> None:
    for source in (PUBLIC_INSPECTION, PUBLISHED):
        cache.store.sources.good(source, TODAY, date(2024, 7, 10), 1)
    page, shape = today(cache)
    assert NOTHING in page
    assert "Not known" not in page
    assert shape["desk_known"] is True
