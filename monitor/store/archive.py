"""Raw bytes by their hash, kept before anything reads them."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime

from sqlmodel import col, select

from monitor.errors import StoreError
from monitor.store.engine import Database, insert_new
from monitor.store.tables import RawDocument


class Archive:
    """What the sources served, as they served it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, data: bytes, *, url: str, media_type: str, fetched_at: datetime) -> str:
        """Keep ``data`` and commit; its sha256 in hex. The same bytes are kept once, with their first origin."""
        sha256 = hashlib.sha256(data).hexdigest()
        row = RawDocument(
            sha256=sha256,
            url=url,
            media_type=media_type,
            size=len(data),
            fetched_at=fetched_at,
            content=zlib.compress(data, 6),
        )
        with self._database.writing() as session:
            insert_new(session, row)
        return sha256

    def has(self, sha256: str) -> bool:
        """Whether bytes of this hash are kept."""
        with self._database.reading() as session:
            found = session.exec(select(RawDocument.sha256).where(col(RawDocument.sha256) == sha256)).first()
        return found is not None

    def get(self, sha256: str) -> bytes:
        """The bytes of this hash. Raises StoreError if there are none, or if they are damaged."""
        with self._database.reading() as session:
            row = session.get(RawDocument, sha256)
            content = row.content if row else None
        if content is None:
            raise StoreError(f"The archive has no document {sha256[:16]}…; it may be from another database.")
        try:
            data = zlib.decompress(content)
        except zlib.error:
            data = b""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(f"The archived document {sha256[:16]}… is damaged; restore the database from a backup.")
        return data
