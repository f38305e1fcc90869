"""The database: archive, ledger, outbox, lease. The only room that knows SQL."""

from __future__ import annotations

from monitor.store.archive import Archive
from monitor.store.documents import Documents
from monitor.store.engine import Database
from monitor.store.filings import Filings
from monitor.store.ledger import Ledger
from monitor.store.outbox import Outbox
from monitor.store.party_history import PartyHistory
from monitor.store.party_sources import PartySources
from monitor.store.reviews import Reviews
from monitor.store.sources import Leases, Sources
from monitor.store.upgrade import check_version, refuse_newer, upgrade_tables
from monitor.store.watchlist import Watchlist


class Store:
    """One database with its parts."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.archive = Archive(database)
        self.documents = Documents(database)
        self.ledger = Ledger(database)
        self.outbox = Outbox(database)
        self.filings = Filings(database)
        self.reviews = Reviews(database)
        self.sources = Sources(database)
        self.leases = Leases(database)
        self.watchlist = Watchlist(database)
        self.party_history = PartyHistory(database)
        self.party_sources = PartySources(database)

    def require_ours(self) -> None:
        """Raise StoreError where a newer version has migrated the database since it was opened, or its file is gone."""
        self.database.require_file()
        refuse_newer(self.database)

    def close(self) -> None:
        """Give all connections back."""
        self.database.close()


def open_store(url: str, *, upgrade: bool = True) -> Store:
    """The database at ``url`` (sqlite:///… or postgresql+psycopg://…), its tables brought to this version.

    Raises StoreError if it cannot be opened, was written by a newer version, or is older and ``upgrade`` is off.
    """
    database = Database(url)
    try:
        if upgrade:
            upgrade_tables(database)
        else:
            check_version(database)
    except BaseException:
        database.close()
        raise
    return Store(database)


__all__ = ["Store", "open_store"]
