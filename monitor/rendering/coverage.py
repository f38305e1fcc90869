"""Which lists a screening covered, and which it did not: an answer that does not say so reassures wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from monitor.model import Entry, ListName
from monitor.text.sentences import listed

OTHERS = (
    "the Denied Persons List, OFAC's SDN and other lists, and the State Department's lists: the Consolidated Screening List "
    "has them, https://www.trade.gov/consolidated-screening-list"
)
"""The lists that US exporters screen besides, and where they are."""


def covered_in_words(lists: Sequence[ListName], entries: Iterable[Entry] = ()) -> str:
    """ "Covered: the Entity List (3,411 entries), …. Not covered: …"."""
    counts = Counter(entry.list for entry in entries)
    named = listed([f"the {name.title}" + (f" ({counts[name]:,} entries)" if counts else "") for name in lists])
    left = [f"the {name.title}" for name in ListName if name not in lists]
    return f"Covered: {named}. Not covered: {'; '.join((*left, OTHERS))}."
