"""Raw bytes by their hash."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import text

from monitor.errors import StoreError
from monitor.store import Store
from tests.store.making import NOW


def test_bytes_come_back_as_they_were(store: Store) -> None:
    data = b"<RULE/>\x00\xff" * 1000
    sha256 = store.archive.put(data, url="https://example.org/1", media_type="application/xml", fetched_at=NOW)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert store.archive.get(sha256) == data
    assert store.archive.put(data, url="https://example.org/2", media_type="", fetched_at=NOW) == sha256


def test_unknown_and_damaged_bytes_are_errors(store: Store) -> None:
    with pytest.raises(StoreError, match="has no document"):
        store.archive.get("0" * 64)
    sha256 = store.archive.put(b"good", url="", media_type="", fetched_at=NOW)
    with store.database.connection() as connection:
        connection.execute(text("UPDATE raw_document SET content = :c"), {"c": b"bad"})
    with pytest.raises(StoreError, match="damaged"):
        store.archive.get(sha256)
