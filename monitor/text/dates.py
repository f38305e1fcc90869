"""Dates as rules write them: "October 9, 2019", "Oct. 9, 2019", "10/9/19"."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
LONG_DATE = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)\s+[0-9]{1,2},?\s+[0-9]{4}"
)
"""A regular expression (case-insensitive) for a date in words."""


def read_long_date(text: str) -> date | None:
    """The day "October 9, 2019" means; None for what is no day of the calendar."""
    words = re.split(r"[\s,.]+", text.strip())
    try:
        return date(int(words[2]), _MONTHS.index(words[0][:3].lower()) + 1, int(words[1]))
    except (ValueError, IndexError):
        return None
