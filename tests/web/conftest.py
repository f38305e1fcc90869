"""The pages of a filled database, served on loopback once for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from monitor.web.history_cache import HistoryCache
from tests.web.making import app_of, cache_of, served


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HistoryCache]:
    """A filled database."""
    found = cache_of(f"sqlite:///{tmp_path_factory.mktemp('web') / 'elmon.db'}")
    yield found
    found.store.close()


@pytest.fixture(scope="session")
def pages(cache: HistoryCache) -> Iterator[str]:
    """Where the pages are."""
    with served(app_of(cache)) as address:
        yield address


@pytest.fixture(scope="session")
def get(pages: str) -> Iterator[httpx.Client]:
    """A client of the pages."""
    with httpx.Client(base_url=pages, timeout=60) as client:
        yield client
