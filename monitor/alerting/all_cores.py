"""Many parties are worked through on all cores, by child processes that hold up no thread of this one."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from monitor.errors import CannotRead
from monitor.model import WatchedParty
from monitor.reading_process import ReadingProcess

T = TypeVar("T")
MANY = 50_000
"""From so many parties on, the children's start is worth it."""
AT_A_TIME = 4
"""Batches for each core that are under way before the next are taken."""


def cores() -> int:
    """How many cores this process may use."""
    with contextlib.suppress(AttributeError):  # Linux alone says it
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def on_all_cores(
    function: Callable[..., T], batches: Iterable[Sequence[WatchedParty]], *args: object
) -> Iterator[tuple[Sequence[WatchedParty], T | None]]:
    """Each batch with ``function(name, batch, *args)``, in their order; with None where a child could not work it out.

    ``name`` is what the child knows the task by. The function stands in a module; what of ``args`` is a function is asked in
    this process. Few batches are in memory at a time.
    """
    children: list[ReadingProcess] = []
    own = threading.local()

    def work(task: tuple[int, Sequence[WatchedParty]]) -> T | None:
        number, batch = task
        if not hasattr(own, "child"):
            own.child = ReadingProcess()
            children.append(own.child)
        try:
            result: T = own.child.read("Parties", function, b"%d" % number, batch, *args)
        except CannotRead:
            return None
        return result

    pool = ThreadPoolExecutor(cores(), "parties")
    numbered = enumerate(batches)
    try:
        while some := list(islice(numbered, cores() * AT_A_TIME)):
            yield from zip((batch for _, batch in some), pool.map(work, some), strict=True)
    finally:
        pool.shutdown(cancel_futures=True)
        for child in children:
            child.close()
