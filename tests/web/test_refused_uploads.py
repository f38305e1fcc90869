"""A file that the page refuses changes nothing: the whole tables are as before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.clock import SetClock
from monitor.errors import CannotRead, UsageError
from monitor.reading_process import UPLOADS
from monitor.store import Store, open_store
from monitor.web.history_cache import HistoryCache
from monitor.web.party_uploads import PartyUploads, UploadOptions
from tests.reading.test_party_workbooks import WHOLE
from tests.refused_files import REFUSED, WANTED, kept
from tests.web.making import TODAY, app_of, served
from tests.web.test_parties import sign_in

FUZZ = settings(
    max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
SURE = UploadOptions(replace=True, sure=True, accept=True, who="ann")


def take_two_versions(store: Store) -> None:
    """Parties, a source with its mapping, and some history."""
    uploads = PartyUploads(store, SetClock(TODAY))
    for text in (WANTED, WANTED.replace("Third Orchard", "Third Orchard Ltd")):
        uploads.take(text.encode(), "ours.csv", UploadOptions(who="ann"))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("refused") / "elmon.db"
    store = open_store(f"sqlite:///{path}")
    take_two_versions(store)
    store.close()
    yield path
    UPLOADS.close()  # it has loaded all that any file needs: other tests count what one takes


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{database}")
    yield opened
    opened.close()


@pytest.fixture
def get(cache: HistoryCache) -> Iterator[httpx.Client]:
    take_two_versions(cache.store)
    with served(app_of(cache)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client
    cache.store.watchlist.remove([party.reference for party in cache.store.watchlist.parties()])
    for source in cache.store.party_sources.all():
        cache.store.party_sources.forget(source.name)


def test_after_refused_uploads_all_is_as_before(get: httpx.Client, cache: HistoryCache) -> None:
    database = Path(str(cache.store.database.url.database))
    before = kept(database)
    assert [len(before[table]) for table in ("watch", "watch_source")] == [3, 1]
    assert before["watch_event"]
    fields = {"proof": sign_in(get), "replace": "on", "sure": "on", "accept": "on"}
    for kind, (name, data) in REFUSED.items():
        shown = get.post("/parties/preview", data=fields, files={"file": (name, data)})
        assert shown.status_code == 400 or "It cannot be taken like this" in shown.text, kind
        answer = get.post("/parties", data=fields, files={"file": (name, data)})
        assert answer.status_code == 400, kind
        assert kept(database) == before, kind


@pytest.mark.parametrize("kind", WHOLE)
@FUZZ
@given(st.data())
def test_cut_and_bent_files_change_nothing_where_they_are_refused(
    kind: str, database: Path, store: Store, data: st.DataObject
) -> None:
    before, whole = kept(database), WHOLE[kind]
    at = data.draw(st.integers(0, len(whole) - 1))
    bent = data.draw(st.binary(max_size=12))
    uploads = PartyUploads(store, SetClock(TODAY))
    for file in (whole[:at], whole[:at] + bent + whole[at + len(bent) :]):
        uploads.preview(file, "ours.csv", SURE)
        assert kept(database) == before
        try:
            uploads.take(file, "ours.csv", SURE)
        except (CannotRead, UsageError):
            assert kept(database) == before
        else:
            uploads.take(WANTED.encode(), "ours.csv", SURE)
            before = kept(database)
