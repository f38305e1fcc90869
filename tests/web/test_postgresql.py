"""The same pages from PostgreSQL as from SQLite."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from monitor.web.history_cache import HistoryCache
from tests.store.conftest import postgres  # noqa: F401 - a fixture
from tests.web.making import RULES, app_of, cache_of, served

ADDRESSES = [
    "/", "/today.json", "/timeline", "/timeline.json", "/list", "/list?q=trading&as_of=2022-07-01", "/list.json", "/list.csv", "/rules",
    "/rules.json", "/compare?from=2019-10-07&to=now", "/compare.json?from=2022-01-01&to=2024-01-01", f"/compare?from={RULES[0]}",
    *(f"/rule/{number}{rest}" for number in RULES for rest in ("", ".json", "/text")), "/rule/2030-00001", "/feed.atom",
]  # fmt: skip


@pytest.fixture(scope="module")
def other(request: pytest.FixtureRequest) -> Iterator[HistoryCache]:
    """The same database on PostgreSQL."""
    server = request.getfixturevalue("postgres")
    server.psql("CREATE DATABASE pages")
    found = cache_of(str(server.get_uri(database="pages")).replace("postgresql://", "postgresql+psycopg://", 1))
    yield found
    found.store.close()


def test_every_page_says_the_same(get: httpx.Client, other: HistoryCache) -> None:
    ids = [entry["id"] for entry in get.get("/list.json").json()["entries"][::25]]
    with served(app_of(other)) as address, httpx.Client(base_url=address, timeout=60) as there:
        for path in [*ADDRESSES, *(f"/entry/{one}{rest}" for one in ids for rest in ("", ".json"))]:
            here, of_there = get.get(path), there.get(path)
            assert of_there.status_code == here.status_code, path
            assert of_there.text.replace(address, str(get.base_url).rstrip("/")) == here.text, path
