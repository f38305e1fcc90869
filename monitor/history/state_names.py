"""What people write for a state of the list besides its own names: a citation, or a day as Americans write it.

Each is put into the name that everything else knows (a document number, an ISO date), with a sentence that says how it was
understood. What may mean two days is asked back, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from monitor.errors import NotKnown, UsageError
from monitor.text.dates import read_long_date

if TYPE_CHECKING:
    from monitor.history.list_history import ListHistory

# e.g. "88 FR 85095", "88 Fed. Reg. 85,095"
_CITATION = re.compile(r"([0-9]{1,4})\s*(?:F\.?\s?R\.?|Fed\.?\s?Reg\.?)\s*([0-9][0-9,]{0,9})", re.IGNORECASE)
# e.g. "12/05/2023", "5.12.23", "12-5-2023"
_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})")
# e.g. "2023/12/05", "2023.12.5"
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})")
REMEDY = "Write 2023-12-05 (year-month-day) or 12/05/2023 (month/day/year)."
NEARBY = 100
"""So many pages from a citation that is not known, another is named as the nearest."""


@dataclass(frozen=True, slots=True)
class StateName:
    """A state by the name that the commands know; ``understood`` is a sentence where the user wrote it otherwise, else ""."""

    name: str
    understood: str = ""


def state_name(written: str, history: Callable[[], ListHistory]) -> StateName:
    """What a user's name for a state means. Raises UsageError for a day that is none, or may be two; NotKnown for a citation
    of no document here. A name of no form known here is left as it is."""
    written = written.strip()
    if found := _CITATION.fullmatch(written):
        volume, page = int(found[1]), int(found[2].replace(",", ""))
        number = _document_at(volume, page, history())
        return StateName(number, f"\u201c{written}\u201d is document {number}.")
    day = _day(written)
    return StateName(written) if day is None else StateName(day.isoformat(), _read_as(written, day))


def day_name(written: str) -> tuple[date | None, str]:
    """The day that a text means, however it is written, and how it was understood, "" for an ISO date; None for no day.
    Raises UsageError for a day that is none, or may be two."""
    written = written.strip()
    try:
        return date.fromisoformat(written), ""
    except ValueError:
        day = _day(written)
        return day, _read_as(written, day) if day else ""


def _read_as(written: str, day: date) -> str:
    how = " (month/day/year)" if "/" in written and not _YEAR_FIRST.fullmatch(written) else ""
    return f"\u201c{written}\u201d is read as {day:%B} {day.day}, {day.year}{how}."


def _day(written: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(written):
        return _calendar_day(written, int(found[1]), int(found[2]), int(found[3]))
    found = _DAY.fullmatch(written)
    if found is None:
        return read_long_date(written)
    first, sign, second, year = found.groups()
    if len(year) == 2:
        raise UsageError(f"\u201c{written}\u201d has two digits for the year. {REMEDY}")
    if sign != "/":
        raise UsageError(f"\u201c{written}\u201d may be month and day, or day and month. {REMEDY}")
    return _calendar_day(written, int(year), int(first), int(second))


def _calendar_day(written: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UsageError(f"\u201c{written}\u201d is not a day of the calendar. {REMEDY}") from None


def _document_at(volume: int, page: int, history: ListHistory) -> str:
    """The number of the document that begins on a page of the Federal Register."""
    places: list[tuple[int, str]] = []
    for number, summary in history.documents.items():
        found = _CITATION.fullmatch(summary.document.citation or "")
        if found and int(found[1]) == volume:
            places.append((int(found[2].replace(",", "")), number))
    numbers = sorted(number for at, number in places if at == page)
    if len(numbers) == 1:
        return numbers[0]
    if numbers:
        raise UsageError(
            f"{volume} FR {page} is the page of several documents: give the number, {' or '.join(numbers)}."
        )
    nearest = min(((abs(at - page), at, number) for at, number in places), default=None)
    hint = f" The nearest is {volume} FR {nearest[1]} ({nearest[2]})." if nearest and nearest[0] <= NEARBY else ""
    raise NotKnown(
        f"The database has no document that begins on page {page:,} of volume {volume} ({volume} FR {page}).{hint}",
        "elmon backfill --since DATE fetches past rules.",
    )
