"""The three cells beside the entity: license requirement, license review policy, Federal Register citation."""

from __future__ import annotations

from monitor.model import Citation


def read_citations(text: str) -> tuple[tuple[Citation, ...], list[str]]:
    """All citations in ``text``, in its order, and what is odd about them."""
    return (), []


def split_footnotes(text: str) -> tuple[str, tuple[int, ...]]:
    """``text`` without its footnote marks (``<sup>3</sup>`` rendered by the caller as U+E003…), and the numbers."""
    return text, ()
