"""The API's records, field by field: what is not what it should be is named, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from monitor.clock import EASTERN
from monitor.errors import BadAnswer
from monitor.text.document_numbers import is_document_number

D = TypeVar("D", bound=date)

AGENCY = "industry-and-security-bureau"
PARENT_AGENCY = "commerce-department"
MOST = 1_000_000
"""More than a record ever counts of anything."""
# e.g. "84 FR 54002"
_CITATION = re.compile(r"[0-9]{1,3} FR [0-9]{1,6}(?:-[0-9]{1,6})?")
FIRST_YEAR, LAST_YEAR = 1936, 9998
"""The Register's first year, and the last from which a day can be counted on in every time zone."""


_OBJECTS, _DAYS = ("agencies", "cfr_references"), ("publication_date", "effective_on")
_FAR = date(LAST_YEAR, 12, 31)


@dataclass(frozen=True, slots=True)
class Record:
    """One record of an answer from ``place``. Every way to read it raises BadAnswer naming document and field."""

    fields: dict[str, Any]
    number: str
    place: str

    def _says(self, what: str) -> BadAnswer:
        return BadAnswer(f"{self.place}, document {self.number}: {what}.")

    def words(self, name: str) -> str:
        """A text without the blanks around it; null is ""."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, str):
            raise self._says(f"{name} is {kind(value)}, not text")
        return (value or "").strip()

    def day(self, name: str) -> date | None:
        """A calendar day."""
        value = self.words(name)
        try:
            return in_reach(date.fromisoformat(value)) if value else None
        except ValueError:
            raise self._says(f"{name} is {value[:50]!r}, not a date") from None

    def moment(self, name: str) -> datetime | None:
        """A time with its offset or Z, as UTC; without either it is Washington's, and of the two at the end of summer
        time the earlier."""
        value = self.words(name)
        if not value:
            return None
        try:
            told = datetime.fromisoformat(value)
            return in_reach((told if told.tzinfo else told.replace(tzinfo=EASTERN)).astimezone(UTC))
        except (ValueError, OverflowError):
            raise self._says(f"{name} is {value[:50]!r}, not a time") from None

    def whole(self, name: str) -> int:
        """A count; null is 0."""
        value = self.fields.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST):
            raise self._says(f"{name} is {kind(value)}, not a count")
        return value or 0

    def objects(self, name: str) -> list[dict[str, Any]]:
        """A list of objects; null is an empty one."""
        value = self.fields.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._says(f"{name} is no list of objects")
        return value

    def citation(self) -> str:
        """The citation; "" for what is none, be it thousands of figures: it is only shown, and a document has its number."""
        value = self.words("citation")
        return value if _CITATION.fullmatch(value) else ""

    def agencies(self) -> tuple[str, ...]:
        """The agencies' slugs (their names where they have none)."""
        return tuple(str(a.get("slug") or a.get("name") or "") for a in self.objects("agencies"))


def record_of(value: Any, place: str) -> Record:
    """The record in ``value``, which has a number at least."""
    if not isinstance(value, dict):
        raise BadAnswer(f"{place} lists a document that is no object; its shape has changed.")
    number = value.get("document_number")
    if not isinstance(number, str) or not is_document_number(number):
        raise BadAnswer(f"{place} has a document whose document_number is {str(number)[:50]!r}.")
    return Record(value, number, place)


def readable_fields(value: dict[str, Any], latest: date) -> dict[str, Any]:
    """What is left of a record without its fields that are not what they should be; a publication after ``latest`` is none."""
    kept: dict[str, Any] = {}
    for name, said in value.items():
        record = Record({name: said}, "", "")
        try:
            if name in _OBJECTS:
                record.objects(name)
            elif name in _DAYS:
                day = record.day(name)
                if day is not None and day > (latest if name == "publication_date" else _FAR):
                    continue
            else:
                record.words(name)
        except BadAnswer:
            continue
        kept[name] = said
    return kept


def in_reach(day: D) -> D:
    """``day`` itself. Raises ValueError for one before the Register's time, or with which nothing can be counted."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{day} is no day of the Register")
    return day


def kind(value: Any) -> str:
    """What a value is, for a message."""
    return "missing" if value is None else type(value).__name__
