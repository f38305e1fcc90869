"""What a child process does with some of many parties (``alerting/all_cores.py``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from monitor.model import Entry, Match, WatchedParty
from monitor.screening.index import Index
from monitor.screening.names import prepare
from monitor.screening.parties import Segment, segment_of
from monitor.screening.weights import Weights

NAMES_KEPT = 20_000
"""Names taken apart that a child keeps: of a million parties each is seen once, and all of them take a gigabyte."""
_index: Index | None = None


def screen_some(
    _task: bytes, parties: Sequence[WatchedParty], minimum: float, ask: Callable[[], tuple[Sequence[Entry], Weights]]
) -> list[Match]:
    """The matches of some parties; the first time, the list is asked for."""
    global _index  # noqa: PLW0603 - one child, one list
    if _index is None:
        _index = Index(*ask())
    _forget_names()
    return [match for party in parties for match in _index.matches(party, minimum)]


def index_some(_task: bytes, parties: Sequence[WatchedParty]) -> Segment:
    """The segment of some parties."""
    _forget_names()
    return segment_of(parties)


def _forget_names() -> None:
    if prepare.cache_info().currsize > NAMES_KEPT:
        prepare.cache_clear()
