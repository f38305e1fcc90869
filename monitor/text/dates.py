"""Dates as rules write them, "October 9, 2019", "Oct. 9, 2019", "10/9/19", and the time zone that they are in."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")
"""The Federal Register's own time zone: filing, publication and effect are legal times there."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
LONG_DATE = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)\s+[0-9]{1,2},?\s+[0-9]{4}"
)
"""A regular expression (case-insensitive) for a date in words."""

# e.g. "October 9, 2019"
_BETWEEN_WORDS = re.compile(r"[\s,.]+")


def read_long_date(text: str) -> date | None:
    """The day "October 9, 2019" means; None for what is no day of the calendar."""
    words = _BETWEEN_WORDS.split(text.strip())
    try:
        return date(int(words[2]), _MONTHS.index(words[0][:3].lower()) + 1, int(words[1]))
    except (ValueError, IndexError, OverflowError):
        return None
