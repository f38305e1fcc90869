"""A cache for functions of foreign texts: it has a limit in values, and none of them is long, so that it has one in bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")


def remembered(most: int, longest: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Keep the ``most`` values asked for last, of texts of up to ``longest`` characters; others are worked out each time."""

    def remembering(function: Callable[[str], T]) -> Callable[[str], T]:
        kept = lru_cache(most)(function)

        @wraps(function)
        def ask(text: str) -> T:
            return kept(text) if len(text) <= longest else function(text)

        return ask

    return remembering
