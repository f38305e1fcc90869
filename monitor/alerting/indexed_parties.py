"""The user's parties, indexed once for each state of the watchlist: a rule is compared with those that its names may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from monitor.alerting.all_cores import MANY, cores, on_all_cores
from monitor.model import WatchedParty
from monitor.screening.index import Index
from monitor.screening.parties import SEGMENT, PartyIndex, Segment, segment_of
from monitor.screening.some_parties import index_some
from monitor.store import Store


@dataclass(slots=True)
class IndexedParties:
    """Finds the parties of one database; the parties themselves stay there."""

    store: Store
    _index: PartyIndex | None = field(default=None, repr=False)
    _state: object = None

    def likely(self, index: Index, state: object) -> Sequence[WatchedParty]:
        """The parties that are worth comparing with the entries of ``index``, by reference. The first time, and where the
        watchlist's ``state`` is another one, all of them are indexed: a million take about a minute."""
        if self._index is None or state != self._state:
            self._index = PartyIndex(self._segments())
            self._state = state
        return self.store.watchlist.parties(self._index.likely(index))

    def _segments(self) -> Iterator[Segment]:
        batches = self.store.watchlist.in_batches(SEGMENT)
        if self.store.watchlist.count() < MANY or cores() == 1:
            yield from map(segment_of, batches)
            return
        for parties, segment in on_all_cores(index_some, batches):
            yield segment or segment_of(parties)
