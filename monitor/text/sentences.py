"""Parts of sentences that several rooms put together alike."""

from __future__ import annotations

from collections.abc import Sequence


def listed(parts: Sequence[str], joined: str = "and") -> str:
    """ "a", "a and b", "a, b and c"; "" for none."""
    return f" {joined} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
