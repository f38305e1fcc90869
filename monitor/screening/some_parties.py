"""What a child process does with some of many parties (``alerting/all_cores.py``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from monitor.model import Entry, Match, WatchedParty
from monitor.screening.index import Index
from monitor.screening.parties import Segment, segment_of
from monitor.screening.weights import Weights

_index: Index | None = None


def screen_some(
    _task: bytes, parties: Sequence[WatchedParty], minimum: float, ask: Callable[[], tuple[Sequence[Entry], Weights]]
) -> list[Match]:
    """The matches of some parties; the first time, the list is asked for."""
    global _index  # noqa: PLW0603 - one child, one list
    if _index is None:
        _index = Index(*ask())
    return [match for party in parties for match in _index.matches(party, minimum)]


def index_some(_task: bytes, parties: Sequence[WatchedParty]) -> Segment:
    """The segment of some parties."""
    return segment_of(parties)
