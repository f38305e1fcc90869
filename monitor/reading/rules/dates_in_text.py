"""The days named in a text: "October 7, 2022", "30 days after publication", "[INSERT DATE OF FILING]"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH = (
    r"January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_SPELT = {"thirty": 30, "sixty": 60, "ninety": 90}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A day, its year left out where it was said before. e.g. "October 7, 2022", "October 12"
_DAY = re.compile(
    rf"\b(?:(?P<month>{_MONTH})\s+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>[0-9]{{4}}))?(?![0-9])"
    r"|\[?\s*(?:INSERT\s+(?:THE\s+)?(?:DATE\s+(?:THAT\s+IS\s+)?)?)?(?P<later>[0-9]{1,3}|thirty|sixty|ninety)"
    r"(?:\s*\([0-9]{1,3}\))?\s+days\s+(?:after|from)\s+(?:the\s+)?(?:date\s+of\s+)?(?:its\s+)?publication"
    r"(?:\s+in\s+the\s+Federal\s+Register)?\s*\]?"
    r"|(?P<published>(?:\[?\s*INSERT\s+(?:THE\s+)?DATE\s+OF|\b(?:up)?on(?:\s+the)?(?:\s+date\s+of)?)(?:\s+its)?\s+PUBLICATION"
    r"(?:\s+IN\s+THE\s+FEDERAL\s+REGISTER)?\s*\]?)"
    r"|(?P<filed>\[?\s*(?:INSERT\s+(?:THE\s+)?)?DATE\s+(?:OF\s+)?(?:FILING|FILED)\b(?:\s+FOR\s+PUBLIC\s+INSPECTION)?\s*\]?"
    r"|FILED?\s+FOR\s+PUBLIC\s+INSPECTION))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in the text: the day, None where it is not known yet, and where it stands."""

    day: date | None
    start: int
    end: int


def days_in(text: str, published: date | None, filed: date | None = None) -> Iterator[Dated]:
    """The days that ``text`` names; its placeholders mean the days of publication and of filing."""
    matches = list(_DAY.finditer(text))
    years = [int(m["year"]) for m in matches if m["year"]]
    year = years[0] if years else published.year if published else None
    for match in matches:
        if match["later"]:
            after = timedelta(_SPELT.get(match["later"].lower()) or int(match["later"]))
            yield Dated(published + after if published else None, match.start(), match.end())
            continue
        if match["published"] or match["filed"]:
            yield Dated(published if match["published"] else filed, match.start(), match.end())
            continue
        year = int(match["year"]) if match["year"] else year
        try:
            month = _MONTHS.index(match["month"][:3].lower()) + 1
            yield Dated(date(year, month, int(match["day"])) if year else None, match.start(), match.end())
        except ValueError:
            continue
