"""The pauses between the attempts of one request."""

from __future__ import annotations

import random
from collections.abc import Iterator

FIRST, LONGEST, SPREAD = 0.5, 10.0, 0.5
"""Seconds: the first pause, the longest, and what is added at random, so that monitors do not ask in step."""


def pauses(attempts: int) -> Iterator[float]:
    """The seconds to wait between so many attempts, twice as long each time."""
    for n in range(attempts - 1):
        yield min(FIRST * 2**n, LONGEST) + SPREAD * random.random()  # noqa: S311 - nothing secret about it
