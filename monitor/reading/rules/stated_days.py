"""The days that DATES names, however it does: as a date, or as so many days after publication or filing.

| words | day |
|---|---|
| "October 9, 2019", "9 October 2019", "10/09/2019", "2019-10-09" | that one |
| "[INSERT DATE OF PUBLICATION IN THE FEDERAL REGISTER]", "upon publication" | the day of publication |
| "[INSERT DATE 30 DAYS AFTER DATE OF PUBLICATION …]", "30 days after filing" | so many days later |
| "[INSERT DATE OF FILING FOR PUBLIC INSPECTION]", "upon filing", "on filing for public inspection" | the day of filing |
| "effective immediately" | of a filing, the day of filing; of a published rule, what its record says |
"""

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
_OF_REGISTER = r"(?:\s+(?:in|at|with|by)\s+(?:the\s+)?(?:Office\s+of\s+the\s+)?Federal\s+Register)?"
_FOR_INSPECTION = r"(?:\s+(?:for|on)\s+public\s+(?:inspection|display))?"
_FILING = rf"(?:filing|filed)\b(?:\s+of\s+this\s+(?:document|rule))?{_OF_REGISTER}{_FOR_INSPECTION}{_OF_REGISTER}"
_WHEN = (
    r"(?:on\s+the\s+da(?:te|y)(?:\s+(?:that|on\s+which))?|when|once|as\s+soon\s+as)\s+"
    r"(?:(?:it|this\s+(?:rule|document))\s+)?(?:is\s+)?"
)
# A day, its year left out where it was said before. e.g. "October 7, 2022", "October 12", "10/07/2022", "upon filing"
_DAY = re.compile(
    rf"\b(?:(?P<month>{_MONTH})\s+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>[0-9]{{4}}))?(?![0-9])"
    rf"|(?P<first>[0-9]{{1,2}})\s+(?P<its_month>{_MONTH})\s+(?P<its_year>[0-9]{{4}})(?![0-9])"
    r"|(?<![0-9/-])(?P<numbers>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9/-])"
    r"|\[?\s*(?:INSERT\s+(?:THE\s+)?(?:DATE\s+(?:THAT\s+IS\s+)?)?)?(?P<later>[0-9]{1,3}|thirty|sixty|ninety)"
    r"(?:\s*\([0-9]{1,3}\))?\s+(?:calendar\s+)?days\s+(?:after|from|following)\s+(?:the\s+)?(?:date\s+of\s+)?(?:its\s+)?"
    rf"(?:publication{_OF_REGISTER}|(?P<after_filing>{_FILING}))\s*\]?"
    r"|(?P<published>(?:\[?\s*INSERT\s+(?:THE\s+)?DATE\s+OF|\b(?:up)?on(?:\s+the)?(?:\s+da(?:te|y)\s+of)?)(?:\s+its)?"
    rf"\s+PUBLICATION{_OF_REGISTER}\s*\]?"
    rf"|\[?\s*INSERT\s+(?:THE\s+)?PUBLICATION\s+DATE{_OF_REGISTER}\s*\]?|{_WHEN}published\b{_OF_REGISTER})"
    rf"|(?P<filed>\[?\s*(?:INSERT\s+(?:THE\s+)?)?DATE\s+(?:OF\s+)?{_FILING}\s*\]?"
    rf"|(?:up)?on(?:\s+the)?(?:\s+da(?:te|y)\s+of)?(?:\s+its)?\s+{_FILING}"
    rf"|{_WHEN}(?:filed|placed|put|made\s+available)\s+(?:for|on)\s+public\s+(?:inspection|display)"
    r"|FILED?\s+FOR\s+PUBLIC\s+INSPECTION)"
    r"|(?P<at_once>(?:(?<=effective )|(?<=effect ))immediately(?!,?\s+(?:up)?on\b)|immediately(?=\s+effective\b)))",
    re.IGNORECASE,
)
# Between a date and other words for it. e.g. ", "
_SAME = re.compile(r"[,\s(]*+")


@dataclass(frozen=True, slots=True)
class DatedWords:
    """A day as a text names it, None where it is not known yet, and where its words stand.

    ``counted_from`` says what day that is where the words are no date: "the day of filing", "30 days after publication".
    """

    day: date | None
    start: int
    end: int
    counted_from: str = ""


def days_in(text: str, published: date | None, filed: date | None) -> Iterator[DatedWords]:
    """The days in ``text``, in order; ``published`` and ``filed`` are those that words and placeholders count from."""
    matches = list(_DAY.finditer(text))
    years = [int(year) for m in matches if (year := m["year"] or m["its_year"])]
    year = years[0] if years else published.year if published else None
    dated = -1
    for match in matches:
        if counted := _counted(match, published, filed):
            # Words behind a date say which day it is: "July 1, 2024, upon filing for public inspection".
            if dated < 0 or not _SAME.fullmatch(text, dated, match.start()):
                yield counted
            continue
        dated = match.end()
        year = int(match["year"] or match["its_year"] or year or 0) or None
        try:
            yield DatedWords(_date(match, year), match.start(), match.end())
        except ValueError:
            continue


def _date(match: re.Match[str], year: int | None) -> date | None:
    """The date that is written out; None without a year. Raises ValueError for none of the calendar."""
    if numbers := match["numbers"]:
        if "-" in numbers:
            return date.fromisoformat(numbers)
        month, day, of_year = map(int, numbers.split("/"))
        return date(of_year, month, day)
    month = _MONTHS.index((match["month"] or match["its_month"])[:3].lower()) + 1
    return date(year, month, int(match["day"] or match["first"])) if year else None


def _counted(match: re.Match[str], published: date | None, filed: date | None) -> DatedWords | None:
    """The day of words that are no date; None for a date."""
    start, end = match.span()
    if later := match["later"]:
        number = _SPELT.get(later.lower()) or int(later)
        base, event = (filed, "filing") if match["after_filing"] else (published, "publication")
        return DatedWords(base + timedelta(number) if base else None, start, end, f"{number} days after {event}")
    if match["published"]:
        return DatedWords(published, start, end, "the day of publication")
    if match["filed"]:
        return DatedWords(filed, start, end, "the day of filing")
    return DatedWords(filed, start, end, "at once, on the day of filing") if match["at_once"] else None
